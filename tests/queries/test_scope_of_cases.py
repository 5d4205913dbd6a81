"""Nobody sees a case beyond his post and the lines of its flow."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Unit
from shanzhi.queries import answers as answers_of
from shanzhi.queries import at_hand, case_forms, case_page, cases, stuck_clocks
from tests.cases_world import COMMITTEE, agency, assigned, filed, matter, polled
from tests.conftest import NOW, TODAY, World, refused
from tests.packs_world import adopted, adopted_text

SOON, LATE = NOW + timedelta(hours=1), NOW + timedelta(days=5)
# each query that takes an actor, asked about a complaint of 云岭东一村 that its committee has in hand
ASKS = {
    "answers.answer_form": lambda actor, s: answers_of.answer_form(actor, s.poll, SOON).label,
    "answers.case_with_answers": lambda actor, s: answers_of.case_with_answers(actor, s.poll, SOON)[0].label,
    "case_forms.new_form": lambda actor, s: case_forms.new_form(actor, s.programme, "complaint", SOON).title,
    "case_forms.step_form": lambda actor, s: case_forms.step_form(actor, s.case, "finish", SOON).label,
    "case_page.case_chart": lambda actor, s: "<svg" in case_page.case_chart(actor, s.case, SOON),
    "case_page.case_page": lambda actor, s: case_page.case_page(actor, s.case, SOON).label,
    "case_page.known_case": lambda actor, s: case_page.known_case(actor, s.case, SOON)[0].pk,
    "cases.case_list": lambda actor, s: [
        r.label for r in cases.case_list(actor, s.programme, cases.CaseFilter(), SOON).rows
    ],
    "cases.cases_waiting": lambda actor, _s: [r.label for r in cases.cases_waiting(actor, SOON)],
    "stuck_clocks.stuck_clocks": lambda actor, _s: [c.n for c in stuck_clocks.stuck_clocks(actor, LATE)],
}
# asked of a case that is at hand already: whoever is a stranger to it has no seat and no relation
RELATIONS = {"at_hand.doer_at", "answers.answers_of", "answers.voice", "case_page.page_of"}
WHOLE = "路边垃圾 村口路边有两堆垃圾"


class Subject:
    def __init__(self, world: World) -> None:
        self.programme = adopted(world.clerk)
        self.case = assigned(world, self.programme)
        self.poll = polled(world, adopted_text(world.clerk, "poll"))
        neighbour = Unit.objects.get(name="云岭东二村村民委员会").pk
        self.people = {
            "office": world.clerk,
            "assignee": world.village,
            "reporter": world.town,
            "reader": world.reader,
            "neighbour": replace(world.village, place_code="999901100202", unit_id=neighbour, id=world.farm.id),
            "other_county": world.stranger,
            "unit_without_part": world.farm,
            "keeper": replace(world.leader, role="keeper"),
        }


@pytest.fixture
def subject(world) -> Subject:
    return Subject(world)


def answers(subject: Subject, who: str) -> dict[str, object]:
    found = {}
    for name, ask in ASKS.items():
        try:
            found[name] = ask(subject.people[who], subject)
        except Refused as refused:
            found[name] = refused.code
    return found


@pytest.mark.parametrize("who", ["other_county", "unit_without_part", "keeper"])
def test_an_outsider_finds_nothing(subject, who):
    clocks = {"other_county": [], "unit_without_part": "not_allowed", "keeper": "not_allowed"}[who]
    nothing = dict.fromkeys(ASKS, "not_found") | {"stuck_clocks.stuck_clocks": clocks, "cases.cases_waiting": []}
    assert answers(subject, who) == nothing


def test_a_neighbouring_village_finds_no_case_of_another(subject):
    found = answers(subject, "neighbour")
    assert found == dict.fromkeys(ASKS, "not_found") | {
        "case_forms.new_form": "群众反映的环境卫生问题",
        "cases.case_list": [],
        "cases.cases_waiting": [],
        "stuck_clocks.stuck_clocks": "not_allowed",
    }


@pytest.mark.parametrize("who", ["office", "assignee", "reporter"])
def test_whom_the_flow_names_sees_all_of_it(subject, who):
    found = answers(subject, who)
    assert (found["case_page.case_page"], found["cases.case_list"]) == (WHOLE, [WHOLE])
    assert case_page.case_page(subject.people[who], subject.case, SOON).assignee == COMMITTEE


def test_anyone_else_of_the_place_sees_what_the_flow_lets_him(subject):
    found = answers(subject, "reader")
    assert (found["case_page.case_page"], found["cases.case_list"]) == ("路边垃圾", ["路边垃圾"])
    page = case_page.case_page(subject.people["reader"], subject.case, SOON)
    assert (page.assignee, page.opened_by, page.steps, page.turns) == ("", "", (), ())
    assert page.fields == (("问题类别", "路边垃圾"),)


def test_a_flow_for_some_is_listed_for_them_alone(world):
    """Of an agency only the agent, the station and the applicant learn."""
    programme = adopted(world.clerk, "mediation_and_agents")
    case = agency(world, programme)
    asked = cases.CaseFilter(flow="agency")
    for who, sees in (("village", True), ("clerk", True), ("reader", False), ("leader", False)):
        page = cases.case_list(getattr(world, who), programme, asked, SOON)
        assert [r.id for r in page.rows] == ([case] if sees else []), who
        counts = next(f.open for f in page.flows if f.id == "agency")
        assert counts == int(sees), who
        if not sees:
            with refused("not_found"):
                case_page.case_page(getattr(world, who), case, SOON)


def test_everybody_sees_a_matter_of_the_village(world):
    programme = adopted(world.clerk, "mediation_and_agents")
    case = matter(world, programme)
    assert case_page.case_page(world.reader, case, SOON).whole


def test_a_stranger_to_a_case_at_hand_stands_for_nothing(world, subject):
    hand = at_hand.at_hand(at_hand.rows_of_cases().get(pk=subject.case))

    def stands(actor: Actor) -> tuple[frozenset[str], frozenset[str]]:
        doer = at_hand.doer_at(actor, hand, TODAY)[0]
        return doer.seats & {"desk", "inspector", "village"}, doer.relations

    assert stands(world.stranger) == (frozenset(), frozenset())
    assert stands(world.clerk) == ({"desk", "inspector"}, frozenset())
    assert stands(world.village) == ({"village"}, {"assignee"})
    assert stands(world.town)[1] == {"reporter"}


def test_another_flow_has_its_own_list(subject, world):
    filed(world, subject.programme)
    page = cases.case_list(world.clerk, subject.programme, cases.CaseFilter(state="reported"), SOON)
    assert [r.n for r in page.rows] == [2]
