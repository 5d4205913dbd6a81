"""Tables of running packs in the layouts offices use: empty seats, a notice's table."""

from datetime import date

from django.utils.translation import gettext as _

from shanzhi.papers.sheet import Cell, Column, Sheet
from shanzhi.queries.notices import NoticePage
from shanzhi.queries.seats import Spot, Vacancies
from shanzhi.web.templatetags.words import day, say

_VACANCIES = (("岗位", 20), ("地点", 26), ("应设", 8), ("在任", 8), ("空缺", 10), ("由谁代行", 30), ("说明", 36))


def vacancy_sheet(page: Vacancies, today: date) -> Sheet:
    """What is empty, one line for each post and place; what cannot be reckoned is written so, with its reason."""
    columns = tuple(Column(t, w, "number" if t in ("应设", "在任") else "text") for t, w in _VACANCIES)
    rows = [_line(s) for s in page.spots]
    return Sheet(f"{page.title}空缺清单", f"{page.home}    {day(today)}", columns, rows)


def _line(spot: Spot) -> tuple[Cell, ...]:
    need, where = spot.need.least, f"{spot.place} {spot.label}".strip()
    empty = "无法计算" if spot.vacant is None else str(spot.vacant)
    acts, why = (say(w) if w else "" for w in (spot.acts, spot.need.why))
    return spot.title, where, need, spot.held, empty, acts, why


def notice_sheet(page: NoticePage) -> Sheet:
    """The table of a notice, its number and day above it; where it has none, its text line by line."""
    heads, *rows = page.sheet or (("正文",), *((line,) for line in page.text.splitlines()))
    columns = tuple(Column(t, 24 if len(heads) > 1 else 80) for t in heads)
    when = f"{page.notice.signed_on}" if page.notice.signed_on else _("草稿，尚未签发")
    return Sheet(page.notice.title, f"{page.notice.number}    {page.notice.place}    {when}".strip(), columns, rows)
