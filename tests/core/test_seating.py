"""Who stands for what, where."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import Selector
from shanzhi.core.seating import Held, Person, seats_of
from shanzhi.core.unit import PlaceRef

TOWN = PlaceRef(1, "999901100000", "东镇", "township")
ONE, OTHER = "999901100201", "999901100202"


def post(id_, at):
    return Post(id=id_, at=Selector(names=(at,)))


POSTS = (post("desk", "township"), post("inspector", "township"), post("cleaner", "village"), post("keeper", "pool"))
CLERK = Actor(1, "甲", "clerk", TOWN.code, TOWN.name, None, "")
VILLAGE = Actor(2, "乙", "unit", ONE, "一村", 7, "一村村民委员会")
COMMITTEE = Person(VILLAGE, frozenset({"一村村民委员会", "一村"}), "village", "village")
ORGAN = Person(replace(VILLAGE, unit_id=8, place_code=TOWN.code), frozenset({"镇财政所"}), "organ", "township")


@pytest.mark.parametrize(
    ("person", "seats", "at", "held"),
    [
        (Person(CLERK), (), ONE, {"township", "desk", "inspector", "cleaner", "keeper"}),
        (COMMITTEE, (), ONE, {"village", "cleaner", "一村", "一村村民委员会"}),
        (COMMITTEE, (), OTHER, {"一村", "一村村民委员会"}),
        (ORGAN, (), ONE, {"镇财政所"}),
        (ORGAN, (Held("inspector", TOWN.code, unit=8),), ONE, {"镇财政所", "inspector"}),
        (Person(CLERK), (Held("cleaner", ONE, user=9),), ONE, {"township", "desk", "inspector", "keeper"}),
        (Person(CLERK), (Held("cleaner", ONE, user=9),), OTHER, {"township", "desk", "inspector", "cleaner", "keeper"}),
        (COMMITTEE, (Held("cleaner", ONE, user=2),), ONE, {"village", "cleaner", "一村", "一村村民委员会"}),
        (COMMITTEE, (Held("cleaner", ONE, user=9),), ONE, {"village", "一村", "一村村民委员会"}),
        (Person(replace(CLERK, place_code=ONE)), (), ONE, set()),
        (Person(replace(CLERK, role="reader")), (), ONE, set()),
    ],
)
def test_who_stands_for_what(person, seats, at, held):
    assert seats_of(person, POSTS, seats, TOWN, at) == held


@pytest.mark.parametrize(
    ("held", "day", "holds"),
    [
        (Held("x", ONE, from_on=date(2026, 9, 1)), date(2026, 8, 31), False),
        (Held("x", ONE, from_on=date(2026, 9, 1)), date(2026, 9, 1), True),
        (Held("x", ONE, to_on=date(2026, 9, 1)), date(2026, 9, 1), True),
        (Held("x", ONE, to_on=date(2026, 9, 1)), date(2026, 9, 2), False),
    ],
)
def test_both_days_belong_to_a_seat(held, day, holds):
    assert held.on(day) is holds
