"""Proof-reading of figures: products and sums worked out in the text, named sets against their lists."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import prod

from shanzhi.core.chinese.numerals import ARABIC, numeral
from shanzhi.core.kinds import Words
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import NamedSet, Problem
from shanzhi.core.plan.text import Stretch

_TERM = rf"{ARABIC}\s?[\u4e00-\u9fff/%]{{0,8}}?"
_SUM = re.compile(rf"(?P<left>{_TERM}(?:\s?[xX×*+＋]\s?{_TERM}){{1,8}})\s?[=＝]\s?(?P<right>{ARABIC})\s?(?P<wan>万)?")
_FIGURE = re.compile(rf"({ARABIC})\s?(万)?")
_PARTS = re.compile(
    r"以下(?P<n>[两二三四五六七八九十])个?(?:方面|阶段|步骤|部分|环节|任务)|分(?:为|成)?(?:以下)?(?P<m>[两二三四五六七八九十])个?(?:阶段|步骤|步)"
)
_FIRSTLY = re.compile(r"(?:^|[。;；:：,，])\s*[一二三四五六七八九十]是")


def read_sums(doc: Document, sets: Sequence[NamedSet]) -> Iterator[Problem]:
    """Gives sums that do not add up and counts that differ from the list they announce."""
    for n, block in enumerate(doc.blocks):
        for stretch in block:
            yield from _sums(stretch)
            yield from _shares(stretch)
            yield from _announced(doc, n, stretch)
    for named in sets:
        if named.items and len(named.items) != named.declared:
            yield _mismatch(named)


def _sums(stretch: Stretch) -> Iterator[Problem]:
    if "=" not in stretch.text and "＝" not in stretch.text:
        return
    for match in _SUM.finditer(stretch.text):
        wanted, printed = _worked_out(match["left"]), _value(match["right"], match["wan"])
        if wanted is not None and wanted != printed:
            args = {
                "left": match["left"].strip(),
                "wanted": f"{wanted.normalize():f}",
                "printed": f"{printed.normalize():f}",
            }
            why = Words("算式{left}应得{wanted}，文中写作{printed}。", args)
            yield Problem(
                "total_mismatch", stretch.span(match.start(), match.end()), why, Words("请核对各数和合计。"), "fault"
            )


_SHARE = rf"[^,，。;；:：、\d]{{0,24}}?{ARABIC}\s?UNIT"
_WHOLE = re.compile(
    rf"(?P<total>{ARABIC})\s?(?P<unit>万元|亿元|[\u4e00-\u9fff]{{1,3}}?)[,，(（]?(?:其中|分别是|分别为)[:：,，]?"
)
_LEAST_SHARES = 3
_NEARLY = Decimal("0.8")


def _shares(stretch: Stretch) -> Iterator[Problem]:
    """Gives totals that differ from the shares listed after 其中; too small a sum may be a list in part."""
    for match in _WHOLE.finditer(stretch.text) if re.search(r"其中|分别[是为]", stretch.text) else ():
        share = _SHARE.replace("UNIT", re.escape(match["unit"]))
        listed = re.compile(rf"{share}(?:[、,，和]{share}){{1,40}}").match(stretch.text, match.end())
        if listed is None:
            continue
        parts = [
            figure.replace(",", "")
            for figure in re.findall(rf"({ARABIC})\s?{re.escape(match['unit'])}", listed.group())
        ]
        counted, total = sum(map(Decimal, parts), Decimal(0)), Decimal(match["total"].replace(",", ""))
        whole = counted > total or (len(parts) >= _LEAST_SHARES and counted >= total * _NEARLY)
        if whole and counted != total:
            args = {"sum": "+".join(parts), "counted": f"{counted:f}", "printed": f"{total:f}"}
            why = Words("{sum}={counted}，文中写{printed}。", args)
            span = stretch.span(match.start(), listed.end())
            yield Problem("total_mismatch", span, why, Words("请核对各数和合计。"), "fault")


def _worked_out(left: str) -> Decimal | None:
    """Gives the value of a sum or product, None where it mixes both."""
    figures = [_value(number, wan) for number, wan in _FIGURE.findall(left)]
    plus, times = bool(re.search(r"[+＋]", left)), bool(re.search(r"[xX×*]", left))
    if plus and times:
        return None
    return sum(figures, Decimal(0)) if plus else Decimal(prod(figures))


def _value(number: str, wan: str | None) -> Decimal:
    return Decimal(number.replace(",", "")) * (10_000 if wan else 1)


def _mismatch(named: NamedSet) -> Problem:
    args = {"name": named.name, "declared": named.declared, "counted": len(named.items)}
    why = Words("“{name}”应有{declared}项，文中列出{counted}项。", args)
    return Problem("count_mismatch", named.span, why, Words("请补足或删减，或改正名称里的数。"))


def _announced(doc: Document, n: int, stretch: Stretch) -> Iterator[Problem]:
    """Gives where 以下五个方面 or 分三个阶段 announces another count than the items that follow."""
    for match in _PARTS.finditer(stretch.text):
        declared = numeral(match["n"] or match["m"]) or 0
        inline = len(_FIRSTLY.findall(stretch.text[match.end() :]))
        counted = inline or len(doc.children[n])
        if counted and counted != declared:
            why = Words("文中说{declared}项，下面列出{counted}项。", {"declared": declared, "counted": counted})
            yield Problem("count_mismatch", stretch.span(match.start(), match.end()), why, Words("请核对项数。"))
