"""Lengths of time: what is read, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.duration import duration_of, read_duration, spelt
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.durations import TIME_UNITS, Duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("3 work days", Duration(3, "work_day")),
        ("1 work day", Duration(1, "work_day")),
        ("4 working hours", Duration(4, "work_hour")),
        ("30 minutes", Duration(30, "minute")),
        ("72 hours", Duration(72, "hour")),
        (" 20  days ", Duration(20, "day")),
        ("2 months", Duration(2, "month")),
        ("1 year", Duration(1, "year")),
        ("3个工作日", Duration(3, "work_day")),
        ("五个工作日内", Duration(5, "work_day")),
        ("4 个工作时", Duration(4, "work_hour")),
        ("2工作小时", Duration(2, "work_hour")),
        ("三十日", Duration(30, "day")),
        ("15个自然日", Duration(15, "day")),
        ("两周", Duration(2, "week")),
        ("半年", Duration(6, "month")),
        ("半个月", Duration(15, "day")),
        ("当日", Duration(0, "day")),
    ],
)
def test_what_packs_and_officials_write_is_read(text, length):
    assert read_duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "3", "work days", "3 work weeks", "-1 day", "1.5 days", "99999 days", "半日", "几天"]
)
def test_what_is_no_length_of_time_is_refused(text):
    assert read_duration(text) is None
    with pytest.raises(Refused) as refused:
        duration_of(text)
    assert refused.value.code == "bad_duration"


@given(st.integers(0, 9999), st.sampled_from(TIME_UNITS))
def test_what_is_spelt_is_read_again(count, unit):
    length = Duration(count, unit)
    assert read_duration(str(spelt(length))) == length
