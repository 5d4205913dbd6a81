"""Places of the books: which one a code means on a day, one place on a sheet, and codes to compare with a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from shanzhi.core.access import subtree
from shanzhi.core.place import Bearing, Life, above, bearer, living
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place, PlaceChange, Programme, Unit
from shanzhi.models.walls import looking


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a place."""

    on: date
    kind: str
    from_code: str
    to_code: str
    from_name: str
    to_name: str
    basis: str


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    """One place with what stands above and below it.

    path: names above, the province first; below: living places by level; units, programmes: what is recorded for it,
    also after it ended.
    """

    code: str
    name: str
    level: str
    path: tuple[str, ...]
    below: Mapping[str, int]
    edition: int | None
    started_on: date | None
    ended_on: date | None
    changes: tuple[Change, ...]
    units: int
    programmes: int


def place_at(code: str, on: date) -> tuple[PlaceRef, ...]:
    """The place a code means on a day, with today's code and name; several after a split, () for a code never used.

    A code given up before that day leads to the place that bears another code now, or to those that took over.

    cost: 5 queries, and two for each further generation of mergers; 2 for a code never used.
    """
    with looking(None):
        first = bearer(_bearings(code), on)
        if first is None:
            return ()
        lives = _lives(first)
        found = living(first, lives, on)
        rows = Place.objects.in_bulk(found)
        return tuple(rows[pk].as_core() for pk in found)


def place_sheet(place_id: int) -> PlaceSheet:
    """One place, living or ended.

    cost: 6 queries.
    """
    with looking(None):
        place = Place.objects.get(pk=place_id)
        names = dict(Place.objects.filter(code__in=above(place.code), ended_on=None).values_list("code", "name"))
        below = Place.objects.filter(~Q(pk=place.pk), code__range=subtree(place.code), ended_on=None)
        counts = below.order_by().values_list("level").annotate(n=Count("pk"))
        fields = ("on", "kind", "from_code", "to_code", "from_name", "to_name", "basis")
        changes = PlaceChange.objects.filter(Q(place=place) | Q(successor=place)).order_by("on", "pk")
        return PlaceSheet(
            code=place.code,
            name=place.name,
            level=place.level,
            path=tuple(names[code] for code in above(place.code) if code in names),
            below={str(level): int(n) for level, n in counts},
            edition=place.edition,
            started_on=place.started_on,
            ended_on=place.ended_on,
            changes=tuple(Change(*row) for row in changes.values_list(*fields)),
            units=Unit.objects.filter(place=place).count(),
            programmes=Programme.objects.filter(place=place).count(),
        )


def registered(ranges: Sequence[tuple[str, str]]) -> tuple[dict[str, str], frozenset[str]]:
    """Living places of the national list's levels within ranges of codes: code -> name, and codes entered by hand.

    cost: 1 query.
    """
    within = reduce(or_, (Q(code__range=ends) for ends in ranges), Q(pk__in=[]))
    with looking(None):
        places = Place.objects.filter(within, ended_on=None).exclude(level="group")
        rows = list(places.values_list("code", "name", "edition"))
    return {code: name for code, name, _ in rows}, frozenset(code for code, _, edition in rows if edition is None)


def counties() -> list[str]:
    """Codes of the living counties that have a township registered below them.

    cost: 1 query.
    """
    with looking(None):
        towns = Place.objects.filter(level="township", ended_on=None, parent__level="county", parent__ended_on=None)
        return sorted(set(towns.values_list("parent__code", flat=True)))


def _bearings(code: str) -> list[Bearing]:
    """Who bore a code, from when until when: from the places that bear it and the changes that gave or took it."""
    moves = PlaceChange.objects.filter(Q(from_code=code) | Q(to_code=code), kind="recode").order_by("on", "pk")
    moved = list(moves.values_list("place_id", "from_code", "on"))
    bearers = Place.objects.filter(Q(code=code) | Q(pk__in={pk for pk, _, _ in moved}))
    found = []
    for place in bearers:
        since = place.started_on
        own = [(was, on) for pk, was, on in moved if pk == place.pk]
        if own and own[0][0] != code:
            since = None  # it came to this code later
        bears = not own or own[0][0] == code
        for was, on in own:
            if was == code:
                found.append(Bearing(place.pk, since, on))
                bears = False
            else:
                since, bears = on, True
        if bears:
            found.append(Bearing(place.pk, since, place.ended_on))
    return found


def _lives(first: int) -> dict[int, Life]:
    """The days of a place and of all that took over from it, generation by generation."""
    lives: dict[int, Life] = {}
    asked = [first]
    while asked:
        heirs: dict[int, list[int]] = {}
        links = PlaceChange.objects.filter(place__in=asked).exclude(successor=None).order_by("pk")
        for pk, heir in links.values_list("place_id", "successor_id"):
            if heir is not None:
                heirs.setdefault(pk, []).append(heir)
        for pk, since, until in Place.objects.filter(pk__in=asked).values_list("pk", "started_on", "ended_on"):
            lives[pk] = Life(since, until, tuple(heirs.get(pk, ())))
        asked = sorted({h for group in heirs.values() for h in group} - lives.keys())
    return lives
