"""Which purpose and source each side of an order is booked under, and balances brought forward."""

from datetime import date

import pytest

from shanzhi.core.books import Account, Move, balance
from shanzhi.core.lots import credits_left
from shanzhi.core.order import Carried, Owner, Side, Wanted, brought, move_of

FUND = Account("f", "元", by=("财政",), purposes=("补助", "报酬", "奖励"))
SUBSIDY = Account("s", "元", by=("财政",), purposes=("补助",))
PAY = Account("p", "元", by=("财政",), purposes=("报酬",))
DUE = Account("d", "元", by=("农户",), purposes=("保洁费",))
CLEAN = Account("c", "元", by=("保洁费", "上级补助"))
ANY = Account("a", "元")


def wanted(purpose: str = "", by: str = "") -> Wanted:
    side = Side("x", Owner(1))
    return Wanted(side, side, 5, purpose, by)


@pytest.mark.parametrize(
    ("source", "target", "said", "gives"),
    [
        (SUBSIDY, FUND, wanted(), Move("s", "f", 5, "补助", "财政", "补助", "财政")),
        (FUND, PAY, wanted(), Move("f", "p", 5, "报酬", "财政", "报酬", "财政")),
        (FUND, FUND, wanted(), Move("f", "f", 5, "", "财政", "", "财政")),
        (FUND, FUND, wanted("奖励"), Move("f", "f", 5, "奖励", "财政", "奖励", "财政")),
        (DUE, CLEAN, wanted("保洁费"), Move("d", "c", 5, "", "保洁费", "保洁费", "农户")),
        (CLEAN, ANY, wanted(by="上级补助"), Move("c", "a", 5, "", "", "", "上级补助")),
        (ANY, ANY, wanted("无"), Move("a", "a", 5, "", "", "", "")),
    ],
)
def test_a_side_takes_what_is_said_or_its_only_one_or_that_of_the_other(source, target, said, gives):
    assert move_of(source, target, said) == gives


def test_what_is_taken_may_have_another_purpose_than_what_is_given():
    assert Move("d", "c", 5, "", "保洁费", "保洁费", "农户").taken_of == ("保洁费", "农户")
    assert Move("d", "c", 5, "补助", "财政").taken_of == ("补助", "财政")


def test_a_balance_brought_forward_is_that_of_all_lines_before_those_loaded():
    account = Account("p", "积分")
    lines = (
        Carried(7, date(2026, 9, 2), 100, "", ""),
        Carried(9, date(2026, 9, 9), 30, "", "", "reversal", 3, date(2026, 8, 1)),
    )
    entries = brought(account, {("", ""): 250}, lines)
    assert balance(entries, "p") == 250
    assert balance(entries, "p", on=date(2026, 9, 1)) == 120
    assert [(lot.on, lot.amount) for lot in credits_left(entries, "p")] == [
        (date.min, 120), (date(2026, 8, 1), 30), (date(2026, 9, 2), 100)
    ]  # fmt: skip


def test_nothing_is_brought_forward_where_nothing_stands():
    assert brought(Account("p", "积分"), {("", ""): 0}, ()) == ()


def test_an_owner_is_named_by_all_that_he_is():
    assert str(Side("points", Owner(3))) == "points:3::"
    assert str(Side("due", Owner(3, record=9))) == "due:3::9"
    assert str(Side("due", Owner(3, unit=9))) == "due:3:9:"
