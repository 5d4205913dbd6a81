"""Every address of the house: one happy path, and one refusal that leaves the books as they were."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse
from openpyxl import Workbook

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.actions.reviews import check_rest
from shanzhi.actions.tasks import FileIn, NoteIn, note_progress
from shanzhi.models import Attachment, Duty, Indicator, Task
from shanzhi.urls import urlpatterns
from tests.conftest import NOW, PASSWORD, Unscoped, World, books, person
from tests.queries.subjects import roads
from tests.web.pages import body, must_be_clean

DUE = "2026-09-16"
Make = Callable[[World], dict[str, object]]


def nothing(_world: World) -> dict[str, object]:
    return {}


def same(**fields: object) -> Make:
    return lambda _world: dict(fields)


@dataclass(frozen=True)
class No:
    """A refusal: who asks ("" for nobody), what differs, the status, and a telling piece of the answer."""

    status: int
    piece: str
    who: str | None = None
    method: str | None = None
    args: Make | None = None
    fields: Make | None = None


@dataclass(frozen=True)
class Address:
    """A row of the table. args: of the address; fields: of the form or the query; piece: of the page it ends at."""

    name: str
    who: str
    piece: str
    no: No
    method: str = "get"
    args: Make = nothing
    fields: Make = nothing
    here: bool = False  # a POST that answers with its page itself


def of_programme(world: World) -> dict[str, object]:
    return {"programme_id": world.programme}


def of_reading(world: World) -> dict[str, object]:
    return {"reading_id": world.reading}


def unchecked(world: World) -> dict[str, object]:
    """A reading nobody has looked at yet."""
    return {"reading_id": hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(1)), now=NOW).reading_id}


def clause(world: World) -> dict[str, object]:
    return unchecked(world) | {"n": 3}


def answered(world: World) -> dict[str, object]:
    """A reading checked and answered, ready to be adopted."""
    reading = unchecked(world)
    check_rest(actor=world.clerk, reading_id=reading["reading_id"], now=NOW)
    client = Unscoped()
    client.login(username="clerk", password=PASSWORD)
    given = {"revision": 0, "from_on": "2026-08-01", "to_on": "2026-12-31", "year": 2026}
    assert client.post(reverse("adoption", kwargs=reading), given).status_code == 302
    return reading


def row(world: World, title: str = "清理陈年垃圾") -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def of_task(world: World) -> dict[str, object]:
    return {"task_id": row(world).pk}


def of_note(world: World) -> dict[str, object]:
    return of_task(world) | {"name": "note"}


def of_file(world: World) -> dict[str, object]:
    said = NoteIn(key=uuid4(), text="见附件", files=[FileIn("名单.txt", "张贴上墙".encode())])
    note_progress(actor=world.farm, task_id=row(world).pk, said=said, now=NOW)
    return {"file_id": Attachment.objects.get(note__key=said.key).pk}


def of_duty(world: World) -> dict[str, object]:
    return {"duty_id": Duty.objects.get(programme=world.programme).pk, "due_on": DUE}


def of_indicator(world: World) -> dict[str, object]:
    indicator = Indicator.objects.filter(programme=world.programme).earliest("n")
    return of_programme(world) | {"indicator_id": indicator.pk}


def owed_by_town(world: World) -> dict[str, object]:
    return {"unit": world.town.unit_id, "deed": "meet", "text": "已报送九月进展"}


def second_post(world: World) -> dict[str, object]:
    """Another post of the clerk's own."""
    keeper = person("keeper", "keeper", "999901000000")
    return {"post": give_post(actor=keeper, post=PostIn(world.clerk.id, "leader", "999901101000"), now=NOW)}


def anothers_post(world: World) -> dict[str, object]:
    return {"post": world.leader.post_id}


def of_leader(world: World) -> dict[str, object]:
    return {"user_id": world.leader.id}


def of_leaders_post(world: World) -> dict[str, object]:
    return of_leader(world) | {"post_id": world.leader.post_id}


def people_list(*rows: list[str]) -> Make:
    """A list of people as a file."""

    def fields(_world: World) -> dict[str, object]:
        book = Workbook()
        for cells in (["姓名", "用户名", "岗位"], *rows):
            book.active.append(cells)
        out = BytesIO()
        book.save(out)
        return {"file": SimpleUploadedFile("名单.xlsx", out.getvalue())}

    return fields


def these_people(_world: World) -> dict[str, object]:
    return {"what": "people"}


DAYS = {"from_on": "2027-01-01", "to_on": "2027-02-01"}
NOT_A_CLERKS = No(403, "以您现在的岗位不能办理这件事", who="clerk")
VALUE = {"on": "2026-08-31", "value": "95.5", "source": "月报"}
NOT_HERE = No(404, "可能不在您的管辖范围内", who="stranger")
NOT_MINE = No(403, "以您现在的岗位不能办理这件事", who="leader")
NOT_A_READERS = No(403, "以您现在的岗位不能办理这件事", who="reader")
NOT_CHECKED = No(422, "没有核对或留有疑问", args=unchecked)
ELSEWHERE = same(language="xx", next="https://elsewhere.example/")
NOBODY = No(302, "/login/?next=", who="")
TABLE = (
    Address("today", "clerk", "运行中的工作", NOBODY),
    Address("login", "", "今日", No(401, "用户名或密码不对", fields=same(username="clerk", password="wrong")), "post",
            fields=same(username="clerk", password=PASSWORD)),
    Address("login", "", 'autocomplete="current-password"', No(401, "用户名或密码不对", method="post")),
    Address("logout", "clerk", 'autocomplete="current-password"', No(405, "", method="get"), "post"),
    Address("post", "clerk", "云岭西乡 · clerk某（分管领导）",
            No(404, "这个岗位不是您的", fields=anothers_post), "post", fields=second_post),
    Address("health", "", "ok\n", No(405, "", method="post")),
    Address("set_language", "clerk", "Running programmes", No(302, "/", fields=ELSEWHERE),
            "post", fields=same(language="en", next="/")),
    Address("plans", "leader", "云岭县村庄整治实施方案", NOBODY),
    Address("plans", "clerk", "道路养护", NOT_MINE, "post", fields=same(text=roads(1))),
    Address("review", "leader", "清理陈年垃圾", NOT_HERE, args=of_reading),
    Address("clause", "clerk", "无误 · clerk某", NOT_MINE, "post", clause,
            same(verdict="good", revision="0", stay="1")),
    Address("rest", "clerk", "已将其余 8 条标为无误", NOT_MINE, "post", unchecked),
    Address("adoption", "leader", "待答问题与采纳", NOT_HERE, args=of_reading),
    Address("adoption", "clerk", "2026-08-01", NOT_MINE, "post", unchecked,
            same(revision="0", from_on="2026-08-01", to_on="2026-12-31")),
    Address("propose", "clerk", "已提请采纳", NOT_MINE, "post", unchecked),
    Address("adopt", "leader", "已采纳，建立 3 项任务", NOT_CHECKED, "post", answered),
    Address("ledger", "reader", "清理陈年垃圾", NOT_HERE, args=of_programme),
    Address("ledger_xlsx", "reader", "PK", NOT_HERE, args=of_programme),
    Address("tasks_ics", "reader", "BEGIN:VCALENDAR", NOT_HERE, args=of_programme),
    Address("wall", "reader", "<svg", NOT_HERE, args=of_programme),
    Address("programme_duties", "reader", "职责日程", NOT_HERE, args=of_programme),
    Address("indicators", "reader", "生活垃圾收运覆盖率", NOT_HERE, args=of_programme),
    Address("value", "clerk", "95.5%", NOT_MINE, "post", of_indicator, same(**VALUE)),
    Address("mine", "water", "整治河道", NOBODY),
    Address("task", "reader", "县农业农村局", NOT_HERE, args=of_task),
    Address("settle", "clerk", "雨季推迟", NOT_MINE, "post", of_task, same(due_on="2026-12-01", reason="雨季推迟")),
    Address("deed", "farm", "清了三处", NOT_A_READERS, "post", of_note, same(text="清了三处", percent="30%")),
    Address("file", "reader", "张贴上墙", NOT_HERE, args=of_file),
    Address("duties", "clerk", "向县农业农村局报送工作进展", No(422, "不是一个日期", fields=same(month="九月")),
            fields=same(month="2026-09")),
    Address("duties_ics", "town", "BEGIN:VEVENT", No(422, "不是一个日期", fields=same(month="2026-13")),
            fields=same(month="2026-09")),
    Address("duty", "reader", "云岭东镇人民政府", NOT_HERE, args=of_duty),
    Address("people", "keeper", "leader某", NOT_A_CLERKS),
    Address("people_xlsx", "keeper", "PK", NOT_A_CLERKS),
    Address("units", "keeper", "云岭县农业农村局", NOT_A_CLERKS),
    Address("units_xlsx", "keeper", "PK", NOT_A_CLERKS),
    Address("person", "keeper", "leader某", NOT_A_CLERKS, args=of_leader),
    Address("give_post", "keeper", "查阅人员 · 云岭县", NOT_A_CLERKS, "post", of_leader, same(role="reader")),
    Address("end_post", "keeper", "2027年2月1日", No(422, "请写明理由", fields=same(reason=" ")), "post",
            of_leaders_post, same(to_on="2027-02-01", reason="调离")),
    Address("stand_in", "keeper", "已保存", No(404, "没有找到用户名为“nobody”的同志", fields=same(username="nobody")),
            "post", of_leaders_post, same(username="colleague", **DAYS)),
    Address("import_list", "keeper", "检查名单", NOT_A_CLERKS, args=these_people),
    Address("import_list", "keeper", "没有“局长”这一岗位", No(422, "还没有选择文件", fields=nothing), "post",
            these_people, people_list(["王甲", "wang", "分管领导"], ["李乙", "li", "局长"]), here=True),
    Address("meet", "town", "已报送九月进展", NOT_A_READERS, "post", of_duty, owed_by_town),
)  # fmt: skip


def send(world: World, client: Client, address: Address, **given: object):
    """The request of a row, or of its refusal where that differs."""
    args = (given.get("args") or address.args)(world)
    fields = (given.get("fields") or address.fields)(world)
    path = reverse(address.name, kwargs=args)
    return lambda: getattr(client, str(given.get("method") or address.method))(path, fields)


def browser(world: World, desk, who: str) -> Client:
    if who == "keeper":
        return desk(person("keeper", "keeper", "999901000000"))
    return desk(getattr(world, who)) if who else Unscoped()


def ids(address: Address) -> str:
    return f"{address.name}-{address.method}"


def test_every_address_has_a_row():
    names = {p.name for p in urlpatterns if isinstance(p, URLPattern)}
    assert {address.name for address in TABLE} == names


@pytest.mark.parametrize("address", TABLE, ids=ids)
def test_a_happy_path(world, desk, address):
    client = browser(world, desk, address.who)
    ask = send(world, client, address)
    before = books()
    answer = ask()
    stays = address.here or address.method == "get"
    assert answer.status_code == (200 if stays else 302), body(answer)
    must_be_clean(answer)
    shown = answer if stays else client.get(answer["Location"])
    must_be_clean(shown)
    assert (shown.status_code, address.piece in body(shown)) == (200, True), body(shown)
    if stays:
        assert books() == before


@pytest.mark.parametrize("address", TABLE, ids=ids)
def test_a_refusal_writes_nothing(world, desk, address):
    no = address.no
    client = browser(world, desk, address.who if no.who is None else no.who)
    ask = send(world, client, address, method=no.method, args=no.args, fields=no.fields)
    before = books()
    answer = ask()
    must_be_clean(answer)
    assert answer.status_code == no.status, body(answer)
    assert no.piece in body(answer) + answer.get("Location", "")
    assert "elsewhere" not in answer.get("Location", "")
    assert books() == before


OPEN_TO_ALL = {"login", "logout", "health", "set_language"}


@pytest.mark.parametrize("address", [a for a in TABLE if a.name not in OPEN_TO_ALL], ids=ids)
def test_nobody_comes_in_without_a_log_in(world, address):
    client = Unscoped()
    ask = send(world, client, address)
    before = books()
    answer = ask()
    must_be_clean(answer)
    if address.method == "get":
        assert (answer.status_code, answer["Location"].split("=")[0]) == (302, "/login/?next")
    else:
        assert (answer.status_code, 'autocomplete="current-password"' in body(answer)) == (401, True)
    assert books() == before


@pytest.mark.parametrize("address", [a for a in TABLE if a.method == "post"], ids=ids)
def test_a_form_from_elsewhere_is_refused(world, desk, address):
    """Without the page's own token nothing is done, whoever is logged in."""
    client = browser(world, desk, address.who)
    ask = send(world, client, address)
    client.handler.enforce_csrf_checks = True
    before = books()
    answer = ask()
    must_be_clean(answer)
    assert (answer.status_code, "页面停留太久或来源不明" in body(answer)) == (403, True)
    assert books() == before
