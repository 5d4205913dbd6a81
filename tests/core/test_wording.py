"""Kept values as people write them: read back they are the same; private ones are masked."""

import pytest

from shanzhi.core.filling import Found, fill
from shanzhi.core.pack.forms import Field, Private
from shanzhi.core.wording import mask_of, shown, written

NAMES = {("place", "999901100201"): "柳湾村", ("record", 7): "南桥灯"}
COLUMNS = (Field(id="what", title="项目"), Field(id="sum", title="金额", type="money"))
HASH = "a" * 64


class Named:
    def find(self, field: Field, words: str) -> Found:
        return Found(next(value for (type_, value), name in NAMES.items() if (type_, name) == (field.type, words)))


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        ("text", "清沟", "清沟"),
        ("integer", 1200, "1200"),
        ("decimal", "12.5", "12.5"),
        ("money", 120_050, "1200.50"),
        ("money", -5, "-0.05"),
        ("date", "2026-03-01", "2026-03-01"),
        ("time", "08:30", "08:30"),
        ("datetime", "2026-03-01T08:30+08:00", "2026-03-01 08:30"),
        ("bool", True, "是"),
        ("bool", False, "否"),
        ("place", "999901100201", "柳湾村"),
        ("record", 7, "南桥灯"),
        ("location", ["38.471000", "106.258700"], "38.471000,106.258700"),
        ("file", HASH, HASH),
        ("text", None, ""),
    ],
)
def test_what_is_written_is_read_back(type_, value, words):
    field = Field(id="a", title="甲", type=type_)
    assert written(field, value, NAMES) == words
    assert fill([field], {"a": words}, Named()).values.get("a") == value


def test_several_and_lines():
    many = Field(id="a", title="甲", type="choice", of=("一", "二"), many=True)
    assert written(many, ["一", "二"], {}) == "一、二"
    lines = Field(id="a", title="甲", type="table", fields=COLUMNS)
    assert written(lines, [{"what": "灯", "sum": 100}, {"what": "线"}], {}) == "项目 灯，金额 1.00；项目 线"
    ring = Field(id="a", title="甲", type="shape")
    assert written(ring, [["38.1", "106.1"], ["38.2", "106.1"]], {}) == "38.1,106.1；38.2,106.1"


def test_what_has_no_name_is_shown_by_its_number():
    assert written(Field(id="a", type="record"), 8, NAMES) == "8"


def private(title: str, degree: str, type_: str = "text") -> Field:
    return Field(id="a", title=title, type=type_, private=Private(degree=degree))


@pytest.mark.parametrize(
    ("field", "words", "masked"),
    [
        (private("户主", "personal", "person"), "王小明", "王*明"),
        (private("负责人", "personal"), "王小明", "王*明"),
        (private("联系电话", "personal"), "13900001234", "139****1234"),
        (private("家庭住址", "personal"), "云岭县柳湾村3号", "云岭县柳湾村***"),
        (private("身份证号", "sensitive"), "11010519491231002X", "110*************2X"),
        (private("病情", "sensitive"), "高血压", "******"),
        (private("低保", "personal", "bool"), "是", "******"),
        (private("病历", "personal", "file"), HASH, "******"),
    ],
)
def test_what_is_private_is_masked_by_what_it_is(field, words, masked):
    assert mask_of(field)(words) == masked
    assert shown(field, words, clear=False) == masked


def test_personal_is_clear_for_whom_it_is_meant_and_sensitive_never():
    assert shown(private("户主", "personal", "person"), "王小明", clear=True) == "王小明"
    assert shown(private("病情", "sensitive"), "高血压", clear=True) == "******"
    assert shown(Field(id="a"), "甲", clear=False) == "甲"
    assert shown(private("病情", "sensitive"), "", clear=False) == ""
