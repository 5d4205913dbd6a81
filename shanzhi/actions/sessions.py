"""Log-ins: kept, found by their cookie, ended. Django's session middleware uses SessionStore."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db

from shanzhi.actions.journal import About, note
from shanzhi.core.access import DOOR, Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Post, Session
from shanzhi.models.walls import acting
from shanzhi.queries.people import LogIn, log_in_of


def mark(cookie: str | None) -> str:
    """What the table keeps of a cookie: its SHA-256."""
    return hashlib.sha256((cookie or "").encode()).hexdigest()


class SessionStore(db.SessionStore):
    """Django's sessions in the table of log-ins. log_in: the person and posts, found with it by one statement.

    A log-in ends when it was not used for a while, and in any case some hours after it began.
    """

    log_in: LogIn | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = log_in_of(mark(self.session_key))
        if found is None:
            self._session_key = None
            return {}
        self.log_in = found
        return dict(self.decode(found.data))

    def exists(self, session_key: str) -> bool:
        return log_in_of(mark(session_key)) is not None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        cookie = self._get_or_create_session_key()  # type: ignore[attr-defined]  # Django's own, unlisted
        row = Session(session_key=mark(cookie), session_data=self.encode(data))
        now = self.get_expiry_date() - timedelta(seconds=self.get_expiry_age())  # this moment, by Django's clock
        user = data.get("_auth_user_id")
        row.user_id = int(user) if user else None
        row.post_id = data.get("post")
        row.device, row.address = data.get("device", ""), data.get("address")
        row.verified_at = datetime.fromisoformat(data["verified_at"]) if data.get("verified_at") else None
        row.began_at = _began(data) or (self.log_in.began_at if self.log_in else now)
        row.seen_at = now
        row.expire_date = min(
            now + timedelta(minutes=settings.IDLE_MINUTES),
            row.began_at + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )
        return row

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own signature
        with acting(DOOR):
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        with acting(DOOR):
            Session.objects.filter(session_key=mark(session_key or self.session_key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        with acting(DOOR):
            super().clear_expired()


def forget_expired(now: datetime) -> int:
    """Deletes log-ins that are over; gives how many."""
    with acting(DOOR):
        return Session.objects.filter(expire_date__lt=now).delete()[0]


def _began(data: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(data["began_at"]) if data.get("began_at") else None


def end_log_in(*, actor: Actor, key: str, now: datetime) -> None:
    """Ends one of the actor's own log-ins. key: the hash of its cookie.

    raises: Refused("not_found").
    """
    with acting(DOOR):
        ended, _ = Session.objects.filter(user=actor.id, session_key=key).delete()
        if not ended:
            raise Refused("not_found", "这次登录已经退出。请刷新页面再看。")
        note(actor, "end_log_ins", About("user", actor.id, data={"ended": 1}), now)


def end_log_ins(*, actor: Actor, keep: str, now: datetime) -> int:
    """Ends every log-in of the actor but the one with this cookie; gives how many."""
    with acting(DOOR):
        ended, _ = Session.objects.filter(user=actor.id).exclude(session_key=mark(keep)).delete()
        if ended:
            note(actor, "end_log_ins", About("user", actor.id, data={"ended": ended}), now)
    return ended


def held_post(*, actor: Actor, post_id: int) -> int:
    """The post if it is one of the actor's own.

    raises: Refused("not_found").
    """
    with acting(actor):
        if not Post.objects.filter(pk=post_id, user=actor.id).exists():
            raise Refused("not_found", "这个岗位不是您的，或已经结束。请刷新页面后重新选择。")
    return post_id
