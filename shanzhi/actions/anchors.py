"""Deeds on anchors: the day of an event is settled, and everything that hangs on it gets its day."""

from datetime import date, datetime

from django.db.models import F

from shanzhi.actions.journal import About, note
from shanzhi.actions.tasks import derive
from shanzhi.core.access import Actor, require
from shanzhi.core.anchor import count_from
from shanzhi.core.deadline import WorkCalendar, check_anchor
from shanzhi.core.kinds import Refused
from shanzhi.core.task import CLOSED
from shanzhi.models import Anchor, Task
from shanzhi.models.walls import acting
from shanzhi.queries.calendar import work_calendar


def settle_anchor(*, actor: Actor, anchor_id: int, on: date | None, reason: str, now: datetime) -> int:
    """Settles the day of an event, dates every open task that hangs on it, and gives how many.

    on:     None takes a settled day back: the tasks are without a day again. The same day again reckons anew, by the
            calendar of today.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("day_missing"), Refused("anchor_out_of_range"),
            Refused("reason_missing") where a day was settled before.
    """
    with acting(actor):
        # no_key: a task saved meanwhile checks that its anchor is there, and need not wait for this lock
        rows = Anchor.objects.select_for_update(of=("self",), no_key=True).select_related("programme__place")
        anchor = rows.filter(pk=anchor_id).first()
        if anchor is None:
            raise Refused("not_found", "没有找到这个起算日，可能不在您的管辖范围内。")
        require(actor, "settle_anchor", place_code=anchor.programme.place.code)
        _check(anchor, on, reason)
        before, anchor.on = anchor.on, on
        anchor.save(update_fields=["on"])
        changed = _date(_hanging(anchor), on, work_calendar())
        data = {
            "event": anchor.event,
            "from": str(before or ""),
            "to": str(on or ""),
            "reason": reason,
            "tasks": {str(task.pk): str(task.due_on or "") for task in changed},
        }
        at = anchor.programme.place.code
        note(actor, "settle_anchor", About("anchor", anchor.pk, anchor.programme_id, data, place_code=at), now)
    return len(changed)


def _check(anchor: Anchor, on: date | None, reason: str) -> None:
    if on is None and anchor.on is None:
        raise Refused("day_missing", "请填写起算的日期，再保存。")
    if on is not None:
        check_anchor(on)
    if anchor.on is not None and not reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")


def _hanging(anchor: Anchor) -> list[Task]:
    """The open tasks of an anchor, locked with the tasks they are parts of, parents first."""
    hanging = Task.objects.filter(anchor=anchor).exclude(state__in=CLOSED)
    ids = {i for pair in hanging.values_list("pk", "parent_id") for i in pair if i}
    rows = Task.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    locked = list(rows.order_by(F("parent_id").asc(nulls_first=True), "pk"))
    return [task for task in locked if task.anchor_id == anchor.pk and task.state not in CLOSED]


def _date(tasks: list[Task], on: date | None, calendar: WorkCalendar) -> list[Task]:
    """Dates the tasks and gives them; parents show what their parts then show."""
    for task in tasks:
        term = task.counts()
        task.due_on = task.light_on = count_from(on, term, calendar).on if on and term else None
        task.revision += 1
    Task.objects.bulk_update(tasks, ["due_on", "light_on", "revision"], batch_size=1000)
    wholes = {task.parent_id or task.pk for task in tasks}
    for parent in Task.objects.filter(pk__in=wholes).order_by("pk"):
        derive(parent)
    return tasks
