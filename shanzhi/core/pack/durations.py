"""Lengths of time as packs write them: `3 work days`, `4 work hours`, `20 days`, `2 months`."""

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

TimeUnit = Literal["minute", "hour", "work_hour", "day", "work_day", "week", "month", "year"]
TIME_UNITS: Final[tuple[TimeUnit, ...]] = get_args(TimeUnit)
_WRITTEN = re.compile(r"(\d{1,4}) (work )?(minute|hour|day|week|month|year)s?")
_ZH: Final[dict[TimeUnit, str]] = {
    "minute": "分钟",
    "hour": "小时",
    "work_hour": "个工作小时",
    "day": "天",
    "work_day": "个工作日",
    "week": "周",
    "month": "个月",
    "year": "年",
}
# what a length comes to at least and at most in hours, so that clocks can be held against each other:
# eight working hours a day, five working days a week, seven days of rest in a row at most
_LEAST_HOURS: Final[dict[TimeUnit, float]] = {
    "minute": 1 / 60,
    "hour": 1,
    "work_hour": 1,
    "day": 24,
    "work_day": 24,
    "week": 168,
    "month": 28 * 24,
    "year": 365 * 24,
}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: a count of one unit."""

    count: int
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{self.count}{_ZH[self.unit]}"

    @property
    def hours(self) -> float:
        """The shortest it can be, in hours of the clock; a working day counts as a whole day."""
        return self.count * _LEAST_HOURS[self.unit]

    @property
    def working(self) -> bool:
        return self.unit in ("work_hour", "work_day")


def duration(text: str) -> Duration | None:
    """The length that a text writes, None where it writes none; working weeks, months and years do not exist."""
    match = _WRITTEN.fullmatch(text)
    unit = f"work_{match[3]}" if match and match[2] else match[3] if match else ""
    return next((Duration(int(match[1]), u) for u in TIME_UNITS if match and u == unit), None)
