"""What the questions about cases cost."""

from collections.abc import Callable
from datetime import timedelta

from shanzhi.core.pack.flows import Collect
from shanzhi.models import Case, CaseAnswer
from shanzhi.models.walls import acting
from shanzhi.queries import answers, at_hand, case_forms, case_page, cases, collected, doers, running, stuck_clocks
from tests.cases_world import answered, assigned, filed, polled
from tests.conftest import NOW, TODAY, World
from tests.packs_world import adopted, adopted_text
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


def waiting(world: World, n: int) -> Ask:
    programme = hygiene(world)
    for _ in range(n):
        assigned(world, programme)
    return Ask(lambda: cases.cases_waiting(world.village, SOON), len)


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


def poll(world: World) -> int:
    programme = adopted_text(world.clerk, "poll")
    with acting(None):
        running.running(programme)
    return programme


def polling(ask: Callable[[World, at_hand.AtHand], object]) -> Callable[[World, int], Ask]:
    """A question about a case that collects answers and was read before, with n of them."""

    def made(world: World, n: int) -> Ask:
        case = polled(world, poll(world), support=["云岭县水务局"])
        for one in (world.village, world.water)[:n]:
            answered(one, case, NOW, agree="是")
        hand = at(case)
        return Ask(lambda: ask(world, hand))

    return made


def asked_of(hand: at_hand.AtHand) -> Collect:
    found = answers.collect_of(hand)
    assert found is not None
    return found


def one_answer(world: World) -> CaseAnswer:
    case = polled(world, poll(world))
    answered(world.village, case, NOW, agree="是")
    return CaseAnswer.objects.get(case=case)


def given(world: World, _n: int) -> Ask:
    row = one_answer(world)
    return Ask(lambda: collected.given_in(row))


def seal(world: World, _n: int) -> Ask:
    row = one_answer(world)
    return Ask(lambda: collected.sealed_at(row))


def standing_of(world: World, hand: at_hand.AtHand) -> object:
    row, doer = Case(pk=hand.id), at_hand.Doer(str(world.clerk.id))
    return answers.answers_of(row, hand, doer, world.clerk, NOW, whole=True)


def page_of(world: World, n: int) -> Ask:
    case = in_hand(world, n)
    with acting(world.village):
        known = case_page.known_case(world.village, case, SOON)
    return Ask(lambda: case_page.page_of(world.village, known, SOON))


CASES: dict[str, Callable[[World, int], Ask]] = {
    "answers.answer_form": polling(lambda w, hand: answers.answer_form(w.village, hand.id, SOON)),
    "answers.answers_of": polling(standing_of),
    "answers.barred_from": polling(lambda w, hand: answers.barred_from(hand, at_hand.Doer(str(w.clerk.id)), "x", NOW)),
    "answers.case_with_answers": polling(lambda w, hand: answers.case_with_answers(w.village, hand.id, SOON)),
    "answers.collect_of": polling(lambda _, hand: answers.collect_of(hand)),
    "answers.expected": polling(lambda _, hand: answers.expected(hand, asked_of(hand), TODAY)),
    "answers.form_for": polling(lambda _, hand: answers.form_for(hand, asked_of(hand))),
    "answers.rows_given": polling(lambda _, hand: list(answers.rows_given(hand.id, hand.case.entered_at))),
    "answers.voice": polling(
        lambda w, hand: answers.voice(hand, asked_of(hand), at_hand.Doer(str(w.village.id)), w.village, TODAY)
    ),
    "answers.voices": polling(lambda _, hand: answers.voices(hand, TODAY)),
    "case_page.page_of": page_of,
    "collected.given_in": given,
    "collected.sealed_at": seal,
    "at_hand.at_hand": row,
    "at_hand.doer_at": about(lambda w, hand: at_hand.doer_at(w.village, hand, TODAY)),
    "at_hand.facts_of": facts,
    "at_hand.flow_of": about(lambda _, hand: at_hand.flow_of(hand.running, "complaint")),
    "case_forms.about_field": about(lambda _, hand: case_forms.about_field(hand.running, hand.flow)),
    "case_forms.new_form": begun,
    "case_forms.step_form": of_case(lambda w, case: case_forms.step_form(w.village, case, "finish", SOON)),
    "case_page.case_chart": of_case(lambda w, case: case_page.case_chart(w.village, case, SOON)),
    "case_page.case_page": of_case(lambda w, case: case_page.case_page(w.village, case, SOON)),
    "case_page.known_case": of_case(lambda w, case: case_page.known_case(w.village, case, SOON)),
    "case_page.turns_of": about(
        lambda w, hand: case_page.turns_of(hand, at_hand.Doer(str(w.village.id)), SOON),
    ),
    "cases.case_list": listed,
    "cases.cases_waiting": waiting,
    "doers.posts_of": about(lambda _, hand: doers.posts_of(hand.running)),
    "doers.stood_for": about(seats),
    "running.running_of": edition,
    "stuck_clocks.stuck_clocks": stuck,
}
