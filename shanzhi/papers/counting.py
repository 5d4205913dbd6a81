"""Numbers in the formats of Word's automatic numbering."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_LETTERS = 26
_TEN = 10
_HUNDRED = 100
_MYRIAD = 10_000


def counted(number: int, fmt: str) -> str:
    """Gives the number as Word prints it in a format of w:numFmt; unknown formats and numbers out of range in decimal.

    fmt: "bullet" and "none" give nothing.
    """
    write = _FORMATS.get(fmt, str)
    return write(number) if number >= 0 else str(number)


def _digitwise(number: int, digits: str) -> str:
    return "".join(digits[int(char)] for char in str(number))


def _counting(number: int) -> str:
    """一 … 九十九; from 100 digit by digit with a circle: 一○五."""
    return _thousands(number) if number < _HUNDRED else _digitwise(number, "○" + _DIGITS[1:])


def _thousands(number: int) -> str:
    """一, 十二, 一百零五, 一千零二十: every place named, one 零 for a gap, no 一 before a leading 十."""
    if not 0 < number < _MYRIAD:
        return _digitwise(number, _DIGITS)
    out, gap = "", False
    for digit, place in zip(f"{number:04d}", "千百十\0", strict=True):
        if digit == "0":
            gap = bool(out)
            continue
        out += ("零" if gap else "") + _DIGITS[int(digit)] + place.strip("\0")
        gap = False
    return out.removeprefix("一") if out.startswith("一十") else out


def _japanese(number: int) -> str:
    """As 一百零五, but with neither 零 nor 一 before a place: 百五."""
    if not 0 < number < _MYRIAD:
        return _digitwise(number, _DIGITS)
    places = zip(f"{number:04d}", "千百十\0", strict=True)
    named = ((digit, place.strip("\0")) for digit, place in places if digit != "0")
    return "".join(place if place and digit == "1" else _DIGITS[int(digit)] + place for digit, place in named)


def _legal(number: int) -> str:
    named = _thousands(number)
    named = "一" + named if named.startswith("十") else named
    return named.translate(str.maketrans("零" + _DIGITS[1:] + "十百千", _LEGAL + "拾佰仟"))


def _letter(number: int) -> str:
    """A … Z, AA, BB …: the letter is repeated, not counted on as in spreadsheets."""
    if number == 0:
        return "0"
    return chr(ord("a") + (number - 1) % _LETTERS) * min((number - 1) // _LETTERS + 1, _LETTERS)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        out += letters * min(times, _TEN)
    return out or "0"


def _row(first: str, last: int) -> Callable[[int], str]:
    """Ready-made characters that stand in a row: ① … ⑳, then plain figures."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + digit: chr(ord("０") + digit) for digit in range(10)})


def _digital(number: int) -> str:
    return _digitwise(number, _DIGITS)


def _nothing(_number: int) -> str:
    return ""


_FORMATS: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "decimal": str,
        "decimalHalfWidth": str,
        "decimalZero": lambda number: f"{number:02d}",
        "decimalFullWidth": _full_width,
        "decimalFullWidth2": _full_width,
        "decimalEnclosedCircle": _row("①", 20),
        "decimalEnclosedCircleChinese": _row("①", 20),
        "decimalEnclosedParen": _row("⑴", 20),
        "decimalEnclosedFullstop": _row("⒈", 20),
        "ideographEnclosedCircle": _row("㊀", 10),
        "numberInDash": lambda number: f"- {number} -",
        "chineseCounting": _counting,
        "taiwaneseCounting": _counting,
        "chineseCountingThousand": _thousands,
        "taiwaneseCountingThousand": _thousands,
        "chineseLegalSimplified": _legal,
        "japaneseCounting": _japanese,
        "ideographDigital": _digital,
        "japaneseDigitalTenThousand": _digital,
        "taiwaneseDigital": lambda number: _digitwise(number, "○" + _DIGITS[1:]),
        "ideographTraditional": _cycle(_STEMS),
        "ideographZodiac": _cycle(_BRANCHES),
        "lowerLetter": _letter,
        "upperLetter": lambda number: _letter(number).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda number: _roman(number).upper(),
        "bullet": _nothing,
        "none": _nothing,
    }
)
