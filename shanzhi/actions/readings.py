"""Readings of meters come in: from a key's holder, from a broker, or from a list; checked, kept, told to the rules."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shanzhi.actions.feed_rules import Heard, hear_readings
from shanzhi.actions.journal import About, note
from shanzhi.actions.turns import take_turn
from shanzhi.core.access import Actor, require
from shanzhi.core.feed import Decided, Item, Point, Said, clean, decide, fresh_of, read_item
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.registers import Register
from shanzhi.models import FeedReading, FeedSeries, FeedSource, FeedTrouble
from shanzhi.models.walls import acting
from shanzhi.queries.feeds import feed_of, key_field_of, limits_of, rows_called
from shanzhi.queries.records import seen_registers
from shanzhi.queries.running import Running, running

LOCK: Final = 7_203_180  # any fixed number: deliveries to one programme go one after the other
MOST: Final = 10_000  # items of one request
SAMPLE: Final = 300
MOST_TROUBLES: Final = 2_000  # different meters of one source that are counted one by one


@dataclass(frozen=True, slots=True)
class Inlet:
    """What a delivery goes into."""

    live: Running
    feed: Feed
    register: Register
    source: FeedSource


def take_readings(*, source_id: int, said: Sequence[Said], now: datetime) -> Decided:
    """Takes a delivery of a source, all in one transaction; the same sent twice changes nothing.

    Readings are not noted in the journal one by one: each keeps its source, and the source is.
    raises: Refused("not_found"), Refused("feed_unknown"), Refused("too_many_readings").
    """
    if len(said) > MOST:
        raise Refused("too_many_readings", "一次最多送{n}条读数，请分几次送。", n=MOST)
    with acting(None):
        inlet = _inlet(source_id)
        return _take(inlet, said, now)


def take_message(*, source_id: int, payload: bytes, key: str, now: datetime) -> Decided:
    """Takes a message of a broker: one item or a list of them, as JSON. What cannot be read is counted, never raised.

    key: of the meter, where the topic says it and the message does not.
    raises: Refused("not_found") and Refused("feed_unknown") where the source was taken back meanwhile.
    """
    said = said_of(payload, key)
    with acting(None):
        return _take(_inlet(source_id), said, now)


def count_unread(*, source_id: int, key: str, now: datetime) -> None:
    """Counts a message that broke the program, so that it does not come again for ever."""
    with acting(None):
        if FeedSource.objects.filter(pk=source_id).exists():
            FeedTrouble.count(source_id, {("unreadable", clean(key)[:80]): (1, "")}, now)


def said_of(payload: bytes, key: str = "") -> tuple[Said, ...]:
    """What a message says; one fault where it is no JSON of the form agreed."""
    try:
        read = json.loads(payload.decode("utf-8"))
    except (UnicodeError, ValueError, RecursionError):
        return (Said(1, key, None, {}, "unreadable"),)
    items = read if isinstance(read, list) else [read]
    if not items or len(items) > MOST:
        return (Said(1, key, None, {}, "unreadable"),)
    return tuple(_said(n, one, key) for n, one in enumerate(items, 1))


def _said(n: int, one: object, key: str) -> Said:
    values = one.get("values") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(values, dict):
        return Said(n, key, None, {}, "unreadable")
    named = one.get("key", key)
    text = str(named) if isinstance(named, str | int) else ""
    return Said(n, text, one.get("at"), {str(k): v for k, v in values.items()})


def import_readings(*, actor: Actor, programme_id: int, feed: str, said: Sequence[Said], now: datetime) -> Decided:
    """Takes the good rows of a list; gives what became of each.

    Rows of meters the actor may not see are unknown to him, as everywhere.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("feed_unknown").
    """
    seen_registers(actor)
    with acting(actor):
        live = running(programme_id)
        place = live.place.code if actor.role != "unit" else actor.place_code
        require(actor, "enter_readings", place_code=place, unit_ids=(actor.unit_id,))
        found, register = feed_of(live, feed)
        source = _of_lists(live, found, register, now)
        decided = _take(Inlet(live, found, register, source), said, now, by=actor)
        data = {"feed": feed, "new": decided.count("accepted"), "left_out": decided.count("refused")}
        if data["new"]:
            note(actor, "enter_readings", About("feed", source.pk, programme_id, data, place_code=place), now)
    return decided


def check_readings(*, actor: Actor, programme_id: int, feed: str, said: Sequence[Said], now: datetime) -> Decided:
    """What would become of each row of a list; nothing is written.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("feed_unknown").
    """
    with suppress(_Enough), acting(actor):
        decided = import_readings(actor=actor, programme_id=programme_id, feed=feed, said=said, now=now)
        raise _Enough
    return decided


class _Enough(Exception):  # noqa: N818 - it takes everything back, and never leaves this module
    pass


def _of_lists(live: Running, feed: Feed, register: Register, now: datetime) -> FeedSource:
    """The source that stands for all lists of a feed."""
    made = {"title": "表格导入", "key_field": key_field_of(register), "made_at": now}
    return FeedSource.objects.get_or_create(programme_id=live.programme_id, feed=feed.id, way="list", defaults=made)[0]


def _inlet(source_id: int) -> Inlet:
    source = FeedSource.objects.filter(pk=source_id, ended_at=None).first()
    if source is None:
        raise Refused("not_found", "没有找到这个数据来源，可能已经停用。")
    live = running(source.programme_id)
    return Inlet(live, *feed_of(live, source.feed), source)


def _take(inlet: Inlet, said: Sequence[Said], now: datetime, by: Actor | None = None) -> Decided:
    """Lock, load, ask, save, tell."""
    take_turn(LOCK, inlet.live.programme_id)
    limits = limits_of(inlet.feed, inlet.register)
    items = [read_item(one, limits, now) for one in said]
    rows = rows_called(inlet.source, inlet.register.id, (i.key for i in items if not i.code))
    series = _series(inlet, items, rows)
    decided = decide(items, rows, _known(items, rows, series))
    points = [(series[p.row, p.quantity], p.at, p.value) for p in decided.new]
    heard = _latest(inlet, series, decided.new)
    FeedReading.keep(inlet.source.pk, points)
    counters = {series[spot] for spot in series if limits[spot[1]].counter}
    fell = FeedReading.fell([p for p in points if p[0] in counters]) if counters else set()
    reset = [p for p, kept in zip(decided.new, points, strict=True) if (kept[0], kept[1]) in fell]
    if by is None:
        _count(inlet.source.pk, troubles_of(said, decided, reset), now)
    FeedSource.objects.filter(pk=inlet.source.pk).update(seen_at=now)
    if heard is not None:
        hear_readings(Heard(inlet.live, inlet.feed, inlet.register, series), fresh_of(decided.new, heard, now), now)
    return decided


def _count(source_id: int, found: Mapping[tuple[str, str], tuple[int, str]], now: datetime) -> None:
    """Counts what could not be taken; of a source with thousands of such meters by the reason alone."""
    if found and FeedTrouble.objects.filter(source=source_id).count() >= MOST_TROUBLES:
        whole: dict[tuple[str, str], tuple[int, str]] = {}
        for (code, _), (n, sample) in found.items():
            whole[code, ""] = (whole.get((code, ""), (0, ""))[0] + n, sample)
        found = whole
    FeedTrouble.count(source_id, found, now)


def _series(inlet: Inlet, items: Iterable[Item], rows: Mapping[str, int]) -> dict[tuple[int, str], int]:
    wanted = {(rows[i.key], p.quantity) for i in items if i.key in rows for p in i.points}
    return FeedSeries.begin(inlet.live.programme_id, inlet.feed.id, wanted)


def _known(
    items: Iterable[Item], rows: Mapping[str, int], series: Mapping[tuple[int, str], int]
) -> dict[tuple[int, str, int], int]:
    """Values kept already at the moments of a delivery."""
    asked = [(series[rows[i.key], p.quantity], p.at, 0) for i in items if i.key in rows for p in i.points]
    spots = {pk: spot for spot, pk in series.items()}
    return {(*spots[pk], at): value for (pk, at), value in FeedReading.known(asked).items()}


def _latest(
    inlet: Inlet, series: Mapping[tuple[int, str], int], new: Sequence[Point]
) -> dict[tuple[int, str], int] | None:
    """The newest moments before the delivery; None where no rule listens, and nothing has to be asked."""
    if not new or not inlet.live.hearing(f"{inlet.feed.id}.reading"):
        return None
    touched = {series[p.row, p.quantity] for p in new}
    spots = {pk: spot for spot, pk in series.items()}
    return {spots[pk]: at for pk, at in FeedReading.latest(touched).items()}


def troubles_of(
    said: Sequence[Said], decided: Decided, reset: Sequence[Point] = ()
) -> dict[tuple[str, str], tuple[int, str]]:
    """What could not be taken, by reason and meter: how often, and what the last one said.

    Of a delivery with thousands of such meters, the rest is counted under no name.
    """
    counts: Counter[tuple[str, str]] = Counter()
    samples: dict[tuple[str, str], str] = {}
    odd = [(a.code, a.key, a.n) for a in decided.answers if a.state == "refused"]
    by_n = {one.n: one for one in said}
    for code, key, n in (*odd, *(("counter_reset", p.key, p.n) for p in reset)):
        spot = (code, key if len(counts) < MOST_TROUBLES or (code, key) in counts else "")
        counts[spot] += 1
        samples[spot] = sample_of(by_n[n])
    return {spot: (n, samples[spot]) for spot, n in counts.items()}


def sample_of(said: Said) -> str:
    """What was sent, cut short; what could not be read at all is not kept, for it may hold anything."""
    shown = replace(said, key=said.key[:80])
    try:
        text = json.dumps({"at": shown.at, "values": dict(shown.values)}, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return ""
    return clean(text)[:SAMPLE]
