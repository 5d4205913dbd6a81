"""Time limits that ran out and could not be dealt with: what waits for somebody to look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from shanzhi.core.access import Actor, has
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.flows import Flow
from shanzhi.models import CaseClock
from shanzhi.queries.running import running_of
from shanzhi.queries.scope import scoped

LONG: Final = timedelta(hours=24)
"""So long after a time limit ran out the night watch should have dealt with it."""
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class StuckClock:
    """A time limit that ran out. why: what stood in the way, "" where no round came by; state: "" of a whole case."""

    case_id: int
    n: int
    programme_id: int
    programme: str
    flow: str
    state: str
    place: str
    due_at: datetime
    tries: int
    why: str


@scoped
def stuck_clocks(actor: Actor, now: datetime) -> tuple[StuckClock, ...]:
    """The time limits of the actor's area that could not be dealt with, or were left lying, oldest first.

    cost: 1 query; one more the first time an edition is met.
    raises: Refused("not_allowed").
    """
    if not has(actor, "see_cases") or actor.role == "unit":
        raise Refused("not_allowed", "以您现在的岗位不能查看这一页。如确需办理，请与本级办公室联系。")
    rows = CaseClock.objects.filter(due_at__lt=now, stopped_at=None, rang_at=None)
    rows = rows.filter(Q(tries__gt=0) | Q(due_at__lt=now - LONG))
    joined = rows.select_related("case__place", "case__programme__place", "case__edition")
    joined = joined.defer("case__edition__text", "case__edition__used", "case__values", "case__standing")
    return tuple(_row(clock) for clock in joined.order_by("due_at", "pk")[:MOST] if clock.due_at)


def _row(clock: CaseClock) -> StuckClock:
    case = clock.case
    case.edition.programme = case.programme
    flow = running_of(case.edition).find(case.flow, Flow)
    state = flow.state(clock.state) if flow else None
    return StuckClock(
        case.pk,
        case.n,
        case.programme_id,
        case.programme.title,
        (flow.title if flow else "") or case.flow,
        (state.title if state else "") or clock.state,
        case.place.name,
        clock.due_at or case.opened_at,
        clock.tries,
        clock.failed,
    )
