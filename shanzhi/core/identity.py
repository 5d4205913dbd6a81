"""Numbers that name a person, an organisation or a telephone: checked, never echoed in full."""

import re
from dataclasses import dataclass
from datetime import date

from shanzhi.core.kinds import Words


@dataclass(frozen=True, slots=True)
class Checked:
    """A number as it is kept, or what is wrong with it. value: "" where there is a problem."""

    value: str = ""
    problem: Words | None = None
    kind: str = ""


_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
# full-width forms of the signs such numbers are written with, U+FF01 to U+FF5E
_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# the first character and what may follow it, GB 32100-2015 table 1 with the later letters for rural collectives
_CLASSES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}


def check_id_card(text: str, today: date) -> Checked:
    """A resident's ID number: 18 characters, the last a digit or a capital X.

    The province is checked against the list, the other four digits of the division only for being digits: divisions
    come and go, and a number keeps the one of its day. 81, 82 and 83 begin the numbers of residence permits.
    source: GB 11643-1999; fifteen digits: ID cards of the first generation, void since 1 January 2013.
    """
    number = _compact(text).upper()
    problem = _shape_fault(number) or _content_fault(number, today)
    return Checked(problem=problem) if problem else Checked(number, kind="id_card")


def _shape_fault(number: str) -> Words | None:
    if re.fullmatch(r"[0-9]{15}", number):
        return Words("这是15位的旧身份证号，2013年起已停止使用，请按现在的身份证填写18位号码。")
    if len(number) != 18:  # noqa: PLR2004 - the length the standard gives
        return Words("身份证号应为18位，现在是{n}位，请对照证件补全或删去多余的字符。", {"n": len(number)})
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Words("身份证号前17位应全是数字，最后一位是数字或X，请对照证件检查。")
    return None


def _content_fault(number: str, today: date) -> Words | None:
    if not _PROVINCE.match(number):
        return Words("身份证号开头两位不是任何省份的代码，请对照证件检查前两位。")
    born = _day(number[6:14])
    if born is None or born > today or born.year < 1850:  # noqa: PLR2004 - nobody alive was born before
        return Words("身份证号第7至14位不是一个可能的出生日期，请对照证件检查这八位。")
    if _ID_CHECKS[_weighed(number, _ID_WEIGHTS) % 11] != number[17]:
        return Words("身份证号最后一位校验不符，多半是有一位抄错或两位颠倒，请对照证件逐位检查。")
    return None


def birth_of(id_number: str) -> date:
    """The day of birth in a checked ID number."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def sex_of(id_number: str) -> str:
    """Male where the third digit of the sequence is odd, else female."""
    return "male" if int(id_number[16]) % 2 else "female"


def check_credit_code(text: str) -> Checked:
    """A unified social credit code: 18 characters without I, O, S, V and Z.

    Two checks: the last character over all, and that of the organisation's own code in characters 9 to 17.
    source: GB 32100-2015; characters 9 to 17: GB 11714-1997. The table of classes (characters 1 and 2) is checked.
    """
    code = _compact(text).upper()
    if len(code) != 18:  # noqa: PLR2004 - the length the standard gives
        return _wrong("统一社会信用代码应为18位，现在是{n}位，请对照证照补全或删去多余的字符。", n=len(code))
    if not set(code) <= set(_CREDIT):
        return _wrong("统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z，请检查是否把 1 写成 I、0 写成 O。")
    if code[1] not in _CLASSES.get(code[0], "") or not code[2:8].isdecimal():
        return _wrong("统一社会信用代码前8位不合规则：前两位是登记部门和类别，第3至8位是六位地区代码，请对照证照检查。")
    if organ_check(code[8:16]) != code[16]:
        return _wrong("统一社会信用代码第9至17位（主体标识码）校验不符，请对照证照检查这九位。")
    sum_ = sum(_CREDIT.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
    if _CREDIT[-sum_ % 31] != code[17]:
        return _wrong("统一社会信用代码最后一位校验不符，多半是有一位抄错，请对照证照逐位检查。")
    return Checked(code, kind="credit_code")


def organ_check(body: str) -> str:
    """The check character of an organisation's eight characters; letters count from A = 10.

    source: GB 11714-1997.
    """
    rest = 11 - sum(int(c, 36) * w for c, w in zip(body, _ORGAN_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# three-digit area codes are 010 and 02x, all others have four digits and no local number begins with 0 or 1
_LANDLINE = re.compile(r"(?P<area>010|02[0-57-9]|0[3-9][0-9]{2})(?P<local>[2-9][0-9]{6,7})(?P<extension>-[0-9]{1,6})?")
_SHORT = re.compile(r"1(?:10|19|20|22|[0-9]{4})|9[56][0-9]{3,4}")
_TOLL_FREE = re.compile(r"[48]00[0-9]{7}")


def check_phone(text: str) -> Checked:
    """A telephone number. kind: mobile, landline, short (110, 12345, 95xxx, 96xxx) or toll_free (400, 800).

    A landline is kept as area-local or area-local-extension. source: the numbering plan 电信网编号计划 (2017).
    """
    given = re.sub(r"[\s()]", "", text.translate(_WIDTH))
    number = re.sub(r"^(?:\+|00)86-?", "", given)
    digits = number.replace("-", "")
    landline = _LANDLINE.fullmatch(re.sub(r"^(0[0-9]{2,3})-", r"\1", number))
    if not digits.isdecimal() or not digits.isascii():
        return _wrong("电话号码里有数字以外的字符，请只填数字，区号与号码之间可用“-”。")
    if _MOBILE.fullmatch(digits):
        return Checked(digits, kind="mobile")
    if landline:
        return Checked("-".join((landline["area"], landline["local"])) + (landline["extension"] or ""), kind="landline")
    if _SHORT.fullmatch(digits):
        return Checked(digits, kind="short")
    return Checked(digits, kind="toll_free") if _TOLL_FREE.fullmatch(digits) else _no_phone(digits)


def _no_phone(digits: str) -> Checked:
    if digits.startswith("1"):
        return _wrong("手机号应为11位，以13至19开头；现在是{n}位，请检查。", n=len(digits))
    if digits.startswith("0"):
        return _wrong("座机号应为区号加7位或8位号码，如 0999-7654321，请检查区号和位数。")
    return _wrong("座机号前面要加区号；手机号为11位，请补全。")


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text.translate(_WIDTH))


def _wrong(text: str, **args: object) -> Checked:
    return Checked(problem=Words(text, args))


def _weighed(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(c) * w for c, w in zip(number[:17], weights, strict=True))


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
