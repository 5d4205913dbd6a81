"""Standards and assessments: points that add up, scores from what was found and not from what was reported."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.check.ground import Finding, Ground, below, found
from shanzhi.core.pack.expression import Name, calls, names
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.standards import Standard, StandardItem
from shanzhi.core.pack.values import Formula, number

_REPORTS = re.compile(
    r"(?:上报|报送|信息|简报|照片|图片|稿件|文章|视频|登录|点赞|转发|评论|留痕).{0,6}(?:数|次|条|篇|张|量)"
)
_APART: Final = ("bonus", "veto")
_COUNTED: Final = ("count", "sum", "share")


def check_standards(ground: Ground) -> Iterator[Finding]:
    """Faults of every standard and every assessment."""
    for standard in ground.pack.standards:
        yield from _standard(standard)
        for leaf in standard.leaves():
            yield from _leaf(leaf, scored=standard.full is not None)
            yield from _reports(leaf, leaf.title, ground)
    for assessment in ground.pack.assessments:
        yield from _assessment(assessment, ground)
        yield from _reports(assessment, assessment.title, ground)


def _standard(standard: Standard) -> Iterator[Finding]:
    if not standard.items:
        yield found("no_rule", standard)
    total = _weight(standard.items)
    if standard.full is not None and total is not None and total != standard.full:
        yield found("weights_not_full", standard, "full", sum=total, full=standard.full)
    for part in below(standard):
        if isinstance(part, StandardItem) and part.items:
            weight, inner = number(part.weight), _weight(part.items)
            if weight is not None and inner is not None and weight != inner:
                yield found("weights_not_full", part, "weight", sum=inner, full=weight)


def _weight(items: tuple[StandardItem, ...]) -> Decimal | None:
    """The points of items together; None where one of them is open or reckoned."""
    total = Decimal(0)
    for item in items:
        if item.rule and item.rule.kind in _APART:
            continue
        weight = number(item.weight) if item.weight is not None or not item.items else _weight(item.items)
        if weight is None:
            return None
        total += weight
    return total


def _leaf(leaf: StandardItem, *, scored: bool) -> Iterator[Finding]:
    rule, weight = leaf.rule, number(leaf.weight)
    if not scored:
        return
    if rule is None:
        yield found("no_rule", leaf)
        return
    if leaf.weight is None and rule.kind not in _APART:
        yield found("no_weight", leaf)
    if rule.kind in ("ratio", "bands") and leaf.value is None:
        yield found("no_value", leaf)
    if rule.kind == "bonus" and rule.cap is None:
        yield found("no_cap", leaf, "rule")
    floor = number(rule.floor)
    if floor is not None and weight is not None and floor > weight:
        yield found("floor_above", leaf, "rule")
    points = [number(p) for p in rule.parts]
    total = sum((p for p in points if p is not None), Decimal(0))
    if rule.kind == "parts" and weight is not None and None not in points and total != weight:
        yield found("parts_not_weight", leaf, "rule", sum=total, weight=weight)


def _reports(part: StandardItem | Assessment, title: str, ground: Ground) -> Iterator[Finding]:
    """Points for how much was handed in: by the title of an item, or by what its value counts."""
    if _REPORTS.search(title):
        yield found("counts_reports", part, "title", said=title)
    for formula in (p for p in below(part) if isinstance(p, Formula) and p.tree is not None):
        for call in calls(formula.tree) if formula.tree else ():
            first = call.arguments[0] if call.arguments else None
            counted = first.name if isinstance(first, Name) and call.function in _COUNTED else ""
            item = ground.ids[counted][1] if counted in ground.ids else None
            reports = ground.section(counted) in ("forms", "duties", "notices")
            if item and (reports or _REPORTS.search(f"{item.title}数")):
                yield found("counts_reports", formula, said=item.title or counted)


def _assessment(assessment: Assessment, ground: Ground) -> Iterator[Finding]:
    if assessment.of is None:
        yield Finding("missing_key", assessment, args={"key": "of"})
    if assessment.every is None:
        yield found("no_time", assessment)
    if not assessment.columns and assessment.score is None:
        yield found("no_columns", assessment)
    of = assessment.of.ids if assessment.of else ()
    people = [n for n in of if n == "person" or ((p := ground.item(n, Post)) and p.held_by == "person")]
    if assessment.rank and people:
        yield found("ranks_persons", assessment.rank)
    used = names(assessment.score.tree) if assessment.score and assessment.score.tree else ()
    for column in assessment.columns if assessment.score and len(assessment.columns) > 1 else ():
        if column.id not in used and not column.note:
            yield found("unscored_column", column, said=column.title or column.id)
