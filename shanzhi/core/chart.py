"""The wall chart: where bars, months and the today line stand."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to units of length. from_on, to_on: both shown; width: of the whole time axis."""

    from_on: date
    to_on: date
    width: int

    def x(self, day: date) -> float:
        """Where a day begins, kept inside the chart."""
        return self._at((day - self.from_on).days)

    def _at(self, days: int) -> float:
        shown = (self.to_on - self.from_on).days + 1
        return round(min(max(days, 0), shown) * self.width / shown, 1)

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Start and width of a bar that covers both days; at least 2 wide so that one day can be seen."""
        left = self.x(first)
        return left, max(round(self._at((last - self.from_on).days + 1) - left, 1), 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A month on the axis. on: its first day shown."""

    x: float
    width: float
    on: date


def months(scale: Scale) -> Iterator[Tick]:
    """The months of the axis, clipped to it."""
    start, end = scale.from_on, scale.to_on
    for n in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        year, month = n // 12, n % 12 + 1
        first = max(date(year, month, 1), start)
        left, width = scale.span(first, min(date(year, month, calendar.monthrange(year, month)[1]), end))
        yield Tick(left, width, first)
