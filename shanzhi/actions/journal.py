"""Notes in the journal: the last step of every deed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shanzhi.core.access import Actor
from shanzhi.core.chain import START, Link, seal
from shanzhi.models import Entry


@dataclass(frozen=True, slots=True)
class About:
    """What a deed was done to. data: what changed, JSON-ready."""

    kind: str
    id: int | None
    programme_id: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)


def note(actor: Actor | None, deed: str, about: About, now: datetime) -> None:
    """Appends a deed to the chain, inside the deed's own transaction; the chain's lock is the last one taken.

    actor: None for what the program does by itself.
    """
    other = actor.behalf_of if actor else None
    both = {"behalf_of": {"id": other.id, "name": other.name, "how": other.how}} if other else {}
    Entry.lock()
    last = Entry.objects.order_by("-seq").first()
    link = Link(
        seq=last.seq + 1 if last else 1,
        at=now,
        actor_id=actor.id if actor else None,
        actor_name=actor.name if actor else "",
        deed=deed,
        object_kind=about.kind,
        object_id=about.id,
        programme_id=about.programme_id,
        data={**about.data, **both},
        prev=last.hash if last else START,
        hash="",
    )
    link = replace(link, hash=seal(link))
    Entry.objects.create(**{name: getattr(link, name) for name in Link.__slots__})
