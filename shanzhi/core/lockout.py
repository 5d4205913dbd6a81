"""How long somebody waits after wrong passwords: attempts -> wait."""

from datetime import datetime, timedelta
from typing import Literal

Counter = Literal["account", "known", "address", "code", "pairing"]
COUNTERS: tuple[Counter, ...] = ("account", "known", "address", "code", "pairing")
# wrong tries without a wait; an address may be a whole office behind one line
FREE = {"account": 5, "known": 5, "address": 20, "code": 5, "pairing": 5}
FIRST, LONGEST = timedelta(minutes=1), timedelta(minutes=30)
FORGOTTEN = timedelta(hours=12)


def wait(counter: Counter, wrong: int) -> timedelta:
    """The wait after the last of so many wrong tries: none, then 1, 2, 4 … minutes, half an hour at most."""
    over = wrong - FREE[counter]
    return min(FIRST * 2 ** min(over, 10), LONGEST) if over >= 0 else timedelta()


def standing(wrong: int, last_at: datetime, now: datetime) -> int:
    """The wrong tries that still count: none after twelve quiet hours."""
    return wrong if now - last_at < FORGOTTEN else 0


def left(counter: Counter, wrong: int, last_at: datetime, now: datetime) -> timedelta:
    """How much of the wait is left; nothing where there is none."""
    whole = wait(counter, standing(wrong, last_at, now))
    return max(last_at + whole - now, timedelta()) if whole else whole
