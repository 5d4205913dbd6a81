"""The ledger in the layouts offices use."""

from collections.abc import Mapping, Sequence
from datetime import date

from shanzhi.core.register import KIND_WORDS, PEOPLE_COLUMNS, ROLE_WORDS, UNIT_COLUMNS
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.queries.ledger import Ledger, LedgerRow
from shanzhi.queries.people_lists import PostLine, UnitRow
from shanzhi.queries.statements import Line, StatementPage
from shanzhi.web.templatetags.amounts import money
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


def write_sheet(sheet: Sheet, *more: Sheet) -> bytes:
    """Gives the .xlsx of a table, or of several."""
    from shanzhi.papers import xlsx  # noqa: PLC0415 - its library takes 8 MB, and an idle server writes nothing

    return xlsx.write_sheet(sheet, *more)


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


STATEMENT = (
    ("日期", 14),
    ("序号", 8),
    ("摘要", 30),
    ("条款", 12),
    ("对方账户", 36),
    ("用途", 14),
    ("收入", 16),
    ("支出", 16),
    ("余额", 16),
)


def statement_sheet(page: StatementPage, today: date) -> Sheet:
    """The statement of a book through a month: what it began with, every line, what it ended with."""
    first: tuple[Cell, ...] = (page.since, None, "期初余额", *[None] * 5, money(page.opening, page.measure))
    last: tuple[Cell, ...] = (page.until, None, "期末余额", *[None] * 5, money(page.closing, page.measure))
    kept = (_statement_line(n, page.measure) for n in page.lines)
    columns = tuple(Column(t, w, "date" if t == "日期" else "text") for t, w in STATEMENT)
    subtitle = f"{page.owner}    {page.since} 至 {page.until}    打印日期：{day(today)}"
    return Sheet(f"{page.title} {page.account}对账单", subtitle, columns, [first, *kept, last])


def _statement_line(line: Line, measure: str) -> tuple[Cell, ...]:
    came, went = (line.amount, None) if line.amount > 0 else (None, -line.amount)
    sums = (money(a, measure) for a in (came, went, line.balance))
    return (line.on, line.n, line.why, line.clause, line.others, line.purpose, *sums)


def people_sheet(lines: Sequence[PostLine], place: str, today: date) -> Sheet:
    """Posts, one line each, under the titles an import looks for."""
    roles = _first_words(ROLE_WORDS)
    rows = [(p.name, p.username, roles[p.role], p.unit, p.place, p.from_on, p.to_on) for p in lines]
    return _list(
        "人员名单", place, today, (tuple(t[0] for t in PEOPLE_COLUMNS.values()), (12, 16, 18, 36, 18, 14, 14)), rows
    )


def units_sheet(units: Sequence[UnitRow], place: str, today: date) -> Sheet:
    """Units under the titles an import looks for."""
    kinds = _first_words(KIND_WORDS)
    rows = [(u.name, "、".join(u.aliases), u.code, kinds[u.kind], u.parent) for u in units]
    return _list("单位名单", place, today, (tuple(t[0] for t in UNIT_COLUMNS.values()), (36, 30, 18, 12, 36)), rows)


def _first_words(words: Mapping[str, str]) -> dict[str, str]:
    """Code -> the first word for it."""
    return {code: zh for zh, code in reversed(list(words.items()))}


def _list(
    title: str, place: str, today: date, columns: tuple[Sequence[str], Sequence[float]], rows: Sequence[Sequence[Cell]]
) -> Sheet:
    made = [Column(t, w, "date" if t.endswith("日期") else "text") for t, w in zip(*columns, strict=True)]
    return Sheet(title, f"{place}  {today:%Y-%m-%d}", made, rows)
