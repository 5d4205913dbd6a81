"""Notes in the journal: the last step of every deed; and erasing values while the chain stays whole."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from shanzhi.core.access import Actor, require
from shanzhi.core.chain import PARTS, PROGRAM, START, Link, canonical, commitment, seal, tenant_of
from shanzhi.core.kinds import Refused
from shanzhi.core.merkle import TILE, grow, tile
from shanzhi.models import ChainHead, Entry, EntryValue, TreeTile
from shanzhi.models.walls import acting

SALT = 16
LARGEST_SEQ = 2**63 - 1
VILLAGE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class About:
    """What a deed was done to. data, before, after: what changed, JSON-ready; they and all names can be erased later.

    place_code: the matter's place, by default the actor's; a group's is kept as its village's. revision: the object's
    after the deed.
    """

    kind: str
    id: int | None
    programme_id: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    revision: int | None = None
    place_code: str = ""


def note(actor: Actor | None, deed: str, about: About, now: datetime) -> None:
    """Appends a deed to its county's chain, inside the deed's own transaction; the chain's lock is the last one taken.

    actor: None for what the program does by itself.
    """
    place = (about.place_code or (actor.place_code if actor else ""))[:VILLAGE_DIGITS]
    tenant = tenant_of(place)
    id_, head = ChainHead.taken(tenant)
    head = head or ChainHead(tenant=tenant, suite=settings.JOURNAL_SUITE, size=0, hash=START, peaks="")
    values = _values(actor, about)
    promised = {part: _promise(part, values, head.suite) for part in PARTS}
    link = _link(actor, deed, about, now, head, promised | {"place_code": place})
    entry = _entry(id_, link, seal(link, head.suite))
    _grow(head, entry.hash)
    head.advance(entry, values)


def _values(actor: Actor | None, about: About) -> dict[str, str]:
    """The values that are kept apart, each as canonical text with a salt of its own."""
    other = actor.behalf_of if actor else None
    names = {"actor": actor.name} if actor else {}
    if other:
        names |= {"behalf_of": other.name, "how": other.how}
    out = {}
    for part, value in zip(PARTS, (names, about.data, about.before, about.after), strict=True):
        if value:
            out[part], out[f"{part}_salt"] = canonical(dict(value)), secrets.token_hex(SALT)
    return out


def _promise(part: str, values: Mapping[str, str], suite: str) -> str:
    salt = values.get(f"{part}_salt")
    return commitment(part, values[part], bytes.fromhex(salt), suite) if salt else ""


def _link(
    actor: Actor | None, deed: str, about: About, now: datetime, head: ChainHead, more: Mapping[str, str]
) -> Link:
    other = actor.behalf_of if actor else None
    return Link(
        seq=head.size + 1,
        tenant=head.tenant,
        at=now,
        actor_id=actor.id if actor else None,
        behalf_of_id=other.id if other else None,
        device=actor.device if actor else "",
        device_seq=actor.device_seq if actor else None,
        deed=deed,
        object_kind=about.kind,
        object_id=about.id,
        programme_id=about.programme_id,
        revision=about.revision,
        prev=head.hash,
        **more,
    )


def _entry(id_: int, link: Link, hash_: str) -> Entry:
    fields = {name: getattr(link, name) for name in Link.__slots__ if name not in PARTS}
    return Entry(id=id_, hash=hash_, **fields, **{f"{part}_commitment": getattr(link, part) for part in PARTS})


def _grow(head: ChainHead, hash_: str) -> None:
    """A chain's end, one entry further: its peaks, and every 256 entries a tile."""
    peaks, new = [bytes.fromhex(p) for p in head.peaks.split()], bytes.fromhex(hash_)
    done = tile(peaks, head.size, new, head.suite)
    if done:
        TreeTile.objects.create(tenant=head.tenant, n=head.size // TILE, hash=done.hex())
    peaks = grow(peaks, head.size, new, suite=head.suite)
    head.size, head.hash, head.peaks = head.size + 1, hash_, " ".join(p.hex() for p in peaks)


@dataclass(frozen=True, slots=True)
class Erasure:
    """Which values to erase. tenant: the chain; seqs: its entries; parts: of names, data, before, after."""

    tenant: str
    seqs: Sequence[int]
    parts: Sequence[str]
    reason: str


def erase_values(*, actor: Actor, erasure: Erasure, now: datetime) -> int:
    """Erases values with their salts and notes that it was done and why; the chain stays whole. Gives how many entries.

    raises: Refused("not_allowed"), Refused("reason_missing"), Refused("not_found").
    """
    if not erasure.reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    parts = [p for p in PARTS if p in erasure.parts]
    with acting(actor):
        rows = Entry.objects.filter(
            tenant=erasure.tenant, seq__in=[n for n in erasure.seqs if n <= LARGEST_SEQ]
        ).exclude(deed="erase_values")
        found = sorted(rows.values_list("seq", "pk", "place_code"))
        if not found or not parts:
            raise Refused("not_found", "没有找到这条日志，可能不在您的管辖范围内。")
        for code in {code for _, _, code in found}:
            require(actor, "erase_values", place_code=code or "000000000000")
        gone = {name: None for part in parts for name in (part, f"{part}_salt")}
        EntryValue.objects.filter(pk__in=[pk for _, pk, _ in found]).update(**gone)
        data = {"seqs": [seq for seq, _, _ in found], "parts": parts, "reason": erasure.reason}
        place = "" if erasure.tenant == PROGRAM else erasure.tenant.ljust(12, "0")
        note(actor, "erase_values", About("chain", None, data=data, place_code=place), now)
    return len(found)
