"""The ledger, its exports, the wall chart, indicators, and the first page."""

import re
from datetime import datetime, time
from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.core.access import Actor
from shanzhi.core.kinds import CHINA
from shanzhi.papers.ics import Event, calendar_file
from shanzhi.queries.figure_pages import figures_overview
from shanzhi.queries.indicators import indicators_page
from shanzhi.queries.ledger import Filter, Ledger, ledger_page, my_tasks
from shanzhi.queries.today import today_page
from shanzhi.queries.wall import wall_chart
from shanzhi.web.desk.asked import day_of, decimal_of, int_of, key_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import half_monthly, ledger_sheet, write_sheet

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


@require_safe
@door.official
def first_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for me today."""
    return render(request, "today.html", {"page": today_page(actor, door.now(), door.today())})


@require_safe
@door.official
def ledger(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The ledger of a programme."""
    asked = _filter(request)
    page = ledger_page(actor, programme_id, asked, door.today())
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "ledger.html", {"page": page, "asked": asked, "query": query.urlencode()})


@require_safe
@door.official
def ledger_xlsx(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The ledger under the same filters as .xlsx; ?form=half_month gives the half-monthly form."""
    page = ledger_page(actor, programme_id, _filter(request), door.today(), whole=True)
    form = half_monthly if request.GET.get("form") == "half_month" else ledger_sheet
    _note_export(actor, page, "ledger", "xlsx")
    return attached(write_sheet(form(page, door.today())), f"{page.title}-台账-{door.today():%Y%m%d}.xlsx", XLSX)


@require_safe
@door.official
def tasks_ics(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The days of the ledger's open tasks for a calendar program."""
    page = ledger_page(actor, programme_id, _filter(request), door.today(), whole=True)
    _note_export(actor, page, "tasks", "ics")
    data = calendar_file(_events(request, page), page.title, stamp=datetime.combine(page.from_on, time(), CHINA))
    return attached(data, f"{page.title}.ics", "text/calendar; charset=utf-8")


@require_safe
@door.official
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The open tasks of my unit over all programmes."""
    return render(request, "mine.html", {"rows": my_tasks(actor, door.today())})


@require_safe
@door.official
def wall(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The wall chart."""
    group = request.GET.get("group", "phase")
    group = group if group in {"phase", "unit", "section"} else "phase"
    return render(request, "wall.html", {"page": wall_chart(actor, programme_id, group, door.today()), "group": group})


@require_safe
@door.official
def indicators(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The indicators of a programme."""
    page, figures = indicators_page(actor, programme_id), figures_overview(actor, programme_id, door.today())
    own = {r.item for r in figures.rows}
    rows = [r for r in page.rows if r.item not in own]
    return render(request, "indicators.html", {"page": page, "rows": rows, "figures": figures, "key": uuid4()})


@require_POST
@door.official
def value(request: HttpRequest, actor: Actor, programme_id: int, indicator_id: int) -> HttpResponse:
    """Enters a value of an indicator."""
    given = ValueIn(
        key=key_of(request),
        on=day_of(request.POST.get("on")) or door.today(),
        value=decimal_of(request.POST.get("value")),
        source=request.POST.get("source", ""),
        place=request.POST.get("place", "")[:14],
    )
    enter_value(actor=actor, indicator_id=indicator_id, given=given, now=door.now())
    messages.success(request, _("已填报。"))
    item = request.POST.get("item", "")
    return redirect("figure", programme_id, item) if _SLUG.fullmatch(item) else redirect("indicators", programme_id)


def _note_export(actor: Actor, page: Ledger, kind: str, form: str) -> None:
    export_list(actor=actor, export=Export(kind, form, len(page.rows), page.id, page.id), now=door.now())


def _filter(request: HttpRequest) -> Filter:
    get = request.GET
    return Filter(
        unit=int_of(get.get("unit")),
        phase=int_of(get.get("phase")),
        light=get.get("light", ""),
        text=get.get("text", "").strip()[:100],
        sort=get.get("sort", "plan"),
        group=get.get("group", ""),
        page=int_of(get.get("page")) or 1,
    )


def _events(request: HttpRequest, page: Ledger) -> list[Event]:
    return [
        Event(
            uid=f"task-{row.id}@shanzhi",
            day=row.due_on,
            title=row.title,
            note=f"{row.holders} {row.due_words}".strip(),
            url=request.build_absolute_uri(f"/tasks/{row.id}/"),
        )
        for row in page.rows
        if row.due_on and row.state not in {"accepted", "cancelled"}
    ]
