"""Deeds on places: lists and groups enter; names and codes change; places merge and split; nothing moves silently."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.actions.places import (
    Basis,
    add_divisions,
    add_groups,
    merge_places,
    recode_place,
    rename_place,
    split_place,
)
from shanzhi.actions.register import PlaceIn, add_places
from shanzhi.models import Entry, Place, PlaceChange, Post, Programme, Unit
from shanzhi.queries.places import place_at
from tests.conftest import NOW, TODAY, books, refused

COUNTY, EAST, WEST = "999901000000", "999901100000", "999901101000"
ONE, TWO = "999901100201", "999901100202"
BASIS = Basis(date(2026, 8, 1), "云政函〔2026〕12号")
EARLIER = date(2026, 7, 31)


def codes(on: date, *asked: str) -> list[tuple[str, ...]]:
    return [tuple(p.code for p in place_at(code, on)) for code in asked]


def test_a_list_enters_in_one_entry_and_a_second_time_changes_nothing(world):
    rows = [("990000000000", "云省"), ("999900000000", "岭市"), (COUNTY, "云岭县"), ("999901100203", "东三村")]
    new = add_divisions(actor=None, divisions=rows, edition=2023, root=COUNTY, now=NOW)
    assert new == {"province": 1, "prefecture": 1, "village": 1}
    entry = Entry.objects.latest("seq")
    assert (entry.deed, entry.data) == (
        "add_divisions",
        {"root": COUNTY, "edition": 2023, "new": 3, "levels": new},
    )
    county, village = Place.objects.get(code=COUNTY), Place.objects.get(code="999901100203")
    assert (county.parent.name, county.edition) == ("岭市", None)
    assert (village.parent.name, village.edition) == ("云岭东镇", 2023)
    before = books()
    assert add_divisions(actor=None, divisions=rows, edition=2023, root=COUNTY, now=NOW) == {}
    assert books() == before


@pytest.mark.parametrize("count", [1, 300])
def test_any_number_of_places_takes_the_same_statements(world, count):
    rows = [PlaceIn(f"999901100{n}", f"{n}村", "village") for n in range(300, 300 + count)]
    with CaptureQueriesContext(connection) as seen:
        assert add_places(actor=None, places=rows, now=NOW) == count
    assert len([q for q in seen if "SAVEPOINT" not in q["sql"]]) <= 12


def test_the_same_place_twice_in_one_list_is_one(world):
    row = PlaceIn("999901100203", "东三村", "village")
    assert add_places(actor=None, places=[row, row], now=NOW) == 1


def test_groups_are_named_and_numbered_in_order_below_their_village(world):
    assert add_groups(actor=None, village=ONE, names=["沟东组", "沟西组"], now=NOW) == (f"{ONE}01", f"{ONE}02")
    assert add_groups(actor=None, village=ONE, names=["沟西组", "沟北组"], now=NOW) == (f"{ONE}03",)
    assert add_groups(actor=None, village=ONE, names=["沟北组"], now=NOW) == ()
    groups = Place.objects.filter(parent__code=ONE).order_by("code").values_list("name", "level")
    assert list(groups) == [("沟东组", "group"), ("沟西组", "group"), ("沟北组", "group")]
    with refused("not_a_village"):
        add_groups(actor=None, village=EAST, names=["组"], now=NOW)
    with refused("unknown_place"):
        add_groups(actor=None, village="999901100299", names=["组"], now=NOW)
    with refused("too_many_groups"):
        add_groups(actor=None, village=ONE, names=[f"{n}组" for n in range(97)], now=NOW)


def test_a_number_once_given_never_comes_round_again(world):
    add_groups(actor=None, village=ONE, names=["甲组", "乙组"], now=NOW)
    recode_place(actor=None, code=f"{ONE}02", to=f"{TWO}01", basis=BASIS, now=NOW)
    assert add_groups(actor=None, village=ONE, names=["丙组"], now=NOW) == (f"{ONE}03",)
    assert Place.objects.get(name="乙组").parent.code == TWO


def test_a_name_changes_and_the_old_one_stays_on_record(world):
    pk = Place.objects.get(code=EAST).pk
    assert [rename_place(actor=None, code=EAST, name="云岭街道", basis=BASIS, now=NOW) for _ in range(2)] == [
        True,
        False,
    ]
    assert Place.objects.get(pk=pk).name == "云岭街道"
    change = PlaceChange.objects.get()
    assert (change.kind, change.from_name, change.to_name, change.on) == ("rename", "云岭东镇", "云岭街道", BASIS.on)
    assert change.basis == BASIS.text
    with refused("no_name"):
        rename_place(actor=None, code=EAST, name=" ", basis=BASIS, now=NOW)


def test_another_code_takes_all_below_along_and_the_rows_stay(world):
    add_places(actor=None, places=[PlaceIn("999905000000", "新区", "county")], now=NOW)
    rows = set(Place.objects.filter(code__startswith="99990110").values_list("pk", "name"))
    add_groups(actor=None, village=ONE, names=["甲组"], now=NOW)
    moved = [recode_place(actor=None, code=EAST, to="999905001000", basis=BASIS, now=NOW) for _ in range(2)]
    assert moved == [4, 0]
    assert rows == set(Place.objects.filter(pk__in={pk for pk, _ in rows}).values_list("pk", "name"))
    assert codes(TODAY, EAST, ONE, f"{ONE}01") == [("999905001000",), ("999905001201",), ("99990500120101",)]
    assert Place.objects.get(code="999905001000").parent.name == "新区"
    assert Place.objects.get(code="999905001201").parent.code == "999905001000"


def test_what_was_given_up_does_not_come_back_with_the_list(world):
    recode_place(actor=None, code=ONE, to="999901100209", basis=BASIS, now=NOW)
    merge_places(actor=None, codes=[TWO], into=PlaceIn("999901100209", "", "village"), basis=BASIS, now=NOW)
    rows = [(ONE, "云岭东一村"), (TWO, "云岭东二村")]
    assert add_divisions(actor=None, divisions=rows, edition=2023, root=EAST, now=NOW) == {}


def test_a_code_is_not_taken_from_another_nor_moved_to_another_level_or_nowhere(world):
    for code, to, why in (
        (ONE, TWO, "code_taken"),
        (ONE, "999901105000", "other_level"),
        (ONE, "999901105201", "unknown_upper"),
        ("999901100299", "999901100298", "unknown_place"),
    ):
        with refused(why):
            recode_place(actor=None, code=code, to=to, basis=BASIS, now=NOW)


def test_a_village_merges_into_another_and_keeps_what_is_recorded_for_it(world):
    ended = Place.objects.get(code=TWO)
    units = list(Unit.objects.filter(place=ended).values_list("pk", flat=True))
    into = PlaceIn(ONE, "", "village")
    done = [merge_places(actor=None, codes=[TWO, ONE], into=into, basis=BASIS, now=NOW) for _ in range(2)]
    assert done == [(TWO,), ()]
    ended.refresh_from_db()
    assert (ended.ended_on, ended.code) == (BASIS.on, TWO)
    assert (units, len(units)) == (list(Unit.objects.filter(place=ended).values_list("pk", flat=True)), 1)
    assert codes(TODAY, TWO, ONE) == [(ONE,), (ONE,)]
    assert codes(EARLIER, TWO) == [(TWO,)]
    assert Entry.objects.latest("seq").data == {"ended": [TWO], "into": ONE, "on": "2026-08-01", "basis": BASIS.text}


def test_two_merge_into_a_new_one(world):
    merge_places(actor=None, codes=[ONE, TWO], into=PlaceIn("999901100210", "东新村", "village"), basis=BASIS, now=NOW)
    new = Place.objects.get(code="999901100210")
    assert (new.name, new.parent.code, new.started_on) == ("东新村", EAST, BASIS.on)
    assert codes(TODAY, ONE, TWO) == [("999901100210",)] * 2
    assert codes(EARLIER, "999901100210") == [()]


def test_chains_are_followed_to_who_lives_now(world):
    later = Basis(date(2026, 8, 20), "云政函〔2026〕20号")
    merge_places(actor=None, codes=[TWO], into=PlaceIn(ONE, "", "village"), basis=BASIS, now=NOW)
    recode_place(actor=None, code=ONE, to="999901100220", basis=BASIS, now=NOW)
    split = [PlaceIn("999901100221", "甲村", "village"), PlaceIn("999901100222", "乙村", "village")]
    split_place(actor=None, code="999901100220", into=split, basis=later, now=NOW)
    assert codes(TODAY, TWO, ONE) == [("999901100221", "999901100222")] * 2
    assert codes(date(2026, 8, 10), TWO) == [("999901100220",)]


def test_a_code_used_again_means_the_new_place_from_its_day_on(world):
    later = Basis(date(2026, 8, 20), "云政函〔2026〕20号")
    merge_places(actor=None, codes=[TWO], into=PlaceIn(ONE, "", "village"), basis=BASIS, now=NOW)
    parts = [PlaceIn(ONE, "", "village"), PlaceIn(TWO, "新二村", "village")]
    assert split_place(actor=None, code=ONE, into=parts, basis=later, now=NOW) == (ONE, TWO)
    assert [[p.name for p in place_at(TWO, day)] for day in (EARLIER, date(2026, 8, 10), TODAY)] == [
        ["云岭东二村"],
        ["云岭东一村"],
        ["新二村"],
    ]


def test_a_code_is_not_used_again_while_somebody_holds_a_post_at_the_place_that_ended(world):
    merge_places(actor=None, codes=[ONE], into=PlaceIn(TWO, "", "village"), basis=BASIS, now=NOW)
    assert Post.objects.filter(place__code=ONE, to_on=None).count() == 1
    with refused("posts_held"):
        parts = [PlaceIn(TWO, "", "village"), PlaceIn(ONE, "新一村", "village")]
        split_place(actor=None, code=TWO, into=parts, basis=BASIS, now=NOW)
    with refused("posts_held"):
        recode_place(actor=None, code=TWO, to=ONE, basis=BASIS, now=NOW)


def test_a_part_is_split_off_and_the_place_goes_on(world):
    parts = [PlaceIn(ONE, "", "village"), PlaceIn("999901100230", "析出村", "village")]
    assert split_place(actor=None, code=ONE, into=parts, basis=BASIS, now=NOW) == (ONE, "999901100230")
    assert split_place(actor=None, code=ONE, into=parts, basis=BASIS, now=NOW) == ()
    assert Place.objects.get(code=ONE).ended_on is None
    with refused("one_part"):
        split_place(actor=None, code=TWO, into=parts[:0], basis=BASIS, now=NOW)


def test_a_place_with_places_below_cannot_end(world):
    with refused("places_below"):
        merge_places(actor=None, codes=[WEST], into=PlaceIn(EAST, "", "township"), basis=BASIS, now=NOW)


def test_a_change_needs_a_basis_and_a_day_that_is_neither_ahead_nor_before_the_last(world):
    rename_place(actor=None, code=ONE, name="新名村", basis=BASIS, now=NOW)
    for basis, why in (
        (Basis(BASIS.on, " "), "basis_missing"),
        (Basis(date(2026, 9, 2), "文"), "day_ahead"),
        (Basis(EARLIER, "文"), "change_out_of_order"),
    ):
        with refused(why):
            rename_place(actor=None, code=ONE, name="又名村", basis=basis, now=NOW)


def test_the_day_is_that_of_china(world):
    """Half past four in the afternoon of the day before in UTC is the first half hour of the day in China."""
    first = datetime(2026, 8, 31, 16, 30, tzinfo=UTC)
    assert rename_place(actor=None, code=ONE, name="新名村", basis=Basis(date(2026, 9, 1), "文"), now=first)


def test_only_a_keeper_of_the_area_changes_places(world):
    for actor in (world.clerk, world.leader, world.stranger, world.village):
        with refused("not_allowed"):
            rename_place(actor=actor, code=ONE, name="新名村", basis=BASIS, now=NOW)
        with refused("not_allowed"):
            add_places(actor=actor, places=[PlaceIn("999901100203", "东三村", "village")], now=NOW)


def test_a_county_keeps_its_programmes_when_its_code_changes(world):
    before = Programme.objects.get(pk=world.programme).place_id
    recode_place(actor=None, code=COUNTY, to="999909000000", basis=BASIS, now=NOW)
    place = Programme.objects.get(pk=world.programme).place
    assert (place.pk, place.code) == (before, "999909000000")
    assert Place.objects.filter(code__startswith="999901").count() == 0
    assert PlaceChange.objects.filter(kind="recode").count() == 7
