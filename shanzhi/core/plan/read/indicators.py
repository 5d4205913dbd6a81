"""Quantified targets: 覆盖率达到70%以上, 新建基站300个, 分别下降24%、25%, 全覆盖."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from shanzhi.core.chinese.dates import DateWords, find_dates
from shanzhi.core.plan.document import Document, Sentence
from shanzhi.core.plan.facts import Indicator, Op
from shanzhi.core.plan.read.figures import Figure, pick

_RISE = re.compile(r"增长|提高|提升|增加|递增|上升|新增")
_FALL = re.compile(r"下降|减少|降低|压减")
_AT_LEAST = re.compile(r"不少于|不低于|至少|不小于|超过|突破|力争|不得少于|不得低于")
_AT_MOST = re.compile(r"不超过|控制在|不高于|不大于|降至|降到")
_SHARED = re.compile(
    r"(?P<names>[^,，。;；]*?[率量度数](?:[、和及与][^、,，。;；]{1,24}?[率量度数比])+)(?:均|都|分别|全部)?(?:要|应|须)?(?:达|到|不低于|保持|提高|提升|实现|为|稳定|在)"
)
_JOINT = re.compile(r"[、和及与](?=[^、和及与]*[率量度数比])")
_FULL = re.compile(
    r"(?P<names>[^,，。;；:：]{2,40}?)(?:全覆盖|全部覆盖|全面覆盖|应[编改治收拆清保享][尽]?[编改治收拆清保享](?:尽[编改治收拆清保享])?|实现全(?:利用|回收|达标|处理|焚烧|收集|普及|量化处理|量化焚烧))"
    r"|(?P<all>所有[^,，。;；:：]{1,16}?)(?:全部|均|都)?(?:完成|达到|实现|建成)|(?P<every>村村|户户|县县|镇镇)[有通建]"
)
_FULL_QUICK = re.compile(r"覆盖|应[编改治收拆清保享]|所有|实现全|村村|户户|县县|镇镇")
_PROMISED = re.compile(r"到\S{0,6}年|确保|力争|年底")
_MONEY_TARGET = re.compile(
    r"(?:收入|产值|产业规模|交易额|销售额|总额|GDP|增加值|营业额|投资)[^,，。;；]{0,12}(?:达|到|突破|超|提升|提高|增|实现|以上|不低于)"
)


def read_indicators(doc: Document, figures: Sequence[Figure]) -> tuple[Indicator, ...]:
    """Gives the targets of a plan, in the order of the text; a figure that several subjects share once for each."""
    found = [item for figure in pick(figures, "indicator") for item in _of_figure(figure)]
    found += [item for figure in pick(figures, "money") for item in _money_target(figure)]
    for sentence in doc.sentences:
        found += _full_cover(doc, sentence)
    return tuple(sorted(found, key=lambda item: item.span.start))


def _of_figure(figure: Figure) -> Iterator[Indicator]:
    shared = _SHARED.search(figure.before)
    names = _JOINT.split(shared["names"]) if shared and "分别" not in figure.before else [_name(figure)]
    for name in names:
        yield _indicator(figure, name.strip("、 "))


def _name(figure: Figure) -> str:
    """Gives what is counted: the words before the figure, or those after it where only a verb stands before."""
    before = re.sub(r"^[\s、]*(?:\d+[.、])?(?:确保|力争|争取|实现|达到|全面|完成)*", "", figure.before)
    before = re.sub(
        r"(?:均|分别|要|应|须)?(?:达到?|到达|不少于|不低于|至少|控制在|实现|为|提高到?|提升到?|超过|突破)+$", "", before
    )
    return (before or figure.after).strip("的、 ")[-40:]


def _indicator(figure: Figure, name: str) -> Indicator:
    q = figure.quantity
    by = _by(figure.sentence.text[: q.start])
    start = figure.start
    span = figure.sentence.at.span(start, q.end)
    base = _FROM_TO.search(figure.before)
    op = "->" if base else _op(figure)
    was = Decimal(base["base"]) if base else None
    name = name[: name.rfind(base.group())].strip("、 ") if base and base.group() in name else name
    return Indicator(figure.path, name, op, q.value, q.unit, span, q.high, was, by.text if by else "", by)


_FROM_TO = re.compile(
    r"[由从](?P<base>\d{1,9}(?:\.\d{1,4})?)\s?[%％\u4e00-\u9fff]{0,3}?(?:提高|提升|增加|降低|下降|减少|降|升|增长|扩大)[到至]$"
)


def _op(figure: Figure) -> Op:
    before, q = figure.before, figure.quantity
    if _RISE.search(before[-8:]) and not before.endswith(("到", "至")):
        return "+"
    if _AT_MOST.search(before) or q.more in ("以内", "以下"):
        return "<="
    return ">=" if q.more == "以上" or _AT_LEAST.search(before) or _FALL.search(before) else "="


def _by(before: str) -> DateWords | None:
    """Gives the last date that stands before a figure in its sentence."""
    dates = [found.words for found in find_dates(before)]
    return dates[-1] if dates else None


_FROM = re.compile(r"基础上|由|从")


def _money_target(figure: Figure) -> Iterator[Indicator]:
    """Gives a target in money: income, output, turnover to be reached."""
    if _MONEY_TARGET.search(figure.before) and not figure.after.startswith("的基础"):
        yield _indicator(figure, _name(figure))


_EACH = re.compile(r"[、和及与]")


def _full_cover(doc: Document, sentence: Sentence) -> Iterator[Indicator]:
    """Gives 全覆盖 and 应X尽X as one hundred percent, once for each subject that 和 joins."""
    if doc.parts[sentence.clause] == "aim" and doc.clauses[sentence.clause].title.endswith(("思想", "原则")):
        return
    if not _FULL_QUICK.search(sentence.text):
        return
    for match in _FULL.finditer(sentence.text):
        if match["all"] and not _PROMISED.search(sentence.text, 0, match.start()):
            continue
        words = match["names"] or match["all"] or match["every"]
        names = [name for name in re.split(r"[和及与]", words) if len(name) > 1]
        span = sentence.at.span(match.start(), match.end())
        by = _by(sentence.text[: match.start()])
        for name in names[-2:] if "全覆盖" in match.group() else names[-1:]:
            yield Indicator(
                doc.path(sentence.clause), name, "=", Decimal(100), "%", span, None, None, by.text if by else "", by
            )
