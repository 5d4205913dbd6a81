"""What a backup holds, and what it leaves out."""

import io

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.papers.sealed import Secret
from shanzhi.queries.backup import back_up, check, is_filled
from tests.conftest import NOW, books

KEY = Secret(key=bytes(range(32)))
OF_DJANGO = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}


def test_a_backup_holds_every_row_but_log_ins(live, own_folder, as_owner):
    out = io.BytesIO()
    made = back_up(out, KEY, NOW)
    assert check(io.BytesIO(out.getvalue()), KEY) == made
    counted = {name: rows for name, (rows, _digest) in books().items()}
    del counted["shanzhi_session"]
    assert {name: made.rows[name] for name in counted} == counted
    assert set(made.rows) - set(counted) == OF_DJANGO
    assert (made.files, made.size, made.made_at) == (0, 0, "2026-09-01T02:00:00+00:00")


def test_files_are_counted_and_half_written_ones_left_out(live, own_folder, as_owner):
    notes = own_folder / "files" / "notes"
    notes.mkdir(parents=True)
    (notes / "aa").write_bytes(b"12345")
    (notes / ".being-written").write_bytes(b"123")
    made = back_up(io.BytesIO(), KEY, NOW)
    assert (made.files, made.size) == (1, 5)


def test_no_backup_with_a_weak_secret(live, own_folder, as_owner):
    with pytest.raises(Refused) as caught:
        back_up(io.BytesIO(), Secret("12345678901"), NOW)
    assert caught.value.code == "weak_secret"


def test_a_house_with_people_is_filled(world):
    assert is_filled() is True
