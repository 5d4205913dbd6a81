"""Rows of a programme's registers are entered, corrected and ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from shanzhi.actions.case_moves import CaseIn, begin
from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.actions.sealing import seal_into
from shanzhi.core.access import Actor, require
from shanzhi.core.drafting import Before, Desk, Draft, Spot, draft
from shanzhi.core.filling import Json, Unfilled
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.registers import Register
from shanzhi.core.privacy import scrub
from shanzhi.core.recording import ACTIVE, Facts, is_private, it_of, parent_of
from shanzhi.models import Place, Record, SealedValue
from shanzhi.models.walls import acting
from shanzhi.queries.finder import Finder, names_of
from shanzhi.queries.registers import (
    desk_of,
    keepers_at,
    may_add,
    place_for,
    register_of,
    sealed_unique,
    shared_key,
)
from shanzhi.queries.running import Running, running

MOST_LIVES = 2_000  # cases opened at one go


@dataclass(frozen=True, slots=True)
class RecordIn:
    """A row to enter. given: by field, as people write it; of: the row it is a part of, which brings its place.

    key: made where it was typed, so that a double send is one row.
    """

    register: str
    place_code: str
    given: Mapping[str, object]
    of: int | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a row. warnings: the soft conditions that do not hold."""

    id: int
    revision: int
    warnings: tuple[Words, ...] = field(default=())


def add_record(*, actor: Actor, programme_id: int, said: RecordIn, now: datetime) -> Receipt:
    """Enters a row of a register; the same key sent twice enters one.

    raises: Refused("not_found"), Refused("register_unknown"), Refused("unknown_place"), Refused("place_level_wrong"),
    Refused("record_missing"), Refused("not_allowed"), Unfilled (not_filled), Refused("record_known").
    """
    with acting(actor):
        live = running(programme_id)
        desk = desk_of(live, register_of(live, said.register), actor)
        place, parent = _where(live, desk.register, said)
        require(
            actor, "keep_records", place_code=place.code, unit_ids=may_add(actor, at := place.as_core(), keepers_at(at))
        )
        before = _sent(actor, programme_id, said)
        if before:
            return before
        facts = Facts(0, at, added=china_day(now))
        drafted = _drafted(desk, said.given, Finder(live, at), Spot(facts, parent))
        row = _new(live, desk.register, place, now)
        row.of_id, row.keeper_id, row.added_by_id, row.sent = parent, actor.unit_id, actor.id, said.key
        _fill(row, desk, drafted)
        try:
            _save(actor, row, desk, drafted)
        except Refused:
            if before := _sent(actor, programme_id, said):  # the same form, sent at the same moment
                return before
            raise
        _noted(actor, "add_record", row, drafted, _Change({}, _open(desk, row.values)), now)
        begin_lives(live, desk.register, [row], now)
        tell(actor, live, desk, row, "added", now)
    return Receipt(row.pk, row.revision, tuple(f.words for f in drafted.warnings))


def correct_record(
    *, actor: Actor, record_id: int, given: Mapping[str, object], revision: int, now: datetime
) -> Receipt:
    """Corrects the fields given; those not given, and sensitive ones left out, stay as they are.

    revision: of the row that was corrected from.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("record_ended"), Refused("changed_meanwhile"),
    Unfilled (not_filled), Refused("record_known").
    """
    with acting(actor):
        row, live, desk = _locked(actor, record_id)
        if row.revision != revision:
            raise Refused("changed_meanwhile", "这一行刚才已有人改过。请核对最新内容，再改一次。")
        was = dict(row.values)
        before = Before(was, names_of(desk.fields, [was]))
        spot = Spot(_facts(row), row.of_id)
        drafted = _drafted(desk, given, Finder(live, spot.facts.place), spot, before)
        _fill(row, desk, drafted, again=True)
        row.revision, row.changed_at = row.revision + 1, now
        _save(actor, row, desk, drafted)
        _noted(actor, "correct_record", row, drafted, _Change(_open(desk, was), _open(desk, row.values)), now)
        tell(actor, live, desk, row, "changed", now)
    return Receipt(row.pk, row.revision, tuple(f.words for f in drafted.warnings))


def end_record(*, actor: Actor, record_id: int, on: date, reason: str, now: datetime) -> None:
    """Says that a row counts no more from a day on, and why; its history stays, its unique key is free again.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("record_ended"), Refused("reason_missing"),
    Refused("day_ahead").
    """
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    if on > china_day(now):
        raise Refused("day_ahead", "日期不能晚于今天。")
    with acting(actor):
        row, live, desk = _locked(actor, record_id)
        row.ended_on, row.revision, row.changed_at = on, row.revision + 1, now
        row.save(update_fields=["ended_on", "revision", "changed_at"])
        data = {"register": row.register, "on": on.isoformat(), "reason": scrub(reason.strip())[:500]}
        note(actor, "end_record", _about(row, data), now)
        tell(actor, live, desk, row, "retired", now)


def _where(live: Running, register: Register, said: RecordIn) -> tuple[Place, int | None]:
    """The place of a row, and the row it is a part of; that one is locked, so that it does not end meanwhile."""
    holder = parent_of(register)
    if not holder:
        return place_for(live, register, said.place_code), None
    rows = Record.objects.select_for_update(of=("self",)).select_related("place")
    found = rows.filter(pk=said.of or 0, programme=live.programme_id, register=holder, ended_on=None).first()
    if found is None:
        raise Refused("record_missing", "请先选定这一行属于哪一条登记，它要在册。")
    return found.place, found.pk


def _sent(actor: Actor, programme_id: int, said: RecordIn) -> Receipt | None:
    """What came of the same form sent before."""
    if said.key is None:
        return None
    row = Record.objects.filter(sent=said.key, programme=programme_id, register=said.register).first()
    return Receipt(row.pk, row.revision) if row and row.added_by_id == actor.id else None


def _drafted(
    desk: Desk, given: Mapping[str, object], finder: Finder, spot: Spot, before: Before | None = None
) -> Draft:
    """The row of what was given.

    raises: Unfilled.
    """
    drafted = draft(desk, given, finder, spot, before)
    if not drafted.good:
        raise Unfilled(drafted.faults)
    return drafted


def _new(live: Running, register: Register, place: Place, now: datetime) -> Record:
    return Record(programme_id=live.programme_id, register=register.id, place=place, added_at=now, changed_at=now)


def _fill(row: Record, desk: Desk, drafted: Draft, *, again: bool = False) -> None:
    row.values, row.label = dict(drafted.values), drafted.label
    kept_key = again and any(one.id not in drafted.secrets for one in sealed_unique(desk))
    row.key = row.key if kept_key else shared_key(desk, drafted.shared)


def _save(actor: Actor, row: Record, desk: Desk, drafted: Draft) -> None:
    try:
        with acting(actor):
            row.save()
    except IntegrityError:
        raise known(desk) from None
    for name, plain in drafted.secrets.items():
        secret, _ = SealedValue.objects.get_or_create(record=row, field=name)
        seal_into(secret, "value_sealed", plain)
        secret.save(update_fields=["value_sealed"])


def known(desk: Desk) -> Refused:
    """The refusal of a row that is there already."""
    named = "、".join(f.title or f.id for f in desk.fields if f.id in desk.register.unique)
    return Refused("record_known", "“{fields}”相同的一行已在册，没有重复保存。请先查找。", fields=named)


def _locked(actor: Actor, record_id: int) -> tuple[Record, Running, Desk]:
    """A row, locked, that the actor may change, with what it is drafted by."""
    rows = Record.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(pk=record_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这一行登记，可能不在您的管辖范围内。")
    units = {*keepers_at(row.place.as_core()), row.keeper_id}
    require(actor, "keep_records", place_code=row.place.code, unit_ids=units)
    if row.ended_on is not None:
        raise Refused("record_ended", "这一行已经退出台账，不能再改。需要时请另登记一行。")
    live = running(row.programme_id)
    return row, live, desk_of(live, register_of(live, row.register), actor)


def _facts(row: Record) -> Facts:
    return Facts(row.pk, row.place.as_core(), row.state or ACTIVE, china_day(row.added_at), row.ended_on)


def _open(desk: Desk, values: Mapping[str, Json]) -> dict[str, Json]:
    """What the journal may hold of a row: nothing about persons."""
    private = {f.id for f in desk.fields if is_private(f)}
    return {name: value for name, value in values.items() if name not in private}


@dataclass(frozen=True, slots=True)
class _Change:
    """What the journal may hold of a row before and after a deed."""

    before: Mapping[str, Json]
    after: Mapping[str, Json]

    def of(self, side: Mapping[str, Json]) -> dict[str, Json] | None:
        """The values of a side that differ from the other."""
        return {n: v for n, v in side.items() if self.before.get(n) != self.after.get(n)} or None


def _noted(actor: Actor, deed: str, row: Record, drafted: Draft, change: _Change, now: datetime) -> None:
    """Notes a deed with what changed; of private fields the names alone, of warnings the sentences."""
    data: dict[str, object] = {"register": row.register}
    if drafted.secrets:
        data["sealed"] = sorted(drafted.secrets)
    if drafted.warnings:
        data["warnings"] = [str(f.words) for f in drafted.warnings]
    note(actor, deed, _about(row, data, change.of(change.before), change.of(change.after)), now)


def _about(
    row: Record,
    data: Mapping[str, object],
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> About:
    place = row.place.code[:12]
    return About("record", row.pk, row.programme_id, data, before, after, row.revision, place)


def tell(actor: Actor, live: Running, desk: Desk, row: Record, event: str, now: datetime) -> None:
    """Lets the rules of the programme hear what happened to a row."""
    place = row.place.as_core()
    it = it_of(desk.fields, row.values, _facts(row))
    happened(actor, live, Happening(f"{desk.register.id}.{event}", f"record:{row.pk}", place, it), now)


def begin_lives(live: Running, register: Register, rows: Sequence[Record], now: datetime) -> None:
    """Begins the life of rows: a case of the register's flow for each, opened by the program with what the row says.

    raises: Refused("list_too_long") for a long list; Unfilled where the flow asks more than the row holds.
    """
    flow = live.find(register.life, Flow) if register.life else None
    if flow is None:
        return
    if len(rows) > MOST_LIVES:
        raise Refused("list_too_long", "这本台账的每一行都要办一件事，一次最多导入{n}行，请分几次导入。", n=MOST_LIVES)
    asked = {f.id for f in flow.fields}
    for row in rows:
        given = {name: value for name, value in row.values.items() if name in asked}
        with acting(None):
            moved = begin(None, CaseIn(live.programme_id, flow.id, row.place.code, given, record_id=row.pk), now)
            row.refresh_from_db(fields=["state"])
            for event in moved.events:
                happened(None, moved.running, event, now)
