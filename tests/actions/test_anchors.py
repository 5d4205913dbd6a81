"""Adopting a plan whose deadlines count from events, and settling an event later."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shanzhi.actions.anchors import settle_anchor
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.reviews import answer_questions
from shanzhi.actions.tasks import NoteIn, cancel_task, settle_task
from shanzhi.models import Anchor, Entry, Reading, Task
from shanzhi.queries.audit import audit
from shanzhi.queries.reviews import preview_page
from tests.actions.test_programmes import ready
from tests.conftest import NOW, refused

PLAN = """云岭县村庄规划实施方案
一、重点任务
（一）公布规划。在村口张贴。
责任单位：县农业农村局
完成时限：自规划批准之日起20个工作日内
（二）报送备案。报市里备案。
责任单位：县水务局
完成时限：规划批复后5日内
（三）对照规划排查。逐村排查。
责任单位：各乡镇
完成时限：规划获批后一个月内
（四）签订合同。
责任单位：县财政局
完成时限：2026年9月20日前
（五）工程开工。
责任单位：县财政局
完成时限：合同签订之日起90天内
"""
APPROVED = date(2026, 9, 1)


@pytest.fixture
def later(world) -> int:
    """A programme whose two events were left for later."""
    reading = ready(world.clerk, PLAN, later=frozenset({"规划批准", "合同签订"}))
    return adopt_plan(actor=world.leader, reading_id=reading, now=NOW).programme_id


def days(programme: int) -> list[date | None]:
    """Due days of the tasks in order, then of the parts."""
    return list(Task.objects.filter(programme=programme).order_by("n").values_list("due_on", flat=True))


def anchor(programme: int, event: str = "规划批准") -> Anchor:
    return Anchor.objects.get(programme=programme, event=event)


def settle(actor, programme: int, on: date | None = APPROVED, reason: str = "") -> int:
    return settle_anchor(actor=actor, anchor_id=anchor(programme).pk, on=on, reason=reason, now=NOW)


SETTLED = [
    date(2026, 9, 29),  # twenty working days, Sunday 20 September worked, the Mid-Autumn Friday not
    date(2026, 9, 7),  # Sunday the 6th moves
    date(2026, 10, 8),  # 1 October moves past the National Day
    date(2026, 9, 20),
    None,
    date(2026, 10, 8),
    date(2026, 10, 8),
]


def test_an_event_answered_at_adoption_dates_every_task_that_hangs_on_it(world):
    answered = {"anchors": {"规划批准": APPROVED, "合同签订": date(2026, 9, 2)}}
    reading = ready(world.clerk, PLAN, **answered)
    programme = adopt_plan(actor=world.leader, reading_id=reading, now=NOW).programme_id
    assert days(programme) == [*SETTLED[:4], date(2026, 12, 1), *SETTLED[5:]]
    rows = Anchor.objects.filter(programme=programme).order_by("n").values_list("event", "on", "n")
    assert list(rows) == [("规划批准", APPROVED, 0), ("合同签订", date(2026, 9, 2), 1)]
    assert audit() == ()


def test_an_event_neither_answered_nor_left_blocks_adoption(world):
    reading = ready(world.clerk, PLAN, later=frozenset({"合同签订"}))
    with refused("questions_open"):
        adopt_plan(actor=world.leader, reading_id=reading, now=NOW)


def test_left_for_later_the_tasks_keep_their_words_and_have_no_day(world, later):
    assert days(later) == [None, None, None, date(2026, 9, 20), None, None, None]
    task = Task.objects.get(programme=later, n=0)
    assert (task.due_words, task.term) == (
        "自规划批准之日起20个工作日内",
        {"event": "规划批准", "count": 20, "measure": "workday", "own_day": False},
    )
    assert anchor(later).on is None


def test_settling_an_event_dates_its_open_tasks_and_their_parts_and_is_journalled(world, later):
    assert settle(world.clerk, later) == 5
    assert days(later) == SETTLED
    rows = Task.objects.filter(programme=later, anchor=anchor(later)).order_by("n")
    assert [(t.light_on, t.revision) for t in rows] == [(t.due_on, 1) for t in rows]
    entry = Entry.objects.latest("pk")
    assert (entry.deed, entry.object_kind, entry.object_id, entry.programme_id, entry.actor_id) == (
        "settle_anchor",
        "anchor",
        anchor(later).pk,
        later,
        world.clerk.id,
    )
    assert entry.data == {
        "event": "规划批准",
        "from": "",
        "to": "2026-09-01",
        "reason": "",
        "tasks": {str(t.pk): t.due_on.isoformat() for t in rows},
    }
    assert audit() == ()


def test_a_settled_event_is_changed_or_taken_back_only_with_a_reason(world, later):
    settle(world.clerk, later)
    for on in (date(2026, 9, 8), None):
        with refused("reason_missing"):
            settle(world.clerk, later, on, " ")
    settle(world.clerk, later, date(2026, 9, 8), "批文日期有误")
    assert days(later)[:2] == [date(2026, 10, 12), date(2026, 9, 14)]
    settle(world.clerk, later, None, "批文撤回")
    assert days(later) == [None, None, None, date(2026, 9, 20), None, None, None]
    assert audit() == ()


def test_a_task_settled_by_hand_keeps_its_day(world, later):
    mine = Task.objects.get(programme=later, n=1)
    settle_task(actor=world.clerk, task_id=mine.pk, due_on=date(2026, 9, 3), reason="", now=NOW)
    assert settle(world.clerk, later) == 4
    assert days(later) == [SETTLED[0], date(2026, 9, 3), *SETTLED[2:]]
    whole = Task.objects.get(programme=later, n=2)
    settle_task(actor=world.clerk, task_id=whole.pk, due_on=date(2026, 9, 30), reason="汛期", now=NOW)
    assert settle(world.clerk, later, date(2026, 9, 8), "更正") == 1
    assert days(later)[2:] == [date(2026, 9, 30), date(2026, 9, 20), None, date(2026, 9, 30), date(2026, 9, 30)]
    assert audit() == ()


def test_a_part_settled_by_hand_keeps_its_day_and_its_whole_follows_the_event(world, later):
    part = Task.objects.get(programme=later, n=5)
    settle_task(actor=world.clerk, task_id=part.pk, due_on=date(2026, 9, 3), reason="", now=NOW)
    settle(world.clerk, later)
    whole = Task.objects.get(programme=later, n=2)
    assert (whole.due_on, whole.light_on) == (date(2026, 10, 8), date(2026, 9, 3))
    assert days(later)[5:] == [date(2026, 9, 3), date(2026, 10, 8)]
    assert audit() == ()


def test_closed_tasks_are_left_as_they_are(world, later):
    closed = Task.objects.get(programme=later, n=0)
    cancel_task(actor=world.clerk, task_id=closed.pk, said=NoteIn(UUID(int=1), "不再需要"), now=NOW)
    assert settle(world.clerk, later) == 4
    assert days(later)[0] is None


@pytest.mark.parametrize(
    ("on", "code"),
    [(None, "day_missing"), (date(2206, 9, 1), "anchor_out_of_range"), (date(206, 9, 1), "anchor_out_of_range")],
)
def test_a_day_that_cannot_be_is_refused(world, later, on, code):
    with refused(code):
        settle(world.clerk, later, on)


def test_a_missing_anchor_is_refused(world):
    with refused("not_found"):
        settle_anchor(actor=world.clerk, anchor_id=987_654, on=APPROVED, reason="", now=NOW)


@pytest.mark.parametrize("who", ["leader", "reader", "farm", "stranger"])
def test_only_the_office_settles_events(world, later, who):
    with refused("not_found" if who in {"farm", "stranger"} else "not_allowed"):
        settle(getattr(world, who), later)


def test_an_answer_beyond_reason_is_refused(world):
    reading = ready(world.clerk, PLAN)
    page = preview_page(world.clerk, reading)
    answers = type(page.answers)(anchors={"规划批准": date(2926, 9, 1)})
    with refused("anchor_out_of_range"):
        answer_questions(actor=world.clerk, reading_id=reading, answers=answers, revision=page.revision, now=NOW)


def test_a_notice_published_since_shows_in_the_audit_until_reckoned_anew(world, later, settings, tmp_path):
    settle(world.clerk, later, date(2027, 1, 4))
    assert days(later)[1] == date(2027, 1, 11)  # by weekends alone
    file = tmp_path / "days.json"
    file.write_text('{"year": 2027, "days": [{"date": "2027-01-11", "isOffDay": true}]}')
    settings.HOLIDAYS_FILE = str(file)
    shown = {(f.what, f.id, f.stored, f.derived) for f in audit()}
    task = Task.objects.get(programme=later, n=1)
    assert ("task", task.pk, "2027-01-11", "2027-01-12") in shown
    settle(world.clerk, later, date(2027, 1, 4), "放假安排已公布")
    assert (days(later)[1], audit()) == (date(2027, 1, 12), ())


def test_a_calendar_file_that_cannot_be_read_stops_the_deed_and_says_so(world, later, settings, tmp_path):
    settings.HOLIDAYS_FILE = str(tmp_path / "absent.json")
    with refused("bad_calendar"):
        settle(world.clerk, later)


def test_answers_stored_before_anchors_were_asked_still_adopt(world):
    reading = ready(world.clerk, PLAN)
    row = Reading.objects.get(pk=reading)
    words = ["自规划批准之日起20个工作日内", "规划批复后5日内", "规划获批后一个月内", "合同签订之日起90天内"]
    row.answers = {k: v for k, v in row.answers.items() if k != "anchors"} | {"later": words}
    row.save()
    programme = adopt_plan(actor=world.leader, reading_id=reading, now=datetime(2026, 9, 2, tzinfo=UTC)).programme_id
    assert list(Anchor.objects.filter(programme=programme).values_list("on", flat=True)) == [None, None]
