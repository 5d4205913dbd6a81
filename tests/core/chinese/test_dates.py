"""Dates in words."""

from datetime import date

import pytest

from shanzhi.core.chinese.dates import find_dates, find_ranges, read_date


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("2026年3月底前", None, date(2026, 3, 31)),
        ("3月5日前", 2026, date(2026, 3, 5)),
        ("2月30日", 2026, date(2026, 2, 28)),
        ("6月上旬", 2026, date(2026, 6, 10)),
        ("6月下旬", 2026, date(2026, 6, 30)),
        ("2026年底", None, date(2026, 12, 31)),
        ("年底前", 2026, date(2026, 12, 31)),
        ("2026年第一季度末", None, date(2026, 3, 31)),
        ("上半年", 2026, date(2026, 6, 30)),
        ("7月初", 2026, date(2026, 7, 1)),
        ("二〇二六年三月五日", None, date(2026, 3, 5)),
        ("20xx年10月底前", None, None),
        ("20xx年10月底前", 2026, date(2026, 10, 31)),
        ("X月XX日", 2026, None),
        ("5月XX日", 2026, None),
    ],
)
def test_words_mean_a_day(text, year, day):
    assert read_date(text).on(year) == day


def test_dates_are_found_as_printed():
    text = "到2026年10月底,建成两处;每月16日前报送;8月25日前达标。"
    assert [found.words.text for found in find_dates(text)] == ["2026年10月底", "8月25日前"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("(2026年1月—3月)", "2026年1月", "3月"),
        ("3月1日至15日", "3月1日", "15日"),
        ("5-10月", "5月", "10月"),
        ("从X月XX日开始到X月XX日结束", "X月XX日", "X月XX日"),
        ("X月XX—X月XX日", "X月XX", "X月XX日"),
    ],
)
def test_spans_of_time(text, first, last):
    (span,) = find_ranges(text)
    assert span.last is not None
    assert (span.first.text, span.last.text) == (first, last)
