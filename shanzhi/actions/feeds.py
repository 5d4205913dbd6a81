"""Sources of readings are opened and closed, and meters nobody knew are given to a row."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.feed import LONGEST_KEY
from shanzhi.core.filling import plain_text
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.topic import good_filter
from shanzhi.models import FeedDevice, FeedSource, FeedTrouble
from shanzhi.models.walls import acting
from shanzhi.queries.feeds import feed_of, key_field_of, key_hash
from shanzhi.queries.finder import Finder
from shanzhi.queries.running import Running, running

MOST: Final = 50  # sources of one feed that are not closed


@dataclass(frozen=True, slots=True)
class SourceIn:
    """A source to open. way: http or mqtt; key_field: of the register, "" for its first unique one; topic: of mqtt."""

    feed: str
    way: str
    title: str
    key_field: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A source just opened. key: shown this once and kept nowhere; "" but for http."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class FeedRef:
    """Which feed of which programme."""

    programme_id: int
    feed: str


def open_source(*, actor: Actor, programme_id: int, given: SourceIn, now: datetime) -> Opened:
    """Opens a source of readings.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("feed_unknown"), Refused("feed_key_field"),
    Refused("name_missing"), Refused("bad_choice"), Refused("bad_topic"), Refused("too_many_sources").
    """
    key = f"sz_{secrets.token_urlsafe(32)}" if given.way == "http" else ""
    with acting(actor):
        live = _kept(actor, programme_id)
        feed, register = feed_of(live, given.feed)
        topic = _checked(given)
        rows = FeedSource.objects.filter(programme=programme_id, feed=feed.id, ended_at=None).exclude(way="list")
        if rows.count() >= MOST:
            raise Refused("too_many_sources", "一项数据接入最多开{n}个来源，请先停用不用的。", n=MOST)
        row = FeedSource.objects.create(
            programme_id=programme_id,
            feed=feed.id,
            way=given.way,
            title=given.title.strip()[:60],
            key_field=key_field_of(register, given.key_field),
            topic=topic,
            hash=key_hash(key) if key else "",
            made_at=now,
            made_by_id=actor.id,
        )
        data = {"feed": feed.id, "way": row.way, "title": row.title, "topic": topic}
        note(actor, "open_source", About("feed", row.pk, programme_id, data, place_code=live.place.code), now)
    return Opened(row.pk, key)


def _checked(given: SourceIn) -> str:
    if not given.title.strip():
        raise Refused("name_missing", "请填写名称，再保存。")
    if given.way not in ("http", "mqtt"):
        raise Refused("bad_choice", "请从列出的选项中选择。")
    topic = given.topic.strip() if given.way == "mqtt" else ""
    if given.way == "mqtt" and not good_filter(topic):
        raise Refused("bad_topic", "主题的写法不对，请写成 water/+/reading 的样子。")
    return topic


def close_source(*, actor: Actor, source_id: int, now: datetime) -> FeedRef:
    """Closes a source: its key opens nothing from now on, its topic is heard no more; gives its feed.

    raises: Refused("not_found"), Refused("not_allowed").
    """
    with acting(actor):
        row = FeedSource.objects.select_for_update().filter(pk=source_id, ended_at=None).exclude(way="list").first()
        if row is None:
            raise Refused("not_found", "没有找到这个数据来源，可能已经停用。")
        live = _kept(actor, row.programme_id)
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        data = {"feed": row.feed, "title": row.title}
        note(actor, "close_source", About("feed", row.pk, row.programme_id, data, place_code=live.place.code), now)
    return FeedRef(row.programme_id, row.feed)


def assign_meter(*, actor: Actor, trouble_id: int, row: str, now: datetime) -> FeedRef:
    """Gives a number nobody knew to a row of the register; gives the feed. What it says from now on is taken.

    row: its name, or with its number: 井1 #12.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("record_missing").
    """
    with acting(actor):
        rows = FeedTrouble.objects.select_for_update(of=("self",)).select_related("source")
        trouble = rows.filter(pk=trouble_id, code="device_unknown", settled_at=None).exclude(key="").first()
        if trouble is None:
            raise Refused("not_found", "没有找到这个表号，可能已经处理。")
        source = trouble.source
        live = _kept(actor, source.programme_id)
        _, register = feed_of(live, source.feed)
        record = _named(live, register, row)
        key = plain_text(trouble.key)[:LONGEST_KEY]
        FeedDevice.objects.update_or_create(
            programme_id=source.programme_id, feed=source.feed, key=key, defaults={"record_id": record}
        )
        same = FeedTrouble.objects.filter(source__programme=source.programme_id, source__feed=source.feed, key=key)
        same.filter(code="device_unknown").update(settled_at=now)
        data = {"feed": source.feed, "meter": key, "record": record}
        about = About("record", record, source.programme_id, data, place_code=live.place.code)
        note(actor, "assign_meter", about, now)
    return FeedRef(source.programme_id, source.feed)


def _named(live: Running, register: Register, words: str) -> int:
    """The row that words name.

    raises: Refused("record_missing").
    """
    asked = Field(id="row", title=register.title, type="record", of=(register.id,))
    found = Finder(live).find(asked, words).value if words.strip() else None
    if not isinstance(found, int):
        raise Refused("record_missing", "请先选定这一行属于哪一条登记，它要在册。")
    return found


def _kept(actor: Actor, programme_id: int) -> Running:
    """A programme whose feeds the actor keeps."""
    live = running(programme_id)
    require(actor, "keep_feeds", place_code=live.place.code)
    return live
