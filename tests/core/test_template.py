"""Marks of a sheet and what they are filled with."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.kinds import Words
from shanzhi.core.template import Filled, Mark, Missing, Source, Spot, Spread, answered, marks_of, needed

ROADS = Source(
    "road", "村道", {"name": "路名", "length": "长度", "built": "建成日期"},
    ({"name": "东路", "length": 3, "built": date(2020, 5, 1)},
     {"name": "西路", "length": Decimal("1.5"), "built": None}),
)  # fmt: skip
FACTS = Source("facts", "村情登记", {"people": "人口", "secret": "电话"}, ({"people": 580},))
PLACE = Source("place", "地区", {"name": "名称", "code": "代码"}, ({"name": "东一村", "code": "999901100201"},))
RATE = Source("rate", "达标率", {"value": "达标率"}, ({"value": Decimal("62.5")},))
EMPTY = Source("lamps", "路灯", {"lit": "亮灯数"})
ALL = (PLACE, ROADS, FACTS, RATE, EMPTY)


def spot(text: str = "", name: str = "", column: int = 1, row: int = 1) -> Spot:
    return Spot("表", column, row, text, name)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("{{road.length}}", Mark("{{road.length}}", "road", "length")),
        ("{{ 村道 . 长度 }}", Mark("{{ 村道 . 长度 }}", "村道", "长度")),
        ("{{每行 村道.路名}}", Mark("{{每行 村道.路名}}", "村道", "路名", "each")),
        ("{{行数 村道}}", Mark("{{行数 村道}}", "村道", "", "count")),
        ("{{rate}}", Mark("{{rate}}", "rate")),
    ],
)
def test_a_mark_says_what_is_wanted(text: str, mark: Mark) -> None:
    assert marks_of(spot(text)) == (mark,)


def test_names_say_the_same_and_other_texts_nothing() -> None:
    assert marks_of(spot(name="c_people")) == (Mark("c_people", "people"),)
    assert marks_of(spot(name="road.length")) == (Mark("road.length", "road", "length"),)
    assert marks_of(spot("{{}} { {a} } 合计")) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{facts.people}}", 580),
        ("{{人口}}", 580),
        ("{{合计 村道.长度}}", Decimal("4.5")),
        ("{{行数 村道}}", 2),
        ("{{达标率}}", Decimal("62.5")),
        ("填报单位：{{地区.名称}}（{{place.code}}）", "填报单位：东一村（999901100201）"),
    ],
)
def test_a_cell_is_filled(text: str, value: object) -> None:
    assert answered((spot(text),), ALL).filled == (Filled("表", 1, 1, value),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{村道.长度}}", "“村道”有2行，不知道填哪一行。要逐行列出请写“每行”，要加起来请写“合计”。"),
        ("{{村道.宽度}}", "“村道”没有“宽度”这一项。"),
        ("{{桥.长度}}", "没有叫“桥”的台账、表单或者指标。"),
        ("{{没有}}", "没有叫“没有”的指标或者字段。"),
        ("{{路灯.亮灯数}}", "“路灯”在这个地方、这段时间里没有内容。"),
        ("{{facts.secret}}", "“电话”不是您的岗位能看到的。"),
        ("{{合计 村道.建成日期}}", "“村道”的“建成日期”有2行不是数或者没有填，没有加。"),
    ],
)
def test_what_cannot_be_filled_says_why(text: str, why: str) -> None:
    answer = answered((spot(text),), ALL)
    assert [(m.mark, str(m.why)) for m in answer.missing] == [(text, why)]
    assert answer.filled == (Filled("表", 1, 1, None),)


def test_a_word_that_two_sources_have_is_not_guessed() -> None:
    twice = Source("other", "另一本", {"people": "人口"}, ({"people": 1},))
    answer = answered((spot(name="c_people"),), (FACTS, twice))
    assert answer.filled == ()
    assert [str(m.why) for m in answer.missing] == ["“people”在村情登记、另一本里都有，请写明是哪一个。"]


def test_a_row_becomes_as_many_as_the_register_has() -> None:
    cells = (
        spot("{{每行 行号}}", column=1, row=4), spot("{{每行 村道.路名}}", column=2, row=4),
        spot("长{{每行 村道.长度}}公里", column=3, row=4), spot("{{每行 facts.people}}", column=4, row=4),
        spot("{{place.name}}", column=5, row=4),
    )  # fmt: skip
    answer = answered(cells, ALL)
    columns = {
        1: (1, 2), 2: ("东路", "西路"), 3: ("长3公里", "长1.5公里"), 4: (None, None), 5: ("东一村", "东一村"),
    }  # fmt: skip
    assert answer.spreads == (Spread("表", 4, columns, 2),)
    why = Words("同一行里的“每行”标记要出自同一本台账。")
    assert answer.missing == (Missing("表", 4, 4, "{{每行 facts.people}}", why),)
    assert needed(cells, ALL) == {"road", "facts", "place"}


def test_a_register_without_rows_leaves_its_row_empty() -> None:
    answer = answered((spot("{{每行 路灯.亮灯数}}"),), ALL)
    assert answer.spreads == (Spread("表", 1, {1: ()}, 0),)
    assert [m.mark for m in answer.missing] == ["{{每行 路灯.亮灯数}}"]


@given(st.lists(st.text(alphabet="{}. 每行合计行数号a村", max_size=20), max_size=5))
def test_any_text_is_answered(texts: list[str]) -> None:
    spots = [s for n, t in enumerate(texts, 1) if marks_of(s := spot(t, row=n))]
    answered(spots, ALL)
