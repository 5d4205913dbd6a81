"""A register of a running programme: its fields as they are asked, where its rows may lie, who keeps them."""

from shanzhi import vault
from shanzhi.core.access import Actor, within
from shanzhi.core.drafting import Desk, desk_for
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.data import Row
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.tables import Table
from shanzhi.core.recording import digest, is_sealed, levels_of
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place, Unit
from shanzhi.queries.running import Running

VILLAGE_DIGITS = 12
KEY_PURPOSE = "record.key"


def register_of(live: Running, register: str) -> Register:
    """A register of a programme.

    cost: 0 queries.
    raises: Refused("register_unknown").
    """
    found = live.find(register, Register)
    if found is None:
        raise Refused("register_unknown", "这项工作没有这本台账，请从台账目录进入。")
    return found


def desk_of(live: Running, register: Register, by: Actor | None) -> Desk:
    """What the rows of a register are drafted by. by: None for the program.

    cost: 0 queries.
    """
    tables = {item.id: item for item in live.items("tables") if isinstance(item, Table)}
    who = Row({"name": by.name, "unit": by.unit_name or None, "place": by.place_code} if by else {})
    return desk_for(register, live.asked(register.fields), tables, who)


def place_for(live: Running, register: Register, code: str) -> Place:
    """The place a row may lie in, in the programme and of the register's level.

    cost: 1 query.
    raises: Refused("unknown_place"), Refused("wrong_level").
    """
    place = Place.objects.filter(code=code, ended_on=None).first()
    if place is None or not within(place.code, live.place.code):
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=code)
    levels = levels_of(register)
    if levels and place.level not in levels:
        raise Refused("place_level_wrong", "“{register}”不登记在“{place}”这一级，请选下面的地区。",
                      register=register.title, place=place.name)  # fmt: skip
    return place


def keepers_at(place: PlaceRef) -> frozenset[int]:
    """The village's own units at a place or above its groups.

    cost: 1 query.
    """
    rows = Unit.objects.filter(kind="village", place__code=place.code[:VILLAGE_DIGITS], place__ended_on=None)
    return frozenset(rows.values_list("pk", flat=True))


def may_add(by: Actor, place: PlaceRef, own: frozenset[int]) -> frozenset[int | None]:
    """The units that may enter a row at a place: the village's own, and the actor's where the place lies in its own.

    cost: 0 queries.
    """
    return frozenset({*own, by.unit_id} if within(place.code, by.place_code) else own)


def shared_key(desk: Desk, shared: str) -> str:
    """The digest of a row's unique fields; a keyed one where a sensitive value is among them.

    cost: 0 queries.
    """
    return vault.ring().hash(shared, KEY_PURPOSE) if shared and sealed_unique(desk) else digest(shared)


def sealed_unique(desk: Desk) -> tuple[Field, ...]:
    """The sensitive fields among the unique ones.

    cost: 0 queries.
    """
    return tuple(one for one in desk.fields if one.id in desk.register.unique and is_sealed(one))
