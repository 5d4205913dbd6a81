"""What the night watch needs to know of the books: places, units, people, open work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shanzhi.core.access import Actor
from shanzhi.core.task import CLOSED
from shanzhi.models import Case, Indicator, Occurrence, Place, Post, Task, Unit, User
from shanzhi.queries.scope import by_the_house


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task or part to work on. from_on: when its phase begins; unit_ids: who holds it; parts: whether it has any."""

    id: int
    from_on: date | None
    due_on: date | None
    unit_ids: tuple[int, ...]
    parts: bool
    whole: int


@dataclass(frozen=True, slots=True)
class DueTime:
    """A stored time of a duty."""

    duty_id: int
    unit_id: int | None
    due_on: date


@dataclass(frozen=True, slots=True)
class Goal:
    """An indicator to enter values for."""

    id: int
    op: str
    value: Decimal


@by_the_house
def is_empty() -> bool:
    """Whether nothing has been entered yet.

    cost: 1 query.
    """
    return not Place.objects.exists()


@by_the_house
def unit_ids() -> dict[str, int]:
    """Unit names and their ids.

    cost: 1 query.
    """
    return dict(Unit.objects.values_list("name", "pk"))


@by_the_house
def has_place(code: str) -> bool:
    """Whether a place is entered.

    cost: 1 query.
    """
    return Place.objects.filter(code=code).exists()


@by_the_house
def usernames() -> set[str]:
    """Every username there is.

    cost: 1 query.
    """
    return set(User.objects.values_list("username", flat=True))


@by_the_house
def actor(username: str) -> Actor:
    """The actor a log-in stands for.

    cost: 1 query.
    """
    posts = Post.objects.select_related("user", "place", "unit", "stands_in__user").filter(user__username=username)
    return posts.order_by("pk")[0].as_core()


@by_the_house
def actor_of_unit(units: Iterable[int | None]) -> Actor | None:
    """Somebody who may act for one of the units.

    cost: 1 query.
    """
    posts = Post.objects.select_related("user", "place", "unit").filter(unit__in=[u for u in units if u])
    found = posts.order_by("pk").first()
    return found.as_core() if found else None


@by_the_house
def revision_of_case(case_id: int) -> int:
    """The revision a case stands at, 0 for none.

    cost: 1 query.
    """
    return Case.objects.filter(pk=case_id).values_list("revision", flat=True).first() or 0


@by_the_house
def open_tasks(programme_id: int) -> list[OpenTask]:
    """Tasks and parts not closed, parts first.

    cost: 2 queries.
    """
    rows = (
        Task.objects.filter(programme=programme_id)
        .exclude(state__in=CLOSED)
        .select_related("phase")
        .prefetch_related("units")
    )
    tasks = list(rows.order_by("-n"))
    parents = {t.parent_id for t in tasks}
    return [
        OpenTask(
            id=t.pk,
            from_on=t.phase.from_on if t.phase else None,
            due_on=t.due_on,
            unit_ids=(t.unit_id,) if t.unit_id else tuple(u.unit_id for u in t.units.all() if u.unit_id),
            parts=t.pk in parents,
            whole=t.parent_id or t.pk,
        )
        for t in tasks
    ]


@by_the_house
def due_times(programme_id: int, until: date) -> list[DueTime]:
    """Stored times of duties due up to a day.

    cost: 1 query.
    """
    rows = Occurrence.objects.filter(duty__programme=programme_id, due_on__lte=until, done_at=None).order_by("due_on")
    return [DueTime(r.duty_id, r.unit_id, r.due_on) for r in rows]


@by_the_house
def indicators(programme_id: int) -> list[Goal]:
    """The indicators of a programme.

    cost: 1 query.
    """
    rows = Indicator.objects.filter(programme=programme_id).exclude(value=None)
    return [Goal(i.pk, i.op, i.value.normalize()) for i in rows if i.value is not None]
