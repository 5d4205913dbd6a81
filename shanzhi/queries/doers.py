"""Who somebody is to the matters of a programme: the posts, levels and organisations he stands for."""

from datetime import date

from django.db.models import Q

from shanzhi.core.access import Actor
from shanzhi.core.pack.posts import Post
from shanzhi.core.seating import Held, Person, seats_of
from shanzhi.models import Seat, Unit
from shanzhi.queries.running import Running


def seats_at(who: Actor, running: Running, at: str, today: date) -> frozenset[str]:
    """What somebody stands for where a matter lies.

    at: code of its place.
    cost: 2 queries.
    """
    return stood_for(person_of(who), running, at, today)


def stood_for(person: Person, running: Running, at: str, today: date) -> frozenset[str]:
    """What somebody known stands for where a matter lies.

    at: code of its place.
    cost: 1 query.
    """
    return seats_of(person, posts_of(running), held_on(running.programme_id, today), running.place, at)


def posts_of(running: Running) -> tuple[Post, ...]:
    """The posts of a programme.

    cost: 0 queries.
    """
    return tuple(item for item in running.items("posts") if isinstance(item, Post))


def person_of(who: Actor) -> Person:
    """Somebody with what his unit is called and is.

    cost: 1 query, none for who has no unit.
    """
    if who.unit_id is None:
        return Person(who)
    unit = next(iter(Unit.objects.filter(pk=who.unit_id).values_list("name", "aliases", "kind", "place__level")), None)
    if unit is None:
        return Person(who)
    name, aliases, kind, level = unit
    return Person(who, frozenset((name, *aliases)), kind, level)


def held_on(programme_id: int, day: date) -> tuple[Held, ...]:
    """The seats of a programme that are held on a day.

    cost: 1 query.
    """
    rows = Seat.objects.filter(Q(to_on=None) | Q(to_on__gte=day), programme=programme_id, from_on__lte=day)
    said = rows.values_list("seat", "place__code", "user", "unit", "record", "from_on", "to_on")
    return tuple(Held(post, code, user, unit, row or 0, *days) for post, code, user, unit, row, *days in said)
