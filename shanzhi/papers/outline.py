"""A reading as text for a terminal: the tree of headings, under each its facts, at the end the problems."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeVar

from shanzhi.core.plan.facts import (
    Clause,
    Duty,
    Indicator,
    Money,
    NamedSet,
    Norm,
    Organ,
    Path,
    Phase,
    Plan,
    Problem,
    Span,
    Task,
)

_Fact = TypeVar("_Fact", Task, Phase, Indicator, Duty, Money, Norm, NamedSet, Organ)

_TITLE_CHARS = 60
_QUOTE_CHARS = 48
_SEVERITY: Final = MappingProxyType({"fault": "错误", "doubt": "存疑", "note": "提示"})
_MONEY: Final = MappingProxyType(
    {
        "reward": "奖励",
        "penalty": "处罚",
        "fee": "收费",
        "subsidy": "补助",
        "wage": "报酬",
        "budget": "预算",
        "cost": "费用",
        "fund": "资金",
        "deposit": "保证金",
        "income": "收入",
    }
)
_OPS: Final = MappingProxyType({"=": "", ">=": "≥", "<=": "≤", "+": "增加 ", "->": "达到 "})


def outline(plan: Plan) -> str:
    """Gives the outline, ending with a line end: head, tree with line numbers, problems, one line of counts."""
    return "\n".join([*_head(plan), *_tree(plan), *_problems(plan.problems), "", _counts(plan)]) + "\n"


def _head(plan: Plan) -> Iterator[str]:
    yield plan.title or "（没有标题）"
    if plan.issuer:
        yield f"发文：{plan.issuer}"
    yield ""


def _tree(plan: Plan) -> Iterator[str]:
    facts = _by_clause(plan)
    for clause in plan.clauses:
        found = facts.get(clause.n, ())
        indent = "  " * max(clause.depth - 1, 0)
        if clause.n:
            yield f"{clause.head.line:>5}  {indent}{_cut(clause.head.quote or clause.title, _TITLE_CHARS)}"
        elif found:
            yield f"{1:>5}  （前言）"
        yield from (f"{'':>5}  {indent}    {line}" for line in found)


def _by_clause(plan: Plan) -> Mapping[int, list[str]]:
    """The lines of facts under the number of the clause they stand in, in the order of the text."""
    starts = [clause.start for clause in plan.clauses]
    paths: dict[Path, list[Clause]] = {}
    for clause in plan.clauses:
        paths.setdefault(clause.path, []).append(clause)
    found: dict[int, list[str]] = {}
    for path, span, line in sorted(_facts(plan), key=lambda fact: fact[1].start):
        there = plan.clauses[max(bisect_right(starts, span.start) - 1, 0)].n if plan.clauses else 0
        # A fact may stand below the clause it belongs to: one line of units at the end of a section serves its items.
        named = paths.get(path, ())
        found.setdefault(named[0].n if len(named) == 1 else there, []).append(line)
    return found


def _facts(plan: Plan) -> Iterator[tuple[Path, Span, str]]:
    yield from _said(plan.tasks, _task)
    yield from _said(plan.phases, _phase)
    yield from _said(plan.indicators, _indicator)
    yield from _said(plan.duties, _duty)
    yield from _said(plan.money, _rule)
    yield from _said(plan.norms, _norm)
    yield from _said(plan.named_sets, _set)
    yield from _said(plan.organs, _organ)
    for fact in plan.citations:
        yield fact.path, fact.span, f"引用  《{fact.title.strip('《》')}》{fact.number}"


def _said(facts: Iterable[_Fact], say: Callable[[_Fact], str]) -> Iterator[tuple[Path, Span, str]]:
    return ((fact.path, fact.span, say(fact)) for fact in facts)


def _task(task: Task) -> str:
    units = {
        "牵头": task.lead,
        "责任": task.responsible,
        "主体": task.owner,
        "配合": task.support,
        "责任人": task.persons,
    }
    parts = [f"{label} {'、'.join(names)}" for label, names in units.items() if names]
    if task.deadline:
        parts.append(f"时限 {task.deadline}")
    return "  ".join([f"任务  {_cut(task.title, _TITLE_CHARS)}", *(f"｜{part}" for part in parts)])


def _phase(phase: Phase) -> str:
    return f"阶段  {_cut(phase.name, _TITLE_CHARS)}  ｜{phase.start or '？'} 至 {phase.end or '？'}"


def _indicator(fact: Indicator) -> str:
    high = f"–{_figure(fact.value_high)}" if fact.value_high is not None else ""
    base = f"由 {_figure(fact.base)} " if fact.base is not None else ""
    by = f"  ｜时限 {fact.by}" if fact.by else ""
    return f"指标  {fact.name}  ｜{base}{_OPS[fact.op]}{_figure(fact.value)}{high}{fact.unit}{by}"


def _duty(duty: Duty) -> str:
    who = f"{duty.who}  " if duty.who else ""
    return f"职责  {who}{_cut(duty.what, _TITLE_CHARS)}" + (f"  ｜{duty.when}" if duty.when else "")


def _rule(fact: Money) -> str:
    amount = f"{_figure(fact.amount)}{fact.unit}" if fact.amount is not None else "未定金额"
    per = f"/{fact.per}" if fact.per else ""
    return f"资金  {_MONEY[fact.kind]} {amount}{per}  ｜{_cut(fact.trigger, _QUOTE_CHARS)}"


def _norm(norm: Norm) -> str:
    per = f"/{norm.per}" if norm.per else ""
    return f"标准  {_cut(norm.what, _QUOTE_CHARS)}  ｜{norm.value}{norm.unit}{per}"


def _set(named: NamedSet) -> str:
    return f"提法  {named.name}（{named.declared} 项）" + (f"：{'、'.join(named.items)}" if named.items else "")


def _organ(organ: Organ) -> str:
    roles = "；".join(f"{role} {who}" for role, who in organ.roles)
    return f"机构  {organ.name}" + (f"  ｜{_cut(roles, _TITLE_CHARS)}" if roles else "")


def _problems(problems: Iterable[Problem]) -> Iterator[str]:
    for rank, problem in enumerate(problems):
        if not rank:
            yield from ("", "需要核对的地方")
        yield f"{problem.span.line:>5}  〔{_SEVERITY[problem.severity]}〕{problem.why}"
        if problem.span.quote:
            yield f"{'':>5}      原文：{_cut(problem.span.quote, _QUOTE_CHARS)}"
        yield f"{'':>5}      处理：{problem.cure}"


def _counts(plan: Plan) -> str:
    counts = {
        "条款": len(plan.clauses) - 1,
        "任务": len(plan.tasks),
        "阶段": len(plan.phases),
        "指标": len(plan.indicators),
        "职责": len(plan.duties),
        "资金": len(plan.money),
        "问题": len(plan.problems),
    }
    return "，".join(f"{name} {max(count, 0)}" for name, count in counts.items())


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _cut(text: str, limit: int) -> str:
    """Text on one line, no longer than the limit."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
