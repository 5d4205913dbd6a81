"""Sealed streams and the parts in them: whole, or noticed."""

import io
import os
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanzhi.core.kinds import Refused
from shanzhi.papers.parts import BLOCK, Part, PartReader, PartWriter
from shanzhi.papers.sealed import MAGIC, PIECE, TAG, Sealer, Secret, unsealed

KEY = Secret(key=bytes(range(32)))
WORDS = Secret("清河县的备份口令只有两个人知道")


def seal(data: bytes, secret: Secret = KEY, step: int = 100_000) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, secret)
    for at in range(0, len(data), step):
        sealer.write(data[at : at + step])
    sealer.close()
    return out.getvalue()


def unseal(data: bytes, secret: Secret = KEY) -> bytes:
    return b"".join(unsealed(io.BytesIO(data), secret))


def code(data: bytes, secret: Secret = KEY) -> str:
    with pytest.raises(Refused) as caught:
        unseal(data, secret)
    return caught.value.code


def body(sealed: bytes) -> int:
    """Where the pieces begin."""
    at = len(MAGIC)
    return at + 2 + int.from_bytes(sealed[at : at + 2], "big")


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_comes_back(size):
    data = os.urandom(size)
    sealed = seal(data)
    assert unseal(sealed) == data
    pieces = max(1, -(-size // PIECE))
    assert len(sealed) == body(sealed) + size + pieces * TAG


def test_a_passphrase_opens_what_it_sealed_however_it_was_typed():
    assert unseal(seal("台账".encode(), WORDS), WORDS) == "台账".encode()
    composed, decomposed = "caf\u00e9 du village", "cafe\u0301 du village"
    assert unseal(seal(b"x", Secret(composed)), Secret(decomposed)) == b"x"


def test_two_seals_of_the_same_bytes_have_nothing_in_common():
    one, two = seal(bytes(1000)), seal(bytes(1000))
    assert one[body(one) :] != two[body(two) :]
    assert bytes(1000)[:32] not in one


@pytest.mark.parametrize("other", [Secret(key=bytes(32)), Secret("清河县的备份口令只有两个人知道 ")])
def test_another_secret_is_told_from_a_damaged_file(other):
    assert code(seal(b"x", KEY if other.key else WORDS), other) == "wrong_key"


@pytest.mark.parametrize("left", [0, 1, PIECE, PIECE + TAG, PIECE + TAG + 1, 2 * (PIECE + TAG)])
def test_a_stream_cut_anywhere_is_noticed(left):
    sealed = seal(bytes(3 * PIECE))
    assert code(sealed[: body(sealed) + left]) in {"backup_cut", "backup_damaged"}


def test_a_stream_cut_between_two_pieces_is_called_cut():
    sealed = seal(bytes(3 * PIECE))
    assert code(sealed[: body(sealed) + PIECE + TAG]) == "backup_cut"


def test_pieces_cannot_be_swapped_repeated_or_added():
    sealed = seal(os.urandom(3 * PIECE))
    head, step = body(sealed), PIECE + TAG
    one, two, three = (sealed[head + n * step : head + (n + 1) * step] for n in range(3))
    for pieces in (two + one + three, one + one + three, one + two + three + three, one + three):
        assert code(sealed[:head] + pieces) == "backup_damaged"


def test_one_changed_byte_of_the_header_is_noticed_wherever_it_is():
    for at in range(body(SEALED)):
        changed = SEALED[:at] + bytes([SEALED[at] ^ 1]) + SEALED[at + 1 :]
        assert code(changed) in {"not_a_backup", "backup_too_new", "backup_damaged", "wrong_key"}


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_noticed_wherever_it_is(where, by):
    sealed = bytearray(SEALED)
    sealed[where % len(sealed)] ^= by
    assert code(bytes(sealed)) in {"not_a_backup", "backup_too_new", "backup_damaged", "wrong_key", "backup_cut"}


SEALED = seal(os.urandom(2000))


def test_a_header_cannot_ask_for_all_the_memory():
    greedy = SEALED.replace(b'"kdf": "hkdf"', b'"n": 99999999, "r": 8, "p": 1, "kdf": "scrypt"')
    at = len(MAGIC)
    length = body(SEALED) - at - 2 + len(greedy) - len(SEALED)
    assert code(greedy[:at] + length.to_bytes(2, "big") + greedy[at + 2 :]) == "backup_damaged"


@pytest.mark.parametrize("weak", [Secret("short"), Secret(key=b"short"), Secret()])
def test_a_weak_secret_seals_nothing(weak):
    out = io.BytesIO()
    with pytest.raises(Refused) as caught:
        Sealer(out, weak)
    assert (caught.value.code, out.getvalue()) == ("weak_secret", b"")


ROWS = [b"1\t\xe4\xba\x91\n2\t\\N\n", b"3\ta\\nb\n"]


def packed(blocks: list[bytes], name: str = "shanzhi_task") -> tuple[bytes, Part]:
    out = io.BytesIO()
    writer = PartWriter(out, {"format": 1})
    part = writer.part("table", name, blocks, columns=["id", "title"])
    writer.finish()
    return out.getvalue(), part


def test_a_part_is_counted_and_comes_back():
    data, part = packed(ROWS)
    assert (part.kind, part.name, part.rows, part.size) == ("table", "shanzhi_task", 3, 18)
    reader, got = PartReader(iter([data[:7], data[7:]])), []
    read = [(head["columns"], b"".join(reader.blocks(head, got))) for head in reader.heads()]
    assert read == [(["id", "title"], b"".join(ROWS))]
    assert (reader.about, got) == ({"format": 1}, [part])


def test_the_digest_over_all_parts_names_them():
    first, second = packed(ROWS)[0], packed(ROWS, "shanzhi_note")[0]
    digests = set()
    for data in (first, second):
        reader = PartReader(iter([data]))
        for head in reader.heads():
            assert list(reader.blocks(head, []))
        digests.add(reader.sha256)
    assert len(digests) == 2


def test_parts_that_end_too_early_are_noticed():
    data, _part = packed(ROWS)
    for end in range(1, len(data), 7):
        with pytest.raises(Refused) as caught:
            _through(data[:end])
        assert caught.value.code == "backup_damaged"


def _through(data: bytes) -> None:
    reader = PartReader(iter([data]))
    for head in reader.heads():
        assert list(reader.blocks(head, []))


def test_memory_stays_small_however_large_the_part(tmp_path):
    """Sixty-four megabytes go in and come back; at no moment are more than three held."""
    path, noise = tmp_path / "large", os.urandom(BLOCK)
    tracemalloc.start()
    with path.open("wb") as out:
        sealer = Sealer(out, KEY)
        writer = PartWriter(sealer, {})
        part = writer.part("file", "large", (noise for _ in range(512)))
        writer.finish()
        sealer.close()
    with path.open("rb") as source:
        reader, got = PartReader(unsealed(source, KEY)), []
        for head in reader.heads():
            assert sum(len(block) for block in reader.blocks(head, got)) == 64 * 1024 * 1024
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got == [part]
    assert peak < 3 * 1024 * 1024
