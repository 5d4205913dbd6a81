"""When things are due: periods, windows, phases, and tasks that wait for one another."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from shanzhi.core.pack.assessments import Column
from shanzhi.core.pack.check.graph import reached
from shanzhi.core.pack.check.ground import Finding, Ground, below, found
from shanzhi.core.pack.check.names import CALLED
from shanzhi.core.pack.days import Day
from shanzhi.core.pack.duties import Duty, Every, PeriodUnit, Window
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.phases import Phase
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.values import plain

_LAST: Final[dict[PeriodUnit, int]] = {"week": 7, "half_month": 31, "month": 31}


def check_times(ground: Ground) -> Iterator[Finding]:
    """Faults of phases, tasks, duties and windows."""
    for phase in ground.pack.phases:
        yield from _phase(phase)
    yield from _tasks(ground)
    for duty in ground.pack.duties:
        if duty.every is None:
            yield found("no_time", duty)
        if duty.who is None:
            yield found("no_actor", duty)
        yield from _windows(duty, duty.every)
    for assessment in ground.pack.assessments:
        for column in assessment.columns:
            yield from _windows(column, assessment.every)
    for item in (i for _, i in ground.pack.items()):
        yield from _dates(item, ground)


def _phase(phase: Phase) -> Iterator[Finding]:
    first, last = plain(phase.from_), plain(phase.to)
    if phase.to is None and phase.takes is None:
        yield found("no_phase_end", phase)
    if isinstance(first, Day) and isinstance(last, Day) and _reversed(first, last):
        yield found("phase_reversed", phase, "to")


def _reversed(first: Day, last: Day) -> bool:
    """Whether a last day lies before the first; without years, a phase may run over the turn of the year."""
    a, b = (d.year or d.offset for d in (first, last))
    if a is None or b is None:
        return False
    return (b, last.month, last.day) < (a, first.month, first.day)


def _tasks(ground: Ground) -> Iterator[Finding]:
    after = {t.id: t.after for t in ground.pack.tasks}
    for task in ground.pack.tasks:
        if not (task.due or task.takes or task.phase or "due" in task.need):
            yield found("no_due", task)
        if not (task.responsible or task.lead or task.owner or "person" in task.need):
            yield found("no_actor", task)
        if task.id in reached(after, task.after):
            yield found("task_circle", task, "after", said=task.title or task.id)


def _windows(item: Duty | Column, every: Every | None) -> Iterator[Finding]:
    last = _LAST.get(every.unit) if every and every.count == 1 else None
    for window in item.window:
        yield from _window(window, last)


def _window(window: Window, last: int | None) -> Iterator[Finding]:
    first, end = plain(window.from_), plain(window.to)
    for said in (first, end):
        if last and isinstance(said, Decimal) and not 1 <= said <= last:
            yield found("window_outside", window, said=said)
    if isinstance(first, Decimal) and isinstance(end, Decimal) and first > end:
        yield found("window_reversed", window)


def _dates(item: Item, ground: Ground) -> Iterator[Finding]:
    """Tables of dates that a period names."""
    for part in (item, *below(item)):
        every = getattr(part, "every", None)
        if isinstance(every, Every) and every.table and ground.section(every.table) != "tables":
            near = nearest(every.table, ground.names("tables"))
            yield found("unknown_reference", part, "every", said=every.table, wanted=CALLED["tables"], near=near)
