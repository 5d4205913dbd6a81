"""What the audit finds: figures that differ from their rows, and a chain that does not hold."""

from dataclasses import replace
from datetime import date, timedelta

from shanzhi.actions.checkpoints import heartbeat
from shanzhi.actions.journal import About, note
from shanzhi.actions.tasks import cancel_task, note_progress
from shanzhi.models import Entry, Task
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit, completeness, entries
from shanzhi.queries.audit_of_money import Finding
from tests.conftest import NOW
from tests.queries.subjects import said


def row(world, title: str) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def spoil(task: Task, **fields: object) -> None:
    Task.objects.filter(pk=task.pk).update(**fields)


def test_nothing_is_found_where_everything_holds(world):
    assert audit() == ()


def test_a_parent_that_differs_from_its_parts_is_found(world):
    parent = row(world, "落实管护人员")
    spoil(parent, percent=7)
    day = date(2026, 10, 31)
    assert audit() == (Finding("task", parent.pk, str(("open", 7, day)), str(("open", 0, day))),)
    spoil(parent, percent=0, state="working")
    assert audit() == (Finding("task", parent.pk, str(("working", 0, day)), str(("open", 0, day))),)


def test_a_light_that_goes_by_another_day_is_found(world):
    task = row(world, "清理陈年垃圾")
    spoil(task, light_on=date(2026, 9, 21))
    assert audit() == (Finding("task", task.pk, "2026-09-21", "2026-09-20"),)
    spoil(task, light_on=None)
    assert audit() == (Finding("task", task.pk, "None", "2026-09-20"),)


def test_a_closed_task_is_left_in_peace(world):
    task = row(world, "清理陈年垃圾")
    cancel_task(actor=world.clerk, task_id=task.pk, said=said("不做了"), now=NOW)
    spoil(task, light_on=None)
    assert audit() == ()


def test_an_entry_that_was_not_chained_is_found(world):
    last = Entry.objects.filter(tenant="999901").latest("seq")
    fields = {"seq": last.seq + 1, "at": NOW, "deed": "adopt_plan", "object_kind": "programme", "hash": "0" * 64}
    Entry.objects.create(id=last.pk + 10**6, tenant="999901", prev=last.hash, **fields)
    assert audit() == (Finding("journal_content", last.seq + 1, "", "", "999901"),)


def test_numbers_a_device_passed_over_and_silent_hours_are_told_apart_from_the_chains(world):
    with acting(world.farm):
        for n in (1, 2, 5):
            note(replace(world.farm, device="phone-3", device_seq=n), "note_progress", About("task", 1), NOW)
    for hours in (0, 1, 4):
        heartbeat(NOW + timedelta(hours=hours))
    found = completeness(NOW + timedelta(hours=5))
    assert (found.devices, found.holds, audit()) == ((("phone-3", 3, 4),), False, ())
    assert found.hours == ((NOW + timedelta(hours=2), NOW + timedelta(hours=3)),)
    assert (date(2026, 9, 1), world.farm.id, 3) in found.days
    assert completeness(NOW + timedelta(hours=9)).hours[-1] == (NOW + timedelta(hours=5), NOW + timedelta(hours=8))


def test_where_nothing_is_missing_it_says_so(world):
    heartbeat(NOW)
    assert completeness(NOW).holds is True


def test_entries_are_counted(world):
    before = entries()
    note_progress(actor=world.farm, task_id=row(world, "清理陈年垃圾").pk, said=said("好"), now=NOW)
    assert (before, entries()) == (Entry.objects.count() - 1, before + 1)
