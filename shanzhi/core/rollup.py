"""Figures of many places as one: five ways, each with how many places count and which are missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from shanzhi.core.kinds import Words
from shanzhi.core.pack.arithmetic import CONTEXT
from shanzhi.core.pack.indicators import Rollup

PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one place says.

    place: its code; value: None where it is not known, and then why. parts: what is divided by what, of a ratio;
    on: the day it was said, for the latest.
    """

    place: str
    value: Decimal | None = None
    why: Words | None = None
    parts: tuple[Decimal, Decimal] | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Rolled:
    """A figure of many places. n: places that count; missing: codes of those that do not, in order."""

    value: Decimal | None
    n: int
    missing: tuple[str, ...] = ()
    why: Words | None = None
    parts: tuple[Decimal, Decimal] | None = None

    @property
    def of(self) -> int:
        """How many places there are."""
        return self.n + len(self.missing)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a place has to reach, for the share of places that do."""

    value: Decimal
    better: Literal["up", "down"] = "up"

    def met(self, value: Decimal) -> bool:
        """Whether a value is at least, or for what should fall at most, as it has to be."""
        return value >= self.value if self.better == "up" else value <= self.value


def roll_up(way: Rollup | None, leaves: Iterable[Leaf], goal: Goal | None = None) -> Rolled:
    """The figure of the places together; their order does not matter.

    An unknown place counts neither as 0 nor at all: it is named as missing. A ratio is the sum of what is divided by
    the sum of what it is divided by, not the mean of the places' own; a share is that of the places that count.
    goal: for a share.
    """
    all_ = sorted(leaves, key=lambda leaf: leaf.place)
    known = [leaf for leaf in all_ if leaf.value is not None]
    missing = tuple(leaf.place for leaf in all_ if leaf.value is None)
    if not known:
        why = next((leaf.why for leaf in all_ if leaf.why), None)
        return Rolled(None, 0, missing, why or Words("没有数据，无法计算。"))
    if len(all_) == 1 and way != "share":
        return Rolled(known[0].value, 1, (), None, known[0].parts)
    if way == "ratio":
        return _ratio(known, missing)
    if way is None:
        return Rolled(None, len(known), missing, Words("方案包没有写明各地的数怎样汇总（rollup）。"))
    return _share(known, missing, goal) if way == "share" else Rolled(_WAYS[way](known), len(known), missing)


def _share(known: Sequence[Leaf], missing: tuple[str, ...], goal: Goal | None) -> Rolled:
    if goal is None:
        return Rolled(None, len(known), missing, Words("没有目标，不能算出达标地区的占比。"))
    met = sum(goal.met(leaf.value) for leaf in known if leaf.value is not None)
    return Rolled(_decimal(Fraction(PERCENT * met, len(known))), len(known), missing)


def _ratio(known: Sequence[Leaf], missing: tuple[str, ...]) -> Rolled:
    if any(leaf.parts is None for leaf in known):
        return Rolled(None, len(known), missing, Words("各地只有结果，没有分子和分母，不能按总数相除。"))
    above = sum((Fraction(leaf.parts[0]) for leaf in known if leaf.parts), Fraction(0))
    below = sum((Fraction(leaf.parts[1]) for leaf in known if leaf.parts), Fraction(0))
    if not below:
        return Rolled(None, len(known), missing, Words("除数为零。"))
    return Rolled(_decimal(above / below), len(known), missing, None, (_decimal(above), _decimal(below)))


def _sum(known: Sequence[Leaf]) -> Decimal:
    return _decimal(_total(known))


def _mean(known: Sequence[Leaf]) -> Decimal:
    return _decimal(_total(known) / len(known))


def _latest(known: Sequence[Leaf]) -> Decimal:
    """What was said last; of several on one day that of the first place."""
    newest = max(leaf.on or date.min for leaf in known)
    return next(leaf.value for leaf in known if leaf.value is not None and (leaf.on or date.min) == newest)


def _total(known: Sequence[Leaf]) -> Fraction:
    return sum((Fraction(leaf.value) for leaf in known if leaf.value is not None), Fraction(0))


def _decimal(exact: Fraction) -> Decimal:
    return CONTEXT.divide(Decimal(exact.numerator), Decimal(exact.denominator))


_WAYS: Final[Mapping[str, Callable[[Sequence[Leaf]], Decimal]]] = MappingProxyType(
    {"sum": _sum, "mean": _mean, "latest": _latest}
)
