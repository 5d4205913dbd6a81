"""The ledger of a programme (工作台账), and one's own tasks over all programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import LessThanOrEqual

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.core.task import CLOSED, LIGHTS, UNIT_ROLES
from shanzhi.models import Anchor, Phase, Programme, Task, TaskUnit, Unit
from shanzhi.queries.scope import programmes_for, scoped

ROWS_A_PAGE = 100
HOLDERS = ("lead", "responsible", "owner")
SORTS = {"plan": ("n",), "due": (F("light_on").asc(nulls_last=True), "n"), "progress": ("percent", "n"),
         "news": (F("last_note_at").desc(nulls_last=True), "n")}  # fmt: skip
GROUP_KEYS = {"": (), "unit": ("holder",), "phase": ("phase__n",), "section": ("section_n",)}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for. unit and phase: ids or None; page: from 1."""

    unit: int | None = None
    phase: int | None = None
    light: str = ""
    text: str = ""
    sort: str = "plan"
    group: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A task in the ledger. units: (role, name) pairs; parts, closed: its parts and how many are closed."""

    id: int
    programme_id: int
    programme: str
    path: str
    title: str
    section: str
    phase: str
    group: str
    unit: str
    units: tuple[tuple[str, str], ...]
    due_on: date | None
    due_words: str
    light: str
    state: str
    percent: int
    problem: str
    last_note: str
    last_note_at: datetime | None
    parts: int
    closed: int

    def of(self, role: str) -> str:
        return "、".join(name for r, name in self.units if r == role)

    @property
    def holders(self) -> str:
        return self.unit or "、".join(name for r, name in self.units if r in HOLDERS)

    @property
    def support(self) -> str:
        return self.of("support")

    @property
    def lead(self) -> str:
        return self.of("lead")

    @property
    def responsible(self) -> str:
        return self.of("responsible")

    @property
    def persons(self) -> str:
        return self.of("person")


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of the ledger. lights: (light, count) under the other filters; total: rows under all filters.

    open_anchors: events that deadlines wait for, whose day is not settled.
    """

    id: int
    title: str
    place: str
    from_on: date
    to_on: date
    rows: tuple[LedgerRow, ...]
    lights: tuple[tuple[str, int], ...]
    total: int
    page: int
    pages: int
    units: tuple[tuple[int, str], ...]
    phases: tuple[tuple[int, str], ...]
    open_anchors: tuple[tuple[int, str], ...] = ()


def light_of(today: date) -> Case:
    """core.task.light as SQL; tests/queries holds the two against each other over every combination."""
    day = Value(today, output_field=DateField())
    near_from = ExpressionWrapper(F("light_on") - F("programme__near_days"), output_field=DateField())
    in_time = Q(light_on__isnull=True) | Q(light_on__gte=Coalesce("claimed_on", day))
    return Case(
        When(state="accepted", then=Value("done")),
        When(state="cancelled", then=Value("cancelled")),
        When(Q(state="claimed") & in_time, then=Value("waiting")),
        When(light_on__isnull=True, then=Value("undated")),
        When(light_on__lt=today, then=Value("late")),
        When(LessThanOrEqual(near_from, day), then=Value("near")),
        default=Value("normal"),
        output_field=CharField(),
    )


@scoped
def ledger_page(actor: Actor, programme_id: int, asked: Filter, today: date, *, whole: bool = False) -> Ledger:
    """The ledger of a programme; with whole, all rows at once for an export.

    cost: 4 queries.
    raises: Refused("not_found").
    """
    programme = _programme(actor, programme_id)
    tasks = _asked(Task.objects.filter(programme=programme), asked, actor)
    lights = _lights(tasks, today)
    if asked.light in LIGHTS:
        tasks = tasks.annotate(light=light_of(today)).filter(light=asked.light)
    total = lights.get(asked.light, 0) if asked.light in LIGHTS else sum(lights.values())
    pages = max(1, -(-total // ROWS_A_PAGE))
    page = min(max(asked.page, 1), pages)
    window = slice(None) if whole else slice((page - 1) * ROWS_A_PAGE, page * ROWS_A_PAGE)
    return Ledger(
        id=programme.pk,
        title=programme.title,
        place=programme.place.name,
        from_on=programme.from_on,
        to_on=programme.to_on,
        rows=_rows(tasks, asked, today, window),
        lights=tuple((name, lights[name]) for name in LIGHTS if lights.get(name)),
        total=total,
        page=page,
        pages=pages,
        units=tuple((u["id"], u["name"]) for u in getattr(programme, "unit_list", ())),
        phases=tuple((p["id"], p["title"]) for p in getattr(programme, "phase_list", ())),
        open_anchors=tuple((a["id"], a["event"]) for a in getattr(programme, "anchor_list", ())),
    )


@scoped
def my_tasks(actor: Actor, today: date) -> tuple[LedgerRow, ...]:
    """Open tasks and parts of the actor's unit over all programmes, the most urgent first; at most 500.

    cost: 2 queries.
    """
    if actor.unit_id is None:
        return ()
    tasks = Task.objects.filter(programme__state="running", programme__in=programmes_for(actor))
    tasks = _of_unit(tasks, actor.unit_id).exclude(state__in=CLOSED)
    return _rows(tasks, Filter(sort="due"), today, slice(0, 500))


@scoped
def tasks_waiting(actor: Actor, today: date) -> tuple[LedgerRow, ...]:
    """Tasks and parts claimed done that wait for the office's acceptance, oldest first; at most 500.

    cost: 2 queries.
    """
    tasks = Task.objects.filter(programme__state="running", programme__in=programmes_for(actor), state="claimed")
    return _rows(tasks, Filter(sort="due"), today, slice(0, 500))


def _programme(actor: Actor, programme_id: int) -> Programme:
    stand = TaskUnit.objects.filter(programme=programme_id).values("unit")
    parts = Task.objects.filter(programme=programme_id, parent__isnull=False).values("unit")
    units = Unit.objects.filter(Q(pk__in=stand) | Q(pk__in=parts)).order_by("name")
    phases = Phase.objects.filter(programme=OuterRef("pk")).order_by("n")
    anchors = Anchor.objects.filter(programme=OuterRef("pk"), on=None, tasks__isnull=False).distinct().order_by("n")
    found = (
        programmes_for(actor)
        .select_related("place")
        .annotate(
            unit_list=ArraySubquery(units.values(json=JSONObject(id="pk", name="name"))),
            anchor_list=ArraySubquery(anchors.values(json=JSONObject(id="pk", event="event"))),
            phase_list=ArraySubquery(phases.values(json=JSONObject(id="pk", title="title"))),
        )
        .filter(pk=programme_id)
        .first()
    )
    if found is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    return found


def _asked(tasks: QuerySet[Task], asked: Filter, actor: Actor) -> QuerySet[Task]:
    unit = actor.unit_id if actor.role == "unit" else asked.unit
    tasks = _of_unit(tasks, unit) if unit else tasks.filter(parent__isnull=True)
    if asked.phase:
        tasks = tasks.filter(phase=asked.phase)
    if asked.text:
        tasks = tasks.filter(Q(title__icontains=asked.text) | Q(path=asked.text) | Q(section__icontains=asked.text))
    return tasks


def _of_unit(tasks: QuerySet[Task], unit_id: int | None) -> QuerySet[Task]:
    stands = TaskUnit.objects.filter(unit=unit_id).values("task")
    return tasks.filter(Q(unit=unit_id) | Q(pk__in=stands, parent__isnull=True))


def _lights(tasks: QuerySet[Task], today: date) -> dict[str, int]:
    counted = tasks.annotate(light=light_of(today)).values("light").annotate(n=Count("pk")).order_by()
    return {row["light"]: row["n"] for row in counted}


def _rows(tasks: QuerySet[Task], asked: Filter, today: date, window: slice) -> tuple[LedgerRow, ...]:
    parts = Task.objects.filter(parent=OuterRef("pk")).order_by().values("parent")
    first = TaskUnit.objects.filter(task=OuterRef("pk"), role__in=HOLDERS).order_by("n")
    if asked.group == "section":
        tasks = tasks.annotate(section_n=Window(Min("n"), partition_by=[F("section")]))
    rows = (
        tasks.select_related("phase", "unit", "programme")
        .annotate(
            light=light_of(today),
            all_parts=Subquery(parts.annotate(n=Count("pk")).values("n")),
            closed_parts=Subquery(parts.filter(state__in=CLOSED).annotate(n=Count("pk")).values("n")),
            holder=Coalesce("unit__name", Subquery(first.values(name=Coalesce("unit__name", "words"))[:1])),
        )
        .order_by(*GROUP_KEYS.get(asked.group, ()), *SORTS.get(asked.sort, ("n",)))[window]
    )
    tasks_here = list(rows)
    return tuple(_row(t, units, asked.group) for t, units in zip(tasks_here, _units(tasks_here), strict=True))


def _units(tasks: Sequence[Task]) -> list[tuple[tuple[str, str], ...]]:
    """Who stands on each task; a part shows those of its parent."""
    ids = {t.parent_id or t.pk for t in tasks}
    order = {role: k for k, role in enumerate(UNIT_ROLES)}
    found: dict[int, list[tuple[str, str]]] = {}
    rows = TaskUnit.objects.filter(task__in=ids).values_list("task_id", "role", "words", "unit__name", "n")
    for task_id, role, words, name, _ in sorted(rows, key=lambda r: (r[0], order[r[1]], r[4])):
        found.setdefault(task_id, []).append((role, name or words))
    return [tuple(found.get(t.parent_id or t.pk, ())) for t in tasks]


def _row(task: Task, units: tuple[tuple[str, str], ...], group: str) -> LedgerRow:
    phase = task.phase.title if task.phase else ""
    groups = {"unit": getattr(task, "holder", "") or "", "phase": phase, "section": task.section}
    return LedgerRow(
        id=task.pk,
        programme_id=task.programme_id,
        programme=task.programme.title,
        path=task.path,
        title=task.title,
        section=task.section,
        phase=phase,
        group=groups.get(group, ""),
        unit=task.unit.name if task.unit else "",
        units=units,
        due_on=task.due_on,
        due_words=task.due_words,
        light=getattr(task, "light", ""),
        state=task.state,
        percent=task.percent,
        problem=task.problem,
        last_note=task.last_note,
        last_note_at=task.last_note_at,
        parts=getattr(task, "all_parts", None) or 0,
        closed=getattr(task, "closed_parts", None) or 0,
    )
