"""The second factor: opened, shown, closed; afterwards back to what was being done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shanzhi import door
from shanzhi.actions import factors
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.papers.qr import qr_picture
from shanzhi.queries.account import has_factor
from shanzhi.queries.people import LogIn
from shanzhi.web.desk.session import Way, way_of


@never_cache
@door.person
def second(request: HttpRequest, me: LogIn) -> HttpResponse:
    """Opens the second factor of somebody who has none, or asks for its code; then back to what was being done."""
    actor, way, code = me.person(door.today()), way_of(request), request.POST.get("code", "")
    opened = has_factor(actor.id)
    if not code:
        return _form(request, me, way, opened=opened)
    try:
        if not opened:
            codes = factors.confirm_factor(actor=actor, code=code, now=door.now())
            _verified(request)
            return render(request, "codes.html", {"codes": codes, "next": way.next, "stash": way.stash, "new": True})
        factors.show_factor(actor=actor, code=code, now=door.now())
    except Refused as refused:
        return _form(request, me, way, opened=opened, refused=refused)
    _verified(request)
    return (way if way.next or way.stash else Way("/account/")).go_on(request)


@never_cache
@require_POST
@door.person
def codes(request: HttpRequest, me: LogIn) -> HttpResponse:
    """Goes on after the codes were shown, or shows ten new ones for a code."""
    if "code" not in request.POST:
        way = way_of(request)
        return (way if way.next or way.stash else Way("/account/")).go_on(request)
    made = factors.renew_codes(actor=me.person(door.today()), code=request.POST["code"], now=door.now())
    return render(request, "codes.html", {"codes": made, "next": "/account/", "stash": ""})


@require_POST
@door.person
def close(request: HttpRequest, me: LogIn) -> HttpResponse:
    """Closes the second factor."""
    factors.close_factor(actor=me.person(door.today()), code=request.POST.get("code", ""), now=door.now())
    request.session["verified_at"] = ""
    messages.success(request, _("二次验证已关闭。"))
    return redirect("account")


def _form(request: HttpRequest, me: LogIn, way: Way, *, opened: bool, refused: Refused | None = None) -> HttpResponse:
    context: dict[str, object] = {"next": way.next, "stash": way.stash}
    if refused:
        context["text"] = door.refusal_text(refused)
    if not opened:
        context |= _enrolment(me.person(door.today()), me.user.username if me.user else "")
    status = door.STATUS.get(refused.code, 422) if refused else 200
    return render(request, "second.html" if opened else "enrol.html", context, status=status)


def _enrolment(actor: Actor, username: str) -> dict[str, object]:
    waiting = factors.begin_factor(actor=actor, username=username)
    secret = " ".join(waiting.secret[i : i + 4] for i in range(0, len(waiting.secret), 4))
    return {"picture": qr_picture(waiting.uri), "secret": secret}


def _verified(request: HttpRequest) -> None:
    """From here on the log-in has shown its second factor; under a new cookie."""
    request.session["verified_at"] = door.now().isoformat()
    request.session.cycle_key()
