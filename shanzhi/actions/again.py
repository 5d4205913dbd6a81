"""The reasons for asking again are kept with the programme that asks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shanzhi.core.again import reasoned
from shanzhi.models import AskedAgain, Programme
from shanzhi.queries.again import Where, again_in
from shanzhi.queries.running import Running


def keep_reasons(
    found: Running, given: Mapping[str, str], by: int, now: datetime, asked: Iterable[str] = ()
) -> list[dict[str, str]]:
    """Keeps the reasons for everything a pack asks that is held already, inside the transaction that adopts it.

    given: reasons by key, `form.field`; asked: keys that the edition before asked; gives what the journal says of it.
    raises: Refused("again_unexplained").
    """
    where = Where(found.place.code, found.first, found.last, found.programme_id)
    rows = reasoned(again_in((found.pack, *found.used), where, asked), given)
    AskedAgain.objects.bulk_create(
        [
            AskedAgain(
                programme_id=found.programme_id, item=a.item, field=a.field, title=a.title[:200],
                held_by=Programme(pk=a.held.programme), held_item=a.held.item, held_field=a.held.field,
                where=a.where[:400], why=why, by_id=by, at=now,
            )
            for a, why in rows
        ],
        ignore_conflicts=True,  # a field taken out and asked anew has its reason already
    )  # fmt: skip
    return [{"field": a.key, "held": a.where, "why": why} for a, why in rows]
