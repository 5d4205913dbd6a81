"""The wall chart of a programme (挂图作战)."""

from dataclasses import dataclass
from datetime import date

from shanzhi.core.access import Actor
from shanzhi.core.chart import Scale, Tick, months
from shanzhi.core.kinds import Refused
from shanzhi.core.task import light
from shanzhi.models import Phase, Task, TaskUnit
from shanzhi.queries.scope import programmes_for, scoped

WIDTH = 1000
ROW = 26
MOST = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the chart. x, width, y: in the chart's units; width 0 for a task without a day."""

    id: int
    path: str
    title: str
    units: str
    light: str
    percent: int
    due_on: date | None
    x: float
    width: float
    y: int

    @property
    def done_width(self) -> float:
        return round(self.width * self.percent / 100, 1)

    @property
    def middle(self) -> int:
        return self.y + ROW // 2

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """A group of bars: a phase, a unit or a section, with its own days where it has some."""

    title: str
    bars: tuple[Bar, ...]
    x: float
    width: float
    y: int

    @property
    def height(self) -> int:
        return ROW * (len(self.bars) + 1)


@dataclass(frozen=True, slots=True)
class Wall:
    """The chart. today_x: None where today lies outside; left_out: tasks beyond the most a chart can show."""

    id: int
    title: str
    place: str
    from_on: date
    to_on: date
    months: tuple[Tick, ...]
    bands: tuple[Band, ...]
    today_x: float | None
    height: int
    left_out: int
    width: int = WIDTH
    row: int = ROW


@scoped
def wall_chart(actor: Actor, programme_id: int, group: str, today: date) -> Wall:
    """The wall chart of a programme, grouped by phase, unit or section.

    cost: 4 queries.
    raises: Refused("not_found").
    """
    programme = programmes_for(actor).select_related("place").filter(pk=programme_id).first()
    if programme is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    phases = list(Phase.objects.filter(programme=programme).order_by("n"))
    tasks = list(Task.objects.filter(programme=programme, parent=None).order_by("n")[: MOST + 1])
    sheet = _Sheet(
        scale=Scale(programme.from_on, programme.to_on, WIDTH),
        phases={p.pk: p for p in phases},
        names=_names([t.pk for t in tasks]),
        today=today,
        near_days=programme.near_days,
    )
    bands = sheet.bands(tasks[:MOST], group)
    return Wall(
        id=programme.pk,
        title=programme.title,
        place=programme.place.name,
        from_on=programme.from_on,
        to_on=programme.to_on,
        months=tuple(months(sheet.scale)),
        bands=bands,
        today_x=sheet.scale.x(today) if programme.from_on <= today <= programme.to_on else None,
        height=sum(b.height for b in bands),
        left_out=max(0, len(tasks) - MOST),
    )


def _names(task_ids: list[int]) -> dict[int, list[str]]:
    rows = TaskUnit.objects.filter(task__in=task_ids, role__in=("lead", "responsible", "owner")).order_by("n")
    out: dict[int, list[str]] = {}
    for task_id, words, name in rows.values_list("task_id", "words", "unit__name"):
        out.setdefault(task_id, []).append(name or words)
    return out


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every bar of one chart shares."""

    scale: Scale
    phases: dict[int, Phase]
    names: dict[int, list[str]]
    today: date
    near_days: int

    def bands(self, tasks: list[Task], group: str) -> tuple[Band, ...]:
        by_phase = group == "phase"
        groups: dict[str, list[Task]] = {p.title: [] for p in self.phases.values()} if by_phase else {}
        for task in tasks:
            groups.setdefault(self._group(task, group), []).append(task)
        own = {p.title: self.scale.span(p.from_on, p.to_on) for p in self.phases.values()} if by_phase else {}
        out, y = [], 0
        for title, members in groups.items():
            bars = tuple(self._bar(t, y + ROW * (k + 1)) for k, t in enumerate(members))
            x, width = own.get(title, (0.0, 0.0))
            out.append(Band(title, bars, x, width, y))
            y += out[-1].height
        return tuple(out)

    def _group(self, task: Task, group: str) -> str:
        if group == "unit":
            return (self.names.get(task.pk) or [""])[0]
        if group == "section":
            return task.section
        return self.phases[task.phase_id].title if task.phase_id else ""

    def _bar(self, task: Task, y: int) -> Bar:
        """A bar from the start of the task's phase, or of the programme, to its day."""
        x, width = 0.0, 0.0
        if task.due_on:
            phase = self.phases.get(task.phase_id or 0)
            first = min(phase.from_on if phase else self.scale.from_on, task.due_on)
            x, width = self.scale.span(first, task.due_on)
        return Bar(
            id=task.pk,
            path=task.path,
            title=task.title,
            units="、".join(self.names.get(task.pk, ())),
            light=light(task.as_core(), self.today, self.near_days),
            percent=task.percent,
            due_on=task.due_on,
            x=x,
            width=width,
            y=y,
        )
