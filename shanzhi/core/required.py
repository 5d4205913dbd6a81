"""What an indicator has to reach by a year, and whether it does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from shanzhi.core.kinds import Words
from shanzhi.core.pack.indicators import Indicator, Mark
from shanzhi.core.pack.values import number, plain
from shanzhi.core.rollup import Goal

Standing = Literal["reached", "short", "ahead", "unknown", "free"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
_STEP: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:\.\.([0-9]+(?:\.[0-9]+)?))?")


@dataclass(frozen=True, slots=True)
class Required:
    """What has to be reached. by: the year it is for, later than the year asked about where nothing is due before."""

    value: Decimal
    by: int
    better: Literal["up", "down"] = "up"

    @property
    def goal(self) -> Goal:
        return Goal(self.value, self.better)


def required(indicator: Indicator, year: int, first_year: int) -> Required | Words:
    """What an indicator has to reach in a year of a programme that began in first_year, or why that is not known.

    The target of the year itself, else the yearly path, else the last target before it, which stands, else the next
    one. A step of a range such as 1..2 asks for its smaller end: whoever goes faster is ahead. Steps lead up, or down
    where less is better.
    """
    if not indicator.target and not indicator.path:
        return Words("没有写明目标。")
    targets, path = _marks(indicator.target, first_year), _marks(indicator.path, first_year)
    better = indicator.better
    said = dict(targets)
    if year in said:
        return Required(said[year], year, better)
    begun = [m for m in path if m[0] <= year]
    if begun:
        return Required(_on_path(indicator, begun[-1], year, targets), year, better)
    before = [m for m in targets if m[0] < year]
    after = [m for m in (*path, *targets) if m[0] > year]
    if before:
        return Required(before[-1][1], year, better)
    if after:
        by, value = min(after)
        return Required(value, by, better)
    return Words("目标尚未确定，请在方案包里填上。")


def _marks(marks: Sequence[Mark], first_year: int) -> list[tuple[int, Decimal]]:
    """Years and what is to be reached by them, earliest first; what is left open is no mark."""
    found = []
    for mark in marks:
        value = number(mark.value)
        if value is not None and (year := mark.year.lstrip("+")).isdecimal():
            found.append((int(year) + (first_year if mark.year.startswith("+") else 0), value))
    return sorted(found)


def _on_path(indicator: Indicator, mark: tuple[int, Decimal], year: int, targets: list[tuple[int, Decimal]]) -> Decimal:
    """Where the path stands in a year; it does not lead beyond the last target."""
    inside = next((str(plain(m.value)) for m in indicator.path if m.year == "step"), "")
    step = _STEP.fullmatch((indicator.step or inside).strip().lstrip("+-"))
    by = (Decimal(step[1]) if step else Decimal(0)) * (year - mark[0])
    if indicator.better == "up":
        return min([mark[1] + by, *(v for _, v in targets[-1:])])
    return max([mark[1] - by, *(v for _, v in targets[-1:])])


def standing(need: Required | Words, value: Decimal | None, year: int) -> Standing:
    """How a figure stands: reached, short, ahead of a year that is still to come, unknown, or free of any target."""
    if isinstance(need, Words):
        return "free"
    if value is None:
        return "unknown"
    if need.goal.met(value):
        return "reached"
    return "ahead" if need.by > year else "short"
