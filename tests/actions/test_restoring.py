"""Restoring: what comes back is what was backed up; what fails leaves everything as it was."""

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.restoring import restore
from shanzhi.actions.tasks import FileIn, NoteIn, note_progress
from shanzhi.actions.walls import as_the_program
from shanzhi.models import Attachment, Entry, Note, Task, User
from shanzhi.papers.sealed import Secret
from shanzhi.queries.audit import audit
from shanzhi.queries.backup import back_up, check
from tests.actions.test_races import ready
from tests.conftest import NOW, books, refused

KEY = Secret(key=bytes(range(32)))
FIRST = Path(__file__).parents[1] / "first.shanzhi"
FIRST_WORDS = Secret("第一版的备份，只在测试里用")
OLD = {"a": b"of the old house", "b": b"in both"}


@pytest.fixture(scope="module")
def kept(live_people, django_db_blocker, tmp_path_factory) -> bytes:
    """A backup of the world and of two files."""
    folder = tmp_path_factory.mktemp("kept")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _own(patch, folder)
        _become_owner()
        _write(folder, {"b": b"in both", "c": b"of the backup"})
        data = backed_up(with_keys=True)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        return data


def _become_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        cursor.execute(f"SET ROLE {cursor.fetchone()[0]}")


@pytest.fixture
def own_house(own_folder) -> Path:
    _write(own_folder, OLD)
    return own_folder


def _own(patch: pytest.MonkeyPatch, folder: Path) -> None:
    from django.conf import settings  # noqa: PLC0415 - only here

    patch.setenv("SHANZHI_KEYS", str(folder / "keys.json"))
    patch.setattr(settings, "DATA", folder)
    patch.setattr(settings, "MEDIA_ROOT", folder / "files")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name in ("secret", "keys.json"):
        (folder / name).write_text(f"the key of {folder.name}", encoding="utf-8")
    (folder / "files" / "notes").mkdir(parents=True)
    for name, data in files.items():
        (folder / "files" / "notes" / name).write_bytes(data)


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (folder / "files" / "notes").iterdir()}


def backed_up(**more) -> bytes:
    out = io.BytesIO()
    back_up(out, KEY, NOW, **more)
    return out.getvalue()


@contextmanager
def undone():
    """Whatever is done inside happens in a transaction that is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def put_back(data: bytes, secret: Secret = KEY, *, over: bool = True):
    return restore(io.BytesIO(data), secret, over=over, now=NOW)


def test_what_was_changed_since_is_back_as_it_was(world, as_owner, kept, own_house):
    before = books()
    Note.objects.all().delete()
    User.objects.filter(pk=world.clerk.id).update(name="别人")
    got = put_back(kept)
    after = books()
    assert asdict(got) == asdict(check(io.BytesIO(kept), KEY))
    journal = {"shanzhi_entry", "shanzhi_entryvalue", "shanzhi_chainhead"}
    assert {n: v for n, v in after.items() if n not in journal} == {n: v for n, v in before.items() if n not in journal}
    last = Entry.objects.latest("pk")
    assert (last.deed, last.data["sha256"]) == ("restore_backup", got.sha256)
    assert after["shanzhi_entry"][0] == before["shanzhi_entry"][0] + 1
    assert audit() == ()
    assert files(own_house) == {"b": b"in both", "c": b"of the backup"}
    keys = {name: (own_house / name).read_text(encoding="utf-8")[:15] for name in ("secret", "keys.json")}
    assert keys == {"secret": "the key of kept", "keys.json": "the key of kept"}
    assert not (own_house / "restoring").exists()


def test_work_goes_on_after_it_with_fresh_numbers_and_a_guarded_journal(world, as_owner, kept, own_house):
    put_back(kept)
    as_the_program()
    part = Task.objects.filter(programme=world.programme, parent__isnull=False).first()
    assert note_progress(actor=world.clerk, task_id=part.pk, said=NoteIn(uuid4(), "接着办"), now=NOW) is True
    _become_owner()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Entry.objects.filter(seq=1).update(deed="x")
    with pytest.raises(Exception, match="foreign key"):
        _astray(part)


def _astray(part: Task) -> None:
    with transaction.atomic():
        Task.objects.filter(pk=part.pk).update(clause_id=10**9)
        connection.check_constraints()


def test_a_filled_house_is_not_replaced_unless_told(world, as_owner, kept, own_house):
    with refused("installation_filled"):
        put_back(kept, over=False)
    assert files(own_house) == OLD


@pytest.mark.parametrize("where", [0.2, 0.5, 0.8, 0.99])
def test_a_damaged_backup_changes_nothing_however_late_it_shows(world, as_owner, kept, own_house, where):
    broken = bytearray(kept)
    broken[int(len(kept) * where)] ^= 1
    with refused("backup_damaged"):
        put_back(bytes(broken))
    assert files(own_house) == OLD
    assert sorted(p.name for p in own_house.iterdir()) == ["files", "keys.json", "secret"]


def test_a_backup_cut_off_changes_nothing(world, as_owner, kept, own_house):
    with refused("backup_damaged"):
        put_back(kept[:-100])
    with refused("not_a_backup"):
        put_back(b"PK\x03\x04")
    with refused("wrong_key"):
        put_back(kept, Secret(key=bytes(32)))
    assert files(own_house) == OLD


def test_a_backup_of_a_newer_program_is_refused(live, as_owner, own_house):
    with undone():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('shanzhi', '9999_later', now())")
        state = _sealed_by_hand()
    with refused("backup_too_new"):
        put_back(state)


def _sealed_by_hand() -> bytes:
    """A backup that knows one migration more."""
    from shanzhi.papers.parts import PartWriter  # noqa: PLC0415 - only here
    from shanzhi.papers.sealed import Sealer  # noqa: PLC0415 - only here

    out = io.BytesIO()
    sealer = Sealer(out, KEY)
    about = {"format": 1, "program": "9", "made_at": "", "migrations": [["shanzhi", "9999_later"]], "sequences": {}}
    PartWriter(sealer, about).finish()
    sealer.close()
    return out.getvalue()


def test_a_backup_of_the_first_version_comes_back_and_is_brought_to_todays_tables(world, as_owner, own_house):
    with FIRST.open("rb") as source:
        got = restore(source, FIRST_WORDS, over=True, now=NOW)
    assert got.rows["shanzhi_task"] == Task.objects.count()
    assert got.rows["shanzhi_entry"] == Entry.objects.count() - 2  # the first chain closed, the backup restored
    assert got.rows["shanzhi_user"] == User.objects.count()
    assert Path(Attachment.objects.get().file.path).read_text(encoding="utf-8") == "柳湾村：已清 3 处\n"
    assert audit() == ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'shanzhi'")
        migrations = Path(FIRST).parents[1] / "shanzhi" / "migrations"
        assert cursor.fetchone() == (len(list(migrations.glob("0*.py"))),)


def test_a_backup_taken_while_people_write_holds_together(live, as_owner, own_folder):
    """Notes with files are saved all the while; what was backed up passes the audit and lacks no file it names."""
    programme = adopt_plan(actor=live["clerk"], reading_id=ready(live["clerk"], "七号"), now=NOW).programme_id
    parts = list(Task.objects.filter(programme=programme, parent__isnull=False).values_list("pk", flat=True))

    def write(k: int) -> None:
        try:
            said = NoteIn(uuid4(), f"第{k}次", percent=k, files=[FileIn("记录.txt", f"第{k}次".encode())])
            note_progress(actor=live["clerk"], task_id=parts[k % len(parts)], said=said, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(write, k) for k in range(60)]
        made = [backed_up() for _ in range(3)]
        for one in writing:
            one.result()
    seen = []
    for data in made:
        with undone():
            put_back(data)
            seen.append(Note.objects.filter(task__in=parts).count())
            assert audit() == ()
            assert Attachment.objects.filter(note__task__in=parts).count() == seen[-1]
            for file in Attachment.objects.filter(note__task__in=parts):
                assert Path(file.file.path).stat().st_size == file.size
    assert seen == sorted(seen)
    assert seen[-1] <= 60
