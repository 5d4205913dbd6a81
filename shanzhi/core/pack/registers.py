"""Registers: rows with fields, a life and quotas."""

from dataclasses import dataclass

from shanzhi.core.pack.forms import Field, Must, See
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import Formula, NumberValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Placed):
    """How many rows each of `per` has to have."""

    per: Selector
    where: Formula | None = None
    at_least: NumberValue | None = None
    at_most: NumberValue | None = None
    exactly: NumberValue | None = None
    else_: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Item):
    """Rows kept.

    of:     the level or register each row belongs to. unique: fields that no two rows of one place share.
    life:   the flow whose state is the row's; "" for active and retired. public: fields anybody may see.
    """

    of: Selector | None = None
    fields: tuple[Field, ...] = ()
    unique: tuple[str, ...] = ()
    life: str = ""
    quota: tuple[Quota, ...] = ()
    must: tuple[Must, ...] = ()
    public: tuple[str, ...] = ()
    see: tuple[See, ...] = ()

    def field(self, id_: str) -> Field | None:
        return next((f for f in self.fields if f.id == id_), None)
