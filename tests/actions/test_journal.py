"""Notes in the journal: chain, values apart, erasing; what the database refuses."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from shanzhi.actions.journal import About, Erasure, erase_values, note
from shanzhi.core.access import Behalf
from shanzhi.core.chain import PROGRAM, START
from shanzhi.core.merkle import TILE, root
from shanzhi.models import ChainHead, Entry, EntryValue, TreeTile
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit, chains
from tests.conftest import NOW, refused

HERE = "999901100000"


def noted(actor, about: About, deed: str = "note_progress") -> Entry:
    with acting(actor):
        note(actor, deed, about, NOW)
    return Entry.objects.select_related("value").latest("pk")


def test_an_entry_goes_to_the_chain_of_its_matter_s_county_and_follows_the_last(world):
    before = ChainHead.objects.get(pk="999901")
    entry = noted(world.clerk, About("task", 7, 3, {"text": "清了"}, {"state": "open"}, revision=4, place_code=HERE))
    assert (entry.tenant, entry.seq, entry.prev) == ("999901", before.size + 1, before.hash)
    said = (entry.actor_id, entry.deed, entry.object_kind, entry.object_id, entry.programme_id, entry.revision)
    assert said == (world.clerk.id, "note_progress", "task", 7, 3, 4)
    assert (entry.actor_name, entry.data, entry.place_code) == (world.clerk.name, {"text": "清了"}, HERE)
    kept = (entry.value.data, entry.value.before, entry.value.after)
    assert kept == ('{"text":"清了"}', '{"state":"open"}', None)
    assert ChainHead.objects.get(pk="999901").hash == entry.hash
    assert audit() == ()


def test_the_place_is_the_actor_s_where_none_is_said_and_the_program_has_a_chain_of_its_own(world):
    assert noted(world.town, About("task", 7)).place_code == world.town.place_code
    entry = noted(None, About("chain", None), "heartbeat")
    assert (entry.tenant, entry.seq, entry.prev, entry.actor_id) == (PROGRAM, 1, START, None)
    assert not EntryValue.objects.filter(pk=entry.pk).exists()


def test_whom_it_was_done_for_and_the_device_are_kept(world):
    actor = replace(world.clerk, behalf_of=Behalf(9, "赵某", "stand_in"), device="phone-3", device_seq=12)
    entry = noted(actor, About("task", 7))
    assert (entry.behalf_of_id, entry.behalf_of_name, entry.device, entry.device_seq) == (9, "赵某", "phone-3", 12)
    assert entry.value.names == f'{{"actor":"{world.clerk.name}","behalf_of":"赵某","how":"stand_in"}}'


def test_two_equal_values_have_different_commitments(world):
    one, two = (noted(world.clerk, About("task", 7, data={"text": "同"})) for _ in range(2))
    assert one.data_commitment != two.data_commitment


def test_peaks_and_tiles_follow_the_chain(world):
    with acting(None):
        for n in range(TILE + 3):
            note(None, "heartbeat", About("chain", n), NOW)
    head = ChainHead.objects.get(pk=PROGRAM)
    assert (head.size, len(head.peaks.split())) == (TILE + 3, 3)
    tile = TreeTile.objects.get(tenant=PROGRAM)
    assert (tile.n, tile.hash) == (0, head.peaks.split()[0])
    verdict = next(v for v in chains({}) if v.tenant == PROGRAM)
    assert (verdict.fault, verdict.root) == (None, root([bytes.fromhex(p) for p in head.peaks.split()]).hex())


def test_erasing_leaves_the_chain_whole_and_is_noted_with_its_reason(world):
    entry = noted(world.clerk, About("task", 7, data={"text": "赵某家"}, place_code=HERE))
    erasure = Erasure("999901", [entry.seq], ["data", "names"], "本人要求")
    assert erase_values(actor=world.leader, erasure=erasure, now=NOW) == 1
    value = EntryValue.objects.get(pk=entry.pk)
    assert (value.data, value.data_salt, value.names, value.names_salt) == (None, None, None, None)
    deed = Entry.objects.latest("pk")
    assert (deed.deed, deed.actor_id) == ("erase_values", world.leader.id)
    assert deed.data == {"seqs": [entry.seq], "parts": ["names", "data"], "reason": "本人要求"}
    assert audit() == ()
    again = Entry.objects.select_related("value").get(pk=entry.pk)
    assert (again.data, again.actor_name, again.data_commitment) == ({}, "", entry.data_commitment)


def test_erasing_is_for_the_leader_of_the_place_with_a_reason(world):
    entry = noted(world.clerk, About("task", 7, data={"text": "赵某家"}, place_code=HERE))
    erasure = Erasure("999901", [entry.seq], ["data"], "本人要求")
    with refused("not_allowed"):
        erase_values(actor=world.clerk, erasure=erasure, now=NOW)
    with refused("not_found"):
        erase_values(actor=world.stranger, erasure=erasure, now=NOW)
    with refused("reason_missing"):
        erase_values(actor=world.leader, erasure=replace(erasure, reason=" "), now=NOW)
    with refused("not_found"):
        erase_values(actor=world.leader, erasure=replace(erasure, parts=["hash"]), now=NOW)
    with refused("not_found"):
        erase_values(actor=world.leader, erasure=replace(erasure, seqs=[10**6]), now=NOW)


def test_the_reason_of_an_erasure_cannot_be_erased(world):
    entry = noted(world.clerk, About("task", 7, data={"text": "赵某家"}, place_code=HERE))
    erase_values(actor=world.leader, erasure=Erasure("999901", [entry.seq], ["data"], "本人要求"), now=NOW)
    with refused("not_found"):
        erase_values(actor=world.leader, erasure=Erasure("999901", [entry.seq + 1], ["data"], "再删"), now=NOW)


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE shanzhi_entry SET actor_id = 1",
        "DELETE FROM shanzhi_entry",
        "TRUNCATE shanzhi_entry CASCADE",
        "DELETE FROM shanzhi_entryvalue",
        "UPDATE shanzhi_entryvalue SET data = '{}'",
        "UPDATE shanzhi_entryvalue SET after = '{}', after_salt = '00'",
        "UPDATE shanzhi_checkpoint SET root = ''",
        "DELETE FROM shanzhi_checkpoint",
        "INSERT INTO shanzhi_firstentry (seq) VALUES (1)",
    ],
)
def test_the_database_refuses_to_change_what_was_written(world, words):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)


def test_a_unit_reads_the_entries_on_its_own_tasks_and_not_those_of_others(world):
    task = noted(world.clerk, About("task", 10**9, place_code=HERE)).pk
    with acting(world.farm):
        assert not Entry.objects.filter(pk=task).exists()
        assert Entry.objects.filter(programme_id=world.programme, deed="adopt_plan").exists()
        assert EntryValue.objects.count() == Entry.objects.exclude(names_commitment="").count()
    with acting(world.stranger):
        assert set(Entry.objects.values_list("tenant", flat=True)) == {"999902"}
