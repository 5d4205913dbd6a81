"""Rows enter a register from an office's own list: good rows in bulk, bad rows left out, one journal entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, connection

from shanzhi.actions.journal import About, note
from shanzhi.actions.records import begin_lives, tell
from shanzhi.actions.sealing import seal_into
from shanzhi.actions.turns import take_turn
from shanzhi.core.access import Actor
from shanzhi.core.drafting import Desk
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.register import Problem
from shanzhi.models import Record, SealedValue
from shanzhi.models.walls import acting
from shanzhi.queries.record_lists import Good, SheetRow, checked
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
        take_turn(LOCK, programme_id)
        found = checked(actor, live, desk, (given.rows, given.digest), china_day(now))
        try:
            with acting(actor):
                ids = _insert(found.good, _same(actor, live, desk, now))
        except IntegrityError:
            raise Refused("changed_meanwhile", "台账刚才有变化，没有导入。请重新检查这份文件。") from None
        _seal(ids, found.good)
        done = RecordsDone(len(ids), found.warned, found.problems)
        if ids:
            data = {"register": given.register, "new": done.new, "left_out": len(done.problems), "digest": given.digest}
            place = live.place.code if actor.role != "unit" else actor.place_code
            note(actor, "import_records", About("register", None, programme_id, data, place_code=place), now)
        if desk.register.life:
            begin_lives(live, desk.register, _rows(ids), now)
        if live.hearing(f"{given.register}.added"):  # where none does, nobody is told a hundred thousand times
            for row in _rows(ids):
                tell(actor, live, desk, row, "added", now)
    return done


def _same(actor: Actor, live: Running, desk: Desk, now: datetime) -> dict[str, object]:
    """What all rows of a list have in common."""
    return {
        "programme_id": live.programme_id,
        "register": desk.register.id,
        "keeper_id": actor.unit_id,
        "state": "",
        "source": "list",
        "revision": 0,
        "added_at": now,
        "added_by_id": actor.id,
        "changed_at": now,
    }


def _own(good: Good) -> dict[str, object]:
    """What a row of a list has of its own."""
    draft = good.draft
    return {
        "place_id": good.place.id,
        "of_id": good.of,
        "label": draft.label,
        "values": draft.values,
        "key": good.key,
        "sent": str(good.sent),
    }


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


def _insert(good: Sequence[Good], same: Mapping[str, object]) -> dict[UUID, int]:
    """Rows in batches, each one JSON text; bulk_create takes four times as long to write arrays of texts.

    out: the number of each row by what it was sent as.
    """
    ids: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        for n in range(0, len(good), BATCH):
            batch = [{**same, **_own(one)} for one in good[n : n + BATCH]]
            cursor.execute(_INSERT, [msgspec.json.encode(batch).decode()])
            ids |= {sent: pk for pk, sent in cursor.fetchall()}
    return ids


def _seal(ids: Mapping[UUID, int], good: Sequence[Good]) -> None:
    """Seals the sensitive values of rows that have their numbers."""
    plain = [(ids[one.sent], name, words) for one in good for name, words in one.draft.secrets.items()]
    made = SealedValue.objects.bulk_create(
        (SealedValue(record_id=row, field=name) for row, name, _ in plain), batch_size=BATCH
    )
    for secret, (_, _, words) in zip(made, plain, strict=True):
        seal_into(secret, "value_sealed", words)
    SealedValue.objects.bulk_update(made, ["value_sealed"], batch_size=BATCH)


def _rows(ids: Mapping[UUID, int]) -> Sequence[Record]:
    """The rows entered, with their places, in the order of the list."""
    return list(Record.objects.filter(pk__in=list(ids.values())).select_related("place").order_by("sent"))
