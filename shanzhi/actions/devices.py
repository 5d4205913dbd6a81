"""Phones in the field: paired by a code of ten minutes, bound to a post, taken back."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from shanzhi.actions.journal import About, note
from shanzhi.actions.tries import Names, count_try, forgive
from shanzhi.core.access import DOOR, Actor
from shanzhi.core.kinds import Refused
from shanzhi.core.short_code import typed
from shanzhi.models import Device
from shanzhi.models.walls import acting
from shanzhi.queries.devices import pairing_hash, token_hash

CODE_LASTS, LASTS = timedelta(minutes=10), timedelta(days=365)
SEEN_EVERY = timedelta(minutes=10)
LETTERS, LENGTH = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8
MOST = 10


@dataclass(frozen=True, slots=True)
class Paired:
    """A phone just paired. token: kept by the phone alone; device_id: its row."""

    device_id: int
    token: str


def add_device(*, actor: Actor, name: str, now: datetime) -> str:
    """The code a phone is paired with, once and within ten minutes, to act from the actor's present post.

    raises: Refused("name_missing"), Refused("too_many_devices").
    """
    if not name.strip():
        raise Refused("name_missing", "请填写名称，再保存。")
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with acting(DOOR):
        mine = Device.objects.filter(user=actor.id, ended_at=None, until__gt=now)
        mine.filter(code_until__isnull=False).update(ended_at=now)  # one code at a time
        if mine.count() >= MOST:
            raise Refused("too_many_devices", "一个人最多添加 {n} 部手机，请先停用不用的。", n=MOST)
        row = Device.objects.create(
            post_id=actor.post_id,
            user_id=actor.id,
            name=name.strip()[:40],
            hash=pairing_hash(code),
            made_at=now,
            code_until=now + CODE_LASTS,
            until=now + LASTS,
        )
        note(actor, "add_device", About("device", row.pk, data={"name": row.name, "post": actor.post_id}), now)
    return code


def pair_device(*, code: str, address: str, now: datetime) -> Paired:
    """Pairs the phone that shows the code; the code is used up.

    raises: Refused("pairing_wrong"), Refused("too_many_tries").
    """
    names: Names = {"pairing": address}
    count_try(names, now)
    token = secrets.token_urlsafe(32)
    with acting(DOOR):
        waiting = Device.objects.select_for_update().filter(hash=pairing_hash(typed(code)), ended_at=None)
        row = waiting.filter(code_until__gt=now).first()
        if row is None:
            raise Refused("pairing_wrong", "配对码不对或已过期。请在电脑上打开“我的账号”，重新添加手机。")
        row.hash, row.code_until, row.seen_at = token_hash(token), None, now
        row.save(update_fields=["hash", "code_until", "seen_at"])
        forgive(names)
        note(None, "pair_device", About("device", row.pk, data={"user": row.user_id, "name": row.name}), now)
    return Paired(row.pk, token)


def end_device(*, actor: Actor, device_id: int, now: datetime) -> None:
    """Takes one of the actor's own phones back; its token opens nothing from now on.

    raises: Refused("not_found").
    """
    with acting(DOOR):
        if not Device.objects.filter(pk=device_id, user=actor.id, ended_at=None).update(ended_at=now):
            raise Refused("not_found", "没有找到这部手机，可能已经停用。请刷新页面再看。")
        note(actor, "end_device", About("device", device_id), now)


def see_device(device_id: int, now: datetime) -> None:
    """Keeps when a phone was last seen, every ten minutes at most."""
    with acting(DOOR):
        Device.objects.filter(pk=device_id, seen_at__lt=now - SEEN_EVERY).update(seen_at=now)
