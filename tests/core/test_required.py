"""What an indicator has to reach by a year."""

from decimal import Decimal

import pytest

from shanzhi.core.kinds import Words
from shanzhi.core.required import Required, required, standing
from shanzhi.packs.reading import read

PACK = """pack: x
title: 指标
version: 1
level: county
clauses: {{一: 到第五年达到90%。}}
indicators:
  - {{id: one, title: 利用率, measure: "%", at: township, every: year, {said}, by: 农业农村局, clause: 一}}
"""


def indicator(said: str):
    return read(PACK.format(said=said)).pack.indicators[0]


@pytest.mark.parametrize(
    ("said", "year", "value", "by"),
    [
        ('target: {"+4": 90}', 2026, 90, 2030),  # nothing is due before: the target still to come
        ('target: {"+4": 90}', 2030, 90, 2030),
        ('target: {"+4": 90}', 2033, 90, 2033),  # it stands
        ('target: {"2028": 90}', 2028, 90, 2028),
        ('target: {"+4": 90}, path: {"+0": 81, step: "1..2"}', 2026, 81, 2026),
        ('target: {"+4": 90}, path: {"+0": 81, step: "1..2"}', 2028, 83, 2028),
        ('target: {"+4": 90}, path: {"+0": 81, step: "1..2"}', 2030, 90, 2030),
        ('target: {"+1": 82}, path: {"+0": 81, step: "3"}', 2028, 82, 2028),  # not beyond the last target
        ('path: {"+1": 50, step: "5"}', 2026, 50, 2027),
    ],
)
def test_what_has_to_be_reached(said, year, value, by):
    assert required(indicator(said), year, 2026) == Required(Decimal(value), by)


def test_a_path_leads_down_where_less_is_better():
    falls = indicator('better: down, target: {"+4": 10}, path: {"+0": 20, step: "2"}')
    assert required(falls, 2028, 2026) == Required(Decimal(16), 2028, "down")


def test_without_a_target_it_says_why():
    assert required(indicator("rollup: sum"), 2026, 2026) == Words("没有写明目标。")
    asked = indicator('target: {"+1": {ask: 目标是多少}}')
    assert required(asked, 2027, 2026) == Words("目标尚未确定，请在方案包里填上。")


def test_how_a_figure_stands():
    now, later = Required(Decimal(90), 2026), Required(Decimal(90), 2030)
    assert standing(now, Decimal(90), 2026) == "reached"
    assert standing(now, Decimal("89.9"), 2026) == "short"
    assert standing(later, Decimal(80), 2026) == "ahead"
    assert standing(later, Decimal(91), 2026) == "reached"
    assert standing(Required(Decimal(5), 2026, "down"), Decimal(6), 2026) == "short"
    assert standing(now, None, 2026) == "unknown"
    assert standing(Words("没有写明目标。"), Decimal(1), 2026) == "free"
