"""For whom a rule runs: each place, row, unit or seat that a selector means."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from shanzhi.core.access import subtree
from shanzhi.core.filling import row_of
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.meant import Meant, row_meant
from shanzhi.core.pack.data import Datum, Row, Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import Selector
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef
from shanzhi.models import Place, Record, Seat, Unit
from shanzhi.queries.around import Around
from shanzhi.queries.places_known import Known, Placed
from shanzhi.queries.running import Running


def members(
    running: Running, selector: Selector, at: PlaceRef, known: Known, today: date
) -> tuple[tuple[Meant, bool | Unknown], ...]:
    """Each that a selector means at a place and below it, and whether its conditions hold; left out where they do not.

    cost: 1 query; one more for each fact of places that its conditions ask for.
    raises: Refused("pick_not_ready") for a draw.
    """
    if selector.pick is not None and selector.pick.way != "all":
        raise Refused("pick_not_ready", "规则里的抽取、轮流还不能自动办理，请改为逐个办理。")
    found: list[tuple[Meant, bool | Unknown]] = []
    for name in selector.names:
        for meant in _named(running, name, at, known):
            held = holds_for(selector, Around(running, meant, known, today))
            if held is not False:
                found.append((meant, held))
    return tuple(found)


def record_row(register: Register | None, record: Record, known: Known) -> Row:
    """A row of a register as expressions see it.

    cost: 0 queries.
    """
    place = Placed(record.place.as_core(), known)
    more: dict[str, Datum] = {
        "place": place,
        "at": place,
        "state": record.state or ("retired" if record.ended_on else "active"),
        "added": china_day(record.added_at),
        "retired": record.ended_on,
    }
    return row_of(register.fields if register else (), record.values, more)


def _named(running: Running, name: str, at: PlaceRef, known: Known) -> Iterator[Meant]:
    low_high = subtree(at.code)
    register = running.find(name, Register)
    if name == "household":
        books = (r for r in running.items("registers") if isinstance(r, Register) and r.of and name in r.of.names)
        register = next(books, None)
    if name in PLACE_LEVELS:
        for place in Place.objects.filter(level=name, code__range=low_high, ended_on=None).order_by("code"):
            ref = place.as_core()
            yield Meant(f"place:{place.pk}", ref, Placed(ref, known))
    elif register is not None:
        rows = Record.objects.filter(programme=running.programme_id, register=register.id, ended_on=None)
        for row in rows.filter(place__code__range=low_high).select_related("place").order_by("pk"):
            yield row_meant(f"record:{row.pk}", row.place.as_core(), record_row(register, row, known), register, row.pk)
    elif running.find(name, Post) is not None:
        seats = Seat.objects.filter(programme=running.programme_id, seat=name, to_on=None)
        for seat in seats.filter(place__code__range=low_high).select_related("place").order_by("pk"):
            yield Meant(f"seat:{seat.pk}", seat.place.as_core(), unit=seat.unit_id)
    else:
        units = Unit.objects.filter(Q(name=name) | Q(aliases__contains=[name]), place__code__range=low_high)
        for unit in units.select_related("place").order_by("pk"):
            yield Meant(f"unit:{unit.pk}", unit.place.as_core(), unit=unit.pk)


def holds_for(selector: Selector, around: Around) -> bool | Unknown:
    """Whether the conditions of a selector hold for one it names.

    cost: 0 queries; one for each fact of places that they ask for.
    """
    for condition, wanted in ((selector.where, True), (selector.except_, False)):
        if condition is None or condition.tree is None:
            continue
        held = evaluate(condition.tree, around)
        if isinstance(held, Unknown):
            return held
        if bool(held) is not wanted:
            return False
    return True
