"""The night watch over cases: clocks that ran out are rung, oldest first, and rules hear of it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.happening import Happening
from shanzhi.core.within_case import case_row
from shanzhi.models import CaseClock
from shanzhi.models.walls import acting
from shanzhi.queries.at_hand import at_hand, rows_of_cases

log = logging.getLogger("shanzhi.watch")
REASON = 200  # characters of a reason that are kept


@dataclass(frozen=True, slots=True)
class Rung:
    """What a round did. rung: clocks dealt with; failed: those that wait in the queue for the next round."""

    rung: int
    failed: int


def ring_clocks(now: datetime) -> Rung:
    """Deals with every clock that ran out before now, one transaction each; a second round changes nothing.

    A clock whose case somebody moves just now is left to the next round; what fails keeps no other from its turn.
    """
    rung = failed = 0
    last: tuple[datetime, int] | None = None
    while (turn := _next(last, now)) is not None:
        last = turn
        try:
            rung += _ring(turn[1], now)
        except Exception as error:  # whatever it is, the others have to be rung
            log.exception("a clock could not be rung", extra={"clock": turn[1]})
            _put_off(turn[1], error)
            failed += 1
    return Rung(rung, failed)


def _due(now: datetime) -> QuerySet[CaseClock]:
    return CaseClock.objects.filter(due_at__lt=now, stopped_at=None, rang_at=None)


def _next(last: tuple[datetime, int] | None, now: datetime) -> tuple[datetime, int] | None:
    """When the next clock was due, and its id."""
    with acting(None):
        after = Q(due_at__gt=last[0]) | Q(due_at=last[0], pk__gt=last[1]) if last else Q()
        row = _due(now).filter(after).order_by("due_at", "pk").values_list("due_at", "pk").first()
    return (row[0], row[1]) if row and row[0] else None


def _ring(clock_id: int, now: datetime) -> int:
    """Rings one clock; 0 where somebody else has it, or its case, just now."""
    with acting(None):
        locked = _due(now).select_for_update(skip_locked=True, of=("self", "case")).select_related("case")
        clock = locked.filter(pk=clock_id).first()
        if clock is None:
            return 0
        hand = at_hand(rows_of_cases().get(pk=clock.case_id))
        CaseClock.objects.filter(pk=clock.pk).update(rang_at=now, failed="")
        event = f"{hand.flow.id}.{clock.state}.due" if clock.of == "state" else f"{hand.flow.id}.due"
        row, place = f"case:{hand.id}/{hand.case.revision}", hand.facts.place
        data = {"event": event, "due_at": str(clock.due_at)}
        about = About(
            "case", hand.id, hand.running.programme_id, data, revision=hand.case.revision, place_code=place.code
        )
        note(None, "ring_clock", about, now)
        it = case_row(hand.flow, hand.values, hand.case, hand.facts)
        happened(None, hand.running, Happening(event, row, place, it), now)
    return 1


def _put_off(clock_id: int, error: Exception) -> None:
    """Keeps why a clock could not be rung."""
    with acting(None):
        why = str(error)[:REASON] or type(error).__name__
        CaseClock.objects.filter(pk=clock_id).update(tries=F("tries") + 1, failed=why)
