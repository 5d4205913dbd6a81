"""Seats of a programme: who holds which post where; given, ended, handed over; the list of what is empty."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.seats import SeatIn, end_seat, give_seat, hand_over
from shanzhi.core.access import Actor
from shanzhi.queries.seats import SpotAt, Wanted, seat_form, seats_page, vacancies
from shanzhi.web.desk.asked import day_of, int_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.desk.sheets_of_packs import vacancy_sheet


@require_safe
@door.official
def seats(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Who holds which post; ?place= below a place, ?post= one post alone."""
    asked = request.GET
    wanted = Wanted(asked.get("place", ""), asked.get("post", ""), int_of(asked.get("page")) or 1)
    return render(request, "seats.html", {"page": seats_page(actor, programme_id, door.today(), wanted)})


@require_safe
@door.official
def vacancies_xlsx(_request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """What is empty, as .xlsx."""
    page = vacancies(actor, programme_id, door.today())
    export = Export("seats", "xlsx", len(page.spots), programme_id=programme_id)
    export_list(actor=actor, export=export, now=door.now())
    data = write_sheet(vacancy_sheet(page, door.today()))
    return attached(data, f"{page.title}-空缺清单.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@door.official
def give(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Gives a seat; ?seat= of whom the new one stands in for."""
    sent = request.POST if request.method == "POST" else request.GET
    record, instead = int_of(sent.get("record")), int_of(sent.get("seat"))
    if request.method != "POST":
        at = SpotAt(sent.get("post", ""), sent.get("place", ""), record, instead, sent.get("text", "").strip())
        return render(request, "seat_give.html", {"page": seat_form(actor, programme_id, at), "today": door.today()})
    given = SeatIn(
        programme_id, sent.get("post", ""), sent.get("place", ""), sent.get("holder", ""), day_of(sent.get("from_on")),
        day_of(sent.get("to_on")), instead, record,
    )  # fmt: skip
    give_seat(actor=actor, given=given, now=door.now())
    messages.success(request, _("已安排。"))
    return redirect("seats", programme_id)


@require_http_methods(["GET", "HEAD", "POST"])
@door.official
def end(request: HttpRequest, actor: Actor, programme_id: int, seat_id: int) -> HttpResponse:
    """Ends a seat, or hands it over to the next without a gap."""
    if request.method != "POST":
        at = SpotAt(seat_id=seat_id, text=request.GET.get("text", "").strip())
        return render(request, "seat_end.html", {"page": seat_form(actor, programme_id, at), "today": door.today()})
    sent = request.POST
    on, now = day_of(sent.get("on")), door.now()
    if sent.get("deed") == "hand_over":
        hand_over(actor=actor, seat_id=seat_id, holder=sent.get("holder", ""), on=on, now=now)
        messages.success(request, _("已交接。"))
    else:
        end_seat(actor=actor, seat_id=seat_id, on=on, reason=sent.get("reason", ""), now=now)
        messages.success(request, _("已结束。"))
    return redirect("seats", programme_id)
