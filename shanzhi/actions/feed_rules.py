"""Rules hear of readings: one whose condition does not hold leaves no trace, and an alarm opens one case at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shanzhi.actions.rules import Upon, attempt
from shanzhi.core.feed import Point, as_moment
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import china_day
from shanzhi.core.meant import row_meant
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import Rule
from shanzhi.models import Record
from shanzhi.models.walls import acting
from shanzhi.queries.around import Around
from shanzhi.queries.feed_rows import cases_of_row, flows_of, reading_row
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running


@dataclass(frozen=True, slots=True)
class Heard:
    """What readings are of. series: by row and quantity."""

    live: Running
    feed: Feed
    register: Register
    series: Mapping[tuple[int, str], int]


def hear_readings(heard: Heard, points: Sequence[Point], now: datetime) -> None:
    """Tells the rules of readings, the oldest first, in the transaction that keeps them.

    A condition that does not hold, or cannot be reckoned yet, is not kept: a meter may say something every minute, and
    what waited would hold the alarm back when it comes. Where it holds, the row of the
    event is the same for all readings of an alarm (see `episode_of`), so that the rule's once-for-each-row holds
    further ones back, also those of another transaction.
    """
    rules = heard.live.hearing(f"{heard.feed.id}.reading")
    if not points or not rules:
        return
    with acting(None):
        records = Record.objects.select_related("place").in_bulk({p.row for p in points})
        known = Known(heard.live)
        for point in points:
            for rule in rules:
                _hear(heard, rule, (point, records[point.row]), known, now)


def _hear(heard: Heard, rule: Rule, of: tuple[Point, Record], known: Known, now: datetime) -> None:
    point, record = of
    it = reading_row(heard.register, record, (point.quantity, point.value, as_moment(point.at)), known)
    place = record.place.as_core()
    meant = row_meant("", place, it, heard.register, record.pk)
    if rule.if_ is not None and rule.if_.tree is not None:
        around = Around(heard.live, meant, known, china_day(now))
        if evaluate(rule.if_.tree, around) is not True:
            return
    episode = episode_of(heard.live, rule, point)
    if not episode:
        return
    row = f"reading:{record.pk}/{heard.series[point.row, point.quantity]}/{episode}"
    what = Happening(f"{heard.feed.id}.reading", row, place, it, china_day(as_moment(point.at)))
    attempt(Upon(heard.live, rule, what, now))


def episode_of(live: Running, rule: Rule, point: Point) -> str:
    """What all readings of one alarm have in common, "" while a case of it is open and nothing more is to be done.

    For a rule that opens cases: how many of them are closed for this row. While one is open the number stays, so that
    of two readings in two transactions one runs the rule; once it is closed, the next reading begins another. For
    other rules it is the day, so that nobody is told twice on one day.
    """
    flows = flows_of(rule)
    if not flows:
        return china_day(as_moment(point.at)).isoformat()
    opened, closed = cases_of_row(live.programme_id, flows, point.row)
    return "" if opened else str(closed)
