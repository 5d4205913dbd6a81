"""Values entered for indicators."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor, require, within
from shanzhi.core.happening import Happening
from shanzhi.core.indicator import LARGEST
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Indicator, IndicatorValue, Place
from shanzhi.models.walls import acting
from shanzhi.queries.entering import named_units, units_of_places
from shanzhi.queries.places_known import Known
from shanzhi.queries.rows_at_hand import value_row
from shanzhi.queries.running import runnings


@dataclass(frozen=True, slots=True)
class ValueIn:
    """A value reached on a day. value: in the indicator's unit; source: where it comes from.

    place: the code of the place it is of, "" for the place of the programme.
    """

    key: UUID
    on: date
    value: Decimal
    source: str
    place: str = ""


def enter_value(*, actor: Actor, indicator_id: int, given: ValueIn, now: datetime) -> bool:
    """Enters a value; False where this very value is there already. A later entry for a day corrects an earlier one.

    raises: Refused("source_missing"), Refused("day_ahead"), Refused("bad_number"), Refused("not_found").
    """
    if not given.source.strip():
        raise Refused("source_missing", "请写明数据来源（哪张表、哪个系统、谁统计），再保存。")
    if given.on > china_day(now):
        raise Refused("day_ahead", "统计日期不能晚于今天，请改正。")
    if abs(given.value) >= LARGEST:
        raise Refused("bad_number", "“{words}”不是一个数，请只填数字，如 85 或 3.5。", words=given.value)
    with acting(actor):
        rows = Indicator.objects.select_for_update(of=("self",)).select_related("programme__place")
        row = rows.filter(pk=indicator_id).first()
        if row is None:
            raise Refused("not_found", "没有找到这项指标，可能不在您的管辖范围内。")
        place = _place(row, given.place)
        own = units_of_places([place.pk]).get(place.pk, set()) if given.place else set()
        require(actor, "enter_value", place_code=place.code, unit_ids=named_units(row) | own)
        if IndicatorValue.objects.filter(key=given.key).exists():
            return False
        _keep(actor, row, place, given, now)
    return True


def _place(row: Indicator, code: str) -> Place:
    """The place a value is of: that of the programme, or one below it.

    raises: Refused("not_found").
    """
    if code in ("", row.programme.place.code):
        return row.programme.place
    found = Place.objects.filter(code=code, ended_on=None).first() if within(code, row.programme.place.code) else None
    if found is None:
        raise Refused("not_found", "没有找到这个地区，请从指标页面进入。")
    return found


def _keep(actor: Actor, row: Indicator, place: Place, given: ValueIn, now: datetime) -> None:
    """Writes a value down, notes it, and tells the rules of the programme."""
    home = row.programme.place_id == place.pk
    value = IndicatorValue.objects.create(
        indicator=row,
        key=given.key,
        place=None if home else place,
        on=given.on,
        value=given.value,
        source=given.source[:200],
        at=now,
        by_id=actor.id,
    )
    data = {"on": str(given.on), "value": str(given.value), "source": given.source}
    data |= {} if home else {"place": place.code}
    note(actor, "enter_value", About("indicator", row.pk, row.programme_id, data, place_code=place.code), now)
    found = runnings([row.programme_id]).get(row.programme_id) if row.item else None
    if found is not None:
        it = value_row(value, place.as_core(), Known(found))
        happening = Happening(f"{row.item}.entered", f"value:{value.pk}", place.as_core(), it, given.on)
        happened(actor, found, happening, now)
