"""Running time limits: tables worked out by hand, and what holds for every clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.clock import (
    STARTS,
    Clock,
    DueTime,
    Extension,
    Pause,
    due_time,
    extend,
    left,
    opens_after,
    pause,
    paused,
    resume,
    standing,
    stop,
)
from shanzhi.core.duration import EXACT, duration_of
from shanzhi.core.kinds import CHINA, Refused
from shanzhi.core.pack.durations import TIME_UNITS, Duration
from shanzhi.core.worktime import WorkTime
from tests.core.test_worktime import CALENDAR, MOMENTS, WORK, at

LIMITS = st.builds(Duration, st.integers(0, 60), st.sampled_from(TIME_UNITS))
GAPS = st.integers(0, 40 * 24 * 60).map(lambda n: timedelta(minutes=n))
LAST = st.sampled_from(["move", "stay"])
CLOCKS = st.builds(Clock, LIMITS, MOMENTS, st.sampled_from(STARTS), LAST)


def due(limit, begun, start="", **rest):
    return due_time(Clock(duration_of(limit), at(begun), start, **rest), WORK).at


@pytest.mark.parametrize(
    ("limit", "begun", "start", "end"),
    [
        ("4 work hours", "09-25T16:00", "", "09-27T11:00"),
        ("4 work hours", "09-25T16:00", "next_day", "09-27T15:00"),
        ("72 hours", "09-24T16:00", "", "09-27T16:00"),
        ("72 hours", "09-24T16:00", "next_day", "09-28T00:00"),
        ("30 minutes", "09-24T23:45", "", "09-25T00:15"),
        ("5 work days", "09-24T16:00", "", "09-30T17:30"),
        ("5 work days", "09-24T16:00", "same_day", "09-29T17:30"),
        ("5 work days", "09-24T18:00", "same_day", "09-30T17:30"),  # the office was closed
        ("5 work days", "09-24T16:00", "hour", "09-30T16:00"),
        ("1 work day", "09-26T10:00", "hour", "09-27T17:30"),  # came on a Saturday, taken up on a Sunday that is worked
        ("1 work day", "09-24T07:00", "hour", "09-24T17:30"),
        ("1 work day", "09-24T19:00", "hour", "09-25T17:30"),
        ("3 work days", "09-29T09:00", "", "10-09T17:00"),  # winter hours from October on
        ("7 days", "09-24T16:00", "", "10-08T17:00"),  # 1 October moves past the holidays
        ("7 days", "09-24T16:00", "hour", "10-01T16:00"),
        ("1 month", "08-31T09:00", "", "09-30T17:30"),
        ("0 days", "09-24T09:00", "", "09-24T17:30"),
        ("0 days", "09-24T18:00", "", "09-25T00:00"),
        ("0 days", "09-26T09:00", "", "09-27T00:00"),
    ],
)
def test_limits_end_where_the_law_says(limit, begun, start, end):
    assert due(limit, begun, start) == at(end)


def test_a_last_day_of_rest_stays_where_it_is_told_to():
    assert due("7 days", "09-24T16:00", last_day="stay") == at("10-02T00:00")


def test_without_office_hours_days_end_at_midnight_which_belongs_to_them():
    clock = Clock(duration_of("2 work days"), at("09-24T16:00"))
    assert due_time(clock, WorkTime(CALENDAR)) == DueTime(at("09-28T00:00"), date(2026, 9, 27))


def test_a_year_without_a_notice_is_provisional():
    later = datetime(2027, 3, 1, 9, tzinfo=CHINA)
    for limit in ("3 work days", "3 work hours", "3 days"):
        assert due_time(Clock(duration_of(limit), later), WORK).provisional is True
    assert due_time(Clock(duration_of("3 hours"), later), WORK).provisional is False


@pytest.mark.parametrize(
    ("limit", "begun", "since", "until", "end"),
    [
        ("5 work days", "09-24T16:00", "09-25T10:00", "09-25T16:00", "09-30T17:30"),  # within one day: nothing
        ("5 work days", "09-24T16:00", "09-25T10:00", "09-28T10:00", "10-09T17:00"),  # two, a worked Sunday among them
        ("5 work days", "09-24T16:00", "09-30T10:00", "10-09T10:00", "10-09T17:00"),  # begun on the last day
        ("5 work days", "09-24T16:00", "09-30T18:00", "10-09T10:00", "09-30T17:30"),  # the time was up
        ("72 hours", "09-24T16:00", "09-25T10:00", "09-25T16:00", "09-27T22:00"),
        ("72 hours", "09-24T16:00", "09-27T15:59", "09-29T15:59", "09-29T16:00"),
        ("4 work hours", "09-24T16:00", "09-24T16:30", "09-25T09:00", "09-25T15:00"),  # an hour and a half of work
        ("4 work hours", "09-24T09:30", "09-24T12:10", "09-24T14:20", "09-24T16:00"),  # no work lay in it
        ("8 days", "09-24T16:00", "09-25T10:00", "09-27T10:00", "10-08T17:00"),
        ("2 days", "09-24T16:00", "09-25T10:00", "09-27T12:00", "09-28T17:30"),
    ],
)
def test_a_pause_counts_in_the_clock_s_own_unit(limit, begun, since, until, end):
    clock = resume(pause(Clock(duration_of(limit), at(begun)), at(since)), at(until))
    assert due_time(clock, WORK).at == at(end)


def test_a_clock_says_how_it_stands():
    clock = Clock(duration_of("2 work days"), at("09-24T16:00"))
    assert [standing(clock, at(now), WORK) for now in ("09-27T17:30", "09-27T17:31")] == ["running", "late"]
    resting = pause(clock, at("09-25T09:00"))
    assert (
        standing(resting, at("10-20T09:00"), WORK),
        due_time(resting, WORK),
        left(resting, at("10-20T09:00"), WORK),
    ) == (
        "paused",
        None,
        None,
    )
    assert standing(stop(clock, at("09-27T17:00")), at("10-20T09:00"), WORK) == "stopped"
    assert standing(stop(clock, at("09-28T09:00")), at("10-20T09:00"), WORK) == "stopped_late"
    assert paused(stop(resting, at("09-27T17:00"))) is False


@pytest.mark.parametrize(
    ("limit", "now", "count"),
    [
        ("2 work days", "09-24T17:00", 2),
        ("2 work days", "09-26T17:00", 1),
        ("2 work days", "09-27T18:00", 0),
        ("2 work days", "09-29T09:00", -2),
        ("72 hours", "09-24T17:30", 70),
        ("72 hours", "09-27T18:10", -2),
        ("90 minutes", "09-24T16:30", 60),
        ("4 work hours", "09-24T17:00", 3),
        ("1 week", "09-29T09:00", 9),
    ],
)
def test_what_is_left_is_told_in_the_clock_s_own_unit(limit, now, count):
    assert left(Clock(duration_of(limit), at("09-24T16:00")), at(now), WORK) == count


def test_more_time_is_granted_before_the_due_time_and_with_a_reason():
    clock = Clock(duration_of("5 work days"), at("09-24T16:00"))
    longer = extend(clock, duration_of("5 work days"), at("09-30T17:30"), " 等待鉴定 ", WORK)
    assert longer.extensions == (Extension(at("09-30T17:30"), Duration(5, "work_day"), "等待鉴定"),)
    assert due_time(longer, WORK).at == at("10-13T17:00")
    assert due(
        "4 work hours", "09-24T16:00", extensions=(Extension(at("09-24T16:10"), Duration(1, "work_day"), "x"),)
    ) == (at("09-27T11:00"))
    assert due("1 work day", "09-24T16:00", extensions=(Extension(at("09-24T16:10"), Duration(2, "hour"), "x"),)) == (
        at("09-25T19:30")
    )


@pytest.mark.parametrize(
    ("code", "deed"),
    [
        ("extension_too_late", lambda c: extend(c, Duration(1, "day"), at("09-30T17:31"), "理由", WORK)),
        ("reason_missing", lambda c: extend(c, Duration(1, "day"), at("09-25T09:00"), "  ", WORK)),
        (
            "clock_paused",
            lambda c: extend(pause(c, at("09-25T09:00")), Duration(1, "day"), at("09-25T09:00"), "理由", WORK),
        ),
        ("clock_paused", lambda c: pause(pause(c, at("09-25T09:00")), at("09-25T10:00"))),
        ("clock_not_paused", lambda c: resume(c, at("09-25T09:00"))),
        ("clock_backwards", lambda c: resume(pause(c, at("09-25T09:00")), at("09-25T08:00"))),
        ("clock_backwards", lambda c: pause(c, at("09-24T15:00"))),
        ("clock_stopped", lambda c: pause(stop(c, at("09-25T09:00")), at("09-25T10:00"))),
        ("clock_stopped", lambda c: stop(stop(c, at("09-25T09:00")), at("09-25T10:00"))),
    ],
)
def test_what_a_clock_refuses(code, deed):
    with pytest.raises(Refused) as refused:
        deed(Clock(duration_of("5 work days"), at("09-24T16:00")))
    assert refused.value.code == code


def test_a_waiting_time_is_over_at_its_last_midnight_wherever_rest_lies():
    assert opens_after(at("09-24T16:00"), duration_of("7 days"), WORK) == at("10-02T00:00")
    assert opens_after(at("09-24T16:00"), duration_of("2 work days"), WORK) == at("09-28T00:00")
    assert opens_after(at("09-24T16:00"), duration_of("3 hours"), WORK) == at("09-24T19:00")


@given(CLOCKS)
def test_never_due_before_it_began(clock):
    assert due_time(clock, WORK).at >= clock.started_at


@given(CLOCKS)
def test_one_more_is_never_earlier(clock):
    more = replace(clock, limit=Duration(clock.limit.count + 1, clock.limit.unit))
    assert due_time(clock, WORK).at <= due_time(more, WORK).at


@given(CLOCKS, GAPS)
def test_what_begins_later_is_never_due_earlier(clock, gap):
    later = replace(clock, started_at=clock.started_at + gap)
    assert due_time(clock, WORK).at <= due_time(later, WORK).at


@given(CLOCKS, st.lists(st.tuples(GAPS, GAPS), max_size=4), st.booleans())
def test_pauses_and_extensions_never_bring_it_forward_and_longer_pauses_put_it_off_as_far(clock, gaps, granted):
    now, before = clock.started_at, due_time(clock, WORK).at
    for wait, length in gaps:
        since = now + wait
        now = since + length
        clock = resume(pause(clock, since), now)
        after = due_time(clock, WORK)
        assert after.at >= before
        assert since < before or after.at == before
        longer = replace(clock, pauses=(*clock.pauses[:-1], Pause(since, now + timedelta(days=3))))
        assert due_time(longer, WORK).at >= after.at
        if granted and now <= after.at:
            clock = extend(clock, Duration(2, "day"), now, "理由", WORK)
            assert due_time(clock, WORK).at >= after.at
        before = due_time(clock, WORK).at


@given(CLOCKS, GAPS, GAPS)
def test_after_a_pause_that_began_in_time_time_is_left(clock, wait, length):
    since = clock.started_at + wait
    if since < due_time(clock, WORK).at:
        until = since + length
        after = due_time(resume(pause(clock, since), until), WORK)
        assert (
            after.at >= until or (clock.limit.unit not in EXACT and after.on >= until.date()) or clock.limit.count == 0
        )
