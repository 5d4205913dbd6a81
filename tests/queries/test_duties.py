"""The calendar of duties and a duty's day, as whole values."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.duties import Time, excuse_duty, meet_duty
from shanzhi.models import Duty, Occurrence
from shanzhi.queries.duties import (
    STATES,
    Day,
    DutyCell,
    DutyLine,
    DutyPage,
    TimeRow,
    duty_calendar,
    duty_page,
    state_of,
)
from tests.conftest import NOW, TODAY, adopt
from tests.queries.subjects import roads

MONTH = date(2026, 9, 1)
DUE = date(2026, 9, 16)
DAILY = "云岭县清扫实施方案\n一、工作要求\n（一）县水务局每天清扫河堤。\n（二）县水务局每周三检查河堤。\n"


@pytest.fixture
def roadworks(world) -> int:
    return adopt(world.clerk, roads(1))[1]


@pytest.fixture
def duty(roadworks) -> Duty:
    return Duty.objects.get(programme=roadworks)


def cell(duty: Duty, *states: tuple[str, int]) -> DutyCell:
    return DutyCell(duty.pk, DUE, "向县财政局报送甲表", "2026-09", asked=True, states=states)


def test_the_calendar_of_a_month_is_this_value(world, roadworks, duty):
    page = duty_calendar(world.clerk, MONTH, TODAY, roadworks)
    assert (page.first, page.before, page.after) == (MONTH, date(2026, 8, 1), date(2026, 10, 1))
    assert (page.lines, page.counts) == ((), (("due", 1),))
    days = [day for week in page.weeks for day in week]
    monday = date(2026, 8, 31)
    assert days == [
        Day(d, d.month == 9, d == TODAY, (cell(duty, ("due", 1)),) if d == DUE else ())
        for d in (monday + timedelta(days=n) for n in range(35))
    ]
    assert {len(week) for week in page.weeks} == {7}


def test_a_calendar_over_all_programmes_and_one_of_a_unit(world, roadworks, duty):
    old = Duty.objects.get(programme=world.programme)
    assert duty_calendar(world.clerk, MONTH, TODAY).counts == (("due", 3),)
    assert duty_calendar(world.water, MONTH, TODAY).counts == (("due", 1),)
    of_town = [c for week in duty_calendar(world.town, MONTH, TODAY).weeks for day in week for c in day.cells]
    assert of_town == [DutyCell(old.pk, DUE, "向县农业农村局报送工作进展", "2026-09", asked=True, states=(("due", 1),))]


def test_met_late_missed_and_excused_are_counted_apart(world):
    duty = Duty.objects.get(programme=world.programme)
    east, west = duty.units.order_by("place__code").values_list("pk", flat=True)
    meet_duty(actor=world.clerk, time=Time(duty.pk, east, date(2026, 8, 16)), text="", now=NOW)
    excuse_duty(actor=world.clerk, time=Time(duty.pk, east, DUE), reason="汛期", now=NOW)
    meet_duty(actor=world.clerk, time=Time(duty.pk, west, DUE), text="", now=NOW)
    assert duty_calendar(world.clerk, date(2026, 8, 1), TODAY).counts == (("met_late", 1), ("missed", 1))
    assert duty_calendar(world.clerk, MONTH, TODAY).counts == (("met", 1), ("excused", 1))
    assert duty_calendar(world.clerk, date(2026, 10, 1), TODAY).counts == (("ahead", 2),)


def test_a_daily_duty_is_a_line_and_a_weekly_one_is_reckoned(world):
    programme = adopt(world.clerk, DAILY)[1]
    daily, weekly = Duty.objects.filter(programme=programme).order_by("n")
    assert Occurrence.objects.filter(duty__programme=programme).count() == 0
    page = duty_calendar(world.clerk, MONTH, TODAY, programme)
    assert page.lines == (DutyLine(daily.pk, "清扫河堤", "县水务局", "每天", "云岭县清扫实施方案"),)
    cells = [(c.duty_id, c.due_on.day, c.states) for week in page.weeks for day in week for c in day.cells]
    assert cells == [(weekly.pk, day, (("ahead", 1),)) for day in (2, 9, 16, 23, 30)]


def test_a_duty_on_one_of_its_days_is_this_value(world, duty, roadworks):
    times = TimeRow(world.water.unit_id, "云岭县水务局", "due", None, "", "", "", may_meet=True)
    page = DutyPage(
        id=duty.pk,
        programme_id=roadworks,
        programme="云岭县道路养护实施方案",
        title="向县财政局报送甲表",
        who="县水务局",
        when="每月16日前",
        quote="县水务局每月16日前向县财政局报送甲表",
        reading_id=duty.programme.reading_id,
        clause_n=7,
        due_on=DUE,
        period="2026-09",
        times=(times,),
        may_excuse=True,
        form="报送",
    )
    assert duty_page(world.clerk, duty.pk, DUE, TODAY) == page


def test_what_was_handed_in_is_shown_and_a_unit_sees_its_own_time(world):
    duty = Duty.objects.get(programme=world.programme)
    east, west = duty.units.order_by("place__code").values_list("pk", flat=True)
    meet_duty(actor=world.town, time=Time(duty.pk, east, DUE), text="已报送", now=NOW)
    excuse_duty(actor=world.leader, time=Time(duty.pk, west, DUE), reason="汛期", now=NOW)
    met = TimeRow(east, "云岭东镇人民政府", "met", TODAY, "town某", "已报送", "", may_meet=True)
    excused = TimeRow(west, "云岭西乡人民政府", "excused", None, "", "", "汛期", may_meet=True)
    assert set(duty_page(world.clerk, duty.pk, DUE, TODAY).times) == {met, excused}
    own = duty_page(world.town, duty.pk, DUE, TODAY)
    assert (own.times, own.may_excuse) == ((met,), False)


@pytest.mark.parametrize(
    ("done_on", "excuse", "due_on", "asked", "state"),
    [
        (DUE, "", DUE, True, "met"),
        (DUE + timedelta(days=1), "", DUE, True, "met_late"),
        (DUE, "汛期", DUE, True, "met"),
        (None, "汛期", DUE, True, "excused"),
        (None, "", TODAY - timedelta(days=1), True, "missed"),
        (None, "", TODAY - timedelta(days=1), False, "ahead"),
        (None, "", TODAY, True, "due"),
    ],
)
def test_how_one_time_stands(done_on, excuse, due_on, asked, state):
    row = Occurrence(opens_on=due_on, due_on=due_on, done_on=done_on, excuse=excuse)
    assert state_of(row, due_on, TODAY, asked=asked) == state


def test_a_time_only_reckoned_is_due_on_its_day_alone():
    days = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))
    assert [state_of(None, day, TODAY, asked=False) for day in days] == ["ahead", "due", "ahead"]
    opened = Occurrence(opens_on=TODAY, due_on=DUE)
    ahead = Occurrence(opens_on=TODAY + timedelta(days=1), due_on=DUE)
    assert [state_of(row, DUE, TODAY, asked=True) for row in (opened, ahead)] == ["due", "ahead"]
    assert set(STATES) == {"met", "met_late", "excused", "missed", "due", "ahead"}
