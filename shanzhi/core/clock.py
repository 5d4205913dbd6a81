"""Running time limits: from when they count, when they are due, and how pauses and extensions put that off."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

from shanzhi.core.chinese.terms import Measure
from shanzhi.core.deadline import Due, LastDay, due
from shanzhi.core.duration import EXACT
from shanzhi.core.kinds import CHINA, Refused
from shanzhi.core.pack.durations import Duration, TimeUnit
from shanzhi.core.worktime import WorkTime, after_work, days_between, local, work_between

Start = Literal["", "next_day", "same_day", "hour"]
Standing = Literal["running", "paused", "late", "stopped", "stopped_late"]
STARTS: Final[tuple[Start, ...]] = get_args(Start)
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
_DAY: Final = timedelta(days=1)
_MEASURE: Final[dict[TimeUnit, Measure]] = {
    "day": "day",
    "work_day": "workday",
    "week": "week",
    "month": "month",
    "year": "year",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count (待补材料). until: None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, granted before the due time, with its reason."""

    at: datetime
    by: Duration
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs.

    start:    "" as the law has it: days from the next day, hours from the hour; "next_day"; "same_day" where the day
              itself is the first (当日起); "hour", so that days end at the hour they began, on days of rest as well.
    last_day: "move" puts a last day of rest off to the next working day.
    pauses:   in order, none overlapping; extensions: in order.
    """

    limit: Duration
    started_at: datetime
    start: Start = ""
    last_day: LastDay = "move"
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueTime:
    """The last moment in time. on: its day (24:00 belongs to the day it ends); provisional: a notice was missing."""

    at: datetime
    on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A due time in the making. raw_on: the last day before it was put off past days of rest."""

    due: DueTime
    raw_on: date


def due_time(clock: Clock, work: WorkTime) -> DueTime | None:
    """The due time of a clock; None while it is paused.

    out:    never before started_at; no later pause or extension makes it earlier. A pause that begins when the time
            is up, and the time before counting begins, put nothing off.
    raises: Refused("no_office_hours") where working hours are counted and none are set.
    source: Civil Code (民法典) Art. 201 to 203, see core/deadline.py.
    """
    mark = _first(clock, work)
    for step in _in_order(clock):
        if isinstance(step, Extension):
            mark = _extended(mark, step.by, clock, work)
        elif step.until is None:
            if step.since < mark.due.at:
                return None
        elif step.since < mark.due.at:
            mark = _pushed(mark, step.since, step.until, clock, work)
    return mark.due


def counts_from(clock: Clock) -> datetime:
    """The moment counting begins: the start itself, or the midnight after it."""
    begun = local(clock.started_at)
    if clock.start in ("same_day", "hour") or (not clock.start and clock.limit.unit in EXACT):
        return begun
    return datetime.combine(begun.date() + _DAY, time(), CHINA)


def standing(clock: Clock, now: datetime, work: WorkTime) -> Standing:
    """How a clock stands: late is late only once the due time has passed."""
    last = due_time(clock, work)
    if last is None:
        return "paused"
    if clock.stopped_at is not None:
        return "stopped_late" if clock.stopped_at > last.at else "stopped"
    return "late" if now > last.at else "running"


def left(clock: Clock, now: datetime, work: WorkTime) -> int | None:
    """How many whole units are left, below zero how many it is late by; None while it is paused.

    Days are counted after today up to the last day: 0 is today. Weeks, months and years are counted in days.
    """
    last = due_time(clock, work)
    if last is None:
        return None
    if clock.limit.unit in EXACT:
        gone = now > last.at
        span = _amount(last.at, now, clock.limit.unit, work) if gone else _amount(now, last.at, clock.limit.unit, work)
        whole = int(span / timedelta(minutes=1 if clock.limit.unit == "minute" else 60))
        return -whole if gone else whole
    today = local(now).date()
    calendar = work.calendar if clock.limit.unit == "work_day" else None
    return days_between(today, last.on, calendar) - days_between(last.on, today, calendar)


def pause(clock: Clock, at: datetime) -> Clock:
    """A clock that stands still from a moment on.

    raises: Refused("clock_stopped"), Refused("clock_paused"), Refused("clock_backwards").
    """
    _moving(clock, at)
    return replace(clock, pauses=(*clock.pauses, Pause(at)))


def resume(clock: Clock, at: datetime) -> Clock:
    """A paused clock that runs again; what was paused is added in its own unit.

    raises: Refused("clock_not_paused"), Refused("clock_backwards").
    """
    if not paused(clock):
        raise Refused("clock_not_paused", "计时没有暂停，不需要恢复。请刷新页面查看最新情况。")
    _forward(clock, at)
    return replace(clock, pauses=(*clock.pauses[:-1], Pause(clock.pauses[-1].since, at)))


def extend(clock: Clock, by: Duration, at: datetime, reason: str, work: WorkTime) -> Clock:
    """A clock with more time.

    raises: Refused("extension_too_late") once the time is up, Refused("reason_missing"), Refused("clock_stopped"),
            Refused("clock_paused"), Refused("clock_backwards").
    """
    _moving(clock, at)
    if not reason.strip():
        raise Refused("reason_missing", "请写明延长时限的理由。")
    last = due_time(clock, work)
    if last is None or at > last.at:
        raise Refused("extension_too_late", "时限已过，不能再延长。请尽快办理，并说明超期原因。")
    return replace(clock, extensions=(*clock.extensions, Extension(at, by, reason.strip())))


def stop(clock: Clock, at: datetime) -> Clock:
    """A clock that has come to its end; a pause that still lasts ends with it.

    raises: Refused("clock_stopped"), Refused("clock_backwards").
    """
    if clock.stopped_at is not None:
        _stopped()
    return replace(resume(clock, at) if paused(clock) else _forward(clock, at), stopped_at=at)


def paused(clock: Clock) -> bool:
    """Whether a clock stands still."""
    return bool(clock.pauses) and clock.pauses[-1].until is None


def opens_after(entered_at: datetime, wait: Duration, work: WorkTime) -> datetime:
    """The first moment a waiting time is over (满30日): days to their last midnight, wherever rest lies."""
    clock = Clock(wait, entered_at, last_day="stay")
    last = due_time(clock, work if wait.unit in EXACT else replace(work, hours=None))
    return last.at if last else entered_at


def _moving(clock: Clock, at: datetime) -> None:
    if clock.stopped_at is not None:
        _stopped()
    if paused(clock):
        raise Refused("clock_paused", "计时正在暂停，请先恢复办理。")
    _forward(clock, at)


def _stopped() -> None:
    raise Refused("clock_stopped", "这个环节的计时已经结束，不能再改。请刷新页面查看最新情况。")


def _forward(clock: Clock, at: datetime) -> Clock:
    known = [clock.started_at, *(e.at for e in clock.extensions), *(p.until or p.since for p in clock.pauses)]
    if at < max(known):
        raise Refused("clock_backwards", "办理时间早于已经记下的上一步，请核对时间。")
    return clock


def _in_order(clock: Clock) -> Iterable[Pause | Extension]:
    """Pauses by their end and extensions, in the order they take effect."""
    steps: list[tuple[datetime, Pause | Extension]] = [(e.at, e) for e in clock.extensions]
    steps += [(p.until or p.since, p) for p in clock.pauses]
    return [step for _, step in sorted(steps, key=lambda s: s[0])]


def _first(clock: Clock, work: WorkTime) -> _Mark:
    """The due time as if nothing happened."""
    if clock.limit.unit in EXACT:
        at, provisional = _later(counts_from(clock), clock.limit, work)
        return _at(at, provisional=provisional)
    begun, count = local(clock.started_at), clock.limit.count
    own, at_hour = _own_day(clock, work)
    raw = due(begun.date(), count, _MEASURE[clock.limit.unit], work.calendar, own_day=own, last_day="stay")
    last = _put_off(raw, clock, work) if count else raw
    at = datetime.combine(last.on, begun.timetz()) if at_hour else work.closing(last.on)
    return _Mark(DueTime(at if at >= begun else _midnight(last.on), last.on, last.provisional), raw.on)


def _own_day(clock: Clock, work: WorkTime) -> tuple[bool, bool]:
    """Whether the first day is the day itself, and whether the last ends at the hour of the first.

    A matter that comes outside office hours is taken up when they begin, and then has whole days.
    """
    begun = local(clock.started_at)
    day, over = begun.date(), begun >= work.closing(begun.date())
    if clock.start == "same_day":
        return not over, False
    if clock.start != "hour" or clock.limit.count == 0:
        return False, False
    if clock.limit.unit != "work_day":
        return False, True
    early = work.hours is not None and not work.calendar.rests(day) and begun < work.worked(day)[0][0]
    return early, not (early or over or work.calendar.rests(day))


def _pushed(mark: _Mark, since: datetime, until: datetime, clock: Clock, work: WorkTime) -> _Mark:
    """A due time put off by a pause, measured in the clock's own unit."""
    unit = clock.limit.unit
    if clock.limit.unit in EXACT:
        amount = _amount(max(since, counts_from(clock)), until, unit, work)
        if unit != "work_hour":
            return _exact(mark, mark.due.at + amount, provisional=False)
        return _exact(mark, *after_work(mark.due.at, amount, work))
    calendar = work.calendar if unit == "work_day" else None
    days = days_between(local(since).date(), local(until).date(), calendar)
    base = mark.raw_on if local(since).date() <= mark.raw_on else mark.due.on
    return _moved(mark, base, Duration(days, "work_day" if calendar else "day"), clock, work)


def _extended(mark: _Mark, by: Duration, clock: Clock, work: WorkTime) -> _Mark:
    if by.unit in EXACT:
        return _exact(mark, *_later(mark.due.at, by, work))
    return _moved(mark, mark.due.on, by, clock, work)


def _exact(mark: _Mark, at: datetime, provisional: bool) -> _Mark:  # noqa: FBT001 - comes from a pair
    return _at(at, provisional=mark.due.provisional or provisional)


def _at(at: datetime, *, provisional: bool) -> _Mark:
    """A due time on its day; midnight belongs to the day it ends."""
    on = (at - timedelta.resolution).date()
    return _Mark(DueTime(at, on, provisional), on)


def _moved(mark: _Mark, base: date, by: Duration, clock: Clock, work: WorkTime) -> _Mark:
    """A due time so many days later; what ended at close of business does so on its new day, too."""
    if by.count == 0:
        return mark
    raw = due(base, by.count, _MEASURE[by.unit], work.calendar, last_day="stay")
    last = raw if clock.limit.unit in EXACT else _put_off(raw, clock, work)
    if mark.due.at in (work.closing(mark.due.on), _midnight(mark.due.on)):
        at = work.closing(last.on)
    else:
        at = mark.due.at + (last.on - mark.due.on)
    provisional = mark.due.provisional or last.provisional
    return _Mark(DueTime(max(at, mark.due.at), max(last.on, mark.due.on), provisional), raw.on)


def _put_off(raw: Due, clock: Clock, work: WorkTime) -> Due:
    """A last day past the days of rest it falls on; what ends at the hour it began stays, working days fall on none."""
    if (
        clock.last_day == "stay"
        or clock.start == "hour"
        or (clock.limit.unit == "work_day" and not work.calendar.rests(raw.on))
    ):
        return raw
    moved = due(raw.on, 0, "day", work.calendar)
    return Due(moved.on, raw.provisional or moved.provisional)


def _later(begin: datetime, length: Duration, work: WorkTime) -> tuple[datetime, bool]:
    """The moment so many minutes, hours or working hours after another."""
    amount = timedelta(minutes=length.count if length.unit == "minute" else length.count * 60)
    return after_work(begin, amount, work) if length.unit == "work_hour" else (local(begin) + amount, False)


def _amount(since: datetime, until: datetime, unit: TimeUnit, work: WorkTime) -> timedelta:
    if unit == "work_hour":
        return work_between(since, until, work)
    return max(until - since, timedelta())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA) + _DAY
