"""Funds of three levels: what a level was given, passed on and spent, by source and place, from postings alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

from shanzhi.core.place import VILLAGE, level_of, width

LEVELS: Final = ("province", "prefecture", "county", "township", "village")


class End(NamedTuple):
    """One side of a flow. place: its code; fund: whether money is kept there (else it comes from or goes outside)."""

    place: str
    fund: bool
    by: str = ""

    @property
    def home(self) -> str:
        """The place whose it is reckoned: a group's money is its village's."""
        return self.place[:VILLAGE]


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one end to another, less what was taken back."""

    source: End
    target: End
    amount: int


@dataclass(frozen=True, slots=True)
class Funds:
    """budgeted: came from outside or from below; allotted: from above; passed_on: to below; spent: to outside."""

    budgeted: int = 0
    allotted: int = 0
    passed_on: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        return self.budgeted + self.allotted - self.passed_on - self.spent

    def __add__(self, other: "Funds") -> "Funds":
        return Funds(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def tally(flows: Iterable[Flow]) -> Mapping[tuple[str, str], Funds]:
    """Funds by (place, source).

    out: what is left at a place is the balance of its funds; all that is allotted is all that is passed on.
    """
    out: dict[tuple[str, str], Funds] = {}
    for flow in flows:
        for key, part in _parts(flow):
            out[key] = out.get(key, Funds()) + part
    return out


def by_level(found: Mapping[tuple[str, str], Funds]) -> Mapping[tuple[str, str], Funds]:
    """Sums by (level, source), the highest level first."""
    out: dict[tuple[str, str], Funds] = {}
    for (place, by), funds in sorted(found.items()):
        key = level_of(place), by
        out[key] = out.get(key, Funds()) + funds
    return dict(sorted(out.items(), key=lambda kv: (LEVELS.index(kv[0][0]), kv[0][1])))


def _parts(flow: Flow) -> Iterable[tuple[tuple[str, str], Funds]]:
    """What a flow adds to the place it leaves and to the one it reaches."""
    source, target, amount = flow.source, flow.target, flow.amount
    here, there = (source.home, source.by or target.by), (target.home, target.by or source.by)
    if source.home == target.home:
        if source.fund and not (target.fund and here == there):
            yield here, Funds(spent=amount)
        if target.fund and not (source.fund and here == there):
            yield there, Funds(budgeted=amount)
    elif _above(source.home, target.home):
        # what a level hands down without a fund of its own was budgeted there
        yield here, Funds(budgeted=0 if source.fund else amount, passed_on=amount)
        yield there, Funds(allotted=amount, spent=0 if target.fund else amount)
    elif _above(target.home, source.home) and source.fund:
        yield here, Funds(allotted=-amount)
        yield there, Funds(budgeted=0 if target.fund else -amount, passed_on=-amount)
    else:
        if source.fund:
            yield here, Funds(spent=amount)
        if target.fund:
            yield there, Funds(budgeted=amount)


def _above(upper: str, lower: str) -> bool:
    own = width(upper)
    return own < width(lower) and lower.startswith(upper[:own])
