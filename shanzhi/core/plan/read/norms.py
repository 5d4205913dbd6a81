"""Norms of staffing, equipment, time and size: 每村配备1名, 长5米, 300:1, 7:30前, 3个工作日内."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from shanzhi.core.chinese.quantities import Quantity
from shanzhi.core.plan.document import Document, Sentence
from shanzhi.core.plan.facts import Norm
from shanzhi.core.plan.read.figures import Figure, pick

_PER = re.compile(
    r"每(?:个|名|户|条|辆|座|处)?(?P<per>[\u4e00-\u9fff]{1,8}?)(?:至少|不少于|不低于|配备|设立?|配|安排|选|确定|聘|有|要|应|为|\s*$)"
)
_RATIO = re.compile(r"(?P<many>\d{2,5})\s?[:：]\s?(?P<one>1)(?!\d)")
_CLOCK = re.compile(
    r"(?:早|晚|上午|下午|中午|凌晨)?(?P<clock>(?:[01]?\d|2[0-4])[:：][0-5]\d)(?:[分时])?(?:之前|以前|之后|前|后)?"
)


def read_norms(doc: Document, figures: Sequence[Figure]) -> tuple[Norm, ...]:
    """Gives the norms of a plan, in the order of the text."""
    found = [_of_figure(figure) for figure in pick(figures, "norm")]
    for sentence in doc.sentences:
        found += _ratios(doc, sentence)
    return tuple(sorted(found, key=lambda norm: norm.span.start))


def _of_figure(figure: Figure) -> Norm:
    q = figure.quantity
    per = _PER.search(figure.before)
    unit = q.unit.removeprefix("个") if q.unit.endswith("工作日") else q.unit
    what = (figure.before + figure.after).strip("、 ")[:60]
    span = figure.sentence.at.span(figure.start, q.end)
    return Norm(figure.path, what, _printed(q), unit, per["per"] if per else "", span)


def _printed(quantity: Quantity) -> str:
    value: Decimal = quantity.value
    return str(int(value)) if value == value.to_integral_value() else str(value)


def _ratios(doc: Document, sentence: Sentence) -> Iterator[Norm]:
    """Gives ratios of staff (300:1) and times of day."""
    if ":" not in sentence.text and "：" not in sentence.text:
        return
    path = doc.path(sentence.clause)
    for match in _RATIO.finditer(sentence.text):
        span = sentence.at.span(match.start(), match.end())
        yield Norm(path, sentence.text[: match.start()][-20:], "1", "", match["many"], span)
    for match in _CLOCK.finditer(sentence.text):
        if _RATIO.match(sentence.text, match.start("clock")):
            continue
        span = sentence.at.span(match.start(), match.end())
        yield Norm(path, sentence.text[: match.start()][-20:], match["clock"], "时", "日", span)
