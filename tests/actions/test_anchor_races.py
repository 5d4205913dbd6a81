"""An event settled by several at one moment, while its tasks are worked on: nobody waits for ever, the books hold."""

from datetime import date

from shanzhi.actions.anchors import settle_anchor
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.reviews import answer_questions, check_rest
from shanzhi.actions.tasks import NoteIn, note_progress, settle_task
from shanzhi.core.programme import Answers
from shanzhi.models import Anchor, Entry, Task
from shanzhi.queries.audit import audit
from tests.actions.test_anchors import PLAN
from tests.actions.test_races import together, uuid4
from tests.conftest import NOW

HAND = date(2026, 11, 11)
EVENTS = frozenset({"规划批准", "合同签订"})


def test_the_books_hold_before_the_races(world):
    """Also has the tests' own database made where this file runs alone."""
    assert audit() == ()


def test_settling_an_event_and_its_tasks_at_once_keeps_the_books(live):
    clerk = live["clerk"]
    text = PLAN.replace("云岭", "石桥")
    reading = hand_in_plan(actor=clerk, plan=PlanIn(text=text), now=NOW).reading_id
    check_rest(actor=clerk, reading_id=reading, now=NOW)
    answers = Answers(from_on=date(2026, 8, 1), to_on=date(2026, 12, 31), later=EVENTS)
    answer_questions(actor=clerk, reading_id=reading, answers=answers, revision=0, now=NOW)
    programme = adopt_plan(actor=clerk, reading_id=reading, now=NOW).programme_id
    anchor = Anchor.objects.get(programme=programme, event="规划批准").pk
    tasks = list(Task.objects.filter(programme=programme).order_by("n"))
    part, whole = tasks[5], tasks[2]

    def deed(k: int) -> object:
        if k < 4:
            return settle_anchor(actor=clerk, anchor_id=anchor, on=date(2026, 9, 1 + k), reason="更正", now=NOW)
        if k == 4:
            return settle_task(actor=clerk, task_id=part.pk, due_on=HAND, reason="先行", now=NOW)
        return note_progress(actor=clerk, task_id=whole.pk, said=NoteIn(uuid4(), "已摸底"), now=NOW)

    done = together(8, deed)
    assert done[4:] == [None, True, True, True]
    assert set(done[:4]) <= {4, 5}
    part.refresh_from_db()
    assert (part.due_on, part.anchor_id) == (HAND, None)
    last = Entry.objects.filter(deed="settle_anchor", object_id=anchor).latest("pk")
    assert Anchor.objects.get(pk=anchor).on.isoformat() == last.data["to"]
    assert audit() == ()
