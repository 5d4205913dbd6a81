"""What the questions about figures and about what was handed in cost."""

from collections.abc import Callable

from shanzhi.actions.snapshots import take_snapshots
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.duties import Duty as DutyItem
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.registers import Register
from shanzhi.core.period import named
from shanzhi.models import Duty, IndicatorValue, Place, Unit
from shanzhi.models import Indicator as Goal
from shanzhi.models.walls import acting
from shanzhi.queries import (
    balances,
    completeness,
    counted,
    duty_counts,
    entering,
    figure_pages,
    figures,
    heaps,
    owed,
    rounds,
    rows_at_hand,
)
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running
from tests.conftest import NOW, TODAY, World, adopt
from tests.figures_world import EAST, EAST_TWO, WEST, complaint
from tests.figures_world import figures as pack
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import case
from tests.queries.subjects import roads


def told(world: World, n: int) -> Running:
    """The hygiene pack with a complaint in each of n villages, and snapshots of all."""
    found = pack(world.clerk)
    for place in (EAST, EAST_TWO, WEST)[:n]:
        complaint(found, place)
    take_snapshots(NOW)
    return found


def by_house(call: Callable[[Running, World], object]):
    """A question about the pack, by the program itself."""

    def make(world: World, n: int) -> Callable[[], object]:
        found = told(world, n)
        return lambda: call(found, world)

    return case(make)


def repeat(found: Running) -> Indicator:
    item = found.find("repeat", Indicator)
    assert item is not None
    return item


def page(world: World, n: int, *, now: bool = False) -> Ask:
    found = told(world, n)
    asked = figure_pages.Asked(now=now, whole=True)
    return Ask(
        lambda: figure_pages.figure_page(world.clerk, found.programme_id, "repeat", asked, TODAY),
        lambda p: sum(r.level == "village" and r.value is not None for r in p.rows),
    )


def overview(world: World, n: int) -> Ask:
    found = told(world, n)
    return Ask(
        lambda: figure_pages.figures_overview(world.clerk, found.programme_id, TODAY),
        lambda p: next(r.n for r in p.rows if r.item == "repeat"),
    )


def of_figures(call: Callable[[Running, figures.Ground], Callable[[], object]]):
    def make(world: World, n: int) -> Callable[[], object]:
        found = told(world, n)
        with acting(None):
            ground = figures.grounds_of(found, [repeat(found)])["repeat"]
        return call(found, ground)

    return case(make)


def complete(world: World, n: int) -> Ask:
    programme = adopt(world.clerk, roads(n))[1]
    asked = completeness.Asked(TODAY, 1, programme)
    return Ask(lambda: completeness.completeness_page(world.clerk, asked, TODAY), lambda p: len(p.clauses))


def owing(world: World, n: int) -> Callable[[], object]:
    adopt(world.clerk, roads(n))
    with acting(None):
        duties = list(Duty.objects.select_related("programme__place").prefetch_related("units__place"))
        packs = rounds.packs_of(duties)
    return lambda: owed.owed(duties, packs, owed.Span(TODAY, TODAY.replace(day=30), TODAY))


def entry(world: World, n: int) -> Ask:
    found = told(world, n)
    return Ask(lambda: entering.entry_form(world.clerk, found.programme_id, "satisfied"))


def goal_row(found: Running) -> Goal:
    with acting(None):
        return Goal.objects.select_related("programme").get(programme=found.programme_id, item="satisfied")


def who_enters(world: World, n: int) -> Callable[[], object]:
    row = goal_row(told(world, n))
    return lambda: entering.named_units(row)


def value_row(world: World, n: int) -> Callable[[], object]:
    found = told(world, n)
    value = IndicatorValue(value=n, on=TODAY, source="报表")
    return lambda: rows_at_hand.value_row(value, found.place, Known(found))


def heap(world: World, n: int) -> Callable[[], object]:
    found = told(world, n)
    rows = counted.rows_of(found, found.find("village_book", Register), EAST, {})
    return lambda: heaps.heaps_of("count", rows, "", rows, {})


def given(world: World, n: int) -> Callable[[], object]:
    found = told(world, n)
    rows = counted.rows_of(found, found.find("village_book", Register), EAST, {})
    return lambda: heaps.given_by("count", rows, "", heaps.Heap(n))


def choosy(found: Running) -> object:
    with acting(None):
        duty = Duty.objects.select_related("programme").filter(programme=found.programme_id)[0]
    return lambda: rounds.choosy(duty, {found.programme_id: found})


def subsidy(found: Running) -> Account:
    item = found.find("subsidy", Account)
    assert item is not None
    return item


def choosy_case(world: World, n: int) -> Callable[[], object]:
    return choosy(told(world, n))  # type: ignore[return-value]  # a question, made before it is counted


def units_of(world: World, n: int) -> Callable[[], object]:
    with acting(None):
        places = list(Place.objects.filter(units__in=Unit.objects.filter(kind="village")).values_list("pk", flat=True))
    return lambda: entering.units_of_places(places[:n])


CASES: dict[str, Callable[[World, int], Ask]] = {
    "balances.figures_of": by_house(lambda f, _w: balances.figures_of(f, "balance", subsidy(f))),
    "balances.measured": by_house(lambda f, _w: balances.measured(subsidy(f), "balance", 1)),
    "completeness.completeness_page": complete,
    "duty_counts.condition_of": by_house(lambda _f, _w: duty_counts.condition_of({"due": "2026-09"})),
    "duty_counts.duty_times": by_house(
        lambda f, _w: duty_counts.duty_times(f, f.find("self_score", DutyItem), named("2026-09"), TODAY)
    ),
    "entering.entry_form": entry,
    "entering.named_units": case(who_enters),
    "entering.units_of_places": case(units_of, len),
    "figure_pages.figure_page": page,
    "figure_pages.figures_overview": overview,
    "figures.figures_now": of_figures(
        lambda f, g: lambda: figures.figures_now(f, repeat(f), g, figures.period_at(repeat(f), TODAY), TODAY)
    ),
    "figures.grounds_of": by_house(lambda f, _w: figures.grounds_of(f, [repeat(f)])),
    "figures.leaves_of": of_figures(
        lambda f, g: lambda: figures.leaves_of(f, repeat(f), g, figures.period_at(repeat(f), TODAY), TODAY)
    ),
    "figures.period_at": by_house(lambda f, _w: figures.period_at(repeat(f), TODAY)),
    "figures.rolled": of_figures(lambda f, g: lambda: figures.rolled(repeat(f), g, (), None)),
    "heaps.given_by": case(given),
    "heaps.heaps_of": case(heap),
    "owed.owed": case(owing),
    "rounds.choosy": case(choosy_case),
    "rows_at_hand.value_row": case(value_row),
}
