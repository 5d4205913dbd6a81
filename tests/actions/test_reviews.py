"""The review: clauses checked, questions answered, a plan proposed."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.reviews import ClauseIn, FactIn, answer_questions, check_clause, check_rest, propose_plan
from shanzhi.core.programme import Answers
from shanzhi.core.review import words_of
from shanzhi.models import Clause, Entry, Fact, Reading
from tests.conftest import NOW, PLAN, refused

OTHER = PLAN.replace("村庄整治", "道路养护").replace("2026年9月20日前", "9月20日前")


@pytest.fixture
def reading(world) -> int:
    return hand_in_plan(actor=world.clerk, plan=PlanIn(text=OTHER), now=NOW).reading_id


def task_fact(reading: int) -> Fact:
    return Fact.objects.select_related("clause").get(
        clause__reading=reading, kind="task", data__title__startswith="清理陈年垃圾"
    )


def check(world, reading: int, fact: Fact, **fields) -> int:
    verdict, rejected = fields.pop("verdict", "good"), fields.pop("rejected", False)
    clause = Clause.objects.get(pk=fact.clause_id)
    given = ClauseIn(clause.n, clause.revision, verdict, [FactIn(fact.pk, fields, rejected=rejected)])
    return check_clause(actor=world.clerk, reading_id=reading, clause=given, now=NOW)


def test_a_clause_sent_back_as_shown_is_good_and_keeps_its_yearless_day(world, reading):
    fact = task_fact(reading)
    assert fact.as_core().due.on() is None
    assert check(world, reading, fact, **words_of(fact.as_core(), "task")) == 1
    after = Fact.objects.select_related("clause").get(pk=fact.pk)
    assert (after.data, after.state, after.clause.state, after.clause.checked_by_id) == (
        fact.data,
        "read",
        "good",
        world.clerk.id,
    )
    data = {"clause": fact.clause.n, "state": "good", "facts": []}
    entry = Entry.objects.latest("pk")
    assert (entry.deed, entry.actor_id, entry.object_id, entry.data) == (
        "check_clause",
        world.clerk.id,
        reading,
        data,
    )


def test_a_correction_is_kept_beside_what_was_read_and_can_be_taken_back(world, reading):
    fact = task_fact(reading)
    read = fact.as_core().responsible
    check(world, reading, fact, responsible="县财政局")
    after = Fact.objects.select_related("clause").get(pk=fact.pk)
    assert (after.as_core().responsible, after.state, after.clause.state) == (
        ("县财政局",),
        "corrected",
        "corrected",
    )
    assert after.read == fact.data
    check(world, reading, fact, responsible="、".join(read))
    after = Fact.objects.select_related("clause").get(pk=fact.pk)
    assert (after.data, after.state, after.clause.state, after.clause.revision) == (fact.data, "read", "corrected", 2)


def test_a_fact_is_rejected_and_brought_back(world, reading):
    fact = task_fact(reading)
    check(world, reading, fact, rejected=True)
    assert Fact.objects.get(pk=fact.pk).state == "rejected"
    check(world, reading, fact)
    assert Fact.objects.get(pk=fact.pk).state == "read"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("task", {"title": "补一项"}),
        ("phase", {"name": "补一段", "start_on": "2026-09-01", "end_on": "2026-09-30"}),
        ("indicator", {"name": "补指标", "op": ">=", "value": "9"}),
        ("duty", {"what": "补职责", "when": "每周五", "hand_in": "1"}),
    ],
)
def test_a_fact_is_added_to_a_clause(world, reading, kind, fields):
    given = ClauseIn(2, 0, "good", [FactIn(None, fields, kind)])
    check_clause(actor=world.clerk, reading_id=reading, clause=given, now=NOW)
    fact = Fact.objects.get(clause__reading=reading, state="added")
    value = fact.as_core()
    assert (fact.kind, fact.clause.n, fact.read) == (kind, 2, None)
    assert {k: words_of(value, kind)[k] for k in fields} == fields
    assert OTHER[value.span.start : value.span.end] == value.span.quote
    if kind == "duty":
        assert (value.rule.every, value.rule.windows) == ("week", ((5, 5),))


def test_a_question_leaves_the_clause_open(world, reading):
    fact = task_fact(reading)
    check(world, reading, fact, verdict="question")
    assert Clause.objects.get(pk=fact.clause_id).state == "question"


def test_the_second_of_two_reviewers_is_told_who_was_first(world, reading):
    fact = task_fact(reading)
    check(world, reading, fact)
    stale = ClauseIn(fact.clause.n, 0, "good", [FactIn(fact.pk, {"title": "另一种说法"})])
    with refused("changed_meanwhile"):
        check_clause(actor=world.colleague, reading_id=reading, clause=stale, now=NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (FactIn(None, {"title": "x"}, "organ"), "bad_choice"),
        (FactIn(10**17, {}), "not_found"),
        (FactIn(None, {"value": "很多"}, "indicator"), "bad_number"),
        (FactIn(None, {"due": "昨天"}, "task"), "bad_day"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_all_others_of_the_clause(world, reading, change, code):
    fact = task_fact(reading)
    given = ClauseIn(fact.clause.n, 0, "good", [FactIn(fact.pk, {"title": "改了"}), change])
    with refused(code):
        check_clause(actor=world.clerk, reading_id=reading, clause=given, now=NOW)


def test_a_fact_of_another_clause_is_not_found(world, reading):
    with refused("not_found"):
        given = ClauseIn(0, 0, "good", [FactIn(task_fact(reading).pk, {})])
        check_clause(actor=world.clerk, reading_id=reading, clause=given, now=NOW)
    with refused("not_found"):
        check_clause(actor=world.clerk, reading_id=reading, clause=ClauseIn(999, 0, "good"), now=NOW)


def test_check_rest_leaves_what_was_looked_at(world, reading):
    fact = task_fact(reading)
    check(world, reading, fact, verdict="question")
    total = Clause.objects.filter(reading=reading).count()
    assert check_rest(actor=world.colleague, reading_id=reading, now=NOW) == total - 1
    assert check_rest(actor=world.colleague, reading_id=reading, now=NOW) == 0
    states = set(Clause.objects.filter(reading=reading).values_list("state", "checked_by"))
    assert states == {("question", world.clerk.id), ("good", world.colleague.id)}


def test_answers_are_kept_and_a_stale_page_is_refused(world, reading):
    answers = Answers(2026, date(2026, 8, 1), date(2026, 12, 31), 5, {"甲局": 3}, {"批复后": date(2026, 9, 9)})
    answers = replace(answers, later=frozenset({"乙局"}))
    assert (
        answer_questions(actor=world.clerk, reading_id=reading, answers=answers, revision=0, now=NOW),
        Reading.objects.get(pk=reading).as_core(),
    ) == (1, answers)
    with refused("changed_meanwhile"):
        answer_questions(actor=world.colleague, reading_id=reading, answers=answers, revision=0, now=NOW)
    with refused("period_reversed"):
        wrong = replace(answers, to_on=date(2026, 7, 31))
        answer_questions(actor=world.clerk, reading_id=reading, answers=wrong, revision=1, now=NOW)


def test_propose_plan_names_who_proposed(world, reading):
    propose_plan(actor=world.clerk, reading_id=reading, now=NOW)
    row = Reading.objects.get(pk=reading)
    assert (row.state, row.proposed_by_id, row.revision) == ("proposed", world.clerk.id, 1)
    assert Entry.objects.latest("pk").deed == "propose_plan"


DEEDS = {
    "check_clause": lambda actor, reading: check_clause(
        actor=actor, reading_id=reading, clause=ClauseIn(0, 0, "good"), now=NOW
    ),
    "check_rest": lambda actor, reading: check_rest(actor=actor, reading_id=reading, now=NOW),
    "answer_questions": lambda actor, reading: answer_questions(
        actor=actor, reading_id=reading, answers=Answers(), revision=0, now=NOW
    ),
    "propose_plan": lambda actor, reading: propose_plan(actor=actor, reading_id=reading, now=NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_review_and_what_may_be_reviewed(world, reading, deed):
    for who in ("leader", "reader", "farm", "stranger"):
        with refused("not_found" if who in {"farm", "stranger"} else "not_allowed"):
            DEEDS[deed](getattr(world, who), reading)
    with refused("not_found"):
        DEEDS[deed](world.clerk, 10**17)
    with refused("already_adopted"):
        DEEDS[deed](world.clerk, world.reading)
