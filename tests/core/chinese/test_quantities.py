"""Figures with measure words."""

from decimal import Decimal

from shanzhi.core.chinese.quantities import find_quantities


def _read(text):
    return [(q.value, q.high, q.unit, q.more) for q in find_quantities(text)]


def test_figures_with_their_measure_words():
    assert _read("新建厕所12座,覆盖率70%以上,由3—5人组成,种树8000万亩") == [
        (Decimal(12), None, "座", ""),
        (Decimal(70), None, "%", "以上"),
        (Decimal(3), Decimal(5), "人", ""),
        (Decimal(8000), None, "万亩", ""),
    ]


def test_chinese_numerals_and_money():
    assert _read("评选三次以上,奖励1.5万元") == [
        (Decimal(3), None, "次", "以上"),
        (Decimal("1.5"), None, "万元", ""),
    ]


def test_years_and_ordinals_are_no_quantities():
    assert _read("2026年第三次会议") == []
