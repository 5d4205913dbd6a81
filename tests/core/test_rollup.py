"""Figures of many places as one."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.kinds import Words
from shanzhi.core.pack.expression import Name, halves
from shanzhi.core.rollup import Goal, Leaf, Rolled, roll_up
from shanzhi.packs.expressions import expression

WAYS = ("sum", "ratio", "mean", "latest", "share")
WHY = Words("没有登记。")
numbers = st.decimals(-(10**6), 10**6, places=2, allow_nan=False)


@st.composite
def places(draw: st.DrawFn) -> list[Leaf]:
    """Up to eight places, some of them unknown."""
    out = []
    for n in range(draw(st.integers(0, 8))):
        value = draw(st.none() | numbers)
        parts = None if value is None else (value * 4, Decimal(4))
        on = date(2026, 9, draw(st.integers(1, 28)))
        out.append(Leaf(f"9999011002{n:02}", value, WHY if value is None else None, parts, on))
    return out


def leaf(place: str, value: str | None, over: str = "1") -> Leaf:
    if value is None:
        return Leaf(place, None, WHY)
    return Leaf(place, Decimal(value), None, (Decimal(value) * Decimal(over), Decimal(over)))


@given(places(), st.sampled_from(WAYS), st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(some, way, random):
    mixed = list(some)
    random.shuffle(mixed)
    assert roll_up(way, mixed, Goal(Decimal(5))) == roll_up(way, some, Goal(Decimal(5)))


@given(places(), st.sampled_from(WAYS))
def test_unknown_places_are_missing_and_never_nought(some, way):
    known = [p for p in some if p.value is not None]
    whole, without = roll_up(way, some, Goal(Decimal(5))), roll_up(way, known, Goal(Decimal(5)))
    assert whole.n == len(known)
    assert whole.missing == tuple(sorted(p.place for p in some if p.value is None))
    assert whole.of == len(some)
    assert whole.value == without.value
    assert (whole.value is None) == (not known)


@given(places())
def test_a_sum_is_the_mean_times_the_places(some):
    total, mean = roll_up("sum", some), roll_up("mean", some)
    if total.value is not None and mean.value is not None:
        assert abs(total.value - mean.value * total.n) < Decimal("0.000001")


def test_a_ratio_of_sums_is_not_the_mean_of_ratios():
    one, other = leaf("1", "100", "1"), leaf("2", "50", "9")
    assert roll_up("ratio", [one, other]) == Rolled(Decimal(55), 2, (), None, (Decimal(550), Decimal(10)))
    assert roll_up("mean", [one, other]).value == 75


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 99)), min_size=2, max_size=6))
def test_a_ratio_lies_between_the_least_and_the_greatest(pairs):
    some = [
        Leaf(str(n), Decimal(a) / b, None, (Decimal(a), Decimal(b))) for n, (a, b) in enumerate(pairs)
    ]  # fmt: skip
    found = roll_up("ratio", some).value
    assert min(p.value for p in some) - Decimal("1e-20") <= found <= max(p.value for p in some) + Decimal("1e-20")


def test_a_ratio_needs_its_parts_and_something_to_divide_by():
    bare = [Leaf("1", Decimal(1)), Leaf("2", Decimal(2))]
    assert roll_up("ratio", bare) == Rolled(None, 2, (), Words("各地只有结果，没有分子和分母，不能按总数相除。"))
    nothing = [Leaf(p, Decimal(0), None, (Decimal(0), Decimal(0))) for p in "12"]
    assert roll_up("ratio", nothing).why == Words("除数为零。")


def test_a_share_counts_places_that_reach_the_goal_among_those_that_count():
    some = [leaf("1", "90"), leaf("2", "70"), leaf("3", None), leaf("4", "95"), leaf("5", "80")]
    assert roll_up("share", some, Goal(Decimal(80))) == Rolled(Decimal(75), 4, ("3",))
    assert roll_up("share", some, Goal(Decimal(80), "down")).value == 50
    assert roll_up("share", some).why == Words("没有目标，不能算出达标地区的占比。")


def test_the_latest_is_what_was_said_last():
    early, late = Leaf("1", Decimal(3), on=date(2026, 9, 1)), Leaf("2", Decimal(7), on=date(2026, 9, 2))
    assert roll_up("latest", [late, early]).value == 7
    assert roll_up("latest", [late, Leaf("1", Decimal(4), on=late.on)]).value == 4


def test_one_place_stands_for_itself_and_several_need_a_way():
    assert roll_up(None, [leaf("1", "5")]).value == 5
    assert roll_up(None, [leaf("1", "5"), leaf("2", "6")]).why == Words("方案包没有写明各地的数怎样汇总（rollup）。")
    assert roll_up("sum", []) == Rolled(None, 0, (), Words("没有数据，无法计算。"))
    assert roll_up("sum", [leaf("1", None)]) == Rolled(None, 0, ("1",), WHY)


@pytest.mark.parametrize("text", ["100 * a / b", "100 * (a / b)", "(a / b) * 100"])
def test_what_is_divided_by_what(text):
    above, below = halves(expression(text))
    assert below == Name("b")
    assert above == expression("100 * a")


def test_what_is_no_division_has_no_halves():
    assert halves(expression("a + b / c")) is None
    assert halves(expression("round(a / b)")) is None
