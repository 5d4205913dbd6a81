"""What the values of a pack come to within a case: `it` is the case, `at` its place; who somebody is to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from shanzhi.core.case import Case, Doer, Read
from shanzhi.core.collecting import ANSWER
from shanzhi.core.filling import Json, row_of
from shanzhi.core.flow import ANEW
from shanzhi.core.kinds import Words, china_day
from shanzhi.core.pack.arithmetic import number_of
from shanzhi.core.pack.data import Datum, Row, Surroundings, Unknown
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.expression import Cell, Several
from shanzhi.core.pack.flows import Action, Flow, State
from shanzhi.core.pack.forms import Field, Form, See
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.tables import Table, holds
from shanzhi.core.pack.values import Ask, Formula, Given, Plain, Value, plain
from shanzhi.core.seating import Person
from shanzhi.core.unit import PlaceRef

NEEDS: Final = MappingProxyType(
    {
        "assignee": Field(id="assignee", title="承办单位", type="org", required=True),
        "reason": Field(id="reason", title="理由", type="long_text", required=True),
        "result": Field(id="result", title="办理结果", type="long_text", required=True),
        "photo": Field(id="photo", title="照片", type="photo", required=True),
        "due": Field(id="due", title="办理期限", type="date", required=True),
    }
)
"""What a step may ask for by `need`, as fields."""
RELATED: Final = ("lead", "support", "party")
"""Relations that a field of the same id and of type org gives: joint handling (主办、协办) and the two sides."""
LENGTH: Final = 60  # characters of a case's label


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case beside its values. opened_by: id of a person; keeper: unit of the row it is about.

    parts: units by what they are to the case, RELATED.
    """

    place: PlaceRef
    opened_at: datetime
    opened_by: int | None = None
    assignee: int | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    keeper: int | None = None
    parts: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """A case among its tables. more: whatever else may be asked, of the running programme; None: nothing."""

    names: Mapping[str, Datum]
    more: Surroundings | None = None

    def value(self, name: str) -> Datum:
        if name in self.names:
            return self.names[name]
        return self.more.value(name) if self.more else Unknown(Words("没有“{name}”的数据。", {"name": name}))

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        if self.more:
            return self.more.ask(function, arguments, named)
        return Unknown(Words("这里不能使用“{name}”。", {"name": function}))


def case_row(flow: Flow, values: Mapping[str, Json], case: Case, facts: Facts) -> Row:
    """A case as expressions see it: its fields, which steps were taken, and what every case has."""
    taken = {d.action for d in case.done}
    ended = facts.closed_at
    more: dict[str, Datum] = {a.id: a.id in taken for a in flow.actions}
    more |= {
        "state": case.state,
        "place": facts.place.code,
        "opened": china_day(facts.opened_at),
        "reporter": str(facts.opened_by) if facts.opened_by else None,
        "assignee": str(facts.assignee) if facts.assignee else None,
        "closed": china_day(ended) if ended else None,
        "due": china_day(facts.due_at) if facts.due_at else None,
        "late": facts.due_at is not None and (ended or case.entered_at) > facts.due_at,
        "days_taken": Decimal((china_day(ended) - china_day(facts.opened_at)).days) if ended else None,
    }
    return row_of(every_field(flow), values, more)


def place_row(place: PlaceRef) -> Row:
    """A place as expressions see it; what is not registered of it is unknown."""
    return Row({"id": Decimal(place.id), "name": place.name, "code": place.code, "level": place.level})


def around(it: Row, place: PlaceRef, tables: Iterable[Table], more: Surroundings | None = None) -> Around:
    """The surroundings of a case. tables: of the pack and those it uses."""
    names: dict[str, Datum] = {table.id: table for table in tables}
    return Around(names | {"it": it, "at": place_row(place)}, more)


def reader(where: Around) -> Read:
    """Reads the values of a pack among the surroundings of a case; what is not known is None."""

    def read(value: Value | None) -> Plain | None:
        if not isinstance(value, Formula):
            return plain(value)
        found = _of_table(value, where)
        if found is not None:
            return read(found)
        said = evaluate(value.tree, where) if value.tree is not None else None
        if isinstance(said, tuple):
            return tuple(s for s in said if isinstance(s, str | Decimal))
        return said if isinstance(said, str | bool | Decimal | Quantity | Duration) else None

    return read


def _of_table(formula: Formula, where: Around) -> Given | Ask | Formula | None:
    """The value in the cell of a table itself, so that a length of time stays one."""
    tree, table = formula.tree, where.names.get(formula.cell_of)
    if not isinstance(tree, Cell) or not isinstance(table, Table):
        return None
    keys = tree.key.items if isinstance(tree.key, Several) else (tree.key,)
    said = [evaluate(key, where) for key in keys]
    texts = [k if isinstance(k, str) else number_of(k) for k in said]
    for row in table.rows:
        pairs = zip(row.keys, texts, strict=False)
        if len(row.keys) == len(texts) and all(text is not None and holds(under, text) for under, text in pairs):
            return row.value
    return None


def doer_of(person: Person, seats: frozenset[str], flow: Flow, facts: Facts, where: Around) -> Doer:
    """Who somebody is to a case: his seats at its place, his relations to it, and the steps reckoned to be his."""
    known = Doer(str(person.actor.id), seats, relations_of(person, facts))
    mine = person.names | {str(person.actor.id), str(person.actor.unit_id or "")}
    asked = [(a.id, a.who) for a in flow.actions if a.who is not None]
    asked += [(ANSWER + s.id, s.collect.who) for s in flow.states if s.collect]
    named = (id_ for id_, who in asked if _reckoned(who, known, mine, where))
    return replace(known, named_for=frozenset(named))


def relations_of(person: Person, facts: Facts) -> frozenset[str]:
    """What somebody is to a case."""
    unit = person.actor.unit_id
    found = {"reporter"} if facts.opened_by == person.actor.id else set()
    if unit is not None and unit == facts.assignee:
        found.add("assignee")
    if unit is not None and unit == facts.keeper:
        found |= {"responsible", "owner", "subject"}
    found |= {part for part, units in facts.parts.items() if unit in units}
    return frozenset(found)


def parts_of(values: Mapping[str, Json]) -> Mapping[str, frozenset[int]]:
    """The units that take part in a case, by RELATED."""
    found: dict[str, frozenset[int]] = {}
    for part in RELATED:
        said = values.get(part)
        units = frozenset(u for u in (said if isinstance(said, list) else [said]) if isinstance(u, int))
        if units:
            found[part] = units
    return found


def the_program(action: Action | None) -> Doer:
    """The program, where a rule lets it take a step in the place of whoever may."""
    names = action.who.names if action and action.who else ()
    named = frozenset({action.id}) if action else frozenset[str]()
    return Doer("", seats=frozenset(names), named_for=named)


def _reckoned(who: Selector, doer: Doer, mine: frozenset[str], where: Around) -> bool:
    """Whether a selector with a formula or conditions means somebody. mine: his names and ids as text."""
    read = reader(where)
    if who.formula is not None:
        said = read(who.formula)
        return str(said) in mine if said is not None else False
    if not any((who.where, who.except_)):
        return False
    held = "anyone" in who.names or bool((doer.seats | doer.relations) & set(who.names))
    return (
        held and (who.where is None or read(who.where) is True) and (who.except_ is None or read(who.except_) is False)
    )


def seen_fields(see: Sequence[See], doer: Doer, where: Around) -> frozenset[str] | None:
    """The fields somebody may see: None for all; empty for whoever no line names, who sees nothing at all."""
    found: set[str] = set()
    for line in see:
        named = "anyone" in line.who.names or (doer.seats | doer.relations) & set(line.who.names)
        if not named or (line.where is not None and reader(where)(line.where) is not True):
            continue
        if not line.fields:
            return None
        found |= set(line.fields)
    return frozenset(found)


def every_field(flow: Flow) -> tuple[Field, ...]:
    """The fields a case of a flow may hold, those of its steps after its own, each id once."""
    fields = (*flow.fields, *(f for a in flow.actions for f in a.fields))
    return tuple({f.id: f for f in reversed(fields)}[id_] for id_ in dict.fromkeys(f.id for f in fields))


def fields_of(flow: Flow, action: Action, form: Form | None) -> tuple[Field, ...]:
    """The fields a step asks: those of the case where it opens one, its own, those of its form, what it needs."""
    needs = [NEEDS[n] for n in action.need]
    if action.extend is not None and "reason" not in action.need:
        needs.append(NEEDS["reason"])
    return (*(() if action.from_ else flow.fields), *action.fields, *(form.fields if form else ()), *needs)


def still_asked(fields: Iterable[Field], case: Case) -> tuple[Field, ...]:
    """The fields of a step; what the case holds already need not be said again, but for what is asked each time."""
    held = case.fields - set(ANEW)
    return tuple(replace(f, required=False) if f.id in held else f for f in fields)


def paused_for(state: State | None) -> tuple[Field, ...]:
    """What is asked where somebody pauses a case."""
    return (Field(id="reason", title="暂停原因", type="choice", required=True, of=state.pause_for if state else ()),)


def label_of(flow: Flow, values: Mapping[str, Json]) -> str:
    """What lists call a case: its first fields that are words, none of them private."""
    words = ("text", "long_text", "choice")
    shown = [str(values[f.id]) for f in flow.fields if f.type in words and f.private is None and values.get(f.id)]
    line = " ".join(" ".join(shown[:2]).split())
    return line if len(line) <= LENGTH else f"{line[: LENGTH - 1]}…"
