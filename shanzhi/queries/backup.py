"""A backup: every table as one moment shows it, and every file, written as parts; the reading back of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import connection
from psycopg import Connection, sql

from shanzhi import __version__, vault
from shanzhi.papers.parts import BLOCK, Part, PartReader, PartWriter
from shanzhi.papers.sealed import Sealer, Secret, unsealed

FORMAT: Final = 1
# log-ins do not travel: whoever held a backup could go on where somebody had logged in
LEFT_OUT: Final = frozenset({"django_session", "shanzhi_session", "django_migrations"})
# tables in the order of their names, with the columns that are stored
TABLES: Final = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES: Final = """
SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a backup holds. rows: by table; files and size (bytes) of the files; sha256: over all parts."""

    made_at: str
    program: str
    rows: Mapping[str, int]
    digests: Mapping[str, str]
    files: int
    size: int
    sha256: str


def back_up(out: BinaryIO, secret: Secret, made_at: datetime, *, with_keys: bool = False) -> Receipt:
    """Writes database and files to out, sealed; people may go on working meanwhile.

    The database is read in one transaction that sees a single moment. The files come after it: a file stands in its
    place before the row that names it is committed and is never changed, so none that the rows name is missing.

    raises: Refused("weak_secret").
    cost: 4 queries and one for each table.
    """
    sealer = Sealer(out, secret)
    raw = _connection()
    raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        raw.execute("SET LOCAL row_security = off")  # a row that this role may not see is an error, not a gap
        about = {"format": FORMAT, "program": __version__, "made_at": made_at.isoformat(), **_state(raw)}
        writer = PartWriter(sealer, about)
        parts = [
            writer.part("table", name, _copied(raw, name, columns), columns=columns)
            for name, columns in raw.execute(TABLES).fetchall()
            if name not in LEFT_OUT
        ]
    finally:
        raw.execute("ROLLBACK")
    files = Path(settings.MEDIA_ROOT)
    parts += [writer.part("file", str(path.relative_to(files)), _bytes(path)) for path in _files(files)]
    for name, path in key_places().items() if with_keys else ():
        if path.exists():
            writer.part("key", name, _bytes(path))
    sha256 = writer.finish()
    sealer.close()
    return receipt(about, parts, sha256)


def check(source: BinaryIO, secret: Secret) -> Receipt:
    """Reads a backup from end to end and compares every count and digest; nothing is stored.

    raises: the codes of papers.sealed.unsealed and papers.parts.PartReader.
    cost: 0 queries.
    """
    reader = PartReader(unsealed(source, secret))
    parts: list[Part] = []
    for head in reader.heads():
        for _ in reader.blocks(head, parts):
            pass
    return receipt(reader.about, parts, reader.sha256)


def receipt(about: Mapping[str, Any], parts: list[Part], sha256: str) -> Receipt:
    """What the parts amount to.

    cost: 0 queries.
    """
    tables, files = ([p for p in parts if p.kind == kind] for kind in ("table", "file"))
    return Receipt(
        made_at=str(about["made_at"]),
        program=str(about["program"]),
        rows={p.name: p.rows for p in tables},
        digests={p.name: p.sha256 for p in tables},
        files=len(files),
        size=sum(p.size for p in files),
        sha256=sha256,
    )


def is_filled() -> bool:
    """Whether somebody works here already: the installation has people or a journal, whatever its version.

    cost: 2 queries, 4 where nobody works here.
    """
    with connection.cursor() as cursor:
        for table in ("shanzhi_user", "shanzhi_entry"):
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if cursor.fetchone() == (True,):
                cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608 - one of the two above
                if cursor.fetchone() == (True,):
                    return True
    return False


def copy_order(name: str, columns: list[str], direction: str) -> sql.Composed:
    """The COPY of a table: text, because it reads alike on every version of the server."""
    fields = sql.SQL(", ").join(sql.Identifier(c) for c in columns)
    return sql.SQL("COPY {} ({}) {} (FORMAT text)").format(
        sql.Identifier(name), fields, sql.SQL("TO STDOUT" if direction == "out" else "FROM STDIN")
    )


def _connection() -> Connection[Any]:
    connection.ensure_connection()
    raw: Connection[Any] = connection.connection
    return raw


def _state(raw: Connection[Any]) -> dict[str, object]:
    """Which migrations made these tables, and where their counters stand."""
    migrations = raw.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return {"migrations": [list(m) for m in migrations], "sequences": dict(raw.execute(SEQUENCES).fetchall())}


def _copied(raw: Connection[Any], name: str, columns: list[str]) -> Iterator[bytes]:
    with raw.cursor().copy(copy_order(name, columns, "out")) as rows:
        for row in rows:
            yield bytes(row)


def _files(folder: Path) -> Iterator[Path]:
    """The files that are complete; one that is being written has a name with a dot in front."""
    yield from sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def key_places() -> dict[str, Path]:
    """What signs and what unlocks, kept apart from backups unless somebody asks otherwise: name -> where it lies.

    cost: 0 queries.
    """
    return {"secret": Path(settings.DATA) / "secret", "keys.json": vault.key_file()}


def _bytes(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            yield block
