"""Feeds as officials read them: all of them, one with its rows and what could not be taken, and one row as a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Q, QuerySet, Subquery, Sum

from shanzhi.core.access import Actor, has, may
from shanzhi.core.feed import number_of
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.line import Line, line_of
from shanzhi.core.pack.feeds import Feed, Reading
from shanzhi.core.pack.registers import Register
from shanzhi.models import FeedReading, FeedSeries, FeedSource, FeedTrouble, Record
from shanzhi.queries.feed_rows import newest, silent_rows
from shanzhi.queries.feeds import feed_of, silent_for, why_of
from shanzhi.queries.records import seen_registers
from shanzhi.queries.registers import desk_of
from shanzhi.queries.running import Running, running, runnings
from shanzhi.queries.scope import programmes_for, scoped
from shanzhi.queries.sights import Eyes, eyes_of

PAGE: Final = 50
MOST_SHOWN: Final = 100
MOST_POINTS: Final = 400


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the list. seen_at: when something last came; silent: rows; troubles: what could not be taken."""

    programme_id: int
    programme: str
    id: str
    title: str
    sources: int
    seen_at: datetime | None
    rows: int
    silent: int
    troubles: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The newest reading of a quantity, "" where there is none."""

    title: str
    words: str
    measure: str


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A row with what it said last. silent: whether it has said nothing for too long."""

    id: int
    label: str
    place: str
    cells: tuple[Cell, ...]
    at: datetime | None
    silent: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source; ended ones are listed, for their readings stay."""

    id: int
    title: str
    way: str
    topic: str
    seen_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """What could not be taken. open: a meter's number that waits to be given to a row."""

    id: int
    source: str
    why: Words
    key: str
    n: int
    last_at: datetime
    sample: str
    open: bool


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A feed. next: the row the next page begins after, 0 where there is none; keys: fields a meter's number may be in.

    troubles: the newest hundred; lost: how often something could not be taken, over all.
    """

    programme_id: int
    programme: str
    id: str
    title: str
    words: str
    register: str
    register_title: str
    rows: tuple[MeterRow, ...]
    next: int
    silent: int
    hours: int
    sources: tuple[SourceRow, ...]
    keys: tuple[tuple[str, str], ...]
    troubles: tuple[TroubleRow, ...]
    lost: int
    may_keep: bool
    may_enter: bool


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading in a list. source: its title."""

    at: datetime
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class MeterPage:
    """One row of a feed. quantities: id and title of each, for the tabs."""

    programme_id: int
    feed: str
    title: str
    record_id: int
    label: str
    place: str
    quantity: str
    name: str
    measure: str
    quantities: tuple[tuple[str, str], ...]
    line: Line | None
    readings: tuple[ReadingRow, ...]


@scoped
def feeds_page(actor: Actor, now: datetime) -> tuple[FeedRow, ...]:
    """The feeds of all programmes that the actor sees.

    cost: 6 queries; 2 more for each further feed; 3 where there is none.
    raises: Refused("not_allowed").
    """
    seen_registers(actor)
    lives = runnings(programmes_for(actor).values_list("pk", flat=True))
    found = [
        (live, feed) for _, live in sorted(lives.items()) for feed in live.items("feeds") if isinstance(feed, Feed)
    ]
    if not found:
        return ()
    mine = FeedSource.objects.filter(programme__in=[live.programme_id for live, _ in found])
    spoke = mine.values("programme", "feed").annotate(n=Count("pk", filter=Q(ended_at=None)), seen=Max("seen_at"))
    sources = {(s["programme"], s["feed"]): (s["n"], s["seen"]) for s in spoke.order_by()}
    lost = FeedTrouble.objects.filter(source__in=mine, settled_at=None).values_list("source__programme", "source__feed")
    troubles = {(p, f): n for p, f, n in lost.annotate(n=Sum("n")).order_by()}
    return tuple(_feed_row(live, feed, sources, troubles, now) for live, feed in found)


def _feed_row(
    live: Running,
    feed: Feed,
    sources: Mapping[tuple[int, str], tuple[int, datetime | None]],
    troubles: Mapping[tuple[int, str], int],
    now: datetime,
) -> FeedRow:
    rows = Record.objects.filter(programme=live.programme_id, register=feed.register, ended_on=None).count()
    spot = (live.programme_id, feed.id)
    n, seen = sources.get(spot, (0, None))
    silent = silent_rows(live, feed, now).count()
    return FeedRow(live.programme_id, live.title, feed.id, feed.title or feed.id, n, seen, rows, silent,
                   troubles.get(spot, 0))  # fmt: skip


@scoped
def feed_page(actor: Actor, programme_id: int, feed: str, asked: tuple[int, bool], now: datetime) -> FeedPage:
    """A feed with 50 of its rows. asked: the row the page begins after, and whether silent ones alone are asked for.

    cost: 7 queries; one more for a unit's post, and where the register says who may see it.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("feed_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    found, register = feed_of(live, feed)
    silent = silent_rows(live, found, now)
    after, only = asked
    rows = Record.objects.filter(programme=programme_id, register=register.id, ended_on=None).select_related("place")
    rows = silent[:PAGE] if only else rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1]
    page = list(rows)
    sources = FeedSource.objects.filter(programme=programme_id, feed=found.id)
    troubles = FeedTrouble.objects.filter(source__in=sources, settled_at=None).select_related("source")
    length = silent_for(found)
    return FeedPage(
        live.programme_id,
        live.title,
        found.id,
        found.title or found.id,
        live.words(found.clause),
        register.id,
        register.title,
        _meters(found, eyes_of(actor, live, desk_of(live, register, actor), china_day(now)), page[:PAGE], now),
        page[PAGE - 1].pk if len(page) > PAGE else 0,
        silent.count(),
        int(length.total_seconds() // 3600) if length else 0,
        tuple(_source(s) for s in sources.order_by("pk")),
        _keys(register),
        tuple(_trouble(t) for t in troubles.order_by("-last_at", "-pk")[:MOST_SHOWN]),
        troubles.aggregate(n=Sum("n"))["n"] or 0,
        may(actor, "keep_feeds", place_code=live.place.code),
        has(actor, "enter_readings"),
    )


def _seen(eyes: Eyes, row: Record, one: Reading) -> bool:
    """Whether somebody may see a quantity of a row: as its field of the same id, where the register has one."""
    return eyes.sights(row).get(one.field, "clear") == "clear"


def _meters(feed: Feed, eyes: Eyes, rows: Sequence[Record], now: datetime) -> tuple[MeterRow, ...]:
    length, register = silent_for(feed), eyes.desk.register
    mine = FeedSeries.objects.filter(feed=feed.id, record__in=[r.pk for r in rows])
    said = mine.annotate(last=Subquery(newest().values("at")[:1]), value=Subquery(newest().values("value")[:1]))
    last = {(r, q): (at, v) for r, q, at, v in said.values_list("record_id", "quantity", "last", "value") if at}
    out = []
    for row in rows:
        spots = [(one, last.get((row.pk, one.field))) for one in feed.reads if _seen(eyes, row, one)]
        cells = tuple(Cell(_named(register, one), f"{number_of(s[1]):f}" if s else "", one.measure) for one, s in spots)
        at = max((s[0] for _, s in spots if s), default=None)
        since = at or row.added_at
        out.append(MeterRow(row.pk, row.label, row.place.name, cells, at, length is not None and since <= now - length))
    return tuple(out)


def _source(row: FeedSource) -> SourceRow:
    return SourceRow(row.pk, row.title, row.way, row.topic, row.seen_at, row.ended_at)


def _trouble(row: FeedTrouble) -> TroubleRow:
    waits = row.code == "device_unknown" and bool(row.key)
    why = why_of(row.code)
    return TroubleRow(row.pk, row.source.title, why, row.key, row.n, row.last_at, row.sample, waits)


def _keys(register: Register) -> tuple[tuple[str, str], ...]:
    """The fields that may hold what meters are called, the unique ones first."""
    able = [f for f in register.fields if f.type in ("text", "integer", "choice") and f.private is None]
    return tuple((f.id, f.title or f.id) for f in sorted(able, key=lambda f: f.id not in register.unique))


@scoped
def meter_page(actor: Actor, programme_id: int, feed: str, record_id: int, quantity: str, today: date) -> MeterPage:
    """One row of a feed: its newest readings, and the line they make; none of what the register hides from the actor.

    cost: 3 queries; one more for a unit's post, and where the register says who may see it.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("feed_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    found, register = feed_of(live, feed)
    rows = Record.objects.filter(programme=programme_id, register=register.id).select_related("place")
    row = rows.filter(pk=record_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这一行登记，可能不在您的管辖范围内。")
    one = next((r for r in found.reads if r.field == quantity), found.reads[0])
    said: QuerySet[FeedReading] = FeedReading.objects.filter(
        series__feed=found.id, series__record=row.pk, series__quantity=one.field
    )
    eyes = eyes_of(actor, live, desk_of(live, register, actor), today)
    said = said if _seen(eyes, row, one) else said.none()
    readings = list(said.select_related("source").order_by("-at")[:MOST_POINTS])
    points = [(r.at, r.value) for r in reversed(readings)]
    names = tuple((r.field, _named(register, r)) for r in found.reads)
    return MeterPage(
        live.programme_id,
        found.id,
        found.title or found.id,
        row.pk,
        row.label,
        row.place.name,
        one.field,
        _named(register, one),
        one.measure,
        names,
        line_of(points),
        tuple(ReadingRow(r.at, f"{number_of(r.value):f}", r.source.title) for r in readings[:MOST_SHOWN]),
    )


def _named(register: Register, one: Reading) -> str:
    field = register.field(one.field)
    return one.title or (field.title if field else "") or one.field


@dataclass(frozen=True, slots=True)
class ReadingsForm:
    """What a list of readings is matched to: a column's id -> the titles it goes by."""

    programme_id: int
    programme: str
    feed: str
    title: str
    fields: Mapping[str, tuple[str, ...]]


KEY, AT = "@key", "@at"
_TIMES: Final = ("时刻", "时间", "抄表时间", "日期")


@scoped
def readings_form(actor: Actor, programme_id: int, feed: str) -> ReadingsForm:
    """What a list of readings looks like.

    cost: 1 query.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("feed_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    found, register = feed_of(live, feed)
    key = next((title for _, title in _keys(register)), "表号")
    fields: dict[str, tuple[str, ...]] = {
        KEY: (key, "表号", "编号", "设备号"),
        AT: ("时刻", "时间", "抄表时间", "日期"),
    }
    fields |= {r.field: (_named(register, r), r.field, "读数") for r in found.reads}
    return ReadingsForm(live.programme_id, live.title, found.id, found.title or found.id, fields)
