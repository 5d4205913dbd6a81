"""Lists of dues and funds as offices print them."""

from datetime import date
from typing import Final

from shanzhi.papers.sheet import Column, Sheet
from shanzhi.queries.demands import DemandsPage, HomeRow, VillageRow
from shanzhi.queries.funding import FundingPage, FundsRow
from shanzhi.web.templatetags.amounts import money
from shanzhi.web.templatetags.words import day, word

Cell = str | int | date | None
HOMES: Final = (
    ("户号", 14), ("所在地区", 18), ("最早欠缴", 14), ("应缴", 14), ("减免", 12), ("已缴", 14), ("欠缴", 14),
    ("余款", 12), ("本次缴款", 14), ("缴款日期", 14), ("手工收据号", 16),
)  # fmt: skip
VILLAGES: Final = (
    ("村", 20), ("户数", 10), ("欠缴户数", 12), ("最早欠缴", 14), ("应缴", 16), ("减免", 14), ("已缴", 16),
    ("欠缴", 16), ("余款", 14),
)  # fmt: skip
ARREARS: Final = (("村", 20), ("欠缴户数", 12), ("欠缴", 16), ("30天以内", 16), ("31至90天", 16), ("90天以上", 16))
FUNDS: Final = (
    ("层级", 12), ("地区", 20), ("资金来源", 18), ("预算安排", 16), ("上级拨入", 16), ("拨付下级", 16), ("支出", 16),
    ("结余", 16),
)  # fmt: skip


def demands_sheet(page: DemandsPage, today: date) -> Sheet:
    """The households of a village with empty columns for what they pay, or the villages with their sums."""
    if page.village is None:
        sums = [_village(v, page.measure) for v in (*page.villages, page.total)]
        return _sheet(page, f"{page.account_title}应缴清单", VILLAGES, sums, today)
    homes = [_home(r, page.measure) for r in page.rows]
    return _sheet(page, f"{page.village.name}{page.account_title}应缴清单", HOMES, homes, today)


def arrears_sheet(page: DemandsPage, today: date) -> Sheet:
    """What villages owe by its age."""
    rows: list[tuple[Cell, ...]] = [
        (v.name or "合计", v.owing, *(money(n, page.measure) for n in (v.left, v.young, v.middle, v.old)))
        for v in (*page.villages, page.total)
    ]
    return _sheet(page, f"{page.account_title}欠缴情况", ARREARS, rows, today)


def funding_sheet(page: FundingPage, today: date) -> Sheet:
    """Funds by level and source, then by place and source."""
    rows = [_funds(r) for r in (*page.levels, *page.rows)]
    columns = tuple(Column(t, w) for t, w in FUNDS)
    return Sheet(f"{page.title}三级资金情况", f"{page.place}    填报日期：{day(today)}", columns, rows)


def _village(row: VillageRow, measure: str) -> tuple[Cell, ...]:
    sums = (money(n, measure) for n in (row.asked, row.let_off, row.paid, row.left, row.credit))
    return (row.name or "合计", row.homes, row.owing, row.since, *sums)


def _home(row: HomeRow, measure: str) -> tuple[Cell, ...]:
    dues = row.dues
    sums = (money(n, measure) for n in (dues.asked, dues.let_off, dues.paid, dues.left, dues.credit))
    return (row.owner, row.place, dues.since, *sums, None, None, None)


def _funds(row: FundsRow) -> tuple[Cell, ...]:
    f = row.funds
    sums = (money(n, "元") for n in (f.budgeted, f.allotted, f.passed_on, f.spent, f.left))
    return (str(word(row.level)) if row.level else "", row.name, row.by, *sums)


def _sheet(
    page: DemandsPage, title: str, columns: tuple[tuple[str, int], ...], rows: list[tuple[Cell, ...]], today: date
) -> Sheet:
    made = tuple(Column(t, w, "date" if t == "最早欠缴" else "text") for t, w in columns)
    when = f"{page.month}    " if page.month else ""
    return Sheet(title, f"{page.place}    {when}填报日期：{day(today)}", made, rows)
