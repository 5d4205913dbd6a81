"""The page of a programme's anchors, and the deed on them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.anchors import settle_anchor
from shanzhi.core.access import Actor
from shanzhi.queries.anchors import anchors_page
from shanzhi.web.desk.asked import day_of


@require_safe
@door.official
def anchors(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The events that deadlines count from, and what hangs on each."""
    return render(request, "anchors.html", {"page": anchors_page(actor, programme_id)})


@require_POST
@door.official
def settle(request: HttpRequest, actor: Actor, programme_id: int, anchor_id: int) -> HttpResponse:
    """Settles the day of an event."""
    on, reason = day_of(request.POST.get("on")), request.POST.get("reason", "")
    dated = settle_anchor(actor=actor, anchor_id=anchor_id, on=on, reason=reason, now=door.now())
    messages.success(request, _("已保存，重新推算了 {n} 项任务的期限。").format(n=dated))
    return redirect("anchors", programme_id)
