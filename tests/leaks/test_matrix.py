"""The leak matrix: every address × everybody who must not see the matter: not a word of it, not a row changed."""

import hashlib
import re

import pytest
from django.test import Client

from shanzhi.models import Entry, Session, User
from shanzhi.models.walls import acting
from tests.conftest import Unscoped, books
from tests.leaks.matter import FILE, PLAN, VALUE, WORDS, make
from tests.leaks.opened import words_of
from tests.leaks.rows import ASIDE, ROWS, Ask, addresses

# who may see which of the words; everybody else none
SEES = {
    "owner": set(WORDS),
    "county": set(WORDS),
    "stand-in in his days": set(WORDS),
    "own village": set(WORDS),
    "sibling village": {PLAN, VALUE},
}
OUTSIDERS = (
    "nobody",
    "other county",
    "sibling prefix",
    "village of the sibling prefix",
    "unit that takes no part",
    "keeper",
    "ended post",
    "post that has not begun",
    "stand-in before his days",
    "stand-in after his days",
)
# a log-in, a wrong try and a second factor begun are one's own, never the matter's
OWN = {"shanzhi_session", "shanzhi_tries", "shanzhi_factor"}
FORGED = {
    "X-Forwarded-User": "owner",
    "Remote-User": "owner",
    "X-Forwarded-For": "127.0.0.1",
    "X-Original-URL": "/",
    "X-Rewrite-URL": "/",
    "X-HTTP-Method-Override": "GET",
    "X-Place": "999901103000",
    "Authorization": "Basic b3duZXI6YS1sb25nLXRlc3QtcGFzc3dvcmQ=",
}


@pytest.fixture
def matter(world, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MEDIA_ROOT = tmp_path
    return make(world)


def browser(matter, who: str, **headers: str) -> Client:
    client, actor = Unscoped(headers=headers), matter.viewers[who]
    if actor:
        client.force_login(User.objects.get(pk=actor.id), backend="shanzhi.door.PostBackend")
    return client


def said(client: Client, ask: Ask) -> str:
    """Everything an answer says: its status, its headers, its text, packed files opened."""
    answer = getattr(client, ask.method)(ask.path, ask.fields)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        data = words_of(data).encode()
    head = " ".join(f"{k}: {v}" for k, v in answer.items())
    assert answer.status_code < 500, (ask, answer.status_code)
    return f"{answer.status_code} {head} {data.decode('utf-8', 'replace')}"


def words_in(text: str) -> set[str]:
    return {w for w in WORDS if w in text}


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(addresses()) == set(ROWS)


JOURNAL = {f"shanzhi_{name}" for name in ("entry", "entryvalue", "chainhead", "treetile")}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_must_not_see_sees_nothing_and_changes_nothing(matter, who, record_property):
    client, leaks = browser(matter, who), []
    before, last = books(), Entry.objects.latest("pk").pk
    for name, make_asks in ROWS.items():
        for ask in make_asks(matter):
            found = words_in(said(client, ask).replace(ask.path, ""))
            leaks += [(name, ask.path, w) for w in found]
        record_property("leak", (name, who, sum(n == name for n, _, _ in leaks)))
    after = books()
    assert leaks == []
    assert {t for t in after if after[t] != before[t]} <= OWN | JOURNAL
    noted = set(Entry.objects.filter(pk__gt=last).values_list("deed", "object_kind"))
    assert noted <= {
        ("export_list", kind) for kind in ("burden", "completeness", "duties", "inventory", "impact", "people", "units")
    }  # of their own


@pytest.mark.parametrize("who", ["nobody", "other county", "ended post"])
def test_forged_headers_open_nothing(matter, who):
    client = browser(matter, who, **FORGED)
    leaks = [
        (name, ask.path)
        for name, make_asks in ROWS.items()
        for ask in make_asks(matter)
        if ask.method == "get" and words_in(said(client, ask).replace(ask.path, ""))
    ]
    assert leaks == []


@pytest.mark.parametrize("who", SEES)
def test_who_may_see_sees_his_own_part_and_no_more(matter, who, record_property):
    """The other side of the matrix: it would not be worth anything if nobody saw anything."""
    client, seen = browser(matter, who), set()
    for name, make_asks in ROWS.items():
        for ask in make_asks(matter):
            if ask.method == "get":
                found = words_in(said(client, ask).replace(ask.path, ""))
                assert found <= SEES[who], (name, ask.path)
                seen |= found
    assert seen == SEES[who]


def test_a_sibling_changes_nothing_in_the_part_of_another(matter):
    client = browser(matter, "sibling village")
    before = books()
    for name in ("settle", "settle_anchor", "deed", "value", "meet", "clause", "rest", "adopt"):
        for ask in ROWS[name](matter):
            said(client, ask)
    after = books()
    assert {t for t in after if after[t] != before[t]} <= OWN


@pytest.mark.parametrize("who", ["nobody", "other county", "owner"])
def test_files_lie_at_no_address_of_their_own(matter, who):
    client = browser(matter, who)
    texts = [said(client, ask) for ask in ASIDE(matter)]
    assert [t[:3] for t in texts] == ["404"] * len(texts) or who == "nobody"
    assert not any(FILE in t for t in texts)


IDS = ("0", "-1", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1;--", "１", "a")


def test_forged_ids_find_nothing_and_break_nothing(matter):
    client, odd = browser(matter, "other county"), []
    asks = [ask for name, make_asks in ROWS.items() if name != "login" for ask in make_asks(matter)]
    for id_ in IDS:
        for ask in asks:
            path = re.sub(r"(?<=/)\d+(?=/)", id_, ask.path)
            if path != ask.path:
                status = said(client, Ask(path, ask.fields, ask.method))[:3]
                keyed = status == "401" and path.startswith(("/api/tasks/", "/api/feeds/"))  # a browser has no key
                odd += [(path, status)] if status not in {"403", "404", "422"} and not keyed else []
    assert odd == []


def test_counts_do_not_tell_of_what_is_not_shown(world, settings, tmp_path):
    """Lists and counts of an outsider are the same before the matter came into the world and after."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MEDIA_ROOT = tmp_path
    client = Unscoped()
    client.force_login(User.objects.get(pk=world.stranger.id), backend="shanzhi.door.PostBackend")
    pages = ("/", "/plans/", "/duties/?month=2026-09", "/mine/", "/duties/duties.ics")

    def shown() -> list[str]:
        return [re.sub(r'csrfmiddlewaretoken" value="\w+"|Set-Cookie.*', "", said(client, Ask(p))) for p in pages]

    before = shown()
    make(world)
    assert shown() == before


def test_what_the_table_of_log_ins_keeps_opens_no_door(matter):
    browser(matter, "owner")
    with acting(None):
        key = Session.objects.filter(user=matter.viewers["owner"].id).values_list("session_key", flat=True)[0]
    client = Unscoped()
    client.cookies["sessionid"] = key
    assert client.get("/").status_code == 302
    assert len(key) == len(hashlib.sha256().hexdigest())


@pytest.mark.parametrize("who", ["owner", "own village"])
def test_answers_to_somebody_are_kept_by_no_cache_on_the_way(matter, who):
    client = browser(matter, who)
    asks = [ask for make_asks in ROWS.values() for ask in make_asks(matter) if ask.method == "get"]
    loose = [ask.path for ask in asks if not re.search("Cache-Control: .*private", said(client, ask))]
    assert loose == []
