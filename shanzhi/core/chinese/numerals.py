"""Figures as officials write them: 三十六, 两千, 1,200, １２, 3万."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

CHINESE: Final = "零〇一二两三四五六七八九十百千"
"""The characters of a numeral below ten thousand, for use inside a pattern's brackets."""

ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""A figure in digits, for use inside a pattern."""

_IS_ARABIC = re.compile(ARABIC)


def numeral(text: str) -> int | None:
    """Gives the whole number a Chinese numeral or digits stand for, None where it is neither."""
    plain = text.strip().translate(_FULL_WIDTH)
    if plain.isascii():
        return int(plain) if plain.isdigit() else None
    if not plain or any(c not in _DIGITS and c not in _TENS and c not in _MYRIADS for c in plain):
        return None
    if all(c in _DIGITS for c in plain):
        return int("".join(str(_DIGITS[c]) for c in plain))
    return _placed(plain)


def _placed(text: str) -> int:
    """Gives the value of a numeral with places (三百二十万)."""
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        else:
            total += (section + digit or 1) * _MYRIADS[c]
            section = digit = 0
    return total + section + digit


def figure(text: str) -> Decimal | None:
    """Gives the value of digits with or without decimals and thousands marks, or of a Chinese numeral."""
    plain = text.strip().translate(_FULL_WIDTH)
    if _IS_ARABIC.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    whole = numeral(plain)
    return None if whole is None else Decimal(whole)
