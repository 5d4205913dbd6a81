"""Amounts in capitals, as the rules for bills write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.chinese.capitals import MOST_FEN, in_capitals
from shanzhi.core.kinds import Refused

SAMPLES = {
    140950: "人民币壹仟肆佰零玖元伍角整",
    600714: "人民币陆仟零柒元壹角肆分",
    168032: "人民币壹仟陆佰捌拾元叁角贰分",
    1640902: "人民币壹万陆仟肆佰零玖元零贰分",
    32504: "人民币叁佰贰拾伍元零肆分",
    10700053: "人民币壹拾万柒仟元伍角叁分",
    0: "人民币零元整",
    5: "人民币伍分",
    50: "人民币伍角整",
    4800: "人民币肆拾捌元整",
    1000: "人民币壹拾元整",
    10_000_00: "人民币壹万元整",
    1_0001_00: "人民币壹万零壹元整",
    1_0000_0500_00: "人民币壹亿零伍佰元整",
    1_0050_0000_00: "人民币壹亿零伍拾万元整",
    2030_0000_00: "人民币贰仟零叁拾万元整",
}


@pytest.mark.parametrize("fen", SAMPLES)
def test_amounts_stand_as_the_rules_show_them(fen):
    assert in_capitals(fen) == SAMPLES[fen]


def test_too_much_is_refused():
    with pytest.raises(Refused) as caught:
        in_capitals(MOST_FEN)
    assert caught.value.code == "amount_too_large"
    with pytest.raises(ValueError, match="-1"):
        in_capitals(-1)


def read_back(text: str) -> int:
    """The fen that capitals write, read place by place."""
    total = group = digit = 0
    for c in text.removeprefix("人民币").removesuffix("整"):
        if c in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(c)
        elif c in "拾佰仟":
            group, digit = group + digit * {"拾": 10, "佰": 100, "仟": 1000}[c], 0
        elif c in "万亿":
            total, group, digit = total + (group + digit) * {"万": 10**4, "亿": 10**8}[c], 0, 0
        elif c == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[c], 0
    return total


@given(st.integers(0, MOST_FEN - 1))
def test_capitals_read_back_give_the_amount(fen):
    said = in_capitals(fen)
    assert read_back(said) == fen
    assert "零零" not in said
    assert not any(f"零{c}" in said for c in "万亿角分拾佰仟")
    assert said.endswith("分") is (fen % 10 > 0)
