"""What expressions ask of a feed: count, sum, mean, latest, prev, over the readings of a row or of a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Avg, BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Sum, When

from shanzhi.core.access import subtree
from shanzhi.core.feed import DIGITS, number_of
from shanzhi.core.kinds import CHINA, Words
from shanzhi.core.meant import Meant
from shanzhi.core.pack.arithmetic import number_of as figure_of
from shanzhi.core.pack.data import Bearer, Datum, Unknown
from shanzhi.core.pack.feeds import Feed, Reading
from shanzhi.core.period import named as period_named
from shanzhi.models import FeedReading
from shanzhi.queries.running import Running

NOTHING: Final = Words("没有数据，无法计算。")
MOST_DAYS: Final = 3_660
_GREW: Final = Case(
    When(value__gte=F("before"), then=F("value") - F("before")), default=F("value"), output_field=BigIntegerField()
)


@dataclass(frozen=True, slots=True)
class Span:
    """Moments from first on and before last; None is open."""

    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figured:
    """What is asked of a feed, and about whom. today: the day from which `days` counts back, itself left out."""

    running: Running
    feed: Feed
    meant: Meant
    today: date

    def figure(self, function: str, more: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        """A figure over readings: of the row at hand where it is of the feed's register, else of all at the place.

        Of a counter, sum and mean are of its growth; where it fell, it began again at zero. named: day (a day or the
        name of a period), days (so many before today), place.
        cost: 1 query.
        """
        quantity = next((m for m in more if isinstance(m, str)), self.feed.reads[0].field if self.feed.reads else "")
        one = next((r for r in self.feed.reads if r.field == quantity), None)
        if one is None:
            return Unknown(Words("“{feed}”不读“{name}”。", {"feed": self.feed.title or self.feed.id, "name": quantity}))
        span = _span(named, self.today)
        if isinstance(span, Unknown):
            return span
        rows = self._rows(one, named)
        if function in ("latest", "prev"):
            return self._last(function, _within(rows, span))
        if function == "count":
            return Decimal(_within(rows, span).count())
        if function in ("sum", "mean"):
            return _total(function, one, rows, span)
        return Unknown(Words("“{name}”还不能这样计算。", {"name": function}))

    def _rows(self, one: Reading, named: Mapping[str, Datum]) -> QuerySet[FeedReading]:
        rows = FeedReading.objects.filter(
            series__programme=self.running.programme_id, series__feed=self.feed.id, series__quantity=one.field
        )
        if self._own and "place" not in named:
            return rows.filter(series__record=self.meant.record)
        place = named.get("place")
        said = place.attribute("code") if isinstance(place, Bearer) else place
        code = said if isinstance(said, str) else self.meant.place.code
        return rows.filter(series__record__place__code__range=subtree(code))

    @property
    def _own(self) -> bool:
        return self.meant.record is not None and self.meant.register == self.feed.register

    def _last(self, function: str, rows: QuerySet[FeedReading]) -> Datum:
        if function == "prev" and not self._own:
            return Unknown(Words("上一个读数只能问一块表的。"))
        at = 1 if function == "prev" else 0
        value = rows.order_by("-at", "-pk").values_list("value", flat=True)[at : at + 1].first()
        return Unknown(NOTHING) if value is None else number_of(value)


def _span(named: Mapping[str, Datum], today: date) -> Span | Unknown:
    span = Span()
    for name, said in named.items():
        if name == "day":
            period = period_named(said) if isinstance(said, str) else None
            first, last = (period.first, period.last) if period else (said, said)
            if not isinstance(first, date) or not isinstance(last, date):
                return Unknown(Words("没有“{name}”这个条件。", {"name": name}))
            span = _days(first, last)
        elif name == "days":
            n = figure_of(said)
            if n is None or not 1 <= n <= MOST_DAYS:
                return Unknown(Words("没有“{name}”这个条件。", {"name": name}))
            span = _days(today - timedelta(days=int(n)), today - timedelta(days=1))
        elif name != "place":
            return Unknown(Words("没有“{name}”这个条件。", {"name": name}))
    return span


def _days(first: date, last: date) -> Span:
    """From the first midnight to the one after the last day, in China."""
    return Span(*(datetime.combine(d, time(), CHINA) for d in (first, last + timedelta(days=1))))


def _within(rows: QuerySet[FeedReading], span: Span) -> QuerySet[FeedReading]:
    rows = rows.filter(at__gte=span.first) if span.first else rows
    return rows.filter(at__lt=span.last) if span.last else rows


def _total(function: str, one: Reading, rows: QuerySet[FeedReading], span: Span) -> Datum:
    found = _within(rows, span)
    if one.counter:
        earlier = FeedReading.objects.filter(series=OuterRef("series"), at__lt=OuterRef("at")).order_by("-at")
        found = found.annotate(before=Subquery(earlier.values("value")[:1])).exclude(before=None)
    grew: Any = _GREW if one.counter else F("value")
    total = found.aggregate(v=Sum(grew) if function == "sum" else Avg(grew))["v"]
    if total is None and function == "mean":
        return Unknown(NOTHING)
    return Decimal(total or 0).scaleb(-DIGITS).normalize() + 0
