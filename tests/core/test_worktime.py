"""Office hours: tables worked out by hand, and what holds for every moment."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.deadline import Holidays, WorkCalendar
from shanzhi.core.kinds import CHINA, Refused
from shanzhi.core.worktime import (
    OfficeHours,
    Season,
    WorkTime,
    after_work,
    clock_time,
    days_between,
    hours_of,
    local,
    work_between,
)

CALENDAR = WorkCalendar(
    {
        2026: Holidays(
            2026,
            "二〇二六年的安排",
            off=frozenset(date(2026, 10, 1) + timedelta(n) for n in range(7)),
            worked=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
        )
    }
)
DAY = hours_of("8:30-12:00, 14:30-17:30")
HOURS = OfficeHours(DAY, (Season((10, 1), (4, 30), hours_of("8:30-12:00, 14:00-17:00")),))
WORK = WorkTime(CALENDAR, HOURS)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda m: m.replace(tzinfo=CHINA))  # noqa: DTZ001
AMOUNTS = st.integers(0, 100 * 60).map(lambda n: timedelta(minutes=n))


def at(text):
    return datetime.fromisoformat(f"2026-{text}+08:00")


def test_hours_are_read_in_minutes():
    assert DAY == ((510, 720), (870, 1050))
    assert hours_of("8：30—12：00、14：00至24:00") == ((510, 720), (840, 1440))
    assert (clock_time("07:00"), clock_time("24:00")) == (420, 1440)


@pytest.mark.parametrize("text", ["", "8:30", "12:00-8:30", "8:30-12:00, 11:00-17:00", "8:30-24:30", "8:60-9:00"])
def test_hours_that_run_backwards_or_overlap_are_refused(text):
    with pytest.raises(Refused) as refused:
        hours_of(text)
    assert refused.value.code == "bad_hours"


@pytest.mark.parametrize("text", ["", "7", "24:01", "25:00", "7:5"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(Refused) as refused:
        clock_time(text)
    assert refused.value.code == "bad_time"


def test_a_season_over_new_year_has_its_own_hours():
    assert [HOURS.on(date(2026, m, d))[-1][1] for m, d in ((4, 30), (5, 1), (9, 30), (10, 1), (12, 31))] == [
        1020,
        1050,
        1050,
        1020,
        1020,
    ]
    assert Season((5, 1), (9, 30), DAY).holds(date(2026, 10, 1)) is False


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("09-24T16:00", 1, "09-24T17:00"),
        ("09-24T16:00", 4, "09-25T11:00"),
        ("09-24T13:00", 2, "09-24T16:30"),
        ("09-25T17:00", 1, "09-27T09:00"),  # Sunday 27 September is worked
        ("09-30T17:00", 1, "10-08T09:00"),
        ("09-30T20:00", 6.5, "10-08T17:00"),
        ("09-24T12:00", 0, "09-24T12:00"),
    ],
)
def test_work_is_done_in_office_hours_alone(begin, hours, end):
    assert after_work(at(begin), timedelta(hours=hours), WORK) == (at(end), False)


def test_a_year_without_a_notice_is_provisional():
    later = datetime(2027, 3, 1, 9, tzinfo=CHINA)
    assert after_work(later, timedelta(hours=1), WORK) == (later + timedelta(hours=1), True)


def test_a_day_closes_with_business_or_at_midnight():
    assert WORK.closing(date(2026, 9, 24)) == at("09-24T17:30")
    assert WORK.closing(date(2026, 9, 26)) == at("09-27T00:00")
    assert WorkTime(CALENDAR).closing(date(2026, 9, 24)) == at("09-25T00:00")


def test_working_hours_need_office_hours():
    with pytest.raises(Refused) as refused:
        after_work(at("09-24T16:00"), timedelta(hours=1), WorkTime(CALENDAR))
    assert refused.value.code == "no_office_hours"


def test_a_naive_moment_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="2026"):
        local(datetime(2026, 1, 1))  # noqa: DTZ001


def test_days_are_counted_after_the_first_up_to_the_last():
    assert days_between(date(2026, 9, 24), date(2026, 9, 28), None) == 4
    assert days_between(date(2026, 9, 24), date(2026, 9, 28), CALENDAR) == 3
    assert days_between(date(2026, 9, 28), date(2026, 9, 24), CALENDAR) == 0


@given(MOMENTS, AMOUNTS)
def test_what_was_added_lies_between(begin, amount):
    end, _ = after_work(begin, amount, WORK)
    assert end >= begin
    assert work_between(begin, end, WORK) == amount


@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_work_adds_up(begin, one, other):
    middle, _ = after_work(begin, one, WORK)
    assert after_work(middle, other, WORK)[0] == after_work(begin, one + other, WORK)[0] or other == timedelta()


@given(MOMENTS, MOMENTS, MOMENTS)
def test_work_between_moments_adds_up(a, b, c):
    a, b, c = sorted((a, b, c))
    assert work_between(a, b, WORK) + work_between(b, c, WORK) == work_between(a, c, WORK)
