"""Checkpoints: signed, once a size, on their way to whoever bears witness; keys outside the database."""

from datetime import timedelta
from pathlib import Path

import pytest

from shanzhi.actions.checkpoints import checkpoint_all, checkpoint_now, heartbeat, keys_of, rotate_key
from shanzhi.actions.journal import About, note
from shanzhi.actions.witness import WitnessIn, add_witness
from shanzhi.core.chain import PROGRAM
from shanzhi.core.notes import checkpoint_text, parse_checkpoint, parse_note
from shanzhi.core.short_code import short_code
from shanzhi.models import ChainHead, Checkpoint, Delivery, Entry
from shanzhi.models.walls import acting
from shanzhi.papers.seals import signed_by
from shanzhi.queries.audit import audit, chains, known_keys, unsigned
from tests.conftest import NOW


@pytest.fixture
def own_key(settings, tmp_path) -> Path:
    """A signing key of this test alone."""
    settings.SIGNING_KEY = str(tmp_path / "signing.key")
    return tmp_path / "signing.key"


def test_adopting_a_plan_leaves_a_checkpoint_that_covers_it(world):
    point = Checkpoint.objects.get(tenant="999901")
    adopted = Entry.objects.get(deed="adopt_plan", tenant="999901")
    assert (point.size, point.why, point.origin) == (adopted.seq, "adopt_plan", "localhost/journal/999901")
    signed = parse_note(point.note)
    said = parse_checkpoint(signed.text)
    assert (said.origin, said.size, said.root.hex()) == (point.origin, point.size, point.root)
    assert signed_by(signed, keys_of(point.origin)[0])
    assert point.code == short_code(checkpoint_text(said))


def test_a_checkpoint_is_made_once_a_size(world, own_key):
    first = checkpoint_now("999902", why="hourly", now=NOW)
    again = checkpoint_now("999902", why="hourly", now=NOW + timedelta(hours=1))
    assert (first.pk, first.size, first.at) == (again.pk, ChainHead.objects.get(pk="999902").size, NOW)
    assert checkpoint_now("888888", why="hourly", now=NOW) is None


def test_all_chains_that_grew_get_one(world, own_key):
    grown = sum(v.size > 0 and not Checkpoint.objects.filter(tenant=v.tenant, size=v.size).exists() for v in chains({}))
    assert (checkpoint_all(NOW), checkpoint_all(NOW)) == (grown, 0)
    assert audit() == ()


def test_the_night_watch_notes_each_hour_once(world):
    moments = [NOW, NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)]
    assert [heartbeat(m) for m in moments] == [True, False, True]
    hours = [e.data["hour"] for e in Entry.objects.filter(deed="heartbeat").order_by("seq")]
    assert hours == ["2026-09-01T10", "2026-09-01T11"]


def test_the_key_is_a_file_for_its_owner_alone_and_stays(world, own_key):
    key = keys_of("o")[0]
    assert own_key.stat().st_mode & 0o777 == 0o600
    assert keys_of("o")[0] == key
    assert keys_of("another")[0].data == key.data
    assert keys_of("another")[0].id != key.id


def test_a_rotated_key_signs_from_then_on_and_the_old_one_stays_known(world, own_key):
    checkpoint_now("999902", why="hourly", now=NOW)
    old = keys_of(PROGRAM)[0].data
    rotate_key(actor=None, now=NOW)
    new = keys_of(PROGRAM)[0].data
    assert new != old
    assert Entry.objects.get(deed="rotate_key").data == {"old": old.hex(), "new": new.hex()}
    assert sorted(p.name for p in own_key.parent.iterdir()) == ["signing.key"]
    with acting(None):
        note(None, "heartbeat", About("chain", None, place_code="999902000000"), NOW)
    checkpoint_now("999902", why="hourly", now=NOW)
    mine = {f.id for f in unsigned(known_keys(new)) if f.where == "999902"}
    assert mine == set()
    assert {f.id for f in unsigned([new]) if f.where == "999902"} == {ChainHead.objects.get(pk="999902").size - 1}


def test_a_checkpoint_signed_by_nobody_we_know_is_found(world):
    point = Checkpoint.objects.get(tenant="999901")
    assert [f for f in unsigned(known_keys(keys_of(PROGRAM)[0].data)) if f.where == "999901"] == []
    found = [(f.what, f.id) for f in unsigned([b"x" * 32]) if f.where == "999901"]
    assert found == [("journal_signature", point.size)]


def test_every_witness_gets_every_checkpoint_and_a_new_one_the_newest(world, own_key):
    add_witness(actor=None, witness=WitnessIn("post", "市档案馆", "https://archive.example/in"), now=NOW)
    newest = Checkpoint.objects.get(tenant="999901")
    assert list(Delivery.objects.filter(checkpoint__tenant="999901").values_list("checkpoint", "state")) == [
        (newest.pk, "waiting")
    ]
    made = checkpoint_now("999902", why="hourly", now=NOW)
    assert list(made.deliveries.values_list("witness__name", "state", "due_at")) == [("市档案馆", "waiting", NOW)]


def test_the_other_suite_hashes_with_sm3_and_signs_with_sm2_too(world, own_key, settings):
    """The machine's OpenSSL must know SM2 and SM3: without them this test fails."""
    settings.JOURNAL_SUITE = "sm3"
    with acting(None):
        for n in range(5):
            note(None, "add_places", About("place", n, data={"new": n}, place_code="888801000000"), NOW)
    point = checkpoint_now("888801", why="hourly", now=NOW)
    signed = parse_note(point.note)
    ed25519, sm2 = keys_of(point.origin, "sm3")
    assert point.origin == "localhost/journal/888801/sm3"
    assert (signed_by(signed, ed25519), signed_by(signed, sm2), len(signed.signatures)) == (True, True, 2)
    forged = parse_note(point.note.replace("\n5\n", "\n6\n"))
    assert (signed_by(forged, ed25519), signed_by(forged, sm2)) == (False, False)
    verdict = next(v for v in chains({"888801": {5: point.root}}) if v.tenant == "888801")
    assert (verdict.fault, verdict.root) == (None, point.root)
    assert sorted(p.name for p in own_key.parent.iterdir()) == ["signing-sm3.key", "signing.key"]
