"""The clocks of cases as rows, so that the night watch finds what is due."""

from datetime import datetime
from typing import Final

from shanzhi.core.case import Case as Stand
from shanzhi.core.clock import Clock, due_time
from shanzhi.core.flow import Step
from shanzhi.models import CaseClock
from shanzhi.queries.running import work_time

OF: Final = ("case", "state")


def earliest(case: Stand) -> datetime | None:
    """When the first of the running clocks of a case is due; None where none runs."""
    return min((due for clock in (case.case_clock, case.state_clock) if (due := _due(clock)) is not None), default=None)


def wind(case_id: int, before: Stand, after: Step, now: datetime) -> None:
    """Stops, moves and starts the rows of a case's clocks after a step; 1 statement where a state is left."""
    new = dict(zip(OF, (after.case.case_clock, after.case.state_clock), strict=True))
    old = dict(zip(OF, (before.case_clock, before.state_clock), strict=True))
    for of in OF:
        if of not in (*after.stopped, *after.started) and new[of] != old[of]:
            CaseClock.objects.filter(case=case_id, stopped_at=None, of=of).update(due_at=_due(new[of]))
    rows = [
        CaseClock(of=of, state=after.case.state if of == "state" else "", due_at=_due(new[of])) for of in after.started
    ]
    if after.stopped or rows:
        CaseClock.turn(case_id, after.stopped, rows, now)


def _due(clock: Clock | None) -> datetime | None:
    """When a running clock is due; None while it is paused or stopped."""
    last = due_time(clock, work_time()) if clock is not None and clock.stopped_at is None else None
    return last.at if last else None
