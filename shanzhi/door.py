"""The porter: request -> Actor, Refused -> status code, and the only clock."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import activate, gettext
from django_htmx.http import HttpResponseClientRedirect

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.queries import people

log = logging.getLogger("shanzhi.door")
P = ParamSpec("P")
Answer = Callable[[HttpRequest], HttpResponse]
STATUS = {
    "log_in_first": 401,
    "not_allowed": 403,
    "token_missing": 403,
    "not_found": 404,
    "changed_meanwhile": 409,
    "too_large": 413,
    "file_too_large": 413,
    "body_too_large": 413,
    "too_often": 429,
}
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
NO_POWERS = ", ".join(
    f"{power}=()"
    for power in (
        *("accelerometer", "ambient-light-sensor", "autoplay", "battery", "bluetooth", "browsing-topics", "camera"),
        *("display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid"),
        *("identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
        *("payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial"),
        *("storage-access", "usb", "web-share", "window-management", "xr-spatial-tracking"),
    )
)
LONGEST_STASH = 200_000
SEEN_EVERY = timedelta(minutes=10)


def now() -> datetime:
    """This moment, aware; nothing else in the house reads a clock."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock


def today() -> date:
    """This day in China."""
    return china_day(now())


class PostBackend(ModelBackend):
    """Log-in by name and password, asked at the door."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's own signature
        username: str | None = None,
        password: str | None = None,
        **_: Any,  # noqa: ANN401 - Django's own signature
    ) -> Any:  # noqa: ANN401 - Django's own signature
        user = people.by_username(username or "")
        if user is None:
            make_password(password)  # the same time for a name that is not there
            return None
        return user if check_password(password or "", user.password) else None


def who(get_response: Answer) -> Answer:
    """Middleware: the person logged in, found with his posts by the one statement that finds the log-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]  # a lazy user
        return get_response(request)

    return middleware


def _person(request: HttpRequest) -> object:
    known = request.session.get(HASH_SESSION_KEY, "")
    found = getattr(request.session, "log_in", None)
    user = found.user if found else None
    if found is None or user is None or not constant_time_compare(known, user.get_session_auth_hash()):
        return AnonymousUser()
    if found.seen_at < now() - SEEN_EVERY:
        request.session.modified = True
    return user


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in a request, None where nobody with a post is logged in."""
    if not request.user.is_authenticated:
        return None
    found = getattr(request.session, "log_in", None)
    return found.actor(today()) if found else None


def posts_of(request: HttpRequest) -> tuple[Actor, ...]:
    """The posts the person logged in may act from today."""
    found = getattr(request.session, "log_in", None)
    return found.choices(today()) if found else ()


def official(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for people with a post: hands it the actor, asks others to log in and keeps what they were sending."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if actor is None:
            return _log_in_first(request)
        return view(request, actor, *args, **kwargs)

    return guarded


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """A log-in page; what was being sent when the session ended travels along, signed, and is sent again after."""
    if request.method != "POST":
        first = f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}"
        # htmx would follow a plain redirect unseen and put the log-in page inside this one
        return HttpResponseClientRedirect(first) if getattr(request, "htmx", False) else HttpResponseRedirect(first)
    response = render(request, "login.html", {"next": request.get_full_path(), "stash": stash(request)}, status=401)
    response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def stash(request: HttpRequest) -> str:
    """The fields of a POST, signed; "" where they are too many to carry. Files are left behind."""
    fields = [(k, v) for k, values in request.POST.lists() if k != "csrfmiddlewaretoken" for v in values]
    packed = signing.dumps([request.get_full_path(), fields], salt="stash", compress=True)
    return packed if len(packed) <= LONGEST_STASH else ""


def unstash(packed: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Address and fields of a stash not older than a day, None for anything else."""
    try:
        path, fields = signing.loads(packed, salt="stash", max_age=86_400)
    except signing.BadSignature:
        return None
    return path, [(k, v) for k, v in fields]


def refusal_text(refused: Refused) -> str:
    """A refusal's sentence in the reader's language."""
    args = {k: gettext(v.text) if isinstance(v, Words) else v for k, v in refused.args_.items()}
    return gettext(refused.text).format(**args)


def refusals(get_response: Answer) -> Answer:
    """Middleware: turns Refused into a page, a fragment for htmx, or JSON for the API."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.GET, request.POST = _without_nul(request.GET), _without_nul(request.POST)  # type: ignore[assignment]  # both may be set
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refused_response(request, exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks for it there
    return middleware


def _without_nul(given: QueryDict) -> QueryDict:
    """Fields without U+0000, which stands in no text and which the database refuses."""
    if not any("\x00" in value for _, values in given.lists() for value in values):
        return given
    clean = QueryDict(mutable=True)
    for key, values in given.lists():
        clean.setlist(key, [value.replace("\x00", "") for value in values])
    return clean


def refused_response(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a refused request: the sentence, the code, the status it stands for."""
    status = STATUS.get(refused.code, 422)
    text = refusal_text(refused)
    log.info("refused", extra={"code": refused.code, "path": request.path})
    later = {"Retry-After": str(refused.args_["seconds"])} if refused.code == "too_often" else {}
    if request.path.startswith("/api/"):
        body = json.dumps({"code": refused.code, "text": text}, ensure_ascii=False)
        return HttpResponse(body, status=status, content_type="application/json", headers=later)
    small = bool(getattr(request, "htmx", False))
    page = "_refusal.html" if small else "refused.html"
    response = render(request, page, {"text": text, "code": refused.code}, status=status)
    for name, value in later.items():
        response[name] = value
    if small:
        response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML"
    return response


def content_policy(get_response: Answer) -> Answer:
    """Middleware: everything comes from this server; no inline script or style; no cache on the way keeps a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", NO_POWERS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def language(get_response: Answer) -> Answer:
    """Middleware: Chinese unless the reader chose otherwise; a browser's own language does not decide."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        activate(code)
        request.LANGUAGE_CODE = code
        return get_response(request)

    return middleware
