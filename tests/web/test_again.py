"""Asking again at the desk: the page asks for reasons, the burden's sheet shows them."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from shanzhi.core.kinds import china_day
from tests.again_world import ASKS, KEY, WHERE, WHY, asks, holds
from tests.conftest import NOW, World
from tests.web.pages import must_be_clean, tree

pytestmark = pytest.mark.django_db
DAYS = {"from_on": "2026-09-01", "to_on": "2027-08-31"}


def test_the_page_lists_what_is_held_with_one_box_each_and_keeps_what_was_typed(world: World, desk) -> None:
    holds(world.clerk)
    said = {"text": ASKS, "deed": "check", **DAYS}
    first = desk(world.clerk).post("/packs/adopt/", said)
    must_be_clean(first)
    boxes = tree(first).xpath('//*[@id="again"]//input')
    assert [(b.get("name"), b.get("value")) for b in boxes] == [(f"again:{KEY}", "核对养护经费")]
    assert f"已有：{WHERE}" in tree(first).xpath('//*[@id="again"]')[0].text_content()
    page = tree(desk(world.clerk).post("/packs/adopt/", said | {f"again:{KEY}": WHY}))
    assert page.xpath('//*[@id="again"]//input/@value') == [WHY]


def test_the_sheet_of_the_burden_shows_the_reasons(world: World, desk) -> None:
    holds(world.clerk)
    asks(world.clerk, {KEY: WHY})
    answer = desk(world.reader).get("/burden/burden.xlsx?month=2026-09")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["报表负担", "再要一遍的理由"]
    assert book.get_sheet_by_index(1).to_python()[2:] == [
        ["要求报送的", "要填的内容", "已经有的地方", "理由", "填写人", "日期"],
        ["云岭县·村情调查", "道路 长度", WHERE, WHY, world.clerk.name, china_day(NOW)],
    ]
