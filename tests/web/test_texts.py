"""Text in and out: the NUL character, the two languages, pages for what went wrong."""

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from shanzhi.core.task import LIGHTS
from shanzhi.models import Attachment, Document, Note, Task
from shanzhi.web.templatetags.standings import period_word
from tests.conftest import PASSWORD, Unscoped, books
from tests.queries.subjects import roads
from tests.web.pages import body, must_be_clean, tree


@pytest.fixture
def task(world) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")


def test_a_nul_in_a_form_is_dropped(world, desk, task):
    given = {"text": "清了\x00三处", "problem": "\x00缺车", "percent": "3\x000"}
    assert desk(world.farm).post(f"/tasks/{task.pk}/note/", given).status_code == 302
    note = Note.objects.get(task=task)
    assert (note.text, note.problem, note.percent) == ("清了三处", "缺车", 30)


def test_a_nul_in_a_plan_is_dropped(world, desk):
    assert desk(world.clerk).post("/plans/", {"text": roads(1).replace("修补", "修\x00补")}).status_code == 302
    assert Document.objects.latest("pk").text == roads(1)


def test_a_nul_in_the_name_of_a_file_or_in_the_file_does_no_harm(world, desk, task):
    odd = SimpleUploadedFile("说明.txt", b"a\x00b")
    assert desk(world.farm).post(f"/tasks/{task.pk}/note/", {"files": [odd]}).status_code == 422
    files = [SimpleUploadedFile("说\x00明.txt", b"ab"), SimpleUploadedFile("\x00.txt", b"c")]
    assert desk(world.farm).post(f"/tasks/{task.pk}/note/", {"files": files}).status_code == 302
    kept = [(f.size, "\x00" in f.name) for f in Attachment.objects.filter(note__task=task).order_by("pk")]
    assert kept == [(2, False), (1, False)]


def test_a_nul_in_a_plans_file_is_answered(world, desk):
    answer = desk(world.clerk).post("/plans/", {"file": SimpleUploadedFile("方\x00案.txt", roads(1).encode())})
    assert answer.status_code == 302
    assert Document.objects.latest("pk").name.endswith("案.txt")


@pytest.mark.parametrize("query", ["text", "light", "sort", "group", "unit", "phase", "page"])
def test_a_nul_in_the_address_is_no_fault(world, desk, query):
    answer = desk(world.clerk).get(f"/programmes/{world.programme}/", {query: "\x00清理\x00"})
    must_be_clean(answer)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/%00/", "/tasks/1%00/", "/duties/1/%002026-09-16/", "/tasks/1/no%00te/"])
def test_a_nul_in_the_path_leads_nowhere(world, desk, path):
    answer = desk(world.clerk).get(path)
    assert answer.status_code in {400, 404, 405, 422}, body(answer)


@pytest.mark.parametrize("field", ["username", "password", "next", "stash"])
def test_a_nul_at_the_log_in_is_no_fault(world, field):
    given = {"username": "farm", "password": PASSWORD} | {field: "\x00farm"}
    assert Unscoped().post("/login/", given).status_code in {302, 401}


def test_a_surrogate_and_other_odd_characters_do_no_harm(world, desk, task):
    odd = "\ud800\ufffe\u202e😀\x0b"
    answer = desk(world.farm).post(
        f"/tasks/{task.pk}/note/",
        "text=%ED%A0%80%EF%BF%BE%E2%80%AE%F0%9F%98%80%0B",
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, odd[1:] in Note.objects.get(task=task).text) == (302, False)
    assert desk(world.farm).get(f"/tasks/{task.pk}/").status_code == 200


PAGES = ("/", "/plans/", "/plans/{r}/", "/plans/{r}/adoption/", "/programmes/{p}/", "/programmes/{p}/wall/",
         "/programmes/{p}/duties/", "/programmes/{p}/indicators/", "/duties/", "/tasks/{t}/", "/login/")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_in_the_language_that_was_chosen(world, desk, task, page):
    path = page.format(r=world.reading, p=world.programme, t=task.pk)
    client = desk(world.clerk)
    german = {"Accept-Language": "de,en;q=0.5"}
    assert tree(client.get(path, headers=german)).get("lang") == "zh-Hans"
    client.post("/language/", {"language": "en", "next": path})
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    shown = tree(client.get(path))
    assert (shown.get("lang"), shown.xpath("//a[@class='brand']")[0].text) == ("en", "Shanzhi")
    must_be_clean(client.get(path))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert tree(client.get(path)).get("lang") == "zh-Hans"


def test_a_refusal_speaks_the_readers_language(world, desk, task):
    client = desk(world.stranger)
    assert "没有找到这项任务" in body(client.get(f"/tasks/{task.pk}/"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = body(client.get(f"/tasks/{task.pk}/"))
    assert ("没有找到这项任务" in page, "not_found" in page) == (False, True)


@pytest.mark.parametrize("light", [*LIGHTS, "nonsense"])
def test_every_light_can_be_asked_for(world, desk, light):
    answer = desk(world.clerk).get(f"/programmes/{world.programme}/", {"light": light, "sort": light, "group": light})
    must_be_clean(answer)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "piece"),
    [
        ("/nowhere/", 404, "没有找到这一页"),
        ("/tasks/99999999999999999999/", 404, "没有找到"),
        ("/tasks/999999999999999999/", 404, "没有找到"),
        ("/duties/1/2026-99-99/", 422, "不是一个日期"),
        ("/duties/1/soon/", 422, "不是一个日期"),
        ("/duties/?month=0001-01", 200, "职责日程"),
        ("/duties/?month=9999-12", 200, "职责日程"),
        ("/programmes/{p}/?page=99999999999999999999", 200, "清理陈年垃圾"),
        ("/programmes/{p}/?unit=-1&phase=x", 200, "清理陈年垃圾"),
        ("/programmes/{p}/wall/?group=nonsense", 200, "按阶段"),
        ("/plans/{r}/?at=99999999999999999999", 200, "原文"),
    ],
)
def test_odd_addresses_are_answered(world, desk, path, status, piece):
    client = desk(world.clerk)
    before = books()
    answer = client.get(path.format(p=world.programme, r=world.reading))
    must_be_clean(answer)
    assert (answer.status_code, piece in body(answer)) == (status, True), body(answer)
    assert books() == before


def test_a_fault_of_ours_says_so_in_both_languages_and_is_logged(world, desk, task, caplog):
    """An attachment whose bytes were taken away: nobody foresaw it."""
    client = desk(world.farm)
    client.post(f"/tasks/{task.pk}/note/", {"files": [SimpleUploadedFile("a.txt", b"a")]})
    file = Attachment.objects.get(note__task=task)
    file.file.storage.delete(file.file.name)
    client.raise_request_exception = False
    answer = client.get(f"/files/{file.pk}/")
    must_be_clean(answer)
    assert (answer.status_code, "程序出错了" in body(answer), "Something went wrong" in body(answer)) == (
        500,
        True,
        True,
    )
    assert [r.levelname for r in caplog.records if r.name == "django.request"] == ["ERROR"]


def test_every_static_file_that_pages_name_is_there(world, desk, task):
    pages = [p.format(r=world.reading, p=world.programme, t=task.pk) for p in PAGES]
    client = desk(world.clerk)
    named = {name for path in pages for name in tree(client.get(path)).xpath("//link/@href | //script/@src")}
    assert named == {f"/static/{n}" for n in ("desk.css", "desk.js", "icon.svg", "django_htmx/htmx-2.min.js")}
    assert [name for name in named if finders.find(name.removeprefix("/static/")) is None] == []


@pytest.mark.parametrize(
    ("name", "said", "english"),
    [
        ("2026-Q4", "2026年第4季度", "Q4 2026"),
        ("2026-H2", "2026年下半年", "second half of 2026"),
        ("2026-W07", "2026年第7周", "week 7 of 2026"),
        ("2026-09", "2026年9月", "Sep 2026"),
        ("2026", "2026年", "2026"),
        ("2026-03-1", "2026-03-1", "2026-03-1"),
    ],
)
def test_periods_are_said_as_people_say_them(name, said, english):
    assert period_word(name) == said
    with translation.override("en"):
        assert period_word(name) == english
