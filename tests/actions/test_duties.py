"""Duties met and excused."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.duties import Time, excuse_duty, meet_duty
from shanzhi.models import Duty, Entry, Occurrence
from tests.conftest import NOW, TODAY, adopt, refused

DUE = date(2026, 9, 16)


@pytest.fixture
def time(world) -> Time:
    return Time(Duty.objects.get(programme=world.programme).pk, world.town.unit_id, DUE)


def row(time: Time) -> Occurrence:
    return Occurrence.objects.get(duty=time.duty_id, unit=time.unit_id, due_on=time.due_on)


def test_meet_duty_keeps_who_when_and_what(world, time):
    assert meet_duty(actor=world.town, time=time, text="已报", now=NOW) is True
    kept = row(time)
    assert (kept.done_at, kept.done_on, kept.done_by_id, kept.note) == (NOW, TODAY, world.town.id, "已报")
    entry = Entry.objects.latest("pk")
    data = {"unit": world.town.unit_id, "due_on": "2026-09-16", "text": "已报"}
    assert (entry.deed, entry.object_kind, entry.object_id, entry.programme_id, entry.data) == (
        "meet_duty",
        "duty",
        time.duty_id,
        world.programme,
        data,
    )


def test_meeting_a_duty_twice_keeps_the_first(world, time):
    meet_duty(actor=world.town, time=time, text="已报", now=NOW)
    entries = Entry.objects.count()
    assert meet_duty(actor=world.clerk, time=time, text="再报", now=NOW + timedelta(days=1)) is False
    assert (row(time).note, row(time).done_at, Entry.objects.count()) == ("已报", NOW, entries)


def test_late_is_kept_as_late(world, time):
    late = NOW + timedelta(days=20)
    meet_duty(actor=world.town, time=time, text="", now=late)
    assert row(time).done_on == date(2026, 9, 21)


def test_excuse_duty_keeps_its_reason(world, time):
    excuse_duty(actor=world.leader, time=time, reason="抗洪", now=NOW)
    assert (row(time).excuse, row(time).done_at) == ("抗洪", None)
    assert Entry.objects.latest("pk").deed == "excuse_duty"
    with refused("reason_missing"):
        excuse_duty(actor=world.leader, time=time, reason=" ", now=NOW)


@pytest.mark.parametrize("who", ["leader", "reader", "farm", "village", "stranger"])
def test_a_duty_is_met_by_its_unit_or_the_office(world, time, who):
    with refused("not_found" if who in {"village", "stranger"} else "not_allowed"):
        meet_duty(actor=getattr(world, who), time=time, text="", now=NOW)


@pytest.mark.parametrize("who", ["reader", "town", "stranger"])
def test_a_duty_is_excused_by_the_office_alone(world, time, who):
    with refused("not_found" if who == "stranger" else "not_allowed"):
        excuse_duty(actor=getattr(world, who), time=time, reason="忙", now=NOW)


@pytest.mark.parametrize("due_on", [date(2026, 9, 15), date(2026, 7, 16), date(2027, 7, 16), date.max, date.min])
def test_a_day_without_the_duty_is_refused(world, time, due_on):
    with refused("no_such_time"):
        meet_duty(actor=world.town, time=Time(time.duty_id, time.unit_id, due_on), text="", now=NOW)


def test_a_unit_that_does_not_owe_it_and_a_duty_that_is_not_there_are_refused(world, time):
    with refused("no_such_time"):
        meet_duty(actor=world.clerk, time=Time(time.duty_id, world.farm.unit_id, DUE), text="", now=NOW)
    with refused("not_found"):
        meet_duty(actor=world.clerk, time=Time(10**17, None, DUE), text="", now=NOW)


def test_a_time_only_reckoned_so_far_is_written_when_it_is_met(world):
    text = "云岭县巡查方案\n一、工作要求\n县水务局每月25日前开展一次河道巡查。"
    _, programme = adopt(world.clerk, text)
    duty = Duty.objects.get(programme=programme)
    assert (duty.hand_in, duty.occurrences.count()) == (False, 0)
    time = Time(duty.pk, world.water.unit_id, date(2026, 9, 25))
    assert meet_duty(actor=world.water, time=time, text="巡了", now=NOW) is True
    kept = row(time)
    assert (kept.opens_on, kept.due_on, kept.period) == (date(2026, 9, 1), date(2026, 9, 25), "2026-09")
