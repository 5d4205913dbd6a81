"""What a running programme knows of its places: name, code, level, and what a register says of them."""

from dataclasses import dataclass, field

from shanzhi.core.filling import datum
from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.registers import Register
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Record
from shanzhi.queries.running import Running


@dataclass(slots=True)
class Known:
    """Facts of places, each asked once. whole: all places of a level at one go, for rules that look at every one."""

    running: Running
    whole: bool = False
    found: dict[tuple[str, str, int], dict[int, Datum]] = field(default_factory=dict)

    def fact(self, place: PlaceRef, name: str) -> Datum:
        """What the newest row not ended, of a register of the place's level that has the field, says of the place.

        cost: 1 query, 0 where it was asked before.
        """
        key = (place.level, name, 0 if self.whole else place.id)
        if key not in self.found:
            self.found[key] = self._ask(place, name)
        said = self.found[key].get(place.id)
        missing = Unknown(Words("“{place}”的“{name}”没有登记。", {"place": place.name, "name": name}))
        return missing if said is None else said

    def _ask(self, place: PlaceRef, name: str) -> dict[int, Datum]:
        ours = (r for r in self.running.items("registers") if isinstance(r, Register) and r.of)
        registers = {r.id: f for r in ours if r.of and place.level in r.of.names and (f := r.field(name))}
        if not registers:
            return {}
        rows = Record.objects.filter(programme=self.running.programme_id, register__in=registers, ended_on=None)
        rows = rows.filter(values__has_key=name)
        rows = rows if self.whole else rows.filter(place=place.id)
        said = rows.order_by("pk").values_list("place_id", "register", f"values__{name}")
        return {at: datum(registers[register], value) for at, register, value in said}


@dataclass(frozen=True, slots=True)
class Placed:
    """A place as expressions see it."""

    place: PlaceRef
    known: Known

    def attribute(self, name: str) -> Datum:
        """Its name, code or level, else what a register says of it."""
        if name in ("name", "code", "level"):
            return str(getattr(self.place, name))
        if name in ("place", "at"):
            return self
        return self.known.fact(self.place, name)

    def __str__(self) -> str:
        return self.place.name
