"""Money beside the accounts: exemptions, closed months, and funds of three levels."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shanzhi import door
from shanzhi.actions import closing
from shanzhi.actions import exemptions as deeds
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.queries.exemptions import exemptions_page
from shanzhi.queries.funding import funding_page
from shanzhi.queries.months import months_page
from shanzhi.web.desk.asked import code_of, day_of, int_of, key_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.desk.sheets_of_dues import funding_sheet


@require_http_methods(["GET", "HEAD", "POST"])
@door.official
def exemptions(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Exemptions of an account of dues; ?book= with the form for a household."""
    if request.method == "POST":
        form = request.POST
        given = deeds.ExemptionIn(
            key_of(request), int_of(form.get("book")) or 0, day_of(form.get("from_on")), day_of(form.get("to_on")),
            form.get("basis", ""), form.get("reason", ""),
        )  # fmt: skip
        deeds.ask_exemption(actor=actor, given=given, now=door.now())
        messages.success(request, _("已提请减免，等待另一位同志决定。"))
        return redirect(f"{reverse('exemptions', args=[programme_id])}?account={form.get('account', '')}")
    asked = request.GET
    book, after = int_of(asked.get("book")), int_of(asked.get("after"))
    page = exemptions_page(actor, programme_id, asked.get("account", ""), book, door.today(), after)
    return render(request, "exemptions.html", {"page": page, "key": uuid4(), "today": door.today()})


@require_POST
@door.official
def decide_exemption(request: HttpRequest, actor: Actor, exemption_id: int) -> HttpResponse:
    """Grants or refuses an exemption."""
    grant = request.POST.get("deed") == "grant"
    why = request.POST.get("why", "")
    parts = deeds.decide_exemption(actor=actor, exemption_id=exemption_id, grant=grant, why=why, now=door.now())
    words = _("已同意减免，冲减了{n}笔应缴。") if grant else _("已退回，没有减免。")
    messages.success(request, words.format(n=parts))
    programme = int_of(request.POST.get("programme")) or 0
    return redirect(f"{reverse('exemptions', args=[programme])}?account={request.POST.get('account', '')}")


@require_safe
@door.official
def months(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Closed months, and the month to close next."""
    return render(request, "months.html", {"page": months_page(actor, programme_id, door.today())})


@require_POST
@door.official
def propose_closing(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Proposes to close a month."""
    closing.propose_closing(actor=actor, programme_id=programme_id, month=_month(request), now=door.now())
    messages.success(request, _("已提请封账，等待另一位同志复核。"))
    return redirect("months", programme_id)


@require_POST
@door.official
def close_month(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Closes a month."""
    closing.close_month(actor=actor, programme_id=programme_id, month=_month(request), now=door.now())
    messages.success(request, _("已封账。这个月的账不再改动。"))
    return redirect("months", programme_id)


@require_safe
@door.official
def funding(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Funds of three levels; ?place=&by= the postings of a place."""
    asked = request.GET
    page = funding_page(
        actor, programme_id, code_of(asked.get("place")), asked.get("by", ""), int_of(asked.get("after"))
    )
    return render(request, "funding.html", {"page": page, "place": code_of(asked.get("place"))})


@require_safe
@door.official
def funding_xlsx(_request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Funds of three levels as .xlsx."""
    page = funding_page(actor, programme_id)
    export_list(actor=actor, export=Export("funding", "xlsx", len(page.rows), None, page.id), now=door.now())
    return attached(write_sheet(funding_sheet(page, door.today())), f"{page.title}-{door.today():%Y%m%d}.xlsx", XLSX)


def _month(request: HttpRequest) -> date:
    """The first day of the month a form says.

    raises: Refused("day_missing").
    """
    found = day_of(request.POST.get("month"))
    if found is None:
        raise Refused("day_missing", "请选择日期。")
    return found.replace(day=1)
