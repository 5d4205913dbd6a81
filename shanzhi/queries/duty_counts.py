"""What expressions count of duties: times by state and period, for each place where somebody owes them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db.models import Prefetch

from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.duties import Duty as Item
from shanzhi.core.period import named as period_named
from shanzhi.models import Duty, Unit
from shanzhi.queries.duties import STATES
from shanzhi.queries.owed import Span, owed
from shanzhi.queries.running import Running

ASKED: Final = ("met", "met_late", "missed")
"""What counts where no state is named: times that are over or met, without those excused."""


def duty_counts(running: Running, item: Item, named: Mapping[str, Datum], today: date) -> Counter[str] | Unknown:
    """How many times of a duty there are by the code of the place they are owed at, as the scope shows them.

    named: due, a period; state, one of STATES, else ASKED.
    cost: 3 queries; 1 more where the duty comes round for rows, 2 more where for some of the rows alone.
    """
    over = {k: v for k, v in named.items() if k not in ("place", "at")}
    if odd := set(over) - {"due", "state"}:
        return Unknown(Words("没有“{name}”这个条件。", {"name": min(odd)}))
    if (state := over.get("state")) is not None and state not in STATES:
        return Unknown(Words("职责没有“{state}”这种状态。", {"state": state}))
    within = period_named(said) if isinstance(said := over.get("due"), str) else None
    if "due" in over and within is None:
        return Unknown(Words("没有“{name}”这个条件。", {"name": "due"}))
    units = Prefetch("units", queryset=Unit.objects.select_related("place"))
    duties = Duty.objects.filter(programme=running.programme_id, item=item.id)
    found = list(duties.select_related("programme__place").prefetch_related(units))
    first, last = (within.first, within.last) if within else (running.first, running.last)
    counts: Counter[str] = Counter()
    for rows in owed(found, {running.programme_id: running}, Span(first, last, today)).values():
        for one in rows:
            for said_of in one.months.values():
                counts[one.who.place_code] += sum(said_of[s] for s in ((str(state),) if state else ASKED))
    return counts
