"""Stages of the work: 动员阶段(3月1日—3月15日), 从X起至Y结束, 实施时间为 …."""

import re
from collections.abc import Iterator

from shanzhi.core.chinese.dates import Range, find_ranges
from shanzhi.core.chinese.terms import FROM_NOW
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Phase
from shanzhi.core.plan.text import Stretch

_BRACKET = re.compile(r"[(（][^()（）]{2,40}[)）]")
_INLINE = re.compile(r"(?:第[一二三四五六七八九十]+(?:阶段|步)|[\u4e00-\u9fff]{2,10}阶段)")
_OVERALL = re.compile(
    r"(?:从|自|时间为)(?P<start>即日|[^,，。;；:：]{2,30}?)起?(?:开始)?(?:至|到)(?P<end>[^,，。;；:：]{2,20}?)(?:结束|止|完成)"
)
_TIME = re.compile(
    r"(?:实施|活动|整治|工作|行动|试点|开展|创建|考核|集中)(?:时间|期限|周期)\s*(?:为|是|[:：])|时间(?:为|安排为)"
)
_LOOSE = re.compile(r"[^()（）,，]{2,20}")


def read_phases(doc: Document) -> tuple[Phase, ...]:
    """Gives the stages of a plan and the time of the whole, in the order of the text."""
    found = [phase for n in range(len(doc.clauses)) for phase in _of_clause(doc, n)]
    return tuple(found)


def _of_clause(doc: Document, n: int) -> Iterator[Phase]:
    clause = doc.clauses[n]
    block = doc.blocks[n]
    if n and (phase := _of_title(doc, n)):
        yield phase
        return
    in_phases = doc.parts[n] == "phase" or re.search(r"时间|期限", clause.title) is not None
    for stretch in block:
        yield from _whole(doc, n, stretch, in_phases=in_phases)
        yield from _stages(doc, n, stretch, in_phases=in_phases)


def _of_title(doc: Document, n: int) -> Phase | None:
    """Gives the stage whose date its heading carries, or the text right after a heading that names a stage."""
    clause, block = doc.clauses[n], doc.blocks[n]
    first = block[0]
    at = max(first.text.find(clause.title), 0)
    head = first.part(at, at + len(clause.title))
    for match in _BRACKET.finditer(head.text):
        inner = head.part(match.start() + 1, match.end() - 1)
        span = next(find_ranges(inner.text), None)
        if span and len(inner.text) - (span.end - span.start) <= 4:  # noqa: PLR2004 - 至, 从, 前后
            return _phase(doc, n, head.text[: match.start()].strip(), span, head.part(0, match.end()))
    stage = "阶段" in clause.title or doc.parts[n] == "phase"
    if not stage or not doc.is_leaf(n):
        return None
    rest = first.part(at + len(clause.title), at + len(clause.title) + 40) if len(clause.title) < 30 else head  # noqa: PLR2004
    span = next(find_ranges(head.text), None) or None
    if span:
        return _phase(doc, n, clause.title, span, head)
    span = next(find_ranges(rest.text), None)
    return _phase(doc, n, clause.title, span, rest.part(0, span.end)) if span and span.start < 12 else None  # noqa: PLR2004


def _phase(doc: Document, n: int, name: str, span: Range, at: Stretch, *, overall: bool = False) -> Phase:
    """Gives a stage from a span of time; a single date with 至 or 前 is its end, any other its start."""
    first, last = span.first, span.last
    ends = last is None and (
        at.text[: span.start].endswith(("至", "到")) or at.text.rstrip("()（）").endswith(("前", "底", "(至年底"))
    )
    if last is None and re.search(rf"即日起?(?:开始)?\s?[至到]\s?{re.escape(first.text)}", at.text):
        return Phase(doc.path(n), name, FROM_NOW.text, first.text, at.span(), FROM_NOW, first, overall)
    start = "" if ends else first.text
    end = first.text if ends else (last.text if last else "")
    return Phase(doc.path(n), name, start, end, at.span(), None if ends else first, first if ends else last, overall)


def _whole(doc: Document, n: int, stretch: Stretch, *, in_phases: bool) -> Iterator[Phase]:
    """Gives the time of the whole work: 从X起至Y结束, 实施时间为X至Y."""
    if match := _OVERALL.search(stretch.text):
        dates = [r.first for r in find_ranges(match.group())] + [r.last for r in find_ranges(match.group()) if r.last]
        if dates:
            begin = FROM_NOW if "即日" in match["start"] else dates[0] if len(dates) > 1 else None
            start = begin.text if begin else ""
            yield Phase(
                doc.path(n),
                "",
                start,
                dates[-1].text,
                stretch.span(match.start(), match.end()),
                begin,
                dates[-1],
                overall=True,
            )
            return
    match = _TIME.search(stretch.text)
    span = next(find_ranges(stretch.text[match.end() :]), None) if match else None
    if match and span:
        yield _phase(doc, n, "", span, stretch.part(match.end()), overall=True)
    elif in_phases and (span := next(find_ranges(stretch.text), None)) and span.last and span.start < 4:  # noqa: PLR2004
        yield _phase(doc, n, doc.clauses[n].title, span, stretch, overall=True)


def _stages(doc: Document, n: int, stretch: Stretch, *, in_phases: bool) -> Iterator[Phase]:
    """Gives stages named inside a paragraph, and lists of months that say what is done when."""
    found = list(_INLINE.finditer(stretch.text))
    for i, match in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else min(len(stretch.text), match.end() + 40)
        piece = stretch.part(match.start(), end)
        span = next(find_ranges(piece.text), None)
        if span and span.start - len(match.group()) < 8:  # noqa: PLR2004 - the date stands beside the name
            yield _phase(doc, n, match.group(), span, piece.part(0, span.end))
    if not found and (in_phases or doc.parts[n] == "aim"):
        yield from _calendar(doc, n, stretch)


_MONTH_ITEM = re.compile(r"(?:^|(?<=[;；。,，:：]))\s*(?=[^,，;；。]{2,12}[,，:：])")
_LEAST = 2


def _calendar(doc: Document, n: int, stretch: Stretch) -> Iterator[Phase]:
    """Gives the stages of a calendar in a sentence: 8月,宣传发动;9月,…; at least two dates that head an item."""
    spans = [s for s in find_ranges(stretch.text) if _heads(stretch.text, s)]
    if len(spans) < _LEAST:
        return
    for i, span in enumerate(spans):
        end = spans[i + 1].start if i + 1 < len(spans) else len(stretch.text)
        name = re.split(r"[;；。]", stretch.text[span.end + 1 : end], maxsplit=1)[0]
        last = span.last.text if span.last else ""
        yield Phase(doc.path(n), name, span.first.text, last, stretch.span(span.start, end), span.first, span.last)


def _heads(text: str, span: Range) -> bool:
    before = text[: span.start].rstrip()
    return (not before or before[-1] in ";；。:：") and text[span.end : span.end + 1] in ",，:："
