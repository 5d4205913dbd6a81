"""Due days: periods counted from a day, in calendar days, working days, weeks, months and years."""

import calendar as gregorian
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from shanzhi.core.chinese.terms import Measure
from shanzhi.core.kinds import Refused

LastDay = Literal["move", "stay"]
FIRST_YEAR, LAST_YEAR = 1990, 2150
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_LATE_DECEMBER: Final = 25


@dataclass(frozen=True, slots=True)
class Holidays:
    """One year's notice on holidays.

    off:    days of rest, weekends among them or not; worked: weekend days that are worked to make up for them. Both
            may reach into the last days of the year before.
    source: the notice they come from.
    whole:  the year's whole arrangement; a partial one only adds days (a holiday of an autonomous county).
    """

    year: int
    source: str
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The notices in force, by year. Days of other years are weekdays and weekends, and never known for sure."""

    years: Mapping[int, Holidays] = field(default_factory=lambda: MappingProxyType({}))

    def rests(self, day: date) -> bool:
        """Whether nobody works on a day."""
        for year in (day.year, day.year + 1):
            notice = self.years.get(year)
            if notice and (day in notice.off or day in notice.worked):
                return day in notice.off
        return day.weekday() >= _SATURDAY

    def knows(self, day: date) -> bool:
        """Whether the notices that may speak of a day are there; from 25 December on the next year's may, too."""
        years = {day.year, day.year + (day.month == 12 and day.day >= _LATE_DECEMBER)}  # noqa: PLR2004 - December
        return all((notice := self.years.get(year)) is not None and notice.whole for year in years)

    def with_local(self, local: Holidays) -> "WorkCalendar":
        """The calendar with a local arrangement, whose days outweigh those published."""
        known = self.years.get(local.year, Holidays(local.year, "", whole=False))
        merged = Holidays(
            local.year,
            "；".join(s for s in (known.source, local.source) if s),
            (known.off - local.worked) | local.off,
            (known.worked - local.off) | local.worked,
            whole=known.whole or local.whole,
        )
        return WorkCalendar(MappingProxyType({**self.years, local.year: merged}))


@dataclass(frozen=True, slots=True)
class Due:
    """A day reckoned. provisional: a year's notice was missing, weekends alone were counted as rest."""

    on: date
    provisional: bool = False


def due(
    anchor: date,
    count: int,
    measure: Measure,
    calendar: WorkCalendar,
    *,
    own_day: bool = False,
    last_day: LastDay = "move",
) -> Due:
    """The last day of a period that counts from the day of an event.

    count:    0 is the day itself.
    own_day:  the event's day is the first of the period; else the day after it is.
    last_day: "move" puts a last day of rest off to the next working day, "stay" leaves it. A period in working days
              ends on a working day either way.
    source:   Civil Code (民法典) Art. 201: the day of the start is not counted; Art. 202: a period of months or years
              ends on the day of the same number, else on the month's last; Art. 203: a last day of statutory rest is
              put off to the day after the rest. Art. 204 lets another law or agreement say otherwise.
    """
    if measure == "workday":
        return _working(anchor, count, calendar, own_day=own_day)
    if measure in ("month", "year"):
        on = _months(anchor, count * (12 if measure == "year" else 1), own_day=own_day)
    else:
        days = count * (7 if measure == "week" else 1)
        on = anchor + timedelta(days=days - (own_day and days > 0))
    return _moved(Due(on), calendar) if last_day == "move" else Due(on)


def _working(anchor: date, count: int, calendar: WorkCalendar, *, own_day: bool) -> Due:
    if count == 0:
        return _moved(Due(anchor), calendar)
    day, left, provisional = anchor if own_day else anchor + _DAY, count, False
    year = 0
    while True:
        if day.year != year or day.month == 12:  # noqa: PLR2004 - December, the only month not known as the rest
            year, provisional = day.year, provisional or not calendar.knows(day)
        left -= not calendar.rests(day)
        if left == 0:
            return Due(day, provisional)
        day += _DAY


def _months(anchor: date, count: int, *, own_day: bool) -> date:
    """The day of the same number in a later month, the day before it where the event's own day counts."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + count, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(anchor.day, last))
    return day - _DAY if own_day and count and anchor.day <= last else day


def _moved(found: Due, calendar: WorkCalendar) -> Due:
    """The next day that is worked."""
    day, provisional = found.on, found.provisional or not calendar.knows(found.on)
    while calendar.rests(day):
        day += _DAY
        provisional = provisional or not calendar.knows(day)
    return Due(day, provisional)


def check_anchor(day: date) -> date:
    """The day, where periods can be counted from it.

    raises: Refused("anchor_out_of_range") for a year nobody can mean.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("anchor_out_of_range", "起算日期“{day}”不合常理，请检查年份是否填错。", day=day.isoformat())
    return day
