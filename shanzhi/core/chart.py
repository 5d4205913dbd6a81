"""The wall chart: where bars, months and the today line stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to units of length. from_on, to_on: both shown; width: of the whole time axis."""

    from_on: date
    to_on: date
    width: int

    def x(self, day: date) -> float:
        """Where a day begins, kept inside the chart."""
        days = (self.to_on - self.from_on).days + 1
        at = min(max((day - self.from_on).days, 0), days)
        return round(at * self.width / days, 1)

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Start and width of a bar that covers both days; at least 2 wide so that one day can be seen."""
        left = self.x(first)
        return left, max(round(self.x(last + timedelta(days=1)) - left, 1), 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A month, week or year on the axis."""

    x: float
    width: float
    title: str


def months(scale: Scale) -> Iterator[Tick]:
    """The months of the axis, clipped to it; January and the first one carry the year."""
    day = scale.from_on.replace(day=1)
    while day <= scale.to_on:
        after = (day + timedelta(days=32)).replace(day=1)
        left, width = scale.span(max(day, scale.from_on), min(after - timedelta(days=1), scale.to_on))
        first = day.month == 1 or day <= scale.from_on
        yield Tick(left, width, f"{day.year}年{day.month}月" if first else f"{day.month}月")
        day = after
