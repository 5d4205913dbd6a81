"""What expressions reckon with: exact numbers, texts, days, rows, and what is not known, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeAlias, runtime_checkable

from shanzhi.core.kinds import Words
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.tables import Table


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and why. Whatever is reckoned with it is not known either; pages show 无法计算 and the reason."""

    reason: Words


@dataclass(frozen=True, slots=True)
class Named:
    """A part of the pack by its id, as functions take it: `count(mediation)`."""

    id: str


Datum: TypeAlias = "Decimal | str | bool | date | datetime | Quantity | Unknown | Named | Table | Bearer | Data | None"
Data: TypeAlias = tuple[Datum, ...]


@runtime_checkable
class Bearer(Protocol):
    """Something with attributes: a row, a case, a place, a person, a finding."""

    def attribute(self, name: str) -> Datum:
        """The value under a name; Unknown with a reason where there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """Attributes by name; one that is not there, or None, is unknown as not filled in."""

    values: Mapping[str, Datum]

    def attribute(self, name: str) -> Datum:
        said = self.values.get(name)
        return Unknown(Words("“{name}”没有填写。", {"name": name})) if said is None else said


class Surroundings(Protocol):
    """What an expression may ask of the programme around it."""

    def value(self, name: str) -> Datum:
        """What a bare name stands for: it, at, who, period, a column, a table, or Named for another id."""

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        """What a function of the programme gives: count, balance, score … Arguments hold no Unknown."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Names alone, and no programme to ask: for tests and for reckoning at adoption."""

    names: Mapping[str, Datum]

    def value(self, name: str) -> Datum:
        return self.names.get(name, Unknown(Words("没有“{name}”的数据。", {"name": name})))

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        del arguments, named
        return Unknown(Words("工作尚未运行，“{name}”还没有数据。", {"name": function}))
