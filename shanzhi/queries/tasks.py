"""The page of a task: its sentence, who stands on it, what was said, what may be done now."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Substr

from shanzhi.core.access import Actor, may
from shanzhi.core.kinds import Refused
from shanzhi.core.task import CLOSED, DOERS, closed_late, light, why_not
from shanzhi.core.unit import level_of
from shanzhi.models import Attachment, Entry, Note, Task
from shanzhi.queries.anchors import is_provisional
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.scope import programmes_for, scoped

LONGEST_CLAUSE = 20_000
DEEDS = ("note", "claim", "accept", "return", "cancel")
DEED_NAMES = {
    "note": "note_progress",
    "claim": "claim_task",
    "accept": "accept_task",
    "return": "return_task",
    "cancel": "cancel_task",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a note."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something said, newest first. behalf_of: for whom, "" for himself; how: stand_in or villager."""

    at: datetime
    by: str
    unit: str
    deed: str
    text: str
    problem: str
    percent: int | None
    files: tuple[FileRow, ...]
    behalf_of: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a task."""

    id: int
    unit: str
    light: str
    state: str
    percent: int
    last_note: str


@dataclass(frozen=True, slots=True)
class DeedRow:
    """A deed and whether it can be done now. why: the reason where not, "" where it can."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A change of the task's day, or of the day of the event it counts from, from the journal."""

    at: datetime
    by: str
    data: object


@dataclass(frozen=True, slots=True)
class TaskAnchor:
    """The event a task's day counts from. others: how many tasks beside it hang there; may_see: its page."""

    id: int
    event: str
    on: date | None
    others: int
    provisional: bool
    may_see: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything the page shows. clause: the sentence's clause as printed; deeds: what I may ever do here."""

    id: int
    programme_id: int
    programme: str
    title: str
    path: str
    section: str
    phase: str
    clause: str
    clause_n: int
    reading_id: int | None
    quote: str
    unit: str
    parent_id: int | None
    units: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
    due_on: date | None
    due_words: str
    anchor: TaskAnchor | None
    light: str
    state: str
    percent: int
    problem: str
    late_done: bool
    notes: tuple[NoteRow, ...]
    parts: tuple[PartRow, ...]
    deeds: tuple[DeedRow, ...]
    settled: tuple[SettledRow, ...]
    may_settle: bool


@scoped
def task_page(actor: Actor, task_id: int, today: date) -> TaskPage:
    """The page of a task.

    cost: 6 queries.
    raises: Refused("not_found").
    """
    task = _task(actor, task_id)
    units = _units(task)
    mine: set[int | None] = {task.unit_id} if task.unit_id else {u for role, _, u in units if role in DOERS}
    place = task.programme.place.code
    parts = _parts(task, today)
    return TaskPage(
        id=task.pk,
        programme_id=task.programme_id,
        programme=task.programme.title,
        title=task.title,
        path=task.path,
        section=task.section,
        phase=str(task.phase or ""),
        clause=getattr(task, "clause_text", ""),
        clause_n=task.clause.n if task.clause else 0,
        reading_id=task.clause.reading_id if task.clause else None,
        quote=task.quote,
        unit=str(task.unit or ""),
        parent_id=task.parent_id,
        units=_by_role(units),
        due_on=task.due_on,
        due_words=task.due_words,
        anchor=_anchor(actor, task),
        light=light(task.as_core(), today, task.programme.near_days),
        state=task.state,
        percent=task.percent,
        problem=task.problem,
        late_done=closed_late(task.as_core()),
        notes=_notes(task),
        parts=parts,
        deeds=tuple(DeedRow(d, _why_not(task.state, d, parts)) for d in _deeds(actor, place, mine)),
        settled=_settled(task),
        may_settle=task.state not in CLOSED and may(actor, "settle_task", place_code=place),
    )


def _anchor(actor: Actor, task: Task) -> TaskAnchor | None:
    anchor = task.anchor
    if anchor is None:
        return None
    return TaskAnchor(
        id=anchor.pk,
        event=anchor.event,
        on=anchor.on,
        others=(getattr(task, "hanging", None) or 1) - 1,
        provisional=is_provisional(task, anchor.on, work_calendar()),
        may_see=may(actor, "see_programme", place_code=task.programme.place.code),
    )


def _parts(task: Task, today: date) -> tuple[PartRow, ...]:
    near = task.programme.near_days
    rows = Task.objects.filter(parent=task).select_related("unit").order_by("unit__place__code", "n")
    return tuple(
        PartRow(p.pk, str(p.unit or ""), light(p.as_core(), today, near), p.state, p.percent, p.last_note) for p in rows
    )


def _deeds(actor: Actor, place: str, units: set[int | None]) -> list[str]:
    """The deeds an actor may ever do on a task of these units."""
    return [d for d in DEEDS if may(actor, DEED_NAMES[d], place_code=place, unit_ids=units)]


@scoped
def attachment(actor: Actor, file_id: int) -> Attachment:
    """A file of a note on a task the actor may see.

    cost: 1 query.
    raises: Refused("not_found").
    """
    seen = Attachment.objects.filter(note__task__programme__in=programmes_for(actor))
    found = seen.filter(pk=file_id).first()
    if found is None:
        raise Refused("not_found", "没有找到这份附件，可能不在您的管辖范围内。")
    return found


def _task(actor: Actor, task_id: int) -> Task:
    text = F("clause__reading__document__text")
    length = F("clause__end") - F("clause__start")
    hanging = Task.objects.filter(anchor=OuterRef("anchor"), parent=None).order_by().values("anchor")
    found = (
        Task.objects.filter(programme__in=programmes_for(actor), pk=task_id)
        .select_related("programme__place", "clause", "phase", "unit", "anchor")
        .annotate(
            clause_text=Substr(text, F("clause__start") + 1, length),
            hanging=Subquery(hanging.annotate(n=Count("pk")).values("n")),
        )
        .first()
    )
    if found is None:
        raise Refused("not_found", "没有找到这项任务，可能不在您的管辖范围内。")
    return found


def _units(task: Task) -> list[tuple[str, str, int | None]]:
    holder = task.parent_id or task.pk
    rows = Task.objects.filter(pk=holder).values_list("units__role", "units__words", "units__unit__name", "units__unit")
    order = {"lead": 0, "responsible": 1, "owner": 2, "support": 3, "person": 4}
    known = [(role, name or words, unit) for role, words, name, unit in rows.order_by("units__n") if role]
    return sorted(known, key=lambda row: order[row[0]])


def _by_role(units: list[tuple[str, str, int | None]]) -> tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]:
    """Role -> (name, known) pairs; a collective such as 各乡镇 and a person need no registered unit."""
    out: dict[str, list[tuple[str, bool]]] = {}
    for role, words, unit in units:
        out.setdefault(role, []).append((words, bool(unit or role == "person" or level_of(words))))
    return tuple((role, tuple(names)) for role, names in out.items())


def _notes(task: Task) -> tuple[NoteRow, ...]:
    rows = Note.objects.filter(task=task).select_related("by", "unit").prefetch_related("files").order_by("-at", "-pk")
    return tuple(
        NoteRow(
            at=n.at,
            by=n.by.name,
            unit=n.unit.name if n.unit else "",
            deed=n.deed,
            text=n.text,
            problem=n.problem,
            percent=n.percent,
            files=tuple(FileRow(f.pk, f.name, f.size) for f in n.files.all()),
            behalf_of=n.behalf_of,
            how=n.how,
        )
        for n in rows[:200]
    )


def _why_not(state: str, deed: str, parts: tuple[PartRow, ...]) -> str:
    if why := why_not(state, deed):
        return why
    if deed in {"claim", "accept"} and any(p.state not in CLOSED for p in parts):
        return "还有下级单位的分项没有办结，暂不能办理。请先看分项进展。"
    return ""


def _settled(task: Task) -> tuple[SettledRow, ...]:
    """Days set on the task itself, and those its anchor gave it: the values are told apart here, they are texts."""
    own = Q(object_kind="task", object_id=task.pk, deed="settle_task")
    of_anchor = Q(object_kind="anchor", deed="settle_anchor", programme_id=task.programme_id)
    rows = Entry.objects.filter(own | of_anchor).select_related("value").order_by("-pk")[:500]
    mine = (e for e in rows if e.object_kind == "task" or str(task.pk) in e.data.get("tasks", ()))
    return tuple(SettledRow(e.at, e.actor_name, e.data) for e in islice(mine, 50))
