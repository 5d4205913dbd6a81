"""Figures entered place by place: by whom, for which place, and what rules hear of it."""

from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.models import Entry, Indicator, IndicatorValue, Message, RuleRun
from shanzhi.models.walls import acting
from tests.books_world import settled
from tests.conftest import NOW, TODAY, refused
from tests.figures_world import COUNTY, EAST, OTHER_TOWN, TEXT, TOWN

LOW = """rules:
  - {id: low, title: 提醒, upon: satisfied.entered, if: "it.value < 60", clause: 七,
     do: [{tell: {to: township, words: 满意率偏低}}]}
"""


@pytest.fixture
def found(world):
    return settled(world.clerk, TEXT)


@pytest.fixture
def goal(found) -> int:
    with acting(None):
        return Indicator.objects.get(programme=found.programme_id, item="satisfied").pk


def said(value: str, place: str) -> ValueIn:
    return ValueIn(uuid4(), TODAY, Decimal(value), "测评表", place)


def test_a_township_enters_its_own_figure(world, found, goal):
    assert enter_value(actor=world.town, indicator_id=goal, given=said("95", TOWN), now=NOW)
    with acting(None):
        row = IndicatorValue.objects.get(indicator=goal)
        entry = Entry.objects.filter(deed="enter_value").latest("pk")
    assert (row.place.code, row.value, row.by_id) == (TOWN, 95, world.town.id)
    assert (entry.place_code, entry.data["place"]) == (TOWN, TOWN)


@pytest.mark.parametrize("place", [OTHER_TOWN, EAST, COUNTY, ""])
def test_nor_that_of_another_nor_of_the_whole(world, goal, place):
    with refused("not_allowed"):
        enter_value(actor=world.town, indicator_id=goal, given=said("95", place), now=NOW)


@pytest.mark.parametrize("place", ["999902100000", "999901999000", "x"])
def test_places_elsewhere_are_not_found(world, goal, place):
    with refused("not_found"):
        enter_value(actor=world.clerk, indicator_id=goal, given=said("95", place), now=NOW)


def test_the_office_enters_for_any_place(world, goal):
    for place in (TOWN, OTHER_TOWN, ""):
        assert enter_value(actor=world.clerk, indicator_id=goal, given=said("95", place), now=NOW)
    with acting(None):
        kept = IndicatorValue.objects.filter(indicator=goal).order_by("pk")
        assert [v.place and v.place.code for v in kept] == [TOWN, OTHER_TOWN, None]


def test_rules_hear_of_a_figure_that_was_entered(world):
    found = settled(world.clerk, TEXT.replace("rules:\n", LOW, 1))
    with acting(None):
        goal = Indicator.objects.get(programme=found.programme_id, item="satisfied").pk
    for value, place in (("59", TOWN), ("60", OTHER_TOWN)):
        enter_value(actor=world.clerk, indicator_id=goal, given=said(value, place), now=NOW)
    with acting(None):
        runs = RuleRun.objects.filter(programme=found.programme_id, rule="low").order_by("pk")
        assert [(r.state, r.place.code) for r in runs] == [("done", TOWN), ("skipped", OTHER_TOWN)]
        assert [m.words for m in Message.objects.filter(programme=found.programme_id)] == ["满意率偏低"]
