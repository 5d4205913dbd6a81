"""Adopting a plan."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import Adopted, adopt_plan
from shanzhi.actions.register import require_second
from shanzhi.actions.reviews import ClauseIn, FactIn, answer_questions, check_clause, check_rest, propose_plan
from shanzhi.models import Duty, Entry, Indicator, Occurrence, Phase, Programme, Reading, Task, TaskUnit
from shanzhi.queries.audit import audit
from shanzhi.queries.reviews import preview_page
from tests.conftest import NOW, PLAN, adopt, refused

OTHER = PLAN.replace("村庄整治", "道路养护")


def ready(clerk, text: str = OTHER, **changes) -> int:
    """A reading checked and answered."""
    reading = hand_in_plan(actor=clerk, plan=PlanIn(text=text), now=NOW).reading_id
    check_rest(actor=clerk, reading_id=reading, now=NOW)
    period = {"year": 2026, "from_on": date(2026, 8, 1), "to_on": date(2026, 10, 31), **changes}
    answers = replace(preview_page(clerk, reading).answers, **period)
    answer_questions(actor=clerk, reading_id=reading, answers=answers, revision=0, now=NOW)
    return reading


def test_adopting_creates_exactly_what_the_preview_promised(world):
    reading = ready(world.clerk)
    page = preview_page(world.clerk, reading)
    made = adopt_plan(actor=world.leader, reading_id=reading, now=NOW)
    programme = Programme.objects.get(pk=made.programme_id)
    promised = (len(page.draft.tasks), page.parts, len(page.draft.phases), len(page.draft.duties), page.occurrences)
    assert promised == (made.tasks, made.parts, made.phases, made.duties, made.occurrences)
    tasks = Task.objects.filter(programme=programme)
    stored = (tasks.filter(parent=None).count(), tasks.exclude(parent=None).count())
    assert stored == (made.tasks, made.parts)
    assert Phase.objects.filter(programme=programme).count() == made.phases
    assert Duty.objects.filter(programme=programme).count() == made.duties
    assert Occurrence.objects.filter(duty__programme=programme).count() == made.occurrences
    assert Indicator.objects.filter(programme=programme).count() == made.indicators == len(page.draft.indicators)
    entry = Entry.objects.latest("pk")
    counts = {n: getattr(made, n) for n in ("tasks", "parts", "phases", "duties", "occurrences", "indicators")}
    assert (made.phases, made.duties, made.occurrences, made.indicators) == (2, 1, 6, 2)
    assert (entry.deed, entry.actor_id, entry.programme_id, entry.data) == (
        "adopt_plan",
        world.leader.id,
        programme.pk,
        counts,
    )
    assert Reading.objects.get(pk=reading).state == "adopted"
    assert audit() == ()


def test_every_row_carries_its_words_its_day_and_its_clause(world):
    work = Task.objects.filter(programme=world.programme, parent=None, path__startswith="二")
    rows = work.select_related("phase", "clause").order_by("n")
    assert [(t.title.split("。")[0], t.due_on, t.light_on, str(t.phase or "")[:2], t.section) for t in rows] == [
        ("清理陈年垃圾", date(2026, 9, 20), date(2026, 9, 20), "整治", "清理垃圾"),
        ("整治河道", date(2026, 8, 20), date(2026, 8, 20), "动员", "清理垃圾"),
        ("落实管护人员", date(2026, 10, 31), date(2026, 10, 31), "整治", "长效管护"),
        ("开展宣传", None, None, "", "长效管护"),
    ]
    assert all(PLAN[t.clause.start : t.clause.end].startswith(f"{t.clause.path[-1]}.") for t in rows)
    units = TaskUnit.objects.filter(task__in=rows).order_by("task__n", "n").values_list("role", "words", "unit__name")
    assert list(units) == [
        ("responsible", "县农业农村局", "云岭县农业农村局"),
        ("responsible", "水务局", "云岭县水务局"),
        ("lead", "县水务局", "云岭县水务局"),
        ("support", "县财政局", "云岭县财政局"),
        ("responsible", "各乡镇", None),
    ]
    duty = Duty.objects.get(programme=world.programme)
    assert sorted(duty.units.values_list("name", flat=True)) == ["云岭东镇人民政府", "云岭西乡人民政府"]


def test_adopting_twice_changes_nothing(world):
    entries = Entry.objects.count()
    assert adopt_plan(actor=world.leader, reading_id=world.reading, now=NOW) == Adopted(world.programme, again=True)
    assert Entry.objects.count() == entries


def test_a_rejected_fact_makes_no_task(world):
    reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text=OTHER), now=NOW).reading_id
    task = preview_page(world.clerk, reading).questions
    assert task.period is True
    fact = Reading.objects.get(pk=reading).clauses.get(title__startswith="清理陈年垃圾").facts.get(kind="task")
    given = ClauseIn(fact.clause.n, 0, "good", [FactIn(fact.pk, {}, rejected=True)])
    check_clause(actor=world.clerk, reading_id=reading, clause=given, now=NOW)
    reading = ready(world.clerk)
    made = adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)
    assert made.tasks == Task.objects.filter(programme=world.programme, parent=None).count() - 1
    assert not Task.objects.filter(programme=made.programme_id, title__startswith="清理陈年垃圾").exists()


def test_unread_clauses_and_open_questions_stand_in_the_way(world):
    reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text=OTHER), now=NOW).reading_id
    with refused("clauses_unread"):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)
    check_rest(actor=world.clerk, reading_id=reading, now=NOW)
    with refused("questions_open"):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)
    with refused("not_found"):
        adopt_plan(actor=world.clerk, reading_id=10**17, now=NOW)


def test_a_clause_in_question_stands_in_the_way(world):
    reading = ready(world.clerk)
    given = ClauseIn(0, 1, "question")
    check_clause(actor=world.clerk, reading_id=reading, clause=given, now=NOW)
    with refused("clauses_unread"):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)


def test_an_unknown_unit_stands_in_the_way(world):
    reading = ready(world.clerk, OTHER.replace("县财政局", "县路政队"))
    with refused("questions_open"):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_on": date(2040, 1, 1)}, "period_too_long"),
        ({"to_on": None}, "questions_open"),
    ],
)
def test_a_period_that_cannot_be_is_refused(world, changes, code):
    reading = ready(world.clerk, **changes)
    with refused(code):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)


def test_a_figure_beyond_the_books_is_refused_and_not_an_error(world):
    reading = ready(world.clerk, OTHER.replace("新建公厕12座", "新建公厕99999999999999999999座"))
    with refused("figure_too_large"):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)


@pytest.mark.parametrize("who", ["reader", "farm", "stranger"])
def test_who_may_adopt(world, who):
    reading = ready(world.clerk)
    with refused("not_found" if who in {"farm", "stranger"} else "not_allowed"):
        adopt_plan(actor=getattr(world, who), reading_id=reading, now=NOW)


def test_where_a_second_person_is_required_one_is_not_enough(world):
    require_second(actor=None, place=world.clerk.place_code, second=True, now=NOW)
    reading = ready(world.clerk)
    with refused("second_person_needed"):
        adopt_plan(actor=world.leader, reading_id=reading, now=NOW)  # nobody has proposed it
    propose_plan(actor=world.clerk, reading_id=reading, now=NOW)
    with refused("second_person_needed"):
        adopt_plan(actor=world.clerk, reading_id=reading, now=NOW)
    assert adopt_plan(actor=world.leader, reading_id=reading, now=NOW).again is False


def test_a_plan_without_anything_to_do_is_adopted_empty(world):
    _, programme = adopt(world.clerk, "关于天气的说明\n阴转晴。")
    counts = Entry.objects.latest("pk").data
    assert counts == dict.fromkeys(("tasks", "parts", "phases", "duties", "occurrences", "indicators"), 0)
    assert Task.objects.filter(programme=programme).count() == 0
