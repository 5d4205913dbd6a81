"""The gate before the porter: who really knocks, how much they carry, how often they come."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from shanzhi import door
from shanzhi.actions.budgets import spend
from shanzhi.core.kinds import Refused
from shanzhi.visitor import address_of

FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)
DEAR = {"plans", "read"}
MEGABYTE = 1024 * 1024


class Messages(CookieStorage):
    """Notices between two pages, in a cookie that only this host over HTTPS may set."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"


def proxies(get_response: door.Answer) -> door.Answer:
    """Middleware, the first: what our own proxy says of address and scheme counts; what others say is dropped."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said = {name: request.META.pop(name, "") for name in FORWARDED}
        if _is_proxy(request.META.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in str(said["HTTP_X_FORWARDED_FOR"]).split(",")]
            request.META["REMOTE_ADDR"] = next(_strangers(hops), request.META["REMOTE_ADDR"])
            if said["HTTP_X_FORWARDED_PROTO"] in {"http", "https"}:
                request.META["wsgi.url_scheme"] = said["HTTP_X_FORWARDED_PROTO"]
        return get_response(request)

    return middleware


def _strangers(hops: list[str]) -> Iterator[str]:
    """The addresses from the nearest to the farthest that are none of our proxies; a word that is none ends it."""
    for hop in reversed(hops):
        if _address(hop) is None:
            return
        if not _is_proxy(hop):
            yield hop


def _is_proxy(text: str) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in settings.PROXIES)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def budgets(get_response: door.Answer) -> door.Answer:
    """Middleware: refuses what is too large before it is read, and what comes too often before it is worked on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            _weigh(request)
            _count(request)
        except Refused as refusal:
            return door.refused_response(request, refusal)
        return get_response(request)

    return middleware


def _weigh(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) > settings.MAX_BODY_MB * MEGABYTE:
        raise Refused(
            "body_too_large",
            "一次送来的内容超过 {limit} MB，没有接收。请减少附件，或分几次保存。",
            limit=settings.MAX_BODY_MB,
        )


def _count(request: HttpRequest) -> None:
    name = _name(request)
    posted = request.method == "POST"
    address = address_of(request)
    if name == "login" and posted:
        _spend("log_in_address", address)
        _spend("log_in_account", request.POST.get("username", "").strip().lower())
    elif not request.user.is_authenticated:
        _spend("page_address", address)
    elif name in DEAR and posted:
        _spend("reading", str(request.user.pk))


def _spend(what: str, whose: str) -> None:
    spend(what=what, whose=whose, pace=settings.PACE, now=door.now())


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
