"""A line over time: where its points, its days and its steps stand in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shanzhi.core.feed import number_of
from shanzhi.core.kinds import china_day

WIDTH, HEIGHT = 600, 240
LEFT, BOTTOM, TOP = 60, 30, 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside the picture and where it stands."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A picture. path: of the line, as SVG's polyline writes it; steps: values on the left; days: below.

    dots: each point, where there are so few that one alone would not be seen.
    """

    path: str
    steps: tuple[Mark, ...]
    days: tuple[Mark, ...]
    dots: tuple[tuple[float, float], ...] = ()


MOST_DOTS = 60


def line_of(points: Sequence[tuple[datetime, int]]) -> Line | None:
    """The line of readings in thousandths, the oldest first; None where there is none."""
    if not points:
        return None
    first, last = points[0][0].timestamp(), points[-1][0].timestamp()
    low, high = _bounds([v for _, v in points])
    spots = [(_x(at.timestamp() - first, last - first), _y(v - low, high - low)) for at, v in points]
    steps = tuple(Mark(_y(v - low, high - low), _said(v)) for v in (low, (low + high) // 2, high))
    days = {points[0][0]: LEFT, points[-1][0]: WIDTH - 10.0}
    marks = tuple(Mark(x, _day(china_day(at))) for at, x in days.items())
    path = " ".join(f"{x:g},{y:g}" for x, y in spots)
    return Line(path, steps, marks, tuple(spots) if len(spots) <= MOST_DOTS else ())


def _bounds(values: Sequence[int]) -> tuple[int, int]:
    """From zero, or from the least where all lies far above it, as of a counter."""
    low, high = min(values), max(values)
    near = low < 0 or high - low > high // 2
    low = min(low, 0) if near else low
    return (low, high) if high > low else (low, low + 1000)


def _x(part: float, whole: float) -> float:
    return _along(part, whole, LEFT, WIDTH - 10)


def _y(part: float, whole: float) -> float:
    return _along(part, whole, HEIGHT - BOTTOM, TOP)


def _along(part: float, whole: float, start: float, end: float) -> float:
    return round(start + (end - start) * (part / whole if whole else 0.5), 1)


def _said(value: int) -> str:
    return f"{number_of(value).quantize(Decimal('0.01')).normalize():f}"


def _day(day: date) -> str:
    return day.isoformat()
