"""The page of a programme's anchors, and what the preview, the ledger and a task's page say of them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from shanzhi.actions.anchors import settle_anchor
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.tasks import NoteIn, note_progress
from shanzhi.core.anchor import Hanging
from shanzhi.core.deadline import Due
from shanzhi.models import Anchor, Task
from shanzhi.models.walls import acting
from shanzhi.queries.anchors import anchors_page
from shanzhi.queries.ledger import Filter, ledger_page
from shanzhi.queries.reviews import AskedAnchor, preview_page
from shanzhi.queries.tasks import TaskAnchor, task_page
from tests.actions.test_anchors import APPROVED, PLAN
from tests.actions.test_programmes import ready
from tests.conftest import NOW, TODAY, refused

ISSUED = """云岭县厕所改造实施方案
一、重点任务
（一）动员。入户讲清。
责任单位：县农业农村局
完成时限：本方案印发之日起10日内
云岭县人民政府
2026年8月20日
"""


def running(world, text: str, *events: str) -> int:
    reading = ready(world.clerk, text, later=frozenset(events))
    return adopt_plan(actor=world.leader, reading_id=reading, now=NOW).programme_id


def settle(world, programme: int, event: str = "规划批准", on: date = APPROVED) -> None:
    row = Anchor.objects.get(programme=programme, event=event)
    settle_anchor(actor=world.clerk, anchor_id=row.pk, on=on, reason="", now=NOW)


@pytest.mark.parametrize(
    ("text", "events"), [(ISSUED, ("本方案印发",)), (PLAN, ("规划批准", "合同签订"))], ids=["one", "more"]
)
def test_the_page_costs_four_queries_for_one_anchor_and_for_more(world, django_assert_num_queries, text, events):
    programme = running(world, text, *events)
    with acting(world.clerk), django_assert_num_queries(4):
        page = anchors_page(world.clerk, programme)
    assert [a.event for a in page.anchors] == list(events)


def test_the_page_shows_what_hangs_on_each_event(world):
    programme = running(world, PLAN, "规划批准", "合同签订")
    settle(world, programme)
    page = anchors_page(world.clerk, programme)
    first, second = page.anchors
    assert (first.on, second.on, page.may_settle) == (APPROVED, None, True)
    assert [(t.due_words, t.due_on, t.parts, t.provisional, t.closed) for t in first.tasks] == [
        ("自规划批准之日起20个工作日内", date(2026, 9, 29), 0, False, False),
        ("规划批复后5日内", date(2026, 9, 7), 0, False, False),
        ("规划获批后一个月内", date(2026, 10, 8), 2, False, False),
    ]
    assert [(s.by, s.data["to"]) for s in first.settled] == [(world.clerk.name, "2026-09-01")]
    assert [(t.due_words, t.due_on) for t in second.tasks] == [("合同签订之日起90天内", None)]
    assert second.settled == ()


def test_a_day_in_a_year_not_announced_is_shown_as_provisional(world):
    programme = running(world, PLAN, "规划批准", "合同签订")
    settle(world, programme, on=date(2030, 3, 1))
    assert [t.provisional for t in anchors_page(world.clerk, programme).anchors[0].tasks] == [True, True, True]


def test_who_may_see_and_who_may_settle(world):
    programme = running(world, PLAN, "规划批准", "合同签订")
    assert [anchors_page(who, programme).may_settle for who in (world.leader, world.reader)] == [False, False]
    for who in (world.farm, world.stranger):
        with refused("not_found"):
            anchors_page(who, programme)


def test_the_ledger_names_events_that_deadlines_wait_for_at_no_further_cost(world, django_assert_num_queries):
    programme = running(world, PLAN, "规划批准", "合同签订")
    with acting(world.clerk), django_assert_num_queries(4):
        page = ledger_page(world.clerk, programme, Filter(), TODAY)
    assert [event for _, event in page.open_anchors] == ["规划批准", "合同签订"]
    assert (page.rows[0].due_on, page.rows[0].due_words) == (None, "自规划批准之日起20个工作日内")
    settle(world, programme)
    assert [e for _, e in ledger_page(world.clerk, programme, Filter(), TODAY).open_anchors] == ["合同签订"]


def test_a_task_s_page_names_its_event_and_the_day_settled_for_it(world, django_assert_num_queries):
    programme = running(world, PLAN, "规划批准", "合同签订")
    task = Task.objects.get(programme=programme, n=0)
    said = NoteIn(UUID(int=7), "已报批")
    note_progress(actor=world.farm, task_id=task.pk, said=said, now=NOW)
    with acting(world.farm), django_assert_num_queries(6):
        page = task_page(world.farm, task.pk, TODAY)
    anchor = Anchor.objects.get(programme=programme, event="规划批准").pk
    assert page.anchor == TaskAnchor(anchor, "规划批准", None, others=0, provisional=False, may_see=False)
    settle(world, programme)
    settle(world, programme, "合同签订")
    page = task_page(world.clerk, task.pk, TODAY)
    assert page.anchor == TaskAnchor(anchor, "规划批准", APPROVED, others=2, provisional=False, may_see=True)
    assert [s.data["event"] for s in page.settled] == ["规划批准"]


def test_a_task_that_counts_from_no_event_names_none(world):
    task = Task.objects.filter(programme=world.programme).first()
    assert task_page(world.clerk, task.pk, TODAY).anchor is None


def test_the_plan_s_day_of_issue_is_proposed_and_not_taken(world, django_assert_num_queries):
    reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text=ISSUED), now=NOW).reading_id
    with acting(world.clerk), django_assert_num_queries(6):
        page = preview_page(world.clerk, reading)
    assert [q.words for q in page.questions.anchors] == ["本方案印发"]
    (asked,) = page.anchors
    hanging = (Hanging("本方案印发之日起10日内", "动员", Due(date(2026, 8, 31))),)
    assert asked == AskedAnchor(replace(asked.anchor, on=None, hanging=hanging), date(2026, 8, 20), "2026年8月20日")
    assert page.answers.anchors == {}


def test_without_a_printed_day_nothing_is_proposed(world):
    text = ISSUED.replace("2026年8月20日\n", "")
    reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text=text), now=NOW).reading_id
    (asked,) = preview_page(world.clerk, reading).anchors
    assert (asked.proposed, asked.quote, asked.anchor.hanging[0].due) == (None, "", None)
