"""Lengths of time as packs and officials write them: 3 work days, 72 hours, 2 months, 五个工作日, 半年."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shanzhi.core.chinese.numerals import numeral
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.durations import TIME_UNITS, Duration, TimeUnit

EXACT: Final = ("minute", "hour", "work_hour")
"""Units that are counted from the moment; the others are counted in whole days."""
LONGEST: Final = 9999


_SPELT: Final[Mapping[TimeUnit, Words]] = MappingProxyType(
    {
        "minute": Words("{n}分钟"),
        "hour": Words("{n}小时"),
        "work_hour": Words("{n}个工作小时"),
        "day": Words("{n}天"),
        "work_day": Words("{n}个工作日"),
        "week": Words("{n}周"),
        "month": Words("{n}个月"),
        "year": Words("{n}年"),
    }
)
_CHINESE: Final[Mapping[str, TimeUnit]] = MappingProxyType(
    {
        "分钟": "minute",
        "小时": "hour",
        "工作时": "work_hour",
        "工作小时": "work_hour",
        "工作日": "work_day",
        "自然日": "day",
        "日": "day",
        "天": "day",
        "周": "week",
        "星期": "week",
        "月": "month",
        "年": "year",
    }
)
_HALF: Final[Mapping[str, Duration]] = MappingProxyType({"年": Duration(6, "month"), "月": Duration(15, "day")})
_ENGLISH_TEXT: Final = re.compile(r"(\d{1,4}) ?(work(?:ing)? )?(minute|hour|day|week|month|year)s?")
_CHINESE_TEXT: Final = re.compile(
    r"(\d{1,4}|[一二两三四五六七八九十百零〇]{1,6}|半) ?个?"
    r"(分钟|工作小时|工作时|小时|工作日|自然日|日|天|周|星期|月|年)(?:之内|以内|内)?"
)


def read_duration(text: str) -> Duration | None:
    """The length of time a text means; None where it means none.

    text: "3 work days", "72 hours", "3个工作日", "半年", "当日"; half a month is fifteen days (docs/decisions/0021).
    """
    said = " ".join(text.split())
    if said in ("当日", "当天"):
        return Duration(0, "day")
    if match := _ENGLISH_TEXT.fullmatch(said.lower()):
        unit = ("work_" if match[2] else "") + match[3]
        known = next((u for u in TIME_UNITS if u == unit), None)
        return Duration(int(match[1]), known) if known else None
    match = _CHINESE_TEXT.fullmatch(said)
    return _chinese(match[1], match[2]) if match else None


def _chinese(count: str, unit: str) -> Duration | None:
    if count == "半":
        return _HALF.get(unit)
    number = numeral(count)
    return None if number is None or number > LONGEST else Duration(number, _CHINESE[unit])


def duration_of(text: str) -> Duration:
    """The length of time a text means.

    raises: Refused("bad_duration").
    """
    found = read_duration(text)
    if found is None:
        raise Refused("bad_duration", "“{words}”不是一个时限，请写成“3个工作日”“72小时”“2个月”的样子。", words=text)
    return found


def spelt(length: Duration) -> Words:
    """A length of time as an official writes it."""
    return Words(_SPELT[length.unit].text, {"n": length.count})
