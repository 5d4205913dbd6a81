"""The journal as officials and outsiders see it."""

import json
from base64 import b64decode
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.actions.checkpoints import checkpoint_now
from shanzhi.actions.journal import About, Erasure, erase_values, note
from shanzhi.actions.witness import WitnessIn, add_witness
from shanzhi.core.chain import body
from shanzhi.core.merkle import Head, consistent, leaf, root_of_inclusion
from shanzhi.core.notes import parse_checkpoint, parse_note, parse_submission
from shanzhi.models import Checkpoint, Delivery, Entry
from shanzhi.models.walls import acting
from shanzhi.queries.journal import (
    chain_export,
    entry_page,
    entry_proof,
    export_lines,
    growth_proof,
    journal_page,
    latest_point,
    origins,
)
from tests.conftest import NOW, refused


def grown(n: int, place: str = "999901100000") -> None:
    with acting(None):
        for k in range(n):
            note(None, "note_progress", About("task", k, data={"text": f"第{k}次"}, place_code=place), NOW)


def asked(query) -> int:
    with CaptureQueriesContext(connection) as seen:
        query()
    words = ("SAVEPOINT", "RELEASE", "SELECT set_config")
    return sum(not q["sql"].startswith(words) for q in seen.captured_queries)


def test_the_page_shows_the_newest_checkpoint_the_witnesses_and_the_newest_entries(world):
    grown(3)
    add_witness(actor=None, witness=WitnessIn("post", "市档案馆", "https://archive.example/"), now=NOW)
    page = journal_page(world.clerk)
    point = Checkpoint.objects.get(tenant="999901")
    assert (page.tenant, page.whole, page.forked) == ("999901", True, False)
    assert (page.point.size, page.point.note, page.point.code) == (point.size, point.note, point.code)
    assert page.size == Entry.objects.filter(tenant="999901").count()
    assert [(w.name, w.kind, w.size, w.waiting, w.forked) for w in page.witnesses] == [
        ("市档案馆", "post", 0, 1, False)
    ]
    newest = page.rows[0]
    assert (newest.seq, newest.deed, newest.object_id, newest.who) == (page.size, "note_progress", 2, "")


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_whatever_is_on_it(world, more):
    grown(more)
    for n in range(more):
        add_witness(actor=None, witness=WitnessIn("post", f"馆{n}", f"https://{n}.example/"), now=NOW)
    assert asked(lambda: journal_page(world.clerk)) == 7


def test_a_fork_that_was_reported_is_on_the_page(world):
    add_witness(actor=None, witness=WitnessIn("post", "市档案馆", "https://archive.example/"), now=NOW)
    Delivery.objects.update(state="forked")
    assert journal_page(world.leader).forked is True


def test_a_township_sees_its_own_entries_and_not_the_whole_chain(world):
    grown(2)
    grown(1, "999901101000")
    town = replace(world.clerk, place_code="999901100000")
    page = journal_page(town)
    assert page.whole is False
    assert [r.object_id for r in page.rows if r.deed == "note_progress"] == [1, 0]
    with refused("not_allowed"):
        chain_export(town, values=False)
    other = Entry.objects.filter(tenant="999901").latest("seq").seq
    with refused("not_found"):
        entry_page(town, other)
    with refused("not_found"):
        entry_proof(town, other)


def test_units_and_other_counties_are_turned_away(world):
    with refused("not_allowed"):
        journal_page(world.farm)
    with refused("not_allowed"):
        entry_proof(world.farm, 1)
    assert chain_export(world.stranger, values=False)[0] == "999902"


def test_an_entry_is_shown_with_what_its_hash_covers_and_what_was_erased(world):
    grown(1)
    entry = Entry.objects.filter(tenant="999901").latest("seq")
    page = entry_page(world.leader, entry.seq)
    assert (page.hash, page.body, page.values, page.gone) == (
        entry.hash,
        body(entry.link()),
        (("data", '{"text":"第0次"}'),),
        (),
    )
    assert (page.may_erase, entry_page(world.clerk, entry.seq).may_erase) == (True, False)
    erase_values(actor=world.leader, erasure=Erasure("999901", [entry.seq], ["data"], "本人要求"), now=NOW)
    page = entry_page(world.leader, entry.seq)
    assert (page.values, page.gone, page.row.erased) == ((), ("data",), True)


def test_an_export_holds_every_entry_with_or_without_values(world):
    grown(2)
    plain = [json.loads(line) for line in export_lines("999901", values=False)]
    full = [json.loads(line) for line in chain_export(world.clerk, values=True)[1]]
    head = {"format": "shanzhi-journal 1", "tenant": "999901", "origin": "localhost/journal/999901", "suite": "sha256"}
    size = Entry.objects.filter(tenant="999901").count()
    assert (plain[0], full[0]) == ({**head, "size": size, "values": False}, {**head, "size": size, "values": True})
    assert [row["body"]["seq"] for row in plain[1:]] == list(range(1, size + 1))
    assert set(plain[-1]) == {"body", "hash"}
    assert full[-1]["values"]["data"][0] == '{"text":"第1次"}'
    assert world.clerk.name not in str(plain), "nobody's name leaves without the values"


def test_a_proof_leads_to_the_newest_checkpoint(world):
    grown(300)
    point = checkpoint_now("999901", why="hourly", now=NOW)
    for seq in (1, 9, 256, 257, point.size):
        text = entry_proof(world.clerk, seq)
        entry = Entry.objects.get(tenant="999901", seq=seq)
        head, _, signed = text.partition("\n\n")
        lines = head.split("\n")
        assert (lines[0], lines[2], signed) == ("c2sp.org/tlog-proof@v1", f"index {seq - 1}", point.note)
        path = [b64decode(x) for x in lines[3:]]
        assert root_of_inclusion(leaf(body(entry.link()).encode()), seq - 1, point.size, path).hex() == point.root


def test_an_entry_after_the_newest_checkpoint_has_no_proof_yet(world):
    grown(1)
    with refused("not_checkpointed"):
        entry_proof(world.clerk, Entry.objects.filter(tenant="999901").latest("seq").seq)


def test_growth_from_every_older_size_is_proved(world):
    grown(300)
    newest = checkpoint_now("999901", why="hourly", now=NOW)
    older = Checkpoint.objects.filter(tenant="999901").earliest("size")
    given = parse_submission(growth_proof("999901", older.size))
    said = parse_checkpoint(parse_note(given.note).text)
    assert (given.old, said.size) == (older.size, newest.size)
    assert consistent(Head(older.size, bytes.fromhex(older.root)), said.head, given.proof)
    for tenant, old in (("999901", 0), ("999901", 10**6), ("888888", 1), ("nonsense", 1)):
        with refused("not_found"):
            growth_proof(tenant, old)


def test_the_newest_checkpoint_is_for_everybody_and_so_are_the_origins(world):
    point = latest_point("999901")
    assert (point.origin, latest_point("nowhere")) == ("localhost/journal/999901", None)
    assert ("localhost/journal/999901", "sha256") in origins()
