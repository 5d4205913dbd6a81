"""The page of one's own account: second factor, log-ins, phones."""

from dataclasses import dataclass
from datetime import datetime

from shanzhi.core.access import DOOR
from shanzhi.core.browser import Browser, browser_of
from shanzhi.models import Device, Factor, RecoveryCode, Session
from shanzhi.models.walls import looking


@dataclass(frozen=True, slots=True)
class LogInRow:
    """A log-in. key: the hash of its cookie; here: the one that asks."""

    key: str
    browser: Browser
    address: str
    began_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A phone. waiting: its code has not been used yet; post: whose tasks it shows."""

    id: int
    name: str
    place: str
    unit: str
    role: str
    seen_at: datetime | None
    until: datetime
    waiting: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """since: of the second factor, None without one; codes: recovery codes left; of log-ins the newest first."""

    since: datetime | None
    codes: int
    log_ins: tuple[LogInRow, ...]
    devices: tuple[DeviceRow, ...]


def account_page(user_id: int, key: str, now: datetime) -> AccountPage:
    """One's own account. key: the hash of the cookie that asks.

    cost: 4 queries.
    """
    with looking(DOOR):
        sessions = Session.objects.filter(user=user_id, expire_date__gt=now).order_by("-seen_at")[:100]
        phones = Device.objects.filter(user=user_id, ended_at=None, until__gt=now)
        phones = phones.exclude(code_until__lte=now).select_related("post__place", "post__unit").order_by("pk")
        return AccountPage(
            since=Factor.objects.filter(user=user_id).values_list("since", flat=True).first(),
            codes=RecoveryCode.objects.filter(user=user_id, used_at=None).count(),
            log_ins=tuple(_log_in(s, key) for s in sessions),
            devices=tuple(_device(d) for d in phones),
        )


def has_factor(user_id: int) -> bool:
    """Whether somebody has a second factor.

    cost: 1 query.
    """
    with looking(DOOR):
        return Factor.objects.filter(user=user_id, since__isnull=False).exists()


def _log_in(row: Session, key: str) -> LogInRow:
    where = browser_of(row.device)
    return LogInRow(row.session_key, where, row.address or "", row.began_at, row.seen_at, row.session_key == key)


def _device(row: Device) -> DeviceRow:
    post = row.post
    unit = post.unit.name if post.unit else ""
    waiting = row.code_until is not None
    return DeviceRow(row.pk, row.name, post.place.name, unit, post.role, row.seen_at, row.until, waiting)
