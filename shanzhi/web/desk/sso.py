"""Single sign-on: to the provider and back; an unknown person is told so and never entered silently."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shanzhi import door, sign_on
from shanzhi.core.kinds import Refused
from shanzhi.queries import people
from shanzhi.web.desk.session import Way, password_right, way_of

log = logging.getLogger("shanzhi.sign_on")
LASTS = timedelta(minutes=10)
T = TypeVar("T")


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider. A form cannot be redirected there by the policy, so a page leads on."""
    way, ticket = way_of(request), sign_on.new_ticket()
    address = _asked(lambda client: sign_on.start_url(client, ticket), request)
    kept = {"next": way.next, "stash": way.stash, "at": door.now().isoformat()}
    request.session["sso"] = {**asdict(ticket), **kept}
    if request.method == "POST":
        return render(request, "sso.html", {"address": address})
    return HttpResponseRedirect(address)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """The browser comes back; the ticket counts once."""
    kept = request.session.pop("sso", None)
    if not kept or door.now() - datetime.fromisoformat(kept["at"]) > LASTS:
        raise _failed()
    ticket = sign_on.Ticket(kept["state"], kept["nonce"], kept["verifier"])
    answer = {k: request.GET.get(k, "") for k in ("code", "state", "error")}
    claims = _asked(lambda client: sign_on.claims_of(client, ticket, answer, door.now()), request)
    name = str(claims.get(settings.OIDC_CLAIM, ""))
    user = people.by_username(name) if name else None
    if user is None:
        raise Refused(
            "sso_unknown",
            "统一身份认证已通过，但“{name}”还没有在本系统登记。请联系管理员登记后再登录。",
            name=name or "-",
        )
    user.word_until = None  # the password a keeper replaced is not asked for here
    return password_right(request, user, Way(kept["next"], kept["stash"]), verified=settings.OIDC_SECOND)


def _asked(question: Callable[[sign_on.Client], T], request: HttpRequest) -> T:
    """What the provider answers, its troubles turned into refusals."""
    if not settings.OIDC_ISSUER:
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    address = request.build_absolute_uri(reverse("sso_back"))
    client = sign_on.Client(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, address)
    try:
        return question(client)
    except sign_on.SignOnUnreachable as error:
        log.warning("single sign-on does not answer", extra={"why": str(error)})
        raise Refused(
            "sso_unreachable", "统一身份认证暂时连不上，请稍后再试，或用本系统的用户名和密码登录。"
        ) from error
    except sign_on.SignOnFailed as error:
        log.warning("single sign-on refused", extra={"why": str(error)})
        raise _failed() from error


def _failed() -> Refused:
    return Refused("sso_failed", "统一身份认证没有成功，没有登录。请回到登录页重新开始。")
