"""Indicators: targets and how far a value has come."""

from dataclasses import dataclass
from decimal import Decimal

LARGEST = Decimal(10) ** 15  # figures stay below it
OPS = ("=", ">=", "<=", "+", "->")


@dataclass(frozen=True, slots=True)
class Target:
    """A target: op and value in the indicator's unit."""

    op: str
    value: Decimal


def reached(target: Target, value: Decimal | None) -> bool | None:
    """Whether a value reaches the target; None while no value is there. "=" is reached from below, as plans mean it."""
    if value is None:
        return None
    return value <= target.value if target.op == "<=" else value >= target.value


def share(target: Target, value: Decimal | None) -> int | None:
    """How much of the target is reached, in whole percent 0..100; None without a value or for an upper limit."""
    if value is None or target.op == "<=" or target.value <= 0:
        return None
    return max(0, min(100, int(value * 100 / target.value)))
