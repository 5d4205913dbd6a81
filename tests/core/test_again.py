"""What is asked again, and the reasons for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.again import Again, Held, asked_again, held_by, keys_of, plain_title, reasoned
from shanzhi.core.kinds import Refused
from shanzhi.packs.reading import examine
from tests.again_world import ASKS, HOLDS, KEY, WHERE, WHY

ROADS = Held(7, "村道养护", "road", "length", "村道·道路长度", form=False)
AGAIN = Again("sheet", "村情表", "roads", "道路 长度", ROADS, "核对养护经费")


def packs(text: str):
    gave = examine(text)
    assert gave.pack is not None
    assert gave.faults == ()
    return (gave.pack, *gave.used)


def found(asks: str = ASKS, holds: str = HOLDS, before: tuple[str, ...] = ()):
    return asked_again(packs(asks), held_by(7, "村道养护", packs(holds)), before)


def test_a_field_that_a_register_holds_is_asked_again() -> None:
    assert found() == (AGAIN,)
    assert (AGAIN.key, AGAIN.where) == (KEY, WHERE)
    assert keys_of(packs(ASKS)) == {"sheet.roads", "sheet.lamps"}


@pytest.mark.parametrize(
    "asks",
    [
        ASKS.replace("measure: 公里", "measure: 米"),
        ASKS.replace("道路 长度, type: integer", "道路 长度, type: decimal"),
        ASKS.replace("道路 长度", "名称"),
        ASKS.replace("道路 长度, type: integer, measure: 公里", "道路 长度, type: long_text"),
    ],
)
def test_another_measure_kind_or_a_general_title_is_another_figure(asks: str) -> None:
    assert found(asks, HOLDS.replace("道路长度", "名称") if "名称" in asks else HOLDS) == ()


def test_what_was_asked_before_needs_no_new_reason() -> None:
    assert found(before=(KEY,)) == ()


def test_two_forms_are_compared_where_both_are_handed_in() -> None:
    other = ASKS.replace("pack: survey", "pack: census").replace("title: 村情调查", "title: 普查")
    assert [(a.key, a.held.words, a.held.form) for a in found(ASKS, other)] == [
        ("sheet.roads", "村情表·道路 长度", True), ("sheet.lamps", "村情表·路灯盏数", True),
    ]  # fmt: skip
    unasked = other.replace("hand_in: {form: sheet}, ", "")
    assert found(ASKS, unasked) == ()


def test_each_field_needs_a_reason() -> None:
    assert reasoned((AGAIN,), {KEY: f"  {WHY} ", "other.x": "没有用"}) == ((AGAIN, WHY),)
    with pytest.raises(Refused) as found:
        reasoned((AGAIN,), {KEY: "  "})
    assert (found.value.code, found.value.args_["n"]) == ("again_unexplained", 1)
    assert reasoned((), {}) == ()


@given(st.text())
def test_a_plain_title_stays_what_it_is(title: str) -> None:
    assert plain_title(plain_title(title)) == plain_title(title)
