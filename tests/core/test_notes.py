"""Signed notes, checkpoints, proofs and submissions as texts."""

import pytest

from shanzhi.core.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Key,
    Note,
    Signature,
    Submission,
    checkpoint_text,
    cosigned,
    key_text,
    line,
    note_text,
    parse_checkpoint,
    parse_key,
    parse_line,
    parse_note,
    parse_submission,
    proof_text,
    submission_text,
)

KNOWN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"  # of Go's package sumdb/note
ROOT = bytes(range(32))
POINT = Checkpoint("sz.example/journal/999901", 12, ROOT)
TEXT = "sz.example/journal/999901\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
SIGNED = Signature("sz.example", b"\1\2\3\4", b"signature")


def test_a_public_key_of_another_program_is_read_and_its_id_is_reckoned_alike():
    key = parse_key(KNOWN)
    assert (key.name, key.kind, len(key.data), key.id.hex()) == ("PeterNeumann", ED25519, 32, "c74f20a3")
    assert key_text(key) == KNOWN


@pytest.mark.parametrize("text", ["", "a+b+c", KNOWN.replace("c74f", "c74e"), KNOWN.replace("Peter", "Pater"), "a b+c"])
def test_what_is_no_key_is_none(text):
    assert parse_key(text) is None


def test_the_id_depends_on_the_kind():
    assert Key("a", ED25519, ROOT).id != Key("a", COSIGNATURE, ROOT).id


def test_a_note_is_written_and_taken_apart():
    text = note_text(TEXT, [SIGNED])
    assert text == TEXT + "\n— sz.example AQIDBHNpZ25hdHVyZQ==\n"
    assert parse_note(text) == Note(TEXT, (SIGNED,))
    assert parse_line(line(SIGNED).strip("\n")) == SIGNED


def test_a_note_may_hold_empty_lines():
    assert parse_note("a\n\nb\n\n" + line(SIGNED)) == Note("a\n\nb\n", (SIGNED,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT,
        TEXT + "\n",
        TEXT + "\n- sz.example AQIDBHNpZ25hdHVyZQ==\n",
        TEXT + "\n— sz.example AQIDBA==\n",
        TEXT + "\n— sz.example AQIDBHNpZ25hdHVyZQ==",
        TEXT + "\n— sz.example %%%\n",
        "a\tb\n\n" + line(SIGNED),
        TEXT + "\n" + line(SIGNED) * 101,
    ],
)
def test_what_is_no_note_is_none(text):
    assert parse_note(text) is None


def test_a_checkpoint_is_written_and_read():
    assert checkpoint_text(POINT) == TEXT
    assert parse_checkpoint(TEXT) == POINT
    assert parse_checkpoint(TEXT + "more\n") == POINT


@pytest.mark.parametrize("text", ["a\n1\n", "a\n01\nAA==\n", "a\n-1\nAA==\n", "\n1\nAA==\n", "a\n1\n*\n", "a\n1\nAA=="])
def test_what_is_no_checkpoint_is_none(text):
    assert parse_checkpoint(text) is None


def test_a_cosignature_covers_time_and_checkpoint():
    assert cosigned(TEXT, 1_679_315_147).decode() == "cosignature/v1\ntime 1679315147\n" + TEXT


def test_a_proof_is_written_as_the_format_says():
    lines = proof_text(7, [ROOT], "NOTE", b"entry").split("\n")
    root = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert lines == ["c2sp.org/tlog-proof@v1", "extra ZW50cnk=", "index 7", root, "", "NOTE"]


def test_a_submission_is_written_and_read():
    for given in (Submission(5, (ROOT, ROOT), "NOTE"), Submission(0, (), "NOTE")):
        assert parse_submission(submission_text(given)) == given


@pytest.mark.parametrize(
    "text", ["", "old\n\nN", "old 01\n\nN", "old 1\n*\n\nN", "old 1\n", "old 1\n" + "AA==\n" * 64 + "\nN"]
)
def test_what_is_no_submission_is_none(text):
    assert parse_submission(text) is None
