"""Signed notes and checkpoints: texts that say how a tree stood, with the lines of those who signed them.

source: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shanzhi.core.merkle import Head

ED25519, COSIGNATURE, OTHER = 1, 4, 255
SM2 = b"shanzhi sm2-with-sm3 v1\n"  # the longer name that follows the byte of unassigned signatures
DASH = "\N{EM DASH} "
MOST_SIGNATURES = 100
_KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with the name it signs under. kind: the signature type; data: the key's bytes."""

    name: str
    kind: int
    data: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.data).digest()[:4]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below a note. id: four bytes; data: what the key made."""

    name: str
    id: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text with signatures, none of them checked yet. text: ends in a newline."""

    text: str
    signatures: tuple[Signature, ...]


def key_text(key: Key) -> str:
    """A public key as one line: name, key id, base64 of type and key, joined by plus signs."""
    return f"{key.name}+{key.id.hex()}+{_base64(bytes([key.kind]) + key.data)}"


def parse_key(text: str) -> Key | None:
    """The public key of such a line, None where it is not one or its id does not fit."""
    match = _KEY.fullmatch(text.strip())
    packed = _bytes(match[3]) if match else None
    if not match or not packed:
        return None
    key = Key(match[1], packed[0], packed[1:])
    return key if key.id.hex() == match[2] else None


def line(signature: Signature) -> str:
    """A signature as the line below a note."""
    return f"{DASH}{signature.name} {_base64(signature.id + signature.data)}\n"


def note_text(text: str, signatures: Sequence[Signature]) -> str:
    """A signed note."""
    return text + "\n" + "".join(map(line, signatures))


def parse_note(given: str) -> Note | None:
    """A signed note taken apart, None where it is not one."""
    text, gap, below = given.rpartition("\n\n")
    if not gap or not below.endswith("\n") or any(c < " " and c != "\n" for c in given):
        return None
    lines = below[:-1].split("\n")
    signatures = [parse_line(one) for one in lines[:MOST_SIGNATURES]]
    if len(lines) > MOST_SIGNATURES or None in signatures:
        return None
    return Note(text + "\n", tuple(s for s in signatures if s))


def parse_line(text: str) -> Signature | None:
    """A signature of such a line, None where it is not one."""
    words = text.removeprefix(DASH).split(" ")
    packed = _bytes(words[1]) if text.startswith(DASH) and len(words) == 2 else None  # noqa: PLR2004 - name, signature
    if not packed or len(packed) < 5 or not words[0] or "+" in words[0]:  # noqa: PLR2004 - an id and something
        return None
    return Signature(words[0], packed[:4], packed[4:])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How a log stood. origin: which log; size: entries; root: of its tree."""

    origin: str
    size: int
    root: bytes

    @property
    def head(self) -> Head:
        return Head(self.size, self.root)


def checkpoint_text(point: Checkpoint) -> str:
    """The three lines that are signed."""
    return f"{point.origin}\n{point.size}\n{_base64(point.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint | None:
    """The checkpoint of a note's text, None where it is not one; further lines are passed over."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or "" in lines[:-1]:  # noqa: PLR2004 - three lines and the end
        return None
    size, packed = lines[1], _bytes(lines[2])
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", size) or packed is None:
        return None
    return Checkpoint(lines[0], int(size), packed)


def cosigned(text: str, seconds: int) -> bytes:
    """The message a witness signs: when it saw which checkpoint. seconds: since 1970."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def proof_text(index: int, proof: Sequence[bytes], note: str, extra: bytes = b"") -> str:
    """The proof that an entry is in a checkpointed tree, as a file. index: from 0; extra: the entry's body."""
    more = f"extra {_base64(extra)}\n" if extra else ""
    return f"c2sp.org/tlog-proof@v1\n{more}index {index}\n{hash_lines(proof)}\n{note}"


def hash_lines(hashes: Sequence[bytes]) -> str:
    """One hash a line, in base64."""
    return "".join(f"{_base64(h)}\n" for h in hashes)


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log hands its witness: the size it had before, the proof that it only grew, its checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str


def submission_text(given: Submission) -> str:
    """A submission as it is sent. source: C2SP tlog-witness."""
    return f"old {given.old}\n{hash_lines(given.proof)}\n{given.note}"


def parse_submission(text: str) -> Submission | None:
    """A submission taken apart, None where it is not one."""
    head, gap, note = text.partition("\n\n")
    first, *rest = head.split("\n")
    proof = [_bytes(one) for one in rest]
    if not gap or not re.fullmatch(r"old (0|[1-9][0-9]{0,17})", first) or None in proof or len(proof) > 63:  # noqa: PLR2004 - as the protocol says
        return None
    return Submission(int(first[4:]), tuple(p for p in proof if p), note)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
