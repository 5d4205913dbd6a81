"""What the questions about running packs cost."""

from collections.abc import Callable

from shanzhi.models import Edition, Place, Seat
from shanzhi.models.walls import acting
from shanzhi.queries import doers, running
from tests.conftest import NOW, TODAY, World
from tests.packs_world import adopted
from tests.queries.asks import Ask


def programme(world: World) -> running.Running:
    """A running pack, read before, so that the question alone is counted."""
    with acting(None):
        return running.running(adopted(world.clerk))


def seats(world: World, n: int) -> running.Running:
    """A running pack with n inspectors."""
    found = programme(world)
    with acting(None):
        place = Place.objects.get(code="999901000000")
        for who in (world.clerk, world.colleague, world.leader)[:n]:
            Seat.objects.create(
                programme_id=found.programme_id, seat="inspector", place=place, user_id=who.id, from_on=TODAY,
                given_at=NOW,
            )  # fmt: skip
    return found


def by_house(call: Callable[[], object]) -> Callable[[], object]:
    def asked() -> object:
        with acting(None):
            return call()

    return asked


def case(make: Callable[[World, int], Callable[[], object]], rows: Callable[[object], int] | None = None):
    """A question asked by the program itself."""
    return lambda world, n: Ask(by_house(make(world, n)), rows)


def held(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    return lambda: doers.held_on(found.programme_id, TODAY)


def stood_for(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    return lambda: doers.seats_at(world.village, found, "999901100201", TODAY)


def by_programme(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    return lambda: running.running(found.programme_id)


def by_edition(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    with acting(None):
        edition = Edition.objects.get(programme=found.programme_id).pk
    return lambda: running.running_by(edition)


CASES: dict[str, Callable[[World, int], Ask]] = {
    "running.running": case(by_programme),
    "running.running_by": case(by_edition),
    "running.work_time": case(lambda *_: running.work_time),
    "doers.held_on": case(held, len),
    "doers.seats_at": case(stood_for),
    "doers.person_of": case(lambda world, _: lambda: doers.person_of(world.village)),
}
