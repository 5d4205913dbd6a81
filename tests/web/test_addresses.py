"""Every address of the house: one happy path, and one refusal that leaves the books as they were."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.actions.requests import RequestIn, open_request
from shanzhi.actions.reviews import check_rest
from shanzhi.actions.tasks import FileIn, NoteIn, note_progress
from shanzhi.models import Anchor, Attachment, Duty, Indicator, Resident, Task
from shanzhi.urls import urlpatterns
from tests import register
from tests.conftest import NOW, PASSWORD, TODAY, Unscoped, World, books, person
from tests.queries.subjects import roads
from tests.queries.test_anchors import ISSUED, running
from tests.web import (
    addresses_of_dues,
    addresses_of_feeds,
    addresses_of_figures,
    addresses_of_packs,
    addresses_of_registers,
    addresses_of_seats,
    test_books,
)
from tests.web.address import NOT_A_READERS, NOT_HERE, Address, No, nothing, of_programme, same
from tests.web.keeping import of_leader, of_leaders_post, of_unit, people_list, renamed_unit, stamp_of_leader
from tests.web.pages import body, must_be_clean

DUE = "2026-09-16"


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


def of_event(world: World) -> dict[str, object]:
    """An event that deadlines of a running programme count from, its day still open."""
    programme = running(world, ISSUED, "本方案印发")
    return {"programme_id": programme, "anchor_id": Anchor.objects.get(programme=programme).pk}


def owed_by_town(world: World) -> dict[str, object]:
    return {"unit": world.town.unit_id, "deed": "meet", "text": "已报送九月进展"}


def second_post(world: World) -> dict[str, object]:
    """Another post of the clerk's own."""
    keeper = person("keeper", "keeper", "999901000000")
    return {"post": give_post(actor=keeper, post=PostIn(world.clerk.id, "leader", "999901101000"), now=NOW)}


def anothers_post(world: World) -> dict[str, object]:
    return {"post": world.leader.post_id}


def of_resident(world: World) -> dict[str, object]:
    return {"resident_id": register.person(world.village).id}


def of_household(world: World) -> dict[str, object]:
    return {"household_id": register.person(world.village).household}


def of_consent(world: World) -> dict[str, object]:
    return {"consent_id": register.person(world.village).consent}


def of_request(world: World) -> dict[str, object]:
    given = RequestIn("copy", "想要一份", "paper", TODAY, 15)
    number = open_request(actor=world.village, resident_id=of_resident(world)["resident_id"], given=given, now=NOW)
    return {"request_id": number}


def back_to_him(_world: World) -> dict[str, object]:
    return {"resident": Resident.objects.latest("pk").pk}


of_place = same(code=register.VILLAGE)


these_people = same(what="people")
DAYS = {"from_on": "2027-01-01", "to_on": "2027-02-01"}
NOT_A_CLERKS = No(403, "以您现在的岗位不能办理这件事", who="clerk")
VALUE = {"on": "2026-08-31", "value": "95.5", "source": "月报"}
NOT_MINE = No(403, "以您现在的岗位不能办理这件事", who="leader")
NOT_CHECKED = No(422, "没有核对或留有疑问", args=unchecked)
NO_ENTRY = No(404, "没有找到这条日志", args=same(seq=10**6))
NO_POINT = No(404, "没有这个检查点", args=same(tenant="888888"))
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
    Address("account", "reader", "（就是这里）", NOBODY),
    Address("password", "reader", "再输一遍新密码", NOBODY),
    Address("act_for", "farm", "开始代办", NOBODY),
    Address("act_for", "clerk", "正在代李某办理", NOT_A_READERS, "post",
            fields=same(name="李某", known="本人到场", reason="不会用手机")),
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
    Address("anchors", "reader", "起算日", NOT_HERE, args=of_programme),
    Address("settle_anchor", "clerk", "重新推算了 1 项任务的期限", NOT_MINE, "post", of_event, same(on="2026-09-01")),
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
    Address("residents_places", "village", "云岭东一村", NOT_A_READERS),
    Address("residents", "clerk", "王*明", NOT_HERE, args=lambda w: of_resident(w) and of_place(w)),
    Address("residents", "village", "没有找到姓名这样开头的人", NOT_A_READERS, "search", of_place, same(name="李")),
    Address("find_resident", "clerk", "王*明", NOT_A_READERS, "search",
            fields=lambda w: of_resident(w) and {"id_number": register.ID_NUMBER}),
    Address("resident", "village", "139****1234", NOT_HERE, args=of_resident),
    Address("record_consent", "village", "文明户公示", NOT_A_READERS, "post", of_resident,
            same(kind="publish", form="screen", use="文明户公示")),
    Address("ask", "village", "想要一份", NOT_A_READERS, "post", of_resident,
            same(kind="copy", came_by="paper", words="想要一份")),
    Address("resident_deed", "village", "王晓明", NOT_A_READERS, "post", lambda w: of_resident(w) | {"name": "correct"},
            same(name="王晓明", revision="1")),
    Address("add_household", "village", "66号", NOT_A_READERS, "post", of_place, same(number="66号")),
    Address("household", "village", "王*明", NOT_HERE, args=of_household),
    Address("household_deed", "village", "66号", NOT_A_READERS, "post",
            lambda w: of_household(w) | {"name": "correct"}, same(number="66号")),
    Address("withdraw_consent", "village", "已撤回同意", NOT_A_READERS, "post", of_consent, back_to_him),
    Address("requests", "village", "王*明", NOT_A_READERS, args=lambda w: of_request(w) and {}),
    Address("request", "village", "想要一份", NOT_HERE, args=of_request),
    Address("request", "village", "给您了", NOT_A_READERS, "post", of_request, same(state="done", answer="给您了")),
    Address("copy", "village", register.ID_NUMBER, NOT_A_READERS, "search", of_request, same(form="sheet")),
    Address("privacy_notice", "farm", "同意书", NOBODY),
    Address("inventory", "reader", "Resident.id_sealed", No(403, "不能办理这件事", who="farm")),
    Address("inventory_xlsx", "reader", "PK", No(403, "不能办理这件事", who="farm")),
    Address("impact", "leader", "第五十五条", No(403, "不能办理这件事", who="farm")),
    Address("impact_txt", "leader", "第五十五条", No(403, "不能办理这件事", who="farm")),
    Address("people", "keeper", "leader某", NOT_A_CLERKS),
    Address("people_xlsx", "keeper", "PK", NOT_A_CLERKS),
    Address("units", "keeper", "云岭县农业农村局", NOT_A_CLERKS),
    Address("units_xlsx", "keeper", "PK", NOT_A_CLERKS),
    Address("person", "keeper", "leader某", NOT_A_CLERKS, args=of_leader),
    Address("correct_person", "keeper", "王新名", NOT_A_CLERKS, "post", of_leader,
            lambda w: {"name": "王新名", "username": "newname", "was": stamp_of_leader(w)}),
    Address("unit", "keeper", "云岭县农业农村局", NOT_A_CLERKS, args=of_unit),
    Address("correct_unit", "keeper", "云岭县农业局", NOT_A_CLERKS, "post", of_unit, renamed_unit),
    Address("give_post", "keeper", "查阅人员 · 云岭县", NOT_A_CLERKS, "post", of_leader, same(role="reader")),
    Address("end_post", "keeper", "2027年2月1日", No(422, "请写明理由", fields=same(reason=" ")), "post",
            of_leaders_post, same(to_on="2027-02-01", reason="调离")),
    Address("stand_in", "keeper", "已保存", No(404, "没有找到用户名为“nobody”的同志", fields=same(username="nobody")),
            "post", of_leaders_post, same(username="colleague", **DAYS)),
    Address("import_list", "keeper", "检查名单", NOT_A_CLERKS, args=these_people),
    Address("import_list", "keeper", "没有“局长”这一岗位", No(422, "还没有选择文件", fields=nothing), "post",
            these_people, people_list(["王甲", "wang", "分管领导"], ["李乙", "li", "局长"]), here=True),
    Address("meet", "town", "已报送九月进展", NOT_A_READERS, "post", of_duty, owed_by_town),
    Address("journal", "reader", "能发现改动，不能阻止改动", No(403, "以您现在的岗位不能办理这件事", who="farm")),
    Address("chain", "reader", '"format":"shanzhi-journal 1"', No(403, "以您现在的岗位不能办理这件事", who="farm")),
    Address("entry", "reader", "add_places", NO_ENTRY, args=same(seq=1)),
    Address("proof", "reader", "c2sp.org/tlog-proof@v1", NO_ENTRY, args=same(seq=1)),
    Address("erase", "leader", "已删除这条日志的内容", No(403, "以您现在的岗位不能办理这件事", who="clerk"), "post",
            same(seq=1), same(part="data", reason="本人要求")),
    Address("keys", "", "localhost/witness+", No(405, "", method="post")),
    Address("verify_py", "", "this one file", No(405, "", method="post")),
    Address("checkpoint", "", "localhost/journal/999901", NO_POINT, args=same(tenant="999901")),
    Address("checkpoint_svg", "", "<svg", NO_POINT, args=same(tenant="999901")),
    Address("growth", "", "localhost/journal/999901", NO_POINT, args=same(tenant="999901"), fields=same(old="1")),
    *addresses_of_feeds.TABLE,
    *addresses_of_packs.TABLE,
    *addresses_of_registers.TABLE,
    *addresses_of_seats.TABLE,
    *addresses_of_figures.TABLE,
    *addresses_of_dues.TABLE,
)  # fmt: skip

# told in test_log_in.py, test_sso.py and test_journal.py, since each needs a step before it; in test_books.py and
# test_cases.py
TOLD_THERE = {
    "add_checkpoint",
    "login_code", "sso", "sso_back", "second", "codes", "close_factor", "log_in_end", "device_add", "device_end",
    "reset", "act_for_end", "field", "pair",
    *test_books.NAMES,
    "cases", "case_new", "case", "case_answer", "case_chart", "case_step", "stuck_clocks",
}  # fmt: skip


def send(world: World, client: Client, address: Address, **given: object):
    """The request of a row, or of its refusal where that differs."""
    args = (given.get("args") or address.args)(world)
    fields = (given.get("fields") or address.fields)(world)
    path = reverse(address.name, kwargs=args)
    method = str(given.get("method") or address.method)
    return lambda: getattr(client, "get" if method == "get" else "post")(path, fields)


def browser(world: World, desk, who: str) -> Client:
    if who == "keeper":
        return desk(person("keeper", "keeper", "999901000000"))
    return desk(getattr(world, who)) if who else Unscoped()


# looks that leave a note in the journal: what leaves the house
EXPORTS = (
    "figure_xlsx",
    "completeness_xlsx",
    "vacancies_xlsx",
    "notice_txt",
    "notice_xlsx",
    "notice_docx",
    "ledger_xlsx",
    "tasks_ics",
    "duties_ics",
    "file",
    "inventory_xlsx",
    "impact_txt",
    "copy",
    "people_xlsx",
    "units_xlsx",
    "export_records",
    "record_file",
    "pack_yaml",
    "burden_xlsx",
    "demands_xlsx",
    "demand_sheet",
    "arrears_xlsx",
    "funding_xlsx",
)
NOTED = {name: {"shanzhi_entry", "shanzhi_entryvalue", "shanzhi_chainhead"} for name in EXPORTS}
# a key is shown by the page that makes it, and no address leads there again
NOTED["open_source"] = {"shanzhi_entry", "shanzhi_entryvalue", "shanzhi_chainhead", "shanzhi_feedsource"}


def ids(address: Address) -> str:
    return f"{address.name}-{address.method}"


def test_every_address_has_a_row():
    names = {p.name for p in urlpatterns if isinstance(p, URLPattern)}
    assert {address.name for address in TABLE} | TOLD_THERE == names


@pytest.mark.parametrize("address", TABLE, ids=ids)
def test_a_happy_path(world, desk, address):
    client = browser(world, desk, address.who)
    ask = send(world, client, address)
    before = books()
    answer = ask()
    stays = address.here or address.method != "post"
    assert answer.status_code == (200 if stays else 302), body(answer)
    must_be_clean(answer)
    shown = answer if stays else client.get(answer["Location"])
    must_be_clean(shown)
    assert (shown.status_code, address.piece in body(shown)) == (200, True), body(shown)
    if stays:
        after = books()
        assert {name for name in after if after[name] != before[name]} == NOTED.get(address.name, set())


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
    tries = {"shanzhi_tries"} if address.name == "login" else set()  # wrong passwords are counted
    after = books()
    assert {t for t in after if after[t] != before[t]} == tries


OPEN_TO_ALL = {"login", "logout", "health", "set_language"}
OPEN_TO_ALL |= {"keys", "verify_py", "checkpoint", "checkpoint_svg", "growth"}  # what it takes to check the journal


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


@pytest.mark.parametrize("address", [a for a in TABLE if a.method != "get"], ids=ids)
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
