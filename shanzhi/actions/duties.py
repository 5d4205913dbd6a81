"""Deeds on recurring duties: met, or excused with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor, require
from shanzhi.core.drafting import Spot, draft
from shanzhi.core.filling import Json, Unfilled
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.pack.registers import Register
from shanzhi.core.recording import Facts
from shanzhi.models import Duty, Occurrence, Record, Unit
from shanzhi.models.walls import acting
from shanzhi.queries.finder import Finder
from shanzhi.queries.registers import desk_of
from shanzhi.queries.rounds import form_of, notice_of, packs_of, register_of, rounds
from shanzhi.queries.running import Running, runnings
from shanzhi.queries.work_told import place_of, told_of_time


@dataclass(frozen=True, slots=True)
class Time:
    """One time a duty comes round: the duty, the unit that owes it (None where nobody is named) and its due day.

    part: which of several times in the same days; record_id: the row it is about, where it comes round for each.
    """

    duty_id: int
    unit_id: int | None
    due_on: date
    part: int = 1
    record_id: int | None = None


def meet_duty(*, actor: Actor, time: Time, text: str, now: datetime, given: Mapping[str, object] | None = None) -> bool:
    """Says that a duty was met this time; False where it was said before. Late is kept as late, never refused.

    given: what is handed in by the form of the pack, as people write it; None where it has none, or only text was said.
    raises: Refused("not_found"), Refused("no_such_time"), Refused("notice_needed"), Unfilled (not_filled).
    """
    with acting(actor):
        row = _row(actor, "meet_duty", time)
        if asked := notice_of(row.duty, packs_of([row.duty])):
            raise Refused(
                "notice_needed",
                "这项职责要报的是“{title}”，到“通报”页签发以后就算报送，不用在这里填。",
                title=asked.title or asked.id,
            )
        if row.done_at:
            return False
        row.done_at, row.done_on, row.done_by_id, row.note = now, china_day(now), actor.id, text
        if given is not None:
            row.values = _handed(actor, row, given, now)
        row.save()
        data: dict[str, object] = {"unit": row.unit_id, "due_on": str(row.due_on), "text": text}
        data |= {"values": row.values} if row.values else {}
        note(actor, "meet_duty", _about(row, data), now)
        _tell(actor, row, now)
    return True


def excuse_duty(*, actor: Actor, time: Time, reason: str, now: datetime) -> None:
    """Excuses one time of a duty with a reason.

    raises: Refused("reason_missing"), Refused("not_found"), Refused("no_such_time").
    """
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    with acting(actor):
        row = _row(actor, "excuse_duty", time)
        row.excuse = reason
        row.save()
        data = {"unit": row.unit_id, "due_on": str(row.due_on), "reason": reason}
        note(actor, "excuse_duty", _about(row, data), now)


def _tell(actor: Actor, row: Occurrence, now: datetime) -> None:
    """Tells the rules of the pack that a duty was met."""
    if not row.duty.item:
        return
    found = runnings([row.duty.programme_id]).get(row.duty.programme_id)
    if found is not None and any(found.items("rules")):
        happened(actor, found, told_of_time(row, "met"), now)


def _handed(actor: Actor, row: Occurrence, given: Mapping[str, object], now: datetime) -> dict[str, Json]:
    """What was filled in by the form of a duty.

    raises: Unfilled; Refused("no_form") where nothing is handed in by a form.
    """
    packs = packs_of([row.duty])
    form = form_of(row.duty, packs)
    if form is None:
        raise Refused("no_form", "这项职责没有要填的表单，请直接说明情况。")
    live, at = packs[row.duty.programme_id], place_of(row).as_core()
    desk = desk_of(live, Register(id=form.id, title=form.title, fields=form.fields, must=form.must), actor)
    drafted = draft(desk, given, Finder(live, at), Spot(Facts(0, at, added=china_day(now))))
    if not drafted.good:
        raise Unfilled(drafted.faults)
    return dict(drafted.values)


def _about(row: Occurrence, data: Mapping[str, object]) -> About:
    duty = row.duty
    return About("duty", duty.pk, duty.programme_id, data, place_code=duty.programme.place.code)


def _row(actor: Actor, deed: str, time: Time) -> Occurrence:
    """The occurrence, locked; one that was only reckoned so far is written now."""
    rows = Duty.objects.select_for_update(of=("self",)).select_related("programme__place")
    duty = rows.filter(pk=time.duty_id).first()
    if duty is None:
        raise Refused("not_found", "没有找到这项职责，可能不在您的管辖范围内。")
    packs = packs_of([duty])
    record = _record(duty, packs, time)
    owners = {time.unit_id} if record is None else {record.keeper_id, *_village_units(record)}
    require(actor, deed, place_code=duty.programme.place.code, unit_ids=owners)
    same = Occurrence.objects.filter(duty=duty, due_on=time.due_on, part=time.part)
    known = same.filter(Q(unit=time.unit_id) if record is None else Q(record=record)).first()
    if known:
        known.duty = duty
        return known
    found = (w for w in rounds(duty, packs, time.due_on, time.due_on) if w.part == time.part)
    window = next(found, None)
    owing: set[int | None] = set(duty.units.values_list("pk", flat=True)) or {None}
    if window is None or (record is None and time.unit_id not in owing):
        raise Refused("no_such_time", "这项职责在这一天没有安排，请回到日程重新选择。")
    return Occurrence(
        duty=duty,
        unit_id=time.unit_id if record is None else record.keeper_id,
        record=record,
        opens_on=window.opens_on,
        due_on=window.due_on,
        period=window.period,
        part=window.part,
    )


def _record(duty: Duty, packs: Mapping[int, Running], time: Time) -> Record | None:
    """The row a time is about, where the duty comes round for each row of a register."""
    register = register_of(duty, packs)
    if not register:
        return None
    rows = Record.objects.filter(programme=duty.programme_id, register=register, ended_on=None)
    record = rows.filter(pk=time.record_id or 0).first()
    if record is None:
        raise Refused("no_such_time", "这项职责在这一天没有安排，请回到日程重新选择。")
    return record


def _village_units(record: Record) -> list[int]:
    return list(Unit.objects.filter(place=record.place_id, kind="village").values_list("pk", flat=True))
