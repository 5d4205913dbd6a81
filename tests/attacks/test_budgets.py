"""Budgets of requests: together over workers, refilled evenly, refused in plain words."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client

from shanzhi.actions.budgets import spend
from shanzhi.core.budget import BUDGETS
from shanzhi.core.kinds import Refused
from shanzhi.models import Spent
from shanzhi.models.walls import acting
from tests.conftest import NOW, PASSWORD
from tests.feeds_world import source, wells

PLAN = {"text": "一、清理（水务局负责，9月底前完成）"}


@pytest.fixture(autouse=True)
def _plain(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MEDIA_ROOT = tmp_path
    settings.PACE = 1


def _let_through(times, *, what="reading", whose="1", pace=1, now=NOW):
    done = 0
    for _ in range(times):
        try:
            spend(what=what, whose=whose, pace=pace, now=now)
        except Refused as refusal:
            assert refusal.code == "too_often"  # noqa: PT017 - counted, not expected
            continue
        done += 1
    return done


def test_a_minutes_worth_at_once_then_one_by_one(world):
    assert _let_through(30) == 20
    assert _let_through(5, now=NOW + timedelta(seconds=2)) == 0
    assert _let_through(5, now=NOW + timedelta(seconds=3)) == 1
    assert _let_through(5, now=NOW + timedelta(seconds=9)) == 2
    assert _let_through(30, now=NOW + timedelta(hours=1)) == 20


def test_a_refusal_says_how_long_to_wait(world):
    _let_through(20)
    with pytest.raises(Refused) as refusal:
        spend(what="reading", whose="1", pace=1, now=NOW)
    assert str(refusal.value) == "请求太频繁，请过 3 秒再试。"
    spend(what="reading", whose="1", pace=1, now=NOW + timedelta(seconds=3))


def test_each_has_his_own_and_the_pace_multiplies(world):
    assert [_let_through(25, whose=w) for w in "12"] == [20, 20]
    assert _let_through(45, whose="3", pace=2) == 40
    assert _let_through(45, whose="3", pace=0) == 45


def test_no_name_and_no_address_is_kept_and_old_rows_go(world):
    Spent.objects.all().delete()
    _let_through(1, what="page_address", whose="203.0.113.7")
    assert [len(row.key) for row in Spent.objects.all()] == [64]
    _let_through(1, now=NOW + timedelta(minutes=2))
    assert Spent.objects.count() == 1


def test_the_table_is_unlogged(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'shanzhi_spent'")
        assert cursor.fetchone() == ("u",)


def test_many_at_once_never_get_more_than_the_budget(live, django_db_blocker):
    done = []

    def ask():
        with django_db_blocker.unblock():
            done.append(_let_through(10, whose="race"))
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting(None):
        Spent.objects.all().delete()
    assert sum(done) == BUDGETS["reading"].times


def _spent(what, whose, times):
    """All but nothing left, on a day far ahead, so that a slow machine refills nothing."""
    for _ in range(times):
        spend(what=what, whose=whose, pace=1, now=NOW + timedelta(days=4000))


def test_readings_of_an_official_are_counted_and_pages_are_not(world, desk):
    clerk = desk(world.clerk)
    assert clerk.post("/api/read", PLAN, content_type="application/json").status_code == 200
    _spent("reading", str(world.clerk.id), 20)
    answer = clerk.post("/api/read", PLAN, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_often")
    assert int(answer["Retry-After"]) > 3
    page = clerk.post("/plans/", PLAN)
    assert (page.status_code, "请求太频繁，请过" in page.content.decode()) == (429, True)
    assert page.headers["Retry-After"]
    assert {clerk.get("/mine/").status_code for _ in range(30)} == {200}
    assert desk(world.colleague).post("/api/read", PLAN, content_type="application/json").status_code == 200


def test_deliveries_of_readings_are_counted_by_source(world):
    programme, _ = wells(world.clerk)
    full, other = (source(world.clerk, programme) for _ in range(2))
    _spent("feed", str(full.id), 120)
    for opened, status in ((full, 429), (other, 200)):
        meter = Client(headers={"Authorization": f"Bearer {opened.key}"})
        answer = meter.post(f"/api/feeds/{opened.id}/readings", "[]", content_type="application/json")
        assert answer.status_code == status
    answer = meter.post(f"/api/feeds/{full.id}/readings", "[]", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
    ],
)
def test_log_ins_are_counted_by_address(world, one, other, shared):
    browser = Client()
    assert browser.post("/login/", {"username": "v", "password": "x"}, REMOTE_ADDR=one).status_code == 401
    _spent("log_in_address", one if "." in one else "2001:db8:1:2::", 60)
    after = browser.post("/login/", {"username": "u", "password": "x"}, REMOTE_ADDR=other)
    assert after.status_code == (429 if shared else 401)


@pytest.mark.parametrize("name", ["clerk", "CLERK", " clerk "])
def test_log_ins_are_counted_by_account_from_any_address(world, name):
    browser = Client()
    _spent("log_in_account", "clerk", 10)
    said = browser.post("/login/", {"username": name, "password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    assert (said.status_code, "请求太频繁" in said.content.decode()) == (429, True)
    assert browser.post("/login/", {"username": "leader", "password": PASSWORD}).status_code == 302


def test_pages_are_counted_for_those_not_logged_in(world):
    browser = Client()
    _spent("page_address", "203.0.113.7", 600)
    assert browser.get("/login/", REMOTE_ADDR="203.0.113.7").status_code == 429
    assert browser.get("/login/", REMOTE_ADDR="203.0.113.8").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_forged_address_brings_no_new_budget(world, header):
    browser = Client()
    _spent("log_in_address", "127.0.0.1", 60)
    assert (
        browser.post("/login/", {"username": "u", "password": "x"}, headers={header: "198.51.100.99"}).status_code
        == 429
    )
