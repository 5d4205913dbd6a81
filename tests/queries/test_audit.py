"""What the audit finds: figures that differ from their rows, and a chain that does not hold."""

from datetime import date

from shanzhi.actions.tasks import cancel_task, note_progress
from shanzhi.models import Entry, Task
from shanzhi.queries.audit import Finding, audit, entries
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
    last = Entry.objects.latest("seq")
    Entry.objects.create(
        seq=last.seq + 1,
        at=NOW,
        actor_name="",
        deed="adopt_plan",
        object_kind="programme",
        data={},
        prev=last.hash,
        hash="0" * 64,
    )
    assert audit() == (Finding("journal", last.seq + 1, "", ""),)


def test_entries_are_counted(world):
    before = entries()
    note_progress(actor=world.farm, task_id=row(world, "清理陈年垃圾").pk, said=said("好"), now=NOW)
    assert (before, entries()) == (Entry.objects.count() - 1, before + 1)
