"""Figures with their measure words: 300个, 70%以上, 3—5人, 8000万亩, 三次以上, 不少于10家."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shanzhi.core.chinese.numerals import ARABIC, CHINESE, figure

_PLAIN_UNITS: Final = (
    "个百分点|百分点|%|％|‰|亿立方米|万立方米|立方米|平方公里|平方千米|平方米|延长米|公里|千米|厘米|毫米|米|公顷|万亩|亩|吨|公斤|千克|斤|"
    "人次|户次|场次|台次|工作日|个工作日|自然日|小时|分钟|个月|课时|学时|千瓦时|千瓦|兆瓦|万元|亿元|元|美元|分贝|兆|"
    "个|名|人|户|家|处|座|条|辆|台|套|株|棵|次|场|期|项|件|篇|块|天|年|周|岁|分|级|种|类|所|间|对|支|批|村|镇|组|盏|幅|面|只|头|本|份|"
    "班|门|轮|遍|眼|口|根|顶|张|栋|幢|孔|艘|架|部|牌|店|桶|车|袋"
    "|册|条次|段|片|点|站|项次|团|列|层|盘|届|节|例|尾|羽|M|m|km|㎡|m2|cm"
)
_HAN_UNITS: Final = (
    "个|名|人|户|家|处|座|条|辆|台|套|株|次|场|期|件|篇|块|天|小时|分钟|"
    "个月|年|周|所|支|只|本|份|亩|米|公里|元|万元|工作日|个工作日|盏|间|棵"
)
_TIMES: Final = "[百千]?[万亿]"
QUANTITY: Final = re.compile(
    rf"(?<![\d.A-WYZa-wyz])(?:(?P<low>{ARABIC})(?P<low_unit>[%％])?(?:\s?(?:-|—{{1,2}}|–|－|~|～|至|到)\s?(?P<high>{ARABIC}))?"
    rf"\s?(?:余|多)?(?P<unit>{_TIMES}(?:{_PLAIN_UNITS})?|{_PLAIN_UNITS})|"
    rf"(?<![第{CHINESE}])(?P<han>[{CHINESE}]+)(?P<han_unit>余?(?:{_HAN_UNITS})))(?P<more>以上|以内|以下|左右|余)?"
)
_QUICK = re.compile(rf"\d|[{CHINESE}](?:{_HAN_UNITS})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its measure word. start, end: offsets in the text. more: 以上, 以内, … or ""."""

    start: int
    end: int
    value: Decimal
    unit: str
    high: Decimal | None = None
    more: str = ""
    spelled: bool = False


def find_quantities(text: str) -> Iterator[Quantity]:
    """Gives the figures of a text that have a measure word, in order; dates and numbers of lists are not among them."""
    if not _QUICK.search(text):
        return
    for match in QUANTITY.finditer(text):
        value = figure(match["low"] or match["han"])
        if match["han"] and text[match.start() - 1 : match.start()] in ("“", '"'):
            continue
        unit = (match["unit"] or match["han_unit"].lstrip("余")).replace("％", "%").replace("个百分点", "百分点")
        if value is None or (unit == "年" and match["low"] and len(match["low"]) == 4):  # noqa: PLR2004 - a year
            continue
        high = figure(match["high"]) if match["high"] else None
        yield Quantity(match.start(), match.end(), value, unit, high, match["more"] or "", bool(match["han"]))
