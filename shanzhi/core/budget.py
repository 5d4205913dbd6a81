"""How often somebody may ask for what is dear: budgets of requests a minute, refilled evenly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """So many times a minute; that many may come at once, after that one each even part of the minute."""

    times: int

    def every(self, pace: int) -> timedelta:
        """The time one request takes from the budget when the usual number is multiplied by pace."""
        return MINUTE / (self.times * pace)


BUDGETS: Mapping[str, Budget] = MappingProxyType(
    {
        "log_in_address": Budget(60),  # a whole office building may stand behind one address at nine in the morning
        "log_in_account": Budget(10),
        "page_address": Budget(600),
        "feed": Budget(120),  # of one source; a delivery may hold ten thousand readings
        "reading": Budget(20),  # each takes up to six seconds of a processor
    }
)


def wait(until: datetime, now: datetime, every: timedelta) -> int:
    """Whole seconds until the next request fits, at least 1. until: when the budget is full again."""
    return max(1, -((until + every - MINUTE - now) // -timedelta(seconds=1)))
