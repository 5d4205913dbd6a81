"""The law of a register's rows: what is reckoned, what must hold, what a row is called, what no two may share."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from shanzhi.core.filling import Fault, Json, row_of
from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Named, Row, Unknown
from shanzhi.core.pack.evaluate import evaluate, worth
from shanzhi.core.pack.forms import Field, Must, See
from shanzhi.core.pack.quantities import MONEY, Quantity
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.pack.tables import Table
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef
from shanzhi.core.wording import Names, written

Sight = Literal["clear", "masked", "hidden"]
ANYONE: Final = "anyone"
ACTIVE: Final = "active"
RETIRED: Final = "retired"
LONGEST_LABEL: Final = 200
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_INSIDE: Final = ("household", "person")  # levels below the places that rows lie in
_CALLED: Final = ("text", "choice", "record", "org", "place", "household", "date")


@dataclass(frozen=True, slots=True)
class Around:
    """What an expression about a row may ask: names at hand, and the tables of the pack; the rest is not known here."""

    names: Mapping[str, Datum]
    tables: Mapping[str, Table]

    def value(self, name: str) -> Datum:
        return self.names[name] if name in self.names else self.tables.get(name, Named(name))

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        del arguments, named
        return Unknown(Words("登记时还不能计算“{name}”。", {"name": function}))


@dataclass(frozen=True, slots=True)
class Facts:
    """What every row has besides its fields. state: of its life; both days as they stand."""

    id: int
    place: PlaceRef
    state: str = ACTIVE
    added: date | None = None
    retired: date | None = None


def at_of(place: PlaceRef) -> Row:
    """A place as expressions see it."""
    return Row({"id": Decimal(place.id), "code": place.code, "name": place.name, "level": place.level})


def it_of(fields: Sequence[Field], values: Mapping[str, Json], facts: Facts) -> Row:
    """A row as expressions see it; sensitive values are in no expression."""
    open_ = [one for one in fields if not is_sealed(one)]
    more: dict[str, Datum] = {
        "id": Decimal(facts.id),
        "place": facts.place.code,
        "at": at_of(facts.place),
        "state": facts.state,
        "added": facts.added,
        "retired": facts.retired,
    }
    return row_of(open_, values, {name: said for name, said in more.items() if said is not None})


def is_sealed(one: Field) -> bool:
    """Whether the values of a field are kept under a key."""
    return one.private is not None and one.private.degree == "sensitive"


def is_private(one: Field) -> bool:
    """Whether a field holds something about a person."""
    return one.private is not None or one.type in ("person", "signature")


def reckoned(fields: Sequence[Field], values: Mapping[str, Json], facts: Facts, around: Around) -> dict[str, Json]:
    """The values with those that are reckoned, in the order of the fields; what is unknown is left out."""
    out = dict(values)
    for one in fields:
        if one.value is None:
            continue
        names = {**around.names, "it": it_of(fields, out, facts)}
        value = kept(one, worth(one.value, Around(names, around.tables)))
        out.pop(one.id, None)
        if value is not None:
            out[one.id] = value
    return out


def kept(one: Field, said: Datum) -> Json:
    """What an expression gave as it is kept under a field, None where it is unknown or of another kind."""
    if isinstance(said, bool):
        return said if one.type == "bool" else None
    if isinstance(said, Quantity):
        return said.fen if one.type == "money" else _number(one, said.number)
    if isinstance(said, Decimal):
        return round(said * MONEY["元"]) if one.type == "money" else _number(one, said)
    if isinstance(said, datetime):
        return said.isoformat(timespec="minutes")
    if isinstance(said, date):
        return said.isoformat()
    return said if isinstance(said, str) else None


def _number(one: Field, said: Decimal) -> Json:
    if one.type == "integer":
        return int(said) if said == int(said) else None
    return format(said.normalize(), "f")


def broken(musts: Iterable[Must], around: Around) -> tuple[Fault, ...]:
    """The conditions that do not hold, and those that cannot be reckoned; soft ones warn."""
    out = []
    for must in musts:
        said = evaluate(must.that.tree, around) if must.that.tree else Unknown(Words("算式没有读懂。"))
        if said is True:
            continue
        if isinstance(said, Unknown):
            why = Words("条件“{that}”现在无法计算：{why}", {"that": must.that.text, "why": said.reason})
        else:
            why = Words("不符合登记条件：{why}", {"why": must.else_ or must.that.text})
        out.append(Fault("", why, soft=must.soft))
    return tuple(out)


def calling_of(register: Register, fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields that name a row: the unique ones, else the required ones, else all; none about a person."""
    able = [f for f in fields if f.type in _CALLED and not is_private(f) and f.value is None and not f.many]
    return tuple([f for f in able if f.id in register.unique] or [f for f in able if f.required] or able)


def label_of(calling: Sequence[Field], values: Mapping[str, Json], names: Names) -> str:
    """What lists call a row: the first text among the fields that name it, or two that say less."""
    said = [(f, words) for f in calling if (words := written(f, values.get(f.id), names))]
    if said and said[0][0].type == "text":
        return said[0][1][:LONGEST_LABEL]
    return " ".join(words for _, words in said[:2])[:LONGEST_LABEL]


def shared_text(register: Register, values: Mapping[str, Json], place: PlaceRef, of: int | None) -> str:
    """What no two rows of one place, or of one row, may share, as one text; "" where the register asks nothing."""
    said = [values.get(name) for name in register.unique if name not in ("place", "state")]
    if not register.unique or all(value is None for value in said):
        return ""
    parts = (value if isinstance(value, str) else "\0" + _ENCODER.encode(value) for value in said)
    return "".join(f"{len(part)}:{part}" for part in (place.code, str(of or ""), *parts))  # no two join to the same


def digest(text: str) -> str:
    """64 hex digits of a text, "" for none."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def levels_of(register: Register) -> tuple[str, ...]:
    """The levels of the places its rows may lie in; () for any, and where rows belong to those of another register."""
    names = register.of.names if register.of else ()
    inside = [name for name in names if name in _INSIDE]
    places = tuple(name for name in names if name in PLACE_LEVELS)
    return (*places, "village", "group") if inside else places


def parent_of(register: Register) -> str:
    """The register whose rows its rows belong to, "" where they belong to places."""
    names = register.of.ids if register.of else ()
    return next((name for name in names if name not in LEVELS), "")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a row. seats: what he stands for there; keeps: whether he may change it."""

    seats: frozenset[str]
    keeps: bool


def sights(register: Register, fields: Sequence[Field], viewer: Viewer, around: Around) -> dict[str, Sight]:
    """How somebody sees each field of a row.

    Public fields are clear. Where the register says who may see, fields are clear for those it names and hidden from
    others, personal ones masked; where it says nothing, all may be seen, and personal ones are clear for who keeps the
    row. Sensitive values are masked for everybody.
    """
    named = [see for see in register.see if _is_named(see, viewer.seats, around)]
    return {one.id: _sight(one, register, named, viewer) for one in fields}


def _sight(one: Field, register: Register, named: Sequence[See], viewer: Viewer) -> Sight:
    if one.id in register.public and not is_private(one):
        return "clear"
    meant = any(not see.fields or one.id in see.fields for see in named) if register.see else not is_private(one)
    if is_sealed(one):
        return "masked" if meant or viewer.keeps else "hidden"
    if meant or (is_private(one) and viewer.keeps and not register.see):
        return "clear"
    return "masked" if is_private(one) else "hidden"


def _is_named(see: See, seats: frozenset[str], around: Around) -> bool:
    if not (seats & set(see.who.names) or ANYONE in see.who.names):
        return False
    return see.where is None or (see.where.tree is not None and evaluate(see.where.tree, around) is True)
