"""Log-in and log-out, and what becomes of work that was being sent when a session ended."""

from uuid import uuid4

import pytest
from django.core import signing

from shanzhi import door
from shanzhi.models import Note, Task, User
from tests.conftest import PASSWORD, Unscoped, books
from tests.web.pages import body, must_be_clean, tree

ME = {"username": "farm", "password": PASSWORD}


@pytest.fixture
def task(world) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")


def hidden(answer) -> dict[str, str]:
    """The hidden fields of a page's form, without its token."""
    fields = tree(answer).xpath("//main//form//input[@type='hidden']")
    return {f.get("name"): f.get("value") for f in fields if f.get("name") != "csrfmiddlewaretoken"}


def test_what_was_typed_is_sent_again_after_the_log_in(world, task):
    client, key = Unscoped(), str(uuid4())
    path, before = f"/tasks/{task.pk}/note/", books()
    given = {"key": key, "text": "清了三处\n“两处”<b>", "percent": "30", "problem": ""}
    page = client.post(path, given)
    assert (page.status_code, books()) == (401, before)
    assert "您刚才填写的内容还在" in body(page)
    kept = hidden(page)
    assert kept["next"] == path
    again = client.post("/login/", ME | kept)
    must_be_clean(again)
    assert (again.status_code, "您刚才正在办理下面的事" in body(again)) == (200, True)
    assert Note.objects.filter(key=key).count() == 0
    form = tree(again).xpath("//main//form")[0]
    assert (form.get("action"), hidden(again)) == (path, given)
    done = client.post(path, hidden(again))
    assert (done.status_code, done["Location"]) == (302, f"/tasks/{task.pk}/")
    note = Note.objects.get(key=key)
    assert (note.text, note.percent, note.by_id) == (given["text"], 30, world.farm.id)


def test_several_fields_of_one_name_travel_too(world):
    page = Unscoped().post("/plans/", {"text": ["甲", "乙"], "csrfmiddlewaretoken": "x"})
    assert door.unstash(hidden(page)["stash"]) == ("/plans/", [("text", "甲"), ("text", "乙")])


@pytest.mark.parametrize("salt", ["", "another"])
def test_a_stash_that_the_house_did_not_sign_is_nothing(world, salt):
    stash = signing.dumps(["/plans/", [["text", "x"]]], salt=salt) if salt else "nonsense"
    done = Unscoped().post("/login/", ME | {"stash": stash, "next": "/mine/"})
    assert (done.status_code, done["Location"]) == (302, "/mine/")


def test_what_is_too_much_to_carry_is_left_behind(world):
    chars = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(120_000))
    page = Unscoped().post("/plans/", {"text": chars})
    assert (page.status_code, hidden(page)["stash"], "您刚才填写的内容还在" in body(page)) == (401, "", False)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/mine/", "/mine/"),
        ("", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_a_log_in_leads_back_into_the_house_and_nowhere_else(world, asked, led):
    done = Unscoped().post("/login/", ME | {"next": asked})
    assert (done.status_code, done["Location"]) == (302, led)


def test_the_page_that_was_asked_for_is_kept(world, task):
    client = Unscoped()
    asked = client.get(f"/tasks/{task.pk}/?x=甲&y=1")
    page = client.get(asked["Location"])
    done = client.post("/login/", ME | hidden(page))
    assert client.get(done["Location"]).status_code == 200
    assert done["Location"].startswith(f"/tasks/{task.pk}/?x=")


def test_a_log_out_ends_the_session(world, desk):
    client = desk(world.farm)
    assert client.get("/mine/").status_code == 200
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/mine/")["Location"] == "/login/?next=%2Fmine%2F"


def test_who_left_and_who_has_no_post_is_asked_to_log_in(world, desk):
    client = desk(world.farm)
    User.objects.filter(pk=world.farm.id).update(is_active=False)
    assert client.get("/mine/").status_code == 302
    assert Unscoped().post("/login/", ME).status_code == 401
    plain = User.objects.create(username="plain", name="无岗位")
    client.force_login(plain, backend="shanzhi.door.PostBackend")
    assert client.get("/")["Location"] == "/login/?next=%2F"
