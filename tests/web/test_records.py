"""Registers at the desk: a row from the form to the page, a sheet from the file to the rows, and who sees what."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from shanzhi.actions.records import correct_record, end_record
from shanzhi.models import Record
from tests.conftest import NOW, TODAY, books
from tests.registers_world import CARD, VILLAGE, lamp, lamps, relief
from tests.web.pages import body, must_be_clean, tree

GIVEN = {"number": "甲1", "kind": "市电", "heads": "2", "set_on": "2026-08-01", "place": VILLAGE}


@pytest.fixture
def programme(world) -> int:
    return lamps(world.clerk)


def at(name: str, programme: int, register: str = "lamp") -> str:
    return reverse(name, args=[programme, register])


def sheet(*rows: object, title: str = "云岭县路灯登记表") -> bytes:
    """An office's own sheet: a title across it, then the titles of its columns."""
    book = Workbook()
    page = book.active
    page.append([title])
    page.merge_cells("A1:E1")
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_of(data: bytes, name: str = "路灯.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_the_index_counts_what_is_in_each_register(world, desk, programme):
    lamp(world.clerk, programme)
    page = tree(desk(world.clerk).get(reverse("registers", args=[programme])))
    rows = [[td.text_content().strip() for td in tr.iter("td")][:2] for tr in page.xpath("//tbody/tr")]
    assert rows == [["路灯台账", "1"], ["检修记录", "0"], ["减免户名单", "0"]]


def test_a_row_goes_from_the_form_to_its_page(world, desk, programme):
    client = desk(world.clerk)
    first = tree(client.get(at("new_record", programme)))
    assert [o.get("value") for o in first.xpath('//select[@name="place"]/option')][1] == VILLAGE
    form = tree(client.get(at("new_record", programme), {"place": VILLAGE}))
    assert form.xpath('//input[@name="kind"]/@value') == ["太阳能", "市电"]
    assert "一 各村对公共路灯逐一登记造册" in form.text_content()
    answer = client.post(at("new_record", programme), GIVEN | {"key": uuid4(), "cost": "", "keeper": "", "caller": ""})
    page = client.get(answer["Location"])
    must_be_clean(page)
    text = tree(page).text_content()
    assert all(words in text for words in ("甲1", "市电", "100.00", "登记一行", "clerk某", "云岭东一村"))
    assert tree(page).xpath('//img[@class="qr small"]')[0].get("src").startswith("data:image/svg+xml")


def test_a_village_is_at_its_own_place_at_once(world, desk, programme):
    form = tree(desk(world.village).get(at("new_record", programme)))
    assert form.xpath('//input[@name="place"]/@value') == [VILLAGE]


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(world, desk, programme):
    client = desk(world.clerk)
    before = books()
    answer = client.post(at("new_record", programme), GIVEN | {"heads": "两个", "key": uuid4()})
    page = tree(answer)
    must_be_clean(answer)
    assert (answer.status_code, books()) == (422, before)
    assert "“灯头数”请填数字" in page.xpath('//*[@id="e-heads"]')[0].text_content()
    assert page.xpath('//input[@name="heads"]/@value') == ["两个"]
    assert page.xpath('//input[@name="number"]/@value') == ["甲1"]


def test_a_warning_is_shown_once_saved(world, desk, programme):
    client = desk(world.clerk)
    answer = client.post(at("new_record", programme), GIVEN | {"set_on": "", "key": uuid4()})
    assert "不符合登记条件：安装日期最好填上" in body(client.get(answer["Location"]))


def test_the_list_is_filtered_by_name_and_place_and_shows_what_is_retired(world, desk, programme):
    for number in ("甲1", "甲2", "乙1"):
        lamp(world.clerk, programme, number)
    lamp(world.clerk, programme, "甲9", "999901101201")
    gone = lamp(world.clerk, programme, "丙1").id
    end_record(actor=world.clerk, record_id=gone, on=TODAY, reason="拆除", now=NOW)
    client = desk(world.reader)

    def names(**asked: object) -> list[str]:
        page = tree(client.get(at("register", programme), asked))
        return [a.text_content() for a in page.xpath("//tbody/tr/td[1]/a")]

    assert names() == ["甲9", "乙1", "甲2", "甲1"]
    assert names(words="甲") == ["甲9", "甲2", "甲1"]
    assert names(place="云岭东镇") == ["乙1", "甲2", "甲1"]
    assert names(place="999901101000", words="甲") == ["甲9"]
    assert names(place="没有这个村") == []
    assert names(ended="1") == ["丙1"]
    assert "登记一行" not in body(client.get(at("register", programme)))


def test_pages_go_on_by_the_last_row(world, desk, programme):
    for n in range(51):
        lamp(world.clerk, programme, f"{n:02}")
    client = desk(world.clerk)
    first = tree(client.get(at("register", programme)))
    assert (len(first.xpath("//tr[@data-row]")), "共 51 行" in first.text_content()) == (50, True)
    second = tree(client.get(at("register", programme) + first.xpath('//a[@rel="next"]/@href')[0]))
    assert [a.text_content() for a in second.xpath("//tbody/tr/td[1]/a")] == ["00"]
    back = tree(client.get(at("register", programme) + second.xpath('//a[@rel="prev"]/@href')[0]))
    assert [a.text_content() for a in back.xpath("//tbody/tr/td[1]/a")][::49] == ["50", "01"]


def test_what_is_personal_is_masked_for_who_does_not_keep_the_row(world, desk, programme):
    row = lamp(world.village, programme, caller="13900001234").id
    assert "13900001234" in body(desk(world.village).get(reverse("record", args=[row])))
    assert "13900001234" in body(desk(world.clerk).get(reverse("record", args=[row])))
    page = body(desk(world.reader).get(reverse("record", args=[row])))
    assert ("13900001234" in page, "139****1234" in page) == (False, True)
    assert "13900001234" not in body(desk(world.reader).get(at("register", programme)))


def test_who_may_see_decides_and_a_sensitive_value_is_never_shown(world, desk, programme, own_folder):
    row = relief(world.village, programme).id
    assert CARD not in body(desk(world.clerk).get(reverse("record", args=[row])))
    clerk = tree(desk(world.clerk).get(reverse("record", args=[row]))).text_content()
    assert ("30.00" in clerk, "******" in clerk) == (True, True)
    reader = tree(desk(world.reader).get(reverse("record", args=[row]))).text_content()
    assert ("30.00" in reader, reader.count("不对您的岗位显示")) == (False, 3)


def test_a_correction_leaves_alone_what_may_not_be_read(world, desk, programme, own_folder):
    row = relief(world.village, programme).id
    client = desk(world.clerk)
    form = tree(client.get(reverse("correct_record", args=[row])))
    assert (form.xpath('//input[@name="card"]/@value'), form.xpath('//input[@name="sum"]/@value')) == ([""], ["30.00"])
    assert "留空为不改" in form.text_content()
    given = {"house": form.xpath('//input[@name="house"]/@value')[0], "card": "", "sum": "45", "revision": "0"}
    page = client.post(reverse("correct_record", args=[row]), given, follow=True)
    assert ("45.00" in body(page), Record.objects.get(pk=row).secrets.get().value_sealed != "") == (True, True)


def test_a_correction_shows_what_changed(world, desk, programme):
    row = lamp(world.clerk, programme).id
    correct_record(actor=world.clerk, record_id=row, given={"kind": "太阳能"}, revision=0, now=NOW)
    page = tree(desk(world.clerk).get(reverse("record", args=[row])))
    assert [d.text_content() for d in page.iter("del")] == ["市电", "100.00"]
    assert {"太阳能", "40.00"} < {i.text_content() for i in page.iter("ins")}


def test_a_correction_from_an_old_page_says_so(world, desk, programme):
    row = lamp(world.clerk, programme).id
    correct_record(actor=world.clerk, record_id=row, given={"heads": "3"}, revision=0, now=NOW)
    answer = desk(world.clerk).post(reverse("correct_record", args=[row]), GIVEN | {"revision": "0"})
    assert (answer.status_code, "刚才已有人改过" in body(answer)) == (409, True)


def test_a_file_is_kept_under_its_content_and_comes_back(world, desk, programme):
    whole = lamp(world.clerk, programme).id
    client = desk(world.clerk)
    given = {"of": whole, "day": "2026-08-30", "words": "换线", "paper": file_of("检修记录".encode(), "单.txt")}
    answer = client.post(at("new_record", programme, "repair"), given | {"key": uuid4()})
    row = Record.objects.get(register="repair")
    assert answer["Location"] == reverse("record", args=[row.pk])
    got = client.get(reverse("record_file", args=[row.pk, "paper"]))
    assert (body(got), got["Content-Disposition"].split("''")[-1]) == ("检修记录", "%E6%A3%80%E4%BF%AE%E5%8D%95.txt")
    assert desk(world.reader).get(reverse("record_file", args=[row.pk, "words"])).status_code == 404


def test_a_sheet_is_matched_checked_and_taken_in_and_bad_rows_come_back(world, desk, programme):
    data = sheet(
        ["所在村", "灯杆编号", "灯的类别", "灯头数", "备注"],
        ["云岭东一村", "甲1", "市电", 2, "旧"],
        [None, "甲2", "太阳能", 1, None],
        ["云岭西一村", "甲1", "油灯", 1, None],
        ["云岭东一村", "甲1", "市电", 1, None],
    )
    client = desk(world.clerk)
    page = tree(client.post(at("import_records", programme), {"file": file_of(data)}))
    taken = [s.xpath("string(option[@selected]/@value)") for s in page.iter("select")]
    assert taken == ["@place", "number", "kind", "heads", ""]
    assert [b.text_content() for b in page.xpath('//ul[@class="counts"]//b')] == ["1", "3", "1"]
    carried = page.xpath('//input[@name="carried"]/@value')[0]
    said = {f"column_{n}": name for n, name in enumerate(taken)} | {"carried": carried}
    marked = client.post(at("import_records", programme), said | {"deed": "marked"})
    rows = list(load_workbook(io.BytesIO(marked.content)).active.iter_rows(min_row=3, values_only=True))
    assert rows[0][-1] == "问题"
    assert [(r[1], r[-1]) for r in rows[1:]] == [
        ("甲2", "没有写明所在地区。"),
        ("甲1", "“类别”没有“油灯”这个选项，可选：太阳能、市电。"),
        ("甲1", "“灯杆编号”与第3行相同。"),
    ]
    done = client.post(at("import_records", programme), said | {"deed": "import"})
    assert "已导入 1 行" in body(done)
    row = Record.objects.get(programme=programme)
    assert (row.label, row.values["fee"], row.source) == ("甲1", 10_000, "list")
    again = client.post(at("import_records", programme), said | {"deed": "import"})
    assert ("已导入 0 行" in body(again), Record.objects.count()) == (True, 1)


def test_a_csv_of_an_old_office_is_read_too(world, desk, programme):
    text = "灯杆编号,类别,村\n甲1,市电,云岭东一村\n"
    answer = desk(world.clerk).post(
        at("import_records", programme), {"file": file_of(text.encode("gb18030"), "a.csv"), "deed": "import"}
    )
    assert ("已导入 1 行" in body(answer), Record.objects.get().label) == (True, "甲1")


def test_what_is_exported_is_read_back(world, desk, programme):
    lamp(world.clerk, programme, cost="1234.5", keeper="云岭县水务局")
    client = desk(world.clerk)
    data = client.get(at("export_records", programme)).content
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=3, values_only=True))
    assert rows[0] == ("所在地区", "灯杆编号", "类别", "灯头数", "造价", "安装日期", "管护单位", "报修人电话")
    assert rows[1][:7] == ("云岭东一村", "甲1", "市电", "2", "1234.50", "2026-08-01", "云岭县水务局")
    end_record(actor=world.clerk, record_id=Record.objects.get().pk, on=TODAY, reason="重登", now=NOW)
    client.post(at("import_records", programme), {"file": file_of(data), "deed": "import"})
    again = Record.objects.get(ended_on=None)
    assert (again.values["cost"], again.values["keeper"]) == (123_450, world.water.unit_id)


def test_a_page_of_another_register_carries_no_file_here(world, desk, programme):
    client = desk(world.clerk)
    page = tree(client.post(at("import_records", programme), {"file": file_of(sheet(["灯杆编号"], ["甲1"]))}))
    carried = page.xpath('//input[@name="carried"]/@value')[0]
    answer = client.post(at("import_records", programme, "repair"), {"carried": carried, "deed": "import"})
    assert (answer.status_code, "请重新选择文件" in body(answer)) == (422, True)


def test_the_quotas_say_who_lacks_how_many(world, desk, programme):
    for number in ("甲1", "甲2", "甲3"):
        lamp(world.clerk, programme, number, kind="太阳能")
    page = tree(desk(world.reader).get(at("quota", programme)))
    rows = [[td.text_content() for td in tr.iter("td")] for tr in page.xpath("//tbody/tr")]
    assert rows == [
        ["云岭东二村", "0", "缺 1 个"], ["云岭西一村", "0", "缺 1 个"], ["云岭西二村", "0", "缺 1 个"],
        ["云岭东一村", "3", "多 1 个"],
    ]  # fmt: skip
    assert "应配备 4 处，符合 1 处" in page.text_content()


def test_an_end_asks_for_day_and_reason(world, desk, programme):
    row = lamp(world.village, programme).id
    client = desk(world.village)
    must_be_clean(client.get(reverse("end_record", args=[row])))
    page = client.post(reverse("end_record", args=[row]), {"on": "2026-08-31", "reason": "拆除"}, follow=True)
    assert ("已退出台账" in body(page), "拆除" in body(page)) == (True, True)
