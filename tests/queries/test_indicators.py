"""The indicators of a programme, as whole values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.models import Indicator
from shanzhi.queries.indicators import IndicatorRow, Indicators, ValueRow, indicators_page
from tests.conftest import NOW


def enter(actor, row: Indicator, day: date, value: str) -> None:
    given = ValueIn(uuid4(), day, Decimal(value), "月报")
    enter_value(actor=actor, indicator_id=row.pk, given=given, now=NOW)


def fresh(indicator: Indicator, **fields: object) -> IndicatorRow:
    """The row of an indicator without values, as the office sees it."""
    row = IndicatorRow(
        id=indicator.pk,
        item=indicator.item,
        name="新建公厕",
        op="=",
        value=Decimal(12),
        value_high=None,
        unit="座",
        by_on=date(2026, 12, 31),
        by_words="2026年12月底",
        quote="新建公厕12座",
        clause_n=1,
        values=(),
        reached=None,
        share=None,
        line="",
        may_enter=True,
    )
    return replace(row, **fields)


def test_the_indicators_with_their_values_are_this_value(world):
    rate, toilets = Indicator.objects.filter(programme=world.programme).order_by("n")
    enter(world.clerk, rate, date(2026, 8, 1), "80")
    enter(world.clerk, rate, date(2026, 8, 31), "90")
    enter(world.clerk, rate, date(2026, 8, 31), "95.5")
    values = (
        ValueRow(date(2026, 8, 1), Decimal(80), "月报", "clerk某"),
        ValueRow(date(2026, 8, 31), Decimal("95.5"), "月报", "clerk某"),
    )
    name, quote = "生活垃圾收运覆盖率", "生活垃圾收运覆盖率达到95%以上"
    of_rate = fresh(rate, name=name, op=">=", value=Decimal(95), unit="%", quote=quote, values=values)
    reached = replace(of_rate, reached=True, share=100, line="2.0,26.0 118.0,2.0")
    assert indicators_page(world.clerk, world.programme) == Indicators(
        id=world.programme,
        title="云岭县村庄整治实施方案",
        place="云岭县",
        reading_id=world.reading,
        rows=(reached, fresh(toilets)),
    )


def test_the_latest_value_is_that_of_the_latest_day(world):
    rate, toilets = Indicator.objects.filter(programme=world.programme).order_by("n")
    enter(world.clerk, toilets, date(2026, 8, 31), "6")
    enter(world.clerk, toilets, date(2026, 8, 1), "9")
    none, six = indicators_page(world.reader, world.programme).rows
    assert (none.id, none.latest) == (rate.pk, None)
    assert (six.latest.value, six.reached, six.share, six.line) == (Decimal(6), False, 50, "2.0,2.0 118.0,26.0")


def test_one_value_draws_no_line_and_equal_values_a_level_one(world):
    rate = Indicator.objects.filter(programme=world.programme).earliest("n")
    enter(world.clerk, rate, date(2026, 8, 1), "80")
    assert indicators_page(world.clerk, world.programme).rows[0].line == ""
    enter(world.clerk, rate, date(2026, 8, 2), "80")
    assert indicators_page(world.clerk, world.programme).rows[0].line == "2.0,26.0 118.0,26.0"


def test_who_may_enter_values(world):
    may = {
        who: [row.may_enter for row in indicators_page(getattr(world, who), world.programme).rows]
        for who in ("clerk", "leader", "reader", "farm", "town")
    }
    assert may == {
        "clerk": [True, True],
        "leader": [False, False],
        "reader": [False, False],
        "farm": [False, False],
        "town": [False, False],
    }
