"""Checkpoints: how a chain stands, signed, and put on its way to everybody who bears witness."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor
from shanzhi.core.chain import PROGRAM, origin_of
from shanzhi.core.kinds import CHINA
from shanzhi.core.merkle import root
from shanzhi.core.notes import ED25519, OTHER, Key, Signature, checkpoint_text, note_text
from shanzhi.core.notes import Checkpoint as Point
from shanzhi.core.short_code import short_code
from shanzhi.models import ChainHead, Checkpoint, Delivery, Entry, Witness
from shanzhi.models.walls import acting
from shanzhi.papers.seals import make_key, public_key, sign


def checkpoint_now(tenant: str, *, why: str, now: datetime) -> Checkpoint | None:
    """Signs how a chain stands and puts it on its way; where nothing was added, the last one stands. None while empty.

    why: a word such as hourly, or the deed that publishes. Call it after the deed's note, in the same transaction.
    """
    with acting(None):
        head = ChainHead.objects.filter(pk=tenant).first()
        if head is None:
            return None
        known = Checkpoint.objects.filter(tenant=tenant, size=head.size).first()
        if known:
            return known
        peaks = [bytes.fromhex(p) for p in head.peaks.split()]
        point = Point(origin_of(settings.JOURNAL_NAME, tenant, head.suite), head.size, root(peaks, head.suite))
        text = checkpoint_text(point)
        row, made = Checkpoint.objects.get_or_create(
            tenant=tenant,
            size=head.size,
            defaults={
                "root": point.root.hex(),
                "at": now,
                "why": why,
                "origin": point.origin,
                "note": note_text(text, _sign(point.origin, text, head.suite)),
                "code": short_code(text),
            },
        )
        if made:
            witnesses = Witness.objects.filter(active=True)
            Delivery.objects.bulk_create(Delivery(checkpoint=row, witness=w, due_at=now) for w in witnesses)
    return row


def heartbeat(now: datetime) -> bool:
    """Notes once an hour that the night watch is at work, so that a missing hour shows; False where it was noted."""
    hour = now.astimezone(CHINA).strftime("%Y-%m-%dT%H")
    with acting(None):
        Entry.lock(PROGRAM)
        since = now.replace(minute=0, second=0, microsecond=0)
        if Entry.objects.filter(tenant=PROGRAM, deed="heartbeat", at__gte=since).exists():
            return False
        note(None, "heartbeat", About("chain", None, data={"hour": hour}), now)
    return True


def checkpoint_all(now: datetime) -> int:
    """Checkpoints of every chain that grew since its last. Gives how many are new."""
    with acting(None):
        before = Checkpoint.objects.count()
        tenants = list(ChainHead.objects.order_by("pk").values_list("pk", flat=True))
    for tenant in tenants:
        checkpoint_now(tenant, why="hourly", now=now)
    with acting(None):
        return Checkpoint.objects.count() - before


def keys_of(origin: str, suite: str = "sha256") -> list[Key]:
    """The public keys that sign a chain's checkpoints now; they are made at first use."""
    keys = [public_key(_key_file("sha256"), origin, ED25519)]
    return keys if suite == "sha256" else [*keys, public_key(_key_file(suite), origin, OTHER)]


def rotate_key(*, actor: Actor | None, now: datetime) -> None:
    """Signs how every chain stands with the old key, then puts a new one in its place and notes both public keys.

    The old private key is gone then; the old public key stays in the journal.
    """
    checkpoint_all(now)
    file = _key_file("sha256")
    fresh = file.with_suffix(".new")
    make_key(fresh)
    with acting(None):
        data = {name: public_key(f, "key").data.hex() for name, f in (("old", file), ("new", fresh))}
        note(actor, "rotate_key", About("chain", None, data=data), now)
        fresh.replace(file)


def _key_file(suite: str) -> Path:
    """The private key of a suite; made where it is not there yet."""
    file = Path(settings.SIGNING_KEY)
    file = file if suite == "sha256" else file.with_name(f"{file.stem}-{suite}{file.suffix}")
    if not file.exists():
        make_key(file, suite)
    return file


def _sign(origin: str, text: str, suite: str) -> list[Signature]:
    return [sign(_key_file("sha256" if key.kind == ED25519 else suite), key, text) for key in keys_of(origin, suite)]
