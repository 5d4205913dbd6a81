"""The burden of reports, reckoned by hand."""

from dataclasses import replace

from shanzhi.core.burden import Asking, Load, Twice, asked_twice, by_asker, by_village
from shanzhi.core.pack.forms import Field

PEOPLE = Field(id="people", title="常住人口", type="integer", measure="人")
WORDS = Field(id="words", title="工作情况", type="long_text")
HELD = Field(id="name", title="户主", type="text", known="household_book.householder")
SUM = Field(id="sum", title="合计", type="integer", value=object())
ONE = Asking(
    "县农业局", "村庄清洁", "月报", "三(一)", "每月", 1, frozenset({"一村", "二村"}), (PEOPLE, WORDS, HELD, SUM)
)
SPACED = replace(PEOPLE, title="常住 人口")
TWO = Asking(
    "县水务局", "河道整治", "半月报", "二", "每半月", 2, frozenset({"一村"}), (replace(PEOPLE, title="常住 人口"),)
)


def test_what_is_held_or_reckoned_costs_nothing() -> None:
    assert ([f.id for f in ONE.asked], ONE.held, ONE.minutes) == (["people", "words"], 1, 3 + 2 + 8)
    assert replace(ONE, fields=(), whole=True).minutes == 33


def test_each_asker_has_his_sum() -> None:
    assert by_asker([ONE, TWO]) == (Load("县农业局", 2, 4, 2, 26), Load("县水务局", 2, 2, 0, 10))


def test_each_village_has_its_sum() -> None:
    assert by_village([ONE, TWO]) == (Load("一村", 3, 4, 1, 23), Load("二村", 1, 2, 1, 13))


def test_nothing_due_in_the_month_is_no_load() -> None:
    assert by_asker([replace(ONE, times=0)]) == ()


def test_a_figure_asked_by_two_is_named_with_the_reasons_given() -> None:
    told = (("县农业局", "村庄清洁·月报", ""), ("县水务局", "河道整治·半月报", ""))
    assert asked_twice([ONE, TWO]) == (Twice("常住人口", told, 1),)
    assert asked_twice([ONE, TWO])[0].without_reason
    given = replace(TWO, fields=(replace(PEOPLE, why="按季节人口另行统计"),))
    assert not asked_twice([ONE, given])[0].without_reason


def test_other_villages_other_measures_and_free_words_are_not_the_same() -> None:
    assert asked_twice([ONE, replace(TWO, subjects=frozenset({"三村"}))]) == ()
    assert asked_twice([ONE, replace(TWO, fields=(replace(PEOPLE, measure="户"),))]) == ()
    assert asked_twice([ONE, replace(TWO, fields=(WORDS,))]) == ()
