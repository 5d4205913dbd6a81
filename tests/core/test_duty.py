"""Windows of recurring duties."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.duty import Recurrence, Window, windows


def test_a_window_past_the_months_end_is_clipped():
    rule = Recurrence("half_month", ((13, 15), (28, 30)))
    assert list(windows(rule, date(2026, 2, 1), date(2026, 2, 28))) == [
        Window(date(2026, 2, 13), date(2026, 2, 15), "2026-02-1"),
        Window(date(2026, 2, 28), date(2026, 2, 28), "2026-02-2"),
    ]


def test_a_whole_quarter_is_due_on_its_last_day():
    assert list(windows(Recurrence("quarter"), date(2026, 1, 1), date(2026, 6, 30))) == [
        Window(date(2026, 1, 1), date(2026, 3, 31), "2026-Q1"),
        Window(date(2026, 4, 1), date(2026, 6, 30), "2026-Q2"),
    ]


def test_months_limit_the_weeks():
    rule = Recurrence("week", ((5, 5),), months=(5,))
    due = [w.due_on for w in windows(rule, date(2026, 4, 1), date(2026, 6, 30))]
    assert due == [date(2026, 5, d) for d in (1, 8, 15, 22, 29)]


def test_a_yearly_day():
    rule = Recurrence("year", ((1205, 1205),))
    assert list(windows(rule, date(2026, 1, 1), date(2027, 11, 30))) == [
        Window(date(2026, 12, 5), date(2026, 12, 5), "2026")
    ]


def test_standing_duties_give_none():
    for every in ("continuous", "other", "once"):
        assert list(windows(Recurrence(every), date(2026, 1, 1), date(2026, 12, 31))) == []


_EVERY = st.sampled_from(["day", "week", "half_month", "month", "two_months", "quarter", "half_year", "year"])
_WINDOWS = st.lists(st.tuples(st.integers(1, 31), st.integers(1, 31)), max_size=3).map(tuple)
_MONTHS = st.lists(st.integers(1, 12), max_size=4).map(tuple)


@given(
    _EVERY,
    _WINDOWS,
    _MONTHS,
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(-5, 800),
)
def test_windows_are_sorted_inside_the_range_and_never_twice(every, spans, months, start, length):
    rule = Recurrence(
        every, tuple((a % 7 + 1, b % 7 + 1) for a, b in spans) if every == "week" else spans, months=months
    )
    end = start + timedelta(days=length)
    found = list(windows(rule, start, end))
    due = [w.due_on for w in found]
    assert due == sorted(set(due))
    assert all(start <= w.due_on <= end and w.opens_on <= w.due_on for w in found)
