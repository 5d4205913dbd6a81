"""A plan that only waits to be adopted."""

from dataclasses import replace
from datetime import date

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.reviews import answer_questions, check_rest
from shanzhi.queries.reviews import preview_page
from tests.conftest import NOW, PLAN, World


def ready(world: World) -> int:
    """The reading: checked, every question answered or set aside."""
    plan = PlanIn(text=PLAN + "\n附：说明。\n")
    reading = hand_in_plan(actor=world.clerk, plan=plan, now=NOW).reading_id
    check_rest(actor=world.clerk, reading_id=reading, now=NOW)
    page = preview_page(world.clerk, reading)
    later = frozenset(q.words for q in (*page.questions.units, *page.questions.dates))
    answers = replace(page.answers, year=2026, from_on=date(2026, 8, 1), to_on=date(2027, 6, 30), later=later)
    answer_questions(actor=world.clerk, reading_id=reading, answers=answers, revision=page.revision, now=NOW)
    return reading
