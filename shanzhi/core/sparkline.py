"""A small line of figures through time, as points of a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

WIDE: Final = 120
HIGH: Final = 28
EDGE: Final = 2


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Points "x,y x,y" in a box of WIDE x HIGH, and the height of the line to be reached, "" where there is none."""

    points: str
    target: str = ""


def sparkline(said: Sequence[tuple[date, Decimal]], target: Decimal | None = None) -> Sparkline:
    """The line of figures by day; without points below two of them. The target is drawn where it lies, to scale."""
    if len(said) < 2:  # noqa: PLR2004 - a line needs two points
        return Sparkline("")
    heights = [v for _, v in said] + ([] if target is None else [target])
    low, high = min(heights), max(heights)
    first = said[0][0]
    long = (said[-1][0] - first).days or 1

    def up(value: Decimal) -> str:
        share = float((value - low) / ((high - low) or 1))
        return f"{HIGH - EDGE - share * (HIGH - 2 * EDGE):.1f}"

    across = (WIDE - 2 * EDGE) / long
    points = " ".join(f"{EDGE + (day - first).days * across:.1f},{up(value)}" for day, value in said)
    return Sparkline(points, "" if target is None else up(target))
