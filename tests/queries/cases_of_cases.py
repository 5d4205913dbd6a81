"""What the questions about cases cost."""

from collections.abc import Callable
from datetime import timedelta

from shanzhi.models import Case
from shanzhi.models.walls import acting
from shanzhi.queries import at_hand, case_forms, case_page, cases, doers, running, stuck_clocks
from tests.cases_world import assigned, filed
from tests.conftest import NOW, TODAY, World
from tests.packs_world import adopted
from tests.queries.asks import Ask

SOON = NOW + timedelta(hours=1)


def hygiene(world: World) -> int:
    """A running pack, read before, so that the question alone is counted."""
    programme = adopted(world.clerk)
    with acting(None):
        running.running(programme)
    return programme


def in_hand(world: World, n: int = 1) -> int:
    """A case of n that the village has in hand."""
    programme = hygiene(world)
    return min(assigned(world, programme) for _ in range(n))


def of_case(ask: Callable[[World, int], object]) -> Callable[[World, int], Ask]:
    """A question about one case among n."""

    def made(world: World, n: int) -> Ask:
        case = in_hand(world, n)
        return Ask(lambda: ask(world, case))

    return made


def at(case: int) -> at_hand.AtHand:
    return at_hand.at_hand(at_hand.rows_of_cases().get(pk=case))


def about(ask: Callable[[World, at_hand.AtHand], object]) -> Callable[[World, int], Ask]:
    """A question about a case that was read before."""

    def made(world: World, _n: int) -> Ask:
        hand = at(in_hand(world))
        return Ask(lambda: ask(world, hand))

    return made


def listed(world: World, n: int) -> Ask:
    programme = hygiene(world)
    for _ in range(n):
        filed(world, programme)
    asked = cases.CaseFilter(late=False)
    return Ask(lambda: cases.case_list(world.village, programme, asked, SOON), lambda page: len(page.rows))


def begun(world: World, _n: int) -> Ask:
    programme = hygiene(world)
    return Ask(lambda: case_forms.new_form(world.town, programme, "complaint", SOON))


def stuck(world: World, n: int) -> Ask:
    programme = hygiene(world)
    for _ in range(n):
        filed(world, programme)
    return Ask(lambda: stuck_clocks.stuck_clocks(world.clerk, NOW + timedelta(days=4)), len)


def row(world: World, _n: int) -> Ask:
    found = at_hand.rows_of_cases().get(pk=in_hand(world))
    return Ask(lambda: at_hand.at_hand(found))


def facts(world: World, _n: int) -> Ask:
    found = at_hand.rows_of_cases().get(pk=in_hand(world))
    return Ask(lambda: at_hand.facts_of(found))


def edition(world: World, _n: int) -> Ask:
    found = Case.objects.select_related("edition", "programme__place").get(pk=in_hand(world))
    found.edition.programme = found.programme
    return Ask(lambda: running.running_of(found.edition))


def seats(world: World, hand: at_hand.AtHand) -> object:
    return doers.stood_for(doers.Person(world.clerk), hand.running, "999901100201", TODAY)


CASES: dict[str, Callable[[World, int], Ask]] = {
    "at_hand.at_hand": row,
    "at_hand.doer_at": about(lambda w, hand: at_hand.doer_at(w.village, hand, TODAY)),
    "at_hand.facts_of": facts,
    "at_hand.flow_of": about(lambda _, hand: at_hand.flow_of(hand.running, "complaint")),
    "case_forms.new_form": begun,
    "case_forms.step_form": of_case(lambda w, case: case_forms.step_form(w.village, case, "finish", SOON)),
    "case_page.case_chart": of_case(lambda w, case: case_page.case_chart(w.village, case, SOON)),
    "case_page.case_page": of_case(lambda w, case: case_page.case_page(w.village, case, SOON)),
    "case_page.known_case": of_case(lambda w, case: case_page.known_case(w.village, case, SOON)),
    "case_page.turns_of": about(
        lambda w, hand: case_page.turns_of(hand, at_hand.Doer(str(w.village.id)), SOON),
    ),
    "cases.case_list": listed,
    "doers.posts_of": about(lambda _, hand: doers.posts_of(hand.running)),
    "doers.stood_for": about(seats),
    "running.running_of": edition,
    "stuck_clocks.stuck_clocks": stuck,
}
