"""Nobody sees what lies outside: a sibling village, another county, a unit that takes no part."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shanzhi.actions.tasks import claim_task, note_progress
from shanzhi.core.access import ROLES, Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Attachment, Duty, Unit
from shanzhi.queries import anchors, duties, indicators, ledger, reviews, scope, tasks, today, wall
from shanzhi.queries.ledger import Filter
from tests.conftest import NOW, TODAY, World, adopt
from tests.queries import (
    test_scope_of_books,
    test_scope_of_cases,
    test_scope_of_dues,
    test_scope_of_feeds,
    test_scope_of_figures,
    test_scope_of_lists,
    test_scope_of_packs,
    test_scope_of_people,
    test_scope_of_records,
    test_scope_of_seats,
)
from tests.queries.counting import query_functions
from tests.queries.subjects import repairs, roads, said

MONTH = TODAY.replace(day=1)
# each query that takes an actor, asked about a programme of the village 云岭东一村 that waits for acceptance
ASKS = {
    "anchors.anchors_page": lambda actor, s: anchors.anchors_page(actor, s.programme),
    "duties.duty_calendar": lambda actor, s: duties.duty_calendar(actor, MONTH, TODAY, s.programme),
    "duties.duty_page": lambda actor, s: duties.duty_page(actor, s.duty, MONTH + timedelta(days=15), TODAY),
    "indicators.indicators_page": lambda actor, s: indicators.indicators_page(actor, s.programme),
    "ledger.ledger_page": lambda actor, s: ledger.ledger_page(actor, s.programme, Filter(), TODAY),
    "ledger.my_tasks": lambda actor, _s: ledger.my_tasks(actor, TODAY),
    "ledger.tasks_waiting": lambda actor, _s: ledger.tasks_waiting(actor, TODAY),
    "reviews.plans_page": lambda actor, _s: reviews.plans_page(actor),
    "reviews.review_page": lambda actor, s: reviews.review_page(actor, s.reading, 0),
    "reviews.preview_page": lambda actor, s: reviews.preview_page(actor, s.reading),
    "tasks.task_page": lambda actor, s: tasks.task_page(actor, s.task, TODAY),
    "tasks.attachment": lambda actor, s: tasks.attachment(actor, s.file),
    "today.today_page": lambda actor, _s: today.today_page(actor, NOW, TODAY),
    "wall.wall_chart": lambda actor, s: wall.wall_chart(actor, s.programme, "phase", TODAY),
}
LISTS = {
    "ledger.my_tasks": (),
    "ledger.tasks_waiting": (),
    "reviews.plans_page": (),
    "today.today_page": today.Today(0, 0, 0, 0, (), (), (), ()),
}
OUTSIDERS = ("sibling_village", "other_county", "unit_without_part", "unit_of_other_county", "keeper")


class Subject:
    """A village's own programme, with a file on a claimed task, and people around it."""

    def __init__(self, world: World) -> None:
        self.clerk = replace(world.clerk, place_code="999901100201", place_name="云岭东一村")
        self.reading, self.programme = adopt(self.clerk, roads(1, "村道").replace("县水务局", "云岭东一村"))
        self.duty = Duty.objects.get(programme=self.programme).pk
        self.task = repairs(self.programme)[0].pk
        note_progress(actor=self.clerk, task_id=self.task, said=said(files=1), now=NOW)
        claim_task(actor=self.clerk, task_id=self.task, said=said("好"), now=NOW)
        self.file = Attachment.objects.get(note__task=self.task).pk
        neighbour, foreign = (Unit.objects.get(name=n).pk for n in ("云岭东二村村民委员会", "松平县农业农村局"))
        self.outsiders = {
            "sibling_village": replace(world.colleague, place_code="999901100202", place_name="云岭东二村"),
            "other_county": world.stranger,
            "unit_without_part": replace(world.village, unit_id=neighbour),
            "keeper": replace(world.clerk, role="keeper"),
            "unit_of_other_county": replace(world.farm, unit_id=foreign, place_code="999902000000"),
        }


@pytest.fixture
def subject(world, settings, tmp_path) -> Subject:
    settings.MEDIA_ROOT = tmp_path
    return Subject(world)


def test_every_query_that_takes_an_actor_is_asked_here():
    asked = {name for name, query in query_functions().items() if query.__annotations__.get("actor") is Actor}
    others = (
        test_scope_of_people,
        test_scope_of_lists,
        test_scope_of_packs,
        test_scope_of_records,
        test_scope_of_seats,
        test_scope_of_figures,
        test_scope_of_books,
        test_scope_of_feeds,
        test_scope_of_dues,
    )
    cases = set(test_scope_of_cases.ASKS) | test_scope_of_cases.RELATIONS
    assert set(ASKS).union(*(other.ASKS for other in others), cases) == asked


def answer(name: str, actor: Actor, subject: Subject) -> object:
    """What a query answers; a refusal as its code."""
    try:
        return ASKS[name](actor, subject)
    except Refused as refusal:
        return refusal.code


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_outsider_sees_nothing(subject, who):
    nothing = {name: LISTS.get(name, "not_found") for name in ASKS}
    assert {name: answer(name, subject.outsiders[who], subject) for name in ASKS} == nothing


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_outsiders_own_calendar_is_empty(subject, who):
    page = duties.duty_calendar(subject.outsiders[who], MONTH, TODAY)
    assert (page.counts, page.lines, [d.cells for week in page.weeks for d in week if d.cells]) == ((), (), [])


def test_the_office_of_the_place_and_the_one_above_see_everything(world, subject):
    """But for the tasks of their unit: an office is none."""
    for actor in (subject.clerk, world.clerk):
        answers = {name: answer(name, actor, subject) for name in ASKS}
        unseen = [name for name, found in answers.items() if found in ((), "not_found", LISTS["today.today_page"])]
        assert unseen == ["ledger.my_tasks"]


@pytest.mark.parametrize("who", ["reader", "village"])
def test_a_plan_is_for_the_office_and_its_leader(world, subject, who):
    """The reader of the county sees the programme, the village its tasks; the reading is neither's."""
    actor = getattr(world, who)
    for name in ("reviews.review_page", "reviews.preview_page"):
        assert answer(name, actor, subject) == "not_found"
    assert answer("reviews.plans_page", actor, subject) == ()
    assert answer("ledger.ledger_page", actor, subject).id == subject.programme


def test_programmes_and_readings_by_role(world, subject):
    seen = {
        who: (
            sorted(scope.programmes_for(getattr(world, who)).values_list("pk", flat=True)),
            sorted(scope.readings_for(getattr(world, who)).values_list("pk", flat=True)),
        )
        for who in ("clerk", "leader", "reader", "farm", "water", "town", "village", "stranger")
    }
    both, readings = [world.programme, subject.programme], [world.reading, subject.reading]
    assert seen == {
        "clerk": (both, readings),
        "leader": (both, readings),
        "reader": (both, []),
        "farm": ([world.programme], []),
        "water": ([world.programme], []),
        "town": ([world.programme], []),
        "village": ([subject.programme], []),
        "stranger": ([], []),
    }
    keeper = replace(world.leader, role="keeper")
    assert (list(scope.programmes_for(keeper)), list(scope.readings_for(keeper))) == ([], [])
    assert {getattr(world, who).role for who in seen} | {keeper.role} == set(ROLES)
