"""Feeds are seen by their place's offices and by the villages whose rows they read; keys and troubles by the office."""

from collections.abc import Callable

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.queries import feed_pages
from tests.conftest import NOW, TODAY, World, person
from tests.queries.cases_of_feeds import spoken

ASKS: dict[str, Callable[[Actor, int, int], object]] = {
    "feed_pages.feeds_page": lambda actor, _p, _r: [(f.rows, f.troubles) for f in feed_pages.feeds_page(actor, NOW)],
    "feed_pages.feed_page": lambda actor, p, _r: [
        (len(page.rows), page.lost) for page in [feed_pages.feed_page(actor, p, "meters", (0, False), NOW)]
    ],
    "feed_pages.meter_page": lambda actor, p, r: len(
        feed_pages.meter_page(actor, p, "meters", r, "volume", TODAY).readings
    ),
    "feed_pages.readings_form": lambda actor, p, _r: feed_pages.readings_form(actor, p, "meters").title,
}
WHOLE = {
    "feed_pages.feeds_page": [(1, 1)],
    "feed_pages.feed_page": [(1, 1)],
    "feed_pages.meter_page": 1,
    "feed_pages.readings_form": "水表读数",
}
VILLAGE = WHOLE | {"feed_pages.feeds_page": [(1, 0)], "feed_pages.feed_page": [(1, 0)]}
SIBLING = VILLAGE | {"feed_pages.feeds_page": [(0, 0)], "feed_pages.feed_page": [(0, 0)],
                     "feed_pages.meter_page": "not_found"}  # fmt: skip


@pytest.fixture
def seen(world) -> Callable[[Actor], dict[str, object]]:
    programme, _, rows = spoken(world, 1)

    def answers(actor: Actor) -> dict[str, object]:
        out = {}
        for name, ask in ASKS.items():
            try:
                out[name] = ask(actor, programme, rows[0])
            except Refused as refusal:
                out[name] = refusal.code
        return out

    return answers


def test_the_office_sees_all_and_the_village_its_meters(world: World, seen):
    assert seen(world.clerk) == seen(world.reader) == WHOLE
    assert seen(world.village) == VILLAGE


def test_another_village_sees_no_meter_of_it(seen):
    assert seen(person("sibling", "unit", "999901100202", "云岭东二村村民委员会")) == SIBLING


@pytest.mark.parametrize("who", ["stranger", "farm"])
def test_who_takes_no_part_finds_nothing(world, seen, who):
    found = seen(getattr(world, who))
    assert found.pop("feed_pages.feeds_page") == []
    assert set(found.values()) == {"not_found"}


def test_a_keeper_of_people_sees_no_feed(seen):
    assert set(seen(person("keeper", "keeper", "999901000000")).values()) == {"not_allowed"}
