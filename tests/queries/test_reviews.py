"""The review, its questions and what adopting creates, as whole values."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.register import require_second
from shanzhi.actions.reviews import ClauseIn, answer_questions, check_clause, check_rest, propose_plan
from shanzhi.core.kinds import Words
from shanzhi.core.plan.facts import Span, Task
from shanzhi.core.programme import Answers, Draft, DraftTask, Open, Questions
from shanzhi.core.review import Run
from shanzhi.models import Fact, Reading, Unit
from shanzhi.queries import reviews
from shanzhi.queries.reviews import (
    ClauseRow,
    FactRow,
    PlanRow,
    Preview,
    Review,
    checked_facts,
    plans_page,
    preview_page,
    register_of,
    review_page,
    unchecked,
)
from tests.conftest import NOW, PLAN

TITLE = "云岭县修渠实施方案"
SMALL = f"{TITLE}\n一、修渠。责任单位：县水务局。完成时限：2026年9月20日前。\n"
SENTENCE = "一、修渠。责任单位：县水务局。完成时限：2026年9月20日前。\n"
NO_WORDS = Words("")
UNKNOWN = f"{TITLE}\n一、修渠。批复之日起10日内修好。责任单位：县水利站。\n"


def hand_in(world, text: str = SMALL) -> int:
    return hand_in_plan(actor=world.clerk, plan=PlanIn(text=text), now=NOW).reading_id


def words(**fields: str) -> dict[str, str]:
    blank = dict.fromkeys(("title", "lead", "responsible", "support", "owner", "persons", "deadline", "due"), "")
    return blank | fields


def clauses(reading: int) -> tuple[ClauseRow, ClauseRow]:
    """The two clauses of SMALL as first read."""
    fact = Fact.objects.get(clause__reading=reading)
    row = FactRow(
        id=fact.pk,
        kind="task",
        state="read",
        quote="责任单位：县水务局",
        words=words(title="修渠", responsible="县水务局", deadline="2026年9月20日前", due="2026-09-20"),
        why=NO_WORDS,
        cure=NO_WORDS,
        severity="",
    )
    head = ClauseRow(0, "", "", 0, 1, "unread", 0, "", (Run(f"{TITLE}\n", ""),), ())
    before, after = SENTENCE.split("责任单位：县水务局")
    runs = (Run(before, ""), Run("责任单位：县水务局", "task"), Run(after, ""))
    return head, ClauseRow(1, "一", "修渠", 1, 2, "unread", 0, "", runs, (row,))


def test_the_review_is_this_value(world):
    reading = hand_in(world)
    head, work = clauses(reading)
    assert review_page(world.clerk, reading, 1) == Review(
        id=reading,
        title=TITLE,
        place="云岭县",
        state="reviewing",
        revision=0,
        clauses=(head, work),
        at=work,
        total=2,
        checked=0,
        unchecked=1,
        page=1,
        pages=1,
        kinds=(("task", 1),),
        programme_id=None,
    )


def test_a_checked_clause_says_by_whom_and_the_place_is_kept_inside(world):
    reading = hand_in(world)
    check_clause(actor=world.colleague, reading_id=reading, clause=ClauseIn(1, 0, "question"), now=NOW)
    page = review_page(world.leader, reading, 10**6)
    assert (page.at.n, page.at.state, page.at.checked_by, page.at.revision) == (1, "question", "colleague某", 1)
    assert (page.checked, page.unchecked, review_page(world.clerk, reading, -1).at.n) == (1, 1, 0)


def test_a_long_plan_comes_in_pages(world, monkeypatch):
    monkeypatch.setattr(reviews, "CLAUSES_A_PAGE", 1)
    reading = hand_in(world)
    head, work = clauses(reading)
    first, last = (review_page(world.clerk, reading, n) for n in (0, 1))
    assert (first.clauses, first.at, first.page, first.pages, first.next_at) == ((head,), head, 1, 2, 1)
    assert (last.clauses, last.at, last.page, last.pages) == ((work,), work, 2, 2)


def test_the_list_of_plans_is_this_value(world):
    reading = hand_in(world, UNKNOWN)
    faults = Fact.objects.filter(clause__reading=reading, kind="problem").count()
    old = Reading.objects.get(pk=world.reading)
    old_faults = Fact.objects.filter(clause__reading=old, kind="problem").count()
    n = old.clauses.count()
    assert plans_page(world.clerk) == (
        PlanRow(reading, TITLE, "云岭县", "reviewing", NOW, "clerk某", 2, 0, faults, None),
        PlanRow(
            old.pk,
            "云岭县村庄整治实施方案",
            "云岭县",
            "adopted",
            NOW,
            "clerk某",
            n,
            n,
            old_faults,
            world.programme,
        ),
    )
    assert plans_page(world.reader) == plans_page(world.farm) == ()


def answered(world, reading: int) -> Answers:
    page = preview_page(world.clerk, reading)
    answers = replace(page.answers, from_on=date(2026, 9, 1), to_on=date(2026, 12, 31))
    answer_questions(actor=world.clerk, reading_id=reading, answers=answers, revision=page.revision, now=NOW)
    return answers


def first_preview(reading: int) -> Preview:
    """The preview of SMALL before anything was answered."""
    rows = Unit.objects.filter(place__code__startswith="999901").select_related("place")
    return Preview(
        id=reading,
        title=TITLE,
        state="reviewing",
        revision=0,
        answers=Answers(),
        questions=Questions(period=True),
        unchecked=1,
        draft=None,
        why_not=Words("请先填写方案的起止日期，再采纳。"),
        proposed=(date(2026, 9, 20), date(2026, 9, 20)),
        units=tuple(row.as_core() for row in rows.order_by("place__code", "pk")),
        needs_second=False,
        proposed_by="",
        proposed_by_me=False,
        anchors=(),
    )


def test_the_preview_is_this_value(world):
    reading = hand_in(world)
    asked = first_preview(reading)
    assert preview_page(world.clerk, reading) == asked
    assert (asked.parts, asked.occurrences, asked.by_unit) == (0, 0, [])
    answers = answered(world, reading)
    task = DraftTask(
        clause=1,
        path="一",
        section="",
        title="修渠",
        quote="责任单位：县水务局",
        due_words="2026年9月20日前",
        due_on=date(2026, 9, 20),
        units=(("responsible", "县水务局", world.water.unit_id),),
        parts=(),
        phase=None,
    )
    plan = Draft(date(2026, 9, 1), date(2026, 12, 31), (task,), (), (), ())
    settled = replace(asked, revision=1, answers=answers, questions=Questions(), draft=plan, why_not=NO_WORDS)
    assert preview_page(world.clerk, reading) == settled
    assert settled.by_unit == [("云岭县水务局", 1)]


def test_what_is_not_known_is_asked(world):
    page = preview_page(world.clerk, hand_in(world, UNKNOWN))
    assert page.questions == Questions(
        units=(Open("县水利站", 1, page.questions.units[0].near),), anchors=page.questions.anchors, period=True
    )


def test_a_second_person_is_named(world):
    require_second(actor=None, place="999901000000", second=True, now=NOW)
    reading = hand_in(world)
    propose_plan(actor=world.clerk, reading_id=reading, now=NOW)
    own, other = preview_page(world.clerk, reading), preview_page(world.leader, reading)
    assert (own.needs_second, own.state, own.proposed_by, own.proposed_by_me) == (True, "proposed", "clerk某", True)
    assert (other.proposed_by, other.proposed_by_me) == ("clerk某", False)


def test_parts_and_occurrences_are_counted(world):
    page = preview_page(world.clerk, world.reading)
    assert (page.parts, page.occurrences) == (4, 22)
    assert page.by_unit[0] == ("云岭县水务局", 2)


def test_facts_that_make_a_programme_leave_out_what_was_rejected(world):
    reading = hand_in(world)
    (n, task), = checked_facts(reading).tasks  # fmt: skip
    assert (n, type(task), task.title, task.span) == (
        1,
        Task,
        "修渠",
        Span(2, task.span.start, task.span.end, task.span.quote),
    )
    assert checked_facts(reading).titles == {(): "", ("一",): "修渠"}
    Fact.objects.filter(clause__reading=reading).update(state="rejected")
    assert checked_facts(reading).tasks == []


def test_clauses_that_weigh_nothing_need_no_check(world):
    reading = hand_in(world, PLAN.replace("村庄整治", "修渠"))
    assert unchecked(reading) == 8
    check_rest(actor=world.clerk, reading_id=reading, now=NOW)
    assert unchecked(reading) == 0


def test_the_register_of_a_plan_holds_its_county_and_nothing_of_another(world):
    names = {u.name for u in register_of(world.reading).units}
    assert names == {u.name for u in Unit.objects.filter(place__code__startswith="999901")}
    assert register_of(world.reading).home.name == "云岭县"


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_an_adopted_reading_leads_to_its_programme(world, who):
    reading = hand_in(world)
    check_rest(actor=world.clerk, reading_id=reading, now=NOW)
    answered(world, reading)
    programme = adopt_plan(actor=world.clerk, reading_id=reading, now=NOW).programme_id
    page = review_page(getattr(world, who), reading, 0)
    assert (page.state, page.programme_id) == ("adopted", programme)
