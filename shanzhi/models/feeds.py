"""Feeds: where readings come from, what they are of, the readings, and what could not be taken."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, models

from shanzhi.models.people import User
from shanzhi.models.programmes import Programme
from shanzhi.models.records import Record

WAYS = ("http", "mqtt", "list")
BATCH = 20_000
_GIVEN = """unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',')::bigint[],
    string_to_array(%s, ',')::bigint[]) AS v(series, at, value)"""
_KEEP = f"""INSERT INTO shanzhi_feedreading (series_id, at, value, source_id)
SELECT v.series, to_timestamp(v.at), v.value, %s FROM {_GIVEN} ON CONFLICT DO NOTHING"""  # noqa: S608 - our own
_KNOWN = f"""SELECT v.series, v.at, r.value FROM {_GIVEN}
JOIN shanzhi_feedreading r ON r.series_id = v.series AND r.at = to_timestamp(v.at)"""  # noqa: S608 - our own
_FELL = f"""SELECT v.series, v.at FROM {_GIVEN} JOIN LATERAL (
    SELECT p.value FROM shanzhi_feedreading p WHERE p.series_id = v.series AND p.at < to_timestamp(v.at)
    ORDER BY p.at DESC LIMIT 1) before ON before.value > v.value"""  # noqa: S608 - our own
_LATEST = """SELECT v.series, extract(epoch FROM l.at)::bigint FROM unnest(%s::bigint[]) AS v(series) JOIN LATERAL (
    SELECT r.at FROM shanzhi_feedreading r WHERE r.series_id = v.series ORDER BY r.at DESC LIMIT 1) l ON true"""
_BEGIN = """INSERT INTO shanzhi_feedseries (programme_id, feed, record_id, quantity)
SELECT %s, %s, v.record, v.quantity FROM unnest(%s::bigint[], %s::text[]) AS v(record, quantity)
ON CONFLICT DO NOTHING"""
_TROUBLE = """INSERT INTO shanzhi_feedtrouble AS t (source_id, code, key, sample, n, first_at, last_at)
SELECT %s, v.code, v.key, v.sample, v.n, %s, %s FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])
    AS v(code, key, sample, n)
ON CONFLICT (source_id, code, key) DO UPDATE SET n = t.n + excluded.n, last_at = excluded.last_at,
    sample = excluded.sample, settled_at = NULL"""


class FeedSource(models.Model):
    """Where readings of a feed come from.

    feed:      its id in the pack; key_field: the field of the register that holds what meters are called.
    topic:     filter of a broker's topics, "" but for mqtt; hash: of the key, "" but for http.
    seen_at:   when something last came; ended_at: from then on nothing is taken.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="feed_sources")
    feed = models.CharField(max_length=60)
    way = models.CharField(max_length=4, choices=[(w, w) for w in WAYS])
    title = models.CharField(max_length=60)
    key_field = models.CharField(max_length=60)
    topic = models.CharField(max_length=200, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(way__in=WAYS), name="feed_source_way_known"),
            models.UniqueConstraint(fields=["hash"], condition=~models.Q(hash=""), name="feed_source_key_once"),
            models.UniqueConstraint(
                fields=["programme", "feed"], condition=models.Q(way="list"), name="feed_source_of_lists_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FeedDevice(models.Model):
    """A meter's number that an official gave to a row of the register. key: as the meter says it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)
    feed = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "feed", "key"], name="feed_device_once")]

    def __str__(self) -> str:
        return self.key


class FeedSeries(models.Model):
    """One quantity of one row, as a feed reads it; its readings hang on it, so that each is four numbers."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)
    feed = models.CharField(max_length=60)
    record = models.ForeignKey(Record, models.PROTECT, related_name="series")
    quantity = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "feed", "record", "quantity"], name="feed_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.feed}.{self.quantity} {self.record_id}"

    @staticmethod
    def begin(programme_id: int, feed: str, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The series of rows and quantities, begun where they are new. Two statements, one where none is new."""
        asked = set(wanted)
        found = _series(programme_id, feed, asked)
        new = sorted(asked - found.keys())
        if new:
            with connection.cursor() as cursor:
                cursor.execute(_BEGIN, [programme_id, feed, [r for r, _ in new], [q for _, q in new]])
            found |= _series(programme_id, feed, set(new))
        return found


def _series(programme_id: int, feed: str, asked: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    rows = FeedSeries.objects.filter(programme=programme_id, feed=feed, record__in={r for r, _ in asked})
    found = rows.values_list("record_id", "quantity", "pk") if asked else ()
    return {(record, quantity): pk for record, quantity, pk in found if (record, quantity) in asked}


class FeedReading(models.Model):
    """A reading. value: in thousandths of its measure; no two of a series at one moment."""

    series = models.ForeignKey(FeedSeries, models.PROTECT, related_name="readings", db_index=False)
    at = models.DateTimeField()
    value = models.BigIntegerField()
    source = models.ForeignKey(FeedSource, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "at"], name="feed_reading_once")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.at:%Y-%m-%d %H:%M}"

    @staticmethod
    def keep(source_id: int, points: Sequence[tuple[int, int, int]]) -> None:
        """Writes readings as (series, seconds since 1970, thousandths). One statement for each 20,000."""
        with connection.cursor() as cursor:
            for n in range(0, len(points), BATCH):
                cursor.execute(_KEEP, [source_id, *_columns(points[n : n + BATCH])])

    @staticmethod
    def known(points: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int], int]:
        """The values kept at the moments of points, by series and moment. One statement for each 20,000."""
        found: dict[tuple[int, int], int] = {}
        with connection.cursor() as cursor:
            for n in range(0, len(points), BATCH):
                cursor.execute(_KNOWN, _columns(points[n : n + BATCH]))
                found |= {(series, at): value for series, at, value in cursor.fetchall()}
        return found

    @staticmethod
    def fell(points: Sequence[tuple[int, int, int]]) -> set[tuple[int, int]]:
        """Those of the points that are below the reading before them. One statement for each 20,000."""
        found: set[tuple[int, int]] = set()
        with connection.cursor() as cursor:
            for n in range(0, len(points), BATCH):
                cursor.execute(_FELL, _columns(points[n : n + BATCH]))
                found |= {(series, at) for series, at in cursor.fetchall()}
        return found

    @staticmethod
    def latest(series: Iterable[int]) -> dict[int, int]:
        """The moment of the newest reading of each series that has one. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(_LATEST, [sorted(series)])
            return dict(cursor.fetchall())


def _columns(points: Sequence[tuple[int, int, int]]) -> list[str]:
    """Columns as one text each: psycopg writes them four times as fast as arrays."""
    return [",".join(map(str, column)) for column in zip(*points, strict=True)]


class FeedTrouble(models.Model):
    """What a source sent and what could not be taken, counted: one row for each reason and meter.

    code: of core.feed.WHY; key: what the meter is called, "" where not even that could be read; sample: the last one.
    """

    source = models.ForeignKey(FeedSource, models.PROTECT, related_name="troubles", db_index=False)
    code = models.CharField(max_length=30)
    key = models.CharField(max_length=80, blank=True)
    sample = models.CharField(max_length=300, blank=True)
    n = models.PositiveBigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code", "key"], name="feed_trouble_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.key}"

    @staticmethod
    def count(source_id: int, found: Mapping[tuple[str, str], tuple[int, str]], now: datetime) -> None:
        """Adds to what could not be taken. found: by code and key how many, and one of them. One statement."""
        if not found:
            return
        columns = [[c for c, _ in found], [k for _, k in found], [s for _, s in found.values()]]
        with connection.cursor() as cursor:
            cursor.execute(_TROUBLE, [source_id, now, now, *columns, [n for n, _ in found.values()]])
