"""The second factor: codes of an app (RFC 6238), and recovery codes for the day the phone is gone."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pyotp

from shanzhi.actions.journal import About, note
from shanzhi.actions.tries import Names, count_try, forgive
from shanzhi.core.access import DOOR, Actor
from shanzhi.core.kinds import Refused
from shanzhi.core.short_code import typed as typed_code
from shanzhi.models import Factor, RecoveryCode
from shanzhi.models.walls import acting
from shanzhi.vault import Where, ring

ISSUER = "善治"
CODES, LETTERS = 10, "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
DRIFT = (-1, 0, 1)  # steps of 30 seconds a clock may be off
Shown = Literal["app", "recovery"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A secret that waits for its first code. uri: otpauth:, for a QR code; secret: base32, to be typed."""

    uri: str
    secret: str


def begin_factor(*, actor: Actor, username: str) -> Waiting:
    """A secret that waits for its first code; the same one until then.

    raises: Refused("factor_there").
    """
    with acting(DOOR):
        row = Factor.objects.select_for_update().filter(user=actor.id).first()
        if row and row.since:
            raise Refused("factor_there", "您已经开通二次验证。要换手机，请先关闭，再重新开通。")
        if row is None:
            sealed = ring().seal(pyotp.random_base32(), _where(actor.id))
            row = Factor.objects.create(user_id=actor.id, secret=sealed)
        app = _app(row)
    return Waiting(app.provisioning_uri(name=username, issuer_name=ISSUER), app.secret)


def confirm_factor(*, actor: Actor, code: str, now: datetime) -> tuple[str, ...]:
    """Opens the second factor with its first code; gives ten recovery codes, to be shown once.

    raises: Refused("code_wrong"), Refused("too_many_tries"), Refused("factor_missing").
    """
    names = _names(actor)
    count_try(names, now)
    with acting(DOOR):
        row = Factor.objects.select_for_update().filter(user=actor.id, since=None).first()
        if row is None:
            raise Refused("factor_missing", "没有正在开通的二次验证，请从“我的账号”重新开始。")
        _take(row, code, now)
        row.since = now
        row.save(update_fields=["since"])
        forgive(names)
        codes = _new_codes(actor.id)
        note(actor, "open_factor", About("user", actor.id), now)
    return codes


def show_factor(*, actor: Actor, code: str, now: datetime) -> Shown:
    """Takes a code of the app or a recovery code; each counts once.

    raises: Refused("code_wrong"), Refused("too_many_tries"), Refused("factor_missing").
    """
    names, typed = _names(actor), typed_code(code)
    count_try(names, now)
    with acting(DOOR):
        row = Factor.objects.select_for_update().filter(user=actor.id, since__isnull=False).first()
        if row is None:
            raise Refused("factor_missing", "没有正在开通的二次验证，请从“我的账号”重新开始。")
        shown: Shown = "app" if typed.isdecimal() else "recovery"
        if shown == "app":
            _take(row, code, now)
        else:
            known = RecoveryCode.objects.filter(user=actor.id, hash=_hash(actor.id, typed), used_at=None)
            if not known.update(used_at=now):
                raise _wrong()
            note(actor, "use_recovery_code", About("user", actor.id), now)
        forgive(names)
    return shown


def renew_codes(*, actor: Actor, code: str, now: datetime) -> tuple[str, ...]:
    """Ten new recovery codes instead of the old ones.

    raises: codes of show_factor.
    """
    show_factor(actor=actor, code=code, now=now)
    with acting(DOOR):
        codes = _new_codes(actor.id)
        note(actor, "renew_recovery_codes", About("user", actor.id), now)
    return codes


def close_factor(*, actor: Actor, code: str, now: datetime) -> None:
    """Closes the second factor; it takes a last code.

    raises: codes of show_factor.
    """
    show_factor(actor=actor, code=code, now=now)
    with acting(DOOR):
        Factor.objects.filter(user=actor.id).delete()
        RecoveryCode.objects.filter(user=actor.id).delete()
        note(actor, "close_factor", About("user", actor.id), now)


def _take(row: Factor, code: str, now: datetime) -> None:
    """Takes a code of the app, not older or younger than one step, and no step twice."""
    app, typed = _app(row), typed_code(code)
    this = app.timecode(now)
    steps = [this + d for d in DRIFT if hmac.compare_digest(app.generate_otp(this + d), typed)]
    fresh = [step for step in steps if step > row.last_step]
    if not fresh:
        raise _wrong()
    row.last_step = min(fresh)
    row.save(update_fields=["last_step"])


def _new_codes(user_id: int) -> tuple[str, ...]:
    RecoveryCode.objects.filter(user=user_id).delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user_id, hash=_hash(user_id, c)) for c in codes)
    return tuple(f"{c[:5]}-{c[5:]}" for c in codes)


def _app(row: Factor) -> pyotp.TOTP:
    return pyotp.TOTP(ring().open(row.secret, _where(row.user_id)))


def _where(user_id: int) -> Where:
    return Where("factor", "secret", user_id)


def _hash(user_id: int, typed: str) -> str:
    return ring().hash(f"{user_id}:{typed}", "recovery code")


def _names(actor: Actor) -> Names:
    return {"code": str(actor.id)}


def _wrong() -> Refused:
    return Refused("code_wrong", "验证码不对，或已经用过。请等手机上换出新的一组再输入。")
