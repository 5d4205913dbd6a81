"""Phases of a programme and what it uses of other packs."""

from dataclasses import dataclass

from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.values import DayValue, DurationValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Item):
    """A stage: from a day to a day, or from a day on for a length of time; after: the phase it follows."""

    from_: DayValue | None = None
    to: DayValue | None = None
    takes: DurationValue | None = None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Placed):
    """Another pack whose registers, posts, standards and forms this one speaks of: `base@1`."""

    pack: str
    version: int
