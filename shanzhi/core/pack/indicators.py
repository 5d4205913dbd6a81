"""Indicators: figures with a target."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.duties import Every
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import AnyValue

Rollup = Literal["sum", "ratio", "mean", "latest", "share"]
ROLLUPS: Final[tuple[Rollup, ...]] = get_args(Rollup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Placed):
    """A figure to be reached by a year: `+4` years after the first, or a full year in a draft."""

    year: str
    value: AnyValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Item):
    """A figure of each place of a level. by: who enters it; value: reckoned instead. rollup: upward."""

    measure: str = ""
    at: str = ""
    every: Every | None = None
    better: Literal["up", "down"] = "up"
    rollup: Rollup | None = None
    target: tuple[Mark, ...] = ()
    path: tuple[Mark, ...] = ()
    step: str = ""
    by: Selector | None = None
    value: AnyValue | None = None
