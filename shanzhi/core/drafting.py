"""A row as it is drafted from what was filled in: values, what is sealed, what it is called, what ails it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from shanzhi.core.filling import Fault, Finder, Json, fill
from shanzhi.core.pack.data import Datum, Row
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.tables import Table
from shanzhi.core.recording import (
    Around,
    Facts,
    at_of,
    broken,
    calling_of,
    is_sealed,
    it_of,
    label_of,
    reckoned,
    shared_text,
)
from shanzhi.core.wording import Names


class Namer(Finder, Protocol):
    """A finder that remembers by which words it found things."""

    @property
    def called(self) -> Mapping[tuple[str, str | int], str]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a register's rows are drafted by. fields: as they are asked; who: the actor, as expressions see him.

    calling: the fields that name a row; sealed: ids of sensitive ones; reckons: whether one is reckoned.
    """

    register: Register
    fields: tuple[Field, ...]
    tables: Mapping[str, Table]
    who: Row
    calling: tuple[Field, ...] = ()
    sealed: frozenset[str] = frozenset()
    reckons: bool = False

    def around(self, facts: Facts, it: Datum = None) -> Around:
        """What expressions about a row may ask."""
        names: dict[str, Datum] = {"at": at_of(facts.place), "who": self.who}
        return Around(names if it is None else {**names, "it": it}, self.tables)


def desk_for(register: Register, fields: tuple[Field, ...], tables: Mapping[str, Table], who: Row) -> Desk:
    """The desk of a register, with what holds for all its rows found once."""
    sealed = frozenset(one.id for one in fields if is_sealed(one))
    reckons = any(one.value is not None for one in fields)
    return Desk(register, fields, tables, who, calling_of(register, fields), sealed, reckons)


@dataclass(frozen=True, slots=True)
class Before:
    """A row as it stands before it is corrected; empty for a new one. names: what people call its values."""

    values: Mapping[str, Json] = field(default_factory=dict)
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted row. secrets: sensitive values given, "" for one taken away; shared: the text of its unique key.

    faults: hard ones bar it, soft ones warn.
    """

    values: Mapping[str, Json]
    secrets: Mapping[str, str]
    label: str
    shared: str
    faults: tuple[Fault, ...]

    @property
    def good(self) -> bool:
        return all(f.soft for f in self.faults)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(f for f in self.faults if f.soft)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row belongs. of: the row of another register it is a part of."""

    facts: Facts
    of: int | None = None


def draft(desk: Desk, given: Mapping[str, object], finder: Namer, spot: Spot, before: Before | None = None) -> Draft:
    """The row of what was given, all faults at once; fields that were not given stay as they were before."""
    was = before or Before()
    fields = desk.fields if before is None else _given(desk.fields, given)
    filled = fill(fields, given, finder)
    asked = {f.id for f in fields} if was.values else set()
    stays = {name: value for name, value in was.values.items() if name not in asked}
    sealed = desk.sealed
    secrets = {name: str(filled.values.get(name, "")) for name in sealed if name in filled.values or name in given}
    whole: dict[str, Json] = {**stays, **filled.values}
    values = reckoned(desk.fields, whole, spot.facts, desk.around(spot.facts)) if desk.reckons else whole
    faults = filled.faults
    if filled.good and desk.register.must:
        it = it_of(desk.fields, values, spot.facts)
        faults = (*faults, *broken(desk.register.must, desk.around(spot.facts, it)))
    open_ = {name: value for name, value in values.items() if name not in sealed} if sealed else values
    names = {**was.names, **finder.called} if was.names else finder.called
    label = label_of(desk.calling, open_, names)
    shared = shared_text(desk.register, values, spot.facts.place, spot.of)
    return Draft(open_, secrets, label, shared, faults)


def _given(fields: Sequence[Field], given: Mapping[str, object]) -> tuple[Field, ...]:
    """The fields that were given; a sealed one is not asked again where it is left empty."""
    return tuple(replace(f, required=f.required and not is_sealed(f)) for f in fields if f.id in given)
