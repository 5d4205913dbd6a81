"""Pages of cases: the lists, a case, its steps, the time limits that wait; what was typed stays where it is faulty."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from lxml import html

from shanzhi import door
from shanzhi.actions.records import RecordIn, add_record
from shanzhi.actions.watch import ring_clocks
from shanzhi.models import Case, CaseStep, Message
from tests.cases_world import COMMITTEE, MATTER, VILLAGE, assigned, filed, matter, moved, polled
from tests.conftest import NOW, books
from tests.packs_world import adopted, adopted_text
from tests.web.pages import body, must_be_clean

SOON = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(door, "now", lambda: SOON)


@pytest.fixture
def hygiene(world) -> int:
    return adopted(world.clerk)


@pytest.fixture
def mediation(world) -> int:
    return adopted(world.clerk, "mediation_and_agents")


def page(answer, status=200) -> html.HtmlElement:
    assert answer.status_code == status, body(answer)[:2000]
    must_be_clean(answer)
    return html.document_fromstring(body(answer))


def words(element) -> str:
    return " ".join(element.text_content().split())


def hidden(form: html.HtmlElement) -> dict[str, str]:
    return {i.get("name"): i.get("value") for i in form.iter("input") if i.get("type") == "hidden"}


def the_form(tree: html.HtmlElement, action: str) -> html.HtmlElement:
    return next(f for f in tree.iter("form") if f.get("action") == action)


def test_the_flows_stand_with_their_counts_and_the_list_below(world, desk, hygiene):
    assigned(world, hygiene)
    filed(world, hygiene, kind="垃圾外溢")
    tree = page(desk(world.clerk).get(reverse("cases", args=[hygiene])))
    counts = [words(li) for li in tree.find_class("counts")[0]]
    assert counts == ["1待受理", "1办理中", "0待核实", "0已办结", "0不予受理"]
    rows = [words(tr) for tr in tree.xpath("//tr[@data-row]")]
    assert ("待受理" in rows[0], "2 垃圾外溢" in rows[0]) == (True, True)
    assert ("办理中" in rows[1], "1 路边垃圾" in rows[1]) == (True, True)
    assert COMMITTEE in rows[1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [("flow=complaint&state=assigned", 1), ("late=1", 0), ("mine=1", 0), (f"place={VILLAGE}", 2), ("flow=x", 0)],
)
def test_the_filters_stand_in_the_address(world, desk, hygiene, query, shown):
    assigned(world, hygiene)
    filed(world, hygiene)
    tree = page(desk(world.clerk).get(f"{reverse('cases', args=[hygiene])}?{query}"))
    assert len(tree.xpath("//tr[@data-row]")) == shown


def test_an_empty_list_says_how_to_begin(world, desk, hygiene):
    assert "登记一件" in words(page(desk(world.clerk).get(reverse("cases", args=[hygiene]))))


def test_a_case_shows_how_it_stands_and_what_can_be_done(world, desk, hygiene):
    case = assigned(world, hygiene)
    tree = page(desk(world.village).get(reverse("case", args=[case])))
    said = words(tree)
    for piece in ("办理中", "整件时限", "还剩10个工作日", "还剩2个工作日", COMMITTEE, "村口路边有两堆垃圾", "受理交办"):
        assert piece in said, piece
    assert f"承办单位：{COMMITTEE}" in words(tree.xpath("//ol[@class='timeline']")[0])
    assert [words(a) for a in tree.xpath("//ul[@class='turns']//a")] == ["退回重派", "报告办好", "暂停办理"]
    blocked = [words(p) for p in tree.find_class("blocked")]
    assert blocked[0] == "受理交办 现在是“办理中”，不能办理这一步。"
    assert any(b == "延期 以您现在的岗位不能办理这一步。" for b in blocked)


def test_whoever_may_see_a_part_sees_no_more(world, desk, hygiene):
    case = assigned(world, hygiene)
    said = words(page(desk(world.reader).get(reverse("case", args=[case]))))
    assert "路边垃圾" in said
    assert "办理中" in said
    assert "只能看到这件事项的一部分" in said
    for piece in ("村口路边有两堆垃圾", "town某", COMMITTEE, "经过"):
        assert piece not in said, piece
    listed = words(page(desk(world.reader).get(reverse("cases", args=[hygiene]))))
    assert "路边垃圾" in listed
    assert "村口" not in listed


def test_the_chart_marks_the_state(world, desk, hygiene):
    case = assigned(world, hygiene)
    answer = desk(world.village).get(reverse("case_chart", args=[case]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "现在" in body(answer)


def test_a_case_is_opened_by_a_form_and_once(world, desk, hygiene):
    browser, address = desk(world.town), reverse("case_new", args=[hygiene, "complaint"])
    tree = page(browser.get(address))
    assert VILLAGE in [o.get("value") for o in tree.xpath("//select[@name='place']/option")]
    given = hidden(the_form(tree, address)) | {"place": VILLAGE} | MATTER
    for _ in range(2):
        assert browser.post(address, given).status_code == 302
    case = Case.objects.get(programme=hygiene)
    assert (case.label, case.opened_by_id) == ("路边垃圾 村口路边有两堆垃圾", world.town.id)


def test_what_was_typed_stays_where_the_form_is_faulty(world, desk, hygiene):
    browser, address = desk(world.town), reverse("case_new", args=[hygiene, "complaint"])
    before = books()
    tree = page(browser.post(address, {"place": VILLAGE, "words": "有两堆", "spot": "那边"}), 422)
    assert books() == before
    assert "有两堆" in tree.xpath("string(//textarea[@name='words'])")
    assert "“问题类别”要填写" in words(tree.get_element_by_id("faults"))
    assert tree.xpath("//select[@name='place']/option[@selected]/@value") == [VILLAGE]


def test_a_step_is_taken_by_a_form(world, desk, hygiene):
    case = filed(world, hygiene)
    browser, address = desk(world.clerk), reverse("case_step", args=[case, "accept"])
    tree = page(browser.get(address))
    given = hidden(the_form(tree, address))
    assert given["revision"] == "1"
    tree = page(browser.post(address, given | {"assignee": "没有这个村"}), 422)
    assert tree.xpath("//input[@name='assignee']/@value") == ["没有这个村"]
    assert browser.post(address, given | {"assignee": COMMITTEE}).status_code == 302
    assert Case.objects.get(pk=case).state == "assigned"


def test_whoever_comes_second_is_told_and_keeps_what_he_typed(world, desk, hygiene):
    case = assigned(world, hygiene)
    address = reverse("case_step", args=[case, "finish"])
    tree = page(desk(world.village).post(address, {"revision": "1", "result": "清完了"}), 409)
    assert "刚才已有人办理" in words(tree.get_element_by_id("faults"))
    assert tree.xpath("string(//textarea[@name='result'])").strip() == "清完了"
    assert hidden(the_form(tree, address))["revision"] == "2"


def test_a_step_that_is_not_open_says_why(world, desk, hygiene):
    case = filed(world, hygiene)
    tree = page(desk(world.clerk).get(reverse("case_step", args=[case, "finish"])))
    assert "现在是“待受理”，不能办理这一步。" in words(tree)
    assert [f for f in tree.iter("form") if f.get("action", "").endswith("/finish/")] == []


def test_a_pause_offers_the_reasons_of_the_state(world, desk, hygiene):
    case = assigned(world, hygiene)
    browser, address = desk(world.village), reverse("case_step", args=[case, "pause"])
    tree = page(browser.get(address))
    assert tree.xpath("//input[@name='reason']/@value") == ["等待天气好转", "等待设备"]
    given = hidden(the_form(tree, address)) | {"reason": "等待设备"}
    assert browser.post(address, given).status_code == 302
    said = words(page(browser.get(reverse("case", args=[case]))))
    assert "暂停计时" in said
    assert "恢复办理" in said


def test_a_meeting_decides_by_its_counts(world, desk, mediation):
    case = matter(world, mediation)
    browser, address = desk(world.village), reverse("case_step", args=[case, "vote"])
    tree = page(browser.get(address))
    assert "三分之二以上" in words(tree)
    given = hidden(the_form(tree, address)) | {"members": "30", "present": "19", "agree": "19"}
    tree = page(browser.post(address, given), 422)
    assert "至少要有20人到会" in words(tree.get_element_by_id("faults"))
    assert tree.xpath("//input[@name='present']/@value") == ["19"]
    assert browser.post(address, given | {"present": "20"}).status_code == 302
    assert "应到人数" in words(page(browser.get(reverse("case", args=[case]))))


def test_what_could_not_be_rung_waits_in_a_list(world, desk, hygiene, monkeypatch):
    broken = filed(world, hygiene)
    later = NOW + timedelta(days=2)
    Case.objects.filter(pk=broken).update(flow="gone")
    ring_clocks(later)
    monkeypatch.setattr(door, "now", lambda: later)
    tree = page(desk(world.leader).get(reverse("stuck_clocks")))
    assert "这项工作没有这类事项" in words(tree.xpath("//tr[@data-row]")[0])
    assert "没有。到期的都已处理。" in words(page(desk(world.stranger).get(reverse("stuck_clocks"))))
    assert page(desk(world.village).get(reverse("stuck_clocks")), 403) is not None


@pytest.mark.parametrize("who", ["stranger", "farm"])
def test_others_find_nothing(world, desk, hygiene, who):
    case = assigned(world, hygiene)
    browser = desk(getattr(world, who))
    before = books()
    for name, args in (
        ("cases", [hygiene]),
        ("case_new", [hygiene, "complaint"]),
        ("case", [case]),
        ("case_chart", [case]),
        ("case_step", [case, "finish"]),
    ):
        answer = browser.get(reverse(name, args=args))
        assert (answer.status_code, "垃圾" in body(answer)) == (404, False), name
    assert browser.post(reverse("case_step", args=[case, "finish"]), {"revision": 2, "result": "好"}).status_code == 404
    assert browser.post(reverse("case_new", args=[hygiene, "complaint"]), {"place": VILLAGE}).status_code == 404
    assert books() == before


def test_a_reader_takes_no_step(world, desk, hygiene):
    case = assigned(world, hygiene)
    answer = desk(world.reader).post(reverse("case_step", args=[case, "finish"]), {"revision": 2, "result": "好"})
    assert answer.status_code == 403
    assert CaseStep.objects.filter(case=case).count() == 2


def test_a_long_list_goes_on_by_a_key(world, desk, hygiene, monkeypatch):
    monkeypatch.setattr("shanzhi.queries.cases.ROWS_A_PAGE", 2)
    ids = [filed(world, hygiene) for _ in range(3)]
    moved(world.clerk, ids[0], "refuse", reason="不属于")
    browser, address = desk(world.clerk), reverse("cases", args=[hygiene])
    first = page(browser.get(address))
    assert len(first.xpath("//tr[@data-row]")) == 2
    second = page(browser.get(address + first.xpath("//a[@rel='next']/@href")[0]))
    assert [a.get("href") for a in second.xpath("//tr[@data-row]//a")] == [reverse("case", args=[ids[0]])]
    assert second.xpath("//a[@rel='next']") == []


def test_several_answer_on_a_page_of_their_own(world, desk):
    case = polled(world, adopted_text(world.clerk, "poll"), support=["云岭县水务局"])
    browser, address = desk(world.water), reverse("case_answer", args=[case])
    assert "已填报0份，要有2份" in words(page(browser.get(reverse("case", args=[case]))))
    tree = page(browser.get(address))
    sent = hidden(the_form(tree, address)) | {"words": "先勘察"}
    tree = page(browser.post(address, sent), 422)
    assert "“是否同意”要填写。" in words(tree)
    assert "先勘察" in words(tree)
    assert browser.post(address, sent | {"agree": "是"}).status_code == 302
    said = words(page(browser.get(reverse("case", args=[case]))))
    for piece in ("已填报1份，要有2份", "修改我的填报", "先勘察", "协办单位"):
        assert piece in said, piece
    stranger = desk(world.stranger)
    before = books()
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, sent | {"agree": "是"}).status_code == 404
    assert books() == before


def test_a_case_about_a_row_is_opened_from_the_row(world, desk):
    programme = adopted_text(world.clerk, "poll")
    given = RecordIn("bridge", VILLAGE, {"name": "南桥"}, None, uuid4())
    row = add_record(actor=world.village, programme_id=programme, said=given, now=NOW).id
    browser = desk(world.village)
    tree = page(browser.get(reverse("record", args=[row])))
    link = next(a.get("href") for a in tree.iter("a") if "about=" in (a.get("href") or ""))
    tree, address = page(browser.get(link)), link.split("?")[0]
    assert tree.xpath("//select[@name='place']") == []
    box = next(i for i in tree.iter("input") if i.get("name") == "about_row")
    assert box.get("value") == f"南桥 #{row}"
    sent = hidden(the_form(tree, address)) | {"words": "桥面有坑"}
    assert "没有找到“北桥”" in words(page(browser.post(address, sent | {"about_row": "北桥"}), 422))
    assert browser.post(address, sent | {"about_row": "南桥"}).status_code == 302
    case = Case.objects.get(programme=programme)
    assert (case.record_id, case.place.code) == (row, VILLAGE)
    listed = browser.get(f"{reverse('cases', args=[programme])}?record={row}")
    assert len(page(listed).xpath("//tr[@data-row]")) == 1
    moved(world.village, case.pk, "mend", result="补好了", now=SOON)
    told = Message.objects.get(programme=programme)
    assert (told.user_id, told.words) == (world.village.id, "您报修的桥已经修好")
