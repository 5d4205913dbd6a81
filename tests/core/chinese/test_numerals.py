"""Figures in words and digits."""

from decimal import Decimal

import pytest

from shanzhi.core.chinese.numerals import figure, numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十六", 36), ("一百零五", 105), ("两千三百", 2300),
        ("三万", 30_000), ("一万二千", 12_000), ("二〇二六", 2026), ("12", 12), ("１２", 12), ("", None), ("甲", None),
    ],
)  # fmt: skip
def test_numeral_gives_the_whole_number(text, value):
    assert numeral(text) == value


def test_figure_reads_decimals_and_thousands():
    assert figure("1,200.5") == Decimal("1200.5")
    assert figure("１２．５") == Decimal("12.5")
    assert figure("三十") == Decimal(30)
    assert figure("abc") is None
