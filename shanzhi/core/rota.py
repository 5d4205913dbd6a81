"""Rotas (值班表): who is on when, by fair turns over groups and persons, the same for whoever works it out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shanzhi.core.deadline import WorkCalendar


@dataclass(frozen=True, slots=True)
class Shift:
    """Who is on on a day. short: how many were missing because too few could. rest: a day of rest."""

    on: date
    who: tuple[str, ...]
    rest: bool
    short: int = 0


def rota(
    days: Iterable[date],
    groups: Mapping[str, Sequence[str]],
    calendar: WorkCalendar,
    each: int = 1,
    away: Mapping[str, frozenset[date]] | None = None,
) -> tuple[Shift, ...]:
    """Who is on on each day, so many from each group.

    Of those who are not away it is the turn of whoever was on least: first on days of that kind (rest or work), then
    in all, then longest ago, then in the order of the list. So without absence nobody is on a day of either kind twice
    more than a colleague.

    groups: group -> its members in order; a person stands in one group. each: how many of every group a day.
    """
    turns = {kind: Counter[str]() for kind in (True, False)}
    last: dict[str, int] = {}
    shifts: list[Shift] = []
    for number, day in enumerate(sorted(set(days))):
        rest = calendar.rests(day)
        who: list[str] = []
        for members in groups.values():
            free = [m for m in members if day not in (away or {}).get(m, frozenset())]
            who += sorted(free, key=lambda m, r=rest: _burden(m, turns[r], turns[not r], last))[:each]  # type: ignore[misc]
        turns[rest].update(who)
        last.update(dict.fromkeys(who, number))
        shifts.append(Shift(day, tuple(who), rest, each * len(groups) - len(who)))
    return tuple(shifts)


def _burden(member: str, same: Counter[str], other: Counter[str], last: Mapping[str, int]) -> tuple[int, int, int]:
    """How much somebody has borne; sorting keeps the order of the list among equals."""
    return same[member], same[member] + other[member], last.get(member, -1)
