"""Who holds what: posts of a pack held by seats, and what is held without one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from shanzhi.core.access import Actor, within
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.unit import PlaceRef

DESK: Final = "desk"


@dataclass(frozen=True, slots=True)
class Held:
    """A seat somebody holds. place: its code; record: the row whose seat it is, 0 for a place's."""

    post: str
    place: str
    user: int | None = None
    unit: int | None = None
    record: int = 0
    from_on: date | None = None
    to_on: date | None = None

    def on(self, day: date) -> bool:
        """Whether it is held on a day; both its days belong to it."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts. names: of his unit, as plans may print it; kind: of the unit; level: of the unit's place."""

    actor: Actor
    names: frozenset[str] = frozenset()
    kind: str = ""
    level: str = ""


def seats_of(person: Person, posts: Iterable[Post], seats: Iterable[Held], home: PlaceRef, at: str) -> frozenset[str]:
    """The posts, levels and organisations somebody stands for at a place.

    A seat counts where the matter lies in its place. What nobody holds falls to whoever stands for the place of its
    level: a village's committee in the village, the office that runs the programme for its own level; and, where a
    village has no such unit, or holds it not, the office too: the desk above sees to it.

    at:  code of the matter's place; home: of the programme. seats: of the day.
    """
    actor = person.actor
    filled = {(h.post, h.place) for h in seats}
    mine = {h.post for h in seats if _holds(h, actor) and within(at, h.place)}
    office = actor.role == "clerk" and within(home.code, actor.place_code)
    village = person.kind == "village" and within(at, actor.place_code)
    vacant = {p.id: _levels(p) for p in posts if not any(post == p.id and within(at, pl) for post, pl in filled)}
    if office:
        mine |= {home.level, DESK, *vacant}
    if village:
        mine |= {"village", *(id_ for id_, levels in vacant.items() if "village" in levels)}
    elif person.kind == "government" and within(at, actor.place_code):
        mine |= {person.level, *(id_ for id_, levels in vacant.items() if person.level in levels)}
    return frozenset(mine | person.names)


def _holds(held: Held, actor: Actor) -> bool:
    return held.user == actor.id or (held.unit is not None and held.unit == actor.unit_id)


def _levels(post: Post) -> frozenset[str]:
    return frozenset(n for n in post.at.names if n in LEVELS)
