"""Figures at the desk: an indicator place by place, and how complete and punctual what is handed in is."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.queries import completeness as complete
from shanzhi.queries.completeness import completeness_page
from shanzhi.queries.entering import entry_form
from shanzhi.queries.figure_pages import Asked, figure_page
from shanzhi.web.desk.asked import day_of, int_of, month_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.desk.sheets_of_figures import completeness_sheet, figure_sheet


@require_safe
@door.official
def figure(request: HttpRequest, actor: Actor, programme_id: int, item: str) -> HttpResponse:
    """An indicator at a place and the places below it."""
    asked = _asked(request)
    page = figure_page(actor, programme_id, item, asked, door.today())
    entry = entry_form(actor, programme_id, item) if page.entered else None
    return render(request, "figure.html", {"page": page, "asked": asked, "entry": entry, "key": uuid4()})


@require_safe
@door.official
def figure_xlsx(request: HttpRequest, actor: Actor, programme_id: int, item: str) -> HttpResponse:
    """The same as a sheet, with every place."""
    page = figure_page(actor, programme_id, item, _asked(request, whole=True), door.today())
    export = Export("figures", "xlsx", len(page.rows) + 1, programme_id=programme_id)
    export_list(actor=actor, export=export, now=door.now())
    return attached(write_sheet(figure_sheet(page, door.today())), f"{page.title}-{page.period.name}.xlsx", XLSX)


@require_safe
@door.official
def completeness(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What had to be handed in and was, by clause and by unit."""
    page = completeness_page(actor, _months(request), door.today())
    return render(request, "completeness.html", {"page": page})


@require_safe
@door.official
def completeness_xlsx(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same as a sheet."""
    page = completeness_page(actor, _months(request), door.today())
    export = Export("completeness", "xlsx", len(page.clauses), programme_id=page.programme_id)
    export_list(actor=actor, export=export, now=door.now())
    name = f"{_('报送完成情况')}-{page.months[-1]:%Y-%m}.xlsx"
    return attached(write_sheet(completeness_sheet(page, actor.place_name)), name, XLSX)


def _asked(request: HttpRequest, *, whole: bool = False) -> Asked:
    get = request.GET
    return Asked(
        get.get("period", "")[:20], get.get("under", "")[:14], bool(get.get("now")), day_of(get.get("on")), whole
    )


def _months(request: HttpRequest) -> complete.Asked:
    get = request.GET
    return complete.Asked(
        month_of(get.get("month"), door.today()),
        int_of(get.get("months")) or complete.MONTHS,
        int_of(get.get("programme")),
    )
