"""Feeds: readings and rows that come from meters and other systems."""

from dataclasses import dataclass

from shanzhi.core.pack.duties import Every
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.values import DurationValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Placed):
    """A quantity read, and its measure. counter: it only grows, so that use is the growth between two readings."""

    field: str
    measure: str
    title: str = ""
    counter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Item):
    """Readings for the rows of a register. silent_after: how long without one before it counts as silent."""

    register: str = ""
    reads: tuple[Reading, ...] = ()
    every: Every | None = None
    silent_after: DurationValue | None = None
