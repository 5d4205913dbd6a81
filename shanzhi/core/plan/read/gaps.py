"""Proof-reading of tasks and dates: no unit or deadline where siblings have them, annex missing, dates out of order."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from shanzhi.core.kinds import Words
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Duty, Path, Phase, Problem, Task

_ANNEX = re.compile(r"附件\s?(?P<n>\d{1,2}|[一二三四五六七八九十])(?!\d)|(?:见|附)附件(?P<bare>)(?=[)）,，。;；\s]|$)")
_LEAST: Final = 2


def read_gaps(
    doc: Document, tasks: Sequence[Task], phases: Sequence[Phase], duties: Sequence[Duty]
) -> Iterator[Problem]:
    """Gives what tasks lack that their siblings have, annexes that are not there, stages out of order."""
    in_work = {clause.path for clause, part in zip(doc.clauses, doc.parts, strict=True) if part == "task"}
    recurring = {duty.path for duty in duties if duty.freq != "other"}
    yield from _lacking([task for task in tasks if task.path in in_work or task.path[:-1] in in_work], recurring)
    yield from _impossible(doc)
    yield from _annexes(doc)
    yield from _order(phases)


def _lacking(tasks: Sequence[Task], recurring: set[Path]) -> Iterator[Problem]:
    siblings: dict[Path, list[Task]] = defaultdict(list)
    for task in tasks:
        siblings[task.path[:-1]].append(task)
    for group in siblings.values():
        yield from _lacking_in(group, recurring)


def _lacking_in(group: Sequence[Task], recurring: set[Path]) -> Iterator[Problem]:
    """Gives the tasks of a section without unit or deadline where most of its others have one.

    recurring: paths of items that come round: those need no deadline.
    """
    bare = [t for t in group if not (t.lead or t.responsible or t.owner or t.support or t.persons)]
    undated = [t for t in group if not t.deadline and t.path not in recurring]
    if bare and len(group) - len(bare) >= _LEAST and len(bare) < len(group) - len(bare):
        for task in bare:
            why = Words("同一部分的其他任务写明了单位，“{title}”没有。", {"title": task.title[:20]})
            yield Problem("no_unit", task.span, why, Words("请指定责任单位。"))
    if undated and len(group) - len(undated) >= _LEAST and len(undated) < len(group) - len(undated):
        for task in undated:
            why = Words("同一部分的其他任务写明了时限，“{title}”没有。", {"title": task.title[:20]})
            yield Problem("no_deadline", task.span, why, Words("请定下完成时限。"))


_DAY = re.compile(r"(?:(?P<year>(?:19|20)\d{2})年)?(?<!\d)(?P<month>1[0-2]|0?[1-9])月(?P<day>[1-9]\d?)[日号]")
_LEAP: Final = 2024


def _impossible(doc: Document) -> Iterator[Problem]:
    """Gives days that no calendar has: 9月31日, 2026年2月29日."""
    for line in doc.lines:
        for match in _DAY.finditer(line.text):
            days = monthrange(int(match["year"] or _LEAP), int(match["month"]))[1]
            if int(match["day"]) > days:
                args = {"quote": match.group(), "month": int(match["month"]), "days": days}
                why = Words("没有“{quote}”这一天，{month}月只有{days}天。", args)
                yield Problem(
                    "date_order", line.span(match.start(), match.end()), why, Words("请改成实际日期。"), "fault"
                )


def _annexes(doc: Document) -> Iterator[Problem]:
    """Gives annexes that are mentioned but neither listed nor attached, each once."""
    present = {
        re.sub(r"\D", "", clause.title)
        for clause, node in zip(doc.clauses, doc.nodes, strict=True)
        if clause.n and node.style == "annex"
    }
    seen: set[str] = set()
    for line in doc.lines:
        for match in _ANNEX.finditer(line.text):
            number = match["n"] or ""
            heads = not line.text[: match.start()].strip()
            if heads or number in present or (not number and present) or number in seen:
                continue
            seen.add(number)
            why = Words("文中提到附件{number}，后面没有这个附件。", {"number": number})
            yield Problem(
                "truncated", line.span(max(match.start() - 8, 0), match.end()), why, Words("请附上，或删去这处提法。")
            )


def _order(phases: Sequence[Phase]) -> Iterator[Problem]:
    """Gives stages that end before they begin, as far as their dates are printed in full."""
    for phase in phases:
        first = phase.start_on.on() if phase.start_on else None
        last = phase.end_on.on(first.year) if phase.end_on and first else None
        if first and last and last < first:
            why = Words("结束时间{end}早于开始时间{start}。", {"start": phase.start, "end": phase.end})
            yield Problem("date_order", phase.span, why, Words("请核对起止时间。"), "fault")
