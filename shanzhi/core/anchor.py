"""Anchors: the events that deadlines count from, each asked for once, and the deadlines that hang on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shanzhi.core.chinese.dates import DateWords
from shanzhi.core.chinese.terms import Term, start_of, term_of
from shanzhi.core.deadline import Due, LastDay, WorkCalendar, due


@dataclass(frozen=True, slots=True)
class Hanging:
    """A deadline that hangs on an anchor. what: the task or phase it belongs to; due: None while the anchor is open."""

    words: str
    what: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event deadlines count from. on: its day as answered; later: left to be settled after adoption."""

    event: str
    on: date | None
    later: bool
    hanging: tuple[Hanging, ...]


def count_from(anchor: date, term: Term, calendar: WorkCalendar) -> Due:
    """The day a plan's period ends: a last day of rest is put off to the next working day (docs/decisions/0021).

    The event's own day (收到的当日, 即日起) is no period and stays.
    """
    last_day: LastDay = "move" if term.count else "stay"
    return due(anchor, term.count, term.measure, calendar, own_day=term.own_day, last_day=last_day)


def anchored(words: DateWords | None) -> Term | None:
    """The period that hangs on an event the official is asked for; None for anything that is dated otherwise."""
    term = term_of(words) if words else None
    return term if words and term and start_of(words, 2000) is None else None


def reckon(words: DateWords, anchors: Mapping[str, date], year: int | None, calendar: WorkCalendar) -> Due | None:
    """The day that words mean, counted from their event where they name one; None while something is open.

    anchors: event -> day; year: for dates printed without one.
    """
    term = term_of(words)
    if term is None:
        day = words.on(year)
        return Due(day) if day else None
    start = anchors.get(term.event) or start_of(words, year)
    return count_from(start, term, calendar) if start else None


def anchors_of(
    dated: Iterable[tuple[str, DateWords]], anchors: Mapping[str, date], later: Iterable[str], calendar: WorkCalendar
) -> tuple[Anchor, ...]:
    """Every event the deadlines of a plan count from, in order of the text, with what hangs on it.

    dated: (what, words) of everything that has a day; words dated otherwise are passed over.
    later: events left for later; an event whose deadlines were all left by their words is left, too.
    """
    found: dict[str, list[Hanging]] = {}
    for what, words in dated:
        term = anchored(words)
        if term:
            day = reckon(words, anchors, None, calendar)
            found.setdefault(term.event, []).append(Hanging(words.text, what, day))
    left = frozenset(later)
    return tuple(
        Anchor(event, anchors.get(event), event in left or {row.words for row in rows} <= left, tuple(rows))
        for event, rows in found.items()
    )
