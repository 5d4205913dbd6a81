"""Duties: what comes round."""

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.days import Span
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.tasks import HandIn
from shanzhi.core.pack.values import Ask, DayValue, NumberValue

PeriodUnit = Literal["day", "week", "half_month", "month", "quarter", "half_year", "year", "phase", "once"]
PERIOD_UNITS: Final[tuple[PeriodUnit, ...]] = get_args(PeriodUnit)
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
_WRITTEN = re.compile(r"(\d{1,3}) (day|week|month|quarter|year)s")


@dataclass(frozen=True, slots=True)
class Every:
    """How often: every so many periods; with a table, on each of its dates, and the unit is once.

    open: left to the office; unit and count are then what is proposed, once where nothing is.
    """

    unit: PeriodUnit
    count: int = 1
    table: str = ""
    open: Ask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Placed):
    """When in a period.

    from_, to: a day of the month (31: the last), of the week (1..7), or a day of the year; both belong to it.
    by:        clock times of a day, "07:00". shift: whether an end on a day of rest moves on.
    covers:    whether the report is about the period the window begins in, or the one before.
    """

    from_: DayValue | None = None
    to: DayValue | None = None
    by: tuple[str, ...] = ()
    shift: Literal["next", "stay"] = "stay"
    covers: Literal["this", "last"] = "this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Item):
    """Something due in every period.

    each:  one for each of these. phase: a phase, or `span`, in which alone it comes round.
    times: how often in a period. With nothing to hand in, occurrences are reckoned and stored only when something is
           said about one.
    """

    who: Selector | None = None
    each: Selector | None = None
    every: Every | None = None
    days: tuple[Weekday, ...] = ()
    times: NumberValue | None = None
    window: tuple[Window, ...] = ()
    phase: str = ""
    span: Span | None = None
    hand_in: HandIn | None = None


def every(text: str) -> Every | None:
    """How often a text says, `month` or `2 months`; None where it says no such thing (a table's name, perhaps)."""
    if match := _WRITTEN.fullmatch(text):
        return next((Every(u, int(match[1])) for u in PERIOD_UNITS if u == match[2]), None)
    return next((Every(u) for u in PERIOD_UNITS if u == text), None)
