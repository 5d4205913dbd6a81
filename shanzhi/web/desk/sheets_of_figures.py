"""Tables of figures and of what was handed in, in the layouts offices use."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from shanzhi.papers.sheet import Cell, Column, Sheet
from shanzhi.queries.completeness import ClauseRow, Completeness, Score
from shanzhi.queries.figure_pages import FigurePage, FigureRow
from shanzhi.web.templatetags.standings import standing_word
from shanzhi.web.templatetags.words import day, say

_TWO = Decimal("0.01")


def figure_sheet(page: FigurePage, today: date) -> Sheet:
    """A figure of every place: what cannot be reckoned is written so with its reason, never as 0."""
    columns = (
        Column(_("区划代码"), 16), Column(_("地区"), 24), Column(f"{page.title}（{page.measure}）", 18, "number"),
        Column(_("目标"), 10, "number"), Column(_("情况"), 12), Column(_("计入的地区数"), 12, "number"),
        Column(_("没有计入的地区"), 50), Column(_("说明"), 40),
    )  # fmt: skip
    rows = [_figure_line(page, r) for r in (page.top, *page.rows)]
    when = day(page.as_of) if page.as_of else f"{day(today)} {_('实时')}"
    return Sheet(f"{page.programme}·{page.title}", f"{page.period.name}    {when}", columns, rows)


def _figure_line(page: FigurePage, row: FigureRow) -> tuple[Cell, ...]:
    goal = getattr(page.need, "value", None)
    value = None if row.value is None else row.value.quantize(_TWO)
    why = "" if row.value is not None else f"{_('无法计算')}：{say(row.why or '')}"
    return (row.code, row.name, value, goal, standing_word(row.standing), row.n, "、".join(row.missing), why)


def completeness_sheet(page: Completeness, place: str) -> Sheet:
    """What was handed in, a line for each duty and month, then one for each unit."""
    columns = (
        Column(_("工作"), 26, merged=True), Column(_("报送事项"), 30), Column(_("依据"), 40), Column(_("期间"), 20),
        *(Column(t, 10, "number") for t in (_("应报"), _("按时"), _("迟报"), _("未报"), _("已说明"), _("未到时间"))),
        Column(_("完成率（%）"), 12, "number"), Column(_("按时率（%）"), 12, "number"),
    )  # fmt: skip
    lines: list[tuple[Cell, ...]] = [line for row in page.clauses for line in _months(page, row)]
    lines += [(_("各单位"), u.name, "", _span(page), *_counts(u.total)) for u in page.units]
    return Sheet(_("报送完成情况"), f"{page.programme or place}    {_span(page)}", columns, lines)


def _months(page: Completeness, row: ClauseRow) -> list[tuple[Cell, ...]]:
    head = (row.programme, row.title, row.words)
    return [(*head, f"{m:%Y-%m}", *_counts(s)) for m, s in zip(page.months, row.months, strict=True) if s.expected]


def _counts(score: Score) -> tuple[Cell, ...]:
    t = score.tally
    rates = (None if x is None else Decimal(x) / 100 for x in (t.complete, t.punctual))
    return (score.expected, t.met, t.met_late, t.missed, t.excused, score.ahead, *rates)


def _span(page: Completeness) -> str:
    first, last = page.months[0], page.months[-1]
    return f"{first:%Y-%m}" if first == last else f"{first:%Y-%m}—{last:%Y-%m}"
