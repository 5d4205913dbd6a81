"""Recurring duties: a rule and the windows it gives."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Every = Literal[
    "once", "day", "week", "half_month", "month", "two_months", "quarter", "half_year", "year", "continuous", "other"
]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a duty comes round.

    windows:  (from, to) inside the period, both days belong to it; day of month for month and half_month
              (31 = last day), ISO weekday 1..7 for week, (month * 100 + day) for year, half_year and quarter as the
              month counted from the period's start; () = the whole period, due on its last day.
    times:    how often within one period.
    by_times: clock times within a day, "07:30".
    months:   months of the year it holds in, () = all.
    """

    every: Every
    windows: tuple[tuple[int, int], ...] = ()
    times: int = 1
    by_times: tuple[str, ...] = ()
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """One coming round of a duty, from its first to its last day. period: 2026-03, 2026-W07, 2026-Q1, 2026-03-2.

    part: from 1, where it comes round several times in the same days.
    """

    opens_on: date
    due_on: date
    period: str
    part: int = 1


_MONTHS_IN: Final[dict[Every, int]] = {
    "month": 1,
    "half_month": 1,
    "two_months": 2,
    "quarter": 3,
    "half_year": 6,
    "year": 12,
}
_HALF: Final = ((1, 15), (16, 31))
_SUNDAY: Final = 7


def windows(rule: Recurrence, start: date, end: date) -> Iterator[Window]:
    """Gives the windows of a rule that fall due from start to end, both included, by due day.

    A day past the month's end becomes its last day; two windows that then fall due on one day are one.
    continuous, other and once give none.
    """
    if rule.every in ("continuous", "other", "once") or end < start:
        return
    last: date | None = None
    for window in sorted(_candidates(rule, start, end), key=lambda w: (w.due_on, w.opens_on)):
        if start <= window.due_on <= end and window.due_on != last and _holds(rule, window.due_on):
            last = window.due_on
            yield window


def _holds(rule: Recurrence, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _candidates(rule: Recurrence, start: date, end: date) -> Iterator[Window]:
    """Gives the windows of every period that touches start..end."""
    if rule.every == "day":
        for n in range((end - start).days + 1):
            day = start + timedelta(days=n)
            yield Window(day, day, day.isoformat())
    elif rule.every == "week":
        yield from _weeks(rule, start, end)
    else:
        yield from _months(rule, start, end)


def _weeks(rule: Recurrence, start: date, end: date) -> Iterator[Window]:
    first, last = start.toordinal() - start.weekday(), end.toordinal()
    for monday in range(max(first, 1), last + 1, 7):
        year, week, _ = date.fromordinal(monday).isocalendar()
        for opens, due in rule.windows or ((1, _SUNDAY),):
            if monday + max(opens, due) - 1 <= date.max.toordinal():
                first_day, last_day = (date.fromordinal(monday + n - 1) for n in (min(opens, due), due))
                yield Window(first_day, last_day, f"{year}-W{week:02}")


def _months(rule: Recurrence, start: date, end: date) -> Iterator[Window]:
    """Gives the windows of periods that are whole months."""
    size = _MONTHS_IN[rule.every]
    halves = _HALF if rule.every == "half_month" else ((1, 31),)
    for year in range(start.year, end.year + 1):
        for first in range(1, 13, size):
            if size > 1:
                spans = [
                    tuple(_in_period(year, first, size, n) for n in w)
                    for w in rule.windows or ((101, size * 100 + 31),)
                ]
            else:
                spans = [(_day(year, first, a), _day(year, first, b)) for a, b in rule.windows or halves]
            for n, (opens, due) in enumerate(spans):
                yield Window(min(opens, due), due, _name(rule, year, first, n if len(spans) > 1 else None))


def _day(year: int, month: int, day: int) -> date:
    """Gives a day of a month, the last one where the month is shorter."""
    return date(year, month, min(max(day, 1), calendar.monthrange(year, month)[1]))


def _in_period(year: int, first: int, size: int, code: int) -> date:
    """Gives the day that month * 100 + day means, the month counted from the period's start."""
    return _day(year, first + min(max(code // 100, 1), size) - 1, code % 100)


def _name(rule: Recurrence, year: int, first: int, part: int | None) -> str:
    """Gives the period's name; several windows in one period are lettered."""
    names: dict[Every, str] = {
        "year": f"{year}",
        "half_year": f"{year}-H{(first + 5) // 6}",
        "quarter": f"{year}-Q{(first + 2) // 3}",
    }
    return names.get(rule.every, f"{year}-{first:02}") + ("" if part is None else f"-{part + 1}")
