"""Snapshots: every night each figure is written down as it stands; what was written is never altered."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from shanzhi.actions.journal import About, note
from shanzhi.core.kinds import Words, china_day
from shanzhi.core.pack.arithmetic import CONTEXT
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.period import Period
from shanzhi.core.rollup import Rolled
from shanzhi.models import Edition, Programme, Snapshot
from shanzhi.models.walls import acting
from shanzhi.queries.figures import Ground, figures_now, grounds_of, period_at
from shanzhi.queries.running import Running, running

log = logging.getLogger("shanzhi.snapshots")
_AFTER = timedelta(days=31)  # so long after its end a programme's last period is looked at
_SIX = Decimal("0.000001")
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What a round did. rows: figures written down; failed: programmes left to the next round."""

    rows: int
    failed: int


def take_snapshots(now: datetime) -> Taken:
    """Writes down how every figure of every programme stands, each programme in a transaction of its own.

    Of the period at hand and of the one before, so that what is put right later shows. The place that runs a programme
    has one row a day; other places have one where something changed. A second round on the same day writes nothing.
    """
    rows = failed = 0
    for programme_id in _programmes(china_day(now)):
        try:
            rows += _take(programme_id, now)
        except Exception:  # whatever it is, the other programmes have their turn
            log.exception("no snapshot", extra={"programme": programme_id})
            failed += 1
    return Taken(rows, failed)


def _programmes(today: date) -> list[int]:
    with acting(None):
        rows = Edition.objects.filter(programme__from_on__lte=today, programme__to_on__gte=today - _AFTER)
        rows = rows.filter(programme__state="running").order_by("programme_id")
        return list(rows.values_list("programme_id", flat=True).distinct())


def _take(programme_id: int, now: datetime) -> int:
    with acting(None):
        Programme.objects.select_for_update().get(pk=programme_id)
        found, today = running(programme_id), china_day(now)
        indicators = [i for i in found.items("indicators") if isinstance(i, Indicator)]
        grounds = grounds_of(found, indicators) if indicators else {}
        rows = [row for one in indicators for row in _rows(found, one, grounds[one.id], today)]
        Snapshot.objects.bulk_create(rows, batch_size=BATCH)
        if rows:
            data = {"day": str(today), "rows": len(rows)}
            about = About("programme", programme_id, programme_id, data, place_code=found.place.code)
            note(None, "take_snapshot", about, now)
    return len(rows)


def _rows(found: Running, indicator: Indicator, ground: Ground, today: date) -> Iterator[Snapshot]:
    """What is to be written down of one indicator."""
    for period in _periods(found, indicator, today):
        kept = Snapshot.objects.filter(programme=found.programme_id, item=indicator.id, period=period.name)
        if kept.filter(place=ground.home.id, on=today).exists():
            continue
        last = {s.place_id: s for s in kept.order_by("place", "-on").distinct("place")}
        figures = figures_now(found, indicator, ground, period, today)
        for place in ground.all_:
            row = _snapshot(found, indicator, period, figures[place.code])
            row.place_id, row.on = place.id, today
            if place.id == ground.home.id or not _same(last.get(place.id), row):
                yield row


def _periods(found: Running, indicator: Indicator, today: date) -> list[Period]:
    """The period a day lies in and the one before, as far as the programme reaches."""
    this = period_at(indicator, today)
    last = period_at(indicator, this.first - timedelta(days=1))
    return [p for p in (last, this) if p.last >= found.first and p.first <= found.last]


def _snapshot(found: Running, indicator: Indicator, period: Period, figure: Rolled) -> Snapshot:
    above, below = figure.parts or (None, None)
    return Snapshot(
        programme_id=found.programme_id,
        edition_id=found.edition_id,
        item=indicator.id,
        period=period.name,
        value=_kept(figure.value),
        above=_kept(above),
        below=_kept(below),
        n=figure.n,
        missing=list(figure.missing),
        why=_said(figure.why),
    )


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_SIX, context=CONTEXT)


def _said(why: Words | None) -> dict[str, Any]:
    return {"text": why.text, "args": {k: str(v) for k, v in why.args.items()}} if why else {}


def _same(old: Snapshot | None, new: Snapshot) -> bool:
    if old is None:
        return False
    return all(getattr(old, f) == getattr(new, f) for f in ("value", "above", "below", "n", "missing", "why"))
