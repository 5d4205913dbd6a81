"""What `audit` recomputes: the journal's chain and every number that is stored though it could be derived."""

from collections.abc import Iterator
from dataclasses import dataclass

from shanzhi.core.anchor import count_from
from shanzhi.core.chain import first_fault
from shanzhi.core.task import CLOSED, whole
from shanzhi.models import Entry, Task
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.scope import by_the_house


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree with its rows."""

    what: str
    id: int
    stored: str
    derived: str


@by_the_house
def audit() -> tuple[Finding, ...]:
    """Everything that does not hold: a broken chain, a parent that differs from its parts, a day from its anchor's.

    cost: 6 queries.
    """
    return (*_chain(), *_parents(), *_leaves(), *_anchored())


@by_the_house
def entries() -> int:
    """How many entries the journal holds.

    cost: 1 query.
    """
    return Entry.objects.count()


def _chain() -> Iterator[Finding]:
    fault = first_fault(e.as_core() for e in Entry.objects.order_by("seq").iterator())
    if fault is not None:
        yield Finding("journal", fault, "", "")


def _parents() -> Iterator[Finding]:
    parts: dict[int, list[Task]] = {}
    for part in Task.objects.filter(parent__isnull=False):
        parts.setdefault(part.parent_id or 0, []).append(part)
    for task in Task.objects.filter(pk__in=parts).prefetch_related("units"):
        held = any(u.unit_id and u.role in {"lead", "responsible", "owner"} for u in task.units.all())
        after = whole(task.as_core(), [p.as_core() for p in parts[task.pk]], has_holder=held)
        if task.state in CLOSED:
            continue
        stored = (task.state, task.percent, task.light_on)
        derived = (after.state or task.state, after.percent, after.light_on)
        if stored != derived:
            yield Finding("task", task.pk, str(stored), str(derived))


def _leaves() -> Iterator[Finding]:
    for task in (
        Task.objects.filter(parent__isnull=True, parts__isnull=True)
        .exclude(state__in=CLOSED)
        .only("pk", "due_on", "light_on")
    ):
        if task.due_on != task.light_on:
            yield Finding("task", task.pk, str(task.light_on), str(task.due_on))


def _anchored() -> Iterator[Finding]:
    """Days that no longer follow from their anchor; a notice published since shows until they are reckoned anew."""
    calendar = work_calendar()
    for task in Task.objects.filter(anchor__isnull=False).exclude(state__in=CLOSED).select_related("anchor"):
        on, term = task.anchor.on if task.anchor else None, task.counts()
        derived = count_from(on, term, calendar).on if on and term else None
        if task.due_on != derived:
            yield Finding("task", task.pk, str(task.due_on), str(derived))
