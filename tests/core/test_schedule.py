"""The schedule of duties: windows worked out by hand, how they are judged, and what holds for every duty."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanzhi.core.pack.days import Day, PhaseDay
from shanzhi.core.pack.days import span as span_of
from shanzhi.core.pack.duties import PERIOD_UNITS, WEEKDAYS, Duty, Every, Window
from shanzhi.core.pack.values import Given
from shanzhi.core.punctual import Judged, Said, Tally, judge, tally
from shanzhi.core.schedule import Setting, expected
from tests.core.test_worktime import CALENDAR, at

D = date
SETTING = Setting(
    D(2026, 1, 1),
    D(2027, 12, 31),
    CALENDAR,
    phases={"rush": (D(2026, 3, 16), D(2026, 3, 25))},
    dates={"markets": [D(2026, 5, 5), D(2026, 4, 4)]},
)


def edge(said):
    return Given(value=Decimal(said) if isinstance(said, int) else said)


def window(from_=None, to=None, **rest):
    return Window(from_=edge(from_) if from_ else None, to=edge(to) if to else None, **rest)


def shown(duty, since, until):
    return [
        (e.opens_on.isoformat()[2:], e.due_on.isoformat()[2:], e.covers) for e in expected(duty, since, until, SETTING)
    ]


MONTH, QUARTER = Every("month"), Every("quarter")


@pytest.mark.parametrize(
    ("duty", "since", "until", "found"),
    [
        (
            Duty(every=MONTH, window=(window(to=16),)),
            D(2026, 3, 1),
            D(2026, 4, 15),
            [("26-03-01", "26-03-16", "2026-03")],
        ),
        (
            Duty(every=MONTH, window=(window(13, 15), window(28, 30))),
            D(2026, 2, 1),
            D(2026, 3, 15),
            [
                ("26-02-13", "26-02-15", "2026-02"),
                ("26-02-28", "26-02-28", "2026-02"),
                ("26-03-13", "26-03-15", "2026-03"),
            ],
        ),
        (  # two windows that touch in February stay two
            Duty(every=MONTH, window=(window(27, 29), window(30, 31))),
            D(2026, 2, 1),
            D(2026, 2, 28),
            [("26-02-27", "26-02-28", "2026-02"), ("26-02-28", "26-02-28", "2026-02")],
        ),
        (  # it ends in the month after
            Duty(every=MONTH, window=(window(28, 3),)),
            D(2026, 3, 1),
            D(2026, 3, 31),
            [("26-02-28", "26-03-03", "2026-02")],
        ),
        (
            Duty(every=MONTH, window=(window(1, 5, covers="last", shift="next"),)),
            D(2026, 10, 1),
            D(2026, 10, 31),
            [("26-10-01", "26-10-08", "2026-09")],
        ),
        (
            Duty(every=QUARTER, window=(window(1, 10, covers="last"),)),
            D(2026, 1, 1),
            D(2026, 6, 30),
            [("26-01-01", "26-01-10", "2025-Q4"), ("26-04-01", "26-04-10", "2026-Q1")],
        ),
        (
            Duty(every=QUARTER, window=(window(20, 25),)),
            D(2026, 1, 1),
            D(2026, 6, 30),
            [("26-03-20", "26-03-25", "2026-Q1"), ("26-06-20", "26-06-25", "2026-Q2")],
        ),
        (
            Duty(every=Every("month", 2), window=(window(to=10, covers="last"),)),
            D(2026, 1, 1),
            D(2026, 4, 30),
            [("26-01-01", "26-01-10", "2025-11~2025-12"), ("26-03-01", "26-03-10", "2026-01~2026-02")],
        ),
        (
            Duty(every=Every("year"), window=(window(to=Day(12, 5)),)),
            D(2026, 1, 1),
            D(2027, 11, 30),
            [("26-01-01", "26-12-05", "2026")],
        ),
        (
            Duty(every=Every("year"), window=(window(Day(12, 20), Day(1, 10)),)),
            D(2027, 1, 1),
            D(2027, 6, 30),
            [("26-12-20", "27-01-10", "2026")],
        ),
        (
            Duty(every=Every("half_month"), window=(window(13, 15), window(28, 30))),
            D(2026, 2, 1),
            D(2026, 2, 28),
            [("26-02-13", "26-02-15", "2026-02-1"), ("26-02-28", "26-02-28", "2026-02-2")],
        ),
        (
            Duty(every=Every("week"), days=("mon", "thu")),
            D(2026, 3, 2),
            D(2026, 3, 9),
            [
                ("26-03-02", "26-03-02", "2026-W10"),
                ("26-03-05", "26-03-05", "2026-W10"),
                ("26-03-09", "26-03-09", "2026-W11"),
            ],
        ),
        (
            Duty(every=Every("week", 2), window=(window(to=3),)),
            D(2026, 1, 1),
            D(2026, 1, 31),
            [("26-01-12", "26-01-14", "2026-W03~2026-W04"), ("26-01-26", "26-01-28", "2026-W05~2026-W06")],
        ),
        (
            Duty(every=Every("phase"), phase="rush"),
            D(2026, 1, 1),
            D(2026, 12, 31),
            [("26-03-16", "26-03-25", "rush")],
        ),
        (
            Duty(every=Every("once"), window=(window(PhaseDay("rush", "start"), PhaseDay("rush", "end")),)),
            D(2026, 1, 1),
            D(2026, 12, 31),
            [("26-03-16", "26-03-25", "2026")],
        ),
        (
            Duty(every=Every("once", table="markets")),
            D(2026, 1, 1),
            D(2026, 12, 31),
            [("26-04-04", "26-04-04", "2026-04-04"), ("26-05-05", "26-05-05", "2026-05-05")],
        ),
        (
            Duty(every=Every("day"), days=("sat",)),
            D(2026, 3, 1),
            D(2026, 3, 14),
            [("26-03-07", "26-03-07", "2026-03-07"), ("26-03-14", "26-03-14", "2026-03-14")],
        ),
        (Duty(every=Every("once")), D(2026, 1, 1), D(2027, 12, 30), []),
        (Duty(), D(2026, 1, 1), D(2026, 12, 31), []),
    ],
)
def test_windows_fall_where_the_pack_says(duty, since, until, found):
    assert shown(duty, since, until) == found


def test_a_span_holds_over_new_year():
    duty = Duty(every=Every("week"), days=("mon",), span=span_of("11-01..03-31"))
    due = [e.due_on for e in expected(duty, D(2026, 1, 1), D(2026, 12, 31), SETTING)]
    assert (due[0], due[12], due[13], len(due)) == (D(2026, 1, 5), D(2026, 3, 30), D(2026, 11, 2), 22)


def test_times_of_day_each_have_their_moment():
    duty = Duty(every=Every("day"), window=(window(by=("07:00", "17:00")),))
    found = expected(duty, D(2026, 5, 1), D(2026, 5, 2), SETTING)
    assert [(e.due_at, e.time) for e in found] == [
        (at("05-01T07:00"), 1),
        (at("05-01T17:00"), 2),
        (at("05-02T07:00"), 1),
        (at("05-02T17:00"), 2),
    ]


def test_three_times_a_month_are_three():
    duty = Duty(every=MONTH, times=edge(3))
    found = expected(duty, D(2026, 5, 1), D(2026, 5, 31), SETTING)
    assert [(e.period, e.time, e.due_at) for e in found] == [("2026-05", n, at("06-01T00:00")) for n in (1, 2, 3)]


def test_late_missed_excused_and_false_are_told_apart():
    (one,) = expected(Duty(every=MONTH, window=(window(10, 16),)), D(2026, 3, 1), D(2026, 3, 31), SETTING)
    cases = [
        (None, "03-09T23:59", Judged("ahead")),
        (None, "03-10T00:00", Judged("due")),
        (None, "03-17T00:00", Judged("due")),
        (None, "03-17T00:01", Judged("missed")),
        (Said(at("03-16T23:00")), "04-01T00:00", Judged("met")),
        (Said(at("03-16T23:00"), truth="false"), "04-01T00:00", Judged("met", "false")),
        (Said(at("03-18T09:00"), truth="sound"), "04-01T00:00", Judged("met_late", "sound")),
        (Said(at("03-18T09:00"), excuse="停电"), "04-01T00:00", Judged("met_late")),
        (Said(excuse="停电"), "04-01T00:00", Judged("excused")),
    ]
    assert [judge(one, said, at(now)) for said, now, _ in cases] == [found for _, _, found in cases]
    assert tally(found for _, _, found in cases) == Tally(5, 2, 2, 1, 1, 1, 8000, 4000)
    assert tally([Judged("ahead")]).complete is None


VALUES = st.none() | st.integers(1, 31)
DUTIES = st.builds(
    Duty,
    every=st.builds(Every, st.sampled_from(PERIOD_UNITS), st.integers(1, 3)),
    days=st.lists(st.sampled_from(WEEKDAYS), max_size=2, unique=True).map(tuple),
    times=st.integers(1, 3).map(edge),
    window=st.lists(
        st.builds(
            window, VALUES, VALUES, shift=st.sampled_from(["next", "stay"]), covers=st.sampled_from(["this", "last"])
        ),
        max_size=3,
    ).map(tuple),
)


@settings(deadline=None)
@given(DUTIES, st.dates(D(2026, 1, 1), D(2027, 6, 1)), st.integers(0, 100), st.integers(0, 100))
def test_a_time_is_found_once_however_the_year_is_cut(duty, since, one, other):
    middle, until = since + timedelta(days=one), since + timedelta(days=one + other + 1)
    whole = expected(duty, since, until, SETTING)
    parts = expected(duty, since, middle, SETTING) + expected(duty, middle + timedelta(days=1), until, SETTING)
    assert whole == parts
    assert all(e.opens_on <= e.due_on and since <= e.due_on <= until for e in whole)
    assert len({(e.period, e.part, e.time) for e in whole}) == len(whole)
