"""What an actor may see: the one place that says it for every list, in front of the database's own walls."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db.models import Q, QuerySet

from shanzhi.core.access import MAY, Actor, subtree
from shanzhi.models import Programme, Reading
from shanzhi.models.walls import looking

P = ParamSpec("P")
R = TypeVar("R")


def scoped(query: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """A query in the scope of its first argument."""

    @wraps(query)
    def inside(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with looking(actor):
            return query(actor, *args, **kwargs)

    return inside


def by_the_house(query: Callable[P, R]) -> Callable[P, R]:
    """A query of the program itself, over everything."""

    @wraps(query)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with looking(None):
            return query(*args, **kwargs)

    return inside


def programmes_for(actor: Actor) -> QuerySet[Programme]:
    """Programmes of the actor's place and below, and those his unit, or one his government is over, takes part in."""
    low, high = subtree(actor.place_code)
    if actor.role not in MAY["see_programme"]:
        return Programme.objects.none()
    if actor.role != "unit":
        return Programme.objects.filter(place__code__range=(low, high))
    part = Q(tasks__units__unit=actor.unit_id) | Q(tasks__unit=actor.unit_id) | Q(duties__units=actor.unit_id)
    part |= Q(units=actor.unit_id)
    if actor.over:  # a government sees what its villages take part in
        part |= Q(units__place__code__range=subtree(actor.over))
    ids = Programme.objects.filter(part).values("pk")
    return Programme.objects.filter(pk__in=ids)


def readings_for(actor: Actor) -> QuerySet[Reading]:
    """Readings of the actor's place and below; none for roles that may not see plans."""
    if actor.role not in MAY["see_plan"]:
        return Reading.objects.none()
    return Reading.objects.filter(document__place__code__range=subtree(actor.place_code))
