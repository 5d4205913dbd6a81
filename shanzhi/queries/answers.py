"""Answers that a case collects: of whom they are asked, what was given, and what may be read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from shanzhi.core.access import Actor, has
from shanzhi.core.case import Doer
from shanzhi.core.collecting import Gathered, asked_of, gathered, may_answer, voice_of
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.pack.flows import Collect
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.place import above
from shanzhi.core.within_case import RELATED, label_of
from shanzhi.core.wording import Names, written
from shanzhi.models import Case, CaseAnswer, Resident, Seat, Unit
from shanzhi.queries.at_hand import AtHand
from shanzhi.queries.case_page import CasePage, known_case, page_of
from shanzhi.queries.collected import given_in
from shanzhi.queries.finder import Finder, Offered, names_of, offered
from shanzhi.queries.scope import scoped

_ORG: Final = Field(id="who", title="填报单位", type="org")
_OFFICES: Final = ("government", "village")
_HOLDERS: Final = ("person", "unit", "resident")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer. by, unit: who gave it; behalf_of: for which resident; n: how often; given: titles and words."""

    at: datetime
    by: str
    unit: str
    behalf_of: str
    n: int
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """How the answers of a case stand. why: what stands against one of the reader's, None where he may give his.

    mine: whether he gave one; rows: those he may read: while they are sealed, his own.
    """

    title: str
    found: Gathered
    why: Words | None
    asked: bool
    mine: bool
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form of an answer. values, names: what its giver gave before; sealed: nobody reads it before `until`."""

    case_id: int
    label: str
    flow: str
    title: str
    fields: tuple[Field, ...]
    values: Mapping[str, Json]
    names: Names
    offers: Offered
    until: datetime | None
    sealed: bool
    why: Words | None


def collect_of(hand: AtHand) -> Collect | None:
    """What the state of a case collects.

    cost: 0 queries.
    """
    state = hand.flow.state(hand.case.state)
    return state.collect if state else None


def form_for(hand: AtHand, asked: Collect) -> tuple[str, tuple[Field, ...]]:
    """The title and the fields of an answer, with their choices.

    cost: 0 queries.
    """
    form = hand.running.find(asked.form, Form)
    return (form.title or form.id, hand.running.asked(form.fields)) if form else ("", ())


def voice(hand: AtHand, asked: Collect, doer: Doer, actor: Actor, today: date) -> str:
    """In whose name somebody answers; of staff who act for a villager, in his who holds a seat, "" where none does.

    cost: 0 queries; 1 for who acts for a villager.
    """
    other = actor.behalf_of
    if other and other.how == "villager":
        held = _seats(hand, asked, today).filter(resident__name=other.name).values_list("resident", flat=True)
        ids = set(held)
        if len(ids) == 1:
            return f"resident:{ids.pop()}"
        return f"villager:{other.name}"[:30] if "anyone" in asked.who.names else ""
    posts = (p for p in hand.running.items("posts") if isinstance(p, Post) and p.held_by != "org")
    return voice_of(asked, doer, actor.unit_id, frozenset(p.id for p in posts))


def barred_from(hand: AtHand, doer: Doer, own: str, now: datetime) -> Refused | None:
    """What stands against an answer under a voice. doer: who gives it; own: as `voice` has it.

    cost: 0 queries.
    """
    bar = may_answer(hand.rules, hand.case, doer, now, seated=own.startswith("resident:"))
    return bar or (None if own else Refused("not_allowed", "您代办的这位村民不在填报的人员名单里，请核对。"))


def _seats(hand: AtHand, asked: Collect, today: date) -> QuerySet[Seat]:
    """The seats of the posts that are asked, where a case is and above, held on a day."""
    at = hand.facts.place
    posts = [n for n in asked.who.names if hand.running.find(n, Post)]
    rows = Seat.objects.filter(Q(to_on=None) | Q(to_on__gte=today), programme=hand.running.programme_id)
    return rows.filter(seat__in=posts, place__code__in=(at.code, *above(at.code)), from_on__lte=today)


def expected(hand: AtHand, asked: Collect, today: date) -> frozenset[str]:
    """The voices that are asked for where a case is: holders of posts, units of levels, organisations, those related.

    cost: 1 query for posts, 1 for levels, 1 for each organisation.
    """
    names, at = asked.who.names, hand.facts.place
    found: set[str] = set()
    if any(hand.running.find(n, Post) for n in names):
        holders = _seats(hand, asked, today).values_list("user", "unit", "resident")
        found |= {f"{kind}:{one}" for row in holders for kind, one in zip(_HOLDERS, row, strict=True) if one}
    levels = [n for n in names if n in LEVELS]
    if levels:
        codes = (at.code, *above(at.code))
        units = Unit.objects.filter(kind__in=_OFFICES, place__code__in=codes, place__level__in=levels)
        found |= {f"unit:{pk}" for pk in units.values_list("pk", flat=True)}
    for organ in asked.who.organs:
        said = Finder(hand.running, at).find(_ORG, organ).value
        found |= {f"unit:{said}"} if said else set()
    related = {u for part in RELATED if part in names for u in hand.facts.parts.get(part, ())}
    kept = {"assignee": hand.facts.assignee, "responsible": hand.facts.keeper, "owner": hand.facts.keeper}
    related |= {u for name, u in kept.items() if name in names and u}
    reporter = {f"person:{hand.facts.opened_by}"} if "reporter" in names and hand.facts.opened_by else set()
    return frozenset(found | {f"unit:{u}" for u in related} | reporter)


def voices(hand: AtHand, today: date) -> frozenset[str]:
    """As `expected`, for the state a case is in; nobody where it collects nothing, or nobody can say who.

    cost: 1 query for each kind of voice, as `expected`.
    """
    asked = collect_of(hand)
    return expected(hand, asked, today) if asked is not None and asked.countable else frozenset()


def answers_of(row: Case, hand: AtHand, doer: Doer, actor: Actor, now: datetime, *, whole: bool) -> Answers | None:
    """The answers of the state a case is in; None where it collects none.

    cost: 1 query, and some for what the answers name.
    """
    asked = collect_of(hand)
    found = gathered(hand.rules, hand.case, now)
    if asked is None or found is None:
        return None
    mine = voice(hand, asked, doer, actor, china_day(now))
    bar = barred_from(hand, doer, mine, now)
    rows = list(rows_given(row.pk, hand.case.entered_at))
    read = [r for r in rows if r.voice == mine or (whole and not found.closed)]
    title, fields = form_for(hand, asked)
    seated = mine.startswith("resident:")
    asked_me = has(actor, "move_case") and (seated or asked_of(asked, doer, hand.case.state))
    why = Words(bar.text, bar.args_) if bar else None
    return Answers(title, found, why, asked_me, any(r.voice == mine for r in rows), _rows(fields, read))


@scoped
def case_with_answers(actor: Actor, case_id: int, now: datetime) -> tuple[CasePage, Answers | None]:
    """A case and, in a state that collects some, how its answers stand.

    cost: 9 queries where a unit has it in hand; 1 fewer for an office, some more for what fields and answers name.
    raises: Refused("not_found").
    """
    row, hand, doer, fields = known_case(actor, case_id, now)
    page = page_of(actor, (row, hand, doer, fields), now)
    return page, answers_of(row, hand, doer, actor, now, whole=fields is None)


def rows_given(case_id: int, since: datetime) -> Any:  # noqa: ANN401 - a set of rows
    """The answers of one time round, in the order they were given.

    cost: 1 query.
    """
    rows = CaseAnswer.objects.filter(case=case_id, since=since).select_related("by", "unit")
    return rows.order_by("at", "pk")


def _rows(fields: Sequence[Field], rows: Sequence[CaseAnswer]) -> tuple[AnswerRow, ...]:
    said = [given_in(r) for r in rows]
    names = names_of(fields, said) if rows else {}
    people = _residents(rows)
    out = []
    for row, given in zip(rows, said, strict=True):
        words = ((f.title or f.id, written(f, given.get(f.id), names)) for f in fields)
        unit = row.unit.name if row.unit else ""
        told = tuple((t, w) for t, w in words if w)
        out.append(AnswerRow(row.at, row.by.name, unit, people.get(row.voice, ""), row.n, told))
    return tuple(out)


def _residents(rows: Sequence[CaseAnswer]) -> Mapping[str, str]:
    """The names of the residents in whose name staff answered; 1 query where there are some."""
    ids = [int(r.voice[9:]) for r in rows if r.voice.startswith("resident:")]
    found = Resident.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {f"resident:{pk}": name for pk, name in found}


@scoped
def answer_form(actor: Actor, case_id: int, now: datetime) -> AnswerForm:
    """The form of an answer, with what its giver gave before.

    cost: 4 queries; 1 fewer for an office, and some for what its fields name and offer.
    raises: Refused("not_found") also where the case collects nothing.
    """
    row, hand, doer, _ = known_case(actor, case_id, now)
    asked = collect_of(hand)
    found = gathered(hand.rules, hand.case, now)
    if asked is None or found is None:
        raise Refused("not_found", "这件事项现在不收填报，请回到事项页面查看。")
    title, fields = form_for(hand, asked)
    own = voice(hand, asked, doer, actor, china_day(now))
    before = CaseAnswer.objects.filter(case=case_id, since=hand.case.entered_at, voice=own).first()
    values = given_in(before) if before else {}
    bar = barred_from(hand, doer, own, now)
    return AnswerForm(
        row.pk, label_of(hand.flow, row.values), hand.flow.title or hand.flow.id, title, fields, values,
        names_of(fields, [values], exact=True), offered(hand.running, fields, hand.facts.place), found.until,
        asked.sealed, Words(bar.text, bar.args_) if bar else None,
    )  # fmt: skip
