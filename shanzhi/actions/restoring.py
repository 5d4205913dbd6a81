"""Restoring a backup: beside the old installation first, then in its place; what fails half-way changes nothing."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shanzhi.actions.journal import About, note
from shanzhi.actions.walls import as_the_house, build_walls
from shanzhi.core.kinds import Refused
from shanzhi.papers.parts import Part, PartReader
from shanzhi.papers.sealed import Secret, damaged, unsealed
from shanzhi.queries.backup import FORMAT, Receipt, copy_order, is_filled, key_places, receipt

# parts of earlier versions that no longer exist, with their tables; a backup that has them is an old one, not a newer
RETIRED: Final = {"sessions": "django_session"}
# whatever this role owns in the schema; what belongs to an extension stays
OWNED: Final = """
SELECT format('DROP %s IF EXISTS %I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
    WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname) FROM pg_class c
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
    AND pg_has_role(relowner, 'USAGE') AND NOT EXISTS (
        SELECT FROM pg_depend WHERE objid = c.oid AND (deptype = 'e' OR relkind = 'S' AND deptype IN ('a', 'i')))
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc p
WHERE pronamespace = current_schema()::regnamespace AND pg_has_role(proowner, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
"""


def restore(source: BinaryIO, secret: Secret, *, over: bool, now: datetime) -> Receipt:
    """Puts a backup in the place of this installation and brings it to today's tables.

    Everything in the database is one transaction: until it is committed, the old installation is what others see.
    Files are unpacked beside the old ones; they get in place before the commit, and those of the old installation
    alone go after it, so that at no moment a row lacks its file.

    over: whether an installation with people in it may be replaced.
    raises: Refused("installation_filled"), Refused("backup_too_new"), codes of queries.backup.check.
    """
    reader = PartReader(unsealed(source, secret))
    if int(reader.about["format"]) > FORMAT:
        raise _too_new()
    if is_filled() and not over:
        raise Refused(
            "installation_filled",
            "这里已经有数据。确实要用备份替换的，先把现有数据备份一份，再加上 --over 重新执行。",
        )
    with _staging() as staging:
        with as_the_house():
            _clear()
            _migrate(reader.about["migrations"])
            parts = _take_in(reader, staging)
            _set_counters(reader.about["sequences"])
            _forward()
            build_walls()
            got = receipt(reader.about, parts, reader.sha256)
            data = {"made_at": got.made_at, "program": got.program, "sha256": got.sha256}
            note(None, "restore_backup", About("backup", None, data=data), now)
            placed = _place(staging / "file", Path(settings.MEDIA_ROOT), 0o640)
        _settle(staging, placed)
    return got


def _clear() -> None:
    """Drops the old tables inside the transaction; waits a moment for who is still working."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else a migration could not alter what it has just filled
        cursor.execute(OWNED)
        for (order,) in cursor.fetchall():
            cursor.execute(order)


def _migrate(done: Iterable[tuple[str, str]]) -> None:
    """Makes the tables as they were when the backup was made.

    raises: Refused("backup_too_new") where the backup knows a migration that this program does not.
    """
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes.keys() | executor.loader.replacements.keys()
    asked = {(app, name) for app, name in done if app not in RETIRED}
    if asked - known:
        raise _too_new()
    executor.migrate(_newest(executor, asked))


def _newest(executor: MigrationExecutor, asked: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of each app the migrations that none of those asked for follows; squashed ones stand for what they replace."""
    here = {key for key in asked if key in executor.loader.graph.nodes}
    for key, squashed in executor.loader.replacements.items():
        if set(squashed.replaces) <= asked:
            here.add(key)
    nodes = executor.loader.graph.node_map
    return sorted(
        key for key in here if not any(child.key in here and child.key[0] == key[0] for child in nodes[key].children)
    )


def _forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _take_in(reader: PartReader, staging: Path) -> list[Part]:
    """Every part into its table, or beside its file."""
    parts: list[Part] = []
    with _unwatched() as tables:
        for head in reader.heads():
            blocks = reader.blocks(head, parts)
            if head["kind"] == "table":
                if head["name"] not in tables:
                    raise damaged()
                _fill(head, blocks)
            else:
                _unpack(staging / head["kind"], str(head["name"]), blocks)
    return parts


@contextmanager
def _unwatched() -> Iterator[set[str]]:
    """The tables, emptied of what migrations put there, their triggers asleep and references checked at the end."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
        names = [connection.ops.quote_name(t) for t in sorted(tables)]
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a table of this schema
        yield tables
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def _fill(head: Mapping[str, Any], blocks: Iterator[bytes]) -> None:
    order = copy_order(str(head["name"]), list(head["columns"]), "in")
    with connection.cursor() as cursor, cursor.copy(order) as rows:
        for block in blocks:
            rows.write(block)


def _set_counters(sequences: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, last in sequences.items():
            if last and name != "django_migrations_id_seq":
                cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, last])


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder beside the files, on the same disk; gone afterwards, whatever happens."""
    folder = Path(settings.DATA) / "restoring"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(folder: Path, name: str, blocks: Iterator[bytes]) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise damaged()
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        for block in blocks:
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def _place(folder: Path, home: Path, mode: int) -> set[Path]:
    """Moves what was unpacked to where it belongs; what stands there under the same name is replaced.

    Files are named after their content, so what is replaced is the same, unless it was damaged.
    """
    placed = set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        target = home / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        path.replace(target)
        placed.add(target)
    return placed


def _settle(staging: Path, placed: set[Path]) -> None:
    """The keys in their places, and the files gone that only the old installation had."""
    for name, target in key_places().items():
        if (staging / "key" / name).exists():
            (staging / "key" / name).chmod(0o600)
            shutil.move(staging / "key" / name, target)  # it may lie on another disk
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and path not in placed:
            path.unlink()


def _too_new() -> Refused:
    return Refused("backup_too_new", "这份备份是较新版本的程序做的。请先升级程序，再恢复。")
