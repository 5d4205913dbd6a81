"""The journal's chains: what an entry's hash covers, and what does not fit when a chain is walked."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shanzhi.core.merkle import digest, grow, leaf, root, tile

START = "0" * 64
PROGRAM = "000000"  # the chain of deeds that belong to no place
PARTS = ("names", "data", "before", "after")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a chain. at: aware; names, data, before, after: commitments as hex, "" where there is nothing."""

    seq: int
    tenant: str
    at: datetime
    actor_id: int | None
    behalf_of_id: int | None
    device: str
    device_seq: int | None
    deed: str
    object_kind: str
    object_id: int | None
    programme_id: int | None
    revision: int | None
    place_code: str
    names: str
    data: str
    before: str
    after: str
    prev: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as stored. values: part -> (canonical text, salt as hex), left out where they were erased."""

    link: Link
    hash: str
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that does not fit, at seq or, where that cannot be told, between seq and until.

    kind: missing, content, link, value, gone (erased without a deed), cut, rewritten, head, tile, signature, fork.
    """

    kind: str
    seq: int
    until: int = 0


@dataclass(frozen=True, slots=True)
class Walked:
    """What walking a chain gave. tiles: roots over every TILE entries, as hex, as far as the walk went."""

    size: int
    hash: str
    root: str
    peaks: tuple[bytes, ...]
    tiles: tuple[str, ...]
    fault: Fault | None


def tenant_of(place_code: str) -> str:
    """The chain a matter of a place goes to: its county's six digits, those of the program without a place."""
    return place_code[:6] if place_code else PROGRAM


def origin_of(name: str, tenant: str, suite: str = "sha256") -> str:
    """What a chain is called on its checkpoints. name: the installation's."""
    return f"{name}/journal/{tenant}" + ("" if suite == "sha256" else f"/{suite}")


def canonical(value: object) -> str:
    """JSON with sorted keys, without blanks, as it is: one text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(part: str, text: str, salt: bytes, suite: str = "sha256") -> str:
    """What the chain keeps of a value: salt (16 bytes), part, newline, text under the suite's hash, as hex."""
    return digest(salt + part.encode() + b"\n" + text.encode(), suite).hex()


def body(link: Link) -> str:
    """The canonical JSON an entry's hash covers. at: UTC with microseconds."""
    return canonical(
        {
            "format": FORMAT,
            "seq": link.seq,
            "tenant": link.tenant,
            "at": link.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "actor": link.actor_id,
            "behalf_of": link.behalf_of_id,
            "device": link.device,
            "device_seq": link.device_seq,
            "deed": link.deed,
            "kind": link.object_kind,
            "id": link.object_id,
            "programme": link.programme_id,
            "revision": link.revision,
            "place": link.place_code,
            **{part: getattr(link, part) for part in PARTS},
            "prev": link.prev,
        }
    )


def seal(link: Link, suite: str = "sha256") -> str:
    """The hash of an entry, as hex: that of an RFC 6962 leaf over its body."""
    return leaf(body(link).encode(), suite).hex()


def walk(
    rows: Iterable[Row],
    known: Mapping[int, str],
    erased: Collection[tuple[int, str]] = (),
    suite: str = "sha256",
) -> Walked:
    """Walks a chain from its first entry to the first fault.

    rows: in order of seq; known: roots as hex that others hold, by size; erased: (seq, part) that a deed erased.
    """
    size, prev, fits = 0, START, 0
    peaks: list[bytes] = []
    tiles: list[str] = []
    fault = None
    for row in rows:
        fault = _fault(row, size + 1, prev, erased, suite)
        if fault:
            break
        hash_ = bytes.fromhex(row.hash)
        if done := tile(peaks, size, hash_, suite):
            tiles.append(done.hex())
        peaks = grow(peaks, size, hash_, suite=suite)
        size, prev = size + 1, row.hash
        if size in known:
            if known[size] != root(peaks, suite).hex():
                fault = Fault("rewritten", fits + 1, size)
                break
            fits = size
    fault = fault or next((Fault("cut", size + 1, n) for n in sorted(known) if n > size), None)
    return Walked(size, prev, root(peaks, suite).hex(), tuple(peaks), tuple(tiles), fault)


def _fault(row: Row, seq: int, prev: str, erased: Collection[tuple[int, str]], suite: str) -> Fault | None:
    """What is wrong with the row that should be number seq and follow prev."""
    link = row.link
    if link.seq != seq:
        return Fault("missing", seq, link.seq - 1)
    if seal(link, suite) != row.hash:
        return Fault("content", seq)
    if link.prev != prev:
        return Fault("link", seq)
    for part in PARTS:
        promised, kept = getattr(link, part), row.values.get(part)
        if kept is None and promised and (seq, part) not in erased:
            return Fault("gone", seq)
        if kept is not None and commitment(part, kept[0], bytes.fromhex(kept[1]), suite) != promised:
            return Fault("value", seq)
    return None
