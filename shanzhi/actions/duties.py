"""Deeds on recurring duties: met, or excused with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.duty import windows
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Duty, Occurrence
from shanzhi.models.walls import acting


@dataclass(frozen=True, slots=True)
class Time:
    """One time a duty comes round: the duty, the unit that owes it (None where nobody is named) and its due day."""

    duty_id: int
    unit_id: int | None
    due_on: date


def meet_duty(*, actor: Actor, time: Time, text: str, now: datetime) -> bool:
    """Says that a duty was met this time; False where it was said before. Late is kept as late, never refused.

    raises: Refused("not_found"), Refused("no_such_time").
    """
    with acting(actor):
        row = _row(actor, "meet_duty", time)
        if row.done_at:
            return False
        row.done_at, row.done_on, row.done_by_id, row.note = now, china_day(now), actor.id, text
        row.save()
        data = {"unit": row.unit_id, "due_on": str(row.due_on), "text": text}
        note(actor, "meet_duty", _about(row, data), now)
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


def _about(row: Occurrence, data: Mapping[str, object]) -> About:
    duty = row.duty
    return About("duty", duty.pk, duty.programme_id, data, place_code=duty.programme.place.code)


def _row(actor: Actor, deed: str, time: Time) -> Occurrence:
    """The occurrence, locked; one that was only reckoned so far is written now."""
    rows = Duty.objects.select_for_update(of=("self",)).select_related("programme__place")
    duty = rows.filter(pk=time.duty_id).first()
    if duty is None:
        raise Refused("not_found", "没有找到这项职责，可能不在您的管辖范围内。")
    require(actor, deed, place_code=duty.programme.place.code, unit_ids=[time.unit_id])
    known = Occurrence.objects.filter(Q(unit=time.unit_id), duty=duty, due_on=time.due_on).first()
    if known:
        known.duty = duty
        return known
    owing: set[int | None] = set(duty.units.values_list("pk", flat=True)) or {None}
    until = min(time.due_on, duty.programme.to_on)
    window = next((w for w in windows(duty.as_core(), duty.programme.from_on, until) if w.due_on == time.due_on), None)
    if window is None or time.unit_id not in owing:
        raise Refused("no_such_time", "这项职责在这一天没有安排，请回到日程重新选择。")
    return Occurrence(
        duty=duty, unit_id=time.unit_id, opens_on=window.opens_on, due_on=window.due_on, period=window.period
    )
