"""What people write under the fields of a form, and what becomes of it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.filling import Filled, Found, datum, day_of, fill, row_of
from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.values import Formula, Given


class Village:
    """Knows one place and one household."""

    def find(self, field: Field, words: str) -> Found:
        assert field.type in {"place", "household"}
        known = {"柳湾村": "999901100201", "柳湾村3号": 7}
        if words in known:
            return Found(known[words])
        return Found(fault=Words("没有找到“{given}”。", {"given": words}))


def one(type_: str, said: object, **more: object) -> object:
    """The value of a single field, or the sentence of what ails it."""
    filled = fill([Field(id="a", title="甲", type=type_, **more)], {"a": said}, Village())
    return str(filled.faults[0].words) if filled.faults else filled.values.get("a")


@pytest.mark.parametrize(
    ("type_", "said", "value"),
    [
        ("text", "  清沟 ", "清沟"),
        ("integer", "１，２００", 1200),
        ("integer", "3.0", 3),
        ("decimal", "12.50", "12.5"),
        ("money", "1,200.5", 120_050),
        ("money", "¥6", 600),
        ("money", "1.5 万元", 1_500_000),
        ("money", 600, 600),
        ("date", "2026年3月1日", "2026-03-01"),
        ("date", "2026/3/1", "2026-03-01"),
        ("date", "20260301", "2026-03-01"),
        ("time", "8:30", "08:30"),
        ("datetime", "2026-03-01 8:30", "2026-03-01T08:30+08:00"),
        ("datetime", "2026-03-01T08:30+08:00", "2026-03-01T08:30+08:00"),
        ("bool", "√", True),
        ("bool", "否", False),
        ("place", "柳湾村", "999901100201"),
        ("household", "柳湾村3号", 7),
        ("location", "38.471, 106.2587", ["38.471000", "106.258700"]),
        ("photo", "a" * 64, "a" * 64),
        ("text", "   ", None),
    ],
)
def test_texts_become_values(type_, said, value):
    assert one(type_, said) == value


@pytest.mark.parametrize(
    ("type_", "said", "more", "sentence"),
    [
        ("integer", "三", {}, "“甲”请填数字，现在是“三”。"),
        ("integer", "2.5", {}, "“甲”请填整数，现在是“2.5”。"),
        ("integer", "-1", {"min": Given(value=Decimal(0))}, "“甲”不能小于0，现在是-1。"),
        ("decimal", "101", {"max": Given(value=Decimal(100))}, "“甲”不能大于100，现在是101。"),
        ("decimal", "1e99", {}, "“甲”的数字太大，请核对。"),
        ("money", "很多", {}, "“甲”请填金额，例如“1200”或“1.5 万元”。"),
        ("money", "0.001", {}, "“甲”最小到分，请核对。"),
        ("date", "2026-02-30", {}, "“甲”请填日期，例如2026-03-01，现在是“2026-02-30”。"),
        ("time", "25:00", {}, "“甲”请填时间，例如08:30。"),
        ("bool", "也许", {}, "“甲”请填“是”或“否”。"),
        ("choice", "丙", {"of": ("好", "差")}, "“甲”没有“丙”这个选项，可选：好、差。"),
        ("place", "无此村", {}, "没有找到“无此村”。"),
        ("location", "95,106", {}, "“甲”请在地图上选，或填“纬度,经度”。"),
        ("photo", "../a", {}, "“甲”的文件没有收到，请重新选择。"),
        ("text", "长" * 201, {}, "“甲”最多200个字，现在有201个。"),
        ("text", " ", {"required": True}, "“甲”要填写。"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(type_, said, more, sentence):
    assert one(type_, said, **more) == sentence


def test_several_values_are_taken_once_each():
    kinds = {"of": ("路灯", "厕所", "井盖"), "many": True}
    assert one("choice", "路灯、厕所，路灯", **kinds) == ["路灯", "厕所"]
    assert one("choice", ["井盖"], **kinds) == ["井盖"]


def test_a_table_says_which_of_its_rows_is_wrong():
    columns = (Field(id="n", title="数量", type="integer", required=True),)
    assert one("table", [{"n": "1"}, {"n": "2"}], fields=columns) == [{"n": 1}, {"n": 2}]
    assert one("table", [{"n": "1"}, {}], fields=columns) == "“甲”第2行：“数量”要填写。"


def test_all_faults_come_at_once_and_what_is_reckoned_is_not_taken():
    fields = [
        Field(id="a", title="甲", type="integer"),
        Field(id="b", title="乙", required=True),
        Field(id="c", title="丙", value=Formula(text="a * 2")),
    ]
    filled = fill(fields, {"a": "x", "c": "9", "zzz": "1"}, Village())
    assert [f.field for f in filled.faults] == ["a", "b", "zzz"]
    assert (filled.good, filled.values) == (False, {})
    assert fill(fields, {"a": "4", "b": "有"}, Village()) == Filled({"a": 4, "b": "有"})


def test_expressions_see_exact_numbers_sums_and_days():
    fields = [Field(id="a", type="decimal"), Field(id="m", type="money"), Field(id="d", type="date"), Field(id="e")]
    row = row_of(fields, {"a": "0.1", "m": 1050, "d": "2026-03-01"})
    assert row.attribute("a") == Decimal("0.1")
    assert row.attribute("m") == Quantity(Decimal("10.5"), "元")
    assert row.attribute("d") == date(2026, 3, 1)
    assert isinstance(row.attribute("e"), Unknown)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_back(day):
    for text in (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert day_of(text) == day


@given(st.integers(-(10**12), 10**12))
def test_a_kept_sum_is_taken_as_it_was(fen):
    field = Field(id="m", title="金额", type="money")
    kept = fill([field], {"m": f"{Decimal(fen) / 100:f}"}, Village()).values["m"]
    assert kept == fen
    assert fill([field], {"m": kept}, Village()).values["m"] == fen
    assert datum(field, kept) == Quantity(Decimal(fen) / 100, "元")
