"""Words of rules to somebody, marked as seen."""

from datetime import datetime

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models.walls import acting
from shanzhi.queries.messages import to_actor


def see_message(*, actor: Actor, message_id: int, now: datetime) -> bool:
    """Marks a word as seen by whom it was for; False where it was seen before.

    raises: Refused("not_found").
    """
    with acting(actor):
        row = to_actor(actor).select_for_update(of=("self",)).select_related("place").filter(pk=message_id).first()
        if row is None:
            raise Refused("not_found", "没有找到这条消息，可能不是发给您的。")
        if row.seen_at is not None:
            return False
        row.seen_at = now
        row.save(update_fields=["seen_at"])
        about = About("message", row.pk, row.programme_id, {"about": row.about}, place_code=row.place.code)
        note(actor, "see_message", about, now)
    return True
