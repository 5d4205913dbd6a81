"""Periods of the calendar and their names: 2026-03, 2026-W07, 2026-Q1, 2026-H1, 2026."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

Per = Literal["day", "week", "half_month", "month", "two_months", "quarter", "half_year", "year"]
PERS: Final[tuple[Per, ...]] = get_args(Per)
_MONTHS: Final[dict[Per, int]] = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12}
_HALF: Final = 15


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


def before(period: Period) -> Period:
    """The period before one."""
    return period_of(period.first - timedelta(days=1), period.per)


def after(period: Period) -> Period:
    """The period after one."""
    return period_of(period.last + timedelta(days=1), period.per)


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
