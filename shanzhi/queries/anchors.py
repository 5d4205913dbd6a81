"""The anchors of a programme: the events its deadlines count from, and what hangs on each."""

from dataclasses import dataclass
from datetime import date, datetime

from shanzhi.core.access import Actor, may
from shanzhi.core.anchor import count_from
from shanzhi.core.deadline import WorkCalendar
from shanzhi.core.kinds import Refused
from shanzhi.core.task import CLOSED
from shanzhi.models import Anchor, Entry, Task
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.scope import programmes_for, scoped


@dataclass(frozen=True, slots=True)
class HangingRow:
    """A task that hangs on an anchor. parts: its parts that hang there, too; provisional: see core.deadline.Due."""

    id: int
    path: str
    title: str
    due_words: str
    due_on: date | None
    closed: bool
    parts: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class SettledAnchorRow:
    """A day settled or changed, from the journal."""

    at: datetime
    by: str
    data: object


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """An event and its day, None while it is open."""

    id: int
    event: str
    on: date | None
    tasks: tuple[HangingRow, ...]
    settled: tuple[SettledAnchorRow, ...]


@dataclass(frozen=True, slots=True)
class AnchorsPage:
    """The anchors of a programme, in order of the text."""

    id: int
    title: str
    place: str
    anchors: tuple[AnchorRow, ...]
    may_settle: bool


@scoped
def anchors_page(actor: Actor, programme_id: int) -> AnchorsPage:
    """The anchors of a programme with what hangs on them.

    cost: 4 queries.
    raises: Refused("not_found").
    """
    programme = programmes_for(actor).select_related("place").filter(pk=programme_id).first()
    if programme is None or not may(actor, "see_programme", place_code=programme.place.code):
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    anchors = list(Anchor.objects.filter(programme=programme).order_by("n"))
    hanging: dict[int | None, list[Task]] = {}
    for task in Task.objects.filter(programme=programme, anchor__isnull=False).order_by("n"):
        hanging.setdefault(task.anchor_id, []).append(task)
    changes: dict[int | None, list[SettledAnchorRow]] = {}
    settled = Entry.objects.filter(programme_id=programme.pk, object_kind="anchor").select_related("value")
    for e in settled.order_by("-pk")[:200]:
        changes.setdefault(e.object_id, []).append(SettledAnchorRow(e.at, e.actor_name, e.data))
    calendar = work_calendar()
    return AnchorsPage(
        id=programme.pk,
        title=programme.title,
        place=programme.place.name,
        anchors=tuple(
            AnchorRow(a.pk, a.event, a.on, _rows(a, hanging.get(a.pk, []), calendar), tuple(changes.get(a.pk, ())))
            for a in anchors
        ),
        may_settle=may(actor, "settle_anchor", place_code=programme.place.code),
    )


def _rows(anchor: Anchor, tasks: list[Task], calendar: WorkCalendar) -> tuple[HangingRow, ...]:
    """The tasks that are no parts, and parts whose whole no longer hangs here."""
    wholes = {t.pk for t in tasks if t.parent_id is None}
    parts = [t.parent_id for t in tasks]
    return tuple(
        HangingRow(
            id=t.pk,
            path=t.path,
            title=t.title,
            due_words=t.due_words,
            due_on=t.due_on,
            closed=t.state in CLOSED,
            parts=parts.count(t.pk),
            provisional=is_provisional(t, anchor.on, calendar),
        )
        for t in tasks
        if t.parent_id not in wholes
    )


def is_provisional(task: Task, on: date | None, calendar: WorkCalendar) -> bool:
    """Whether a task's day was reckoned without a notice on holidays that it depends on.

    cost: 0 queries.
    """
    term = task.counts()
    return bool(on and term and task.state not in CLOSED and count_from(on, term, calendar).provisional)
