"""Numbers as Word prints them."""

import pytest

from shanzhi.papers.counting import counted

CASES = {
    "decimal": {1: "1", 120: "120"},
    "decimalZero": {3: "03", 12: "12"},
    "decimalFullWidth": {12: "１２"},
    "decimalEnclosedCircle": {1: "①", 20: "⑳", 21: "21"},
    "decimalEnclosedParen": {2: "⑵"},
    "decimalEnclosedFullstop": {2: "⒉"},
    "chineseCounting": {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 105: "一○五"},
    "chineseCountingThousand": {
        10: "十",
        19: "十九",
        101: "一百零一",
        110: "一百一十",
        1010: "一千零一十",
        2000: "二千",
    },
    "chineseLegalSimplified": {1: "壹", 10: "壹拾", 23: "贰拾叁", 101: "壹佰零壹"},
    "japaneseCounting": {1: "一", 12: "十二", 105: "百五", 210: "二百十"},
    "ideographDigital": {10: "一〇", 21: "二一"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {12: "亥"},
    "upperLetter": {1: "A", 26: "Z", 27: "AA", 53: "AAA"},
    "lowerLetter": {2: "b"},
    "upperRoman": {4: "IV", 1990: "MCMXC"},
    "lowerRoman": {9: "ix"},
    "numberInDash": {3: "- 3 -"},
    "bullet": {1: ""},
    "none": {1: ""},
    "never heard of": {7: "7"},
}


@pytest.mark.parametrize("fmt", CASES)
def test_formats(fmt):
    assert {number: counted(number, fmt) for number in CASES[fmt]} == CASES[fmt]


@pytest.mark.parametrize("fmt", CASES)
def test_any_number_gives_a_string(fmt):
    assert all(isinstance(counted(number, fmt), str) for number in (-1, 0, 1, 9999, 10_000, 2_000_000_000))
