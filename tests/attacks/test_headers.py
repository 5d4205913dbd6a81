"""Headers and cookies of every kind of answer, under HTTPS as production serves it."""

import re

import pytest

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/login/",
    "/plans/",
    "/mine/",
    "/duties/",
    "/nowhere/",
    "/tasks/999999/",
    "/api/programmes/999999/tasks",
    "/health/",
    "/programmes/{programme}/",
    "/programmes/{programme}/wall/",
    "/programmes/{programme}/indicators/",
    "/programmes/{programme}/duties/",
    "/programmes/{programme}/ledger.xlsx",
    "/programmes/{programme}/tasks.ics",
    "/plans/{reading}/",
    "/plans/{reading}/adoption/",
]
WANTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["clerk", ""])
def test_every_answer_carries_every_header_and_no_inline_code(visitors, nobody, django_db_setup, path, who):
    world = django_db_setup
    answer = (visitors(who) if who else nobody).ask(path.format(programme=world.programme, reading=world.reading))
    assert answer.status < 500
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    powers = answer.headers["permissions-policy"]
    assert [
        p
        for p in ("camera", "microphone", "geolocation", "usb", "payment", "display-capture")
        if f"{p}=()" not in powers
    ] == []
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\son[a-z]+=|\sstyle=|javascript:", answer.body)
    assert inline == []
    assert set(re.findall(r'(?:src|href)="(https?:)?//', answer.body)) == set()
    assert [h for h in ("server", "x-powered-by") if "django" in answer.headers.get(h, "").lower()] == []


def test_static_files_carry_them_too(nobody):
    css = re.search(r'href="(/static/[^"]+\.css)"', nobody.ask("/login/").body)[1]
    answer = nobody.ask(css)
    assert answer.status == 200
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED


def test_cookies_are_bound_to_this_host_over_https(visitors, nobody):
    first = nobody.ask("/login/")
    second = nobody.log_in("reader", "a-long-test-password")
    nobody.ask("/")
    third = nobody.post("/language/", {"language": "en"})
    kept = {c.split("=", 1)[0]: c for c in (*first.cookies, *second.cookies, *third.cookies)}
    assert set(kept) == {"__Host-csrftoken", "__Host-sessionid", "__Host-language", "known"}
    for cookie in kept.values():
        words = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax"} <= words
        assert ("path=/" in words) is cookie.startswith("__Host-")
        assert not any(word.startswith("domain") for word in words)


def test_a_log_in_gets_a_new_cookie(served):
    """A cookie that somebody else planted beforehand is worth nothing."""
    from tests.attacks.served import Visitor  # noqa: PLC0415 - beside its use

    visitor = Visitor(served, {"__Host-sessionid": "plantedplantedplantedplanted1234"})
    visitor.log_in("reader", "a-long-test-password")
    assert visitor.cookies["__Host-sessionid"] != "plantedplantedplantedplanted1234"
    assert Visitor(served, {"__Host-sessionid": "plantedplantedplantedplanted1234"}).ask("/mine/").status == 302
