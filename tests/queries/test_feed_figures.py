"""What expressions ask of a feed: of one meter, of a place, over days, with the reason where nothing is known."""

from decimal import Decimal

import pytest

from shanzhi.core.meant import Meant
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.models import Place
from shanzhi.packs.expressions import expression
from shanzhi.queries.around import Around
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import running
from tests.conftest import NOW, TODAY, World
from tests.feeds_world import DAY, VILLAGE, says, sent, source, well, wells


@pytest.fixture
def ask(world: World):
    """Asks of the first meter, or of a place. Meter 1: 10 to 40 and a counter that fell; meter 2: 100; elsewhere 7."""
    programme, rows = wells(world.clerk, 2)
    well(world.clerk, programme, "井9", "999901100202")
    at = source(world.clerk, programme).id
    for k, (volume, index) in enumerate(((10, 900), (20, 950), (30, 4), (40, 24))):
        sent(at, says("井1", NOW - (3 - k) * DAY, volume=volume, index=index))
    sent(at, says("井2", NOW - DAY, volume=100), says("井9", NOW - DAY, volume=7))
    live = running(programme)

    def asked(text: str, place: str = "") -> object:
        here = Place.objects.get(code=place or VILLAGE).as_core()
        meant = Meant("", here) if place else Meant("", here, None, "well", rows[0])
        return evaluate(expression(text), Around(live, meant, Known(live), TODAY, "2026-09"))

    return asked


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("latest(meters, 'volume')", 40), ("prev(meters, 'volume')", 30), ("latest(meters)", 40),
        ("sum(meters, 'volume')", 100), ("mean(meters, 'volume', days=7)", 20), ("count(meters, 'volume')", 4),
        ("sum(meters, 'volume', day=period)", 40), ("count(meters, 'volume', days=1)", 1),
        ("sum(meters, 'index')", 74), ("mean(meters, 'index', days=2)", 27),
    ],
)  # fmt: skip
def test_of_one_meter(ask, text, gives):
    assert ask(text) == Decimal(gives)


def test_of_a_place_and_below(ask):
    assert ask("sum(meters, 'volume', days=1)", VILLAGE) == 130
    assert ask("sum(meters, 'volume', days=1)", "999901000000") == 137
    assert ask("count(meters, 'volume', place='999901100202')") == 1
    assert ask("sum(meters, 'index')", VILLAGE) == 74


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("latest(meters, 'flow')", "“水表读数”不读“flow”。"),
        ("mean(meters, 'volume', day='2025-01')", "没有数据，无法计算。"),
        ("sum(meters, 'volume', days=0)", "没有“days”这个条件。"),
        ("sum(meters, 'volume', colour='红')", "没有“colour”这个条件。"),
        ("sum(meters, 'volume', day='某天')", "没有“day”这个条件。"),
        ("share(meters, 'volume')", "“share”还不能这样计算。"),
    ],
)
def test_what_is_not_known_says_why(ask, text, why):
    said = ask(text)
    assert isinstance(said, Unknown)
    assert str(said.reason) == why


def test_the_reading_before_can_be_asked_of_one_meter_only(ask):
    said = ask("prev(meters, 'volume')", VILLAGE)
    assert (type(said), str(said.reason)) == (Unknown, "上一个读数只能问一块表的。")
