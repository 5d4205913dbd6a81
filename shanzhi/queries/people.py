"""Who somebody is when logged in, and from which posts he may act."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from shanzhi.core.access import DOOR, Actor, Behalf, Tenure
from shanzhi.models import Post, User
from shanzhi.models.walls import looking


@dataclass(frozen=True, slots=True)
class Held:
    """A post somebody holds, with its days."""

    actor: Actor
    tenure: Tenure


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in with its person and all his posts. data: Django's session, packed; post_id: the post acted from."""

    data: str
    began_at: datetime
    seen_at: datetime
    verified_at: datetime | None
    post_id: int | None
    user: User | None
    posts: tuple[Held, ...]

    def actor(self, day: date) -> Actor | None:
        """The post acted from on a day: the chosen one if it is held then, else the first that is."""
        held = [h.actor for h in self.posts if h.tenure.holds(day)]
        found = next((a for a in held if a.post_id == self.post_id), held[0] if held else None)
        return replace(found, verified=self.verified_at is not None) if found else None

    def person(self, day: date) -> Actor:
        """The person as the one who acts on his own account, with or without a post that day."""
        if self.user is None:
            raise LookupError("nobody is logged in")
        return self.actor(day) or myself(self.user)

    def choices(self, day: date) -> tuple[Actor, ...]:
        """The posts he may act from on a day."""
        return tuple(h.actor for h in self.posts if h.tenure.holds(day))


def myself(user: User) -> Actor:
    """Somebody without a post, as the one who acts on his own account alone.

    cost: 0 queries.
    """
    return Actor(user.pk, user.name, "", "", "", None, "")


def log_in_of(mark: str) -> LogIn | None:
    """The log-in a cookie stands for, by its SHA-256; asked before anybody is known, by a function of the database.

    cost: 1 query.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT shanzhi_log_in(%s)::text", [mark])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    found = json.loads(row[0])
    session, user = found["session"], found["user"]
    active = user is not None and user["is_active"]
    return LogIn(
        data=session["session_data"],
        began_at=datetime.fromisoformat(session["began_at"]),
        seen_at=datetime.fromisoformat(session["seen_at"]),
        verified_at=_moment(session["verified_at"]),
        post_id=session["post_id"],
        user=User(**user | {"word_until": _moment(user["word_until"])}) if active else None,
        posts=tuple(_held(user, p) for p in found["posts"]) if active else (),
    )


def _held(user: dict[str, Any], found: dict[str, Any]) -> Held:
    post, place, unit, instead = found["post"], found["place"], found["unit"], found["instead"]
    within = Tenure(_day(instead["from_on"]), _day(instead["to_on"])) if instead else None
    actor = Actor(
        id=user["id"],
        name=user["name"],
        role=post["role"],
        place_code=place["code"],
        place_name=place["name"],
        unit_id=unit["id"] if unit else None,
        unit_name=unit["name"] if unit else "",
        post_id=post["id"],
        over=place["code"] if unit and unit["kind"] == "government" else "",
        behalf_of=Behalf(found["holder"]["id"], found["holder"]["name"], "stand_in") if instead else None,
    )
    return Held(actor, Tenure(_day(post["from_on"]), _day(post["to_on"]), within))


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None


def by_username(username: str) -> User | None:
    """The active user of that name, asked at the door.

    cost: 1 query.
    """
    with looking(DOOR):
        return User.objects.filter(username=username, is_active=True).first()


def actors_called(username: str, day: date) -> tuple[Actor, ...]:
    """The posts that the active user of that name holds on a day, for a deed done at the terminal.

    cost: 1 query.
    """
    with looking(None):
        rows = Post.objects.filter(user__username=username, user__is_active=True).order_by("pk")
        posts = list(rows.select_related("user", "place", "unit", "stands_in__user", "stands_in__stands_in"))
    return tuple(p.as_core() for p in posts if p.tenure().holds(day))


def by_id(user_id: int) -> User | None:
    """The active user of that id, asked at the door.

    cost: 1 query.
    """
    with looking(DOOR):
        return User.objects.filter(pk=user_id, is_active=True).first()


def count() -> int:
    """How many people may log in; also a way to ask whether the database answers.

    cost: 1 query.
    """
    with looking(DOOR):
        return User.objects.filter(is_active=True).count()
