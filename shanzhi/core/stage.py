"""The days of a programme that runs by a pack: when its phases begin and end, and the day a written day means."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from shanzhi.core.case import Read
from shanzhi.core.chinese.terms import Measure
from shanzhi.core.deadline import WorkCalendar, due
from shanzhi.core.pack.days import Day, PhaseDay
from shanzhi.core.pack.durations import Duration, TimeUnit
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.phases import Phase
from shanzhi.core.pack.values import DayValue, DurationValue, plain
from shanzhi.core.period import clipped
from shanzhi.core.schedule import Setting

_DAY: Final = timedelta(days=1)
_COUNTED: Final[Mapping[TimeUnit, Measure]] = {
    "day": "day", "work_day": "workday", "week": "week", "month": "month", "year": "year",
}  # fmt: skip


def setting_of(pack: Pack, first: date, last: date, calendar: WorkCalendar, read: Read = plain) -> Setting:
    """What the duties of a programme from one day to another are reckoned by.

    out: phases whose days are known, cut to the programme; tables with dates as keys become lists of dates.
    """
    bare = Setting(first, last, calendar, read=read)
    phases: dict[str, tuple[date, date]] = {}
    for phase in pack.phases:
        days = _phase(phase, phases, bare)
        if days is not None:
            phases[phase.id] = days
    dates = {t.id: [d for c in t.choices if (d := _date(c))] for t in pack.tables}
    return Setting(first, last, calendar, phases, {k: v for k, v in dates.items() if v}, read)


def day_of(value: DayValue | None, setting: Setting) -> date | None:
    """The day a value means: a yearless one is the first such day of the programme; None where it is not settled."""
    said = setting.read(value)
    if isinstance(said, PhaseDay):
        edges = setting.phases.get(said.phase)
        return None if edges is None else edges[said.edge == "end"]
    return _first(said, setting, setting.first) if isinstance(said, Day) else None


def later(day: date, length: DurationValue | None, setting: Setting) -> date | None:
    """The last day of a length of time that begins on a day, that day counted in; None where it is not settled."""
    said = setting.read(length)
    if not isinstance(said, Duration):
        return None
    if said.unit not in _COUNTED:
        return day
    return due(day, said.count, _COUNTED[said.unit], setting.calendar, own_day=True, last_day="stay").on


def _phase(phase: Phase, known: Mapping[str, tuple[date, date]], setting: Setting) -> tuple[date, date] | None:
    """The days of a phase, cut to the programme; one without years is the first that ends in it."""
    begun = Setting(setting.first, setting.last, setting.calendar, known, setting.dates, setting.read)
    said = setting.read(phase.from_)
    if isinstance(said, Day) and said.year is None and said.offset is None:
        years = (clipped(setting.first.year + n, said.month, said.day) for n in (-1, 0, 1))
        found = (days for first in years if (days := _from(first, phase, begun)) and days[1] >= setting.first)
        days = next(found, None)
    else:
        first = day_of(phase.from_, begun)
        if first is None and phase.after in known:
            first = known[phase.after][1] + _DAY
        days = _from(first, phase, begun) if first else None
    if days is None or days[0] > setting.last:
        return None
    return max(days[0], setting.first), max(min(days[1], setting.last), days[0], setting.first)


def _from(first: date, phase: Phase, setting: Setting) -> tuple[date, date] | None:
    """A phase that begins on a day, None where its end is not settled or lies before."""
    said = setting.read(phase.to)
    last = _first(said, setting, first) if isinstance(said, Day) else day_of(phase.to, setting)
    last = last or later(first, phase.takes, setting)
    return (first, last) if last is not None and last >= first else None


def _first(said: Day, setting: Setting, since: date) -> date | None:
    if said.year or said.offset is not None:
        return clipped(said.year or setting.first.year + (said.offset or 0), said.month, said.day)
    here = clipped(since.year, said.month, said.day)
    return here if here >= since else clipped(since.year + 1, said.month, said.day)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
