"""The law of a register's rows: who sees what, what is reckoned, what must hold, what a row is called."""

from datetime import date
from decimal import Decimal

import pytest

from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.expression import Attribute, Binary, Constant, Name
from shanzhi.core.pack.forms import Field, Must, Private, See
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import Formula
from shanzhi.core.recording import (
    Around,
    Facts,
    Viewer,
    at_of,
    broken,
    calling_of,
    digest,
    it_of,
    kept,
    label_of,
    levels_of,
    parent_of,
    reckoned,
    shared_text,
    sights,
)
from shanzhi.core.unit import PlaceRef

VILLAGE = PlaceRef(7, "999901100201", "柳湾村", "village")
FACTS = Facts(3, VILLAGE, added=date(2026, 9, 1))
NAME = Field(id="name", title="名称", required=True)
HEAD = Field(id="head", title="负责人", private=Private(degree="personal"))
CARD = Field(id="card", title="身份证号", private=Private(degree="sensitive"))
SIZE = Field(id="size", title="面积", type="decimal")
FIELDS = (NAME, HEAD, CARD, SIZE)
IT = Name("it")
BIG = Formula(text="it.size > 10", tree=Binary(">", Attribute(IT, "size"), Constant(Decimal(10))))
TWICE = Formula(text="it.size + it.size", tree=Binary("+", Attribute(IT, "size"), Attribute(IT, "size")))


def around(**values: object) -> Around:
    return Around({"it": it_of(FIELDS, values, FACTS), "at": at_of(VILLAGE)}, {})


def seen(register: Register, *seats: str, keeps: bool = False, **values: object) -> list[str]:
    how = sights(register, FIELDS, Viewer(frozenset(seats), keeps), around(**values))
    return [how[f.id] for f in FIELDS]


def see(*who: str, **more: object) -> See:
    return See(who=Selector(names=who), **more)


def test_where_nothing_is_said_all_is_seen_and_persons_by_who_keeps_the_row():
    open_ = Register(id="r")
    assert seen(open_) == ["clear", "masked", "hidden", "clear"]
    assert seen(open_, keeps=True) == ["clear", "clear", "masked", "clear"]


def test_who_is_named_sees_it_and_others_see_what_is_public():
    closed = Register(id="r", see=(see("desk", "inspector"),), public=("name",))
    assert seen(closed, "inspector") == ["clear", "clear", "masked", "clear"]
    assert seen(closed, "village") == ["clear", "masked", "hidden", "hidden"]
    assert seen(closed, keeps=True) == ["clear", "masked", "masked", "hidden"]


def test_a_name_may_be_given_some_fields_alone():
    part = Register(id="r", see=(see("desk"), see("anyone", fields=("size",))))
    assert seen(part) == ["hidden", "masked", "hidden", "clear"]
    assert seen(part, "desk") == ["clear", "clear", "masked", "clear"]


def test_a_condition_says_of_which_rows():
    big = Register(id="r", see=(see("desk", where=BIG),))
    assert seen(big, "desk", size="12") == ["clear", "clear", "masked", "clear"]
    assert seen(big, "desk", size="8")[0] == "hidden"
    assert seen(big, "desk")[0] == "hidden"


def test_a_person_is_never_public():
    assert seen(Register(id="r", see=(see("desk"),), public=("head",)))[1] == "masked"


def test_sensitive_values_are_in_no_expression():
    assert isinstance(it_of(FIELDS, {"card": "1"}, FACTS).attribute("card"), Unknown)
    assert it_of(FIELDS, {"head": "王"}, FACTS).attribute("head") == "王"


def test_what_every_row_has():
    it = it_of(FIELDS, {}, FACTS)
    assert (it.attribute("state"), it.attribute("place"), it.attribute("added")) == (
        "active", "999901100201", date(2026, 9, 1),
    )  # fmt: skip
    assert isinstance(it.attribute("retired"), Unknown)


def test_a_field_is_reckoned_and_what_is_unknown_is_left_out():
    double = Field(id="double", type="decimal", value=TWICE)
    assert reckoned([SIZE, double], {"size": "2.5"}, FACTS, around())["double"] == "5"
    assert "double" not in reckoned([SIZE, double], {"double": "9"}, FACTS, around())


@pytest.mark.parametrize(
    ("type_", "said", "value"),
    [
        ("integer", Decimal("3.0"), 3),
        ("integer", Decimal("3.5"), None),
        ("decimal", Decimal("3.50"), "3.5"),
        ("money", Quantity(Decimal("1.5"), "元"), 150),
        ("money", Decimal("1.5"), 150),
        ("decimal", Quantity(Decimal(2), "亩"), "2"),
        ("bool", True, True),
        ("text", True, None),
        ("date", date(2026, 3, 1), "2026-03-01"),
        ("text", "甲", "甲"),
        ("text", None, None),
    ],
)
def test_what_an_expression_gave_is_kept_under_its_field(type_, said, value):
    assert kept(Field(id="a", type=type_), said) == value


def test_conditions_hold_bar_or_warn():
    hard, soft = Must(that=BIG, else_="太小"), Must(that=BIG, soft=True)
    assert broken([hard, soft], around(size="11")) == ()
    faults = broken([hard, soft], around(size="9"))
    assert [(str(f.words), f.soft) for f in faults] == [
        ("不符合登记条件：太小", False), ("不符合登记条件：it.size > 10", True),
    ]  # fmt: skip
    assert "现在无法计算" in str(broken([hard], around())[0].words)


def test_a_row_is_called_by_its_unique_fields_else_by_the_required_ones():
    kind, day = Field(id="kind", type="choice", required=True), Field(id="day", type="date", required=True)
    values = {"name": "南桥灯", "kind": "路灯", "day": "2026-03-01", "head": "王某"}

    def called(register: Register, *fields: Field) -> str:
        return label_of(calling_of(register, fields), values, {})

    assert called(Register(id="r", unique=("kind",)), NAME, kind, day) == "路灯"
    assert called(Register(id="r"), kind, day) == "路灯 2026-03-01"
    assert called(Register(id="r"), kind, NAME) == "路灯 南桥灯"
    assert called(Register(id="r"), NAME, kind) == "南桥灯"
    assert called(Register(id="r", unique=("head",)), HEAD) == ""


def test_what_no_two_rows_share_counts_in_its_place_and_row():
    register = Register(id="r", unique=("name",))
    other = PlaceRef(8, "999901100202", "河东村", "village")
    assert shared_text(register, {"name": "甲"}, VILLAGE, None) == "12:9999011002010:1:甲"
    assert shared_text(register, {"name": "甲"}, other, 5) == "12:9999011002021:51:甲"
    two = Register(id="r", unique=("name", "kind"))
    assert shared_text(two, {"name": "甲乙", "kind": ""}, VILLAGE, None) != shared_text(
        two, {"name": "甲", "kind": "乙"}, VILLAGE, None
    )
    assert shared_text(register, {"name": 1}, VILLAGE, None) != shared_text(register, {"name": "1"}, VILLAGE, None)
    assert shared_text(register, {}, VILLAGE, None) == ""
    assert shared_text(Register(id="r"), {"name": "甲"}, VILLAGE, None) == ""
    assert (digest(""), len(digest("x"))) == ("", 64)


@pytest.mark.parametrize(
    ("of", "levels", "parent"),
    [
        (("village",), ("village",), ""),
        (("household",), ("village", "group"), ""),
        (("township", "village"), ("township", "village"), ""),
        (("facility",), (), "facility"),
    ],
)
def test_where_rows_may_lie(of, levels, parent):
    register = Register(id="r", of=Selector(names=of))
    assert (levels_of(register), parent_of(register)) == (levels, parent)
    assert (levels_of(Register(id="r")), parent_of(Register(id="r"))) == ((), "")
