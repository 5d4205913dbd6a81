"""Acting for a villager: begun with a form, shown on every page, ended by a button or after two hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanzhi import door
from shanzhi.actions.behalf import VillagerIn, begin_for, end_for
from shanzhi.core.access import Actor


@door.official
def act_for(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form; a POST begins."""
    if request.method != "POST":
        return render(request, "act_for.html")
    given = VillagerIn(*(request.POST.get(name, "").strip() for name in ("name", "known", "reason")))
    until = begin_for(actor=actor, villager=given, now=door.now())
    request.session["for"] = {"name": given.name[:40], "until": until.isoformat(), "post": actor.post_id}
    messages.success(request, _("已开始代办。从现在起办理的每一件事都会同时记下您和对方的姓名。"))
    return redirect("today")


@require_POST
@door.official
def act_for_end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ends it."""
    end_for(actor=actor, now=door.now())
    request.session.pop("for", None)
    messages.success(request, _("已结束代办。"))
    return redirect("today")
