"""Recurring duties: a rule and the windows it gives."""

from dataclasses import dataclass
from typing import Literal

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
