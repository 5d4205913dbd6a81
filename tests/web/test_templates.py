"""An office's own sheet at the desk: chosen, looked over, filled and taken away."""

import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.models import Duty, Entry, Indicator
from shanzhi.models.walls import acting
from tests.actions.test_handing import DUE, duty_of
from tests.again_world import COUNTY, DAYS, HOLDS
from tests.conftest import NOW, books
from tests.registers_world import lamp, lamps
from tests.web.pages import body, must_be_clean, tree

MONTH = {"from_on": "2026-09-01", "to_on": "2026-09-30"}


def sheet(*rows: list[str]) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "表"
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LAMPS = sheet(
    ["{{地区.名称}}路灯统计表", "", "", ""],
    ["编号", "灯头", "安装", "电话"],
    ["{{每行 路灯台账.灯杆编号}}", "{{每行 路灯台账.灯头数}}", "{{每行 lamp.set_on}}", "{{每行 lamp.caller}}"],
    ["合计", "=SUM(B3:B3)", "{{合计 路灯台账.年管护费}}", "{{路灯台账.不存在}}"],
)


def send(client, programme: int, **fields: object):
    return client.post(f"/programmes/{programme}/fill/", fields)


def file_of(data: bytes, name: str = "统计表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def taken(client, programme: int, data: bytes, **fields: object) -> list[list[object]]:
    """The rows of the filled sheet, by way of the page."""
    page = send(client, programme, file=file_of(data), deed="check", **(MONTH | fields))
    must_be_clean(page)
    said = {i.get("name"): i.get("value") for i in tree(page).xpath('//section//input[@type="hidden"]')}
    answer = send(client, programme, **said, deed="download")
    assert answer["Cache-Control"].startswith("private, no-store")
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


@pytest.fixture
def programme(world) -> int:
    id_ = lamps(world.clerk)
    lamp(world.clerk, id_, "甲1", caller="13900001234")
    lamp(world.clerk, id_, "=1+1", heads="3")
    lamp(world.clerk, id_, "丙1", "999901101201")
    return id_


def test_a_sheet_is_filled_for_the_whole_place(world, desk, programme):
    day = date(2026, 8, 1)
    rows = taken(desk(world.clerk), programme, LAMPS)
    assert rows[0][0] == "云岭县路灯统计表"
    assert [[*r[:2], r[2].date(), r[3]] for r in rows[2:5]] == [
        ["甲1", 2, day, "13900001234"], ["=1+1", 3, day, None], ["丙1", 2, day, None],
    ]  # fmt: skip
    assert rows[5] == ["合计", "=SUM(B3:B5)", 350, None]
    with acting(None):
        entry = Entry.objects.filter(deed="export_list").latest("pk")
    assert (entry.object_kind, entry.programme_id, entry.data["form"]) == ("template", programme, "xlsx")


def test_a_village_fills_it_for_itself_and_others_see_masks(world, desk, programme):
    rows = taken(desk(world.village), programme, LAMPS)
    assert (rows[0][0], [r[0] for r in rows[2:]]) == ("云岭东一村路灯统计表", ["甲1", "=1+1", "合计"])
    rows = taken(desk(world.reader), programme, LAMPS, place="云岭东一村")
    assert [r[3] for r in rows[2:4]] == ["139****1234", None]


def test_what_cannot_be_filled_says_why(world, desk, programme):
    page = send(desk(world.clerk), programme, file=file_of(LAMPS), deed="check")
    told = [[c.text_content() for c in row] for row in tree(page).xpath('//*[@id="missing"]/tbody/tr')]
    assert told == [["表", "4", "4", "{{路灯台账.不存在}}", "“路灯台账”没有“不存在”这一项。"]]


def test_what_was_handed_in_by_a_form_is_known(world, desk):
    duty = duty_of(world.clerk)
    time = Time(duty, world.village.unit_id, DUE)
    meet_duty(actor=world.village, time=time, text="", now=NOW, given={"lit": "18", "dark": "2"})
    with acting(None):
        programme = Duty.objects.get(pk=duty).programme_id
    asked = sheet(["{{路灯月报.合计}}", "{{路灯月报.填报单位}}", "{{行数 路灯月报}}"])
    assert taken(desk(world.clerk), programme, asked) == [[20, "云岭东一村村民委员会", 1]]


def test_an_indicator_is_known_for_the_whole_place_alone(world, desk):
    rate = """indicators:
  rate: {title: 硬化率, measure: "%", at: county, every: year, target: {"+1": 90}, by: county, clause: 一}
"""
    programme = adopt_pack(actor=world.clerk, given=PackIn(HOLDS + rate, COUNTY, *DAYS), now=NOW)
    with acting(None):
        indicator = Indicator.objects.get(programme=programme)
    for figure in ("61", "62.5"):
        given = ValueIn(uuid4(), date(2026, 8, 31), Decimal(figure), "统计")
        enter_value(actor=world.clerk, indicator_id=indicator.pk, given=given, now=NOW)
    asked, year = sheet(["{{硬化率}}", "{{rate}}"]), {"from_on": "2026-01-01"}
    assert taken(desk(world.clerk), programme, asked, **year) == [[62.5, 62.5]]
    page = send(desk(world.clerk), programme, file=file_of(asked), place="云岭东一村", **year)
    assert "“硬化率”是云岭县全域的指标。" in body(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"file": file_of(sheet(["没有标记"]))}, "表里没有标记"),
        ({"file": file_of(b"a,b", "a.csv")}, "这不是能读的 Excel 表格"),
        ({"carried": "forged"}, "这一页放得太久"),
        ({}, "还没有选择文件"),
        ({"file": file_of(LAMPS), "place": "没有这个村"}, "没有登记代码为 没有这个村 的地区"),
    ],
)
def test_what_is_refused_leaves_nothing(world, desk, programme, fields, words):
    client, before = desk(world.clerk), books()
    answer = send(client, programme, **fields)
    assert (answer.status_code, books()) == (422, before)
    assert words in body(answer)
