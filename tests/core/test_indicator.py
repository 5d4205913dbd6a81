"""Indicators: reached or not, and how far."""

from decimal import Decimal

import pytest

from shanzhi.core.indicator import OPS, Target, reached, share


@pytest.mark.parametrize(
    ("op", "target", "value", "is_reached", "percent"),
    [
        ("=", "12", "12", True, 100),
        ("=", "12", "13", True, 100),
        ("=", "12", "11.9999", False, 99),
        (">=", "95", "95", True, 100),
        (">=", "95", "94.99", False, 99),
        ("<=", "5", "5", True, None),
        ("<=", "5", "5.01", False, None),
        ("+", "10", "5", False, 50),
        ("->", "70", "71", True, 100),
        (">=", "95", "-3", False, 0),
        (">=", "0", "0", True, None),
        (">=", "3", "1", False, 33),
    ],
)
def test_reached_and_share(op, target, value, is_reached, percent):
    aim = Target(op, Decimal(target))
    assert (reached(aim, Decimal(value)), share(aim, Decimal(value))) == (is_reached, percent)


@pytest.mark.parametrize("op", OPS)
def test_without_a_value_nothing_is_said(op):
    assert (reached(Target(op, Decimal(1)), None), share(Target(op, Decimal(1)), None)) == (None, None)


def test_every_op_has_its_word():
    assert OPS == ("=", ">=", "<=", "+", "->")
