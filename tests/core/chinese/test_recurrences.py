"""Recurrences in words."""

import pytest

from shanzhi.core.chinese.recurrences import find_recurrences
from shanzhi.core.duty import Recurrence


@pytest.mark.parametrize(
    ("text", "freq", "rule"),
    [
        ("每月16日前报送进展", "monthly", Recurrence("month", ((1, 16),))),
        ("每月13日—15日和28日—30日报台账", "halfmonthly", Recurrence("half_month", ((13, 15), (28, 30)))),
        ("每2个月底前报一次", "bimonthly", Recurrence("two_months")),
        ("每周五上街清扫", "weekly", Recurrence("week", ((5, 5),))),
        ("每天7:30前清运", "daily", Recurrence("day", by_times=("07:30",))),
        ("5-10月每周消杀一次", "weekly", Recurrence("week", months=(5, 6, 7, 8, 9, 10))),
        ("每季度末上报小结", "quarterly", Recurrence("quarter")),
        ("每半年评比一次", "halfyearly", Recurrence("half_year")),
        ("每年考核一次", "yearly", Recurrence("year")),
        ("每月底前报送", "monthly", Recurrence("month", ((31, 31),))),
        ("每月两次例会", "halfmonthly", Recurrence("half_month", times=2)),
        ("做到日产日清", "daily", Recurrence("day")),
        ("实行月通报制度", "monthly", Recurrence("month")),
    ],
)
def test_words_give_a_rule(text, freq, rule):
    (found,) = find_recurrences(text)
    assert (found.freq, found.rule) == (freq, rule)


@pytest.mark.parametrize("text", ["2026年3月5日前", "三天内办结", "工作日", "生日", "第一季度", "八月报到"])
def test_dates_are_no_recurrences(text):
    assert list(find_recurrences(text)) == []
