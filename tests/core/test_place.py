"""Codes: levels, ranges, slips; which place a code means on a day; two lists compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.access import subtree, within
from shanzhi.core.kinds import Refused
from shanzhi.core.place import (
    LEVEL_OF,
    Bearing,
    Difference,
    Life,
    above,
    bearer,
    difference,
    full_code,
    level_of,
    living,
    moved,
    next_groups,
    slips,
    upper,
    width,
)

WIDTHS = tuple(LEVEL_OF)


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**count - 1).map(lambda n: f"{n:0{count}}")


@st.composite
def codes(draw: st.DrawFn) -> tuple[str, int]:
    """A code and how many digits are its own; digits crowd together, so that one often lies below another."""
    own = draw(st.sampled_from(WIDTHS))
    steps = ((2, "14"), (2, "03"), (2, "21"), (3, "103"), (3, "030"), (2, "10"))
    code, at = "", 0
    for size, usual in steps:
        if at < own:
            code += draw(st.one_of(st.just(usual), _digits(size))) if at else draw(st.sampled_from(["14", "41"]))
            at += size if at else 2
    return code[:own].ljust(12, "0"), own


@given(codes(), codes())
def test_a_place_lies_within_another_exactly_where_its_code_begins_with_the_others_own_digits(one, other):
    (code, _), (place, own) = one, other
    assert within(code, place) is code.startswith(place[:own])


@given(codes())
def test_digits_of_its_own_level_and_the_places_above_follow_from_the_code(one):
    code, own = one
    assert (width(code), level_of(code)) == (own, LEVEL_OF[own])
    path = above(code)
    assert len(path) == WIDTHS.index(own)
    assert all(within(code, up) for up in path)
    assert list(path) == sorted(path)
    assert upper(code) == (path[-1] if path else code)


@given(codes(), st.sets(codes(), max_size=30))
def test_a_range_of_text_holds_the_subtree_and_nothing_else(one, others):
    code, own = one
    low, high = subtree(code)
    rows = {c for c, _ in others} | {code}
    assert {r for r in rows if low.encode() <= r.encode() <= high.encode()} == {
        r for r in rows if r.startswith(code[:own])
    }


def test_township_103_is_not_township_030_nor_are_its_groups():
    assert not within("14032103020101", "140321103000")
    assert within("14032110320401", "140321103204")
    assert within("14032110320401", "140000000000")
    assert not within("140321103204", "14032110320401")
    assert subtree("14032110320401") == ("14032110320401", "14032110320401")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("64", "640000000000"),
        ("6402", "640200000000"),
        ("640221", "640221000000"),
        (" ６４０２２１ ", "640221000000"),
        ("640221100", "640221100000"),
        ("640221100201", "640221100201"),
        ("640221-100-201-01", "64022110020101"),
    ],
)
def test_a_code_is_typed_in_as_many_digits_as_its_level_has(typed, code):
    assert full_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "平罗", "6", "640", "64022", "6402211", "0402", "64022110020100", "640221100201011"]
)
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(Refused) as caught:
        full_code(typed)
    assert (caught.value.code, f"“{typed}”" in str(caught.value)) == ("bad_code", True)


def test_slips_of_the_pen():
    found = slips("640221000000")
    assert {"640222000000", "642021000000", "640212000000"} <= set(found)
    assert "640221000000" not in found
    assert all(len(code) == 12 and code.endswith("000000") for code in found)


def test_below_a_place_that_gets_another_code_the_rest_stays():
    assert moved("64022110020101", "640221000000", "640206000000") == "64020610020101"
    assert moved("640221100000", "640221100000", "640221103000") == "640221103000"


def test_groups_are_numbered_after_the_last_ever_given_out():
    village = "640221100201"
    assert next_groups(village, [], 2) == (f"{village}01", f"{village}02")
    assert next_groups(village, [f"{village}07", f"{village}02"], 1) == (f"{village}08",)
    with pytest.raises(Refused) as caught:
        next_groups(village, [f"{village}98"], 2)
    assert caught.value.code == "too_many_groups"


A, B, C = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)


@pytest.mark.parametrize(
    ("bearings", "day", "place"),
    [
        ([], A, None),
        ([Bearing(1, None, None)], A, 1),
        ([Bearing(1, None, B)], C, 1),
        ([Bearing(1, None, B), Bearing(2, B, None)], A, 1),
        ([Bearing(1, None, B), Bearing(2, B, None)], B, 2),
        ([Bearing(1, A, None)], date(2019, 12, 31), None),
        ([Bearing(1, None, A), Bearing(2, C, B)], C, 1),
        ([Bearing(1, None, A), Bearing(2, B, B)], C, 1),
    ],
)
def test_the_bearer_of_a_code_on_a_day_or_the_last_before(bearings, day, place):
    assert bearer(bearings, day) == place


def test_who_lives_on_a_day_after_mergers_and_splits():
    lives = {1: Life(None, B, (2, 3)), 2: Life(B, C, (4,)), 3: Life(B, None), 4: Life(None, None)}
    assert [living(1, lives, day) for day in (A, B, C)] == [(1,), (2, 3), (3, 4)]


def test_two_that_took_over_from_each_other_end_the_search():
    assert living(1, {1: Life(None, A, (2,)), 2: Life(None, A, (1,))}, B) == ()


def test_lists_compared():
    here = {"640221100000": "城关镇", "640221100201": "和平村", "640221101201": "东风村"}
    there = {"640221100000": "城关街道", "640221100201": "和平村", "640221101203": "东风村", "640221101204": "新村"}
    assert difference(here, there) == Difference(
        added=(("640221101203", "东风村"), ("640221101204", "新村")),
        gone=(("640221101201", "东风村"),),
        renamed=(("640221100000", "城关街道", "城关镇"),),
        likely_recoded=(("640221101201", "640221101203", "东风村"),),
    )


def test_what_was_entered_by_hand_is_not_gone():
    assert difference({"640221100201": "和平村"}, {}, {"640221100201"}).gone == ()
