"""When the duties of a pack come round: every time with its window, its due moment and the period it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from shanzhi.core.case import Read
from shanzhi.core.deadline import WorkCalendar, due
from shanzhi.core.pack.days import Day, PhaseDay, Span
from shanzhi.core.pack.duties import WEEKDAYS, Duty, Every, Window
from shanzhi.core.pack.values import DayValue, plain
from shanzhi.core.period import Per, Period, after, before, clipped, period_of, run
from shanzhi.core.worktime import at_minute, clock_time

_DAY: Final = timedelta(days=1)
_REACH: Final = timedelta(days=21)  # further than any rest moves a day
_MIDNIGHT: Final = 24 * 60
_WEEK: Final = 7
_PER: Final[Mapping[str, Per]] = MappingProxyType(
    {p: p for p in ("day", "week", "half_month", "month", "quarter", "half_year", "year")}
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the duties of a programme are reckoned by: its days, its calendar, and phases and dates by their ids."""

    first: date
    last: date
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    phases: Mapping[str, tuple[date, date]] = field(default_factory=lambda: MappingProxyType({}))
    dates: Mapping[str, Sequence[date]] = field(default_factory=lambda: MappingProxyType({}))
    read: Read = plain


@dataclass(frozen=True, slots=True)
class Expected:
    """One time a duty comes round.

    period: the one the window begins in; covers: the one it is about. part: which window of the period, time: which
    of its times, both from 1. due_at: the last moment in time; for "07:00" that minute, else the day's midnight.
    """

    period: str
    part: int
    time: int
    opens_on: date
    due_on: date
    due_at: datetime
    covers: str


def expected(duty: Duty, since: date, until: date, setting: Setting) -> tuple[Expected, ...]:
    """Every time a duty falls due from one day to another, both included.

    out: by due moment, then opening, part and time. Windows clipped to a short month may fall on the same days and
         stay apart. The last day, before `shift` moves it, lies in the programme and in the duty's phase or span.
    """
    found = [
        one
        for period in _periods(duty, since, until, setting)
        for number, window in enumerate(_windows(duty), 1)
        for one in _times(duty, period, number, window, setting)
        if since <= one.due_on <= until
    ]
    return tuple(sorted(found, key=lambda e: (e.due_at, e.opens_on, e.part, e.time)))


def _windows(duty: Duty) -> tuple[Window | int | None, ...]:
    """The windows of a period: as written, else one for each weekday named (1 is Monday), else the whole period."""
    weekly = duty.every is not None and duty.every.unit == "week"
    return duty.window or (tuple(WEEKDAYS.index(d) + 1 for d in duty.days) if weekly else ()) or (None,)


def _periods(duty: Duty, since: date, until: date, setting: Setting) -> Iterator[Period]:
    """The periods whose windows may fall due in a time, one before and one after for windows that run over."""
    every = duty.every
    if every is None:
        return
    if every.table:
        yield from (Period("day", d.isoformat(), d, d) for d in sorted(set(setting.dates.get(every.table, ()))))
    elif every.unit in ("phase", "once"):
        yield from _spans(duty, since, until, setting)
    else:
        yield from _calendar(every, since, until, _anchor(duty, setting))


def _calendar(every: Every, since: date, until: date, anchor: date) -> Iterator[Period]:
    per = _PER[every.unit]
    period = run(before(period_of(since - _REACH, per)).first, per, every.count, anchor)
    period = run(period.first - _DAY, per, every.count, anchor)
    while period.first <= until:
        yield period
        period = run(period.last + _DAY, per, every.count, anchor)


def _spans(duty: Duty, since: date, until: date, setting: Setting) -> Iterator[Period]:
    """The phase as one period, or the span of each year."""
    if duty.phase in setting.phases:
        first, last = setting.phases[duty.phase]
        yield Period("day", duty.phase, first, last)
    elif duty.span:
        for year in range(since.year - 1, until.year + 1):
            first, last = _bounds(duty.span, year, setting)
            yield Period("day", f"{first.year}", first, last)
    else:
        yield Period("day", f"{setting.first.year}", setting.first, setting.last)


def _anchor(duty: Duty, setting: Setting) -> date:
    """Where counting by twos and threes starts: the phase, else the programme's first year."""
    return setting.phases[duty.phase][0] if duty.phase in setting.phases else date(setting.first.year, 1, 1)


def _times(duty: Duty, period: Period, part: int, window: Window | int | None, setting: Setting) -> Iterator[Expected]:
    """Every time within one window: so many, and each at its times of day."""
    opens, last = _days(period, window, setting)
    if not _begins_in(period, window, opens, last) or not _holds(duty, last, setting):
        return
    written = window if isinstance(window, Window) else None
    on = due(last, 0, "day", setting.calendar).on if written and written.shift == "next" else last
    covers = _previous(duty, period, setting) if written and written.covers == "last" else period.name
    asked = setting.read(duty.times)
    times = int(asked) if isinstance(asked, Decimal) else 1
    minutes = [clock_time(t) for t in (written.by if written else ())] or [_MIDNIGHT]
    for time in range(1, times * len(minutes) + 1):
        due_at = at_minute(on, minutes[(time - 1) % len(minutes)])
        yield Expected(period.name, part, time, opens, on, due_at, covers)


def _previous(duty: Duty, period: Period, setting: Setting) -> str:
    count = duty.every.count if duty.every else 1
    return run(period.first - _DAY, period.per, count, _anchor(duty, setting)).name


def _begins_in(period: Period, window: Window | int | None, opens: date, last: date) -> bool:
    """Whether a window belongs to a period; a day of the year, or of one half of a month, is in no other."""
    if period.per == "day" or not isinstance(window, Window):
        return True
    return period.first <= (opens if window.from_ else last) <= period.last


def _days(period: Period, window: Window | int | None, setting: Setting) -> tuple[date, date]:
    """The first and the last day of a window; one that ends before it begins ends in a later period."""
    if window is None:
        return period.first, period.last
    if isinstance(window, int):
        day = period.first + timedelta(days=window - 1)
        return day, day
    late = window.covers == "this"
    opens = _day(window.from_, period, setting, late=late) or period.first
    last = _day(window.to, period, setting, late=late) or period.last
    for later in (after(period), after(after(period))):  # the other half of a month is in the same month
        if last < opens:
            last = _day(window.to, later, setting, late=late) or period.last
    return opens, max(opens, last)


def _day(value: DayValue | None, period: Period, setting: Setting, *, late: bool) -> date | None:
    """The day a window's edge means within a period.

    A number is a day of the week or the month; in longer periods a day of the last month, or of the first where the
    window reports on the period before (每季度首月10日前报上季度).
    """
    said = setting.read(value)
    if isinstance(said, PhaseDay):
        edges = setting.phases.get(said.phase)
        return None if edges is None else edges[said.edge == "end"]
    if isinstance(said, Day):
        year = said.year or (setting.first.year + said.offset if said.offset is not None else period.first.year)
        return clipped(year, said.month, said.day)
    if not isinstance(said, Decimal) or period.per == "day":
        return None
    if period.per == "week":
        return period.first + timedelta(days=min(int(said), _WEEK) - 1)
    month = period.last if late else period.first
    return clipped(month.year, month.month, int(said))


def _holds(duty: Duty, day: date, setting: Setting) -> bool:
    """Whether a day lies in the programme, in the duty's phase or span, and on its weekdays where it is daily."""
    other = duty.every and duty.every.unit == "day" and duty.days and WEEKDAYS[day.weekday()] not in duty.days
    if other or not setting.first <= day <= setting.last:
        return False
    if duty.phase:
        first, last = setting.phases.get(duty.phase, (date.max, date.min))
        return first <= day <= last
    if duty.span:
        return any(first <= day <= last for first, last in (_bounds(duty.span, day.year - n, setting) for n in (0, 1)))
    return True


def _bounds(span: Span, year: int, setting: Setting) -> tuple[date, date]:
    """The first and last day of a span that begins in a year, unless it names its years itself."""
    first, last = (
        clipped(d.year or (setting.first.year + d.offset if d.offset is not None else year), d.month, d.day)
        for d in (span.first, span.last)
    )
    return first, last if last >= first else clipped(first.year + 1, span.last.month, span.last.day)
