"""The wall chart's scale."""

from datetime import date

import pytest

from shanzhi.core.chart import Scale, Tick, months

SCALE = Scale(date(2026, 11, 16), date(2027, 2, 23), 1000)  # 100 days


@pytest.mark.parametrize(
    ("day", "x"),
    [
        (date(2026, 11, 16), 0.0),
        (date(2026, 11, 17), 10.0),
        (date(2027, 2, 23), 990.0),
        (date(2027, 2, 24), 1000.0),
        (date(2030, 1, 1), 1000.0),
        (date(2000, 1, 1), 0.0),
    ],
)
def test_x_is_where_a_day_begins_kept_inside(day, x):
    assert SCALE.x(day) == x


@pytest.mark.parametrize(
    ("first", "last", "bar"),
    [
        (date(2026, 11, 16), date(2027, 2, 23), (0.0, 1000.0)),
        (date(2026, 12, 1), date(2026, 12, 1), (150.0, 10.0)),
        (date(2026, 1, 1), date(2026, 11, 16), (0.0, 10.0)),
        (date(2027, 3, 1), date(2027, 4, 1), (1000.0, 2)),  # outside, yet to be seen
        (date(2026, 1, 1), date.max, (0.0, 1000.0)),
    ],
)
def test_span_covers_both_days(first, last, bar):
    assert SCALE.span(first, last) == bar


def test_months_are_clipped_to_the_axis():
    assert list(months(SCALE)) == [
        Tick(0.0, 150.0, date(2026, 11, 16)),
        Tick(150.0, 310.0, date(2026, 12, 1)),
        Tick(460.0, 310.0, date(2027, 1, 1)),
        Tick(770.0, 230.0, date(2027, 2, 1)),
    ]


def test_months_of_the_last_year_there_is():
    days = [t.on for t in months(Scale(date(9999, 11, 30), date.max, 100))]
    assert days == [date(9999, 11, 30), date(9999, 12, 1)]


def test_a_scale_of_one_day():
    day = date(2026, 9, 1)
    assert list(months(Scale(day, day, 50))) == [Tick(0.0, 50.0, day)]
