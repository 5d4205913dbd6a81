"""Dues: demand lists by village and household, arrears by age, and sheets to print for the way from door to door."""

from dataclasses import replace
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.core.period import named
from shanzhi.queries.demands import MOST, DemandsPage, Wanted, demands_page
from shanzhi.web.desk.asked import code_of, int_of
from shanzhi.web.desk.attached import XLSX, download
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.desk.sheets_of_dues import arrears_sheet, demands_sheet

ON_A_SHEET: Final = 18
SLIPS: Final = 3


@require_safe
@door.official
def demands(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Who owes what; ?village= its households, ?month=2026-09 the demands of a month, ?owing=1 those who owe."""
    wanted = _wanted(request)
    page = demands_page(actor, programme_id, wanted, door.today())
    return render(request, "demands.html", {"page": page, "wanted": wanted})


@require_safe
@door.official
def demands_xlsx(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """A village's demand list, in the layout it is taken in again once payments are filled in."""
    page = demands_page(actor, programme_id, _wanted(request, MOST), door.today())
    rows = len(page.rows) if page.village else len(page.villages)
    return _out(actor, page, "demands", rows, write_sheet(demands_sheet(page, door.today())))


@require_safe
@door.official
def demand_sheet(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """A list to take from door to door, large, with boxes to tick and a sum for each page; ?kind=reminder slips."""
    wanted = _wanted(request, MOST, owing=True)
    page = demands_page(actor, programme_id, wanted, door.today())
    slips = request.GET.get("kind") == "reminder"
    size = SLIPS if slips else ON_A_SHEET
    pages = [page.rows[n : n + size] for n in range(0, len(page.rows), size)]
    sheets = [(rows, sum(r.dues.left for r in rows)) for rows in pages]
    export = Export("reminders" if slips else "demands", "print", len(page.rows), None, page.id)
    export_list(actor=actor, export=export, now=door.now())
    context = {"page": page, "sheets": sheets, "slips": slips}
    return render(request, "reminders.html" if slips else "demand_sheet.html", context)


@require_safe
@door.official
def arrears(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """What is overdue, by village and age; ?village= its households."""
    wanted = _wanted(request, owing=True)
    page = demands_page(actor, programme_id, wanted, door.today())
    return render(request, "arrears.html", {"page": page, "wanted": wanted})


@require_safe
@door.official
def arrears_xlsx(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Arrears by village and age, no households."""
    page = demands_page(actor, programme_id, _wanted(request), door.today())
    return _out(actor, page, "arrears", len(page.villages), write_sheet(arrears_sheet(page, door.today())))


def _out(actor: Actor, page: DemandsPage, kind: str, rows: int, data: bytes) -> HttpResponse:
    export_list(actor=actor, export=Export(kind, "xlsx", rows, None, page.id), now=door.now())
    where = page.village.name if page.village else page.place
    return download(data, f"{where}-{page.account_title}-{door.today():%Y%m%d}.xlsx", XLSX)


def _wanted(request: HttpRequest, most: int | None = None, *, owing: bool = False) -> Wanted:
    """What a page asks for."""
    asked = request.GET
    month = named(asked.get("month", ""))
    days = (month.first, month.last) if month else (date.min, date.max)
    found = Wanted(
        account=asked.get("account", ""),
        village=code_of(asked.get("village")),
        month=month.name if month else "",
        days=days,
        after=int_of(asked.get("after")),
        words=asked.get("find", ""),
        owing=owing or asked.get("owing") == "1",
    )
    return found if most is None else replace(found, after=None, words="", most=most)
