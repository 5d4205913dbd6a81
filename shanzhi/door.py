"""The porter: request -> Actor, Refused -> status code, and the only clock."""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import activate, gettext
from django_htmx.http import HttpResponseClientRedirect

from shanzhi import database
from shanzhi.actions.budgets import spend
from shanzhi.actions.devices import see_device
from shanzhi.actions.passwords import AttemptIn, try_password
from shanzhi.core.access import Actor, Behalf
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.queries.devices import FieldDevice, device_of
from shanzhi.queries.feeds import Knock
from shanzhi.queries.feeds import source_of as readings_source
from shanzhi.queries.people import LogIn
from shanzhi.visitor import address_of, allow_frames, known_browser

log = logging.getLogger("shanzhi.door")
P = ParamSpec("P")
Answer = Callable[[HttpRequest], HttpResponse]
STATUS = {
    "log_in_first": 401,
    "not_allowed": 403,
    "token_missing": 403,
    "second_factor_needed": 403,
    "not_found": 404,
    "changed_meanwhile": 409,
    "too_large": 413,
    "file_too_large": 413,
    "body_too_large": 413,
    "too_often": 429,
    "disk_full": 507,
    "disk_read_only": 503,
    "database_gone": 503,
    "too_many_tries": 429,
    "sso_unreachable": 503,
}
# a form that leads to the single sign-on goes there by a redirect, which the policy holds to as well
_PROVIDER = " {0.scheme}://{0.netloc}".format(urlsplit(settings.OIDC_ISSUER)) if settings.OIDC_ISSUER else ""
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
    + _PROVIDER
    + "; "
    "frame-ancestors " + (" ".join(settings.FRAMES) or "'none'")
)
NO_POWERS = ", ".join(
    f"{power}=()"
    for power in (
        *("accelerometer", "autoplay", "browsing-topics", "camera"),
        *("display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid"),
        *("identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
        *("payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial"),
        *("storage-access", "usb", "window-management", "xr-spatial-tracking"),
    )
)
FIELD_COOKIE = "__Secure-field" if settings.HTTPS else "field"  # its path is not /, so it cannot be __Host-
LONGEST_STASH = 200_000
SEEN_EVERY = min(timedelta(minutes=5), timedelta(minutes=settings.IDLE_MINUTES) / 4)


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
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,  # noqa: ANN401 - Django's own signature
    ) -> Any:  # noqa: ANN401 - Django's own signature
        given = username or ""
        where = (address_of(request), known_browser(request, given)) if request else ("", "")
        attempt = AttemptIn(given, password or "", *where)
        return try_password(attempt=attempt, now=now())


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


def log_in_of(request: HttpRequest) -> LogIn | None:
    """The log-in of a request, None where nobody is logged in."""
    return getattr(request.session, "log_in", None) if request.user.is_authenticated else None


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in a request, None where nobody with a post and a password of his own is logged in."""
    found = log_in_of(request)
    if found is None or found.user is None or found.user.word_until:
        return None
    actor = found.actor(today())
    if actor is None:
        return None
    verified = actor.verified or settings.SECOND_FACTOR == "off"
    return replace(actor, verified=verified, behalf_of=actor.behalf_of or _villager(request, actor))


def _villager(request: HttpRequest, actor: Actor) -> Behalf | None:
    """For which villager somebody acts just now, from the post he began it with."""
    said = request.session.get("for")
    if not said or said["post"] != actor.post_id or datetime.fromisoformat(said["until"]) <= now():
        return None
    return Behalf(None, said["name"], "villager")


def for_until(request: HttpRequest) -> datetime | None:
    """Until when somebody acts for a villager, None where he does not."""
    said = request.session.get("for")
    return datetime.fromisoformat(said["until"]) if said else None


def posts_of(request: HttpRequest) -> tuple[Actor, ...]:
    """The posts the person logged in may act from today."""
    found = log_in_of(request)
    return found.choices(today()) if found else ()


def official(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for people with a post: hands it the actor, asks others to log in and keeps what they were sending."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if actor is not None:
            return view(request, actor, *args, **kwargs)
        found = log_in_of(request)
        if found and found.user and found.user.word_until:
            return HttpResponseRedirect(reverse("password"))
        return _log_in_first(request)

    return guarded


def person(
    view: Callable[Concatenate[HttpRequest, LogIn, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view on one's own account, for whoever is logged in, with or without a post today."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = log_in_of(request)
        return view(request, found, *args, **kwargs) if found else _log_in_first(request)

    return guarded


def phone_of(token: str, seq: int | None) -> Actor | None:
    """Who acts through the paired phone that shows this token, None where it is none; for what has no pages.

    seq: the number the phone gives its deed, kept in the journal beside it.
    """
    device = device_of(token, now()) if token else None
    if device is None:
        return None
    see_device(device.id, now())
    return replace(device.actor, device_seq=seq)


def source_of(key: str) -> Knock | None:
    """The source of readings that shows this key, None where it is none; counted, so that no source takes it all.

    raises: Refused("too_often").
    """
    found = readings_source(key) if key else None
    if found is not None:
        spend(what="feed", whose=str(found.id), pace=settings.PACE, now=now())
    return found


def field(
    view: Callable[Concatenate[HttpRequest, FieldDevice, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for a paired phone: hands it the phone with its actor; others are led to pairing."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        token = request.COOKIES.get(FIELD_COOKIE, "")
        device = device_of(token, now()) if token else None
        if device is None:
            return HttpResponseRedirect(reverse("pair"))
        see_device(device.id, now())
        return view(request, device, *args, **kwargs)

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
    args = {k: gettext(v.text).format(**v.args) if isinstance(v, Words) else v for k, v in refused.args_.items()}
    return gettext(refused.text).format(**args)


def words_text(words: Words) -> str:
    """A sentence in the reader's language."""
    return gettext(words.text).format(**words.args)


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
    if refused.code == "second_factor_needed":
        return _second_factor_first(request, text)
    page = "_refusal.html" if small else "refused.html"
    response = render(request, page, {"text": text, "code": refused.code}, status=status)
    for name, value in later.items():
        response[name] = value
    if small:
        response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML"
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """The answer where something broke: what ails the machine has its own sentence; neither page asks the database.

    Django calls it with the exception at hand, whichever floor or middleware it came from.
    """
    refused = database.ailment(sys.exc_info()[1])
    if refused is None:
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    text, status = refusal_text(refused), STATUS[refused.code]
    if request.path.startswith("/api/"):
        body = json.dumps({"code": refused.code, "text": text}, ensure_ascii=False)
        return HttpResponse(body, status=status, content_type="application/json", headers={"Retry-After": "60"})
    small = bool(getattr(request, "htmx", False))
    page = loader.render_to_string("_refusal.html" if small else "503.html", {"text": text, "code": refused.code})
    response = HttpResponse(page, status=status, headers={"Retry-After": "60"})
    if small:
        response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML"
    return response


def _second_factor_first(request: HttpRequest, text: str) -> HttpResponse:
    """Leads to the second factor; what was being sent travels along, signed, and is sent again after."""
    back = "/" if request.method == "POST" else request.get_full_path()
    context = {"text": text, "next": back, "stash": stash(request) if request.method == "POST" else ""}
    response = render(request, "second_needed.html", context, status=STATUS["second_factor_needed"])
    response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def content_policy(get_response: Answer) -> Answer:
    """Middleware: everything comes from this server; no inline script or style; no cache on the way keeps a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", NO_POWERS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "private, no-cache")
        if settings.FRAMES:
            allow_frames(response)
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
