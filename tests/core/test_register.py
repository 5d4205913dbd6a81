"""Lists of units and people checked against what is known."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.core.kinds import Words
from shanzhi.core.register import (
    Checked,
    GoodPost,
    GoodUnit,
    Known,
    Row,
    check_people,
    check_units,
    circles,
    day_of,
)
from shanzhi.core.unit import PlaceRef, UnitRef

COUNTY = PlaceRef(1, "999901000000", "云岭县", "county")
EAST = PlaceRef(2, "999901100000", "云岭东镇", "township")
TWINS = (PlaceRef(3, "999901100201", "新村", "village"), PlaceRef(4, "999901100202", "新村", "village"))
FARM = UnitRef(7, "云岭县农业农村局", ("县农业农村局",), "organ", COUNTY)
TOWN = UnitRef(8, "云岭东镇人民政府", (), "government", EAST)
KNOWN = Known(COUNTY, (COUNTY, EAST, *TWINS), (FARM, TOWN), {}, {"wang": "王甲"})


def units(*rows: dict[str, str]) -> Checked[GoodUnit]:
    return check_units([Row(n, cells) for n, cells in enumerate(rows, 4)], KNOWN)


def people(*rows: dict[str, str], known: Known = KNOWN) -> Checked[GoodPost]:
    return check_people([Row(n, cells) for n, cells in enumerate(rows, 4)], known)


def said(checked: Checked) -> list[tuple[int, str]]:
    return [(p.n, str(p.words)) for p in checked.problems]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026.3.1", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("２０２６．３．１", date(2026, 3, 1)),
        ("2026年 3月 1日", date(2026, 3, 1)),
        ("2026-02-30", None),
        ("明年", None),
        ("46082", None),
    ],
)
def test_days_as_offices_write_them(text, day):
    assert day_of(text) == day


def test_good_units_with_parents_in_the_books_and_in_the_file():
    checked = units(
        {"name": "县河长办", "parent": "县水务局"},
        {"name": "云岭县水务局", "aliases": "县水务局、水务局", "kind": "机关"},
        {"name": "云岭县农业农村局", "aliases": "农业局", "parent": "县水务局"},
        {"name": "新村村委会", "place": "999901100201", "kind": "村级组织", "parent": "云岭东镇人民政府"},
        {"name": "东镇水站", "place": "云岭东镇"},
    )
    assert checked == Checked(
        (
            GoodUnit(4, None, "县河长办", (), "organ", 1, -5),
            GoodUnit(5, None, "云岭县水务局", ("县水务局", "水务局"), "organ", 1),
            GoodUnit(6, 7, "云岭县农业农村局", ("农业局",), "organ", 1, -5),
            GoodUnit(7, None, "新村村委会", (), "village", 3, 8),
            GoodUnit(8, None, "东镇水站", (), "organ", 2),
        ),
        (),
    )


def test_bad_units_say_what_ails_them():
    checked = units(
        {"name": ""},
        {"name": "甲" * 81},
        {"name": "乙局", "place": "火星"},
        {"name": "丙局", "place": "新村"},
        {"name": "丁局", "kind": "公园"},
        {"name": "戊局"},
        {"name": "戊局"},
        {"name": "己局", "parent": "云岭县农业农村厅"},
        {"name": "庚局", "parent": "辛局"},
        {"name": "辛局", "parent": "庚局"},
        {"name": "壬科", "parent": "己局"},
        {"name": "癸局", "aliases": "好、" + "甲" * 81},
    )
    assert [g.name for g in checked.good] == ["戊局"]
    assert said(checked) == [
        (4, "缺单位名称，请补上。"),
        (5, "单位名称太长，不超过 80 个字。"),
        (6, "您的辖区里没有登记“火星”这个地区，请检查名称，或写 12 位行政区划代码。"),
        (7, "叫“新村”的地区不止一个，请写 12 位行政区划代码。"),
        (8, "没有“公园”这一类别，请写机关、政府、村级组织或企业。"),
        (10, "与第 9 行重复，同一地区的同名单位只登记一次。请删去一行。"),
        (11, "没有登记“云岭县农业农村厅”这个单位，名称相近的有：云岭县农业农村局。请改正，或先登记这个单位。"),
        (12, "上级单位绕了一圈又回到本单位，请改正。"),
        (13, "上级单位绕了一圈又回到本单位，请改正。"),
        (14, "上级单位在第 11 行，那一行有问题，请先改正。"),
        (15, "简称太长，每个不超过 80 个字。几个简称之间用顿号隔开。"),
    ]


def test_a_circle_through_the_books_is_seen():
    known = replace(KNOWN, parents={8: 7})
    checked = check_units([Row(4, {"name": "云岭县农业农村局", "parent": "云岭东镇人民政府"})], known)
    assert said(checked) == [(4, "上级单位绕了一圈又回到本单位，请改正。")]
    assert circles({1: 2, 2: 3, 3: 2, 4: 1, 5: 5}) == {2, 3, 5}


def test_a_long_ladder_whose_foot_is_bad_falls_at_once():
    rows = [
        {"name": "第0局", "parent": "无此单位"},
        *({"name": f"第{n}局", "parent": f"第{n - 1}局"} for n in range(1, 3000)),
    ]
    checked = units(*rows)
    assert (len(checked.good), len(checked.problems)) == (0, 3000)


def test_good_people():
    known = replace(
        KNOWN,
        posts={("wang", "unit", 1, 7): frozenset({date(2025, 1, 1)}), ("wang", "clerk", 1, None): frozenset({None})},
        open_posts=frozenset({("wang", "unit", 1, 7)}),
    )
    checked = people(
        {"name": "王甲", "username": "wang", "role": "责任单位", "unit": "县农业农村局"},
        {"name": "王甲", "username": "wang", "role": "leader", "place": "999901100", "from_on": "2026.3.1"},
        {
            "name": "李乙",
            "username": "ｌｉ２",
            "role": "办公室工作人员",
            "unit": "云岭东镇人民政府",
            "to_on": "20261231",
        },
        {"name": "王甲", "username": "wang", "role": "办公室工作人员"},
        known=known,
    )
    assert checked == Checked(
        (
            GoodPost(4, "wang", "王甲", "unit", 1, 7, None, None, held=True),
            GoodPost(5, "wang", "王甲", "leader", 2, None, date(2026, 3, 1), None),
            GoodPost(6, "li2", "李乙", "clerk", 2, None, None, date(2026, 12, 31)),
            GoodPost(7, "wang", "王甲", "clerk", 1, None, None, None, held=True),
        ),
        (),
    )


def test_bad_people_say_what_ails_them():
    base = {"name": "赵丙", "username": "zhao", "role": "查阅人员"}
    checked = people(
        base | {"name": ""},
        base | {"username": "zhao bing"},
        base | {"role": "局长"},
        base | {"role": "责任单位"},
        base | {"role": "责任单位", "unit": "县农业农村"},
        base | {"username": "wang"},
        base | {"from_on": "2026-3-1", "to_on": "2026-2-1"},
        base | {"from_on": "春节后"},
        base,
        base,
        base | {"name": "赵丁", "role": "分管领导"},
    )
    assert [g.n for g in checked.good] == [12]
    assert said(checked) == [
        (4, "缺姓名，请补上。"),
        (5, "用户名“zhao bing”不能用，请用 2 至 40 个字母、数字或汉字，中间不留空格。"),
        (6, "没有“局长”这一岗位，请写办公室工作人员、责任单位、分管领导、查阅人员或管理员。"),
        (7, "责任单位的岗位要写明所属单位，请补上。"),
        (8, "没有登记“县农业农村”这个单位，名称相近的有：云岭县农业农村局。请改正，或先登记这个单位。"),
        (9, "用户名“wang”已由王甲使用，请换一个。"),
        (10, "结束日期早于开始日期，请改正。"),
        (11, "“春节后”不是一个日期，请按 2026-09-30 的样子填写。"),
        (13, "与第 12 行重复，同一个岗位只写一行。请删去一行。"),
        (14, "用户名“zhao”已由赵丙使用，请换一个。"),
    ]


def test_a_row_that_could_not_be_read_is_bad():
    fault = Words("单元格 {cell} 的公式出错，请改正，或直接写上内容。", {"cell": "B4"})
    assert check_units([Row(4, {"name": "甲局"}, (fault,))], KNOWN).problems[0].words == fault
