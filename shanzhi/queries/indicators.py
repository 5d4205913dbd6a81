"""Indicators of a programme: target, values over time, how far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from shanzhi.core.access import Actor, may
from shanzhi.core.indicator import Target, reached, share
from shanzhi.core.kinds import Refused
from shanzhi.models import Indicator, IndicatorValue, Programme, TaskUnit, Unit
from shanzhi.queries.scope import programmes_for, scoped


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value that counts for its day."""

    on: date
    value: Decimal
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator. line: its values as points of a small chart, "" below two values; share: percent or None.

    item: its id in the pack, "" where none runs.
    """

    id: int
    name: str
    op: str
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    by_on: date | None
    by_words: str
    quote: str
    clause_n: int
    values: tuple[ValueRow, ...]
    reached: bool | None
    share: int | None
    line: str
    may_enter: bool
    item: str = ""

    @property
    def latest(self) -> ValueRow | None:
        return self.values[-1] if self.values else None


@dataclass(frozen=True, slots=True)
class Indicators:
    """The indicators of a programme."""

    id: int
    title: str
    place: str
    reading_id: int | None
    rows: tuple[IndicatorRow, ...]


@scoped
def indicators_page(actor: Actor, programme_id: int) -> Indicators:
    """The indicators of a programme with their values.

    cost: 5 queries.
    raises: Refused("not_found").
    """
    programme = programmes_for(actor).select_related("place").filter(pk=programme_id).first()
    if programme is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    rows = list(Indicator.objects.filter(programme=programme).select_related("clause").order_by("n"))
    values: dict[int, dict[date, ValueRow]] = {}
    said = IndicatorValue.objects.filter(indicator__in=rows, place=None).select_related("by").order_by("on", "at", "pk")
    for v in said:
        values.setdefault(v.indicator_id, {})[v.on] = ValueRow(v.on, v.value.normalize(), v.source, v.by.name)
    units: dict[int, set[int | None]] = {}
    for clause, unit in TaskUnit.objects.filter(programme=programme).values_list("task__clause", "unit"):
        units.setdefault(clause, set()).add(unit)
    named = _named(programme, rows)
    entering = {r.pk: units.get(r.clause_id or 0, set()) | named[r.pk] for r in rows}
    place = programme.place.code
    return Indicators(
        id=programme.pk,
        title=programme.title,
        place=programme.place.name,
        reading_id=programme.reading_id,
        rows=tuple(
            _row(
                r,
                tuple(values.get(r.pk, {}).values()),
                may_enter=may(actor, "enter_value", place_code=place, unit_ids=entering[r.pk]),
            )
            for r in rows
        ),
    )


def _named(programme: Programme, rows: Sequence[Indicator]) -> dict[int, set[int | None]]:
    """The units of the programme's place that each indicator's pack names."""
    words = {r.pk: {w for w in r.by_words.split("、") if w} for r in rows}
    every = list({w for some in words.values() for w in some})
    units = Unit.objects.filter(Q(name__in=every) | Q(aliases__overlap=every), place=programme.place_id)
    known = [(u.pk, {u.name, *u.aliases}) for u in units]
    return {pk: {unit for unit, names in known if names & some} for pk, some in words.items()}


def _row(row: Indicator, values: tuple[ValueRow, ...], *, may_enter: bool) -> IndicatorRow:
    target = None if row.value is None else Target(row.op, row.value)
    latest = values[-1].value if values else None
    return IndicatorRow(
        id=row.pk,
        name=row.name,
        op=row.op,
        value=row.value.normalize() if row.value is not None else None,
        value_high=row.value_high.normalize() if row.value_high is not None else None,
        unit=row.unit,
        by_on=row.by_on,
        by_words=row.by_words,
        quote=row.quote,
        clause_n=row.clause.n if row.clause else 0,
        values=values,
        reached=reached(target, latest) if target else None,
        share=share(target, latest) if target else None,
        line=_line([float(v.value) for v in values], [v.on for v in values]),
        may_enter=may_enter,
        item=row.item,
    )


def _line(values: list[float], days: list[date]) -> str:
    """Points of a line in a box of 120 x 28."""
    if len(values) < 2:  # noqa: PLR2004 - a line needs two points
        return ""
    low, high = min(values), max(values)
    first, long = days[0], (days[-1] - days[0]).days or 1
    points = (
        f"{(d - first).days * 116 / long + 2:.1f},{26 - (v - low) * 24 / ((high - low) or 1):.1f}"
        for v, d in zip(values, days, strict=True)
    )
    return " ".join(points)
