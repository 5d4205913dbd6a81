"""Duties that hand in a notice: met when it is signed, and no more when it is withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime

from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor
from shanzhi.core.duty import Window
from shanzhi.core.kinds import china_day
from shanzhi.core.pack import duties as pack
from shanzhi.models import Duty, Notice, Occurrence, Record
from shanzhi.queries.rounds import register_of, rounds
from shanzhi.queries.running import Running
from shanzhi.queries.work_told import told_of_time


def meet_by_notice(actor: Actor, found: Running, row: Notice, now: datetime) -> list[int]:
    """Meets the duties that a signed notice is handed in for, in its transaction; gives the ids of their times.

    Of several times: the one of the period the notice is about; else the one whose days it is signed in; else the
    latest that was missed.
    """
    items = [d.id for d in found.items("duties") if isinstance(d, pack.Duty) and d.hand_in]
    asked = [i for i in items if (d := found.find(i, pack.Duty)) and d.hand_in and d.hand_in.notice == row.notice]
    duties = Duty.objects.select_for_update(of=("self",)).select_related("programme__place")
    met = []
    for duty in duties.filter(programme=found.programme_id, item__in=asked).order_by("n"):
        time = _time(found, duty, row, now)
        if time is None:
            continue
        time.done_at, time.done_on, time.done_by_id = now, china_day(now), actor.id
        time.note, time.values = f"{row.number} {row.title}".strip(), {"notice": row.pk}
        time.save()
        data = {"unit": time.unit_id, "due_on": str(time.due_on), "text": time.note, "notice": row.pk}
        note(actor, "meet_duty", _about(duty, data), now)
        happened(actor, found, told_of_time(time, "met"), now)
        met.append(time.pk)
    return met


def reopen_times(actor: Actor, row: Notice, now: datetime) -> None:
    """What a notice met is met no more: it is withdrawn."""
    times = Occurrence.objects.select_for_update(of=("self",)).select_related("duty__programme__place")
    for time in times.filter(duty__programme=row.programme_id, values__notice=row.pk):
        time.done_at = time.done_on = time.done_by = None
        time.note, time.values = "", {}
        time.save()
        data = {"unit": time.unit_id, "due_on": str(time.due_on), "notice": row.pk}
        note(actor, "reopen_duty", _about(time.duty, data), now)


def _time(found: Running, duty: Duty, row: Notice, now: datetime) -> Occurrence | None:
    """The time of a duty that a notice meets, None where there is none that waits for it."""
    owner = _owner(found, duty, row)
    if owner is None:
        return None
    unit, record = owner
    today, about = china_day(now), row.row.partition(":")[2]
    windows = [w for w in rounds(duty, {found.programme_id: found}, found.first, found.last) if w.opens_on <= today]
    mine = Occurrence.objects.select_related("unit__place", "record__place", "duty__programme__place")
    rows = {(o.due_on, o.part): o for o in mine.filter(duty=duty, unit=unit, record=record)}
    waiting = [w for w in windows if _waits(rows.get((w.due_on, w.part)))]
    named = [w for w in waiting if about and w.period == about]
    open_ = [w for w in windows if today <= w.due_on]
    chosen = named or [w for w in waiting if w in open_] or ([] if open_ else waiting[-1:])
    return _row(rows, chosen[0], duty, unit, record) if chosen else None


def _row(
    rows: Mapping[tuple[date, int], Occurrence], window: Window, duty: Duty, unit: int | None, record: int | None
) -> Occurrence:
    known = rows.get((window.due_on, window.part))
    if known is not None:
        known.duty = duty
        return known
    return Occurrence(
        duty=duty, unit_id=unit, record_id=record, opens_on=window.opens_on, due_on=window.due_on,
        period=window.period, part=window.part,
    )  # fmt: skip


def _waits(row: Occurrence | None) -> bool:
    return row is None or (row.done_at is None and not row.excuse)


def _owner(found: Running, duty: Duty, row: Notice) -> tuple[int | None, int | None] | None:
    """Unit and row whose time a notice meets; None where the notice is of another place."""
    register = register_of(duty, {found.programme_id: found})
    if register:
        id_ = row.row.removeprefix("record:").partition("/")[0]
        rows = Record.objects.filter(programme=found.programme_id, register=register, ended_on=None)
        record = rows.filter(pk=int(id_)).first() if row.row.startswith("record:") and id_.isdecimal() else None
        return None if record is None else (record.keeper_id, record.pk)
    units = list(duty.units.values_list("pk", "place"))
    here = next((pk for pk, place in units if place == row.place_id), None)
    if here is not None:
        return here, None
    return (None, None) if not units and row.place_id == duty.programme.place_id else None


def _about(duty: Duty, data: Mapping[str, object]) -> About:
    return About("duty", duty.pk, duty.programme_id, data, place_code=duty.programme.place.code)
