"""The program outsiders check with: against the house's own core, against known signatures, and its age of Python."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shanzhi import verify
from shanzhi.core.chain import body
from shanzhi.core.merkle import Tree, leaf, root_of_inclusion
from shanzhi.core.notes import (
    ED25519,
    Checkpoint,
    Key,
    Signature,
    Submission,
    checkpoint_text,
    key_text,
    note_text,
    proof_text,
    submission_text,
)
from shanzhi.core.short_code import short_code, spaced
from tests.core.test_chain import chain
from tests.core.test_merkle import plain

SOURCE = Path(verify.__file__)
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "sz.example/journal/999901"
KEY = Key(ORIGIN, ED25519, SECRET.public_key().public_bytes_raw())
ROWS = chain(300)
HASHES = [bytes.fromhex(r.hash) for r in ROWS]


def tree(size: int) -> Tree:
    return Tree(size, lambda lo, hi: HASHES[lo:hi], lambda lo, hi: [plain(HASHES[:256])][lo:hi])


def note(size: int, top: bytes | None = None) -> str:
    text = checkpoint_text(Checkpoint(ORIGIN, size, top or plain(HASHES[:size])))
    return note_text(text, [Signature(ORIGIN, KEY.id, SECRET.sign(text.encode()))])


@pytest.fixture
def run(tmp_path, capsys):
    """Writes texts to files, runs the program, gives exit status and what it printed."""

    def go(kind: str, *texts: str, key: bool = True) -> tuple[int, str]:
        files = []
        for n, text in enumerate(texts):
            files.append(str(tmp_path / f"{n}"))
            Path(files[-1]).write_text(text, encoding="utf-8")
        capsys.readouterr()
        status = verify.main([kind, *files, *(["--key", key_text(KEY)] if key else [])])
        return status, capsys.readouterr().out

    return go


def test_signatures_of_rfc_8032_are_good_and_spoilt_ones_are_not():
    """The second test vector of RFC 8032, section 7.1."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    good = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verify.ed25519(public, b"\x72", good)
    assert not verify.ed25519(public, b"\x73", good)
    assert not verify.ed25519(public[::-1], b"\x72", good)
    assert not verify.ed25519(public, b"\x72", good[:-1])
    assert not any(verify.ed25519(public, b"\x72", good[:n] + bytes([good[n] ^ 1]) + good[n + 1 :]) for n in range(64))


def test_signatures_of_the_library_are_good():
    for n in range(20):
        secret = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        said = b"x" * n
        assert verify.ed25519(secret.public_key().public_bytes_raw(), said, secret.sign(said))


def test_a_signature_with_a_number_too_large_is_refused():
    """The same signature with the group's order added: good for careless programs."""
    said, public = b"x", SECRET.public_key().public_bytes_raw()
    made = SECRET.sign(said)
    s = int.from_bytes(made[32:], "little") + verify.Q
    assert not verify.ed25519(public, said, made[:32] + s.to_bytes(32, "little"))


def test_a_checkpoint_is_shown_with_its_short_code(run):
    text = checkpoint_text(Checkpoint(ORIGIN, 12, plain(HASHES[:12])))
    status, said = run("checkpoint", note(12))
    assert (status, spaced(short_code(text)) in said, "签名已核对" in said) == (0, True, True)
    status, said = run("checkpoint", note(12), key=False)
    assert (status, "签名未核对" in said) == (0, True)


def test_a_checkpoint_that_was_changed_or_signed_by_others_does_not_hold(run):
    status, said = run("checkpoint", note(12).replace("\n12\n", "\n13\n"))
    assert (status, "检查点的签名不对" in said) == (1, True)
    status, said = run("checkpoint", note(12).replace(f"— {ORIGIN}", "— somebody"))
    assert (status, "没有所给公钥的签名" in said) == (1, True)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 300), (255, 256), (256, 300), (299, 300), (4, 7)])
def test_a_proof_of_one_entry_holds_and_names_it(run, index, size):
    path, text = tree(size).inclusion(index), body(ROWS[index].link).encode()
    assert root_of_inclusion(leaf(text), index, size, path) == plain(HASHES[:size])
    status, said = run("proof", proof_text(index, path, note(size), text))
    assert (status, f"第 {index + 1} 条（共 {size} 条）在链中；签名已核对" in said) == (0, True)
    changed = text.replace(b'"actor":5', b'"actor":6')
    status, said = run("proof", proof_text(index, path, note(size), changed))
    assert (status, "不在检查点所示的链中" in said) == (1, True)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (4, 7), (256, 300), (255, 257), (7, 7), (3, 300)])
def test_growth_holds_and_a_rewritten_beginning_does_not(run, old, new):
    proof = tuple(tree(new).consistency(old))
    status, said = run("growth", note(old), submission_text(Submission(old, proof, note(new))))
    assert (status, f"从 {old} 条到 {new} 条只有增加；签名已核对" in said) == (0, True)
    status, said = run("growth", note(old, leaf(b"x")), submission_text(Submission(old, proof, note(new))))
    assert (status, f"前 {old} 条里有改动" in said) == (1, True)


def test_what_cannot_be_read_is_said_with_its_own_status(run, capsys):
    assert run("checkpoint", "hello")[0] == 2
    assert run("proof", "hello\n\nworld")[0] == 2
    assert run("chain", "hello", key=False)[0] == 2
    assert verify.main(["chain", "/nowhere/at/all"]) == 2
    assert "读不出来 cannot be read" in capsys.readouterr().out


def test_it_needs_nothing_but_an_old_python():
    text = SOURCE.read_text(encoding="utf-8")
    module = ast.parse(text, feature_version=(3, 8))
    names = {n.name for node in ast.walk(module) if isinstance(node, ast.Import) for n in node.names}
    names |= {node.module for node in ast.walk(module) if isinstance(node, ast.ImportFrom)}
    assert names == {"__future__", "argparse", "base64", "hashlib", "json", "sys", "typing"}
    assert not any(new in text for new in ("removeprefix", "removesuffix", " | {", "math.lcm", "zip(strict"))


def test_it_runs_alone(tmp_path):
    """Isolated from the house: no path, no site packages, a copy in an empty folder."""
    copy = tmp_path / "verify.py"
    copy.write_bytes(SOURCE.read_bytes())
    (tmp_path / "note").write_text(note(12), encoding="utf-8")
    words = [sys.executable, "-I", "-S", str(copy), "checkpoint", str(tmp_path / "note"), "--key", key_text(KEY)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "成立 HOLDS")
    assert done.stderr == ""
