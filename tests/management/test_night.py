"""The night watch: every part is done, and one that fails keeps no other from its work."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shanzhi import door
from shanzhi.actions.residents import end_resident
from shanzhi.models import Checkpoint, Entry, Resident, Session, Spent, Tries
from shanzhi.queries.journal import journal_page
from tests import register
from tests.conftest import NOW, TODAY

LATER = NOW + timedelta(days=400)


@pytest.fixture
def due(world, monkeypatch):
    """A world where every part has something to do; gives the resident whose time is over."""
    known = register.person(world.village)
    end_resident(actor=world.village, resident_id=known.id, ended_on=TODAY, now=NOW)
    Tries.objects.create(counter="account", name="x" * 64, wrong=1, last_at=NOW)
    Spent.objects.create(key="x" * 64, until=NOW)
    Session.objects.create(session_key="x" * 64, expire_date=NOW, began_at=NOW, seen_at=NOW)
    monkeypatch.setattr(door, "now", lambda: LATER)
    return known.id


def cleared() -> bool:
    left = Tries.objects.filter(name="x" * 64), Spent.objects.filter(key="x" * 64)
    return not any(rows.exists() for rows in (*left, Session.objects.filter(session_key="x" * 64)))


def test_a_round_does_everything_that_is_due(world, due):
    out = StringIO()
    call_command("night", stdout=out)
    said = out.getvalue()
    assert Resident.objects.get(pk=due).name == ""
    assert cleared()
    assert Entry.objects.filter(deed="heartbeat", at=LATER).count() == 1
    assert Checkpoint.objects.filter(at=LATER, tenant="999901").count() == 1
    assert said.count("已清理 deleted 1") == 3
    assert "已删除 erased      1  Resident" in said
    assert journal_page(world.clerk).round_at == LATER


def test_a_part_that_fails_is_named_and_the_others_are_done(world, due, settings):
    settings.SIGNING_KEY = "/dev/null/signing.key"
    with pytest.raises(CommandError, match=r"值守没有办成 failed: 签检查点 checkpoint$"):
        call_command("night", stdout=StringIO())
    assert Resident.objects.get(pk=due).name == ""
    assert cleared()
    assert not Checkpoint.objects.filter(at=LATER).exists()
