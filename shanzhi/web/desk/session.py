"""Log-in and log-out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.sessions import held_post
from shanzhi.core.access import Actor
from shanzhi.queries import people
from shanzhi.web.desk.asked import int_of


@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; after it, what was being sent before is sent again."""
    context = {"next": request.POST.get("next") or request.GET.get("next", ""), "stash": request.POST.get("stash", "")}
    if request.method != "POST":
        return render(request, "login.html", context)
    user = authenticate(request, username=request.POST.get("username"), password=request.POST.get("password"))
    if user is None:
        return render(request, "login.html", {**context, "wrong": True}, status=401)
    request.session["device"] = request.headers.get("User-Agent", "")[:200]
    request.session["address"] = request.META.get("REMOTE_ADDR") or None
    login(request, user)
    kept = door.unstash(context["stash"]) if context["stash"] else None
    if kept:
        return render(request, "resend.html", {"path": kept[0], "fields": kept[1]})
    return HttpResponseRedirect(_inside(request, context["next"]))


def _inside(request: HttpRequest, path: str) -> str:
    """The address if it leads to this site, else the first page."""
    inside = url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure())
    return path if inside else "/"


@require_POST
@door.official
def post(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Acts from another of one's posts from here on."""
    chosen = int_of(request.POST.get("post")) or 0
    request.session["post"] = held_post(actor=actor, post_id=chosen)
    return redirect("today")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("login")


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Says whether the server and its database answer, for whoever watches the machine."""
    people.count()
    return HttpResponse("ok\n", content_type="text/plain")
