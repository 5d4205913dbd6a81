"""Deeds on tasks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from shanzhi.actions.tasks import NoteIn, accept_task, claim_task, note_progress, return_task
from shanzhi.core.kinds import Refused
from shanzhi.models import Entry, Note, Task
from tests.conftest import NOW


def task(world, title: str) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def said(text: str = "", **fields) -> NoteIn:
    return NoteIn(key=uuid4(), text=text, **fields)


def test_note_progress_sets_percent_and_state(world):
    row = task(world, "清理陈年垃圾")
    assert note_progress(actor=world.farm, task_id=row.pk, said=said("清了三处", percent=30), now=NOW) is True
    row.refresh_from_db()
    assert (row.state, row.percent, row.last_note, row.revision) == ("working", 30, "清了三处", 1)
    assert Entry.objects.order_by("-seq").first().deed == "note_progress"
