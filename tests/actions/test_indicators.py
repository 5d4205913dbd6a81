"""Values entered for indicators."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.models import Entry, Indicator, IndicatorValue
from tests.conftest import NOW, TODAY, refused


@pytest.fixture
def indicator(world) -> Indicator:
    return Indicator.objects.filter(programme=world.programme).order_by("n")[0]


def value(figure: str = "80.5", on: date = TODAY, source: str = "月报") -> ValueIn:
    return ValueIn(uuid4(), on, Decimal(figure), source)


def test_enter_value_keeps_figure_day_and_source(world, indicator):
    given = value()
    assert enter_value(actor=world.clerk, indicator_id=indicator.pk, given=given, now=NOW) is True
    row = IndicatorValue.objects.get(key=given.key)
    assert (row.indicator_id, row.on, row.value, row.source, row.at, row.by_id) == (
        indicator.pk,
        TODAY,
        Decimal("80.5"),
        "月报",
        NOW,
        world.clerk.id,
    )
    entry = Entry.objects.latest("pk")
    data = {"on": "2026-09-01", "value": "80.5", "source": "月报"}
    assert (entry.deed, entry.object_id, entry.programme_id, entry.data) == (
        "enter_value",
        indicator.pk,
        world.programme,
        data,
    )


def test_the_same_value_sent_twice_is_one_value(world, indicator):
    given, before = value(), IndicatorValue.objects.count()
    done = [enter_value(actor=world.clerk, indicator_id=indicator.pk, given=given, now=NOW) for _ in range(2)]
    assert (done, IndicatorValue.objects.count()) == ([True, False], before + 1)


def test_a_correction_is_a_row_of_its_own(world, indicator):
    for figure in ("80", "81"):
        enter_value(actor=world.clerk, indicator_id=indicator.pk, given=value(figure), now=NOW)
    rows = IndicatorValue.objects.filter(indicator=indicator, on=TODAY).order_by("pk")
    assert [r.value for r in rows] == [80, 81]


def test_a_long_source_is_cut_and_not_an_error(world, indicator):
    given = value(source="报" * 300)
    enter_value(actor=world.clerk, indicator_id=indicator.pk, given=given, now=NOW)
    assert IndicatorValue.objects.get(key=given.key).source == "报" * 200


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (value(source=" "), "source_missing"),
        (value(on=date(2026, 9, 2)), "day_ahead"),
        (value("1e15"), "bad_number"),
        (value("-1e15"), "bad_number"),
    ],
)
def test_what_cannot_be_is_refused(world, indicator, given, code):
    with refused(code):
        enter_value(actor=world.clerk, indicator_id=indicator.pk, given=given, now=NOW)


@pytest.mark.parametrize("who", ["leader", "reader", "farm", "stranger"])
def test_who_may_enter_values(world, indicator, who):
    with refused("not_found" if who == "stranger" else "not_allowed"):
        enter_value(actor=getattr(world, who), indicator_id=indicator.pk, given=value(), now=NOW)


def test_an_indicator_that_is_not_there_is_refused(world):
    with refused("not_found"):
        enter_value(actor=world.clerk, indicator_id=10**17, given=value(), now=NOW)
