"""Units and people entered from lists: good rows go in, bad rows stay out, twice is once."""

from datetime import date

import pytest
from django.contrib.auth.hashers import check_password

from shanzhi.actions.passwords import WORD_LASTS
from shanzhi.actions.people import Imported, import_people, import_units
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.core.register import Row
from shanzhi.models import Entry, Post, Unit, User
from tests.conftest import NOW, books, person, refused

UNITS = [
    Row(2, {"name": "云岭县供销社", "aliases": "供销社、县供销社", "parent": "县商务局"}),
    Row(3, {"name": "云岭县商务局", "kind": "机关"}),
    Row(4, {"name": "云岭县水务局", "aliases": "水务局", "parent": "云岭县商务局"}),
    Row(5, {"name": "某局", "place": "松平县"}),
]
PEOPLE = [
    Row(2, {"name": "王甲", "username": "wang", "role": "责任单位", "unit": "县水务局", "from_on": "2026.3.1"}),
    Row(3, {"name": "王甲", "username": "wang", "role": "查阅人员", "place": "云岭东镇"}),
    Row(4, {"name": "李乙", "username": "li", "role": "分管领导", "to_on": "20261231"}),
    Row(5, {"name": "别人", "username": "clerk", "role": "分管领导"}),
]


@pytest.fixture
def keeper(world):
    return person("keeper", "keeper", "999901000000")


def test_good_units_go_in_and_twice_is_once(world, keeper):
    done = import_units(actor=keeper, rows=UNITS, now=NOW)
    assert (done.new, done.changed, done.same, [p.n for p in done.problems]) == (2, 1, 0, [5])
    rows = Unit.objects.filter(name__in=[r.cells["name"] for r in UNITS]).order_by("name")
    assert [(u.name, u.aliases, u.kind, u.place.code, u.parent and u.parent.name) for u in rows] == [
        ("云岭县供销社", ["供销社", "县供销社"], "organ", "999901000000", "云岭县商务局"),
        ("云岭县商务局", [], "organ", "999901000000", None),
        ("云岭县水务局", ["县水务局", "水务局"], "organ", "999901000000", "云岭县商务局"),
    ]
    last = Entry.objects.latest("pk")
    assert (last.deed, last.actor_id, last.data) == (
        "import_units", keeper.id, {"new": 2, "changed": 1, "left_out": 1},
    )  # fmt: skip
    before = books()
    assert import_units(actor=keeper, rows=UNITS, now=NOW) == Imported(0, 0, 3, done.problems)
    assert books() == before


def test_a_circle_through_the_books_does_not_go_in(world, keeper):
    import_units(actor=keeper, rows=UNITS, now=NOW)
    before = books()
    done = import_units(actor=keeper, rows=[Row(2, {"name": "云岭县商务局", "parent": "供销社"})], now=NOW)
    assert [str(p.words) for p in done.problems] == ["上级单位绕了一圈又回到本单位，请改正。"]
    assert books() == before


def test_good_people_go_in_with_a_password_each_and_twice_is_once(world, keeper):
    done = import_people(actor=keeper, rows=PEOPLE, now=NOW)
    assert (done.new, done.same, [p.n for p in done.problems], sorted(done.passwords)) == (3, 0, [5], [2, 4])
    posts = (
        Post.objects.filter(user__username__in=["wang", "li"]).order_by("pk").select_related("user", "place", "unit")
    )
    assert [(p.user.name, p.role, p.place.code, p.unit and p.unit.name, p.from_on, p.to_on) for p in posts] == [
        ("王甲", "unit", "999901000000", "云岭县水务局", date(2026, 3, 1), None),
        ("王甲", "reader", "999901100000", None, None, None),
        ("李乙", "leader", "999901000000", None, None, date(2026, 12, 31)),
    ]
    assert check_password(done.passwords[2], User.objects.get(username="wang").password)
    assert User.objects.get(username="wang").word_until == NOW + WORD_LASTS
    assert not check_password(done.passwords[2], User.objects.get(username="li").password)
    last = Entry.objects.latest("pk")
    assert (last.deed, last.data) == ("import_people", {"new": 3, "changed": 0, "left_out": 1})
    before = books()
    assert import_people(actor=keeper, rows=PEOPLE, now=NOW) == Imported(0, 0, 3, done.problems)
    assert books() == before


@pytest.mark.parametrize("deed", [import_units, import_people])
@pytest.mark.parametrize("who", ["clerk", "leader", "reader", "farm"])
def test_only_a_keeper_imports(world, who, deed):
    with refused("not_allowed"):
        deed(actor=getattr(world, who), rows=[], now=NOW)


def test_a_post_for_a_unit_of_another_place_is_refused(world, keeper):
    unit = Unit.objects.get(name="松平县水务局")
    with refused("not_allowed"):
        give_post(actor=keeper, post=PostIn(world.clerk.id, "unit", "999901000000", unit.pk), now=NOW)


def test_a_post_for_nobody_is_refused(world, keeper):
    with refused("not_found"):
        give_post(actor=keeper, post=PostIn(2**62, "clerk", "999901000000"), now=NOW)
