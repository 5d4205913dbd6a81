"""How each time of a duty was met, and how complete and how punctual a list is; late and false are told apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from shanzhi.core.amount import WHOLE
from shanzhi.core.schedule import Expected
from shanzhi.core.worktime import local

Timing = Literal["met", "met_late", "excused", "missed", "due", "ahead"]
Truth = Literal["unchecked", "sound", "false"]
TIMINGS: Final[tuple[Timing, ...]] = get_args(Timing)
TRUTHS: Final[tuple[Truth, ...]] = get_args(Truth)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one time. at: when it was handed in, first; truth: what a check of it found."""

    at: datetime | None = None
    excuse: str = ""
    truth: Truth = "unchecked"


@dataclass(frozen=True, slots=True)
class Judged:
    """How one time was met, and whether what was handed in is true; neither follows from the other."""

    timing: Timing
    truth: Truth = "unchecked"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a list. asked: times that are over or met, without those excused.

    complete: handed in, at whatever time, of those asked; punctual: handed in in time; both in parts of ten thousand,
              None where nothing was asked.
    """

    asked: int
    met: int
    met_late: int
    missed: int
    excused: int
    false: int
    complete: int | None
    punctual: int | None


def judge(one: Expected, said: Said | None, now: datetime) -> Judged:
    """How a time stands: what was handed in counts before an excuse, and late is late, not false.

    out: ahead before its window opens, due while it lasts.
    """
    if said and said.at is not None:
        return Judged("met" if said.at <= one.due_at else "met_late", said.truth)
    if said and said.excuse:
        return Judged("excused")
    if now > one.due_at:
        return Judged("missed")
    return Judged("due" if local(now).date() >= one.opens_on else "ahead")


def tally(judged: Iterable[Judged]) -> Tally:
    """The counts of a list of times; what is still due or ahead is not asked yet."""
    kept = list(judged)
    return tally_of(Counter(j.timing for j in kept), sum(j.truth == "false" for j in kept))


def tally_of(counts: Mapping[str, int], false: int = 0) -> Tally:
    """The same from times counted by timing. false: how many of them were found false."""
    met, late, missed, excused = (counts.get(t, 0) for t in ("met", "met_late", "missed", "excused"))
    asked = met + late + missed
    return Tally(
        asked,
        met,
        late,
        missed,
        excused,
        false,
        (asked - missed) * WHOLE // asked if asked else None,
        met * WHOLE // asked if asked else None,
    )


def ahead(counts: Mapping[str, int]) -> int:
    """How many times of those counted are still due or ahead."""
    return counts.get("due", 0) + counts.get("ahead", 0)
