"""Attacks on the wire against the served program: hosts, proxies, methods, paths, sizes, fields."""

import pytest

from shanzhi.models import Session
from shanzhi.models.walls import acting
from tests.attacks.served import ANYBODY, HOST, Visitor
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://shanzhi.example/",
    "https://shanzhi.example@evil.example/",
    "https://shanzhi.example.evil.example/",
    "/\t/evil.example",
    "\x01https://evil.example/",
]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_log_in_leads_elsewhere(nobody, to):
    answer = nobody.log_in("reader", PASSWORD, to)
    assert (answer.status, answer.headers["location"]) == (302, "/")


def test_a_log_in_leads_back_inside(nobody):
    assert nobody.log_in("reader", PASSWORD, "/mine/?a=1").headers["location"] == "/mine/?a=1"


@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_choice_of_language_leads_elsewhere(nobody, to):
    nobody.ask("/login/")
    answer = nobody.post("/language/", {"language": "en", "next": to}, Referer=f"https://{HOST}/login/")
    assert (answer.status, answer.headers["location"]) == (302, f"https://{HOST}/login/")


@pytest.mark.parametrize(
    "host", ["evil.example", "shanzhi.example.evil.example", "evil.example:80@shanzhi.example", "", "127.0.0.1"]
)
def test_another_host_is_refused(served, host):
    answer = served.ask("/login/", Host=host)
    assert answer.status == 400
    assert "evil" not in answer.body


def test_a_forwarded_host_changes_nothing(served):
    answer = served.ask("/plans/", X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
    assert (answer.status, answer.headers["location"]) == (302, "/login/?next=%2Fplans%2F")


def test_without_a_proxy_of_ours_every_request_is_sent_to_https(served):
    answer = served.ask("/login/", source=ANYBODY, X_Forwarded_Proto="https", X_Forwarded_Ssl="on")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/login/")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.9, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.9, 203.0.113.7, 127.0.0.2", "203.0.113.7"),
        ("203.0.113.7, <script>", "127.0.0.2"),
        ("", "127.0.0.2"),
        ("2001:db8::5", "2001:db8::"),
    ],
)
def test_the_address_of_a_log_in_is_what_our_proxy_saw(served, django_db_blocker, said, kept):
    visitor = Visitor(served)
    visitor.ask("/login/")
    fields = {"username": "village", "password": PASSWORD}
    assert visitor.post("/login/", fields, X_Forwarded_For=said).status == 302
    with django_db_blocker.unblock(), acting(None):
        assert Session.objects.filter(user__username="village").latest("began_at").address == kept


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE", "PROPFIND"])
def test_pages_to_read_are_only_read(visitors, method):
    answer = visitors("clerk").ask("/mine/", method, X_HTTP_Method_Override="GET")
    assert answer.status in {400, 403, 405, 501}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/logout/", "/tasks/1/note/", "/tasks/1/settle/", "/plans/1/adopt/", "/plans/1/rest/", "/post/"]
)
def test_nothing_is_done_by_another_method_than_post(visitors, path, method):
    answer = visitors("clerk").ask(path, method, X_HTTP_Method_Override="POST")
    assert answer.status in {403, 405}
    assert visitors("clerk").ask("/mine/").status == 200


@pytest.mark.parametrize(
    "header", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://shanzhi.example"}]
)
def test_a_form_from_elsewhere_is_refused_even_with_a_token(served, header):
    visitor = Visitor(served)
    visitor.log_in("town", PASSWORD)
    visitor.ask("/")
    answer = visitor.post("/logout/", {}, **header)
    assert answer.status == 403
    assert visitor.ask("/mine/").status == 200


def test_a_form_without_a_token_is_refused(visitors):
    assert (
        visitors("clerk").ask("/plans/", "POST", b"text=x", Content_Type="application/x-www-form-urlencoded").status
        == 403
    )


TRAVERSALS = [
    "../settings.py",
    "..%2fsettings.py",
    "%2e%2e/%2e%2e/settings.py",
    "..\\settings.py",
    "..%5csettings.py",
    "....//settings.py",
    "%252e%252e%252fsettings.py",
    "..%c0%afsettings.py",
    "..%00/settings.py",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "desk.css%00.html",
]


@pytest.mark.parametrize("base", ["/static/", "/files/", "/files/1/"])
@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_its_folder(visitors, base, path):
    answer = visitors("clerk").ask(base + path)
    assert answer.status in {400, 404}
    assert [word for word in ("SECRET_KEY", "root:x:", "INSTALLED_APPS") if word in answer.body] == []


@pytest.mark.parametrize(
    "path", ["/secret", "/static/../secret", "/var/secret", "/.env", "/.git/config", "/admin/", "/files/", "/static/"]
)
def test_what_is_no_page_is_not_there(nobody, path):
    assert nobody.ask(path).status == 404


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999999", "1e3", "１", "1;drop", "0x1", "1/../2"])
def test_numbers_of_files_that_are_none(visitors, number):
    from urllib.parse import quote  # noqa: PLC0415 - for this line

    assert visitors("clerk").ask(f"/files/{quote(number)}/").status in {404, 301}


def test_the_last_of_two_equal_fields_counts_and_nothing_breaks(visitors):
    clerk = visitors("clerk")
    twice = clerk.ask("/duties/?month=2026-09&month=%27%3B--&month[]=x&month=2026-10")
    assert (twice.status, "2026-10" in twice.body or "10月" in twice.body) == (200, True)
    assert clerk.ask("/mine/?page=1&page=2&page=%00&a[b]=c").status == 200


def test_two_programmes_in_one_request_show_the_one_of_the_address(visitors, django_db_setup):
    """Fields named like parts of the address cannot stand in for them."""
    answer = visitors("stranger").ask(f"/programmes/{django_db_setup.programme}/?programme_id=0&place=999902000000")
    assert answer.status == 404


def test_headers_beyond_measure_are_refused(served):
    assert served.raw(b"GET /login/ HTTP/1.1\r\nHost: shanzhi.example\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n")[
        :12
    ] in {
        b"HTTP/1.1 431",
        b"HTTP/1.1 400",
        b"",
    }
    assert served.ask("/health/").status == 200


def test_an_address_beyond_measure_is_refused(served):
    assert served.raw(b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: shanzhi.example\r\n\r\n")[:12] in {
        b"HTTP/1.1 414",
        b"HTTP/1.1 431",
        b"HTTP/1.1 400",
        b"",
    }
    assert served.ask("/health/").status == 200


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 6\r\nContent-Length: 60\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 6x\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
    ],
)
def test_a_second_request_hidden_in_the_first_is_not_answered(served, framing):
    head = b"POST /login/ HTTP/1.1\r\nHost: shanzhi.example\r\nX-Forwarded-Proto: https\r\n" + framing
    said = served.raw(
        head + b"\r\n0\r\n\r\nGET /health/ HTTP/1.1\r\nHost: shanzhi.example\r\nX-Forwarded-Proto: https\r\n\r\n"
    )
    assert b"\r\n\r\nok\n" not in said


def test_a_body_beyond_measure_is_refused_before_it_is_read(served, visitors):
    jar = "; ".join(f"{name}={value}" for name, value in visitors("clerk").cookies.items()).encode()
    head = b"POST /plans/ HTTP/1.1\r\nHost: shanzhi.example\r\nX-Forwarded-Proto: https\r\nCookie: " + jar
    said = served.raw(head + b"\r\nConnection: close\r\nContent-Length: 99999999999\r\n\r\nabc")
    assert said[:12] == b"HTTP/1.1 413"
    assert "没有接收".encode() in said


def test_a_form_beyond_measure_is_refused(served):
    head = b"POST /login/ HTTP/1.1\r\nHost: shanzhi.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 21000000\r\n\r\n"
    assert served.raw(head + kind + b"username=a")[:12] == b"HTTP/1.1 400"


def test_too_many_fields_are_refused(visitors):
    answer = visitors("clerk").post("/plans/", {f"f{n}": "" for n in range(5000)})
    assert answer.status == 400


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "a\r\n\r\n<script>", "\u202e", "a\x00b"])
def test_what_is_asked_never_becomes_a_header(visitors, value):
    from urllib.parse import quote  # noqa: PLC0415 - for this line

    answer = visitors("clerk").ask(f"/plans/?next={quote(value)}")
    assert "x=1" not in answer.headers.get("set-cookie", "")
    assert visitors("clerk").ask(f"/login/?next={quote(value)}").status == 200
