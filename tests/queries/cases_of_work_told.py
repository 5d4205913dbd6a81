"""What the questions about tasks and duties, as rules hear of them, cost."""

from collections.abc import Callable
from datetime import date

from shanzhi.models import Occurrence, Task
from shanzhi.models.walls import acting
from shanzhi.queries import work_told
from tests.conftest import TODAY, World
from tests.packs_world import adopted
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import case


def a_time(world: World) -> Occurrence:
    """One time of a duty, with what belongs to it."""
    programme = adopted(world.clerk)
    with acting(None):
        rows = Occurrence.objects.select_related("duty__programme__place", "unit__place", "record__place")
        return rows.filter(duty__programme=programme, duty__item="self_score").earliest("pk")


def a_task(world: World) -> Task:
    """A task of no unit."""
    programme = adopted(world.clerk)
    with acting(None):
        rows = Task.objects.select_related("programme__place", "unit__place")
        return rows.get(programme=programme, item="sheet", parent=None)


def of_time(ask: Callable[[Occurrence], object]):
    def make(world: World, _: int) -> Callable[[], object]:
        row = a_time(world)
        return lambda: ask(row)

    return case(make)


def told_task(world: World, _: int) -> Callable[[], object]:
    row = a_task(world)
    return lambda: work_told.told_of_task(row, "late", TODAY)


def again(world: World, _: int) -> Callable[[], object]:
    row = a_time(world)
    return lambda: work_told.told_again(row.duty.programme_id, "duty", row.pk, "met")


def late(world: World, _: int) -> Callable[[], object]:
    row = a_time(world)
    id_ = row.duty.programme_id
    return lambda: list(work_told.late_work(id_, "self_score", "missed", date(2026, 9, 1), date(2026, 12, 1)))


CASES: dict[str, Callable[[World, int], Ask]] = {
    "work_told.told_of_task": case(told_task),
    "work_told.told_of_time": of_time(lambda row: work_told.told_of_time(row, "met")),
    "work_told.place_of": of_time(work_told.place_of),
    "work_told.told_again": case(again),
    "work_told.late_work": case(late),
}
