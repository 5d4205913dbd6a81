"""What an item rests on: its clause; and what a pack may not hold: years in the library, names of persons."""

import re
from collections.abc import Iterator
from typing import Final

from shanzhi.core.pack.check.ground import Finding, Ground, below, found, items_of
from shanzhi.core.pack.days import Day
from shanzhi.core.pack.indicators import Mark
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.rules import PostDeed, Rule
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.standards import StandardItem
from shanzhi.core.pack.values import Given

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年|(?:19|20)\d\d-\d\d-\d\d")
# the hundred commonest surnames, which cover some 85 in a hundred people
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
    "陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_NAME = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
# the last character of what is an office, a group or a job, whatever it begins with
_NO_NAME: Final = frozenset("局办委会院所站部处科队室厅司组社区县乡镇村校馆厂店场团员长任记师工户民")


def check_clauses(ground: Ground) -> Iterator[Finding]:
    """Items without a clause, clauses that are not listed, years, names of persons."""
    listed = {c.number for c in ground.pack.clauses}
    for _, item in items_of(ground.pack):
        yield from _without_clause(item)
        for part in (item, *(p for p in below(item) if isinstance(p, Item))):
            if isinstance(part, Item) and part.clause and listed and part.clause not in listed:
                yield found("unknown_clause", part, "clause", said=part.clause)
        if ground.library:
            yield from _years(item)
        yield from _persons(item)


def _without_clause(item: Item) -> Iterator[Finding]:
    pays = isinstance(item, Rule) and any(isinstance(d, PostDeed) for d in item.do)
    if not item.clause:
        yield found("money_without_clause" if pays else "missing_clause", item)
    for part in below(item):
        if isinstance(part, StandardItem) and part.money and not part.clause:
            yield found("money_without_clause", part, "money")


def _years(item: Item) -> Iterator[Finding]:
    for part in (item, *below(item)):
        said = _year(part)
        if said:
            yield found("year_in_library", part, said=said)


def _year(part: object) -> str:
    if isinstance(part, Given) and isinstance(part.value, Day) and part.value.year:
        return str(part.value.year)
    if isinstance(part, Mark) and part.year.isdecimal():
        return part.year
    words = (part.title, part.note) if isinstance(part, Item) else (part.value,) if isinstance(part, Given) else ()
    match = next((m for w in words if isinstance(w, str) and (m := _YEAR.search(w))), None)
    return match[0] if match else ""


def _persons(item: Item) -> Iterator[Finding]:
    for part in below(item):
        if isinstance(part, Selector):
            for name in part.organs:
                if _NAME.fullmatch(name) and name[-1] not in _NO_NAME:
                    yield found("person_named", part, said=name)
