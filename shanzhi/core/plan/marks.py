"""The numbers that open headings: 第一章 一、 (一) 1. (1) 1) ① 第一阶段: …, as GB/T 9704 and usage have them."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from shanzhi.core.chinese.numerals import numeral

Style = Literal[
    "annex", "part", "chapter", "section", "article", "han", "han_bracket", "stage", "label",
    "dot", "outline", "bracket", "half", "circle", "row",
]  # fmt: skip

RANK: Final[dict[Style, int]] = {
    "annex": 0, "part": 1, "chapter": 2, "section": 3, "article": 4, "han": 5, "han_bracket": 6, "stage": 7,
    "label": 8, "dot": 9, "outline": 10, "bracket": 11, "half": 12, "circle": 13, "row": 14,
}  # fmt: skip
"""Which style stands above which where the text does not show it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the head of an item. start, end: offsets in the line, separator included. label: as printed."""

    style: Style
    number: int
    label: str
    start: int
    end: int


_HAN = "[一二三四五六七八九十百零〇]{1,5}"
_MARK = re.compile(
    rf"[\s\u3000\xa0#*·•]*(?:"
    rf"(?P<big>第\s?(?:{_HAN}|\d{{1,3}})\s?(?P<bigword>[篇编部章节条])(?:分(?=[\s:：、])|(?=[\s:：、]|$|[^\d分])))[\s:：、]*"
    rf"|(?P<stage>第(?:{_HAN}|\d)(?:阶段|步|步骤|批次?|季度))(?=[\s:：、,，(（])[:：、,，\s]*"
    rf"|(?P<han>{_HAN})\s?[、.．]\s*"
    rf"|[(（〔【\[<〈]\s?(?P<han_bracket>{_HAN})\s?[)）〕】\]>〉][、.．]?\s*"
    r"|(?P<outline>\d{1,2}(?:[.．]\d{1,2}){1,3})(?=[、.．\s]|[\u4e00-\u9fff“])[、.．\s]*"
    r"|(?P<dot>\d{1,3})(?:\s?[、．]|\s?\.(?!\d))\s*"
    r"|[(（〔【]\s?(?P<bracket>\d{1,3})\s?[)）〕】][、.．]?\s*"
    r"|(?P<half>\d{1,3})[)）]\s*"
    r"|(?P<circle>[①-⑳⑴-⒇⒈-⒛㉑-㉟❶-❿])[、.．]?\s*"
    r"|(?P<annex>附\s?件\s?(?:\d{1,2}|[一二三四五六七八九十])?)\s*[:：]?\s*(?=$)"
    r")"
)
_BIG: Final[dict[str, Style]] = {
    "篇": "part", "编": "part", "部": "part", "章": "chapter", "节": "section", "条": "article",
}  # fmt: skip
_NAMED: Final[dict[str, Style]] = {style: style for style in RANK}
_CIRCLES: Final = (("①", 1), ("⑴", 1), ("⒈", 1), ("㉑", 21), ("❶", 1))
_CIRCLE_SPAN = 20
_UNITS_AFTER = re.compile(r"[%％‰]|(?:万|亿)?(?:元|米|公里|平方|亩|吨|个|人|户|倍|级以)")
_SERIES = re.compile(rf"{_HAN}[、]{_HAN}[级类产期批等]|[一二三四五六七八九十]、[一二三四五六七八九十][、和]")
_NOT_MARK = re.compile(r"\s*(?:$|[,，、。;；:：])")


def mark_at(line: str) -> Mark | None:
    """Gives the number that opens a line, None where it opens with none."""
    match = _MARK.match(line)
    if match is None:
        return None
    kind = str(match.lastgroup if match.lastgroup != "bigword" else "big")
    if kind != "annex" and _NOT_MARK.match(line, match.end()):
        return None
    if _is_phrase(kind, line, match):
        return None
    label = line[: match.end()].strip(" \t\u3000\xa0#*·•、.．:：,，")
    style, number = _style(kind, match)
    return Mark(style, number, "".join(label.split()), len(line) - len(line.lstrip()), match.end())


def _is_phrase(kind: str, line: str, match: re.Match[str]) -> bool:
    """Whether what looks like a number belongs to the words after it (一、二级公路; 1.5万元; 第一条公路)."""
    if kind == "han":
        return _SERIES.match(line, match.start("han")) is not None
    if kind == "outline":
        return _UNITS_AFTER.match(line, match.end()) is not None
    if kind == "big":
        return match["bigword"] in "节条部" and match.end() < len(line) and match.end() == match.end("big")
    return False


def _style(kind: str, match: re.Match[str]) -> tuple[Style, int]:
    if kind == "circle":
        first, base = max((c, n) for c, n in _CIRCLES if c <= match["circle"])
        return ("dot" if first == "⒈" else "circle"), ord(match["circle"]) - ord(first) + base
    digits = re.sub(r"[^\d一二三四五六七八九十百零〇]", "", match[kind].rsplit(".", 1)[-1])
    number = numeral(digits) or 0
    if kind == "big":
        return _BIG[match["bigword"]], number
    return _NAMED[kind], number


_INLINE = re.compile(rf"(?<=[。!！;；])\s*(?:(?P<han>{_HAN})、|[(（](?P<han_bracket>{_HAN})[)）])\s*(?=[^\s,，。、])")


def marks_inside(line: str) -> list[Mark]:
    """Gives numbers of the first two levels that follow a sentence inside a line: lost line breaks, perhaps."""
    marks: list[Mark] = []
    for match in _INLINE.finditer(line):
        style: Style = "han" if match["han"] else "han_bracket"
        label = match.group().strip(" \t\u3000\xa0、.．")
        start = match.end() - len(match.group().lstrip())
        marks.append(Mark(style, numeral(match[style]) or 0, label, start, match.end()))
    return marks


_NOUN = (
    "思想|目标|任务|要求|原则|措施|步骤|安排|对象|标准|方式|方法|办法|内容|机构|组织|领导|保障|实施|意义|范围|时间|依据|职责|分工|"
    "管理|考核|奖惩|监督|附则|总则|流程|程序|规则|条件|重点|主题|背景|宗旨|纪律|评议|验收|总结|补助|经费|其他事项|有关事项"
)
_TITLE_NOUN = re.compile(rf"[\u4e00-\u9fff]{{0,6}}?(?:{_NOUN})(?:[和与及、]?(?:{_NOUN}))*")
_BARE = re.compile(rf"(?<=[。)）”])\s*(?P<han>{_HAN})[、.．]?\s*(?=[\u4e00-\u9fff]{{0,6}}(?:{_NOUN}))")
_BARE_BRACKET = re.compile(rf"[(（](?P<han_bracket>{_HAN})[)）]\s*")


def marks_in_run(line: str) -> list[Mark]:
    """Gives numbers of the first two levels anywhere in a line that holds a whole document run together."""
    marks = [_found("han", m) for m in _BARE.finditer(line)]
    marks += [_found("han_bracket", m) for m in _BARE_BRACKET.finditer(line)]
    return sorted(marks, key=lambda m: m.start)


def _found(style: Style, match: re.Match[str]) -> Mark:
    label = match.group().strip(" \t\u3000\xa0、.．")
    return Mark(style, numeral(match[style]) or 0, label, match.start(), match.end())


def run_title(text: str) -> str:
    """Gives the title at the head of a run-together text: a usual section name, or up to a bracket or stop."""
    match = _TITLE_NOUN.match(text)
    return match.group() if match else ""
