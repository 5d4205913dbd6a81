"""How a case is opened and moved: checked, locked, asked of core, saved and noted; what happened is given back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from shanzhi.actions.case_clocks import earliest, wind
from shanzhi.actions.case_parts import asked_now, take_part
from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require, within
from shanzhi.core.case import Case as Stand
from shanzhi.core.case import Deed, Doer, is_one_of
from shanzhi.core.filling import Fault, Filled, Json, Unfilled, fill
from shanzhi.core.flow import ANEW, Step
from shanzhi.core.flow import open_case as opened
from shanzhi.core.flow import step as stepped
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.pack.flows import Action, Flow
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.quorum import Meeting
from shanzhi.core.standing import kept
from shanzhi.core.turn import barred
from shanzhi.core.within_case import (
    case_row,
    label_of,
    seen_fields,
    the_program,
)
from shanzhi.models import Case, CaseCount, CaseStep, Place, Record
from shanzhi.models.walls import acting
from shanzhi.queries.at_hand import AtHand, at_hand, doer_at, facts_of, flow_of, rows_of_cases
from shanzhi.queries.case_forms import ABOUT, about_field
from shanzhi.queries.finder import Finder
from shanzhi.queries.running import Running, running

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CaseIn:
    """A case to open. given: fields by id, as people write them; record_id: the row it is about, or whose life it is.

    about:  what people call that row, where its id is not at hand, among those of the registers the flow is about.
    action: the one that opens it, "" where the flow has but one; key: made where it was typed, so that a double send
    is one case.
    """

    programme_id: int
    flow: str
    place_code: str
    given: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    action: str = ""
    record_id: int | None = None
    about: str = ""
    parent_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepIn:
    """A step to take. revision: of the case as it was seen; given: fields by id; meeting: where a body decides."""

    case_id: int
    action: str
    revision: int
    given: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    key: UUID | None = None
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done. case_id: of the case; running: by which it runs; events: for the rules, in order."""

    case_id: int
    running: Running
    events: tuple[Happening, ...]


class SentBefore(Exception):  # noqa: N818 - it is no error
    """The same case was opened by the same send; what was done since is to be taken back."""

    def __init__(self, case_id: int) -> None:
        super().__init__(case_id)
        self.case_id = case_id


def begin(actor: Actor | None, given: CaseIn, now: datetime) -> Moved:
    """Opens a case, in the scope at hand.

    raises: SentBefore, and the refusals of cases.open_case.
    """
    found = running(given.programme_id)
    flow = flow_of(found, given.flow)
    record = _record(given, found, flow)
    place = _place(given.place_code or (record.place.code if record else ""), found, flow)
    if actor:
        require(actor, "move_case", place_code=place.code, unit_ids=[actor.unit_id])
    n = _next_number(found.programme_id, given.key)
    action = flow.action(given.action) if given.action else next(iter(flow.opening), None)
    by = actor.id if actor else None
    hand = AtHand.begun(found, flow, place.as_core(), by, now)
    doer = doer_at(actor, hand, china_day(now))[0] if actor else the_program(action)
    filled = _filled(hand, _id(action), given.given)
    if action and not action.from_ and not filled.good and is_one_of(action.who, doer, action.id):
        raise Unfilled(filled.faults)
    more = hand.holding(filled.values)
    after = opened(more.rules, _deed(given.action or _id(action), doer, filled), now)
    after, voices = asked_now(after, more, now)
    row = Case(
        programme_id=found.programme_id, edition_id=found.edition_id, flow=flow.id, n=n, place=place, record=record,
        parent_id=given.parent_id, opened_at=now, opened_by_id=by,
    )  # fmt: skip
    _fit(row, more, after.case, filled.values, now)
    row.label = label_of(flow, row.values)
    row.save(force_insert=True)
    return _keep(actor, _Said(row, _id(action), "", given.key, filled.values, voices), after, hand, now)


def move(actor: Actor | None, said: StepIn, now: datetime) -> Moved | None:
    """Takes a step of a case, in the scope at hand; None where this very send did so already.

    raises: the refusals of cases.take_step.
    """
    row, hand = locked(actor, said.case_id, now)
    if said.revision != row.revision and said.key and CaseStep.objects.filter(key=said.key, case=row).exists():
        return None
    action = hand.flow.action(said.action)
    doer = doer_at(actor, hand, china_day(now))[0] if actor else the_program(action)
    _may_know(hand, doer)
    filled = _filled(hand, said.action, said.given)
    more = hand.holding(filled.values)
    if action and not filled.good and said.revision == row.revision:
        raise _bar(more, doer, action, now) or Unfilled(filled.faults)
    after = stepped(more.rules, hand.case, _deed(said.action, doer, filled, said.revision, said.meeting), now)
    after, voices = asked_now(after, more, now)
    before = row.state
    _fit(row, more, after.case, filled.values, now)
    given = dict(filled.values) | ({"meeting": _counts(said.meeting)} if said.meeting else {})
    return _keep(actor, _Said(row, said.action, before, said.key, given, voices), after, hand, now)


def locked(actor: Actor | None, case_id: int, now: datetime) -> tuple[Case, AtHand]:
    """A case that somebody may do something with, held until the deed is done.

    raises: Refused("not_found"), Refused("not_allowed").
    """
    row = next(iter(rows_of_cases().select_for_update(of=("self",)).filter(pk=case_id)), None)
    if row is None:
        raise _unseen()
    if actor:
        require(actor, "move_case", place_code=row.place.code, unit_ids=[actor.unit_id])
    return row, at_hand(row, now)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was done to a case: by which action, from which state, with what; voices: of whom answers are asked now."""

    row: Case
    action: str
    before: str
    key: UUID | None
    given: Mapping[str, Json]
    voices: frozenset[str] = frozenset()


def _keep(actor: Actor | None, said: _Said, after: Step, hand: AtHand, now: datetime) -> Moved:
    """The step, its clocks, the life of the row it is about, the note; and what the rules are to hear of."""
    row, case = said.row, after.case
    step = CaseStep(
        case=row, revision=case.revision, action=said.action, from_state=said.before, to_state=case.state, at=now,
        by_id=actor.id if actor else None, unit_id=actor.unit_id if actor else None, given=dict(said.given),
        key=said.key,
    )  # fmt: skip
    row.move(step)
    wind(row.pk, hand.case, after, now)
    take_part(row, hand.values, said.voices)
    _live(row, hand.running)
    data = {"action": said.action, "state": case.state, "given": dict(said.given)}
    about = About("case", row.pk, row.programme_id, data, {"state": said.before}, None, case.revision, row.place.code)
    note(actor, "move_case" if said.before else "open_case", about, now)
    facts = facts_of(row)
    it = case_row(hand.flow, row.values, case, facts)
    names = (said.action, *([case.state] if case.state != said.before else []))
    text = f"case:{row.pk}/{case.revision}"
    return Moved(row.pk, hand.running, tuple(Happening(f"{row.flow}.{n}", text, facts.place, it) for n in names))


def _fit(row: Case, hand: AtHand, case: Stand, given: Mapping[str, Json], now: datetime) -> None:
    """A row as its case stands now."""
    state = hand.flow.state(case.state)
    row.state, row.revision, row.standing = case.state, case.revision, kept(case)
    row.values = {k: v for k, v in hand.values.items() if k not in (*ANEW, "assignee")}
    if "assignee" in given:
        row.assignee_id = int(str(given["assignee"]))
    row.moved_at, row.due_at = now, earliest(case)
    row.closed_at = (row.closed_at or now) if state and state.final else None


def _live(row: Case, found: Running) -> None:
    """The state of the row whose life a case is."""
    register = found.find(row.record.register, Register) if row.record else None
    if row.record and register and register.life == row.flow and row.record.state != row.state:
        with acting(None):  # whoever moves the case need not see the row
            Record.objects.filter(pk=row.record.pk).update(state=row.state)
        row.record.state = row.state


def _filled(hand: AtHand, action: str, given: Mapping[str, object]) -> Filled:
    """What was handed in, as values; an unknown step takes nothing."""
    return fill(hand.asked(action), given, Finder(hand.running, hand.facts.place))


def _deed(action: str, doer: Doer, filled: Filled, revision: int = 0, meeting: Meeting | None = None) -> Deed:
    return Deed(action, doer, revision, {k: str(v) for k, v in filled.values.items()}, meeting)


def _bar(hand: AtHand, doer: Doer, action: Action | None, now: datetime) -> Refused | None:
    """What stands against a step whatever is filled in."""
    return barred(hand.rules, hand.case, doer, action, now) if action and action.from_ else None


def _may_know(hand: AtHand, doer: Doer) -> None:
    """Nobody learns of a case that no line lets him see and no step is his."""
    if not doer.person or seen_fields(hand.flow.see, doer, hand.where) != frozenset():
        return
    if not any(is_one_of(a.who, doer, a.id) for a in hand.flow.actions if a.from_):
        raise _unseen()


def _unseen() -> Refused:
    return Refused("not_found", "没有找到这件事项，可能不在您的管辖范围内。")


def _id(action: Action | None) -> str:
    return action.id if action else ""


def _counts(meeting: Meeting) -> dict[str, Json]:
    return {
        "members": meeting.members, "present": meeting.present, "agree": meeting.agree,
        "households": meeting.households, "households_present": meeting.households_present,
    }  # fmt: skip


def _next_number(programme_id: int, key: UUID | None) -> int:
    """The number of a new case; whoever opens one waits here for whoever opens another of the same programme."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [programme_id])
        n = int(cursor.fetchone()[0])
    before = CaseStep.objects.filter(key=key).values_list("case", flat=True).first() if key else None
    if before:
        raise SentBefore(before)
    return n


_COUNT = f"""INSERT INTO {CaseCount._meta.db_table} AS c (programme_id, n) VALUES (%s, 1)
ON CONFLICT (programme_id) DO UPDATE SET n = c.n + 1 RETURNING n"""  # noqa: S608, SLF001 - the public way to a table's name


def _record(given: CaseIn, found: Running, flow: Flow) -> Record | None:
    """The row a case is about, by its id or by what people call it."""
    number = given.record_id
    if number is None and given.about:
        asked = about_field(found, flow)
        said = Finder(found).find(asked, given.about) if asked else None
        if said is not None and said.fault is not None:
            raise Unfilled([Fault(ABOUT, said.fault)])
        number = int(str(said.value)) if said else None
    if number is None:
        return None
    row = Record.objects.select_related("place").filter(pk=number, programme=found.programme_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这一行，可能不在您的管辖范围内。")
    register = found.find(row.register, Register)
    about = flow.about.ids if flow.about else ()
    if row.register not in about and not (register and register.life == flow.id):
        raise Refused("not_found", "这类事项不是针对这个台账的，请从办理页面进入。")
    return row


def _place(code: str, found: Running, flow: Flow) -> Place:
    """The place a case is about, of the level its flow names."""
    place = Place.objects.filter(code=code, ended_on=None).first()
    if place is None or not within(place.code, found.place.code):
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=code)
    levels = [n for n in (flow.about.ids if flow.about else ()) if n in LEVELS]
    if levels and place.level not in levels:
        raise Refused("wrong_level", "“{place}”不是这类事项要选的那一级，请重新选择地点。", place=place.name)
    return place
