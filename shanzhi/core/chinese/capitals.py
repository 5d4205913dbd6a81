"""Money in the capitals of receipts: 1,234.50 is 人民币壹仟贰佰叁拾肆元伍角整."""

from typing import Final

from shanzhi.core.kinds import Refused

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿")
_GROUP: Final = 10_000
_FEN: Final = 100
MOST_FEN: Final = _GROUP ** len(_GROUPS) * _FEN
HEAD: Final = "人民币"


def in_capitals(fen: int) -> str:
    """An amount of fen in capital numerals after the word 人民币, with 整 where it ends with yuan or jiao.

    source: 正确填写票据和结算凭证的基本规定 (支付结算办法, annex): digits 壹 to 玖, 整 after yuan, none
            after fen, 零 for noughts between digits.
    raises: Refused("amount_too_large") from a trillion yuan on, ValueError below zero.
    """
    if fen < 0:
        raise ValueError(fen)
    if fen >= MOST_FEN:
        raise Refused("amount_too_large", "“{number}{measure}”大得不合常理，请检查。", number=fen // _FEN, measure="元")
    yuan, rest = divmod(fen, _FEN)
    jiao, last = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{HEAD}{whole or '零元'}整"
    small = f"{_DIGITS[jiao]}角" if jiao else "零" if yuan else ""
    return f"{HEAD}{whole}{small}{_DIGITS[last] + '分' if last else '整'}"


def _whole(yuan: int) -> str:
    """A whole number above zero; one 零 for all the noughts between two digits, none at the end of a group."""
    out, gap = "", False
    for n in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // _GROUP**n % _GROUP
        if not group:
            gap = gap or bool(out)
            continue
        out += ("零" if out and (gap or group < _GROUP // 10) else "") + _group(group) + _GROUPS[n]
        gap = False
    return out


def _group(group: int) -> str:
    out, gap = "", False
    for n in range(len(_PLACES) - 1, -1, -1):
        digit = group // 10**n % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + _PLACES[n]
        gap = not digit
    return out
