"""Days as packs write them: `03-16`, `+1 03-16`, `2024-03-16`, `rush.end`; and spans of two of them."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

_LEAP: Final = 2000  # every day of a year is in it
_WRITTEN = re.compile(r"(?:(?P<year>\d{4})-|(?P<offset>\+\d{1,2}) )?(?P<month>\d{2})-(?P<day>\d{2})")
_OF_PHASE = re.compile(r"(?P<phase>[a-z][a-z0-9_]*)\.(?P<edge>start|end)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a programme.

    offset: years after the programme's first; year: a full date, in drafts alone; both None: every year it runs.
    """

    month: int
    day: int
    offset: int | None = None
    year: int | None = None

    def __str__(self) -> str:
        lead = f"{self.year}年" if self.year else f"第{self.offset + 1}年" if self.offset is not None else ""
        return f"{lead}{self.month}月{self.day}日"


@dataclass(frozen=True, slots=True)
class PhaseDay:
    """The first or the last day of a phase."""

    phase: str
    edge: Literal["start", "end"]

    def __str__(self) -> str:
        return f"{self.phase}.{self.edge}"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; one that ends before it starts runs over the turn of the year."""

    first: Day
    last: Day

    def __str__(self) -> str:
        return f"{self.first}至{self.last}"


def day(text: str) -> Day | PhaseDay | None:
    """The day that a text writes, None where it writes none; 02-29 is a day."""
    if match := _OF_PHASE.fullmatch(text):
        return PhaseDay(match["phase"], "start" if match["edge"] == "start" else "end")
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    month, number, year = int(match["month"]), int(match["day"]), match["year"]
    try:
        date(int(year or _LEAP), month, number)
    except ValueError:
        return None
    return Day(month, number, int(match["offset"]) if match["offset"] else None, int(year) if year else None)


def span(text: str) -> Span | None:
    """The span that a text like `05-01..10-31` writes, None where it writes none."""
    first, _, last = text.partition("..")
    start, end = day(first), day(last)
    return Span(start, end) if isinstance(start, Day) and isinstance(end, Day) else None
