"""The first page of a post: what is late, due, waiting for me, new."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from shanzhi.core.access import Actor
from shanzhi.models import Entry, Occurrence, Task
from shanzhi.queries.cases import CaseRow, cases_waiting
from shanzhi.queries.ledger import LedgerRow, light_of, my_tasks, tasks_waiting
from shanzhi.queries.messages import MessageRow, unseen
from shanzhi.queries.scope import programmes_for, readings_for, scoped

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A running programme with its lights."""

    id: int
    title: str
    place: str
    to_on: date
    tasks: int
    done: int
    late: int
    near: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.tasks if self.tasks else 0


@dataclass(frozen=True, slots=True)
class DueRow:
    """A duty to be met soon, or missed."""

    duty_id: int
    title: str
    unit: str
    due_on: date
    late: bool
    programme: str


@dataclass(frozen=True, slots=True)
class NewsRow:
    """Something that was done since yesterday."""

    at: datetime
    by: str
    deed: str
    object_kind: str
    object_id: int | None
    programme_id: int | None


@dataclass(frozen=True, slots=True)
class Today:
    """The first page."""

    late: int
    near: int
    waiting: int
    reviews: int
    programmes: tuple[ProgrammeRow, ...]
    tasks: tuple[LedgerRow, ...]
    duties: tuple[DueRow, ...]
    news: tuple[NewsRow, ...]
    messages: tuple[MessageRow, ...] = ()
    cases: tuple[CaseRow, ...] = ()


@scoped
def today_page(actor: Actor, now: datetime, today: date) -> Today:
    """What waits for an actor today.

    cost: 9 queries; more where cases wait.
    """
    mine = actor.role == "unit"
    rows = my_tasks(actor, today) if mine else tasks_waiting(actor, today)
    programmes = _programmes(actor, today)
    return Today(
        late=sum(r.light == "late" for r in rows) if mine else sum(p.late for p in programmes),
        near=sum(r.light == "near" for r in rows) if mine else sum(p.near for p in programmes),
        waiting=sum(r.state == "returned" for r in rows) if mine else len(rows),
        reviews=0 if mine else readings_for(actor).exclude(state="adopted").count(),
        programmes=programmes,
        tasks=rows[:30],
        duties=_duties(actor, today),
        news=_news(actor, now),
        messages=unseen(actor),
        cases=cases_waiting(actor, now),
    )


def _programmes(actor: Actor, today: date) -> tuple[ProgrammeRow, ...]:
    seen = {p.pk: p for p in programmes_for(actor).filter(state="running").select_related("place").order_by("-pk")}
    tasks = Task.objects.filter(programme__in=seen, parent=None)
    lights = tasks.annotate(light=light_of(today)).values("programme")
    counts = {
        row["programme"]: row
        for row in lights.annotate(
            all=Count("pk", filter=~Q(state="cancelled")),
            done=Count("pk", filter=Q(light="done")),
            late=Count("pk", filter=Q(light="late")),
            near=Count("pk", filter=Q(light="near")),
        ).order_by()
    }
    nothing = {"all": 0, "done": 0, "late": 0, "near": 0}
    out = []
    for pk, p in seen.items():
        row = counts.get(pk, nothing)
        out.append(ProgrammeRow(pk, p.title, p.place.name, p.to_on, row["all"], row["done"], row["late"], row["near"]))
    return tuple(out)


def _duties(actor: Actor, today: date) -> tuple[DueRow, ...]:
    """Duties open or missed in the last month, of the actor's unit or, for an office, of all units."""
    rows = Occurrence.objects.filter(
        duty__programme__in=programmes_for(actor).filter(state="running"),
        done_at=None,
        excuse="",
        opens_on__lte=today + WEEK,
        due_on__gte=today - timedelta(days=31),
    ).filter(Q(due_on__lt=today) | Q(due_on__lte=today + WEEK))
    if actor.role == "unit":
        rows = rows.filter(unit=actor.unit_id)
    rows = rows.select_related("duty__programme", "unit").order_by("due_on", "duty", "unit")[:40]
    return tuple(
        DueRow(
            duty_id=r.duty_id,
            title=r.duty.title,
            unit=r.unit.name if r.unit else r.duty.who_words,
            due_on=r.due_on,
            late=r.due_on < today,
            programme=r.duty.programme.title,
        )
        for r in rows
    )


def _news(actor: Actor, now: datetime) -> tuple[NewsRow, ...]:
    seen = programmes_for(actor).values("pk")
    rows = Entry.objects.filter(programme_id__in=seen, at__gte=now - timedelta(days=1)).select_related("value")
    return tuple(
        NewsRow(e.at, e.actor_name, e.deed, e.object_kind, e.object_id, e.programme_id)
        for e in rows.order_by("-pk")[:20]
    )
