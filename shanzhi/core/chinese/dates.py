"""Dates as officials write them, and the day they mean once the year is known."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from shanzhi.core.chinese.numerals import numeral


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date in words, with what it leaves open.

    text:   as printed: 20xx年10月底前, 8月25日前达标, 规划批准之日起20个工作日内.
    year:   None where it is masked (20xx年, X年) or not printed.
    masked: a mask stands where a figure should (20xx年, X月XX日); month or day are None where masked.
    day:    1..31; 31 with edge "end" stands for the month's last day; 旬 and similar give the last day they cover.
    edge:   "end" for 底, 末, 前, 以内, 旬 …: the latest day; "start" for 初, 起, 自.
    event:  what it counts from, where it is no calendar date (规划批准之日); then count and unit say how far.
    """

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    masked: bool = False
    edge: str = "end"
    event: str = ""
    count: int | None = None
    unit: str = ""

    def on(self, year: int | None = None) -> date | None:
        """The day meant, or None while something is still open.

        year: used where the words give none.
        out:  without day the last (edge end) or first (edge start) day of the month, without month of the year;
              a day past the month's end becomes its last day.
        """
        full = self.year or year
        if full is None or self.event or self._open():
            return None
        last = self.edge == "end"
        month = self.month or (12 if last else 1)
        days = calendar.monthrange(full, month)[1]
        return date(full, month, min(self.day or (days if last else 1), days))

    def _open(self) -> bool:
        """Whether a month or a day is printed only as a mask."""
        masked_month = self.month is None and "月" in self.text
        masked_day = self.day is None and ("日" in self.text or "号" in self.text)
        return self.masked and (masked_month or masked_day)


@dataclass(frozen=True, slots=True)
class Found:
    """A date found in a text. start, end: offsets in that text, end excluded."""

    start: int
    end: int
    words: DateWords


_MASK = "xX×＊*○"
_CN = "一二三四五六七八九十"
_MASKED_YEAR = rf"(?<![A-Za-z{_MASK}])[{_MASK}]{{1,4}}"
_YEAR = rf"(?:(?:19|20)\d{{2}}|20[{_MASK}]{{1,2}}|{_MASKED_YEAR}|二[〇○零][〇○零{_CN}]{{2}}|[今明当本次])\s?年"
_MONTH = rf"(?:1[0-2]|0?[1-9]|[{_MASK}]{{1,2}}|十[一二]?|[一二三四五六七八九])\s?月份?(?![报度均评])"
_DAY = (
    rf"(?:3[01]|[12]\d|0?[1-9]|[{_MASK}]{{1,2}}|三十一?|二?十[一二三四五六七八九]?|二十|[一二三四五六七八九])\s?[日号]"
)
_PART = r"(?:第?[一二三四1-4]季度|[上下]半年)"
_THIRD = r"[上中下]旬"
_EDGE = r"(?:[年月]?[底末初])?(?:之前|以前|以内|前|内)?"
_CALENDAR: Final = (
    rf"(?:(?P<year>{_YEAR})(?:(?P<part>{_PART})|(?P<month>{_MONTH})(?:(?P<day>{_DAY})|(?P<third>{_THIRD})|\d{{1,2}}(?=前))?)?"
    rf"|(?<![\d.每年{_MASK}]){_MONTH}(?:{_DAY}|{_THIRD}|[{_MASK}]{{1,2}}(?=[—-])|\d{{1,2}}(?=前))?|(?<![每年]){_PART}(?=[底末初前内])|(?<![每周半]){_YEAR}"
    rf"|(?<![\d每半周全往历学百千]){{year_end}}){_EDGE}"
).replace("{year_end}", "年(?=[底末内])")
DATE: Final = re.compile(_CALENDAR)
_FIGURES = re.compile(rf"({_YEAR})|({_MONTH})|({_DAY}|(?<=月)\d{{1,2}}(?=前))|({_PART})|({_THIRD})")
_TO = re.compile(r"\s?(?:-{1,2}|—{1,2}|–|－|~|～|至|到)\s?")
_BARE_DAY = re.compile(rf"(?<!\d){_DAY}{_EDGE}|(?:年底|月底)前?")
_DAYS_IN_THIRD = {"上": 10, "中": 20, "下": 31}
_WITHIN_MONTHS = re.compile(rf"[{_CN}\d]{{1,3}}月[之以]?内")
"""一月内 counts a month, it names none."""
_QUICK = re.compile(r"[年月]|季度|半年")


def read_date(text: str) -> DateWords:
    """Gives the date that words stand for; what they leave open stays None."""
    fields: dict[str, int | None] = {}
    for year, month, day, part, third in _FIGURES.findall(text):
        fields.update(_year(year) if year else {})
        fields.update({"month": _count(month, "月份")} if month else {})
        fields.update({"day": _count(day, "日号")} if day else {})
        fields.update({"month": _part(part)} if part else {})
        fields.update({"day": _DAYS_IN_THIRD[third[0]]} if third else {})
    masked = any(c in _MASK for c in text)
    edge = "start" if _starts(text) else "end"
    return DateWords(text, fields.get("year"), fields.get("month"), fields.get("day"), masked, edge)


def _starts(text: str) -> bool:
    """Whether the words mean the beginning of what they name."""
    return "初" in text and not text.endswith("前")


def _year(text: str) -> dict[str, int | None]:
    return {"year": _count(text, "年")}


def _count(text: str, marks: str) -> int | None:
    return numeral(text.rstrip(marks + " "))


def _part(text: str) -> int:
    """Gives the last month of a quarter or half-year."""
    if "半年" in text:
        return 6 if text[0] == "上" else 12
    return 3 * (numeral(text.strip("第季度")) or 4)


def find_dates(text: str) -> Iterator[Found]:
    """Gives the calendar dates of a text, each as printed with its edge (底, 前 …)."""
    if not _QUICK.search(text):
        return
    for match in DATE.finditer(text):
        if _WITHIN_MONTHS.fullmatch(match.group()):
            continue
        yield Found(match.start(), match.end(), read_date(match.group()))


@dataclass(frozen=True, slots=True)
class Range:
    """A span of time in a text, as printed on both sides; end_words None where a single date is printed."""

    start: int
    end: int
    first: DateWords
    last: DateWords | None


_LAST = 31
_FIRST_OF_PART: Final = {"一季度": 1, "二季度": 4, "三季度": 7, "四季度": 10, "上半年": 1, "下半年": 7}
_MONTHS_OF_YEAR = re.compile(
    rf"{_YEAR}(?P<first>1[0-2]|0?[1-9])(?:\s?[-—–－~～]{{1,2}}\s?|[至到])(?P<last>(?:1[0-2]|0?[1-9])月份?(?:{_DAY}|[底末])?)"
)
_BARE_MONTH = re.compile(r"(?<![\d.])(\d{1,2})\s?[-—–~～至]+\s?$")


def find_ranges(text: str) -> Iterator[Range]:
    """Gives spans of time (20xx年1月—3月, 3月1日至15日) and single dates, in order."""
    position = 0
    for found in find_dates(text):
        if found.start < position:
            continue
        if bare := _BARE_MONTH.search(text, position, found.start):
            position = found.end
            yield Range(bare.start(), found.end, read_date(bare[1] + "月"), found.words)
            continue
        if months := _MONTHS_OF_YEAR.match(text, found.start):
            position = months.end()
            first = replace(read_date(months["first"] + "月"), text=months["first"], edge="start")
            last = replace(read_date(months["last"]), year=found.words.year)
            yield Range(found.start, position, replace(first, year=found.words.year), last)
            continue
        position, until = _until(text, found)
        begins = _as_start(found.words) if until else found.words
        yield Range(found.start, position, begins, carry(found.words, until) if until else None)


def _as_start(first: DateWords) -> DateWords:
    """Gives the beginning of a span of time: a month alone stands for its first day."""
    if first.day or re.search(r"[底末]", first.text):
        return first
    month = first.month and _FIRST_OF_PART.get(first.text.rpartition("年")[2].lstrip("第"), first.month)
    return replace(first, month=month, edge="start")


def carry(first: DateWords, last: DateWords) -> DateWords:
    """Gives the end of a span of time with the year and month that only its beginning prints.

    out: 2026年7月10日至8月31日 ends in 2026; 2026年11月至2月 and 2026年11月至次年2月 end in 2027.
    """
    if "次年" in last.text and first.year:
        return replace(last, year=first.year + 1)
    if last.event or last.year or (last.masked and "年" in last.text) or "年" in last.text:
        return last
    month = last.month or (first.month if last.day and "月" not in last.text else None)
    if first.year is None or month is None:
        return replace(last, month=month)
    over = first.month is not None and (month, last.day or _LAST) < (first.month, first.day or 1)
    return replace(last, year=first.year + over, month=month)


def _until(text: str, found: Found) -> tuple[int, DateWords | None]:
    """Gives where a span of time ends and its last date, if a dash and another date follow."""
    gap = re.compile(r"(?:起|开始)?").match(text, found.end)
    joint = _TO.match(text, gap.end() if gap else found.end)
    if joint is None:
        return found.end, None
    match = DATE.match(text, joint.end()) or _BARE_DAY.match(text, joint.end())
    if match is None:
        return found.end, None
    last = read_date(match.group())
    return match.end(), last
