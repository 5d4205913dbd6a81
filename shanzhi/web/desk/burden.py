"""The burden of reports: a page, and a sheet for the office that watches over it."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.queries.burden import Burden, burden_page
from shanzhi.web.desk.asked import month_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import write_sheet


@require_safe
@door.official
def burden(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who asks villages for what, in ?month=2026-09."""
    page = burden_page(actor, month_of(request.GET.get("month"), door.today()))
    return render(request, "burden.html", {"page": page})


@require_safe
@door.official
def burden_xlsx(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same as a sheet."""
    page = burden_page(actor, month_of(request.GET.get("month"), door.today()))
    export_list(actor=actor, export=Export("burden", "xlsx", len(page.askings) + len(page.reasons)), now=door.now())
    data = write_sheet(_sheet(page, actor.place_name, page.first), _reasons(page, actor.place_name))
    name = f"{_('报表负担')}-{page.first:%Y-%m}.xlsx"
    return attached(data, name, XLSX)


def _sheet(page: Burden, place: str, first: date) -> Sheet:
    columns = (
        Column(_("要求报送的"), 30), Column(_("报送事项"), 30), Column(_("用途"), 30), Column(_("依据"), 40),
        Column(_("多久一次"), 18), Column(_("要到哪一天"), 14, "date"),
        Column(_("本月次数"), 10, "number"), Column(_("村数"), 8, "number"), Column(_("要填的项"), 10, "number"),
        Column(_("已有的项"), 10, "number"), Column(_("每村每次约几分钟"), 12, "number"),
    )  # fmt: skip
    rows = [
        (
            a.asker, a.title, a.purpose, a.basis, a.often, a.until, a.times, len(a.subjects), len(a.asked), a.held,
            a.minutes,
        )
        for a in page.askings
    ]  # fmt: skip
    return Sheet(_("报表负担"), f"{place}  {first:%Y-%m}", columns, rows)


def _reasons(page: Burden, place: str) -> Sheet:
    """Why what is held is asked again, who said so and when."""
    columns = (
        Column(_("要求报送的"), 30), Column(_("要填的内容"), 20), Column(_("已经有的地方"), 40), Column(_("理由"), 50),
        Column(_("填写人"), 12), Column(_("日期"), 14, "date"),
    )  # fmt: skip
    return Sheet(
        _("再要一遍的理由"), place, columns, [(r.asker, r.title, r.where, r.why, r.by, r.on) for r in page.reasons]
    )
