"""Log-in, second factor and one's own account, as a browser sees them."""

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest

from shanzhi import door
from shanzhi.actions.factors import begin_factor, confirm_factor
from shanzhi.actions.passwords import reset_password
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.posts import end_post
from shanzhi.core.access import NOBODY
from shanzhi.models import Device, Entry, Factor, Programme, RecoveryCode, Session, User
from shanzhi.models.walls import acting
from shanzhi.visitor import address_of
from tests.conftest import PASSWORD, PLAN, Unscoped, books, person


@pytest.fixture
def browser(desk):
    """A browser nobody is logged in on yet."""
    return Unscoped()


def say(answer) -> str:
    return unescape(answer.content.decode())


def log_in(client, name="clerk", word=PASSWORD, **more):
    return client.post("/login/", {"username": name, "password": word, **more})


def open_factor(actor) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """An app whose first code was shown five minutes ago."""
    made = pyotp.TOTP(begin_factor(actor=actor, username="clerk").secret)
    then = door.now() - timedelta(minutes=5)
    return made, confirm_factor(actor=actor, code=made.at(then), now=then)


def hidden(page: str, name: str) -> str:
    return re.search(f'name="{name}" value="([^"]*)"', page)[1]


def test_a_log_in_gets_a_new_cookie_and_its_browser_and_address_are_kept(world, browser):
    browser.get("/login/")
    answer = browser.post(
        "/login/",
        {"username": "clerk", "password": PASSWORD, "next": "/duties/"},
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/duties/")
    page = say(browser.get("/account/"))
    assert "Windows 电脑 · 火狐浏览器" in page
    assert "127.0.0.1" in page


def test_somebody_else_s_cookie_planted_before_does_not_become_the_log_in(world, browser, desk):
    planted = desk(world.stranger).cookies["sessionid"].value
    browser.cookies["sessionid"] = planted
    log_in(browser)
    assert browser.cookies["sessionid"].value != planted
    thief = Unscoped()
    thief.cookies["sessionid"] = planted
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize("next_", ["https://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com"])
def test_a_log_in_leads_to_no_other_site(world, browser, next_):
    assert log_in(browser, next=next_)["Location"] == "/"


def test_wrong_passwords_come_to_a_wait_that_says_how_long(world, browser):
    statuses = [log_in(browser, word="wrong").status_code for _ in range(5)]
    answer = log_in(browser)
    assert (statuses, answer.status_code) == ([401] * 5, 429)
    assert "请过 1 分钟再试" in say(answer)
    assert browser.get("/").status_code == 302


def test_a_known_browser_is_not_locked_out_by_strangers(world, browser):
    log_in(browser)
    browser.post("/logout/")
    stranger = Unscoped(REMOTE_ADDR="203.0.113.5")
    for _ in range(5):
        log_in(stranger, word="wrong")
    assert log_in(stranger).status_code == 429
    assert log_in(browser).status_code == 302


@pytest.mark.parametrize(
    ("remote", "seen"),
    [("198.51.100.1", "198.51.100.1"), ("nonsense", ""), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")],
)
def test_an_address_is_the_one_at_the_gate_whatever_a_header_says(rf, remote, seen):
    assert address_of(rf.get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": "6.6.6.6"})) == seen


def test_a_second_factor_is_asked_after_the_password_and_before_anything_else(world, browser):
    made, codes = open_factor(world.clerk)
    answer = log_in(browser, next="/duties/")
    assert "六位数字" in say(answer)
    assert browser.get("/").status_code == 302
    assert browser.post("/login/code/", {"code": "000000", "next": "/duties/"}).status_code == 401
    answer = browser.post("/login/code/", {"code": made.at(door.now()), "next": "/duties/"})
    assert (answer.status_code, answer["Location"]) == (302, "/duties/")
    assert Session.objects.get(user=world.clerk.id).verified_at is not None
    other = Unscoped()
    log_in(other)
    assert other.post("/login/code/", {"code": codes[0]}).status_code == 302


def test_the_second_half_without_the_first_opens_nothing(world, browser):
    made, _ = open_factor(world.clerk)
    answer = browser.post("/login/code/", {"code": made.at(door.now())})
    assert (answer.status_code, browser.get("/").status_code) == (401, 302)


def test_the_first_half_counts_ten_minutes(world, browser):
    made, _ = open_factor(world.clerk)
    log_in(browser)
    session = browser.session
    session["half"] = {**session["half"], "at": (door.now() - timedelta(minutes=11)).isoformat()}
    session.save()
    assert browser.post("/login/code/", {"code": made.at(door.now())}).status_code == 401


def test_adopting_without_a_second_factor_leads_to_it_and_back_and_loses_nothing(world, desk):
    from tests.web.adoption import ready  # noqa: PLC0415 - used here alone

    reading = ready(world)
    client, before = desk(world.clerk, verified=False), Programme.objects.count()
    answer = client.post(f"/plans/{reading}/adopt/")
    page = say(answer)
    assert (answer.status_code, Programme.objects.count()) == (403, before)
    way = {"next": hidden(page, "next"), "stash": hidden(page, "stash")}
    page = say(client.post("/account/second/", way))
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    page = say(client.post("/account/second/", {**way, "code": pyotp.TOTP(secret).at(door.now())}))
    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", page)) == 10
    page = say(client.post("/account/second/codes/", way))
    assert f'action="/plans/{reading}/adopt/"' in page
    assert client.post(f"/plans/{reading}/adopt/").status_code == 302
    assert Programme.objects.count() == before + 1


def test_the_api_is_told_by_code(world, desk, settings):
    answer = desk(world.clerk, verified=False).get("/account/")
    assert answer.status_code == 200
    settings.SECOND_FACTOR = "off"
    request = answer.wsgi_request
    assert door.actor_of(request).verified is True


def test_a_log_in_that_was_not_used_for_an_hour_is_over(world, desk):
    client = desk(world.clerk)
    row = Session.objects.get(user=world.clerk.id)
    assert timedelta(minutes=59) < row.expire_date - door.now() <= timedelta(minutes=60)
    Session.objects.update(expire_date=door.now() - timedelta(seconds=1))
    assert client.get("/").status_code == 302


def test_a_log_in_ends_twelve_hours_after_it_began_however_busy(world, desk):
    client = desk(world.clerk)
    began = door.now() - timedelta(hours=11, minutes=50)
    Session.objects.update(began_at=began, seen_at=began)
    assert client.get("/").status_code == 200
    row = Session.objects.get(user=world.clerk.id)
    assert row.expire_date == began + timedelta(hours=12)
    assert row.seen_at > began


def test_all_other_log_ins_or_one_of_them_are_ended_from_the_account(world, desk):
    here, there, third = desk(world.clerk), desk(world.clerk), desk(world.clerk)
    page = say(here.get("/account/"))
    keys = re.findall(r'name="key" value="(\w{64})"', page)
    assert (len(keys), page.count("就是这里")) == (2, 1)
    here.post("/account/log-ins/end/", {"key": keys[0]})
    assert sorted(c.get("/").status_code for c in (there, third)) == [200, 302]
    here.post("/account/log-ins/end/")
    assert [c.get("/").status_code for c in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_the_log_in_of_another(world, desk):
    desk(world.leader)
    key = Session.objects.get(user=world.leader.id).session_key
    assert desk(world.clerk).post("/account/log-ins/end/", {"key": key}).status_code == 404
    assert Session.objects.filter(user=world.leader.id).count() == 1


def test_a_password_is_changed_and_the_log_in_goes_on_under_a_new_cookie(world, desk):
    here, there = desk(world.clerk), desk(world.clerk)
    was = here.cookies["sessionid"].value
    fields = {"old": PASSWORD, "new": "shuiku7meadow", "again": "shuiku7meadow"}
    assert here.post("/account/password/", fields | {"again": "other"}).status_code == 422
    assert here.post("/account/password/", fields)["Location"] == "/account/"
    assert here.cookies["sessionid"].value != was
    assert [c.get("/").status_code for c in (here, there)] == [200, 302]


def test_who_has_a_one_time_word_changes_it_before_anything_else(world, browser):
    word = reset_password(actor=None, username="clerk", factor_too=False, now=door.now())
    assert log_in(browser, word=word)["Location"] == "/account/password/"
    assert browser.get("/")["Location"] == "/account/password/"
    assert browser.get(f"/api/programmes/{world.programme}/tasks").status_code == 403
    fields = {"old": word, "new": "shuiku7meadow", "again": "shuiku7meadow"}
    browser.post("/account/password/", fields)
    assert browser.get("/").status_code == 200


def test_a_keeper_sees_a_word_once_and_others_not_the_page(world, desk):
    keeper = desk(person("keeper", "keeper", "999901000000"))
    page = say(keeper.post("/account/reset/", {"username": "clerk"}))
    word = re.search(r'class="secret">([a-z0-9-]{14})<', page)[1]
    assert word not in say(keeper.get("/account/reset/"))
    assert User.objects.get(pk=world.clerk.id).check_password(word)
    assert desk(world.leader).get("/account/reset/").status_code == 403


def test_somebody_without_a_post_still_has_his_account(world, desk):
    client = desk(world.leader)
    end_post(actor=None, post_id=world.leader.post_id, to_on=door.today() - timedelta(days=1), reason="调离",
             now=door.now())  # fmt: skip
    client.force_login(User.objects.get(pk=world.leader.id), backend="shanzhi.door.PostBackend")
    page = client.get("/account/")
    assert (page.status_code, "现在没有岗位" in say(page)) == (200, True)
    assert client.get("/").status_code == 302


def test_acting_for_a_villager_is_shown_on_every_page_until_it_ends(world, desk):
    client = desk(world.farm)
    client.post("/for/", {"name": "李某", "known": "本人到场", "reason": "不会用手机"})
    assert "正在代李某办理" in say(client.get("/mine/"))
    task = re.search(r"/tasks/(\d+)/", say(client.get("/mine/")))[1]
    client.post(f"/tasks/{task}/note/", {"text": "代报进展"})
    entry = Entry.objects.filter(deed="note_progress").latest("pk")
    assert (entry.behalf_of_id, entry.behalf_of_name, '"how":"villager"' in entry.value.names) == (None, "李某", True)
    assert "（代李某）" in say(client.get(f"/tasks/{task}/"))
    client.post("/for/end/")
    assert "正在代" not in say(client.get("/mine/"))
    assert list(Entry.objects.order_by("-pk").values_list("deed", flat=True)[:3]) == [
        "end_act_for", "note_progress", "act_for",
    ]  # fmt: skip


def test_acting_for_a_villager_is_over_after_two_hours(world, desk):
    client = desk(world.farm)
    client.post("/for/", {"name": "李某", "known": "本人到场", "reason": "不会用手机"})
    session = client.session
    session["for"] = {**session["for"], "until": (door.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    assert "正在代" not in say(client.get("/mine/"))


def test_a_phone_is_paired_shows_its_tasks_and_opens_no_desk(world, desk, browser):
    page = say(desk(world.farm).post("/account/devices/", {"name": "下乡手机"}))
    code = re.search(r'class="secret">(\w{4}-\w{4})<', page)[1]
    assert browser.get("/field/")["Location"] == "/field/pair/"
    assert browser.post("/field/pair/", {"code": "AAAA-AAAA"}).status_code == 422
    assert browser.post("/field/pair/", {"code": code})["Location"] == "/field/"
    page = say(browser.get("/field/"))
    assert "这部手机（下乡手机）供 farm某 使用" in page
    assert "云岭县农业农村局" in page
    assert browser.get("/").status_code == 302
    cookie = browser.cookies["field"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/field/", "Lax")


def test_a_phone_is_taken_back_by_its_owner_alone(world, desk, browser):
    page = say(desk(world.farm).post("/account/devices/", {"name": "下乡手机"}))
    browser.post("/field/pair/", {"code": re.search(r'class="secret">(\w{4}-\w{4})<', page)[1]})
    path = f"/account/devices/{Device.objects.get().pk}/end/"
    other = desk(world.water)
    before = books()
    assert other.post(path).status_code == 404
    assert Unscoped().post(path).status_code == 401
    assert books() == before
    assert browser.get("/field/").status_code == 200
    assert "已停用，这部手机不能再打开您的任务。" in say(desk(world.farm).post(path, follow=True))
    assert browser.get("/field/")["Location"] == "/field/pair/"
    assert Entry.objects.latest("pk").deed == "end_device"
    before = books()
    assert desk(world.farm).post(path).status_code == 404
    assert {t for t, rows in books().items() if rows != before[t]} <= {"shanzhi_session"}


def test_the_second_factor_is_closed_with_a_last_code_alone(world, desk):
    app, _codes = open_factor(world.clerk)
    browser = desk(world.clerk)
    before = books()
    assert browser.post("/account/second/close/", {"code": "000000"}).status_code == 422
    assert browser.post("/account/second/close/").status_code == 422
    assert {t for t, rows in books().items() if rows != before[t]} <= {"shanzhi_tries"}
    assert (Factor.objects.count(), RecoveryCode.objects.count()) == (1, 10)
    answer = browser.post("/account/second/close/", {"code": app.at(door.now())}, follow=True)
    assert "二次验证已关闭。" in say(answer)
    assert (Factor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert Entry.objects.latest("pk").deed == "close_factor"
    assert browser.session["verified_at"] == ""


def test_frames_are_refused_by_default_and_allowed_where_named(world, browser, settings, monkeypatch):
    answer = browser.get("/login/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer.cookies["csrftoken"]["samesite"]) == ("DENY", "Lax")
    settings.FRAMES = ["https://oa.example.cn"]
    answer = browser.get("/login/")
    cookie = answer.cookies["csrftoken"]
    assert "X-Frame-Options" not in answer
    assert (cookie["samesite"], cookie["secure"], cookie["partitioned"]) == ("None", True, True)
    assert "; Partitioned" in cookie.OutputString()


def test_only_one_s_own_keys_and_phones_are_seen_in_the_database(world):
    from shanzhi.models import Device, Factor, RecoveryCode, Tries  # noqa: PLC0415 - used here alone

    open_factor(world.clerk)
    with acting(world.colleague):
        assert [m.objects.count() for m in (Factor, RecoveryCode, Device, Tries)] == [0, 0, 0, 0]
    with acting(world.clerk):
        assert [m.objects.count() for m in (Factor, RecoveryCode, Tries)] == [1, 10, 0]
    with acting(NOBODY):
        assert [m.objects.count() for m in (Factor, RecoveryCode)] == [0, 0]


def test_a_plan_may_be_handed_in_without_a_second_factor(world):
    assert hand_in_plan(actor=world.clerk, plan=PlanIn(text=PLAN + "又"), now=door.now()).reading_id
