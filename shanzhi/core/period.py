"""Periods of the calendar and their names: 2026-03, 2026-W07, 2026-Q1, 2026-H1, 2026."""

import calendar as gregorian
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

Per = Literal["day", "week", "half_month", "month", "two_months", "quarter", "half_year", "year"]
PERS: Final[tuple[Per, ...]] = get_args(Per)
_MONTHS: Final[dict[Per, int]] = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12}
_HALF: Final = 15
_NAMED: Final = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}|[12]))?|W(\d{2})|Q([1-4])|H([12])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """From its first to its last day. name: 2026-03-07, 2026-W07, 2026-03-1, 2026-03, 2026-03~04, 2026-Q1, 2026-H1."""

    per: Per
    name: str
    first: date
    last: date


def period_of(day: date, per: Per) -> Period:
    """The period a day lies in; weeks are those of ISO 8601, from Monday."""
    if per == "day":
        return Period(per, day.isoformat(), day, day)
    if per == "week":
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=weekday - 1)
        return Period(per, f"{year}-W{week:02}", monday, monday + timedelta(days=6))
    if per == "half_month":
        late = day.day > _HALF
        first, last = (_HALF + 1, _length(day.year, day.month)) if late else (1, _HALF)
        return Period(per, f"{day:%Y-%m}-{1 + late}", day.replace(day=first), day.replace(day=last))
    size = _MONTHS[per]
    begin = (day.month - 1) // size * size + 1
    end = begin + size - 1
    name = _name(day.year, begin, per)
    return Period(per, name, date(day.year, begin, 1), date(day.year, end, _length(day.year, end)))


def named(text: str) -> Period | None:
    """The period a name writes, None where it writes none: 2026, 2026-H1, 2026-Q1, 2026-03, 2026-03-1, 2026-03-07."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    year, month, day, week, quarter, half = (int(g) if g else 0 for g in match.groups())
    try:
        if week:
            return period_of(date.fromisocalendar(year, week, 1), "week")
        if match[3] and len(match[3]) == 1:
            return period_of(date(year, month, 1 if day == 1 else _HALF + 1), "half_month")
        first = month or (3 * quarter - 2 if quarter else 6 * half - 5 if half else 1)
        per: Per = "day" if day else "month" if month else "quarter" if quarter else "half_year" if half else "year"
        return period_of(date(year, first, day or 1), per)
    except ValueError:
        return None


def before(period: Period) -> Period:
    """The period before one."""
    return period_of(period.first - timedelta(days=1), period.per)


def after(period: Period) -> Period:
    """The period after one."""
    return period_of(period.last + timedelta(days=1), period.per)


def run(day: date, per: Per, count: int, anchor: date) -> Period:
    """So many periods in a row as one, that a day lies in; counted from the one that an anchor lies in.

    out: 2 months from January 2026 are 2026-01~2026-02.
    """
    if count == 1:
        return period_of(day, per)
    at = _index(day, per) - _index(anchor, per)
    first = period_of(day, per)
    for _ in range(at % count):
        first = before(first)
    last = first
    for _ in range(count - 1):
        last = after(last)
    return Period(per, f"{first.name}~{last.name}", first.first, last.last)


def clipped(year: int, month: int, day: int) -> date:
    """A day of a month, the last one where the month is shorter."""
    return date(year, month, min(max(day, 1), _length(year, month)))


def _index(day: date, per: Per) -> int:
    """The number of the period a day lies in, counted from the beginning of time."""
    if per in ("day", "week"):
        return (day.toordinal() - 1) // (7 if per == "week" else 1)
    months = day.year * 12 + day.month - 1
    return months * 2 + (day.day > _HALF) if per == "half_month" else months // _MONTHS[per]


def _name(year: int, begin: int, per: Per) -> str:
    names: dict[Per, str] = {
        "year": f"{year}",
        "half_year": f"{year}-H{(begin + 5) // 6}",
        "quarter": f"{year}-Q{(begin + 2) // 3}",
        "two_months": f"{year}-{begin:02}~{begin + 1:02}",
    }
    return names.get(per, f"{year}-{begin:02}")


def _length(year: int, month: int) -> int:
    return gregorian.monthrange(year, month)[1]
