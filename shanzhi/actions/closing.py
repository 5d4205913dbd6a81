"""Closing months of the books: one person proposes, another closes, and nothing opens them again."""

from datetime import date, datetime

from shanzhi.actions.journal import About, note
from shanzhi.actions.posting import lock_books
from shanzhi.core.access import Actor, require
from shanzhi.core.closing import may_propose, require_second
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.period import Period
from shanzhi.models import MonthClosing
from shanzhi.models.walls import acting
from shanzhi.queries.months import closed_to, held_in
from shanzhi.queries.running import Running, running


def propose_closing(*, actor: Actor, programme_id: int, month: date, now: datetime) -> int:
    """Proposes to close a month; gives its id, the same one where it was proposed before.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("month_closed_before"), Refused("month_order"),
            Refused("month_not_over").
    """
    with acting(actor):
        found = running(programme_id)
        require(actor, "propose_closing", place_code=found.place.code)
        lock_books(programme_id)
        wanted = may_propose(month, found.first, closed_to(programme_id), china_day(now))
        row, new = MonthClosing.objects.get_or_create(
            programme_id=programme_id, month=wanted.first, defaults={"proposed_at": now, "proposed_by_id": actor.id}
        )
        if new:
            note(actor, "propose_closing", _about(found, row, wanted), now)
    return row.pk


def close_month(*, actor: Actor, programme_id: int, month: date, now: datetime) -> int:
    """Closes a month that somebody else proposed, for good, with its totals; gives how many entries it holds.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_proposed"),
            Refused("same_person"), Refused("month_closed_before"), Refused("month_order"), Refused("month_not_over").
    """
    with acting(actor):
        found = running(programme_id)
        require(actor, "close_month", place_code=found.place.code)
        lock_books(programme_id)
        wanted = may_propose(month, found.first, closed_to(programme_id), china_day(now))
        row = MonthClosing.objects.filter(programme=programme_id, month=wanted.first).first()
        if row is None:
            raise Refused("not_proposed", "还没有人提请封{month}的账，请先提请。", month=wanted.name)
        require_second(row.proposed_by_id, actor.id)
        row.entries, row.totals = held_in(programme_id, wanted)
        row.closed_at, row.closed_by_id = now, actor.id
        row.save(update_fields=["entries", "totals", "closed_at", "closed_by"])
        note(actor, "close_month", _about(found, row, wanted), now)
    return row.entries


def _about(found: Running, row: MonthClosing, month: Period) -> About:
    data = {"month": month.name, "entries": row.entries}
    return About("month", row.pk, found.programme_id, data, place_code=found.place.code)
