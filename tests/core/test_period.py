"""Periods: names, and that they cover every day once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.period import PERS, Period, after, before, named, period_of

D = date


@pytest.mark.parametrize(
    ("day", "per", "name", "first", "last"),
    [
        (D(2026, 3, 7), "day", "2026-03-07", D(2026, 3, 7), D(2026, 3, 7)),
        (D(2027, 1, 1), "week", "2026-W53", D(2026, 12, 28), D(2027, 1, 3)),
        (D(2026, 2, 15), "half_month", "2026-02-1", D(2026, 2, 1), D(2026, 2, 15)),
        (D(2026, 2, 16), "half_month", "2026-02-2", D(2026, 2, 16), D(2026, 2, 28)),
        (D(2028, 2, 29), "month", "2028-02", D(2028, 2, 1), D(2028, 2, 29)),
        (D(2026, 4, 1), "two_months", "2026-03~04", D(2026, 3, 1), D(2026, 4, 30)),
        (D(2026, 12, 31), "quarter", "2026-Q4", D(2026, 10, 1), D(2026, 12, 31)),
        (D(2026, 6, 30), "half_year", "2026-H1", D(2026, 1, 1), D(2026, 6, 30)),
        (D(2026, 7, 1), "half_year", "2026-H2", D(2026, 7, 1), D(2026, 12, 31)),
        (D(2026, 7, 1), "year", "2026", D(2026, 1, 1), D(2026, 12, 31)),
    ],
)
def test_periods_are_named_and_bounded(day, per, name, first, last):
    assert period_of(day, per) == Period(per, name, first, last)


@given(st.dates(D(1990, 1, 1), D(2150, 1, 1)), st.sampled_from(PERS))
def test_every_day_lies_in_one_period_and_neighbours_touch(day, per):
    period = period_of(day, per)
    assert period.first <= day <= period.last
    assert period_of(period.first, per) == period_of(period.last, per) == period
    assert after(period).first == period.last + timedelta(days=1)
    assert before(after(period)) == period == after(before(period))
    assert before(period).name != period.name != after(period).name


@pytest.mark.parametrize("per", PERS)
def test_a_name_gives_its_period_again(per):
    for day in (date(2026, 1, 1), date(2026, 3, 16), date(2028, 2, 29), date(2026, 12, 31)):
        period = period_of(day, per)
        assert named(period.name) == (None if per == "two_months" else period)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-02-30", "2026-W54", "2026-Q5", "2026-H3", "2026-3", "x2026"]
)
def test_what_names_no_period_gives_none(text):
    assert named(text) is None
