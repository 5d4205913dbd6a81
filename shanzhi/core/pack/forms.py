"""Forms and their fields, conditions with a message, and who may see what."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import AnyValue, DurationValue, Formula, NumberValue

FieldType = Literal[
    "text", "long_text", "integer", "decimal", "money", "date", "time", "datetime", "bool", "choice", "place",
    "org", "person", "household", "record", "photo", "file", "location", "shape", "signature", "table",
]  # fmt: skip
FIELD_TYPES: Final[tuple[FieldType, ...]] = get_args(FieldType)
Ground = Literal["consent", "contract", "duty", "emergency", "news", "disclosed", "law"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Must(Placed):
    """A condition that has to hold, and what is said where it does not; soft: warns and records, lets pass."""

    that: Formula
    else_: str = ""
    soft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class See(Placed):
    """Who may see; fields: only these, all where none is named; where: only rows of which it holds."""

    who: Selector
    fields: tuple[str, ...] = ()
    where: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Private(Placed):
    """Personal data. basis: the provision or consent; keep: how long; masking follows the degree."""

    degree: Literal["personal", "sensitive"]
    ground: Ground | None = None
    basis: str = ""
    purpose: str = ""
    keep: DurationValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Item):
    """Something asked.

    of:     the choices, or the table, register, level, post or form they come from.
    known:  `register.field`: what is held already, offered and not asked again. value: reckoned, never asked.
    why:    why it is needed; a required photo or location must say so.
    fields: the columns of a field of type table.
    """

    type: FieldType = "text"
    required: bool = False
    measure: str = ""
    min: NumberValue | None = None
    max: NumberValue | None = None
    of: tuple[str, ...] = ()
    many: bool = False
    value: AnyValue | None = None
    known: str = ""
    private: Private | None = None
    why: str = ""
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Item):
    """Fields handed in together."""

    fields: tuple[Field, ...] = ()
    must: tuple[Must, ...] = ()
    see: tuple[See, ...] = ()
