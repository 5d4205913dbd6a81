"""Money rules: rewards, penalties, fees, subsidies, wages, budgets, and the sums a plan works out."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from shanzhi.core.plan.facts import Money, MoneyKind
from shanzhi.core.plan.read.figures import Figure, pick

_KINDS: Final[tuple[tuple[MoneyKind, re.Pattern[str]], ...]] = (
    ("deposit", re.compile(r"押金|保证金|履约金")),
    ("penalty", re.compile(r"罚|扣除?|处以|违约金|追缴")),
    ("reward", re.compile(r"奖(?!补)|表彰|兑换|激励")),
    ("subsidy", re.compile(r"补助|补贴|奖补|以奖代补|资助|救助|慰问|津贴")),
    ("wage", re.compile(r"工资|报酬|薪|误工|劳务|待遇|/人/天|人工")),
    ("income", re.compile(r"收入|增收|收益|产值|营收|利润")),
    ("fee", re.compile(r"收取|缴纳|收费|交纳|费用标准|处置费|清洁费|保洁费|管理费|卫生费|会费|水费|缴费|每人每年|押")),
    ("budget", re.compile(r"财政|预算|安排|拿出|列支|拨付|投入|经费|配套|落实资金|筹措|整合")),
    ("fund", re.compile(r"资金|基金|贷款|捐|筹")),
)
_PER_BEFORE = re.compile(
    r"每(?:个|名|位)?(?P<a>[\u4e00-\u9fff]{1,4}?)(?:每(?P<b>[\u4e00-\u9fff]))?(?:次)?(?:给予|奖励?|补助?|补贴|罚|扣|收取|缴纳|不低于|不超过|按|一次性|\s*$|\d)"
)
_PER_AFTER = re.compile(
    r"^\s?[/／每](?P<a>人|户|月|年|次|天|日|亩|个|村|吨|名|组|台|辆|座|平方米|处|车|桶|立方米)(?:[/／·.。每]\s?(?P<b>人|户|月|年|天|日|次))?"
)
_IS_SUM = re.compile(r"=\s?$")
_FACTOR = re.compile(r"[xX×*]\s?$")
_PRODUCT = re.compile(r"\d[^=]{0,8}[xX×*+]\s?\d")
_BASE = re.compile(r"低于|不足|超过|满|达到|以上的")


def read_money(figures: Sequence[Figure]) -> tuple[Money, ...]:
    """Gives the money rules of a plan that name an amount, in the order of the text."""
    return tuple(rule for figure in pick(figures, "money") for rule in _of_figure(figure))


def _of_figure(figure: Figure) -> Iterator[Money]:
    q = figure.quantity
    context = figure.sentence.text
    kind = _kind(figure, context)
    span = figure.sentence.at.span(figure.start, q.end)
    yield Money(figure.path, kind, q.value, q.unit, _per(figure), figure.before.strip("、 ")[-60:], span)


def _kind(figure: Figure, context: str) -> MoneyKind:
    """Gives the kind that the nearest word names: after the figure or before it, in its piece, then its sentence."""
    if _FACTOR.search(figure.before) or (_IS_SUM.search(figure.before) and _PRODUCT.search(figure.before)):
        return "cost"
    near = figure.before[-24:] + figure.after[:12]
    for words in (near, figure.before + figure.after, context):
        for kind, pattern in _KINDS:
            if pattern.search(words):
                return kind
    return "cost"


def _per(figure: Figure) -> str:
    """Gives per what an amount is paid: 次, 户, 月, 人·年."""
    match = _PER_AFTER.match(figure.after) or _PER_BEFORE.search(figure.before)
    if match is None:
        return "年" if "每年" in figure.before else "月" if "每月" in figure.before else ""
    return "·".join(part for part in (match["a"], match["b"]) if part)
