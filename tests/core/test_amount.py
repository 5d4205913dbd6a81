"""Amounts: smallest units, and totals whose parts add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.amount import DIGITS, WHOLE, Funder, amount_of, fund, shown, split
from shanzhi.core.kinds import Refused

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any)
TOTALS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("number", "measure", "amount", "words"),
    [
        ("6", "元", 600, "6元"),
        ("6.5", "元", 650, "6.50元"),
        ("-0.05", "元", -5, "-0.05元"),
        ("12.5", "积分", 125, "12.5积分"),
        ("0.25", "亩", 25, "0.25亩"),
        ("3.120", "m³", 3120, "3.12m³"),
        ("7", "件", 7, "7件"),
    ],
)
def test_amounts_are_whole_numbers_of_the_smallest_unit(number, measure, amount, words):
    assert amount_of(Decimal(number), measure) == amount
    assert shown(amount, measure) == words


@pytest.mark.parametrize(
    ("number", "measure", "code"),
    [("0.005", "元", "amount_too_fine"), ("1.5", "件", "amount_too_fine"), ("1e14", "元", "amount_too_large")],
)
def test_what_no_account_can_hold_is_refused(number, measure, code):
    with pytest.raises(Refused) as refused:
        amount_of(Decimal(number), measure)
    assert refused.value.code == code


def test_the_largest_remainders_get_what_is_left_and_of_equal_ones_the_first():
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(7, [1, 2, 1]) == (2, 3, 2)
    assert split(10, [Decimal("0.5"), Decimal("1.5")]) == (3, 7)
    assert split(-100, [1, 1, 1]) == (-34, -33, -33)


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_nothing_can_be_split_over_nobody(weights):
    with pytest.raises(Refused) as refused:
        split(100, weights)
    assert refused.value.code == "no_weights"


def test_a_ceiling_moves_the_rest_to_whoever_takes_it():
    levels = [Funder("县", 4000, at_most=300), Funder("乡", 3000), Funder("村")]
    assert fund(500, levels) == (200, 150, 150)
    assert fund(1000, levels) == (300, 300, 400)


@pytest.mark.parametrize(
    ("funders", "code"),
    [
        ([Funder("县", 4000), Funder("乡", 3000)], "funding_short"),
        ([Funder("县", 6000, at_most=1), Funder("乡", 4000)], "funding_short"),
        ([Funder("县", 4000), Funder("村", at_most=10)], "funding_short"),
        ([Funder("县", 8000), Funder("乡", 3000)], "shares_exceed"),
        ([Funder("县"), Funder("乡")], "shares_exceed"),
    ],
)
def test_a_cost_that_nobody_bears_in_full_is_refused(funders, code):
    with pytest.raises(Refused) as refused:
        fund(1000, funders)
    assert refused.value.code == code


@given(TOTALS, WEIGHTS)
def test_parts_add_up_and_lie_within_one_of_what_is_due(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(abs(p * sum(weights) - total * w) < sum(weights) for p, w in zip(parts, weights, strict=True))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 3000), min_size=1, max_size=3), st.integers(0, 10**9))
def test_funding_adds_up(total, shares, ceiling):
    funders = [*(Funder("x", s, at_most=ceiling) for s in shares), Funder("村")]
    parts = fund(total, funders)
    assert sum(parts) == total
    assert all(0 <= p <= ceiling for p in parts[:-1])
    assert parts[-1] * WHOLE >= total * (WHOLE - sum(shares)) - WHOLE


@given(st.integers(-(10**14), 10**14), st.sampled_from([*DIGITS, "件"]))
def test_what_is_shown_is_read_again(amount, measure):
    assert amount_of(Decimal(shown(amount, measure).removesuffix(measure)), measure) == amount
