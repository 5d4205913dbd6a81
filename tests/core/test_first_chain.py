"""The journal's first chain."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shanzhi.core.first_chain import START, Link, first_fault, seal

AT = datetime(2026, 9, 1, 2, 0, 0, 123456, tzinfo=UTC)
FIRST = Link(1, AT, 5, "某人", "note_progress", "task", 9, 3, {"b": 1, "a": "清了三处"}, START, "")
OTHER = {
    "seq": 2,
    "at": AT + timedelta(microseconds=1),
    "actor_id": None,
    "actor_name": "某",
    "deed": "claim_task",
    "object_kind": "duty",
    "object_id": None,
    "programme_id": None,
    "data": {"b": 1, "a": "清了四处"},
    "prev": "1" * 64,
}


def chain(n: int) -> list[Link]:
    out, prev = [], START
    for seq in range(1, n + 1):
        link = replace(FIRST, seq=seq, prev=prev, object_id=seq)
        out.append(replace(link, hash=seal(link)))
        prev = out[-1].hash
    return out


def test_seal_is_the_hash_of_canonical_json():
    assert seal(FIRST) == "e049188b2ea5f2357a6aa867317cb79c304bc8c1c2515a8268cd02379a5e8adf"


@pytest.mark.parametrize("name", [f.name for f in fields(Link) if f.name != "hash"])
def test_seal_changes_with_every_field(name):
    assert seal(replace(FIRST, **{name: OTHER[name]})) != seal(FIRST)


def test_seal_does_not_depend_on_the_order_of_keys_nor_on_the_time_zone_nor_on_the_hash():
    china = timezone(timedelta(hours=8))
    same = replace(FIRST, at=AT.astimezone(china), data={"a": "清了三处", "b": 1}, hash="x")
    assert seal(same) == seal(FIRST)


def test_a_whole_chain_has_no_fault():
    assert first_fault(chain(5)) is None
    assert first_fault([]) is None


def test_an_edited_row_is_found():
    links = chain(5)
    links[2] = replace(links[2], data={"a": "改过"})
    assert first_fault(links) == 3


def test_an_edited_row_with_a_fresh_hash_is_found_one_later():
    links = chain(5)
    forged = replace(links[2], data={"a": "改过"})
    links[2] = replace(forged, hash=seal(forged))
    assert first_fault(links) == 4


@pytest.mark.parametrize(("gone", "found"), [(0, 2), (1, 3), (3, 5)])
def test_a_deleted_row_is_found(gone, found):
    links = chain(5)
    del links[gone]
    assert first_fault(links) == found


def test_reordered_rows_are_found():
    links = chain(4)
    links[1], links[2] = links[2], links[1]
    assert first_fault(links) == 3


def test_an_inserted_row_is_found():
    links = chain(3)
    assert first_fault([*links[:1], links[0], *links[1:]]) == 1
