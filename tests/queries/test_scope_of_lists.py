"""A keeper sees the people and units of his own place; nobody else sees the lists at all."""

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.core.register import Row
from shanzhi.queries import people_lists
from tests.conftest import TODAY, World, person

ROWS = [Row(2, {"name": "新来的某", "username": "newcomer", "role": "unit", "unit": "云岭县农业农村局"})]
# each query of the lists, as the names of 云岭县 an answer holds
ASKS = {
    "people_lists.check_list": lambda actor, _w: people_lists.check_list(actor, "people", ROWS)[0],
    "people_lists.known_people": lambda actor, _w: [
        u.name for u in people_lists.known_people(actor, ROWS).units if u.name.startswith("云岭")
    ],
    "people_lists.known_units": lambda actor, _w: [
        u.name for u in people_lists.known_units(actor).units if u.name.startswith("云岭")
    ],
    "people_lists.people_page": lambda actor, _w: people_lists.people_page(actor, "leader", TODAY).rows,
    "people_lists.person_page": lambda actor, w: people_lists.person_page(actor, w.leader.id, TODAY).row,
    "people_lists.post_lines": lambda actor, _w: [
        r.username for r in people_lists.post_lines(actor) if r.username == "leader"
    ],
    "people_lists.unit_page": lambda actor, w: people_lists.unit_page(actor, w.farm.unit_id).id,
    "people_lists.units_page": lambda actor, _w: people_lists.units_page(actor, "云岭").rows,
}


def seen(name: str, actor: Actor, world: World) -> object:
    """What an answer holds of 云岭县; a refusal as its code."""
    try:
        return bool(ASKS[name](actor, world))
    except Refused as refusal:
        return refusal.code


@pytest.mark.parametrize("who", ["clerk", "leader", "reader", "farm", "stranger"])
def test_only_a_keeper_sees_the_lists(world, who):
    assert {seen(name, getattr(world, who), world) for name in ASKS} == {"not_allowed"}


def test_a_keeper_sees_his_own_place(world):
    keeper = person("keeper", "keeper", "999901000000")
    assert {name: seen(name, keeper, world) for name in ASKS} == dict.fromkeys(ASKS, True)


def test_a_keeper_of_another_county_sees_nothing_of_this_one(world):
    other = person("keeper2", "keeper", "999902000000")
    assert {seen(name, other, world) for name in ASKS} == {False, "not_found"}
