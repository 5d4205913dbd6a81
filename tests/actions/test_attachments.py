"""Files of notes: hostile ones leave nothing behind, neither rows nor bytes; photos lose their position."""

import hashlib
from uuid import uuid4

import pytest

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.tasks import FileIn, NoteIn, note_progress
from shanzhi.models import Attachment, Document, Task
from tests.conftest import NOW, refused
from tests.papers import attacks as made


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def _attach(world, *files):
    row = Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾", parent=None)
    note_progress(actor=world.farm, task_id=row.pk, said=NoteIn(uuid4(), "见附件", files=files), now=NOW)
    return [(f.name, _read(f)) for f in Attachment.objects.filter(note__task=row).order_by("name")]


def _read(row):
    with row.file.open() as source:
        return source.read()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<svg onload="alert(1)"/>', "kind_not_taken"),
        (b"<!doctype html><script>1</script>", "kind_not_taken"),
        (made.GIF + b"/*", "kind_not_taken"),
        (b"MZ\x90\0", "kind_not_taken"),
        (made.pdf() + made.zipped({"a": b"x" * 2000}), "mixed_file"),
        (made.office({"../x": b""}), "odd_parts"),
        (made.office({"word/vbaProject.bin": b""}), "macro_file"),
        (made.office({"a": bytes(30 * 1024 * 1024)}), "unpack_bomb"),
        (made.pixel_bomb(60_000, 60_000), "photo_too_large"),
        (made.phone_photo()[:200], "broken_file"),
        (b"", "empty_attachment"),
        (bytes(50 * 1024 * 1024), "file_too_large"),
    ],
)
def test_one_hostile_file_among_good_ones_and_nothing_is_stored(world, files, data, code):
    with refused(code):
        _attach(world, FileIn("好.txt", b"good"), FileIn("坏.jpg", data))
    assert list(files.rglob("*")) == []


def test_a_photo_is_kept_without_position_under_the_name_of_what_is_kept(world, files):
    ((name, data),) = _attach(world, FileIn("../../现场\u202e.jpg", made.phone_photo()))
    assert name == "现场.jpg"
    assert b"SECRET" not in data
    assert [f.name for f in (files / "notes").iterdir()] == [hashlib.sha256(data).hexdigest()]


def test_bytes_that_a_power_cut_left_half_are_written_again(world, files):
    digest = hashlib.sha256("全文".encode()).hexdigest()
    (files / "notes").mkdir()
    (files / "notes" / digest).write_bytes(b"\xe5")
    assert _attach(world, FileIn("a.txt", "全文".encode())) == [("a.txt", "全文".encode())]


def test_a_plan_keeps_a_safe_name(world):
    text = "一、清理（水务局负责，9月底前完成）".encode()
    reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text, "..\\..\\方案\u202e.txt"), now=NOW).reading_id
    assert Document.objects.get(reading=reading).name == "方案.txt"
