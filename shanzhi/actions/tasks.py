"""Deeds on tasks: progress noted, done claimed, accepted, returned, cancelled, settled."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor, require
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.task import CLOSED, DOERS, step, whole
from shanzhi.models import Attachment, Note, Task, TaskUnit
from shanzhi.models.walls import acting
from shanzhi.papers.names import safe_name
from shanzhi.papers.uploads import clean_upload
from shanzhi.queries.running import runnings
from shanzhi.queries.work_told import told_of_task

MOST_FILES = 9
LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileIn:
    """A file handed in with a note."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NoteIn:
    """What is said. key: made where it was typed, so that a double send is one note; percent: 0..100 or None."""

    key: UUID
    text: str
    problem: str = ""
    percent: int | None = None
    files: Sequence[FileIn] = ()


def note_progress(*, actor: Actor, task_id: int, said: NoteIn, now: datetime) -> bool:
    """Notes progress on a task; False where this very note is there already.

    raises: Refused("empty_note"), Refused("bad_percent"), codes of core.task.step.
    """
    if said.percent is not None and not 0 <= said.percent <= 100:  # noqa: PLR2004 - percent
        raise Refused("bad_percent", "进度请填 0 到 100 之间的整数。")
    if not said.text.strip() and not said.files and said.percent is None:
        raise Refused("empty_note", "请写一句进展情况，或填写进度、附上文件，再保存。")
    return _deed(actor, "note_progress", task_id, said, now)


def claim_task(*, actor: Actor, task_id: int, said: NoteIn, now: datetime) -> bool:
    """Says that a task is done and asks for acceptance; its parts must be closed first.

    raises: Refused("parts_open"), codes of core.task.step.
    """
    return _deed(actor, "claim_task", task_id, said, now)


def accept_task(*, actor: Actor, task_id: int, said: NoteIn, now: datetime) -> bool:
    """Accepts a claimed task; nobody accepts what he claimed himself.

    raises: Refused("own_claim"), codes of core.task.step.
    """
    return _deed(actor, "accept_task", task_id, said, now)


def return_task(*, actor: Actor, task_id: int, said: NoteIn, now: datetime) -> bool:
    """Returns a claimed task with a reason.

    raises: Refused("reason_missing"), codes of core.task.step.
    """
    _need_reason(said)
    return _deed(actor, "return_task", task_id, said, now)


def cancel_task(*, actor: Actor, task_id: int, said: NoteIn, now: datetime) -> bool:
    """Cancels a task and its open parts with a reason.

    raises: Refused("reason_missing"), codes of core.task.step.
    """
    _need_reason(said)
    return _deed(actor, "cancel_task", task_id, said, now)


def settle_task(*, actor: Actor, task_id: int, due_on: date | None, reason: str, now: datetime) -> None:
    """Sets or changes the day a task is due; its open parts follow unless they had a day of their own.

    A task settled by hand no longer hangs on its anchor.

    raises: Refused("reason_missing") where a day is changed, Refused("task_closed").
    """
    with acting(actor):
        task, parent = _locked(task_id)
        require(actor, "settle_task", place_code=task.programme.place.code)
        if task.state in CLOSED:
            step(task.state, "note")
        if task.due_on and not reason.strip():
            raise Refused("reason_missing", "请写明理由，再保存。")
        before = task.due_on
        task.parts.exclude(state__in=CLOSED).filter(due_on=before).update(due_on=due_on, light_on=due_on, anchor=None)
        task.due_on = task.light_on = due_on
        task.anchor = None
        task.revision += 1
        task.save(update_fields=["due_on", "light_on", "anchor", "revision"])
        derive(task)
        if parent:
            derive(parent)
        data = {"from": str(before or ""), "to": str(due_on or ""), "reason": reason}
        note(actor, "settle_task", _about(task, data), now)


def derive(task: Task) -> None:
    """Stores what a parent shows of its parts; nothing for a task without parts."""
    with acting(None):  # the program reckons over all parts, also those the actor does not see
        parts = list(task.parts.all())
        if not parts:
            return
        after = whole(task.as_core(), [p.as_core() for p in parts], has_holder=holds_itself(task))
        state = after.state or task.state
        closed = max((p.closed_on for p in parts if p.closed_on), default=None) if state in CLOSED else None
        task.percent, task.light_on, task.state = after.percent, after.light_on, state
        task.closed_on = task.closed_on or closed
        task.save(update_fields=["percent", "light_on", "state", "closed_on"])


def holds_itself(task: Task) -> bool:
    """Whether a unit of its own, not only 各乡镇 and the like, stands on the task."""
    return task.units.filter(role__in=("lead", "responsible", "owner"), unit__isnull=False).exists()


def _deed(actor: Actor, deed: str, task_id: int, said: NoteIn, now: datetime) -> bool:
    """The six steps every deed on a task shares; the step of the state machine is the deed's first word.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("too_many_files"), Refused("file_too_large") and the
            codes of papers.uploads.clean_upload.
    """
    said = replace(said, files=_cleaned(said.files))
    move = deed.split("_", 1)[0]
    with acting(actor):
        task, parent = _locked(task_id)
        require(actor, deed, place_code=task.programme.place.code, unit_ids=_units(task))
        if Note.objects.filter(key=said.key).exists():
            return False
        _check_move(actor, move, task)
        before: dict[str, object] = {"state": task.state, "percent": task.percent}
        task.state = step(task.state, move)
        _apply(task, move, said, now)
        task.save()
        _keep(actor, task, move, said, now)
        if move == "cancel":
            task.parts.exclude(state__in=CLOSED).update(state="cancelled", closed_on=china_day(now))
        else:
            derive(task)
        if parent:
            derive(parent)
        data = {"text": said.text, "problem": said.problem, "percent": task.percent, "state": task.state}
        note(actor, deed, _about(task, data, before), now)
        _tell(actor, task, move, now)
    return True


_HAPPENS = {"claim": "claimed", "accept": "accepted", "return": "returned"}


def _tell(actor: Actor, task: Task, move: str, now: datetime) -> None:
    """Tells the rules of the pack what became of a task."""
    if move not in _HAPPENS or not task.item:
        return
    found = runnings([task.programme_id]).get(task.programme_id)
    if found is None or not any(found.items("rules")):
        return
    happened(actor, found, told_of_task(task, _HAPPENS[move], china_day(now)), now)


def _about(task: Task, data: Mapping[str, object], before: Mapping[str, object] | None = None) -> About:
    at = task.programme.place.code
    return About("task", task.pk, task.programme_id, data, before=before, revision=task.revision, place_code=at)


def _locked(task_id: int) -> tuple[Task, Task | None]:
    """The task and its parent, both locked, the parent first, so that two parts never deadlock."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("programme__place")
    found = Task.objects.filter(pk=task_id).values_list("parent_id", flat=True)
    if not found:
        raise Refused("not_found", "没有找到这项任务，可能不在您的管辖范围内。")
    parent = rows.get(pk=found[0]) if found[0] else None
    return rows.get(pk=task_id), parent


def _units(task: Task) -> set[int | None]:
    if task.unit_id:
        return {task.unit_id}
    return set(TaskUnit.objects.filter(task=task, role__in=DOERS).values_list("unit_id", flat=True))


def _check_move(actor: Actor, move: str, task: Task) -> None:
    if move in {"claim", "accept"} and _waits(task):
        raise Refused("parts_open", "还有下级单位的分项没有办结，暂不能办理。请先看分项进展。")
    if move == "accept":
        claim = task.notes.filter(deed="claim").order_by("-at").first()
        if claim and claim.by_id == actor.id:
            raise Refused("own_claim", "报送办结的人不能自己验收，请由另一位同志验收。")


def _waits(task: Task) -> bool:
    with acting(None):  # parts the actor does not see count too
        return bool(task.parts.exclude(state__in=CLOSED).exists())


def _apply(task: Task, move: str, said: NoteIn, now: datetime) -> None:
    today = china_day(now)
    if move == "note" and said.percent is not None and not task.parts.exists():
        task.percent = said.percent
    if move == "claim":
        task.claimed_on, task.percent = today, 100
    if move in {"accept", "cancel"}:
        task.closed_on = today
    if move in {"note", "claim"}:
        task.problem = said.problem
    task.last_note, task.last_note_at = said.text[:500], now
    task.revision += 1


def _keep(actor: Actor, task: Task, move: str, said: NoteIn, now: datetime) -> None:
    row = Note.objects.create(
        task=task,
        key=said.key,
        at=now,
        by_id=actor.id,
        unit_id=actor.unit_id,
        deed=move,
        text=said.text,
        problem=said.problem,
        percent=said.percent,
        behalf_of=actor.behalf_of.name if actor.behalf_of else "",
        how=actor.behalf_of.how if actor.behalf_of else "",
    )
    for file in {hashlib.sha256(f.data).hexdigest(): f for f in said.files}.items():
        _keep_file(row, *file)


def _keep_file(row: Note, sha256: str, file: FileIn) -> None:
    name = f"notes/{sha256}"
    # A size that differs is what a power cut left of an earlier try.
    if default_storage.exists(name) and default_storage.size(name) != len(file.data):
        default_storage.delete(name)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(file.data))
    Attachment.objects.create(note=row, name=file.name, sha256=sha256, size=len(file.data), file=name)


def _cleaned(files: Sequence[FileIn]) -> tuple[FileIn, ...]:
    """The files as they may be kept: known kinds alone, pictures drawn anew, names safe."""
    if len(files) > MOST_FILES:
        raise Refused("too_many_files", "一次最多附 {n} 个文件，请分几次保存。", n=MOST_FILES)
    for file in files:
        if len(file.data) > LARGEST_FILE:
            raise Refused("file_too_large", "“{name}”超过 20 MB，请压缩或分成几份再附上。", name=safe_name(file.name))
    kept = (clean_upload(file.data, file.name) for file in files)
    return tuple(FileIn(file.name, file.data) for file in kept)


def _need_reason(said: NoteIn) -> None:
    if not said.text.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
