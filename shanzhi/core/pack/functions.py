"""The functions of expressions: which there are, and those that need nothing but their arguments."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from shanzhi.core.kinds import Words
from shanzhi.core.pack.arithmetic import CONTEXT, number_of, reckon
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.tables import Table, bound
from shanzhi.core.pack.values import number

_EARTH_METRES: Final = 6_371_008.8
_ONE: Final = Decimal(1)
_POINT: Final = 2
_MOST_PLACES: Final = 12
_NO_FIGURE: Final = "“{name}”的参数不对。"


@dataclass(frozen=True, slots=True)
class Signature:
    """How many arguments a function takes; first: the section its first argument is an id of, "" for a value."""

    least: int
    most: int
    first: str = ""
    free: bool = False  # whether it takes any arguments by name, as conditions on rows


# what the programme around an expression answers
ASKED: Final[Mapping[str, Signature]] = {
    "count": Signature(1, 2, "rows", free=True),
    "sum": Signature(1, 2, "rows", free=True),
    "mean": Signature(1, 2, "figures", free=True),
    "share": Signature(1, 2, "rows", free=True),
    "latest": Signature(1, 2, "figures", free=True),
    "prev": Signature(1, 2, "figures"),
    "balance": Signature(1, 3, "accounts"),
    "credit": Signature(1, 3, "accounts"),
    "spent": Signature(1, 3, "accounts"),
    "score": Signature(1, 3, "assessments"),
    "rank": Signature(1, 3, "assessments"),
    "passed": Signature(1, 3, "assessments"),
    "holder": Signature(1, 2, "posts"),
    "has_seat": Signature(1, 3, "posts"),
    "downstream": Signature(2, 2),
}
# what needs the arguments alone
PURE: Final[Mapping[str, Signature]] = {
    "min": Signature(1, 20),
    "max": Signature(1, 20),
    "round": Signature(1, 2),
    "ceil": Signature(1, 1),
    "floor": Signature(1, 1),
    "abs": Signature(1, 1),
    "days": Signature(2, 2),
    "month": Signature(1, 1),
    "quarter": Signature(1, 1),
    "year": Signature(1, 1),
    "near": Signature(3, 3),
    "inside": Signature(2, 2),
    "tiered": Signature(2, 2, "tables"),
    "has": Signature(1, 1),
}
FUNCTIONS: Final[Mapping[str, Signature]] = {**ASKED, **PURE}


def pure(name: str, arguments: Sequence[Datum]) -> Datum:
    """What a pure function gives; Unknown with the reason where its arguments are not of its kind."""
    signature = PURE[name]
    if not signature.least <= len(arguments) <= signature.most:
        return _odd(name)
    given = _FUNCTIONS[name](*arguments)
    return _odd(name) if given is None else given


def _odd(name: str) -> Unknown:
    return Unknown(Words(_NO_FIGURE, {"name": name}))


def _least(*figures: Datum) -> Datum:
    return _extreme(figures, min)


def _most(*figures: Datum) -> Datum:
    return _extreme(figures, max)


def _extreme(figures: Sequence[Datum], pick: Callable[[list[Decimal]], Decimal]) -> Datum:
    if len(figures) == 1 and isinstance(figures[0], tuple):
        figures = figures[0]
    numbers = [n for f in figures if (n := number_of(f)) is not None]
    if len(numbers) != len(figures) or not numbers:
        return None
    best = pick(numbers)
    return next(f for f in figures if number_of(f) == best)


def _rounded(figure: Datum, places: Datum = Decimal(0), way: str = ROUND_HALF_UP) -> Datum:
    number_, digits = number_of(figure), number_of(places)
    if number_ is None or digits is None or not 0 <= digits <= _MOST_PLACES:
        return None
    gives = number_.quantize(_ONE.scaleb(-int(digits)), rounding=way, context=CONTEXT)
    return Quantity(gives, figure.measure) if isinstance(figure, Quantity) else gives


def _ceil(figure: Datum) -> Datum:
    return _rounded(figure, way=ROUND_CEILING)


def _floor(figure: Datum) -> Datum:
    return _rounded(figure, way=ROUND_FLOOR)


def _absolute(figure: Datum) -> Datum:
    number_ = number_of(figure)
    return figure if number_ is None or number_ >= 0 else reckon("-", Decimal(0), figure)


def _days(first: Datum, last: Datum) -> Datum:
    both = isinstance(first, date) and isinstance(last, date)
    return reckon("-", last, first) if both else None


def _month(day: Datum) -> Datum:
    return f"{day.year:04}-{day.month:02}" if isinstance(day, date) else None


def _quarter(day: Datum) -> Datum:
    return f"{day.year:04}-Q{(day.month + 2) // 3}" if isinstance(day, date) else None


def _year(day: Datum) -> Datum:
    return f"{day.year:04}" if isinstance(day, date) else None


def _has(said: Datum) -> Datum:
    return said is not None


def _point(datum: Datum) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude."""
    if not isinstance(datum, tuple) or len(datum) != _POINT:
        return None
    east, north = number_of(datum[0]), number_of(datum[1])
    return None if east is None or north is None else (east, north)


def _near(here: Datum, there: Datum, metres: Datum) -> Datum:
    a, b, most = _point(here), _point(there), number_of(metres)
    if a is None or b is None or most is None:
        return None
    (east_a, north_a), (east_b, north_b) = ([math.radians(x) for x in p] for p in (a, b))
    half = math.sin((north_b - north_a) / 2) ** 2
    half += math.cos(north_a) * math.cos(north_b) * math.sin((east_b - east_a) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(min(1, math.sqrt(half))) <= most


def _inside(here: Datum, shape: Datum) -> Datum:
    """Whether a point lies in a ring of points; on its southern and western edges it does."""
    point = _point(here)
    corners = [_point(c) for c in shape] if isinstance(shape, tuple) else []
    ring = [c for c in corners if c is not None]
    if point is None or len(ring) < 3 or len(ring) != len(corners):  # noqa: PLR2004 - fewer enclose nothing
        return None
    east, north = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > north) != (y2 > north) and east < (x2 - x1) * (north - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def _tiered(figure: Datum, tariff: Datum) -> Datum:
    """The sum over the steps of a tariff: each row `> n` gives the price of what lies above n, up to the next."""
    amount = number_of(figure)
    if amount is None or not isinstance(tariff, Table):
        return None
    steps = sorted((low, price) for r in tariff.rows if (low := bound(r.keys[0])) is not None and
                   (price := number(r.value)) is not None)  # fmt: skip
    if len(steps) != len(tariff.rows) or not steps:
        return None
    ends = [low for low, _ in steps[1:]] + [max(amount, steps[-1][0])]
    parts = (max(Decimal(0), min(amount, end) - low) * price for (low, price), end in zip(steps, ends, strict=True))
    return sum(parts, Decimal(0))


_FUNCTIONS: Final[Mapping[str, Callable[..., Datum]]] = {
    "min": _least, "max": _most, "round": _rounded, "ceil": _ceil, "floor": _floor, "abs": _absolute, "days": _days,
    "month": _month, "quarter": _quarter, "year": _year, "near": _near, "inside": _inside, "tiered": _tiered,
    "has": _has,
}  # fmt: skip
