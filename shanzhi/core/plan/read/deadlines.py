"""By when a work item is to be done: 完成时限: …, 到X年X月底, X月X日前, X个工作日内."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shanzhi.core.chinese.dates import DateWords, find_dates, find_ranges, read_date
from shanzhi.core.chinese.recurrences import find_recurrences
from shanzhi.core.chinese.terms import find_terms, term_of
from shanzhi.core.plan.facts import Span
from shanzhi.core.plan.text import Stretch


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as printed. line_only: it stands on a line of its own (完成时限: …)."""

    text: str
    due: DateWords | None
    span: Span
    line_only: bool = False


_LABEL = re.compile(
    r"(?:完成|整改|办理|办结|达标|实施|工作|落实|销号)?(?:时限|时间|时刻|期限|日期|时间节点|时间要求|时限要求)(?:要求|节点)?\s*[:：]\s*"
)
_UP_TO = re.compile(r"(?:到|至|于|在|力争|确保|争取|计划)\s?$")
_SINCE = re.compile(r"(?:自|从|截至|截止|以来|根据|按照|《[^》]{0,30}|〔|\[|每|比|较|与)\s?$")
_SINCE_AFTER = re.compile(r"\s?(?:起|以来|以后|后|印发|发布|度|的(?!前))")
_DAY_BEFORE = re.compile(r"[月日号底末旬](?:之前|以前|前)$")
_OF_WHAT = re.compile(r"\s?(?:的(?!前)|起)")
_WHOLE_YEAR = re.compile(r"\d{4}年(?:以前|之前|前)")
_GETS_DONE = re.compile(r"\s?(?:[,，]|完成|实现|建成|全面|基本|达到|启动)")
_ENDS = re.compile(r"(?:底|末|前|内|旬)$")
_LOOSE = re.compile(r"[^,，。;；:：、)）\s]{1,14}")


def labelled(stretch: Stretch) -> Deadline | None:
    """Gives the deadline of a line or bracket that is labelled so, None where there is none."""
    match = _LABEL.search(stretch.text)
    if match is None:
        return None
    alone = not stretch.text[: match.start()].strip(" \t\u3000(（")
    rest = stretch.part(match.end())
    if term := _opening_term(rest):
        return replace(term, line_only=alone)
    if found := _range(rest):
        return Deadline(found.text, found.due, found.span, line_only=alone)
    loose = _LOOSE.match(rest.text)
    return Deadline(loose.group(), None, rest.span(0, loose.end()), line_only=alone) if loose else None


def _opening_term(stretch: Stretch) -> Deadline | None:
    """Gives the period counted from an event that a stretch opens with (完成时限: 自批准之日起20个工作日内)."""
    for term in find_terms(stretch.text):
        if term_of(term.words) and not stretch.text[: term.start].strip():
            span = stretch.span(term.start, term.end)
            return Deadline(span.quote, term.words, span)
    return None


def _range(stretch: Stretch) -> Deadline | None:
    """Gives the first calendar date or span of time of a stretch."""
    found = next(find_ranges(stretch.text), None) or None
    if found is None:
        return None
    span = stretch.span(found.start, found.end)
    return Deadline(span.quote, found.last or found.first, span)


_IN_BRACKETS = re.compile(r"[(（]([^()（）]{0,6}?)(?=[^()（）]{2,30}[)）])")


def in_title(head: Stretch) -> Deadline | None:
    """Gives the date or span of time that a heading carries in brackets: 动员阶段(3月1日—3月15日), (至年底)."""
    for match in _IN_BRACKETS.finditer(head.text):
        close = re.compile(r"[)）]").search(head.text, match.start(1))
        inner = head.part(match.start(1), close.start() if close else None)
        found = next(find_ranges(inner.text), None)
        if found and found.end - found.start >= len(inner.text.strip()) - 3:
            span = inner.span()
            return Deadline(span.quote, found.last or found.first, span)
    return None


def in_text(stretches: Sequence[Stretch]) -> Deadline | None:
    """Gives the first date a text sets as a limit: 到X月底, X月X日前, 年底前; else a term (5个工作日内)."""
    for stretch in stretches:
        for found in find_dates(stretch.text):
            if _limits(stretch.text, found.start, found.end):
                span = stretch.span(found.start, found.end)
                return Deadline(span.quote, read_date(span.quote), span)
    for stretch in stretches:
        for term in find_terms(stretch.text):
            if not _RESPONSE.search(stretch.text[max(term.start - 8, 0) : term.end]) and (
                term.words.unit in _DAYS or term_of(term.words)
            ):
                skip = _BEFORE_EVENT.match(stretch.text, term.start, term.end)
                start = skip.end() if skip else term.start
                words, cut = term.words, start - term.start
                due = replace(words, text=words.text[cut:], event=words.event[cut:])
                span = stretch.span(start, term.end)
                return Deadline(span.quote, due, span)
    return _year_alone(stretches) or _recurring(stretches)


def _recurring(stretches: Sequence[Stretch]) -> Deadline | None:
    """Gives the day a recurring duty is due (每月底前), where a text sets no other limit."""
    for stretch in stretches:
        for rule in find_recurrences(stretch.text):
            if stretch.text[rule.start : rule.end].endswith(("前", "月底", "月末", "季度末", "年底")):
                span = stretch.span(rule.start, rule.end)
                return Deadline(span.quote, None, span)
    return None


_RESPONSE = re.compile(
    r"(?:接报|接到|接诉|接单|报修|报告|故障|发现|受理|投诉|举报|反映)[^,，。;；]{0,10}?(?:之日|当日)?[后起].*内$|小时(?:之内|以内|内)$"
)
"""How soon each case is answered: a norm, not the day by which the work is done."""
_DAYS = ("工作日", "日", "天", "小时", "自然日")
_BEFORE_EVENT = re.compile(r".*(?:应当?在|须在|要在|应于|[在于自从])")
_YEAR_FIRST = re.compile(r"(?:^|[。;；]|[一二三四五六七八九]是)\s*$")


def _year_alone(stretches: Sequence[Stretch]) -> Deadline | None:
    """Gives a year that opens a sentence (2026年,全面提升 …)."""
    for stretch in stretches:
        for found in find_dates(stretch.text):
            heads = _YEAR_FIRST.search(stretch.text[max(found.start - 4, 0) : found.start])
            if (
                heads
                and stretch.text[found.start : found.end].endswith("年")
                and stretch.text[found.end : found.end + 1] in ",，"
            ):
                span = stretch.span(found.start, found.end)
                return Deadline(span.quote, found.words, span)
    return None


def _limits(text: str, start: int, end: int) -> bool:
    """Whether a date is a limit: it ends in 前, 底, 内 or follows 到, and nothing begins there."""
    before, after = text[max(start - 32, 0) : start], text[end : end + 6]
    if _SINCE.search(before):
        return False
    if _DAY_BEFORE.search(text[start:end]):
        return not _OF_WHAT.match(after)
    if _SINCE_AFTER.match(after):
        return False
    if _ENDS.search(text[start:end]):
        return _WHOLE_YEAR.fullmatch(text[start:end]) is None
    return _UP_TO.search(before) is not None and (before[-1:] in "到至于" or _GETS_DONE.match(after) is not None)
