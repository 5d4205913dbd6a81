"""A case at hand: its row as core sees it, with the rules it moves by; and who somebody is to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from shanzhi.core.access import Actor
from shanzhi.core.case import Case as Stand
from shanzhi.core.case import Doer, Rules
from shanzhi.core.collecting import last_moment
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.tables import Table
from shanzhi.core.pack.values import plain
from shanzhi.core.seating import Person
from shanzhi.core.standing import taken_up
from shanzhi.core.turn import PAUSE
from shanzhi.core.unit import PlaceRef
from shanzhi.core.within_case import (
    Around,
    Facts,
    around,
    case_row,
    doer_of,
    fields_of,
    parts_of,
    paused_for,
    reader,
    still_asked,
)
from shanzhi.models import Case
from shanzhi.queries.around import Around as Surrounding
from shanzhi.queries.collected import WithAnswers
from shanzhi.queries.doers import person_of, stood_for
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running_of, work_time


@dataclass(frozen=True, slots=True)
class AtHand:
    """A case with all it is reckoned with. values: of its fields; where: what expressions may ask.

    now: the moment it is looked at, None where that is not said: sealed answers are unknown then.
    """

    id: int
    running: Running
    flow: Flow
    case: Stand
    facts: Facts
    values: Mapping[str, Json]
    now: datetime | None = None

    @classmethod
    def begun(cls, found: Running, flow: Flow, place: PlaceRef, by: int | None, now: datetime) -> "AtHand":
        """A case that is about to be opened. by: the id of whoever opens it, None for the program."""
        return cls(0, found, flow, Stand("", now, revision=0), Facts(place, now, by), {})

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables of its programme by id, its own before those it uses."""
        return {t.id: t for t in reversed(tuple(self.running.items("tables"))) if isinstance(t, Table)}

    def asked(self, action: str) -> tuple[Field, ...]:
        """The fields a step asks, with their choices; none for an unknown step."""
        found = self.flow.action(action)
        if found is None:
            built_in = paused_for(self.flow.state(self.case.state)) if action == PAUSE else ()
            return self.running.asked(built_in)
        form = self.running.find(found.form, Form) if found.form else None
        return still_asked(self.running.asked(fields_of(self.flow, found, form)), self.case)

    @property
    def where(self) -> Around:
        it = case_row(self.flow, self.values, self.case, self.facts)
        meant = Meant("", self.facts.place, it, unit=self.facts.assignee)
        more = Surrounding(self.running, meant, Known(self.running), self.today)
        if any(s.collect for s in self.flow.states):
            answers = WithAnswers(more, self.running, self.flow, self.id, readable=self._readable)
            return around(it, self.facts.place, self.tables.values(), answers)
        return around(it, self.facts.place, self.tables.values(), more)

    @property
    def _readable(self) -> bool:
        """Whether sealed answers may be read: the state that collects them is left, or its time is over."""
        state = self.flow.state(self.case.state)
        if state is None or state.collect is None:
            return True
        last = last_moment(plain(state.collect.until), self.case, work_time())
        return self.now is not None and last is not None and self.now > last

    @property
    def today(self) -> date:
        """The day its last step was taken, at least."""
        return china_day(self.case.entered_at)

    @property
    def rules(self) -> Rules:
        return Rules(self.flow, work_time(), reader(self.where))

    def holding(self, values: Mapping[str, Json]) -> "AtHand":
        """The same case with more in its fields."""
        return replace(self, values={**self.values, **values})


def rows_of_cases() -> QuerySet[Case]:
    """Cases with what `at_hand` needs."""
    return Case.objects.select_related("programme__place", "place", "edition", "record").only(*_NEEDED)


_PLACE = ("code", "name", "level")
_NEEDED = (
    *("n", "flow", "label", "values", "state", "standing", "revision", "opened_at", "moved_at", "due_at", "closed_at"),
    *("parent_id", "assignee", "opened_by"),
    *("programme__title", "programme__from_on", "programme__to_on", *(f"programme__place__{f}" for f in _PLACE)),
    *("edition__programme_id", "edition__n", "edition__digest", *(f"place__{f}" for f in _PLACE)),
    *("record__register", "record__keeper_id", "record__state"),
)


def at_hand(row: Case, now: datetime | None = None) -> AtHand:
    """A case as core sees it. row: of rows_of_cases; now: as AtHand has it.

    cost: 0 queries; one the first time an edition is met.
    raises: Refused("not_found") where the edition has no such flow.
    """
    row.edition.programme = row.programme
    found = running_of(row.edition)
    flow, stand = flow_of(found, row.flow), taken_up(row.state, row.revision, row.standing)
    return AtHand(row.pk, found, flow, stand, facts_of(row), row.values, now)


def facts_of(row: Case) -> Facts:
    """What is known of a case beside its values.

    cost: 0 queries.
    """
    return Facts(
        row.place.as_core(),
        row.opened_at,
        row.opened_by_id,
        row.assignee_id,
        row.closed_at,
        row.due_at,
        row.record.keeper_id if row.record else None,
        parts_of(row.values),
    )


def doer_at(actor: Actor, hand: AtHand, today: date) -> tuple[Doer, Person]:
    """Who somebody is to a case.

    cost: 2 queries; 1 for who has no unit.
    """
    person = person_of(actor)
    seats = stood_for(person, hand.running, hand.facts.place.code, today)
    return doer_of(person, seats, hand.flow, hand.facts, hand.where), person


def flow_of(found: Running, flow: str) -> Flow:
    """A flow of a programme.

    cost: 0 queries.
    raises: Refused("not_found").
    """
    item = found.find(flow, Flow)
    if item is None:
        raise Refused("not_found", "这项工作没有这类事项，请从办理页面进入。")
    return item
