"""Who is meant: the one for whom a rule runs, and the rows he points at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shanzhi.core.order import Owner
from shanzhi.core.pack.data import Datum, Row
from shanzhi.core.pack.registers import Register
from shanzhi.core.place import above
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef


@dataclass(frozen=True, slots=True)
class Meant:
    """One for whom a rule runs.

    key:   "" for the row of the event itself, else place:7, record:9, unit:3.
    it:    as expressions see it; links: rows it points at, as register and id.
    """

    key: str
    place: PlaceRef
    it: Datum = None
    register: str = ""
    record: int | None = None
    unit: int | None = None
    links: tuple[tuple[str, int], ...] = field(default=())


def row_meant(key: str, place: PlaceRef, it: Datum, register: Register | None, record: int | None = None) -> Meant:
    """A row as the one for whom a rule runs. it: as expressions see it, fields of type record as their ids."""
    values = it.values if isinstance(it, Row) else {}
    return Meant(key, place, it, register.id if register else "", record, links=links_of(register, values))


def links_of(register: Register | None, values: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    """The rows a row points at, as register and id."""
    fields = register.fields if register else ()
    said = ((one, values.get(one.id)) for one in fields if one.type == "record" and one.of)
    return tuple((one.of[0], int(str(value))) for one, value in said if str(value or "").isdecimal())


def place_at(level: str, meant: Meant, over: Mapping[str, PlaceRef]) -> Owner | None:
    """The place of a level where something happens, or above it. over: places by code."""
    if level not in PLACE_LEVELS:
        return None
    codes = (meant.place.code, *above(meant.place.code))
    found = next((p for c in codes if (p := over.get(c)) and p.level == level), None)
    return Owner(found.id) if found else None


def row_at(name: str, meant: Meant, levels: Mapping[str, tuple[str, ...]]) -> Owner | None:
    """The row at hand, or one it points at, of the register or the level that is named. levels: of each register."""
    for register, record in ((meant.register, meant.record), *meant.links):
        if record and name not in PLACE_LEVELS and name in (register, *levels.get(register, ())):
            return Owner(meant.place.id, record=record)
    return None
