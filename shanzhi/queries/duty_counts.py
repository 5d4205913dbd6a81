"""What expressions count of duties: times by state and period, for each place where somebody owes them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Prefetch

from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.duties import Duty as Item
from shanzhi.core.period import Period
from shanzhi.core.period import named as period_named
from shanzhi.models import Duty, Unit
from shanzhi.queries.duties import STATES
from shanzhi.queries.owed import Span, owed
from shanzhi.queries.running import Running

ASKED: Final = ("met", "met_late", "missed")
"""What counts where no state is named: times that are over or met, without those excused."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which times of a duty are counted. due: the period they fall due in, None for all; state: "" for ASKED."""

    due: Period | None = None
    state: str = ""

    def of(self, times: Mapping[str, int]) -> int:
        """How many of the times counted by state are meant."""
        return sum(times.get(s, 0) for s in ((self.state,) if self.state else ASKED))


def condition_of(named: Mapping[str, Datum]) -> Condition | Unknown:
    """Which times conditions by name mean: due, a period; state, one of STATES.

    cost: 0 queries.
    """
    over = {k: v for k, v in named.items() if k not in ("place", "at")}
    if odd := set(over) - {"due", "state"}:
        return Unknown(Words("没有“{name}”这个条件。", {"name": min(odd)}))
    if (state := over.get("state", "")) not in ("", *STATES):
        return Unknown(Words("职责没有“{state}”这种状态。", {"state": state}))
    within = period_named(said) if isinstance(said := over.get("due"), str) else None
    if "due" in over and within is None:
        return Unknown(Words("没有“{name}”这个条件。", {"name": "due"}))
    return Condition(within, str(state))


def duty_times(running: Running, item: Item, due: Period | None, today: date) -> dict[str, Counter[str]]:
    """How many times of a duty stand how, by the code of the place they are owed at, as the scope shows them.

    due: the period they fall due in, None for all of the programme.
    cost: 3 queries; 1 more where the duty comes round for rows, 2 more where for some of the rows alone.
    """
    units = Prefetch("units", queryset=Unit.objects.select_related("place"))
    duties = Duty.objects.filter(programme=running.programme_id, item=item.id)
    found = list(duties.select_related("programme__place").prefetch_related(units))
    first, last = (due.first, due.last) if due else (running.first, running.last)
    counts: dict[str, Counter[str]] = {}
    for rows in owed(found, {running.programme_id: running}, Span(first, last, today)).values():
        for one in rows:
            for said in one.months.values():
                counts.setdefault(one.who.place_code, Counter()).update(said)
    return counts
