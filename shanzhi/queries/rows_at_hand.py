"""What an event happened to, found again by the text that names it: record:7, case:12/3, month:2026-03."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shanzhi.core.amount import DIGITS
from shanzhi.core.day import written_day
from shanzhi.core.filling import row_of
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.meant import Meant, row_meant
from shanzhi.core.pack.data import Datum, Row
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.registers import Register
from shanzhi.core.period import named
from shanzhi.core.unit import PlaceRef
from shanzhi.models import BookLine, Case, IndicatorValue, Place, Record, Seat, Unit
from shanzhi.queries.feed_rows import told_of_feed
from shanzhi.queries.members import record_row
from shanzhi.queries.places_known import Known, Placed
from shanzhi.queries.running import Running
from shanzhi.queries.work_told import told_again


@dataclass(frozen=True, slots=True)
class AtHand:
    """A row found again. on: the day the event is about, None for the day of the deed; period: its name or ""."""

    meant: Meant
    on: date | None = None
    period: str = ""


def at_hand(running: Running, row: str, event: str, known: Known) -> AtHand:
    """What a text names, as it is now.

    cost: 1 query; none for a period; 2 for a reading.
    raises: Refused("not_found") where it is no more.
    """
    kind, _, name = row.partition(":")
    id_, _, more = name.partition("/")
    if kind in ("record", "value") and id_.isdecimal():
        return _record(running, int(id_), more, known) if kind == "record" else _value(running, int(id_), known)
    if kind == "case" and id_.isdecimal():
        return AtHand(_case(running, int(id_), known))
    if kind == "entry" and id_.isdecimal():
        return AtHand(_entry(running, int(id_), event, known))
    if kind in ("reading", "silent", "task", "duty") and id_.isdecimal():
        return _work(running, (kind, int(id_)), row, event, known)
    if kind in ("place", "unit", "seat") and id_.isdecimal():
        return AtHand(_other(kind, int(id_), row, known))
    return _turn(running, kind, name, event)


def _work(running: Running, of: tuple[str, int], row: str, event: str, known: Known) -> AtHand:
    if of[0] in ("reading", "silent"):
        return AtHand(_feed(running, row, event, known))
    found = told_again(running.programme_id, *of, event.rpartition(".")[2])
    if found is None:
        raise _gone()
    return AtHand(Meant("", found.place, found.it), found.on)


def _feed(running: Running, row: str, event: str, known: Known) -> Meant:
    found = told_of_feed(running, row, event, known)
    if found is None:
        raise _gone()
    return found


def _record(running: Running, id_: int, day: str, known: Known) -> AtHand:
    found = Record.objects.select_related("place").filter(pk=id_, programme=running.programme_id).first()
    if found is None:
        raise _gone()
    register = running.find(found.register, Register)
    it = record_row(register, found, known)
    return AtHand(row_meant("", found.place.as_core(), it, register, found.pk), written_day(day) if day else None)


def _case(running: Running, id_: int, known: Known) -> Meant:
    found = Case.objects.select_related("place", "record").filter(pk=id_, programme=running.programme_id).first()
    if found is None:
        raise _gone()
    flow, place = running.find(found.flow, Flow), found.place.as_core()
    here = Placed(place, known)
    more: dict[str, Datum] = {
        "state": found.state,
        "place": here,
        "at": here,
        "opened": china_day(found.opened_at),
        "closed": china_day(found.closed_at) if found.closed_at else None,
        "due": china_day(found.due_at) if found.due_at else None,
    }
    it = row_of(flow.fields if flow else (), found.values, more)
    register = found.record.register if found.record else ""
    return Meant("", place, it, register, found.record_id, found.assignee_id)


def _entry(running: Running, id_: int, event: str, known: Known) -> Meant:
    account = event.partition(".")[0]
    lines = BookLine.objects.select_related("book__place", "entry").filter(entry=id_, book__account=account)
    line = lines.filter(book__programme=running.programme_id).order_by("pk").first()
    if line is None:
        raise _gone()
    return posted_meant(line, known)


def posted_meant(line: BookLine, known: Known) -> Meant:
    """A line of the books as what an event happened to.

    cost: 0 queries.
    """
    place = line.book.place.as_core()
    sum_ = Quantity(_number(line), line.book.measure)
    here = Placed(place, known)
    it = Row({"amount": sum_, "day": line.on, "place": here, "at": here, "reason": line.entry.why or None})
    return Meant("", place, it, record=line.book.record_id, unit=line.book.unit_id)


def _value(running: Running, id_: int, known: Known) -> AtHand:
    rows = IndicatorValue.objects.select_related("place", "indicator")
    found = rows.filter(pk=id_, indicator__programme=running.programme_id).first()
    if found is None:
        raise _gone()
    place = found.place.as_core() if found.place else running.place
    return AtHand(Meant("", place, value_row(found, place, known)), found.on)


def value_row(value: IndicatorValue, place: PlaceRef, known: Known) -> Row:
    """A figure that was entered as what an event happened to.

    cost: 0 queries.
    """
    here = Placed(place, known)
    return Row({"value": value.value, "day": value.on, "source": value.source, "place": here, "at": here})


def _number(line: BookLine) -> Decimal:
    return Decimal(line.amount).scaleb(-DIGITS.get(line.book.measure, 0))


def _other(kind: str, id_: int, row: str, known: Known) -> Meant:
    """A place, unit or seat that a rule runs for."""
    if kind == "place":
        place = Place.objects.filter(pk=id_).first()
        if place is None:
            raise _gone()
        return Meant(row, place.as_core(), Placed(place.as_core(), known))
    rows = Unit.objects if kind == "unit" else Seat.objects
    found = rows.select_related("place").filter(pk=id_).first()
    if found is None:
        raise _gone()
    unit = found.pk if isinstance(found, Unit) else found.unit_id
    return Meant(row, found.place.as_core(), unit=unit)


def _turn(running: Running, kind: str, name: str, event: str) -> AtHand:
    end = event.endswith(".end")
    if kind == "phase":
        days = running.setting().phases.get(name)
        on = days[1] if days and end else days[0] if days else None
        return AtHand(Meant("", running.place, Row({"day": on})), on)
    period = named(name)
    if period is None:
        raise _gone()
    on = period.last if end else period.first
    return AtHand(Meant("", running.place, Row({"day": on, "period": name})), on, name)


def _gone() -> Refused:
    return Refused("not_found", "没有找到规则所说的这一行，可能已经删去或者撤并。")
