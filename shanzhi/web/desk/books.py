"""The books of a programme: accounts, statements, entries, and what is booked by hand."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shanzhi import door
from shanzhi.actions.books import PostingIn, SideIn, book, reverse_entry
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.queries.posting_form import posting_form
from shanzhi.queries.statements import books_page, entry_page, statement_page
from shanzhi.web.desk.asked import day_of, decimal_of, int_of, key_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import statement_sheet, write_sheet

YEARS = range(1950, 2200)


@require_safe
@door.official
def books(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The accounts of a programme; ?account= those of one account by owner."""
    page = books_page(actor, programme_id, request.GET.get("account", ""), int_of(request.GET.get("page")) or 1)
    return render(request, "books.html", {"page": page})


@require_safe
@door.official
def statement(request: HttpRequest, actor: Actor, book_id: int) -> HttpResponse:
    """The statement of a book; ?month=2026-09."""
    return render(request, "statement.html", {"page": statement_page(actor, book_id, _month(request), door.today())})


@require_safe
@door.official
def statement_xlsx(request: HttpRequest, actor: Actor, book_id: int) -> HttpResponse:
    """The statement of a month as .xlsx."""
    page = statement_page(actor, book_id, _month(request), door.today())
    export = Export("statement", "xlsx", len(page.lines), page.id, page.programme)
    export_list(actor=actor, export=export, now=door.now())
    name = f"{page.owner}-{page.account}-{page.since:%Y-%m}.xlsx"
    data = write_sheet(statement_sheet(page, door.today()))
    return attached(data, name, XLSX)


@require_safe
@door.official
def book_entry(request: HttpRequest, actor: Actor, entry_id: int) -> HttpResponse:
    """Why an entry was made."""
    return render(request, "book_entry.html", {"page": entry_page(actor, entry_id)})


@require_POST
@door.official
def reverse(request: HttpRequest, actor: Actor, entry_id: int) -> HttpResponse:
    """Takes an entry back."""
    back = reverse_entry(actor=actor, entry_id=entry_id, why=request.POST.get("why", ""), now=door.now())
    messages.success(request, _("已冲销。"))
    return redirect("book_entry", back)


@require_http_methods(["GET", "HEAD", "POST"])
@door.official
def post(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Books an amount by hand."""
    if request.method != "POST":
        page = posting_form(actor, programme_id)
        return render(request, "post_by_hand.html", {"page": page, "key": uuid4(), "today": door.today()})
    form = request.POST
    given = PostingIn(
        key=key_of(request),
        source=SideIn(account=form.get("source", ""), place_code=form.get("source_place", "")),
        target=SideIn(account=form.get("target", ""), place_code=form.get("target_place", "")),
        amount=decimal_of(form.get("amount")),
        on=day_of(form.get("on")),
        why=form.get("why", ""),
        purpose=form.get("purpose", ""),
        of_month=day_of(f"{form['of_month']}-01") if form.get("of_month") else None,
    )
    entry = book(actor=actor, programme_id=programme_id, given=given, now=door.now())
    messages.success(request, _("已记账。"))
    return redirect("book_entry", entry)


def _month(request: HttpRequest) -> date | None:
    """The first day of ?month=2026-09, None where none is asked for."""
    asked = request.GET.get("month", "")
    first = day_of(f"{asked}-01") if asked else None
    return first if first and first.year in YEARS else None
