"""What rules told somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from shanzhi.core.access import Actor, subtree
from shanzhi.models import Message

MOST: Final = 20
_OFFICE: Final = ("clerk", "leader")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A word not seen yet."""

    id: int
    words: str
    place: str
    programme_id: int
    programme: str
    at: datetime


def to_actor(actor: Actor) -> QuerySet[Message]:
    """What was told somebody: himself, his unit or, where nobody is named, the office of the place."""
    mine = Q(user=actor.id)
    if actor.role == "unit":
        mine |= Q(unit=actor.unit_id)
    elif actor.role in _OFFICE:
        mine |= Q(unit=None, user=None, place__code__range=subtree(actor.place_code))
    return Message.objects.filter(mine)


def unseen(actor: Actor) -> tuple[MessageRow, ...]:
    """What was told somebody and not marked as seen, the newest first, at most 20.

    cost: 1 query.
    """
    rows = to_actor(actor).filter(seen_at=None).select_related("place", "programme").order_by("-at", "-pk")
    return tuple(MessageRow(m.pk, m.words, m.place.name, m.programme_id, m.programme.title, m.at) for m in rows[:MOST])
