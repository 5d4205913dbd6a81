"""A keeper corrects one person or unit: over what stands there now, within his place, noted."""

from dataclasses import replace

import pytest

from shanzhi.actions.corrections import correct_person, correct_unit
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.core.correction import PersonSaid, UnitSaid
from shanzhi.models import Entry, Post, Unit, User
from tests.conftest import NOW, books, person, refused

FARM = UnitSaid("云岭县农业农村局", ("县农业农村局",), "organ", "999901000000", None)
LEADER = PersonSaid("leader某", "leader")


@pytest.fixture
def keeper(world):
    return person("keeper", "keeper", "999901000000")


def test_name_and_username_are_corrected_and_noted(world, keeper):
    said = PersonSaid("李新名", "lixin")
    correct_person(actor=keeper, user_id=world.leader.id, said=said, was=LEADER.stamp, now=NOW)
    user = User.objects.get(pk=world.leader.id)
    assert (user.name, user.username) == ("李新名", "lixin")
    entry = Entry.objects.select_related("value").latest("pk")
    assert (entry.deed, entry.actor_id, entry.object_id) == ("correct_person", keeper.id, user.pk)
    assert '"leader某"' in entry.value.before
    assert '"李新名"' in entry.value.after
    before = books()
    correct_person(actor=keeper, user_id=user.pk, said=said, was=said.stamp, now=NOW)
    assert books() == before


@pytest.mark.parametrize(
    ("said", "was", "code"),
    [
        (PersonSaid("", "leader"), LEADER.stamp, "name_missing"),
        (PersonSaid("李", "x y"), LEADER.stamp, "username_bad"),
        (PersonSaid("李", "clerk"), LEADER.stamp, "username_taken"),
        (PersonSaid("李", "lixin"), PersonSaid("从前", "leader").stamp, "changed_meanwhile"),
    ],
)
def test_a_wrong_correction_of_a_person_leaves_nothing(world, keeper, said, was, code):
    with refused(code):
        correct_person(actor=keeper, user_id=world.leader.id, said=said, was=was, now=NOW)


def test_a_person_with_a_post_elsewhere_is_corrected_from_above(world, keeper):
    give_post(actor=None, post=PostIn(world.leader.id, "reader", "999902000000"), now=NOW)
    with refused("not_allowed"):
        correct_person(actor=keeper, user_id=world.leader.id, said=PersonSaid("李", "li2"), was=LEADER.stamp, now=NOW)


def test_keepers_of_other_places_and_officials_correct_nobody(world):
    for username, role, code in (("k2", "keeper", "not_found"), ("c2", "clerk", "not_allowed")):
        other = person(username, role, "999902000000")
        with refused("not_allowed"):
            correct_person(actor=other, user_id=world.leader.id, said=LEADER, was=LEADER.stamp, now=NOW)
        with refused(code):
            correct_unit(actor=other, unit_id=world.farm.unit_id, said=FARM, was=FARM.stamp, now=NOW)


def test_a_unit_is_corrected_and_its_posts_move_with_it(world, keeper):
    above = Unit.objects.get(name="云岭县水务局")
    said = UnitSaid("东镇农业站", ("农业站",), "organ", "999901100000", above.pk)
    correct_unit(actor=keeper, unit_id=world.farm.unit_id, said=said, was=FARM.stamp, now=NOW)
    unit = Unit.objects.select_related("place").get(pk=world.farm.unit_id)
    assert UnitSaid(unit.name, tuple(unit.aliases), unit.kind, unit.place.code, unit.parent_id) == said
    assert Post.objects.select_related("place").get(pk=world.farm.post_id).place.code == "999901100000"
    assert Entry.objects.latest("pk").deed == "correct_unit"
    before = books()
    correct_unit(actor=keeper, unit_id=unit.pk, said=said, was=said.stamp, now=NOW)
    assert books() == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"kind": "school"}, "bad_choice"),
        ({"name": "云岭县水务局"}, "unit_known"),
        ({"place": "999901999000"}, "unknown_place"),
        ({"place": "999902000000"}, "not_allowed"),
        ({"parent": 10**9}, "not_found"),
    ],
)
def test_a_wrong_correction_of_a_unit_leaves_nothing(world, keeper, more, code):
    with refused(code):
        correct_unit(actor=keeper, unit_id=world.farm.unit_id, said=replace(FARM, **more), was=FARM.stamp, now=NOW)


def test_a_circle_of_units_is_refused(world, keeper):
    water = Unit.objects.get(name="云岭县水务局")
    Unit.objects.filter(pk=water.pk).update(parent=world.farm.unit_id)
    with refused("unit_circle"):
        said = replace(FARM, parent=water.pk)
        correct_unit(actor=keeper, unit_id=world.farm.unit_id, said=said, was=FARM.stamp, now=NOW)


def test_a_list_taken_in_meanwhile_is_not_written_over(world, keeper):
    Unit.objects.filter(pk=world.farm.unit_id).update(aliases=["县农业农村局", "农业局"])
    with refused("changed_meanwhile"):
        said = replace(FARM, name="农业局")
        correct_unit(actor=keeper, unit_id=world.farm.unit_id, said=said, was=FARM.stamp, now=NOW)
