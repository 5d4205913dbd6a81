"""Cases of a programme: its flows with their counts, and a list that shows nobody more than the flow lets him see."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from django.db.models import Count, F, Q, QuerySet

from shanzhi.core.access import Actor, has, subtree
from shanzhi.core.kinds import china_day
from shanzhi.core.pack.flows import Flow
from shanzhi.core.place import above
from shanzhi.core.seating import Held, Person, seats_of
from shanzhi.core.within_case import doer_of, label_of, seen_fields
from shanzhi.models import Case, CaseUnit
from shanzhi.queries.at_hand import at_hand, rows_of_cases
from shanzhi.queries.doers import held_on, person_of, posts_of
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped

ROWS_A_PAGE: Final = 50
MOST_WAITING: Final = 20
KEPT: Final = ("responsible", "owner", "subject")
Light = Literal["", "late", "paused", "normal", "done"]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the address asks for.

    place: a code; record: the row cases are about; before: the id the next page goes on from, None for the first.
    """

    flow: str = ""
    state: str = ""
    place: str = ""
    mine: bool = False
    late: bool = False
    record: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class StateCount:
    """A state of a flow with how many cases are in it."""

    id: str
    title: str
    final: bool
    count: int


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow. open: cases that have not ended; late: of those, how many are past a time limit; opens: may be opened."""

    id: str
    title: str
    open: int
    late: int
    states: tuple[StateCount, ...]
    opens: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: what its reader may see of it, "" for the rest."""

    id: int
    n: int
    flow: str
    label: str
    state: str
    light: Light
    place: str
    assignee: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases, the newest first. next: where the next page goes on, None on the last."""

    programme_id: int
    title: str
    flows: tuple[FlowRow, ...]
    rows: tuple[CaseRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, with the seats of the programme by place. known: what he stands for, by code, once asked."""

    person: Person
    found: Running
    held: Mapping[str, tuple[Held, ...]]
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def seats(self, code: str) -> frozenset[str]:
        """What he stands for at a place; only seats of places above it, and its own, matter there."""
        if code not in self.known:
            near = [h for up in (*above(code), code) for h in self.held.get(up, ())]
            self.known[code] = seats_of(self.person, posts_of(self.found), near, self.found.place, code)
        return self.known[code]


@scoped
def case_list(actor: Actor, programme_id: int, asked: CaseFilter, now: datetime) -> CaseList:
    """The cases of a programme under a filter.

    cost: 5 queries; 1 fewer for an office, and 1 more for each flow that not everybody may see.
    raises: Refused("not_found").
    """
    found = running(programme_id)
    reader = _reader(person_of(actor), found, china_day(now))
    seen = _seen(reader)
    rows = list(_asked(seen, asked, reader.person, now)[: ROWS_A_PAGE + 1])
    shown = rows[:ROWS_A_PAGE]
    return CaseList(
        programme_id,
        found.title,
        tuple(_flows(actor, found, seen, now)),
        tuple(r for row in shown if (r := _row(row, reader, now)) is not None),
        shown[-1].pk if len(rows) > ROWS_A_PAGE else None,
    )


def cases_waiting(actor: Actor, now: datetime) -> tuple[CaseRow, ...]:
    """Open cases that wait for an actor, those due first: of a unit those it has in hand or is asked about, of an
    office those of its place that nobody has in hand; at most 20.

    cost: 3 queries for a unit that has some of one programme; 1 more for each further one, 1 where there are none.
    """
    rows = rows_of_cases().select_related("assignee").filter(closed_at=None, programme__state="running")
    if actor.role == "unit":
        joined = CaseUnit.objects.filter(unit=actor.unit_id).values("case")
        rows = rows.filter(Q(assignee=actor.unit_id) | Q(pk__in=joined))
    elif has(actor, "move_case"):
        rows = rows.filter(assignee=None, programme__place__code=actor.place_code)
    else:
        return ()
    found = list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST_WAITING])
    person = person_of(actor) if found else None
    readers: dict[int, _Reader] = {}
    for row in found:
        if person and row.programme_id not in readers:
            readers[row.programme_id] = _reader(person, at_hand(row).running, china_day(now))
    return tuple(r for row in found if (r := _row(row, readers[row.programme_id], now)) is not None)


def _reader(person: Person, found: Running, today: date) -> _Reader:
    held: dict[str, tuple[Held, ...]] = {}
    for one in held_on(found.programme_id, today):
        held[one.place] = (*held.get(one.place, ()), one)
    return _Reader(person, found, held)


def _seen(reader: _Reader) -> QuerySet[Case]:
    """The cases whose flows let the reader see something; what hangs on a formula is looked at row by row."""
    rows = rows_of_cases().filter(programme=reader.found.programme_id)
    either = Q(pk=None)
    for flow in reader.found.items("flows"):
        if isinstance(flow, Flow):
            either |= Q(flow=flow.id) & _lets(flow, rows, reader)
    return rows.filter(either)


def _lets(flow: Flow, rows: QuerySet[Case], reader: _Reader) -> Q:
    names = {name for line in flow.see for name in line.who.names}
    if "anyone" in names:
        return Q()
    actor = reader.person.actor
    either = Q(pk=None)
    if "reporter" in names:
        either |= Q(opened_by=actor.id)
    if "assignee" in names and actor.unit_id:
        either |= Q(assignee=actor.unit_id)
    if names & set(KEPT) and actor.unit_id:
        either |= Q(record__keeper=actor.unit_id)
    codes = rows.filter(flow=flow.id).order_by().values_list("place__code", flat=True).distinct()
    return either | Q(place__code__in=[code for code in codes if reader.seats(code) & names])


def _asked(rows: QuerySet[Case], asked: CaseFilter, person: Person, now: datetime) -> QuerySet[Case]:
    if asked.flow:
        rows = rows.filter(flow=asked.flow)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.place:
        rows = rows.filter(place__code__range=subtree(asked.place))
    if asked.mine:
        unit = person.actor.unit_id
        rows = rows.filter(Q(opened_by=person.actor.id) | (Q(assignee=unit) if unit else Q(pk=None)))
    if asked.late:
        rows = rows.filter(due_at__lt=now, closed_at=None)
    if asked.record is not None:
        rows = rows.filter(record=asked.record)
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    return rows.select_related("assignee").order_by("-pk")


def _flows(actor: Actor, found: Running, seen: QuerySet[Case], now: datetime) -> Iterator[FlowRow]:
    counts: Counter[tuple[str, str]] = Counter()
    late: Counter[str] = Counter()
    plain = seen.select_related(None).order_by()
    grouped = plain.values("flow", "state").annotate(
        all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now, closed_at=None))
    )
    for row in grouped:
        counts[row["flow"], row["state"]] += row["all"]
        late[row["flow"]] += row["late"]
    for flow in found.items("flows"):
        if isinstance(flow, Flow):
            states = tuple(StateCount(s.id, s.title or s.id, s.final, counts[flow.id, s.id]) for s in flow.states)
            open_ = sum(s.count for s in states if not s.final)
            opens = has(actor, "move_case") and bool(flow.opening)
            yield FlowRow(flow.id, flow.title or flow.id, open_, late[flow.id], states, opens)


def _row(row: Case, reader: _Reader, now: datetime) -> CaseRow | None:
    """A row as its reader may see it; None where no line of its own edition lets him."""
    hand = at_hand(row)
    where = hand.where
    doer = doer_of(reader.person, reader.seats(row.place.code), hand.flow, hand.facts, where)
    fields = seen_fields(hand.flow.see, doer, where)
    if fields is not None and not fields:
        return None
    values = {k: v for k, v in row.values.items() if fields is None or k in fields}
    may_state = fields is None or "state" in fields
    return CaseRow(
        row.pk,
        row.n,
        hand.flow.title or hand.flow.id,
        label_of(hand.flow, values),
        hand.rules.title(row.state) if may_state else "",
        _light(row, hand.case.pause_reason, now) if may_state else "",
        row.place.name if fields is None or "place" in fields else "",
        row.assignee.name if fields is None and row.assignee else "",
        row.opened_at,
        row.due_at if may_state else None,
    )


def _light(row: Case, paused: str, now: datetime) -> Light:
    if row.closed_at:
        return "done"
    if paused:
        return "paused"
    return "late" if row.due_at and row.due_at < now else "normal"
