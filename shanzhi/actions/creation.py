"""Writing down what adopting a pack creates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import F, Max

from shanzhi.core.adoption import Creation, NewTask
from shanzhi.core.duty import Recurrence, Window
from shanzhi.core.task import CLOSED
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


def add_task(programme: Programme, new: NewTask, quote: str, n: int) -> None:
    """Writes down one more task with its parts, numbered from n on."""
    phases = {p.item: p for p in programme.phases.all()}
    _tasks(programme, [new], phases, {new.item: quote}, n)


def renew(programme: Programme, made: Creation, quotes: Mapping[str, str], today: date) -> dict[str, int]:
    """Lets what is open or to come follow another edition; gives how many of each changed.

    out: tasks that are closed, times begun, met or excused, and figures entered stay as they are. A task that the pack
         no longer holds is cancelled, a duty gets no more times.
    """
    phases = _renewed_phases(programme, made, quotes)
    changed = _renewed_tasks(programme, made.tasks, phases, quotes, today)
    return {**changed, **_renewed_duties(programme, made, quotes, today), **_renewed_targets(programme, made, quotes)}


def _renewed_phases(programme: Programme, made: Creation, quotes: Mapping[str, str]) -> dict[str, Phase]:
    known = {p.item: p for p in programme.phases.all()}
    last = max((p.n for p in known.values()), default=-1)
    for new in made.phases:
        if new.item not in known:
            last += 1
            known[new.item] = Phase(programme=programme, n=last, item=new.item)
        phase = known[new.item]
        phase.title, phase.from_on, phase.to_on = new.title[:200], new.from_on, new.to_on
        phase.quote = quotes.get(new.item, "")
        phase.save()
    return known


def _renewed_tasks(
    programme: Programme,
    tasks: Iterable[NewTask],
    phases: Mapping[str, Phase],
    quotes: Mapping[str, str],
    today: date,
) -> dict[str, int]:
    made = {t.item: t for t in tasks}
    known = {t.item: t for t in programme.tasks.filter(parent=None).select_for_update()}
    open_ = programme.tasks.exclude(state__in=CLOSED)
    gone = open_.filter(item__in=known.keys() - made.keys())
    dropped = gone.update(state="cancelled", closed_on=today, light_on=None, revision=F("revision") + 1)
    changed = 0
    for item, row in known.items():
        new = made.get(item)
        if new is None:
            continue
        days = {"due_on": new.due_on, "light_on": new.due_on, "title": new.title, "phase": phases.get(new.phase)}
        moved = open_.filter(item=item).exclude(due_on=new.due_on, title=new.title)
        changed += moved.update(revision=F("revision") + 1, **days)
        changed += _more_parts(programme, row, new, phases, quotes)
    fresh = [t for item, t in made.items() if item not in known]
    first = (programme.tasks.aggregate(n=Max("n"))["n"] or 0) + 1
    tops, parts = _tasks(programme, fresh, phases, quotes, first)
    return {"tasks_new": tops + parts, "tasks_changed": changed, "tasks_cancelled": dropped}


def _more_parts(
    programme: Programme, row: Task, new: NewTask, phases: Mapping[str, Phase], quotes: Mapping[str, str]
) -> int:
    """Parts for units that are meant now and were not before."""
    have = set(row.parts.values_list("unit_id", flat=True))
    first = (programme.tasks.aggregate(n=Max("n"))["n"] or 0) + 1
    parts = []
    for n, unit_id in enumerate(u for u in new.parts if u not in have):
        part = _task(programme, first + n, new, phases, quotes)
        part.parent, part.unit_id = row, unit_id
        parts.append(part)
    return len(Task.objects.bulk_create(parts, batch_size=BATCH))


def _renewed_duties(programme: Programme, made: Creation, quotes: Mapping[str, str], today: date) -> dict[str, int]:
    """Times that have not begun are dealt out anew."""
    known = {d.item: d for d in programme.duties.all()}
    ahead = Occurrence.objects.filter(duty__programme=programme, opens_on__gt=today, done_at=None, excuse="")
    before = set(ahead.values_list("duty__item", "unit_id", "opens_on", "due_on", "part"))
    ahead.delete()
    last = max((d.n for d in known.values()), default=-1)
    times: list[Occurrence] = []
    for new in made.duties:
        if new.item not in known:
            last += 1
            known[new.item] = Duty(programme=programme, n=last, item=new.item)
        duty = known[new.item]
        duty.title, duty.who_words, duty.when_words = new.title, new.who[:120], new.when[:120]
        duty.rule, duty.hand_in, duty.quote = as_json(Recurrence(new.every)), new.hand_in, quotes.get(new.item, "")
        duty.save()
        duty.units.set(u for u in new.units if u is not None)
        kept = set(duty.occurrences.values_list("unit_id", "opens_on", "due_on", "part"))
        times += [
            Occurrence(duty=duty, unit_id=unit, opens_on=opens, due_on=due, period=period, part=part)
            for unit in new.units
            for opens, due, period, part in new.times
            if opens > today and (unit, opens, due, part) not in kept
        ]
    Occurrence.objects.bulk_create(times, batch_size=BATCH)
    after = {(t.duty.item, t.unit_id, t.opens_on, t.due_on, t.part) for t in times}
    return {"times_new": len(after - before), "times_gone": len(before - after)}


def _renewed_targets(programme: Programme, made: Creation, quotes: Mapping[str, str]) -> dict[str, int]:
    known = {(i.item, i.by_on): i for i in programme.indicators.all()}
    last = max((i.n for i in known.values()), default=-1)
    changed = 0
    for new in made.targets:
        row = known.get((new.item, new.by_on))
        if row is None:
            last += 1
            row = Indicator(programme=programme, n=last, item=new.item, by_on=new.by_on)
        changed += row.pk is None or row.value != new.value
        row.name, row.op, row.value, row.unit = new.title, new.op, new.value, new.measure[:20]
        row.by_words, row.quote = new.by[:80], quotes.get(new.item, "")
        row.save()
    return {"targets_changed": changed}


def _tasks(
    programme: Programme,
    tasks: Iterable[NewTask],
    phases: Mapping[str, Phase],
    quotes: Mapping[str, str],
    first: int = 0,
) -> tuple[int, int]:
    """Tasks, then their parts, numbered from first on; gives how many of each."""
    made = list(tasks)
    rows = [_task(programme, first + n, t, phases, quotes) for n, t in enumerate(made)]
    Task.objects.bulk_create(rows, batch_size=BATCH)
    parts: list[Task] = []
    for row, task in zip(rows, made, strict=True):
        for unit_id in task.parts:
            part = _task(programme, first + len(rows) + len(parts), task, phases, quotes)
            part.parent, part.unit_id = row, unit_id
            parts.append(part)
    Task.objects.bulk_create(parts, batch_size=BATCH)
    stand((row, task.units) for row, task in zip(rows, made, strict=True))
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
    return owe((row, d.units, [Window(*time) for time in d.times]) for row, d in zip(rows, made.duties, strict=True))


def owe(duties: Iterable[tuple[Duty, Sequence[int | None], Sequence[Window]]]) -> int:
    """Writes down who owes duties, and each time of what is handed in; gives how many times."""
    found = list(duties)
    owing = [
        Duty.units.through(duty_id=d.pk, unit_id=unit) for d, units, _ in found for unit in units if unit is not None
    ]
    Duty.units.through.objects.bulk_create(owing, batch_size=BATCH)
    times = [
        Occurrence(duty=d, unit_id=unit, opens_on=w.opens_on, due_on=w.due_on, period=w.period, part=w.part)
        for d, units, windows in found
        for unit in units
        for w in windows
    ]
    Occurrence.objects.bulk_create(times, batch_size=BATCH)
    return len(times)


def stand(tasks: Iterable[tuple[Task, Iterable[tuple[str, str, int | None]]]]) -> None:
    """Writes down who stands on tasks: role, words as printed, unit."""
    rows = (
        TaskUnit(task=row, programme_id=row.programme_id, role=role, words=words[:120], unit_id=unit_id, n=n)
        for row, units in tasks
        for n, (role, words, unit_id) in enumerate(units)
    )
    TaskUnit.objects.bulk_create(rows, batch_size=BATCH)


def _targets(programme: Programme, made: Creation, quotes: Mapping[str, str]) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            programme=programme, n=n, name=t.title, op=t.op, value=t.value, unit=t.measure[:20], by_words=t.by[:80],
            by_on=t.by_on, item=t.item, quote=quotes.get(t.item, ""),
        )
        for n, t in enumerate(made.targets)
    )  # fmt: skip
