"""What rules hear of feeds: a reading with its row, a row that says nothing; found again by the text that names it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shanzhi.core.feed import number_of
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import china_day
from shanzhi.core.meant import Meant, row_meant
from shanzhi.core.pack.data import Datum, Row
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import OpenDeed, Rule
from shanzhi.models import Case, FeedReading, FeedSeries, Record
from shanzhi.queries.feeds import feed_of, silent_for
from shanzhi.queries.members import record_row
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running

STAMP: Final = "%Y%m%d%H%M%S"


def reading_row(register: Register, record: Record, said: tuple[str, int, datetime], known: Known) -> Row:
    """A row of a register with a reading, as expressions see it: `it.volume`, `it.quantity`, `it.day`.

    said: quantity, thousandths and moment.
    cost: 0 queries.
    """
    quantity, value, at = said
    values = record_row(register, record, known).values
    return Row({**values, quantity: number_of(value), "quantity": quantity, "day": china_day(at)})


def flows_of(rule: Rule) -> tuple[str, ...]:
    """The flows whose cases a rule opens.

    cost: 0 queries.
    """
    return tuple(deed.flow for deed in rule.do if isinstance(deed, OpenDeed) and deed.flow)


def cases_of_row(programme_id: int, flows: tuple[str, ...], record: int) -> tuple[int, int]:
    """How many cases of flows there are for a row: open, and closed.

    cost: 1 query.
    """
    rows = Case.objects.filter(programme=programme_id, flow__in=flows, record=record)
    found = rows.aggregate(all=Count("pk"), closed=Count("closed_at"))
    return found["all"] - found["closed"], found["closed"]


def newest(series: str = "pk") -> QuerySet[FeedReading]:
    """The readings of a series, the newest first."""
    return FeedReading.objects.filter(series=OuterRef(series)).order_by("-at")


def silent_rows(live: Running, feed: Feed, now: datetime) -> QuerySet[Record]:
    """The rows of a feed's register that said nothing for too long, the longest first; none where no time is set.

    Each with `since`: when it last said something, or was added.
    """
    rows = Record.objects.filter(programme=live.programme_id, register=feed.register, ended_on=None)
    length = silent_for(feed)
    if length is None:
        return rows.none()
    mine = FeedSeries.objects.filter(feed=feed.id, record=OuterRef("pk"))
    spoke = FeedReading.objects.filter(series__feed=feed.id, series__record=OuterRef("pk"), at__gt=now - length)
    last = mine.annotate(last=Subquery(newest().values("at")[:1])).order_by(F("last").desc(nulls_last=True))
    rows = rows.filter(~Exists(spoke), added_at__lte=now - length)
    rows = rows.annotate(since=Coalesce(Subquery(last.values("last")[:1]), F("added_at")))
    return rows.select_related("place").order_by("since", "pk")


def told_silent(live: Running, rule: Rule, feed: Feed, now: datetime) -> Iterator[Happening]:
    """What a rule is to hear of rows that say nothing, the longest first; once for each silence.

    While a case that the rule opened for a row is open, nothing more is heard of it.
    cost: 1 query.
    """
    rows = silent_rows(live, feed, now)
    flows = flows_of(rule)
    if flows:
        opened = Case.objects.filter(programme=live.programme_id, flow__in=flows, record=OuterRef("pk"), closed_at=None)
        rows = rows.filter(~Exists(opened))
    _, register = feed_of(live, feed.id)
    known = Known(live)
    for record in rows:
        since: datetime = getattr(record, "since")  # noqa: B009 - annotated above
        row = f"silent:{record.pk}/{since:{STAMP}}"
        it = _silent(register, record, since, known)
        yield Happening(f"{feed.id}.silent", row, record.place.as_core(), it, china_day(since))


def heard_last(live: Running, feed: Feed, happens: str, now: datetime, most: int) -> list[str]:
    """The rows a rule could hear of now, as texts that name them. happens: reading or silent.

    cost: 1 query.
    """
    if happens == "silent":
        found = silent_rows(live, feed, now)[:most]
        return [f"silent:{r.pk}/{getattr(r, 'since'):{STAMP}}" for r in found]  # noqa: B009 - annotated there
    series = FeedSeries.objects.filter(programme=live.programme_id, feed=feed.id)
    series = series.annotate(last=Subquery(newest().values("at")[:1])).exclude(last=None).order_by("-last", "pk")
    return [f"reading:{record}/{pk}/0" for record, pk in series.values_list("record_id", "pk")[:most]]


def _silent(register: Register, record: Record, since: datetime, known: Known) -> Row:
    return Row({**record_row(register, record, known).values, "day": china_day(since)})


def told_of_feed(live: Running, row: str, event: str, known: Known) -> Meant | None:
    """What a reading or a silence was about, as it is now: reading:7/3/0 (row, series, alarm), silent:7/20260901080000.

    cost: 2 queries; 1 for a silence.
    """
    kind, _, name = row.partition(":")
    parts = name.split("/")
    feed = live.find(event.partition(".")[0], Feed)
    record = Record.objects.select_related("place").filter(pk=int(parts[0]), programme=live.programme_id).first()
    if feed is None or record is None:
        return None
    _, register = feed_of(live, feed.id)
    it: Datum
    if kind == "silent":
        it = _silent(register, record, datetime.strptime(f"{parts[1]}+0000", f"{STAMP}%z"), known)
    else:
        last = FeedReading.objects.filter(series=int(parts[1])).select_related("series").order_by("-at").first()
        if last is None:
            return None
        it = reading_row(register, record, (last.series.quantity, last.value, last.at), known)
    return row_meant("", record.place.as_core(), it, register, record.pk)
