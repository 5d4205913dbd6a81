"""What rules hear of tasks and duties: the row an event happened to, as expressions see it."""

from collections.abc import Iterator
from datetime import date, timedelta

from shanzhi.core.happening import Happening
from shanzhi.core.kinds import china_day
from shanzhi.core.pack.data import Row
from shanzhi.core.task import CLOSED
from shanzhi.models import Occurrence, Place, Task

_TASK = ("programme__place", "unit__place")
_TIME = ("duty__programme__place", "unit__place", "record__place")


def told_of_task(task: Task, happens: str, day: date) -> Happening:
    """What rules hear of a task. happens: claimed, accepted, returned or late; day: of the event.

    cost: 1 query where the task was spread to no unit.
    """
    unit = task.unit or next((u.unit for u in task.units.select_related("unit__place") if u.unit), None)
    place = unit.place if unit else task.programme.place
    late = task.due_on is not None and day > task.due_on
    it = Row({"title": task.title, "day": day, "due": task.due_on, "late": late, "unit": unit.name if unit else None})
    row = f"task:{task.pk}" if happens == "late" else f"task:{task.pk}/{task.revision}"
    return Happening(f"{task.item}.{happens}", row, place.as_core(), it, day)


def told_of_time(row: Occurrence, happens: str) -> Happening:
    """What rules hear of one time of a duty. happens: met, due or missed.

    cost: 0 queries.
    """
    it = {
        "day": row.done_on,
        "due": row.due_on,
        "period": row.period,
        "late": row.done_on > row.due_on if row.done_on else None,
        "unit": row.unit.name if row.unit else None,
    }
    on = row.done_on if happens == "met" else row.due_on
    return Happening(f"{row.duty.item}.{happens}", f"duty:{row.pk}", place_of(row).as_core(), Row(it), on)


def place_of(row: Occurrence) -> Place:
    """Where one time of a duty lies.

    cost: 0 queries.
    """
    return row.record.place if row.record else row.unit.place if row.unit else row.duty.programme.place


def told_again(programme_id: int, kind: str, id_: int, happens: str) -> Happening | None:
    """A task or one time of a duty, found again; None where it is no more.

    cost: 1 query; 2 for a task that was spread to no unit.
    """
    if kind == "task":
        task = Task.objects.select_related(*_TASK).filter(pk=id_, programme=programme_id).first()
        return told_of_task(task, happens, _day_of(task, happens)) if task else None
    row = Occurrence.objects.select_related(*_TIME).filter(pk=id_, duty__programme=programme_id).first()
    return told_of_time(row, happens) if row else None


def _day_of(task: Task, happens: str) -> date:
    """The day something last happened to a task."""
    days = {"claimed": task.claimed_on, "accepted": task.closed_on}
    if task.due_on and happens == "late":
        return task.due_on + timedelta(days=1)
    said = days.get(happens)
    return said or china_day(task.last_note_at or task.programme.adopted_at)


def late_work(programme_id: int, item: str, happens: str, since: date, today: date) -> Iterator[Happening]:
    """Tasks late and times of a duty due or missed, from a day on, oldest first.

    happens: late, due or missed.
    cost: 1 query; one more for each task that was spread to no unit.
    """
    if happens == "late":
        tasks = Task.objects.filter(programme=programme_id, item=item, due_on__gte=since, due_on__lt=today)
        for task in tasks.exclude(state__in=CLOSED).select_related(*_TASK).order_by("due_on", "pk"):
            yield told_of_task(task, happens, _day_of(task, happens))
        return
    last = today if happens == "due" else today - timedelta(days=1)
    rows = Occurrence.objects.filter(duty__programme=programme_id, duty__item=item, done_at=None, excuse="")
    rows = rows.filter(due_on__range=(since, last))
    for row in rows.select_related(*_TIME).order_by("due_on", "pk"):
        yield told_of_time(row, happens)
