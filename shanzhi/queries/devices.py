"""Whose phone a token belongs to."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from shanzhi.core.access import DOOR, Actor
from shanzhi.core.kinds import china_day
from shanzhi.models import Device
from shanzhi.models.walls import looking
from shanzhi.vault import ring


@dataclass(frozen=True, slots=True)
class FieldDevice:
    """A paired phone and who acts through it. until: when it has to be paired anew."""

    id: int
    name: str
    until: datetime
    actor: Actor


def token_hash(token: str) -> str:
    """What the table keeps of a token: its SHA-256; the token is as long as a key.

    cost: 0 queries.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def pairing_hash(code: str) -> str:
    """What the table keeps of a pairing code: a keyed hash, since it is short.

    cost: 0 queries.
    """
    return ring().hash(code, "pairing")


def device_of(token: str, now: datetime) -> FieldDevice | None:
    """The phone a token belongs to, None where it was taken back, has run out, or its post is not held today.

    cost: 1 query.
    """
    with looking(DOOR):
        rows = Device.objects.select_related("post__user", "post__place", "post__unit", "post__stands_in__user")
        row = rows.filter(hash=token_hash(token), code_until=None, ended_at=None, until__gt=now).first()
    if row is None or not row.post.user.is_active or not row.post.tenure().holds(china_day(now)):
        return None
    actor = replace(row.post.as_core(), device=str(row.pk), verified=False)
    return FieldDevice(row.pk, row.name, row.until, actor)
