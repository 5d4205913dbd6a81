"""Figures of indicators: reckoned or entered, for each place at an indicator's level, and put together upwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shanzhi.core.access import subtree
from shanzhi.core.kinds import Words
from shanzhi.core.pack.arithmetic import number_of, reckon
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.evaluate import evaluate, worth
from shanzhi.core.pack.expression import halves
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.values import Formula
from shanzhi.core.period import Per, Period, run
from shanzhi.core.place import above, width
from shanzhi.core.required import required
from shanzhi.core.rollup import Goal, Leaf, Rolled, roll_up
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef
from shanzhi.models import IndicatorValue, Place
from shanzhi.queries.everywhere import Everywhere, Here
from shanzhi.queries.running import Running

_PER: Final[Mapping[str, Per]] = {
    p: p for p in ("day", "week", "half_month", "month", "quarter", "half_year", "year")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """The places of an indicator: the one that runs the programme, those at the indicator's level, all between.

    all_: home first, then by code.
    """

    home: PlaceRef
    leaves: tuple[PlaceRef, ...]
    all_: tuple[PlaceRef, ...]


def period_at(indicator: Indicator, day: date) -> Period:
    """The period of an indicator that a day lies in; one that comes once, or in a phase, is a year's.

    cost: 0 queries.
    """
    every = indicator.every
    per = _PER.get(every.unit, "year") if every else "year"
    count = every.count if every and every.unit in _PER else 1
    return run(day, per, count, date(day.year, 1, 1))


def grounds_of(running: Running, indicators: Sequence[Indicator]) -> dict[str, Ground]:
    """The places of indicators, by the indicator's id.

    Where no place of its level is registered, and where its level is that of the programme or above it, the place that
    runs the programme stands for itself.
    cost: 1 query.
    """
    home = running.place
    deepest = max((_depth(i.at) for i in indicators), default=0)
    levels = PLACE_LEVELS[_depth(home.level) + 1 : deepest + 1]
    below = Place.objects.filter(code__range=subtree(home.code), level__in=levels, ended_on=None).order_by("code")
    places = [p.as_core() for p in below] if levels else []
    out = {}
    for one in indicators:
        leaves = tuple(p for p in places if p.level == one.at)
        upper = tuple(p for p in places if _depth(p.level) <= _depth(one.at)) if leaves else ()
        out[one.id] = Ground(home, leaves or (home,), (home, *upper))
    return out


def _depth(level: str) -> int:
    return PLACE_LEVELS.index(level) if level in PLACE_LEVELS else 0


def leaves_of(running: Running, indicator: Indicator, ground: Ground, period: Period, today: date) -> tuple[Leaf, ...]:
    """What each place at an indicator's level says for a period, in the scope at hand.

    cost: 3 queries for a rate of two counts: 1 for each question a formula asks of rows and 1 for their places, 3 or 4
    where it asks of a duty; 1 where figures are entered.
    """
    if indicator.value is None:
        return tuple(_entered(running, indicator, ground, period, today))
    everywhere = Everywhere(running, width(ground.leaves[0].code), today, period.name)
    return tuple(_reckoned(indicator, everywhere.here(place), place.code) for place in ground.leaves)


def _reckoned(indicator: Indicator, here: Here, code: str) -> Leaf:
    value = indicator.value
    tree = value.tree if isinstance(value, Formula) else None
    pair = halves(tree) if tree is not None and indicator.rollup == "ratio" else None
    if pair is None:
        return _leaf(code, worth(value, here) if value else None)
    above_, below = (evaluate(half, here) for half in pair)
    said = next((s for s in (above_, below) if isinstance(s, Unknown)), reckon("/", above_, below))
    parts = (number_of(above_), number_of(below))
    leaf = _leaf(code, said)
    if leaf.value is None or parts[0] is None or parts[1] is None:
        return leaf
    return Leaf(code, leaf.value, None, (parts[0], parts[1]))


def _leaf(code: str, said: Datum) -> Leaf:
    if isinstance(said, Unknown):
        return Leaf(code, None, said.reason)
    number = number_of(said)
    return Leaf(code, number, None if number is not None else Words("算出来的不是数。"))


def _entered(running: Running, indicator: Indicator, ground: Ground, period: Period, today: date) -> Iterator[Leaf]:
    rows = IndicatorValue.objects.filter(indicator__programme=running.programme_id, indicator__item=indicator.id)
    rows = rows.filter(on__range=(period.first, min(period.last, today))).order_by("on", "at", "pk")
    said = {place or ground.home.id: (on, value) for place, on, value in rows.values_list("place_id", "on", "value")}
    for place in ground.leaves:
        if place.id in said:
            yield Leaf(place.code, Decimal(said[place.id][1]), on=said[place.id][0])
        else:
            yield Leaf(place.code, None, Words("“{place}”还没有填报。", {"place": place.name}))


def rolled(indicator: Indicator, ground: Ground, leaves: Sequence[Leaf], goal: Goal | None) -> dict[str, Rolled]:
    """The figure of each place of the ground, by its code: of one at the indicator's level its own.

    cost: 0 queries.
    """
    below: dict[str, list[Leaf]] = {place.code: [] for place in ground.all_}
    for leaf in leaves:
        for code in {leaf.place, *above(leaf.place)} & below.keys():
            below[code].append(leaf)
    at_level = {leaf.place for leaf in leaves}
    out = {}
    for code, some in below.items():
        way = "latest" if code in at_level and len(some) == 1 else indicator.rollup
        out[code] = roll_up(way, some, goal)
    return out


def figures_now(
    running: Running, indicator: Indicator, ground: Ground, period: Period, today: date
) -> dict[str, Rolled]:
    """The figures of a period as they are just now, by the code of the place, in the scope at hand.

    cost: 3 queries for a rate of two counts; as leaves_of.
    """
    need = required(indicator, period.first.year, running.first.year)
    goal = None if isinstance(need, Words) else need.goal
    return rolled(indicator, ground, leaves_of(running, indicator, ground, period, today), goal)
