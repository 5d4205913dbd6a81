"""Periods that count from an event: 自批准之日起20个工作日内, 收到通知后5日内, 本方案印发后一个月内."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from shanzhi.core.chinese.dates import DATE, DateWords, Found, read_date
from shanzhi.core.chinese.numerals import numeral

Measure = Literal["day", "workday", "week", "month", "year"]
OWN_ISSUE: Final = "本方案印发"
"""The event of a plan being issued, whatever the plan calls itself (本方案印发之日, 通知发布后, 即日起)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A period counted from an event.

    event:   what is asked for once: 规划批准, 收到通知; words that plainly mean the same event give the same event.
    count:   how many measures; 0 for the event's own day.
    own_day: the event's day is the first of the period (当日起, 即日起); else the day after it is.
    """

    event: str
    count: int
    measure: Measure
    own_day: bool = False


_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "工作日": "workday",
        "日": "day",
        "天": "day",
        "自然日": "day",
        "日历天": "day",
        "日历日": "day",
        "周": "week",
        "星期": "week",
        "月": "month",
        "年": "year",
    }
)
_CN = "一二两三四五六七八九十百"
_ENDING = r"(?:之日|次日|当日|当天|以后|之后|后|(?<=[\dX月一二三四五六七八九十])日)(?:算?起|起?计算|起算)?"
_NO_EVENT = r",，。;；:：、()（）\s"
_EVENT = re.compile(
    rf"(?:(?P<event>[^{_NO_EVENT}]{{0,16}}?{_ENDING})(?:\s?[,，]\s?|\s)?的?)?(?<![\d{_CN}〇零])"
    rf"(?P<count>\d{{1,3}}|[{_CN}]{{1,5}}|半)\s?个?"
    rf"(?P<unit>工作日|自然日|日历[天日]|小时|星期|日|天|周|月|年)(?:之内|以内|内)"
)
_RELATIVE = re.compile(
    r"(?<=[在于自])(?P<event>[^,，。;；:：()（）在于自]{2,20}?(?:的?当日|的?当天|的?次日|届满前|期满前|到期前))"
)
_WEEK = re.compile(r"第[一二三四五六七八九十]{1,2}周")
_HALVES: Final = {"年": (6, "月"), "月": (15, "日")}


def find_terms(text: str) -> Iterator[Found]:
    """Gives the periods counted from an event (批准之日起20个工作日内) or within a stage (第一周)."""
    for match in _EVENT.finditer(text) if "内" in text else ():
        event, unit = match["event"] or "", match["unit"]
        count, unit = _HALVES.get(unit, (None, unit)) if match["count"] == "半" else (numeral(match["count"]), unit)
        if count is not None and (event or unit != "年"):
            words = DateWords(match.group(), event=event or match.group(), count=count, unit=unit)
            yield Found(match.start(), match.end(), words)
    for match in _RELATIVE.finditer(text):
        yield Found(match.start(), match.end(), DateWords(match.group(), event=match.group(), count=0, unit="日"))
    for match in _WEEK.finditer(text):
        words = DateWords(match.group(), event=match.group(), count=numeral(match.group()[1:-1]), unit="周")
        yield Found(match.start(), match.end(), words)


FROM_NOW: Final = DateWords("即日起", event="即日起", count=0, unit="日", edge="start")
"""From now on: from the day the plan is issued, that day included."""


def term_of(words: DateWords) -> Term | None:
    """Gives the period that words count from an event.

    out: None for a calendar date, for hours, for 第一周, for what comes again and again (每次检查后3日内), and where
         the words name no event (3个工作日内).
    """
    measure = _MEASURES.get(words.unit)
    event = event_of(words.event)
    if measure is None or words.count is None or not event or "每" in event:
        return None
    if words.event == words.text:
        said = re.search(r"(当日|当天|即日|次日)起?$", words.event)
        return Term(event, int(said[1] == "次日"), "day", own_day=said[1] == "即日") if said else None
    own_day = re.search(r"(?:当日|当天)起?$", words.event) is not None
    return Term(event, words.count, measure, own_day=own_day)


def start_of(words: DateWords, year: int | None) -> date | None:
    """Gives the day a period counts from where it is printed (自2026年3月1日起30日内), None for any other event."""
    match = DATE.fullmatch(event_of(words.event)) if words.event else None
    return read_date(match.group()).on(year) if match and "日" in match.group() else None


_BEFORE = re.compile(r"^.*(?:应当?|必?须|要)[在于自]|^(?:自从|[自从于在待])?(?:经(?![济营费过历]))?")
_AFTER = re.compile(
    r"的?(?:之日|次日|当日|当天|即日|以后|之后|后)(?:算?起|起?计算|起算)?$|(?<=日)(?:算?起|起?计算|起算)$"
)
_GOT = re.compile(r"^(?:(?:各|有关|相关|责任|承办)[^收接]{1,8})?(?:收到|接到|接收|接获)")
_GAINED = re.compile(r"(?:获得|得到|经过|正式|依法|[经获])(?=批准|批复|审批|核准|验收|印发|发布)")
_PUBLISHED = re.compile(r"(?:印发|发布|公布|下发|发文|出台|颁布|发出)$")
_OURS = re.compile(
    r"(?:本[^的]{0,8}(?:方案|通知|文件|意见|办法|细则|计划|规划|要点)|(?:实施|工作|行动|活动|整治)?方案|通知|文件|)的?"
)
_SAME: Final = (
    (re.compile(r"(?:批准|批复|获批|审批通过|批准通过)$"), "批准"),
    (re.compile(r"(?:签订|签署|签定)$"), "签订"),
    (re.compile(r"(?:完成|完毕)$"), "完成"),
    (re.compile(r"验收(?:合格|通过)$"), "验收合格"),
)


def event_of(words: str) -> str:
    """Gives one name for an event, however it is printed: 批准之日起, 获批后 and 批准的次日 all give 批准.

    out: 本方案印发 where the plan speaks of its own issue; "" where the words name no event.
    """
    if words.startswith(("即日", "自即日", "从即日")):
        return OWN_ISSUE
    event = _AFTER.sub("", _BEFORE.sub("", words))
    if _NO_NAME.fullmatch(event):
        return ""
    if match := _GOT.search(event):
        return "收到" + event[match.end() :]
    event = _GAINED.sub("", event)
    if (match := _PUBLISHED.search(event)) and _OURS.fullmatch(event[: match.start()]):
        return OWN_ISSUE
    for pattern, name in _SAME:
        if match := pattern.search(event):
            event = event[: match.start()].removesuffix("的") + name
    return re.sub(r"^[本该](?=.{2})", "", event)


_NO_NAME = re.compile(r"(?:其|此|之|以|今|事)?")
