"""Accounts of packs: limits become whole numbers of the smallest unit."""

from decimal import Decimal

import pytest

from shanzhi.core import books
from shanzhi.core.kinds import Refused
from shanzhi.core.opening import open_account
from shanzhi.core.pack.accounts import Account, Cap
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.values import Ask, Given


def given(value):
    return Given(value=value)


def test_limits_are_in_the_smallest_unit():
    written = Account(
        id="subsidy",
        title="补助",
        measure="元",
        by=("省级",),
        for_=("道路",),
        min=given(Decimal(0)),
        max=given(Quantity(Decimal(2), "万元")),
        cap=Cap(per="month", amount=given(Quantity(Decimal("30.5"), "元"))),
        expires=given(Duration(1, "year")),
    )
    assert open_account(written, "subsidy/3", "青溪村") == books.Account(
        "subsidy/3",
        "元",
        "青溪村",
        ("省级",),
        ("道路",),
        0,
        2_000_000,
        books.Cap("month", 3050),
        Duration(1, "year"),
    )


def test_an_account_without_limits_has_none():
    assert open_account(Account(id="points", measure="积分"), "p", "李家") == books.Account("p", "积分", "李家")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Ask(ask="上限多少"), "account_unsettled"),
        (given(Quantity(Decimal(3), "件")), "measure_differs"),
        (given(Decimal("0.05")), "amount_too_fine"),
    ],
)
def test_a_limit_that_is_open_or_of_another_measure_is_refused(value, code):
    with pytest.raises(Refused) as refused:
        open_account(Account(id="points", title="积分", measure="积分", max=value), "p", "李家")
    assert refused.value.code == code
