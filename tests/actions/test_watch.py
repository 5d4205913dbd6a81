"""The night watch over cases: what ran out is rung once, oldest first; what fails waits and keeps nobody back."""

from datetime import timedelta
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shanzhi import door
from shanzhi.actions.watch import Rung, ring_clocks
from shanzhi.models import Case, CaseClock, Entry
from shanzhi.models.walls import acting
from tests.cases_world import assigned, filed, filed_live, moved
from tests.conftest import NOW
from tests.packs_world import adopted

LATER = NOW + timedelta(days=3)


@pytest.fixture
def hygiene(world) -> int:
    return adopted(world.clerk)


def rung() -> list[tuple[int, str]]:
    """What was rung, in the order it was done."""
    rows = Entry.objects.filter(deed="ring_clock").select_related("value").order_by("pk")
    return [(e.object_id, e.data["event"]) for e in rows]


def test_nothing_is_rung_before_its_time(world, hygiene):
    filed(world, hygiene)
    assert ring_clocks(NOW + timedelta(hours=1)) == Rung(0, 0)
    assert rung() == []


def test_what_is_late_is_rung_once(world, hygiene):
    case = filed(world, hygiene)
    assert ring_clocks(LATER) == Rung(1, 0)
    assert ring_clocks(LATER) == Rung(0, 0)
    assert rung() == [(case, "complaint.reported.due")]
    clock = CaseClock.objects.get(case=case, of="state")
    assert (clock.rang_at, clock.stopped_at, clock.tries) == (LATER, None, 0)


def test_a_week_without_a_server_is_made_up_for_oldest_first(world, hygiene):
    old = filed(world, hygiene)
    later = assigned(world, hygiene)
    assert ring_clocks(NOW + timedelta(days=21)) == Rung(4, 0)
    assert rung() == [
        (old, "complaint.reported.due"),
        (later, "complaint.assigned.due"),
        (old, "complaint.due"),
        (later, "complaint.due"),
    ]


def test_a_paused_and_a_stopped_clock_are_not_rung(world, hygiene):
    paused, closed = assigned(world, hygiene), filed(world, hygiene)
    moved(world.village, paused, "pause", reason="等待设备", now=NOW + timedelta(hours=1))
    moved(world.clerk, closed, "refuse", reason="不属于本项工作")
    assert ring_clocks(NOW + timedelta(days=60)) == Rung(0, 0)


def test_what_was_rung_can_still_be_moved(world, hygiene):
    case = assigned(world, hygiene)
    ring_clocks(LATER)
    moved(world.village, case, "finish", result="好", now=LATER)
    assert Case.objects.get(pk=case).state == "mended"
    assert CaseClock.objects.get(case=case, state="assigned").stopped_at == LATER


def test_what_fails_is_kept_with_its_reason_and_the_others_are_rung(world, hygiene):
    broken, sound = filed(world, hygiene), filed(world, hygiene)
    Case.objects.filter(pk=broken).update(flow="gone")
    assert ring_clocks(LATER) == Rung(1, 1)
    assert ring_clocks(LATER) == Rung(0, 1)
    clock = CaseClock.objects.get(case=broken, of="state")
    assert (clock.rang_at, clock.tries, clock.failed) == (None, 2, "这项工作没有这类事项，请从办理页面进入。")
    assert rung() == [(sound, "complaint.reported.due")]
    Case.objects.filter(pk=broken).update(flow="complaint")
    assert ring_clocks(LATER) == Rung(1, 0)
    clock.refresh_from_db()
    assert (clock.rang_at, clock.failed) == (LATER, "")


def test_a_round_of_the_night_rings_and_names_what_failed(world, hygiene, monkeypatch):
    broken = filed(world, hygiene)
    filed(world, hygiene)
    Case.objects.filter(pk=broken).update(flow="gone")
    monkeypatch.setattr(door, "now", lambda: LATER)
    out = StringIO()
    with pytest.raises(CommandError, match="时限到期 case clocks"):
        call_command("night", stdout=out)
    assert "已处理 rung 1" in out.getvalue()
    assert "有1项到期没有处理成" in out.getvalue()


def test_a_case_somebody_holds_is_left_to_the_next_round(live):
    hygiene = adopted(live["clerk"], place="999903000000")
    case = filed_live(live["clerk"], hygiene)
    held, done = Event(), Event()

    def hold() -> None:
        with acting(None):
            Case.objects.select_for_update().get(pk=case)
            held.set()
            done.wait(30)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    held.wait(30)
    assert ring_clocks(LATER) == Rung(0, 0)
    done.set()
    holder.join()
    assert ring_clocks(LATER) == Rung(1, 0)
