"""Standards: what is looked at and how it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.values import AnyValue, DurationValue, MoneyValue, NumberValue

ScoringKind = Literal["each", "parts", "ratio", "all", "bonus", "veto", "bands"]
SCORING_KINDS: Final[tuple[ScoringKind, ...]] = get_args(ScoringKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring(Placed):
    """How an item counts.

    each:  so many points for each finding, down to floor.   parts: the points of its parts, each got or not.
    ratio: weight times the item's value in a hundred.       all:   the weight, or nothing once something is found.
    bonus: points added, up to cap.                          veto:  the whole score is at most this.
    bands: the points that a table gives for the item's value.
    """

    kind: ScoringKind
    amount: NumberValue | None = None
    floor: NumberValue | None = None
    cap: NumberValue | None = None
    parts: tuple[NumberValue, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardItem(Item):
    """An item of a standard, or a group of items. fix: how long the one at fault has to mend what is found.

    fields: figures entered with the finding, which value reckons with by their ids.
    """

    weight: NumberValue | None = None
    rule: Scoring | None = None
    value: AnyValue | None = None
    money: MoneyValue | None = None
    fix: DurationValue | None = None
    fields: tuple[Field, ...] = ()
    items: tuple["StandardItem", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Item):
    """A score sheet. full: the points of a faultless one; None for a check-list without points (`full: pass`)."""

    full: Decimal | None = None
    items: tuple[StandardItem, ...] = ()

    def leaves(self) -> Iterator[StandardItem]:
        """The items that are scored, in order."""
        return _leaves(self.items)


def _leaves(items: tuple[StandardItem, ...]) -> Iterator[StandardItem]:
    for item in items:
        if item.items:
            yield from _leaves(item.items)
        else:
            yield item
