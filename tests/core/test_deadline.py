"""Due days: tables worked out by hand, and what holds for every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.deadline import Due, Holidays, WorkCalendar, check_anchor, due
from shanzhi.core.kinds import Refused

D = date
SPRING = Holidays(
    2026,
    "二〇二六年的安排",
    off=frozenset(D(2026, 2, 15) + timedelta(n) for n in range(9)) | {D(2026, 1, 1), D(2026, 1, 2), D(2026, 1, 3)},
    worked=frozenset({D(2026, 1, 4), D(2026, 2, 14), D(2026, 2, 28)}),
)
CALENDAR = WorkCalendar({2026: SPRING, 2027: Holidays(2027, "二〇二七年的安排")})
DAYS = st.dates(D(2025, 6, 1), D(2028, 6, 1))
COUNTS = st.integers(0, 400)
MEASURES = st.sampled_from(["day", "workday", "week", "month", "year"])
OWN = st.booleans()
LAST = st.sampled_from(["move", "stay"])


@pytest.mark.parametrize(
    ("anchor", "count", "measure", "on"),
    [
        (D(2026, 3, 2), 5, "day", D(2026, 3, 9)),  # Saturday 7 March moves to Monday
        (D(2026, 3, 2), 4, "day", D(2026, 3, 6)),
        (D(2026, 3, 2), 0, "day", D(2026, 3, 2)),
        (D(2026, 3, 7), 0, "day", D(2026, 3, 9)),
        (D(2026, 2, 9), 5, "day", D(2026, 2, 14)),  # a Saturday that is worked
        (D(2026, 2, 9), 6, "day", D(2026, 2, 24)),  # the first day of the Spring Festival moves past it
        (D(2026, 2, 13), 1, "workday", D(2026, 2, 14)),
        (D(2026, 2, 13), 2, "workday", D(2026, 2, 24)),
        (D(2026, 2, 13), 6, "workday", D(2026, 2, 28)),
        (D(2026, 3, 5), 20, "workday", D(2026, 4, 2)),
        (D(2026, 3, 7), 0, "workday", D(2026, 3, 9)),
        (D(2026, 3, 3), 2, "week", D(2026, 3, 17)),
        (D(2026, 3, 16), 1, "month", D(2026, 4, 16)),
        (D(2026, 1, 31), 1, "month", D(2026, 2, 28)),
        (D(2026, 8, 31), 1, "month", D(2026, 9, 30)),
        (D(2026, 11, 30), 3, "month", D(2027, 3, 1)),  # Sunday 28 February 2027
        (D(2026, 1, 20), 1, "year", D(2027, 1, 20)),
    ],
)
def test_periods_end_where_the_code_says(anchor, count, measure, on):
    assert due(anchor, count, measure, CALENDAR) == Due(on)


@pytest.mark.parametrize(
    ("anchor", "count", "measure", "on"),
    [
        (D(2026, 3, 2), 5, "day", D(2026, 3, 6)),
        (D(2026, 3, 2), 0, "day", D(2026, 3, 2)),
        (D(2026, 3, 2), 1, "workday", D(2026, 3, 2)),
        (D(2026, 3, 7), 1, "workday", D(2026, 3, 9)),
        (D(2026, 3, 16), 1, "month", D(2026, 4, 15)),
        (D(2026, 1, 31), 1, "month", D(2026, 2, 28)),
        (D(2026, 3, 2), 1, "week", D(2026, 3, 8)),
    ],
)
def test_where_the_event_s_own_day_counts_it_is_the_first(anchor, count, measure, on):
    assert due(anchor, count, measure, CALENDAR, own_day=True, last_day="stay") == Due(on)


def test_a_last_day_of_rest_stays_where_it_is_told_to():
    assert due(D(2026, 3, 2), 5, "day", CALENDAR, last_day="stay") == Due(D(2026, 3, 7))


def test_a_leap_day_ends_with_february():
    assert due(D(2028, 2, 29), 1, "year", CALENDAR, last_day="stay") == Due(D(2029, 2, 28))


def test_a_year_without_a_notice_is_provisional_where_rest_decides():
    assert due(D(2028, 5, 1), 5, "workday", CALENDAR) == Due(D(2028, 5, 8), provisional=True)
    assert due(D(2028, 5, 1), 5, "day", CALENDAR) == Due(D(2028, 5, 8), provisional=True)
    assert due(D(2028, 5, 1), 5, "day", CALENDAR, last_day="stay") == Due(D(2028, 5, 6))
    assert due(D(2027, 12, 20), 3, "workday", CALENDAR) == Due(D(2027, 12, 23))
    assert due(D(2027, 12, 20), 5, "workday", CALENDAR) == Due(D(2027, 12, 27), provisional=True)


def test_a_calendar_without_notices_knows_nothing_but_weekends():
    nothing = WorkCalendar()
    assert [nothing.rests(D(2026, 2, n)) for n in (13, 14, 15, 16)] == [False, True, True, False]
    assert nothing.knows(D(2026, 2, 16)) is False


def test_local_days_outweigh_those_published_and_keep_both_sources():
    local = Holidays(2026, "县里的通知", off=frozenset({D(2026, 2, 28), D(2026, 5, 27)}), whole=False)
    here = CALENDAR.with_local(local)
    assert [here.rests(D(2026, 2, 28)), here.rests(D(2026, 5, 27)), here.rests(D(2026, 2, 14))] == [True, True, False]
    assert (here.years[2026].source, here.knows(D(2026, 5, 27))) == ("二〇二六年的安排；县里的通知", True)
    assert CALENDAR.rests(D(2026, 2, 28)) is False


def test_a_partial_year_does_not_make_a_year_known():
    local = Holidays(2028, "自治县的假日", off=frozenset({D(2028, 5, 5)}), whole=False)
    here = CALENDAR.with_local(local)
    assert (here.rests(D(2028, 5, 5)), here.knows(D(2028, 5, 5))) == (True, False)
    assert here.with_local(Holidays(2028, "全年安排")).knows(D(2028, 5, 5)) is True


def test_a_notice_may_reach_into_the_december_before_it():
    here = CALENDAR.with_local(Holidays(2028, "二〇二八年的安排", off=frozenset({D(2027, 12, 31)})))
    assert (here.rests(D(2027, 12, 31)), here.knows(D(2027, 12, 31))) == (True, True)


@given(DAYS, COUNTS, MEASURES, OWN, LAST)
def test_never_before_the_event(anchor, count, measure, own, last):
    assert due(anchor, count, measure, CALENDAR, own_day=own, last_day=last).on >= anchor


@given(DAYS, COUNTS, MEASURES, OWN, LAST)
def test_one_more_is_never_earlier(anchor, count, measure, own, last):
    one, more = (due(anchor, n, measure, CALENDAR, own_day=own, last_day=last).on for n in (count, count + 1))
    assert one <= more


@given(DAYS, COUNTS, MEASURES, LAST)
def test_a_later_event_never_ends_earlier(anchor, count, measure, last):
    one, later = (due(d, count, measure, CALENDAR, last_day=last).on for d in (anchor, anchor + timedelta(1)))
    assert one <= later


@given(DAYS, COUNTS, OWN)
def test_working_days_never_end_on_a_day_of_rest_and_are_as_many_as_said(anchor, count, own):
    on = due(anchor, count, "workday", CALENDAR, own_day=own).on
    assert CALENDAR.rests(on) is False
    first = anchor if own else anchor + timedelta(1)
    worked = sum(not CALENDAR.rests(first + timedelta(n)) for n in range((on - first).days + 1))
    assert count in {worked, 0}


@given(DAYS, COUNTS, MEASURES, OWN)
def test_a_moved_day_is_the_first_worked_one_from_the_day_that_stays(anchor, count, measure, own):
    stays = due(anchor, count, measure, CALENDAR, own_day=own, last_day="stay").on
    moved = due(anchor, count, measure, CALENDAR, own_day=own, last_day="move").on
    assert CALENDAR.rests(moved) is False
    assert all(CALENDAR.rests(stays + timedelta(n)) for n in range((moved - stays).days))


@given(DAYS, st.integers(1, 60))
def test_months_end_on_the_same_number_or_on_the_month_s_last(anchor, count):
    on = due(anchor, count, "month", CALENDAR, last_day="stay").on
    assert (on.year * 12 + on.month) - (anchor.year * 12 + anchor.month) == count
    assert on.day == anchor.day or (on.day < anchor.day and (on + timedelta(1)).day == 1)


@pytest.mark.parametrize("day", [D(1026, 3, 1), D(2206, 3, 1)])
def test_a_year_nobody_can_mean_is_refused(day):
    with pytest.raises(Refused) as caught:
        check_anchor(day)
    assert caught.value.code == "anchor_out_of_range"
    assert day.isoformat() in str(caught.value)


def test_a_year_of_this_age_is_taken():
    assert check_anchor(D(2026, 3, 1)) == D(2026, 3, 1)
