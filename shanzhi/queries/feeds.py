"""Feeds of running programmes, as their readings are taken: what is read, whose key it is, which row a meter is."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from shanzhi.core.feed import DIGITS, WHY, Limits
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.values import number, plain
from shanzhi.models import FeedDevice, FeedSource, Record
from shanzhi.queries.running import Running
from shanzhi.queries.scope import by_the_house

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Knock:
    """A source that shows its key."""

    id: int


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked of a broker. filter: as MQTT writes them; source: whose."""

    source: int
    filter: str


def key_hash(key: str) -> str:
    """What the table keeps of a feed key: its SHA-256; the key is random and long.

    cost: 0 queries.
    """
    return hashlib.sha256(key.encode()).hexdigest()


@by_the_house
def source_of(key: str) -> Knock | None:
    """The source a key belongs to, None where there is none or it was taken back.

    cost: 1 query.
    """
    found = FeedSource.objects.filter(hash=key_hash(key), way="http", ended_at=None).values_list("pk", flat=True)
    pk = found.first()
    return Knock(pk) if pk else None


@by_the_house
def broker_topics() -> tuple[Topic, ...]:
    """The topics that sources listen to.

    cost: 1 query.
    """
    rows = FeedSource.objects.filter(way="mqtt", ended_at=None).order_by("pk")
    return tuple(Topic(pk, topic) for pk, topic in rows.values_list("pk", "topic"))


def feed_of(live: Running, feed: str) -> tuple[Feed, Register]:
    """A feed of a programme and the register whose rows it reads.

    cost: 0 queries.
    raises: Refused("feed_unknown").
    """
    found = live.find(feed, Feed)
    register = live.find(found.register, Register) if found else None
    if found is None or register is None:
        raise Refused("feed_unknown", "这项工作没有这项数据接入，请从数据接入页进入。")
    return found, register


def limits_of(feed: Feed, register: Register) -> dict[str, Limits]:
    """The quantities of a feed, with the bounds of the register's field of the same id.

    cost: 0 queries.
    """
    out: dict[str, Limits] = {}
    for one in feed.reads:
        field = register.field(one.field)
        low, high = (number(bound) for bound in (field.min, field.max)) if field else (None, None)
        out[one.field] = Limits(_scaled(low), _scaled(high), one.counter)
    return out


def _scaled(bound: Decimal | None) -> int | None:
    return None if bound is None else int(bound.scaleb(DIGITS))


def key_field_of(register: Register, said: str = "") -> str:
    """The field that holds what meters are called: the one said, else the first unique one.

    cost: 0 queries.
    raises: Refused("feed_key_field").
    """
    name = said or next(iter(register.unique), "")
    found = register.field(name)
    if found is None or found.type not in ("text", "integer", "choice") or found.private is not None:
        raise Refused("feed_key_field", "请选台账里写着表号的那一项。")
    return name


def rows_called(source: FeedSource, register: str, keys: Iterable[str]) -> dict[str, int]:
    """The rows that meters belong to, by what they are called, in the scope at hand; what an official said goes first.

    A number that several rows have is nobody's.
    cost: 2 queries for each 10,000 meters.
    """
    found: dict[str, int] = {}
    wanted = sorted({k for k in keys if k})
    for n in range(0, len(wanted), BATCH):
        batch = wanted[n : n + BATCH]
        given = FeedDevice.objects.filter(programme=source.programme_id, feed=source.feed, key__in=batch)
        given = given.filter(record__ended_on=None)
        rows = Record.objects.filter(programme=source.programme_id, register=register, ended_on=None)
        rows = rows.filter(**{f"values__{source.key_field}__in": _typed(batch)})
        said = rows.order_by("pk").values_list(f"values__{source.key_field}", "pk")
        found |= _single([(str(k), pk) for k, pk in said]) | dict(given.values_list("key", "record_id"))
    return found


def _typed(keys: Sequence[str]) -> list[str | int]:
    """What meters are called as rows may keep it: also as whole numbers."""
    return [*keys, *(int(k) for k in keys if k.isascii() and k.isdecimal() and str(int(k)) == k)]


def _single(pairs: Sequence[tuple[str, int]]) -> dict[str, int]:
    found = dict(pairs)
    twice = {k for k, pk in pairs if found[k] != pk}
    return {k: pk for k, pk in found.items() if k not in twice}


def silent_for(feed: Feed) -> timedelta | None:
    """How long a row may say nothing, None where the pack does not say; days are days of the clock.

    cost: 0 queries.
    """
    said = plain(feed.silent_after)
    return timedelta(hours=said.hours) if isinstance(said, Duration) else None


def why_of(code: str) -> Words:
    """Why something could not be taken, in words.

    cost: 0 queries.
    """
    return WHY.get(code, WHY["unreadable"])
