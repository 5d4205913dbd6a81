"""The journal's chains: what a hash covers, and the first fault of a chain that was tampered with."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shanzhi.core.chain import PARTS, START, Fault, Link, Row, body, commitment, origin_of, seal, tenant_of, walk
from shanzhi.core.merkle import grow, root

AT = datetime(2026, 9, 1, 2, 0, 0, 123456, tzinfo=UTC)
SALT = bytes(range(16))
TEXT = '{"text":"清了三处"}'
LINK = Link(
    seq=1,
    tenant="999901",
    at=AT,
    actor_id=5,
    behalf_of_id=None,
    device="",
    device_seq=None,
    deed="note_progress",
    object_kind="task",
    object_id=9,
    programme_id=3,
    revision=2,
    place_code="999901000000",
    names="",
    data=commitment("data", TEXT, SALT),
    before="",
    after="",
    prev=START,
)
OTHER = {
    "seq": 2,
    "tenant": "999902",
    "at": AT + timedelta(microseconds=1),
    "actor_id": None,
    "behalf_of_id": 7,
    "device": "p-1",
    "device_seq": 1,
    "deed": "claim_task",
    "object_kind": "duty",
    "object_id": None,
    "programme_id": None,
    "revision": 3,
    "place_code": "999901100000",
    "prev": "1" * 64,
} | dict.fromkeys(PARTS, "2" * 64)


def sealed(link: Link, values=None) -> Row:
    return Row(link, seal(link), {"data": (TEXT, SALT.hex())} if values is None else values)


def chain(n: int) -> list[Row]:
    out, prev = [], START
    for seq in range(1, n + 1):
        out.append(sealed(replace(LINK, seq=seq, prev=prev, object_id=seq)))
        prev = out[-1].hash
    return out


def relinked(rows: list[Row]) -> list[Row]:
    """The rows hashed and linked anew, as somebody would who rewrites history with care."""
    out, prev = [], START
    for seq, row in enumerate(rows, 1):
        out.append(sealed(replace(row.link, seq=seq, prev=prev), row.values))
        prev = out[-1].hash
    return out


def roots(rows: list[Row], *sizes: int) -> dict[int, str]:
    out, peaks = {}, []
    for n, row in enumerate(rows):
        peaks = grow(peaks, n, bytes.fromhex(row.hash))
        if n + 1 in sizes:
            out[n + 1] = root(peaks).hex()
    return out


def test_the_body_is_canonical_json():
    assert body(LINK) == (
        '{"actor":5,"after":"","at":"2026-09-01T02:00:00.123456Z","before":"","behalf_of":null,'
        '"data":"b53e8a96ea45c8a5ae0d9dbd8c9ab6e6a4ba9f62a9d7ad64f4b5e0a4fd2ae2c1","deed":"note_progress","device":"",'
        '"device_seq":null,"format":1,"id":9,"kind":"task","names":"","place":"999901000000",'
        f'"prev":"{START}","programme":3,"revision":2,"seq":1,"tenant":"999901"}}'
    ).replace("b53e8a96ea45c8a5ae0d9dbd8c9ab6e6a4ba9f62a9d7ad64f4b5e0a4fd2ae2c1", LINK.data)


@pytest.mark.parametrize("name", [f.name for f in fields(Link)])
def test_the_hash_changes_with_every_field(name):
    assert seal(replace(LINK, **{name: OTHER[name]})) != seal(LINK)


def test_the_hash_does_not_depend_on_the_time_zone():
    assert seal(replace(LINK, at=AT.astimezone(timezone(timedelta(hours=8))))) == seal(LINK)


def test_a_commitment_depends_on_part_text_and_salt():
    made = {
        commitment(part, text, salt) for part in ("data", "after") for text in ("a", "b") for salt in (SALT, SALT[::-1])
    }
    assert len(made) == 8


def test_names_of_chains():
    assert [tenant_of(c) for c in ("999901100201", "999901000000", "")] == ["999901", "999901", "000000"]
    assert origin_of("sz.example", "999901") == "sz.example/journal/999901"
    assert origin_of("sz.example", "999901", "sm3") == "sz.example/journal/999901/sm3"


def test_a_whole_chain_has_no_fault_and_gives_its_root_and_tiles():
    rows = chain(300)
    walked = walk(rows, roots(rows, 100, 300))
    assert (walked.fault, walked.size, walked.hash) == (None, 300, rows[-1].hash)
    assert walked.root == roots(rows, 300)[300]
    assert walked.tiles == (roots(rows, 256)[256],)
    assert walk([], {}).fault is None


@pytest.mark.parametrize("name", ["actor_id", "at", "deed", "place_code", "data"])
def test_an_edited_entry_is_found(name):
    rows = chain(5)
    rows[2] = replace(rows[2], link=replace(rows[2].link, **{name: OTHER[name]}))
    assert walk(rows, {}).fault == Fault("content", 3)


def test_an_edited_entry_with_a_fresh_hash_breaks_the_link_after_it():
    rows = chain(5)
    rows[2] = sealed(replace(rows[2].link, actor_id=6))
    assert walk(rows, {}).fault == Fault("link", 4)
    assert walk(rows, roots(chain(5), 3)).fault == Fault("rewritten", 1, 3)


def test_an_edited_value_is_found():
    rows = chain(5)
    rows[2] = replace(rows[2], values={"data": (TEXT.replace("三", "四"), SALT.hex())})
    assert walk(rows, {}).fault == Fault("value", 3)


def test_an_erased_value_keeps_the_chain_whole_where_a_deed_erased_it():
    rows = chain(5)
    rows[2] = replace(rows[2], values={})
    assert walk(rows, {}).fault == Fault("gone", 3)
    assert walk(rows, {}, {(3, "data")}).fault is None


@pytest.mark.parametrize(("gone", "fault"), [(0, Fault("missing", 1, 1)), (3, Fault("missing", 4, 4))])
def test_a_deleted_entry_is_found(gone, fault):
    rows = chain(5)
    del rows[gone]
    assert walk(rows, {}).fault == fault


def test_reordered_and_inserted_entries_are_found():
    rows = chain(4)
    assert walk([rows[0], rows[2], rows[1], rows[3]], {}).fault == Fault("missing", 2, 2)
    assert walk([rows[0], rows[0], rows[1]], {}).fault == Fault("missing", 2, 0)


def test_a_cut_tail_is_found_by_a_checkpoint_alone():
    rows = chain(5)
    assert walk(rows[:3], {}).fault is None
    assert walk(rows[:3], roots(rows, 2, 5)).fault == Fault("cut", 4, 5)


def test_a_chain_rewritten_with_care_is_found_by_a_checkpoint_alone():
    rows = chain(8)
    known = roots(rows, 4, 6, 8)
    forged = relinked([*rows[:5], replace(rows[5], link=replace(rows[5].link, actor_id=6)), *rows[6:]])
    assert walk(forged, {}).fault is None
    assert walk(forged, roots(rows, 4)).fault is None, "what no checkpoint covers cannot be told"
    assert walk(forged, known).fault == Fault("rewritten", 5, 6)


def test_the_other_suite_gives_other_hashes_that_hold():
    rows, prev = [], START
    for seq in (1, 2):
        link = replace(LINK, seq=seq, prev=prev, data=commitment("data", TEXT, SALT, "sm3"))
        rows.append(Row(link, seal(link, "sm3"), {"data": (TEXT, SALT.hex())}))
        prev = rows[-1].hash
    assert walk(rows, {}, suite="sm3").fault is None
    assert walk(rows, {}).fault == Fault("content", 1)
