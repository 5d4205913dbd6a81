"""A notice's number, how long it hangs, and until when somebody may object."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from shanzhi.core.chinese.terms import Measure
from shanzhi.core.deadline import WorkCalendar, due
from shanzhi.core.pack.data import Datum
from shanzhi.core.pack.durations import Duration, TimeUnit
from shanzhi.core.pack.values import Plain

_COUNTED: Final[dict[TimeUnit, Measure]] = {
    "day": "day", "work_day": "workday", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
_HOURS: Final = 24


def number_of(series: str, year: int, n: int) -> str:
    """The number of a notice: 考核通报〔2026〕3号."""
    return series.replace("{year}", str(year)).replace("{n}", str(n))


def hangs_until(signed: date, days: Datum) -> date | None:
    """The last day a notice hangs, None where no days are said or they are not known.

    source: Civil Code (民法典) Art. 201: the day it is put up is not counted.
    """
    if not isinstance(days, Decimal) or isinstance(days, bool) or not days > 0:
        return None
    return signed + timedelta(days=int(days.to_integral_value(ROUND_CEILING)))


def objects_until(signed: date, length: Plain | None, calendar: WorkCalendar) -> date | None:
    """The last day somebody may object, None where no time is said or it is counted in work hours.

    source: Civil Code (民法典) Art. 201, 203: the first day is not counted, a last day of rest is put off.
    """
    if not isinstance(length, Duration):
        return None
    if length.unit == "hour":
        return due(signed, -(-length.count // _HOURS), "day", calendar).on
    measure = _COUNTED.get(length.unit)
    return due(signed, length.count, measure, calendar).on if measure else None
