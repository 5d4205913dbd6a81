"""The task breakdown table (任务分解表) of a plan, as offices lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shanzhi.core.plan.facts import Clause, Plan, Task
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.papers.xlsx import write_sheet

_COLUMNS: Final = (
    Column("序号", 6, "number"),
    Column("重点任务", 20, "text", merged=True),
    Column("具体内容", 40),
    Column("牵头单位", 16, "centre"),
    Column("责任单位", 20, "centre"),
    Column("配合单位", 20, "centre"),
    Column("责任人", 14, "centre"),
    Column("完成时限", 16, "centre"),
    Column("原文依据（条款）", 36),
)
_NO_DATE: Final = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A line of the table; units already joined by 、, "" where the plan names none."""

    group: str
    content: str
    lead: str
    responsible: str
    support: str
    persons: str
    deadline: str
    basis: str


def breakdown(plan: Plan, *, unit: str = "", on: date | None = None) -> bytes:
    """Gives the table of a plan's tasks in the order of the text.

    unit: who fills it in; the plan's issuer if "".
    on:   the date above the table; room to write one by hand if None.
    """
    clauses = {clause.path: clause for clause in reversed(plan.clauses)}
    name = plan.title.strip() or "实施方案"
    return task_table(
        [_row(task, clauses) for task in plan.tasks], f"{name}任务分解表", unit=unit or plan.issuer, on=on
    )


def task_table(rows: Sequence[TaskRow], title: str, *, unit: str = "", on: date | None = None) -> bytes:
    """Gives the .xlsx of these rows, numbered from 1."""
    day = f"{on.year}年{on.month}月{on.day}日" if on else _NO_DATE
    cells = [
        (n, r.group, r.content, r.lead, r.responsible, r.support, r.persons, r.deadline, r.basis)
        for n, r in enumerate(rows, 1)
    ]
    return write_sheet(Sheet(title, f"填报单位：{unit or '　　　　　　　　'}　　　　填报日期：{day}", _COLUMNS, cells))


def printed(path: Sequence[str]) -> str:
    """Gives a path as offices cite it: 三（一）1."""
    return "".join(path)


def _row(task: Task, clauses: dict[tuple[str, ...], Clause]) -> TaskRow:
    above = clauses.get(task.path[:-1]) or clauses.get(task.path)
    clause = clauses.get(task.path)
    quote = task.span.quote or (clause.head.quote if clause else "")
    return TaskRow(
        group=above.title if above and above.title else task.title,
        content=task.title,
        lead="、".join(task.lead),
        # 责任主体 has no column of its own in the usual table; it is answerable, so it stands with the responsible.
        responsible="、".join((*task.responsible, *task.owner)),
        support="、".join(task.support),
        persons="、".join(task.persons),
        deadline=task.deadline,
        basis=f"{printed(task.path)}：{quote}" if task.path else quote,
    )
