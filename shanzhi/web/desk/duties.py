"""The calendar of duties and the page of one duty's day."""

from dataclasses import replace
from datetime import date, datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.duties import Time, excuse_duty, meet_duty
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.core.filling import Unfilled
from shanzhi.core.kinds import CHINA, Refused
from shanzhi.papers.ics import Event, calendar_file
from shanzhi.queries.duties import duty_calendar, duty_page
from shanzhi.queries.handing import Asked, HandIn, hand_in_page
from shanzhi.web.desk.asked import day_of, int_of, kept_by, month_of
from shanzhi.web.desk.attached import attached
from shanzhi.web.form import Shown, form_of, typed_of


@require_safe
@door.official
def duties(request: HttpRequest, actor: Actor, programme_id: int | None = None) -> HttpResponse:
    """The calendar of a month."""
    page = duty_calendar(actor, month_of(request.GET.get("month"), door.today()), door.today(), programme_id)
    return render(request, "duties.html", {"page": page, "programme_id": programme_id})


@require_safe
@door.official
def duties_ics(request: HttpRequest, actor: Actor, programme_id: int | None = None) -> HttpResponse:
    """The duties of a month for a calendar program."""
    page = duty_calendar(actor, month_of(request.GET.get("month"), door.today()), door.today(), programme_id)
    cells = [c for week in page.weeks for d in week if d.inside for c in d.cells]
    url = request.build_absolute_uri("/")
    export = Export("duties", "ics", len(cells), programme_id=programme_id)
    export_list(actor=actor, export=export, now=door.now())
    events = [Event(f"duty-{c.duty_id}-{c.due_on}@shanzhi", c.due_on, c.title, c.period, url) for c in cells]
    data = calendar_file(events, _("职责日程"), stamp=datetime.combine(page.first, time(), CHINA))
    return attached(data, f"duties-{page.first:%Y-%m}.ics", "text/calendar")


@require_safe
@door.official
def duty(request: HttpRequest, actor: Actor, duty_id: int, due_on: str) -> HttpResponse:
    """One duty on one of its days."""
    page = duty_page(actor, duty_id, _day(due_on), door.today())
    return render(request, "duty.html", {"page": page})


@never_cache
@door.official
def hand_in(request: HttpRequest, actor: Actor, duty_id: int, due_on: str) -> HttpResponse:
    """The form one time of a duty is handed in by, and what was typed into it."""
    sent = request.POST if request.method == "POST" else request.GET
    unit, record, part = (int_of(sent.get(name)) for name in ("unit", "record", "part"))
    page = hand_in_page(actor, Asked(duty_id, _day(due_on), unit, record, part or 1))
    if request.method != "POST":
        shown = Shown(values=page.values, names=page.names) if page.done_on else Shown(typed=dict(page.offered.known))
        return _form(request, page, shown)
    typed = typed_of(page.fields, request.POST, request.FILES, kept_by(actor))
    time = Time(duty_id, unit, page.due_on, part or 1, record)
    try:
        meet_duty(actor=actor, time=time, text=request.POST.get("text", ""), now=door.now(), given=typed)
    except Unfilled as error:
        return _form(request, page, Shown(typed=typed, faults=error.faults), status=422)
    messages.success(request, _("已报送。"))
    return redirect("duty", duty_id, due_on)


def _form(request: HttpRequest, page: HandIn, shown: Shown, status: int = 200) -> HttpResponse:
    whole = replace(shown, offers=page.offered.options, clause=lambda number: page.clauses.get(number, ""))
    context = {"page": page, "form": form_of(page.fields, whole), "sent": request.POST or request.GET}
    return render(request, "hand_in.html", context, status=status)


@require_POST
@door.official
def meet(request: HttpRequest, actor: Actor, duty_id: int, due_on: str) -> HttpResponse:
    """Says that a duty was met, or excuses it."""
    unit, record = int_of(request.POST.get("unit")), int_of(request.POST.get("record"))
    moment = Time(duty_id, unit, _day(due_on), int_of(request.POST.get("part")) or 1, record)
    text = request.POST.get("text", "").strip()
    if request.POST.get("deed") == "excuse":
        excuse_duty(actor=actor, time=moment, reason=text, now=door.now())
    else:
        meet_duty(actor=actor, time=moment, text=text, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("duty", duty_id, due_on)


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    return day
