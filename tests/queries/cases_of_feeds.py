"""What the questions about feeds cost."""

from collections.abc import Callable

from shanzhi.models import FeedSource, Record
from shanzhi.models.walls import acting
from shanzhi.queries import feed_pages, feed_rows, feeds
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running
from tests.conftest import NOW, TODAY, World
from tests.feeds_world import DAY, HOUR, says, sent, source, wells
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import case

LATER = NOW + 3 * DAY


def spoken(world: World, n: int) -> tuple[int, int, list[int]]:
    """The programme of n wells that have spoken, and as many meters nobody knows; a source, and the rows."""
    programme, rows = wells(world.clerk, n)
    opened = source(world.clerk, programme)
    said = [says(f"井{k}", NOW - HOUR, volume=k) for k in range(1, n + 1)]
    sent(opened.id, *said, *(says(f"外{k}", NOW) for k in range(n)))
    return programme, opened.id, rows


def asked(call: Callable[[World, tuple[int, int, list[int]]], object], rows: Callable[[object], int] | None = None):
    """A question of the clerk about n wells."""

    def ask(world: World, n: int) -> Ask:
        of = spoken(world, n)
        return Ask(lambda: call(world, of), rows)

    return ask


def inside(call: Callable[[Running, FeedSource, list[Record]], object], rows: Callable[[object], int] | None = None):
    """A question of the program itself."""

    def make(world: World, n: int) -> Callable[[], object]:
        programme, of, _ = spoken(world, n)
        with acting(None):
            live = running(programme)
            found = list(Record.objects.filter(programme=programme).select_related("place").order_by("pk"))
            at = FeedSource.objects.get(pk=of)
        return lambda: call(live, at, found)

    return case(make, rows)


def meters(live: Running):
    return feeds.feed_of(live, "meters")


def told(live: Running, row: str):
    return feed_rows.told_of_feed(live, row, "meters.reading", Known(live))


def series(record: Record) -> int:
    return record.series.values_list("pk", flat=True)[0]


def again(world: World, n: int) -> Ask:
    """A reading that a rule heard of, found again."""

    def make(world: World, n: int) -> Callable[[], object]:
        programme, _, rows = spoken(world, n)
        with acting(None):
            live, record = running(programme), Record.objects.get(pk=rows[0])
            row = f"reading:{record.pk}/{series(record)}/0"
        return lambda: told(live, row)

    return case(make)(world, n)


def reading(live: Running, _: FeedSource, rows: list[Record]):
    return feed_rows.reading_row(meters(live)[1], rows[0], ("volume", 1, NOW), Known(live))


def rule(live: Running, id_: str):
    return next(r for r in live.items("rules") if r.id == id_)


def everywhere(world: World, n: int) -> Ask:
    """All feeds, after the packs of all programmes were read once."""
    spoken(world, n)
    feed_pages.feeds_page(world.clerk, NOW)
    return Ask(lambda: feed_pages.feeds_page(world.clerk, NOW), lambda rows: rows[0].rows)


PAGE = lambda world, of: feed_pages.feed_page(world.clerk, of[0], "meters", (0, False), NOW)  # noqa: E731 - a question
CASES: dict[str, Callable[[World, int], Ask]] = {
    "feeds.key_hash": inside(lambda *_: feeds.key_hash("x")),
    "feeds.source_of": inside(lambda *_: feeds.source_of("x")),
    "feeds.broker_topics": inside(lambda *_: feeds.broker_topics()),
    "feeds.feed_of": inside(lambda live, *_: meters(live)),
    "feeds.limits_of": inside(lambda live, *_: feeds.limits_of(*meters(live))),
    "feeds.key_field_of": inside(lambda live, *_: feeds.key_field_of(meters(live)[1])),
    "feeds.rows_called": inside(lambda _live, at, rows: feeds.rows_called(at, "well", [r.label for r in rows]), len),
    "feeds.silent_for": inside(lambda live, *_: feeds.silent_for(meters(live)[0])),
    "feeds.why_of": inside(lambda *_: feeds.why_of("unreadable")),
    "feed_rows.reading_row": inside(reading),
    "feed_rows.flows_of": inside(lambda live, *_: feed_rows.flows_of(rule(live, "burst"))),
    "feed_rows.cases_of_row": inside(lambda live, *_: feed_rows.cases_of_row(live.programme_id, ("repair",), 1)),
    "feed_rows.told_silent": inside(
        lambda live, *_: list(feed_rows.told_silent(live, rule(live, "hushed"), meters(live)[0], LATER)),
        len,
    ),
    "feed_rows.heard_last": inside(
        lambda live, *_: feed_rows.heard_last(live, meters(live)[0], "reading", NOW, 9), len
    ),
    "feed_rows.told_of_feed": again,
    "feed_pages.feeds_page": everywhere,
    "feed_pages.feed_page": asked(PAGE, lambda page: len(page.rows)),
    "feed_pages.meter_page": asked(
        lambda world, of: feed_pages.meter_page(world.clerk, of[0], "meters", of[2][0], "volume", TODAY)
    ),
    "feed_pages.readings_form": asked(lambda world, of: feed_pages.readings_form(world.clerk, of[0], "meters")),
}
