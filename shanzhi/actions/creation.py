"""Writing down what adopting a pack creates."""

from collections.abc import Iterable, Mapping

from shanzhi.core.adoption import Creation, NewTask
from shanzhi.core.duty import Recurrence
from shanzhi.models import Duty, Indicator, Occurrence, Phase, Programme, Task, TaskUnit
from shanzhi.models.plans import as_json

BATCH = 2000


def store(programme: Programme, made: Creation, quotes: Mapping[str, str]) -> dict[str, int]:
    """Writes everything down; gives how many of each. quotes: item -> its clause in words."""
    phases = Phase.objects.bulk_create(
        Phase(
            programme=programme, n=n, title=p.title[:200], from_on=p.from_on, to_on=p.to_on, item=p.item,
            quote=quotes.get(p.item, ""),
        )
        for n, p in enumerate(made.phases)
    )  # fmt: skip
    tasks, parts = _tasks(programme, made.tasks, {p.item: p for p in phases}, quotes)
    times = _duties(programme, made, quotes)
    _targets(programme, made, quotes)
    return {
        "tasks": tasks, "parts": parts, "phases": len(phases), "duties": len(made.duties), "occurrences": times,
        "indicators": len(made.targets),
    }  # fmt: skip


def _tasks(
    programme: Programme, tasks: Iterable[NewTask], phases: Mapping[str, Phase], quotes: Mapping[str, str]
) -> tuple[int, int]:
    made = list(tasks)
    rows = [_task(programme, n, t, phases, quotes) for n, t in enumerate(made)]
    Task.objects.bulk_create(rows, batch_size=BATCH)
    parts: list[Task] = []
    for row, task in zip(rows, made, strict=True):
        for unit_id in task.parts:
            part = _task(programme, len(rows) + len(parts), task, phases, quotes)
            part.parent, part.unit_id = row, unit_id
            parts.append(part)
    Task.objects.bulk_create(parts, batch_size=BATCH)
    TaskUnit.objects.bulk_create(
        (
            TaskUnit(task=row, programme=programme, role=role, words=words[:120], unit_id=unit_id, n=k)
            for row, task in zip(rows, made, strict=True)
            for k, (role, words, unit_id) in enumerate(task.units)
        ),
        batch_size=BATCH,
    )
    return len(rows), len(parts)


def _task(programme: Programme, n: int, task: NewTask, phases: Mapping[str, Phase], quotes: Mapping[str, str]) -> Task:
    phase = phases.get(task.phase)
    return Task(
        programme=programme,
        n=n,
        path=str(n + 1),
        section=phase.title if phase else "",
        title=task.title,
        item=task.item,
        quote=quotes.get(task.item, ""),
        phase=phase,
        due_on=task.due_on,
        light_on=task.due_on,
    )


def _duties(programme: Programme, made: Creation, quotes: Mapping[str, str]) -> int:
    rows = Duty.objects.bulk_create(
        Duty(
            programme=programme, n=n, title=d.title, who_words=d.who[:120], when_words=d.when[:120], item=d.item,
            rule=as_json(Recurrence(d.every)), hand_in=d.hand_in, quote=quotes.get(d.item, ""),
        )
        for n, d in enumerate(made.duties)
    )  # fmt: skip
    owing = (
        Duty.units.through(duty_id=row.pk, unit_id=unit)
        for row, d in zip(rows, made.duties, strict=True)
        for unit in d.units
        if unit is not None
    )
    Duty.units.through.objects.bulk_create(owing, batch_size=BATCH)
    times = [
        Occurrence(duty=row, unit_id=unit, opens_on=opens, due_on=due, period=period, part=part)
        for row, d in zip(rows, made.duties, strict=True)
        for unit in d.units
        for opens, due, period, part in d.times
    ]
    Occurrence.objects.bulk_create(times, batch_size=BATCH)
    return len(times)


def _targets(programme: Programme, made: Creation, quotes: Mapping[str, str]) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            programme=programme, n=n, name=t.title, op=t.op, value=t.value, unit=t.measure[:20], by_words=t.by[:80],
            by_on=t.by_on, item=t.item, quote=quotes.get(t.item, ""),
        )
        for n, t in enumerate(made.targets)
    )  # fmt: skip
