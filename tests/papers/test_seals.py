"""Keys and signatures: files for their owner alone, notes of other programs, SM2 by the machine's OpenSSL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shanzhi.core.notes import COSIGNATURE, OTHER, Note, note_text, parse_key, parse_note
from shanzhi.papers.seals import cosign, make_key, public_key, sign, signed_by

TEXT = "sz.example/journal/999901\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
# the example of Go's package golang.org/x/mod/sumdb/note
FOREIGN = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
FOREIGN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.fixture
def file(tmp_path):
    make_key(tmp_path / "a.key")
    return tmp_path / "a.key"


def test_a_note_of_another_program_is_good_and_spoilt_it_is_not():
    key = parse_key(FOREIGN_KEY)
    assert signed_by(parse_note(FOREIGN), key)
    assert not signed_by(parse_note(FOREIGN.replace("answer", "reply")), key)


def test_a_key_is_for_its_owner_alone_and_is_never_overwritten(file):
    before = file.read_bytes()
    make_key(file)
    assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, before)
    assert [p.name for p in file.parent.iterdir()] == ["a.key"]


def test_of_many_that_make_a_key_at_once_all_use_the_same(tmp_path):
    file = tmp_path / "b.key"

    def make(_: int) -> bytes:
        make_key(file)
        return public_key(file, "x").data

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(16)))) == 1


def test_a_signature_holds_for_its_text_and_key(file, tmp_path):
    key = public_key(file, "sz.example")
    note = parse_note(note_text(TEXT, [sign(file, key, TEXT)]))
    assert signed_by(note, key)
    assert not signed_by(Note(TEXT.replace("12", "13"), note.signatures), key)
    make_key(tmp_path / "other.key")
    assert not signed_by(note, public_key(tmp_path / "other.key", "sz.example"))
    assert not signed_by(note, public_key(file, "another.example"))


def test_one_bad_signature_of_a_key_spoils_its_good_one(file):
    key = public_key(file, "sz.example")
    good, bad = sign(file, key, TEXT), sign(file, key, TEXT + "x")
    assert not signed_by(Note(TEXT, (good, bad)), key)


def test_a_cosignature_holds_for_its_moment(file):
    key = public_key(file, "w.example", COSIGNATURE)
    made = cosign(file, key, TEXT, 1_788_228_000)
    assert signed_by(Note(TEXT, (made,)), key)
    later = type(made)(made.name, made.id, (1_788_228_001).to_bytes(8, "big") + made.data[8:])
    assert not signed_by(Note(TEXT, (later,)), key)
    assert not signed_by(Note(TEXT, (type(made)(made.name, made.id, b"\0\0\0\0"),)), key)


def test_sm2_signatures_hold_for_their_text(tmp_path):
    """Really made and checked by the machine's OpenSSL: without SM2 and SM3 there this test fails."""
    file = tmp_path / "sm2.key"
    make_key(file, "sm3")
    key = public_key(file, "sz.example", OTHER)
    note = parse_note(note_text(TEXT, [sign(file, key, TEXT)]))
    assert (len(key.data), signed_by(note, key)) == (len("shanzhi sm2-with-sm3 v1\n") + 65, True)
    assert not signed_by(Note(TEXT.replace("12", "13"), note.signatures), key)


def test_an_unknown_kind_of_signature_is_never_good(file):
    key = public_key(file, "sz.example", 2)
    assert not signed_by(Note(TEXT, (sign(file, key, TEXT),)), key)
