"""Log-in and log-out: a password, then the second factor of those who have one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.behalf import end_for
from shanzhi.actions.factors import show_factor
from shanzhi.actions.sessions import held_post
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.queries import people
from shanzhi.queries.account import has_factor
from shanzhi.visitor import address_of, keep_cookie
from shanzhi.web.desk.asked import int_of

BACKEND = "shanzhi.door.PostBackend"
HALF_LASTS = timedelta(minutes=10)
KNOWN_LASTS = timedelta(days=400)  # the longest a browser keeps a cookie


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody was going. next: an address of this site; stash: what he was sending, signed."""

    next: str
    stash: str = ""

    def go_on(self, request: HttpRequest) -> HttpResponse:
        """Back to it: what was being sent is shown and sent again."""
        kept = door.unstash(self.stash) if self.stash else None
        if kept:
            return render(request, "resend.html", {"path": kept[0], "fields": kept[1]})
        inside = url_has_allowed_host_and_scheme(self.next, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(self.next if inside else "/")


def way_of(request: HttpRequest) -> Way:
    """The way a form or address carries along."""
    return Way(request.POST.get("next") or request.GET.get("next", ""), request.POST.get("stash", ""))


@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; after it, what was being sent before is sent again."""
    way = way_of(request)
    if request.method != "POST":
        return show_log_in(request, way)
    try:
        user = authenticate(request, username=request.POST.get("username"), password=request.POST.get("password"))
    except Refused as refused:
        return show_log_in(request, way, refused)
    if user is None:
        return show_log_in(request, way, Refused("", "用户名或密码不对，请再试一次。忘记密码请联系管理员。"))
    return password_right(request, user, way)


def show_log_in(request: HttpRequest, way: Way, refused: Refused | None = None) -> HttpResponse:
    """The form, with what went wrong."""
    text = door.refusal_text(refused) if refused else ""
    sso = (settings.OIDC_NAME or True) if settings.OIDC_ISSUER else ""
    context = {"next": way.next, "stash": way.stash, "text": text, "sso": sso}
    return render(request, "login.html", context, status=door.STATUS.get(refused.code, 401) if refused else 200)


def password_right(request: HttpRequest, user: Any, way: Way, *, verified: bool = False) -> HttpResponse:  # noqa: ANN401 - Django's user
    """In, or on to the code of the second factor where there is one."""
    if verified or not has_factor(user.pk):
        return enter(request, user, way, verified=verified)
    request.session.cycle_key()
    request.session["half"] = {"user": user.pk, "at": door.now().isoformat()}
    return render(request, "second.html", {"next": way.next, "stash": way.stash, "logging_in": True})


@never_cache
@require_POST
def log_in_code(request: HttpRequest) -> HttpResponse:
    """The second half of a log-in: a code of the app, or a recovery code."""
    way, half = way_of(request), request.session.get("half")
    if not half or door.now() - datetime.fromisoformat(half["at"]) > HALF_LASTS:
        return show_log_in(request, way, Refused("", "等得太久了，请重新输入用户名和密码。"))
    user = people.by_id(half["user"])
    if user is None:
        return show_log_in(request, way)
    try:
        show_factor(actor=people.myself(user), code=request.POST.get("code", ""), now=door.now())
    except Refused as refused:
        context = {"next": way.next, "stash": way.stash, "text": door.refusal_text(refused)}
        return render(request, "second.html", context | {"logging_in": True}, status=door.STATUS.get(refused.code, 401))
    return enter(request, user, way, verified=True)


def enter(request: HttpRequest, user: Any, way: Way, *, verified: bool) -> HttpResponse:  # noqa: ANN401 - Django's user
    """Logs in under a new cookie, and marks the browser as known to the account."""
    now = door.now().isoformat()
    for name in ("half", "sso", "for", "post"):
        request.session.pop(name, None)
    request.session["device"] = request.headers.get("User-Agent", "")[:200]
    request.session["address"] = address_of(request) or None
    request.session["began_at"] = now
    request.session["verified_at"] = now if verified else ""
    login(request, user, backend=BACKEND)
    response = redirect("password") if user.word_until else way.go_on(request)
    known = signing.dumps(get_random_string(12), salt=f"known:{user.username.casefold()}")
    keep_cookie(response, "known", known, KNOWN_LASTS, reverse("login"))
    return response


@require_POST
@door.official
def post(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Acts from another of one's posts from here on."""
    chosen = held_post(actor=actor, post_id=int_of(request.POST.get("post")) or 0)
    end_for(actor=actor, now=door.now())
    request.session.pop("for", None)
    request.session["post"] = chosen
    return redirect("today")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    actor = door.actor_of(request)
    if actor:
        end_for(actor=actor, now=door.now())
    logout(request)
    return redirect("login")


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Says whether the server and its database answer, for whoever watches the machine."""
    people.count()
    return HttpResponse("ok\n", content_type="text/plain")
