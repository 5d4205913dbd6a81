"""Where a request comes from, and the cookies its browser is given."""

import ipaddress
from datetime import timedelta
from http.cookies import Morsel

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

# a cookie of its own inside each embedding site; Python knows the word from 3.14 on
Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]  # noqa: SLF001
Morsel._flags.add("partitioned")  # type: ignore[attr-defined]  # noqa: SLF001


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as web.gate found it; of IPv6 the network of one household."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return ""
    return str(address) if address.version == 4 else str(ipaddress.ip_network((seen, 64), strict=False)[0])  # noqa: PLR2004 - IPv4


def known_browser(request: HttpRequest, username: str) -> str:
    """The mark of a browser the account was logged in on before, "" for any other."""
    try:
        return str(signing.loads(request.COOKIES.get("known", ""), salt=f"known:{username.casefold()}"))
    except signing.BadSignature:
        return ""


def keep_cookie(response: HttpResponse, name: str, value: str, lasts: timedelta, path: str) -> None:
    """Gives a browser a cookie as strict as that of the log-in."""
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="None" if settings.FRAMES else "Lax",
    )


def allow_frames(response: HttpResponse) -> None:
    """Inside the sites of SHANZHI_FRAMES, which the policy names; the older header knows no list, so it goes."""
    del response["X-Frame-Options"]
    for cookie in response.cookies.values():
        cookie["samesite"], cookie["secure"], cookie["partitioned"] = "None", True, True
