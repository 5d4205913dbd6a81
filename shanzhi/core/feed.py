"""The law of readings: what a source says of a meter -> points that may be kept, or why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final, Literal

from shanzhi.core.day import written_day
from shanzhi.core.filling import plain_text
from shanzhi.core.kinds import CHINA, Words

DIGITS: Final = 3
"""Values are kept as whole thousandths, whatever the measure; what is finer is rounded half up."""
LARGEST: Final = 10**15
LONGEST_KEY: Final = 80
AHEAD: Final = timedelta(hours=1)
"""A meter's clock may go so much before ours."""
OLDEST: Final = timedelta(days=731)
FRESH: Final = timedelta(days=1)
"""Rules hear of readings that are newer than every one before and came within this time."""
_MILLISECONDS: Final = 10**11
_LAST_SECOND: Final = 253_402_300_799

State = Literal["accepted", "duplicate", "refused"]
WHY: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "key_missing": Words("没有写明是哪一块表。"),
        "device_unknown": Words("没有登记这个表号，请在数据接入页上指给台账里的一行。"),
        "values_missing": Words("没有读数。"),
        "quantity_unknown": Words("这项数据接入不收这一项读数。"),
        "value_bad": Words("读数不是一个数。"),
        "value_out_of_range": Words("读数超出了这一项的上下限。"),
        "time_bad": Words("时刻读不出来，请写成 2026-09-01 08:00。"),
        "time_ahead": Words("时刻比现在还晚，请校准表的时钟。"),
        "time_too_old": Words("时刻早于两年以前，请校准表的时钟。"),
        "reading_differs": Words("同一时刻已有另一个读数，保留先到的。"),
        "counter_reset": Words("累计读数比上一次小：换了表或清了零，用量从零算起。"),
        "unreadable": Words("内容读不出来。"),
    }
)
"""Why a reading is not kept (or, of counter_reset, what is odd about one that is), by code."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of one meter. n: its number in the delivery; at: text, or seconds since 1970."""

    n: int
    key: str
    at: object
    values: Mapping[str, object]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """A quantity a feed reads. least, most: in thousandths; counter: it only grows, unless the meter is changed."""

    least: int | None = None
    most: int | None = None
    counter: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A reading that can be kept. at: seconds since 1970; value: in thousandths; row: of the register, 0 unknown."""

    n: int
    key: str
    quantity: str
    at: int
    value: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a delivery, read. code: why nothing of it can be kept, "" where all of it can."""

    n: int
    key: str
    points: tuple[Point, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an item."""

    n: int
    key: str
    state: State
    code: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a delivery. new: to be kept, in its order."""

    answers: tuple[Answer, ...]
    new: tuple[Point, ...] = field(default=())

    def count(self, state: State) -> int:
        """How many items became that."""
        return sum(a.state == state for a in self.answers)


def clean(text: str) -> str:
    """A text without what no table keeps: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def thousandths(given: object) -> int | None:
    """A value in thousandths, None where it is no number or too large."""
    if isinstance(given, bool) or given is None:
        return None
    try:
        number = Decimal(plain_text(given).replace(",", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= LARGEST // 10**DIGITS:
        return None
    return int(number.scaleb(DIGITS).to_integral_value(ROUND_HALF_UP))


def number_of(value: int) -> Decimal:
    """A value kept, as expressions and people see it: 12500 is 12.5."""
    said = Decimal(value).scaleb(-DIGITS).normalize()
    return said or Decimal(0)


def moment_of(given: object) -> int | None:
    """Seconds since 1970 of a text or number; a text without a zone is China's time, numbers may be milliseconds."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        seconds = given / 1000 if abs(given) >= _MILLISECONDS else given
        return int(seconds) if 0 <= seconds <= _LAST_SECOND else None
    text = plain_text(given) if isinstance(given, str) else ""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _loose(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return int(aware.timestamp())


def _loose(text: str) -> int | None:
    """A moment as sheets write it: 2026/9/1 8:05."""
    day, _, clock = text.partition(" ")
    on = written_day(day)
    hours, _, minutes = clock.strip().partition(":")
    minutes = minutes.partition(":")[0]
    if on is None or not all(part.isascii() and part.isdecimal() for part in (hours or "0", minutes or "0")):
        return None
    try:
        return int(datetime(on.year, on.month, on.day, int(hours or 0), int(minutes or 0), tzinfo=CHINA).timestamp())
    except ValueError:
        return None


def read_item(said: Said, reads: Mapping[str, Limits], now: datetime) -> Item:
    """An item with all its points, or the first reason why nothing of it can be kept.

    reads: the quantities of the feed by id.
    """
    key = clean(plain_text(said.key))[:LONGEST_KEY]
    at = moment_of(said.at)
    code = said.fault or ("" if key else "key_missing") or _time(at, now) or ("" if said.values else "values_missing")
    if code or at is None:
        return Item(said.n, key, code=code)
    points: list[Point] = []
    for name, given in said.values.items():
        value = thousandths(given)
        code = _value(reads.get(name), value)
        if code or value is None:
            return Item(said.n, key, code=code)
        points.append(Point(said.n, key, name, at, value))
    return Item(said.n, key, tuple(points))


def _time(at: int | None, now: datetime) -> str:
    if at is None:
        return "time_bad"
    if at > (now + AHEAD).timestamp():
        return "time_ahead"
    return "time_too_old" if at < (now - OLDEST).timestamp() else ""


def _value(limits: Limits | None, value: int | None) -> str:
    if limits is None:
        return "quantity_unknown"
    if value is None:
        return "value_bad"
    low = limits.least is not None and value < limits.least
    high = limits.most is not None and value > limits.most
    return "value_out_of_range" if low or high else ""


Known = Mapping[tuple[int, str, int], int]
"""Values kept already, by row, quantity and moment."""


def decide(items: Sequence[Item], rows: Mapping[str, int], known: Known) -> Decided:
    """What becomes of each item: all of it is kept, or nothing.

    The same value at the same moment is a duplicate; another one is refused, so that what came first stands. rows: of
    the register, by what meters are called.
    """
    seen: dict[tuple[int, str, int], int] = dict(known)
    answers: list[Answer] = []
    new: list[Point] = []
    for item in items:
        row = rows.get(item.key, 0)
        code = item.code or ("" if row else "device_unknown")
        mine = {(row, p.quantity, p.at): p.value for p in item.points}
        if not code and any(seen.get(spot, value) != value for spot, value in mine.items()):
            code = "reading_differs"
        if code:
            answers.append(Answer(item.n, item.key, "refused", code))
            continue
        fresh = [p for p in item.points if (row, p.quantity, p.at) not in seen]
        seen |= mine
        new += [Point(p.n, p.key, p.quantity, p.at, p.value, row) for p in fresh]
        answers.append(Answer(item.n, item.key, "accepted" if fresh else "duplicate"))
    return Decided(tuple(answers), tuple(new))


def fresh_of(points: Iterable[Point], latest: Mapping[tuple[int, str], int], now: datetime) -> tuple[Point, ...]:
    """The points that rules hear of, the oldest first. latest: the newest moment kept before, by row and quantity."""
    since = (now - FRESH).timestamp()
    heard = (p for p in points if p.at >= since and p.at > latest.get((p.row, p.quantity), 0))
    return tuple(sorted(heard, key=lambda p: (p.at, p.n)))


def as_moment(seconds: int) -> datetime:
    """Seconds since 1970 as an aware moment."""
    return datetime.fromtimestamp(seconds, UTC)
