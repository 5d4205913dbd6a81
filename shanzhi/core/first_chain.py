"""The journal's first chain, one for the whole installation, closed since; kept so that it can still be checked."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the journal. at: aware; data: JSON-ready."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    deed: str
    object_kind: str
    object_id: int | None
    programme_id: int | None
    data: object
    prev: str
    hash: str


def seal(link: Link) -> str:
    """The SHA-256 of everything but the hash, as canonical JSON: UTC microseconds, sorted keys, no blanks."""
    at = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    body = [
        link.seq,
        at,
        link.actor_id,
        link.actor_name,
        link.deed,
        link.object_kind,
        link.object_id,
        link.programme_id,
        link.data,
        link.prev,
    ]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_fault(links: Iterable[Link]) -> int | None:
    """The sequence number of the first entry that does not fit its place, None where the chain holds.

    links: in order of seq, from the first.
    """
    prev = START
    for seq, link in enumerate(links, 1):
        if link.seq != seq or link.prev != prev or link.hash != seal(link):
            return link.seq
        prev = link.hash
    return None
