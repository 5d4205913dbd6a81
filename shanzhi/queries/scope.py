"""What an actor may see: the one place that says it for every list, in front of the database's own walls."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate

from shanzhi.core.access import MAY, Actor, subtree
from shanzhi.core.kinds import CHINA
from shanzhi.models import Case, CaseUnit, Duty, Programme, Reading, Seat, Task, TaskUnit
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
    part = Q(units=actor.unit_id)
    if actor.over:  # a government sees what its villages take part in
        part |= Q(units__place__code__range=subtree(actor.over))
    ids = Q(pk__in=Programme.objects.filter(part).values("pk"))
    for taking in _parts(actor):
        ids |= Q(pk__in=taking)
    return Programme.objects.filter(ids)


def _parts(actor: Actor) -> Iterator["QuerySet[Any, Any]"]:
    """Programmes by what a unit has in them, each asked for itself: together they would be every pair of rows."""
    unit = actor.unit_id
    yield TaskUnit.objects.filter(unit=unit).values("programme")
    yield Task.objects.filter(unit=unit).values("programme")
    yield Duty.objects.filter(units=unit).values("programme")
    yield Case.objects.filter(assignee=unit).values("programme")
    yield CaseUnit.objects.filter(unit=unit).values("case__programme")
    held = Q(to_on=None) | Q(to_on__gte=TruncDate(Now(), tzinfo=CHINA))
    yield Seat.objects.filter(held, Q(unit=unit) | Q(user=actor.id)).values("programme")


def readings_for(actor: Actor) -> QuerySet[Reading]:
    """Readings of the actor's place and below; none for roles that may not see plans."""
    if actor.role not in MAY["see_plan"]:
        return Reading.objects.none()
    return Reading.objects.filter(document__place__code__range=subtree(actor.place_code))
