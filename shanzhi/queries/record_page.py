"""A row of a register as a form on paper, with its history and what rules did; and what a form for one needs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count

from shanzhi.core.access import Actor, has, may, subtree, within
from shanzhi.core.asking import FILES
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.masking import mask_all
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import Rule
from shanzhi.core.recording import is_private, is_sealed, levels_of, parent_of
from shanzhi.core.unit import PlaceRef
from shanzhi.core.wording import Names, written
from shanzhi.models import Entry, Place, Record, RuleRun, SealedValue
from shanzhi.queries.finder import Offered, names_of, offered
from shanzhi.queries.records import seen_registers, states_of
from shanzhi.queries.registers import desk_of, keepers_at, may_add, place_for, register_of
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped
from shanzhi.queries.sights import Eyes, eyes_of

SHOWN: Final = 100  # entries of a history
MOST_PLACES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A field of a row. sight: clear, masked or hidden; clause: the sentence that wants it; file: its hash."""

    id: str
    title: str
    words: str
    sight: str
    measure: str = ""
    clause: str = ""
    basis: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of a row's history. changes: title, before and after; sealed: titles of sensitive fields written."""

    at: datetime
    who: str
    deed: str
    changes: tuple[tuple[str, str, str], ...]
    sealed: tuple[str, ...]
    warnings: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What a rule did upon something that happened to a row."""

    title: str
    event: str
    state: str
    at: datetime
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A row. parts: id, title and number of rows of other registers that belong to it; of: the row it belongs to.

    flows: id and title of those whose cases are about such rows.
    """

    id: int
    label: str
    programme_id: int
    programme: str
    register: str
    title: str
    words: str
    place: str
    code: str
    state: str
    ended_on: date | None
    revision: int
    lines: tuple[Line, ...]
    history: tuple[Deed, ...]
    followed: tuple[Followed, ...]
    of: tuple[int, str] | None
    parts: tuple[tuple[str, str, int], ...]
    may_keep: bool
    flows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordForm:
    """What a form for a row needs. fields: those asked; shut: of a correction, those he may not read: left empty, they
    stay; values: of those he may; places: code and name, where the row is to lie; place: the one chosen.
    """

    programme_id: int
    programme: str
    register: str
    title: str
    fields: tuple[Field, ...]
    shut: frozenset[str]
    values: Mapping[str, Json]
    names: Names
    offered: Offered
    clauses: Mapping[str, str]
    places: tuple[tuple[str, str], ...] = ()
    place: str = ""
    parent: str = ""
    parents: tuple[tuple[int, str], ...] = ()
    of: int = 0
    id: int = 0
    label: str = ""
    revision: int = 0


@scoped
def record_page(actor: Actor, record_id: int, today: date) -> RecordPage:
    """A row of a register.

    cost: 6 queries; one more for each type of field that names rows, for a unit's post, and where the register says
    who may see it.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    row, live, eyes = _seen(actor, record_id, today)
    desk, register = eyes.desk, eyes.desk.register
    deeds = list(_entries(row))
    names = names_of(desk.fields, [row.values, *(side for _, kept in deeds for side in _sides(kept))])
    sealed = set(SealedValue.objects.filter(record=row).exclude(value_sealed="").values_list("field", flat=True))
    return RecordPage(
        id=row.pk,
        label=row.label,
        programme_id=live.programme_id,
        programme=live.title,
        register=register.id,
        title=register.title,
        words=live.words(register.clause),
        place=row.place.name,
        code=row.place.code,
        state=dict(states_of(live, register)).get(row.state, ""),
        ended_on=row.ended_on,
        revision=row.revision,
        lines=tuple(_lines(eyes, row, names, sealed)),
        history=tuple(_deed(eyes, row, entry, kept, names) for entry, kept in deeds),
        followed=tuple(_followed(live, row)),
        of=(row.of.pk, row.of.label) if row.of else None,
        parts=_parts(live, register, row),
        may_keep=eyes.keeps(row) and row.ended_on is None,
        flows=_flows(live, register.id) if has(actor, "see_cases") else (),
    )


def _flows(live: Running, register: str) -> tuple[tuple[str, str], ...]:
    flows = (f for f in live.items("flows") if isinstance(f, Flow) and f.about and register in f.about.ids)
    return tuple((f.id, f.title or f.id) for f in flows)


@scoped
def new_record_form(actor: Actor, programme_id: int, register: str, code: str, of: int) -> RecordForm:
    """What the form for a new row needs. code: of the place it is to lie in, "" where that is still to be said;
    of: the row it is to belong to.

    cost: 2 queries; more where it offers something.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown"), Refused("unknown_place"),
    Refused("place_level_wrong").
    """
    seen_registers(actor)
    live = running(programme_id)
    desk = desk_of(live, register_of(live, register), actor)
    places = _places(actor, live, desk.register)
    code = code or (places[0][0] if len(places) == 1 else "")
    at = place_for(live, desk.register, code).as_core() if code and not of else live.place
    if code and not may(actor, "keep_records", place_code=code, unit_ids=may_add(actor, at, keepers_at(at))):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    offers = offered(live, desk.fields, at)
    return RecordForm(
        live.programme_id, live.title, desk.register.id, desk.register.title, desk.fields, frozenset(),
        {}, {}, offers, _clauses(live, desk.fields), places, code,
        parent_of(desk.register), _parents(live, desk.register, of), of,
    )  # fmt: skip


@scoped
def correct_record_form(actor: Actor, record_id: int, today: date) -> RecordForm:
    """What the form for a correction needs.

    cost: 2 queries; more where it offers or shows rows by name.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("record_ended").
    """
    row, live, eyes = _seen(actor, record_id, today)
    if not eyes.keeps(row):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    if row.ended_on is not None:
        raise Refused("record_ended", "这一行已经退出台账，不能再改。需要时请另登记一行。")
    desk, how = eyes.desk, eyes.sights(row)
    shut = frozenset(name for name, sight in how.items() if sight != "clear")
    values = {name: value for name, value in row.values.items() if name not in shut}
    names = names_of(desk.fields, [values], exact=True)
    return RecordForm(
        live.programme_id, live.title, desk.register.id, desk.register.title,
        tuple(f for f in desk.fields if how[f.id] != "hidden"), shut, values, names,
        offered(live, desk.fields, row.place.as_core()), _clauses(live, desk.fields),
        id=row.pk, label=row.label, revision=row.revision, place=row.place.code,
    )  # fmt: skip


def _seen(actor: Actor, record_id: int, today: date) -> tuple[Record, Running, Eyes]:
    seen_registers(actor)
    row = Record.objects.select_related("place", "of").filter(pk=record_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这一行登记，可能不在您的管辖范围内。")
    live = running(row.programme_id)
    desk = desk_of(live, register_of(live, row.register), actor)
    return row, live, eyes_of(actor, live, desk, today)


def _lines(eyes: Eyes, row: Record, names: Names, sealed: set[str]) -> Iterator[Line]:
    how, words = eyes.sights(row), eyes.words(row, names)
    for one in eyes.desk.fields:
        said = words.get(one.id, "")
        if is_sealed(one) and how[one.id] != "hidden":
            said = mask_all("*") if one.id in sealed else ""
        file = said if one.type in FILES and how[one.id] == "clear" else ""
        basis = one.private.basis if one.private else ""
        clause = eyes.live.words(one.clause) if one.clause else ""
        yield Line(one.id, one.title or one.id, said, how[one.id], _measure(one), clause, basis, file)


def _measure(one: Field) -> str:
    return "元" if one.type == "money" else one.measure


def _entries(row: Record) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    """The entries about a row, newest first, with what they keep."""
    found = Entry.objects.filter(object_kind="record", object_id=row.pk, programme_id=row.programme_id)
    for entry in found.select_related("value").order_by("-pk")[:SHOWN]:
        yield entry, {part: json.loads(text) for part, (text, _) in entry.kept().items()}


def _sides(kept: Mapping[str, Any]) -> Iterator[Mapping[str, Json]]:
    yield from (kept[side] for side in ("before", "after") if kept.get(side))


def _deed(eyes: Eyes, row: Record, entry: Entry, kept: Mapping[str, Any], names: Names) -> Deed:
    how = eyes.sights(row)
    before, after, data = (kept.get(part) or {} for part in ("before", "after", "data"))
    titles = {f.id: f.title or f.id for f in eyes.desk.fields}
    changes = tuple(
        (titles[f.id], written(f, before.get(f.id), names), written(f, after.get(f.id), names))
        for f in eyes.desk.fields
        if f.type not in FILES and how[f.id] == "clear" and not is_private(f) and (f.id in before or f.id in after)
    )
    return Deed(
        entry.at,
        entry.actor_name,
        entry.deed,
        changes,
        tuple(titles.get(name, name) for name in data.get("sealed", ())),
        tuple(data.get("warnings", ())),
        data.get("reason", ""),
    )


def _followed(live: Running, row: Record) -> Iterator[Followed]:
    found = RuleRun.objects.filter(programme=live.programme_id, row=f"record:{row.pk}").order_by("-pk")
    for run in found[:SHOWN]:
        rule = live.find(run.rule, Rule)
        told = tuple(_told(said) for said in run.told)
        yield Followed((rule.title or rule.id) if rule else run.rule, run.event, run.state, run.at, told)


def _told(said: object) -> str:
    """A sentence of a rule, kept as its text with its arguments."""
    if isinstance(said, dict):
        return str(Words(str(said.get("text", "")), dict(said.get("args", {}))))
    if isinstance(said, list) and len(said) == 2 and isinstance(said[1], dict):  # noqa: PLR2004 - text and arguments
        return str(Words(str(said[0]), said[1]))
    return str(said)


def _parts(live: Running, register: Register, row: Record) -> tuple[tuple[str, str, int], ...]:
    inner = [r for r in live.items("registers") if isinstance(r, Register) and parent_of(r) == register.id]
    if not inner:
        return ()
    counted = dict(Record.objects.filter(of=row, ended_on=None).values_list("register").annotate(n=Count("pk")))
    return tuple((r.id, r.title, counted.get(r.id, 0)) for r in inner)


def _clauses(live: Running, fields: Sequence[Field]) -> dict[str, str]:
    return {one.clause: live.words(one.clause) for one in fields if one.clause}


def _places(actor: Actor, live: Running, register: Register) -> tuple[tuple[str, str], ...]:
    """The places the actor may enter a row at, by code."""
    if parent_of(register):
        return ()
    levels = levels_of(register)
    rows = Place.objects.filter(code__range=_reach(actor, live.place), ended_on=None)
    rows = rows.filter(level__in=levels) if levels else rows
    return tuple(rows.order_by("code").values_list("code", "name")[:MOST_PLACES])


def _reach(actor: Actor, home: PlaceRef) -> tuple[str, str]:
    """The codes of the places both of the programme and below the actor's."""
    return subtree(actor.place_code if within(actor.place_code, home.code) else home.code)


def _parents(live: Running, register: Register, of: int) -> tuple[tuple[int, str], ...]:
    holder = parent_of(register)
    if not holder:
        return ()
    rows = Record.objects.filter(programme=live.programme_id, register=holder, ended_on=None)
    rows = rows.filter(pk=of) if of else rows.order_by("label")
    return tuple(rows.values_list("pk", "label")[:MOST_PLACES])
