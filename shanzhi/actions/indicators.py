"""Values entered for indicators."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.indicator import LARGEST
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Indicator, IndicatorValue, TaskUnit
from shanzhi.models.walls import acting


@dataclass(frozen=True, slots=True)
class ValueIn:
    """A value reached on a day. value: in the indicator's unit; source: where it comes from."""

    key: UUID
    on: date
    value: Decimal
    source: str


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
        units = TaskUnit.objects.filter(task__clause_id=row.clause_id or 0).values_list("unit_id", flat=True)
        require(actor, "enter_value", place_code=row.programme.place.code, unit_ids=units)
        if IndicatorValue.objects.filter(key=given.key).exists():
            return False
        IndicatorValue.objects.create(
            indicator=row,
            key=given.key,
            on=given.on,
            value=given.value,
            source=given.source[:200],
            at=now,
            by_id=actor.id,
        )
        data = {"on": str(given.on), "value": str(given.value), "source": given.source}
        note(
            actor,
            "enter_value",
            About("indicator", row.pk, row.programme_id, data, place_code=row.programme.place.code),
            now,
        )
    return True
