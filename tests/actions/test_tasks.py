"""Deeds on tasks: rows exactly, refusals that write nothing, parts and parents."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shanzhi.actions import tasks as deeds
from shanzhi.actions.tasks import (
    FileIn,
    NoteIn,
    accept_task,
    cancel_task,
    claim_task,
    note_progress,
    return_task,
    settle_task,
)
from shanzhi.models import Attachment, Entry, Note, Task
from shanzhi.queries.audit import audit
from tests.conftest import NOW, TODAY, refused


def task(world, title: str) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def part(world, unit: int) -> Task:
    return Task.objects.get(parent=task(world, "落实管护人员"), unit=unit)


def said(text: str = "", **fields) -> NoteIn:
    return NoteIn(key=uuid4(), text=text, **fields)


def last() -> tuple:
    entry = Entry.objects.latest("pk")
    return entry.deed, entry.actor_id, entry.object_kind, entry.object_id, entry.programme_id, entry.data


@pytest.fixture(autouse=True)
def _everything_holds_afterwards(world):
    yield
    assert audit() == ()


def test_note_progress_sets_percent_state_and_words(world):
    row = task(world, "清理陈年垃圾")
    given = said("清了三处", percent=30, problem="缺车")
    assert note_progress(actor=world.farm, task_id=row.pk, said=given, now=NOW) is True
    row.refresh_from_db()
    shown = (row.state, row.percent, row.last_note, row.last_note_at, row.problem, row.revision, row.claimed_on)
    assert shown == ("working", 30, "清了三处", NOW, "缺车", 1, None)
    note = Note.objects.get(key=given.key)
    kept = (note.task_id, note.at, note.by_id, note.unit_id, note.deed, note.text, note.problem, note.percent)
    assert kept == (row.pk, NOW, world.farm.id, world.farm.unit_id, "note", "清了三处", "缺车", 30)
    data = {"text": "清了三处", "problem": "缺车", "percent": 30, "state": "working"}
    assert last() == ("note_progress", world.farm.id, "task", row.pk, world.programme, data)


def test_the_same_note_sent_twice_is_one_note(world):
    row, given = task(world, "清理陈年垃圾"), said("清了三处", percent=30)
    assert note_progress(actor=world.farm, task_id=row.pk, said=given, now=NOW) is True
    entries = Entry.objects.count()
    assert note_progress(actor=world.farm, task_id=row.pk, said=given, now=NOW) is False
    assert (Note.objects.filter(key=given.key).count(), Entry.objects.count()) == (1, entries)


def test_a_whole_life_from_note_to_acceptance(world):
    row = task(world, "清理陈年垃圾")
    steps = [
        (note_progress, world.farm, "working", 40),
        (claim_task, world.farm, "claimed", 100),
        (return_task, world.clerk, "returned", 100),
        (note_progress, world.water, "working", 70),
        (claim_task, world.water, "claimed", 100),
        (accept_task, world.leader, "accepted", 100),
    ]
    for n, (deed, actor, state, percent) in enumerate(steps):
        now = NOW + timedelta(days=n)
        given = said("说明", percent=percent if deed is note_progress else None)
        assert deed(actor=actor, task_id=row.pk, said=given, now=now) is True
        row.refresh_from_db()
        assert (row.state, row.percent, row.revision) == (state, percent, n + 1)
        assert last()[0] == deed.__name__
    assert (row.claimed_on, row.closed_on) == (date(2026, 9, 5), date(2026, 9, 6))
    assert [n.deed for n in row.notes.order_by("at")] == ["note", "claim", "return", "note", "claim", "accept"]


def test_the_day_is_chinas_day(world):
    row, late = task(world, "清理陈年垃圾"), datetime(2026, 9, 20, 16, 30, tzinfo=UTC)
    claim_task(actor=world.farm, task_id=row.pk, said=said(), now=late)
    row.refresh_from_db()
    assert row.claimed_on == date(2026, 9, 21)


@pytest.mark.parametrize("deed", [accept_task, return_task])
def test_deeds_out_of_turn_are_refused(world, deed):
    with refused("wrong_state"):
        deed(actor=world.clerk, task_id=task(world, "清理陈年垃圾").pk, said=said("理由"), now=NOW)


def test_claiming_twice_is_out_of_turn(world):
    row = task(world, "清理陈年垃圾")
    claim_task(actor=world.farm, task_id=row.pk, said=said(), now=NOW)
    with refused("wrong_state"):
        claim_task(actor=world.farm, task_id=row.pk, said=said(), now=NOW)


@pytest.mark.parametrize("deed", [note_progress, claim_task, accept_task, return_task, cancel_task])
def test_a_cancelled_task_is_closed_for_every_deed(world, deed):
    row = task(world, "清理陈年垃圾")
    assert cancel_task(actor=world.leader, task_id=row.pk, said=said("不做了"), now=NOW) is True
    row.refresh_from_db()
    assert (row.state, row.closed_on) == ("cancelled", TODAY)
    with refused("task_closed"):
        deed(actor=world.clerk, task_id=row.pk, said=said("理由"), now=NOW)
    with refused("task_closed"):
        settle_task(actor=world.clerk, task_id=row.pk, due_on=TODAY, reason="改", now=NOW)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percent_out_of_range_is_refused(world, percent):
    with refused("bad_percent"):
        note_progress(
            actor=world.farm, task_id=task(world, "清理陈年垃圾").pk, said=said("x", percent=percent), now=NOW
        )


def test_a_note_that_says_nothing_is_refused(world):
    with refused("empty_note"):
        note_progress(actor=world.farm, task_id=task(world, "清理陈年垃圾").pk, said=said("  "), now=NOW)


@pytest.mark.parametrize("deed", [return_task, cancel_task])
def test_a_reason_is_needed(world, deed):
    row = task(world, "清理陈年垃圾")
    claim_task(actor=world.farm, task_id=row.pk, said=said(), now=NOW)
    with refused("reason_missing"):
        deed(actor=world.clerk, task_id=row.pk, said=said(" "), now=NOW)


def test_nobody_accepts_what_he_claimed_himself(world):
    row = task(world, "清理陈年垃圾")
    claim_task(actor=world.clerk, task_id=row.pk, said=said(), now=NOW)
    with refused("own_claim"):
        accept_task(actor=world.clerk, task_id=row.pk, said=said(), now=NOW)
    assert accept_task(actor=world.colleague, task_id=row.pk, said=said(), now=NOW) is True


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("clerk", {"note_progress", "claim_task", "cancel_task"}),
        ("leader", {"cancel_task"}),
        ("reader", set()),
        ("farm", {"note_progress", "claim_task"}),
        ("water", {"note_progress", "claim_task"}),
        ("town", set()),
        ("village", set()),
        ("stranger", set()),
    ],
)
def test_who_may_do_what_on_a_task_of_farm_and_water(world, who, allowed):
    row = task(world, "清理陈年垃圾")
    for name in ("note_progress", "claim_task", "accept_task", "return_task", "cancel_task"):
        if name not in allowed and not (who in {"clerk", "leader"} and name in {"accept_task", "return_task"}):
            with refused("not_found" if who in {"town", "village", "stranger"} else "not_allowed"):
                getattr(deeds, name)(actor=getattr(world, who), task_id=row.pk, said=said("理由"), now=NOW)
    if "note_progress" in allowed:
        assert note_progress(actor=getattr(world, who), task_id=row.pk, said=said("好"), now=NOW) is True


def test_a_supporting_unit_may_note_too(world):
    row = task(world, "整治河道")
    assert note_progress(actor=world.water, task_id=row.pk, said=said("好"), now=NOW) is True
    with refused("not_found"):
        note_progress(actor=world.farm, task_id=row.pk, said=said("好"), now=NOW)


@pytest.mark.parametrize("name", ["note_progress", "claim_task", "accept_task", "return_task", "cancel_task"])
def test_a_task_that_is_not_there_is_refused(world, name):
    with refused("not_found"):
        getattr(deeds, name)(actor=world.clerk, task_id=10**17, said=said("x"), now=NOW)
    with refused("not_found"):
        settle_task(actor=world.clerk, task_id=10**17, due_on=None, reason="x", now=NOW)


def test_files_are_kept_under_their_hash_and_once(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row, data = task(world, "清理陈年垃圾"), b"two words."
    sha256 = hashlib.sha256(data).hexdigest()
    files = [FileIn("甲.txt", data), FileIn("乙.txt", data), FileIn("长" * 300 + ".txt", b"other")]
    note_progress(actor=world.farm, task_id=row.pk, said=said(files=files), now=NOW)
    kept = Attachment.objects.filter(note__task=row).order_by("size")
    assert [(f.name, f.size) for f in kept] == [("长" * 116 + ".txt", 5), ("乙.txt", 10)]
    assert kept[1].sha256 == sha256
    assert (tmp_path / "notes" / sha256).read_bytes() == data
    note_progress(actor=world.farm, task_id=row.pk, said=said(files=files[:1]), now=NOW)
    assert sorted(p.name for p in (tmp_path / "notes").iterdir()) == sorted(
        [sha256, hashlib.sha256(b"other").hexdigest()]
    )


@pytest.mark.parametrize("deed", [note_progress, claim_task, cancel_task])
def test_too_many_and_too_large_files_are_refused_by_every_deed(world, deed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = task(world, "清理陈年垃圾")
    with refused("too_many_files"):
        deed(actor=world.clerk, task_id=row.pk, said=said("x", files=[FileIn("a", b"x")] * 10), now=NOW)
    with refused("file_too_large"):
        large = FileIn("大.zip", bytes(deeds.LARGEST_FILE + 1))
        deed(actor=world.clerk, task_id=row.pk, said=said("x", files=[large]), now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_parent_shows_what_its_parts_say(world):
    parent, one = task(world, "落实管护人员"), part(world, world.town.unit_id)
    note_progress(actor=world.town, task_id=one.pk, said=said("一半", percent=51), now=NOW)
    parent.refresh_from_db()
    assert (parent.state, parent.percent, parent.light_on) == ("working", 25, date(2026, 10, 31))
    other = parent.parts.exclude(pk=one.pk).get()
    for row in (one, other):
        claim_task(actor=world.clerk, task_id=row.pk, said=said(), now=NOW)
        accept_task(actor=world.colleague, task_id=row.pk, said=said(), now=NOW + timedelta(days=1))
    parent.refresh_from_db()
    assert (parent.state, parent.percent, parent.closed_on) == ("accepted", 100, date(2026, 9, 2))


def test_a_note_on_a_parent_leaves_its_derived_figures(world):
    parent = task(world, "落实管护人员")
    note_progress(actor=world.clerk, task_id=parent.pk, said=said("催过了", percent=80), now=NOW)
    parent.refresh_from_db()
    assert (parent.state, parent.percent, parent.last_note) == ("open", 0, "催过了")


def test_a_parent_with_open_parts_cannot_be_claimed(world):
    with refused("parts_open"):
        claim_task(actor=world.clerk, task_id=task(world, "落实管护人员").pk, said=said(), now=NOW)


def test_cancelling_a_parent_cancels_its_open_parts(world):
    parent, one = task(world, "落实管护人员"), part(world, world.town.unit_id)
    claim_task(actor=world.town, task_id=one.pk, said=said(), now=NOW)
    accept_task(actor=world.clerk, task_id=one.pk, said=said(), now=NOW)
    cancel_task(actor=world.clerk, task_id=parent.pk, said=said("并入别的工作"), now=NOW)
    rows = Task.objects.filter(pk__in=[parent.pk, *parent.parts.values_list("pk", flat=True)]).order_by("n")
    assert [(r.state, r.closed_on) for r in rows] == [
        ("cancelled", TODAY),
        ("accepted", TODAY),
        ("cancelled", TODAY),
    ]


def test_a_part_belongs_to_its_unit_alone(world):
    with refused("not_found"):
        note_progress(actor=world.farm, task_id=part(world, world.town.unit_id).pk, said=said("x"), now=NOW)
    with refused("not_allowed"):
        note_progress(actor=world.town, task_id=task(world, "落实管护人员").pk, said=said("x"), now=NOW)


def test_settle_task_sets_a_day_and_open_parts_follow(world):
    parent, one = task(world, "落实管护人员"), part(world, world.town.unit_id)
    settle_task(actor=world.clerk, task_id=one.pk, due_on=date(2026, 10, 8), reason="先行", now=NOW)
    settle_task(actor=world.clerk, task_id=parent.pk, due_on=date(2026, 11, 30), reason="雨季", now=NOW)
    parent.refresh_from_db()
    days = [(p.due_on, p.light_on) for p in parent.parts.order_by("due_on")]
    assert days == [(date(2026, 10, 8), date(2026, 10, 8)), (date(2026, 11, 30), date(2026, 11, 30))]
    assert (parent.due_on, parent.light_on) == (date(2026, 11, 30), date(2026, 10, 8))
    data = {"from": "2026-10-31", "to": "2026-11-30", "reason": "雨季"}
    assert last() == ("settle_task", world.clerk.id, "task", parent.pk, world.programme, data)


def test_a_first_day_needs_no_reason_and_a_changed_one_does(world):
    row = task(world, "开展宣传")
    settle_task(actor=world.clerk, task_id=row.pk, due_on=date(2026, 10, 8), reason="", now=NOW)
    row.refresh_from_db()
    assert (row.due_on, row.light_on, row.revision) == (date(2026, 10, 8), date(2026, 10, 8), 1)
    with refused("reason_missing"):
        settle_task(actor=world.clerk, task_id=row.pk, due_on=date(2026, 10, 9), reason=" ", now=NOW)


@pytest.mark.parametrize("who", ["leader", "reader", "farm", "stranger"])
def test_only_the_office_settles_days(world, who):
    row = task(world, "清理陈年垃圾")
    with refused("not_found" if who == "stranger" else "not_allowed"):
        settle_task(actor=getattr(world, who), task_id=row.pk, due_on=TODAY, reason="x", now=NOW)
