"""The days of phases and written days, worked out by hand."""

from datetime import date

import pytest

from shanzhi.core.pack.days import Day, PhaseDay
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.phases import Phase
from shanzhi.core.pack.tables import Row, Table
from shanzhi.core.pack.values import Ask, Given
from shanzhi.core.stage import day_of, later, setting_of
from tests.core.test_worktime import CALENDAR

D = date


def says(value):
    return Given(value=value)


def phase(id_, from_=None, to=None, takes=None, after=""):
    given = {"from_": from_, "to": to, "takes": takes}
    return Phase(id=id_, after=after, **{k: says(v) for k, v in given.items() if v is not None})


NEW_YEAR, NEW_YEARS_EVE = D(2026, 1, 1), D(2026, 12, 31)


def setting(*phases, first=NEW_YEAR, last=NEW_YEARS_EVE, tables=()):
    return setting_of(Pack(phases=phases, tables=tables), first, last, CALENDAR)


def test_phases_follow_each_other():
    found = setting(
        phase("rush", Day(3, 16), takes=Duration(10, "day")),
        phase("keep", after="rush", to=Day(12, 31)),
        phase("open", Day(4, 1)),
    )
    assert found.phases == {"rush": (D(2026, 3, 16), D(2026, 3, 25)), "keep": (D(2026, 3, 26), D(2026, 12, 31))}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (D(2026, 1, 1), D(2026, 12, 31), (D(2026, 2, 1), D(2026, 11, 30))),
        (D(2026, 9, 1), D(2027, 8, 31), (D(2026, 9, 1), D(2026, 11, 30))),  # it has begun already
        (D(2026, 12, 1), D(2027, 8, 31), (D(2027, 2, 1), D(2027, 8, 31))),  # it was over
    ],
)
def test_a_phase_without_years_is_the_first_that_ends_in_the_programme(first, last, days):
    assert setting(phase("run", Day(2, 1), Day(11, 30)), first=first, last=last).phases["run"] == days


def test_a_phase_may_run_over_new_year():
    found = setting(phase("winter", Day(11, 15), Day(3, 15)), first=D(2026, 9, 1), last=D(2027, 8, 31))
    assert found.phases == {"winter": (D(2026, 11, 15), D(2027, 3, 15))}


def test_a_phase_after_the_programme_is_none():
    assert setting(phase("late", Day(3, 1, year=2031), Day(4, 1, year=2031))).phases == {}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (says(Day(10, 31)), D(2026, 10, 31)),
        (says(Day(2, 1, offset=1)), D(2027, 2, 1)),
        (says(Day(2, 29, year=2028)), D(2028, 2, 29)),
        (says(Day(2, 29)), D(2026, 2, 28)),
        (says(PhaseDay("rush", "end")), D(2026, 3, 25)),
        (says(PhaseDay("other", "end")), None),
        (Ask(ask="哪一天"), None),
        (None, None),
    ],
)
def test_written_days(value, day):
    assert day_of(value, setting(phase("rush", Day(3, 16), takes=Duration(10, "day")))) == day


@pytest.mark.parametrize(
    ("length", "day"),
    [
        (Duration(60, "day"), D(2026, 4, 29)),
        (Duration(2, "week"), D(2026, 3, 14)),
        (Duration(1, "month"), D(2026, 3, 31)),
        (Duration(3, "work_day"), D(2026, 3, 4)),
        (Duration(4, "work_hour"), D(2026, 3, 1)),
    ],
)
def test_the_day_itself_counts(length, day):
    assert later(D(2026, 3, 1), says(length), setting()) == day


def test_a_table_of_dates_is_a_list_of_dates():
    rows = tuple(Row(keys=(k,), value=says("村")) for k in ("2026-05-05", "2026-04-04"))
    prices = Table(id="prices", rows=(Row(keys=("桶",), value=says("村")),))
    found = setting(tables=(Table(id="markets", rows=rows), prices))
    assert found.dates == {"markets": [D(2026, 5, 5), D(2026, 4, 4)]}
