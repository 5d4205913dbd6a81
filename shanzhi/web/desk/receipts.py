"""Receipts: payments entered by keyboard alone, the list, one to look at, and the sheet with its two copies."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shanzhi import door
from shanzhi.actions import receipts as deeds
from shanzhi.actions.payments import PaymentIn, take_payment
from shanzhi.core.access import Actor
from shanzhi.papers.qr import qr_picture
from shanzhi.queries.demands import Wanted
from shanzhi.queries.receipts import payment_page, receipt_page, receipts_page
from shanzhi.web.desk.asked import code_of, day_of, decimal_of, int_of, key_of


@require_http_methods(["GET", "HEAD", "POST"])
@door.official
def pay(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Takes payments one after the other: find by number, Enter, amount, Enter, and the next."""
    if request.method == "POST":
        return _taken(request, actor, programme_id)
    asked = request.GET
    wanted = Wanted(asked.get("account", ""), code_of(asked.get("village")), words=asked.get("find", ""))
    page = payment_page(actor, programme_id, wanted, int_of(asked.get("book")), door.today())
    paid = int_of(asked.get("done"))
    done = receipt_page(actor, paid) if paid else None
    context = {"page": page, "key": uuid4(), "today": door.today(), "village": wanted.village, "done": done}
    return render(request, "pay.html", context)


def _taken(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    form = request.POST
    account, paper = form.get("account", ""), form.get("paper", "").strip()
    given = PaymentIn(
        str(key_of(request)), int_of(form.get("book")) or 0, decimal_of(form.get("amount")),
        day_of(form.get("paid_on")), paper, "paper" if paper else "desk",
    )  # fmt: skip
    done = take_payment(actor=actor, programme_id=programme_id, account=account, given=given, now=door.now())
    words = _("已收款，收据{number}。") if not done.again else _("这笔款已经收过，收据是{number}。")
    messages.success(request, words.format(number=done.number))
    query = urlencode({"account": account, "village": form.get("village", ""), "done": done.receipt})
    return redirect(f"{reverse('pay', args=[programme_id])}?{query}")


@require_safe
@door.official
def receipts(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The receipts of a programme; ?find= by number."""
    words = request.GET.get("find", "").strip()
    page = receipts_page(actor, programme_id, words, int_of(request.GET.get("after")))
    return render(request, "receipts.html", {"page": page, "words": words})


@require_safe
@door.official
def receipt(request: HttpRequest, actor: Actor, receipt_id: int) -> HttpResponse:
    """One receipt."""
    return render(request, "receipt.html", {"page": receipt_page(actor, receipt_id)})


@require_safe
@door.official
def receipt_sheet(request: HttpRequest, actor: Actor, receipt_id: int) -> HttpResponse:
    """The sheet to print: a stub to keep and the receipt to give."""
    page = receipt_page(actor, receipt_id)
    return render(request, "receipt_sheet.html", {"page": page, "picture": qr_picture(page.number)})


@require_POST
@door.official
def print_receipt(_request: HttpRequest, actor: Actor, receipt_id: int) -> HttpResponse:
    """Counts a printing and opens the sheet."""
    deeds.print_receipt(actor=actor, receipt_id=receipt_id, now=door.now())
    return redirect("receipt_sheet", receipt_id)


@require_POST
@door.official
def cancel_receipt(request: HttpRequest, actor: Actor, receipt_id: int) -> HttpResponse:
    """Cancels a receipt."""
    deeds.cancel_receipt(actor=actor, receipt_id=receipt_id, why=request.POST.get("why", ""), now=door.now())
    messages.success(request, _("收据已作废，账已冲销。"))
    return redirect("receipt", receipt_id)
