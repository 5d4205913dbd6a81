"""Deeds on answers: several answer side by side, enough of them move a case on, sealed ones are read by nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shanzhi import vault
from shanzhi.actions.answers import AnswerIn, give_answer
from shanzhi.actions.sealing import unreadable
from shanzhi.core.filling import Unfilled
from shanzhi.models import Case, CaseAnswer, CaseClock, CaseUnit, Entry
from shanzhi.models.walls import acting
from shanzhi.queries.answers import answer_form, case_with_answers
from tests.cases_world import answered, moved, polled
from tests.conftest import NOW, refused
from tests.packs_world import adopted_text

WATER = "云岭县水务局"
LATER = NOW + timedelta(days=2)
OPENED = NOW + timedelta(days=6)


@pytest.fixture
def poll(world) -> int:
    return adopted_text(world.clerk, "poll")


def test_all_who_are_asked_are_waited_for_and_a_reason_goes_on_without_them(world, poll):
    case = polled(world, poll, support=[WATER])
    assert Case.objects.get(pk=case).standing["expected"] == 2  # the village and the water office
    assert answered(world.village, case, LATER, agree="是")
    with refused("answers_missing"):
        moved(world.clerk, case, "settle", assignee=WATER, due="2026-09-09", now=LATER)
    assert moved(world.clerk, case, "stop", reason="不办了", now=LATER)
    assert Case.objects.get(pk=case).state == "given_up"


def test_enough_answers_move_it_on_and_conditions_count_them(world, poll):
    case = polled(world, poll, support=[WATER])
    answered(world.village, case, LATER, agree="是")
    answered(world.water, case, LATER, agree="否", words="再研究")
    with refused("condition_fails"):
        moved(world.clerk, case, "settle", assignee=WATER, due="2026-09-09", now=LATER)
    answered(world.water, case, LATER, agree="是")
    assert moved(world.clerk, case, "settle", assignee=WATER, due="2026-09-09", now=LATER)
    rows = CaseAnswer.objects.filter(case=case).order_by("pk")
    assert [(a.voice, a.n, a.given) for a in rows] == [
        (f"unit:{world.village.unit_id}", 1, {"agree": True}),
        (f"unit:{world.water.unit_id}", 2, {"agree": True}),
    ]
    clock = CaseClock.objects.get(case=case, state="handling")
    assert clock.due_at.isoformat() == "2026-09-09T10:00:00+00:00"  # the day that was settled, close of business


def test_the_day_settled_is_today_or_later_and_within_the_case(world, poll):
    case = polled(world, poll, support=[WATER])
    for one in (world.village, world.water):
        answered(one, case, LATER, agree="是")
    with refused("due_past"):
        moved(world.clerk, case, "settle", assignee=WATER, due="2026-09-02", now=LATER)
    with refused("due_beyond_case"):
        moved(world.clerk, case, "settle", assignee=WATER, due="2026-12-31", now=LATER)
    assert moved(world.clerk, case, "settle", assignee=WATER, due="2026-09-03", now=LATER)  # this very day


def test_who_is_joined_sees_the_case_and_has_his_steps(world, poll):
    case = polled(world, poll, support=[WATER])
    assert list(CaseUnit.objects.filter(case=case).order_by("part", "unit").values_list("part", "unit")) == [
        ("asked", u) for u in sorted([world.village.unit_id, world.water.unit_id])
    ] + [("support", world.water.unit_id)]
    with acting(world.water):
        assert Case.objects.filter(pk=case).exists()
    with acting(world.farm):
        assert not Case.objects.filter(pk=case).exists()
    for one in (world.village, world.water):
        answered(one, case, LATER, agree="是")
    moved(world.clerk, case, "settle", assignee="云岭县农业农村局", due="2026-09-09", now=LATER)
    assert moved(world.water, case, "finish", result="桥修好了", now=LATER)


def test_nobody_else_answers_and_nothing_after_its_time(world, poll):
    case = polled(world, poll, support=[WATER])
    with refused("not_allowed"):
        answered(world.clerk, case, LATER, agree="是")
    with refused("answers_shut"):
        answered(world.village, case, NOW + timedelta(days=20), agree="是")
    with pytest.raises(Unfilled):
        answered(world.village, case, LATER, words="没有表态")
    moved(world.clerk, case, "stop", reason="不办了", now=LATER)
    with refused("wrong_state"):
        answered(world.village, case, LATER, agree="是")


def test_a_double_send_is_one_answer(world, poll):
    case = polled(world, poll)
    said = AnswerIn(case, {"agree": "是"}, uuid4())
    assert give_answer(actor=world.village, said=said, now=LATER)
    assert not give_answer(actor=world.village, said=said, now=LATER)
    assert Case.objects.get(pk=case).standing["answers"] == 1
    assert CaseAnswer.objects.get(case=case).n == 1


def test_sealed_answers_are_read_by_nobody_before_their_time(world, poll):
    case = polled(world, poll, "tender")
    for one, price in ((world.village, "4800"), (world.town, "5200")):
        answered(one, case, LATER, price=price)
    row = CaseAnswer.objects.filter(case=case).first()
    assert row.given == {}
    assert "4800" not in row.given_sealed
    assert vault.ring().current in row.given_sealed
    page, answers = case_with_answers(world.clerk, case, LATER)
    assert (answers.found.given, answers.found.closed, answers.rows) == (2, True, ())
    assert [r.given for r in case_with_answers(world.village, case, LATER)[1].rows] == [(("报价", "4800.00"),)]
    assert [t.action for t in page.now] == ["fail"]  # with a reason
    with refused("answers_sealed"):
        moved(world.clerk, case, "choose", result="东一村", now=LATER)
    opened = case_with_answers(world.clerk, case, OPENED)[1]
    assert [r.given[0][1] for r in opened.rows] == ["4800.00", "5200.00"]
    assert moved(world.clerk, case, "choose", result="东一村", now=OPENED)
    assert unreadable() == ()
    entry = Entry.objects.filter(object_kind="case", object_id=case, deed="answer_case").first()
    assert entry.revision == 1


def test_too_few_sealed_answers_end_with_a_reason(world, poll):
    case = polled(world, poll, "tender")
    answered(world.village, case, LATER, price="4800")
    with refused("answers_missing"):
        moved(world.clerk, case, "choose", result="东一村", now=OPENED)
    assert moved(world.clerk, case, "fail", reason="不足两家", now=OPENED)


def test_the_form_shows_what_was_answered_before(world, poll):
    case = polled(world, poll)
    assert (answer_form(world.village, case, LATER).why, answer_form(world.village, case, LATER).values) == (None, {})
    answered(world.village, case, LATER, agree="否")
    form = answer_form(world.village, case, LATER)
    assert (form.title, form.values) == ("会商意见", {"agree": False})
    assert str(answer_form(world.clerk, case, LATER).why) == "以您现在的岗位不能办理这一步。"
