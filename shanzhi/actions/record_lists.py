"""Rows enter a register from an office's own list: good rows in bulk, bad rows left out, one journal entry."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from shanzhi.actions.journal import About, note
from shanzhi.actions.records import begin_lives, tell
from shanzhi.actions.sealing import seal_into
from shanzhi.core.access import Actor
from shanzhi.core.drafting import Desk
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.pack.rules import Rule
from shanzhi.models import Place, Record, SealedValue
from shanzhi.models.walls import acting
from shanzhi.queries.record_lists import Good, Problem, SheetRow, checked
from shanzhi.queries.records import seen_registers
from shanzhi.queries.registers import desk_of, register_of
from shanzhi.queries.running import Running, running

BATCH = 2_000
LOCK = 7_203_120  # any fixed number: lists of one programme go one after the other


@dataclass(frozen=True, slots=True)
class ListIn:
    """A list of rows. digest: SHA-256 of its file, so that the same file brings each row once."""

    register: str
    rows: Sequence[SheetRow]
    digest: str


@dataclass(frozen=True, slots=True)
class RecordsDone:
    """What came of a list. new: rows entered; warned: those with a soft condition that does not hold."""

    new: int
    warned: int
    problems: tuple[Problem, ...]


def import_records(*, actor: Actor, programme_id: int, given: ListIn, now: datetime) -> RecordsDone:
    """Enters the good rows of a list, in one transaction.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown"), Refused("changed_meanwhile").
    """
    seen_registers(actor)
    with acting(actor):
        live = running(programme_id)
        desk = desk_of(live, register_of(live, given.register), actor)
        _lock(programme_id)
        found = checked(actor, live, desk, (given.rows, given.digest), china_day(now))
        rows = [_row(actor, live, desk, good, now) for good in found.good]
        try:
            with acting(actor):
                _insert(rows)
        except IntegrityError:
            raise Refused("changed_meanwhile", "台账刚才有变化，没有导入。请重新检查这份文件。") from None
        _seal(rows, found.good)
        done = RecordsDone(len(rows), found.warned, found.problems)
        if rows:
            data = {"register": given.register, "new": done.new, "left_out": len(done.problems), "digest": given.digest}
            place = live.place.code if actor.role != "unit" else actor.place_code
            note(actor, "import_records", About("register", None, programme_id, data, place_code=place), now)
            begin_lives(live, desk.register, rows)
        if _heard(live, f"{given.register}.added"):
            for row in _placed(rows):
                tell(actor, live, desk, row, "added", now)
    return done


def _lock(programme_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, programme_id % 2**31])


def _row(actor: Actor, live: Running, desk: Desk, good: Good, now: datetime) -> Record:
    return Record(
        programme_id=live.programme_id,
        register=desk.register.id,
        place_id=good.place.id,
        of_id=good.of,
        keeper_id=actor.unit_id,
        label=good.draft.label,
        values=dict(good.draft.values),
        key=good.key,
        source="list",
        added_at=now,
        added_by_id=actor.id,
        changed_at=now,
        sent=good.sent,
    )


_COLUMNS = (
    ("programme_id", "bigint"), ("register", "varchar"), ("place_id", "bigint"), ("of_id", "bigint"),
    ("keeper_id", "bigint"), ("label", "varchar"), ("values", "jsonb"), ("key", "varchar"), ("state", "varchar"),
    ("source", "varchar"), ("revision", "integer"), ("added_at", "timestamptz"), ("added_by_id", "bigint"),
    ("changed_at", "timestamptz"), ("sent", "uuid"),
)  # fmt: skip
_NAMES = ", ".join(f'"{name}"' for name, _ in _COLUMNS)
_INSERT = (
    f"INSERT INTO shanzhi_record ({_NAMES}) SELECT {_NAMES} FROM json_to_recordset(%s) AS given("  # noqa: S608 - our own
    + ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS)
    + ") RETURNING id, sent"
)


def _insert(rows: Sequence[Record]) -> None:
    """Rows in batches, each one JSON text: bulk_create takes four times as long to write arrays of texts."""
    ids: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        for n in range(0, len(rows), BATCH):
            batch = [{name: getattr(row, name) for name, _ in _COLUMNS} for row in rows[n : n + BATCH]]
            cursor.execute(_INSERT, [json.dumps(batch, ensure_ascii=False, default=str)])
            ids |= {sent: pk for pk, sent in cursor.fetchall()}
    for row in rows:
        row.pk = ids[row.sent] if row.sent else None


def _seal(rows: Sequence[Record], good: Sequence[Good]) -> None:
    """Seals the sensitive values of rows that have their numbers."""
    plain = [
        (row, name, words) for row, one in zip(rows, good, strict=True) for name, words in one.draft.secrets.items()
    ]
    made = SealedValue.objects.bulk_create(
        (SealedValue(record=row, field=name) for row, name, _ in plain), batch_size=BATCH
    )
    for secret, (_, _, words) in zip(made, plain, strict=True):
        seal_into(secret, "value_sealed", words)
    SealedValue.objects.bulk_update(made, ["value_sealed"], batch_size=BATCH)


def _heard(live: Running, event: str) -> bool:
    """Whether a rule hears of an event; where none does, nobody is told a hundred thousand times."""
    return any(str(upon) == event for rule in live.items("rules") if isinstance(rule, Rule) for upon in rule.upon)


def _placed(rows: Sequence[Record]) -> Iterator[Record]:
    """The rows with their places at hand, asked for once."""
    places = Place.objects.in_bulk({row.place_id for row in rows})
    for row in rows:
        row.place = places[row.place_id]
        yield row
