"""The ledger in the layouts offices use."""

from collections.abc import Sequence
from datetime import date

from shanzhi.papers.xlsx import Column, Sheet
from shanzhi.queries.ledger import Ledger, LedgerRow
from shanzhi.web.templatetags.words import day, light_word, word

Cell = str | int | date | None

LEDGER = (
    ("序号", 6),
    ("所属部分", 22),
    ("工作任务", 46),
    ("牵头单位", 18),
    ("责任单位", 24),
    ("配合单位", 24),
    ("责任人", 12),
    ("完成时限", 16),
    ("状态", 10),
    ("进度", 8),
    ("最新进展", 40),
    ("存在问题", 28),
)
HALF_MONTHLY = (
    ("序号", 6),
    ("责任领导", 12),
    ("责任单位", 24),
    ("责任人", 12),
    ("工作目标", 42),
    ("工作措施及时间进度", 34),
    ("最新工作进展", 42),
    ("存在的问题", 28),
)


def ledger_sheet(page: Ledger, today: date) -> Sheet:
    """The whole ledger, one row a task."""
    rows = [(n, r.section, r.title, *_units(r), *_state(r), *_said(r)) for n, r in enumerate(page.rows, 1)]
    return _sheet(page, today, "工作台账", LEDGER, rows)


def half_monthly(page: Ledger, today: date) -> Sheet:
    """The half-monthly ledger: leader, unit, person, aim, measures and time, news, problems.

    The leader's column stays empty: plans name units, and nobody is guessed.
    """
    rows = [
        (n, "", r.lead or r.holders, r.persons, r.title, f"{r.due_words} {r.percent}%".strip(), *_said(r))
        for n, r in enumerate(page.rows, 1)
    ]
    return _sheet(page, today, "半月工作台账", HALF_MONTHLY, rows)


def _units(row: LedgerRow) -> tuple[str, ...]:
    return (row.lead, row.unit or row.responsible or row.of("owner"), row.support, row.persons)


def _state(row: LedgerRow) -> tuple[Cell, ...]:
    return (row.due_on or row.due_words, f"{light_word(row.light)}·{word(row.state)}", f"{row.percent}%")


def _said(row: LedgerRow) -> tuple[str, str]:
    return (row.last_note, row.problem)


def _sheet(
    page: Ledger, today: date, name: str, columns: tuple[tuple[str, int], ...], rows: Sequence[tuple[Cell, ...]]
) -> Sheet:
    return Sheet(
        title=f"{page.title}{name}",
        subtitle=f"填报地区：{page.place}    填报日期：{day(today)}",
        columns=tuple(Column(title, width) for title, width in columns),
        rows=rows,
    )
