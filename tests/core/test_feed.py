"""The law of readings."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.feed import (
    Item,
    Limits,
    Point,
    Said,
    as_moment,
    decide,
    fresh_of,
    moment_of,
    number_of,
    read_item,
    thousandths,
)

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
AT = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (12.5, 12_500), ("1,234.5678", 1_234_568), ("１２", 12_000), (-3, -3_000), (0.1 + 0.2, 300), ("1e3", 1_000_000),
        ("", None), ("坏", None), (None, None), (True, None), ("NaN", None), ("Infinity", None), (10**12, None),
        ([1], None), ("1e999999", None),
    ],
)  # fmt: skip
def test_values_become_thousandths(given, value):
    assert thousandths(given) == value


@pytest.mark.parametrize(
    "given",
    ["2026-09-01 10:00", "2026-09-01T02:00:00Z", "2026/9/1 10:00", "2026年9月1日 10:00:30", AT, AT * 1000, AT + 0.5],
)
def test_moments_in_every_form_people_and_meters_write_them(given):
    assert abs(moment_of(given) - AT) <= 30


@pytest.mark.parametrize("given", ["", "昨天", "2026-13-01", "2026/9/1 25:00", "2026/9/1 a:b", None, True, -1, 1e30,
                                   float("nan"), [], {}])  # fmt: skip
def test_what_is_no_moment(given):
    assert moment_of(given) is None


def test_all_of_an_item_is_kept_or_nothing():
    reads = {"a": Limits(0, 5_000), "b": Limits()}
    good = read_item(Said(1, " 井1 ", AT, {"a": 5, "b": -9}), reads, NOW)
    assert [(p.quantity, p.value) for p in good.points] == [("a", 5_000), ("b", -9_000)]
    assert read_item(Said(1, "井1", AT, {"b": 1, "a": 5.001}), reads, NOW) == Item(1, "井1", (), "value_out_of_range")


@given(st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_whatever_order_things_come_in_each_moment_has_one_value_and_a_second_delivery_brings_nothing(said):
    """The first value of a moment stands, in one delivery as in two."""
    items = [Item(n, key, (Point(n, key, "q", AT + at, value),)) for n, (key, at, value) in enumerate(said)]
    rows = {"x": 1, "y": 2}
    once = decide(items, rows, {})
    kept = {(p.row, p.quantity, p.at): p.value for p in once.new}
    assert len(kept) == len(once.new)
    again = decide(items, rows, kept)
    assert again.new == ()
    assert [a.state == "refused" for a in again.answers] == [a.state == "refused" for a in once.answers]


@given(st.integers(-(10**14), 10**14))
def test_a_value_comes_back_as_it_was(value):
    assert thousandths(str(number_of(value))) == value
    assert number_of(value) * 1000 == Decimal(value)


def test_rules_hear_of_what_is_new_and_fresh_the_oldest_first():
    day = int(timedelta(days=1).total_seconds())
    points = [Point(n, "k", "q", AT + at, n, row=1) for n, at in enumerate((0, -60, -day - 1, -7200))]
    assert [p.n for p in fresh_of(points, {(1, "q"): AT - 3600}, NOW)] == [1, 0]
    assert as_moment(AT) == NOW
