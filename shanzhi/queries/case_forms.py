"""Forms of cases: to open one, and to take a step of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shanzhi.core.access import Actor, has, subtree
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.quorum import asked as law_asks
from shanzhi.core.within_case import label_of
from shanzhi.core.wording import Names
from shanzhi.models import Place
from shanzhi.queries.at_hand import AtHand, flow_of
from shanzhi.queries.case_page import known_case, turns_of
from shanzhi.queries.finder import names_of, offered
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped

MOST_PLACES: Final = 1000
ABOUT: Final = "about_row"


@dataclass(frozen=True, slots=True)
class NewForm:
    """A case to be opened. openings: id and title of the steps that do; places: code and name.

    places: () where the row it is about says where it is: the fields begin with ABOUT then.
    """

    programme_id: int
    programme: str
    flow: str
    title: str
    openings: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    offers: Mapping[str, Sequence[str]]
    clause: str


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step to be taken. law: what the law asks of the meeting that decides, "" where none does.

    held: what the case holds already under the fields; names, offers: for the boxes of the form.
    """

    case_id: int
    programme_id: int
    label: str
    flow: str
    action: str
    title: str | Words
    revision: int
    fields: tuple[Field, ...]
    held: Mapping[str, Json]
    names: Names
    offers: Mapping[str, Sequence[str]]
    decides: bool
    law: str
    clause: str
    why: Words | None


@scoped
def new_form(actor: Actor, programme_id: int, flow: str, now: datetime) -> NewForm:
    """The form that opens a case of a flow.

    cost: 2 queries, and some for what its fields offer.
    raises: Refused("not_found") where there is none, or nobody with this post opens one.
    """
    found = running(programme_id)
    item = flow_of(found, flow)
    if not has(actor, "move_case") or not item.opening:
        raise Refused("not_found", "这类事项不能在这里发起，请与本级办公室联系。")
    hand = AtHand.begun(found, item, found.place, actor.id, now)
    about = about_field(found, item)
    fields = (*((about,) if about else ()), *hand.asked(item.opening[0].id))
    return NewForm(
        programme_id,
        found.title,
        item.id,
        item.title or item.id,
        tuple((a.id, a.title or a.id) for a in item.opening),
        () if about else _places(actor, found, item),
        fields,
        offered(found, fields, found.place).options,
        found.words(item.clause) if item.clause else "",
    )


def about_field(found: Running, flow: Flow) -> Field | None:
    """The row a case of a flow is about, as a field; None where it is about a place, or its life opens it.

    cost: 0 queries.
    """
    registers = [r for n in (flow.about.ids if flow.about else ()) if (r := found.find(n, Register))]
    if not registers or len(registers) < len(flow.about.ids if flow.about else ()):
        return None
    title = registers[0].title or registers[0].id
    return Field(id=ABOUT, title=title, type="record", of=(registers[0].id,), required=True)


def _places(actor: Actor, found: Running, flow: Flow) -> tuple[tuple[str, str], ...]:
    """The places a case may be about, as far as the actor's area goes."""
    levels = [n for n in (flow.about.ids if flow.about else ()) if n in LEVELS]
    own = actor.over or actor.place_code
    rows = Place.objects.filter(code__range=subtree(found.place.code), ended_on=None)
    rows = rows.filter(code__range=subtree(own))
    rows = rows.filter(level__in=levels) if levels else rows
    return tuple(rows.order_by("code").values_list("code", "name")[:MOST_PLACES])


@scoped
def step_form(actor: Actor, case_id: int, action: str, now: datetime) -> StepForm:
    """The form of a step.

    cost: 3 queries; 1 fewer for an office, and some more for what its fields name and offer.
    raises: Refused("not_found").
    """
    row, hand, doer, _ = known_case(actor, case_id, now)
    turn = next((t for t in turns_of(hand, doer, now) if t.action == action), None)
    if turn is None:
        raise Refused("not_found", "没有这一步，请回到事项页面查看。")
    step = hand.flow.action(action)
    fields = hand.asked(action)
    kept: dict[str, Json] = dict(row.values) | ({"assignee": row.assignee_id} if row.assignee_id else {})
    held = {f.id: kept[f.id] for f in fields if f.id in kept}
    return StepForm(
        row.pk,
        row.programme_id,
        label_of(hand.flow, row.values),
        hand.flow.title or hand.flow.id,
        action,
        turn.title,
        row.revision,
        fields,
        held,
        names_of(fields, [held], exact=True),
        offered(hand.running, fields, hand.facts.place).options,
        bool(step and step.decide),
        law_asks(step.decide.law) if step and step.decide and step.decide.law else "",
        hand.running.words(step.clause) if step and step.clause else "",
        turn.why,
    )
