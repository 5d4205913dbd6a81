"""What is filled in under fields: texts of people become values, or sentences of what ails them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, Protocol, TypeAlias

from shanzhi.core.day import written_day
from shanzhi.core.kinds import CHINA, Refused, Words
from shanzhi.core.pack.data import Datum, Row
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.quantities import MONEY, Quantity
from shanzhi.core.pack.values import number

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
LONGEST: Final = {"text": 200, "long_text": 10_000, "choice": 200}
MOST_ROWS: Final = 200
MOST_VALUES: Final = 100
LARGEST: Final = Decimal(10) ** 15
KINDS_OF_ROWS: Final = frozenset({"place", "org", "person", "household", "record"})
_SIX: Final = Decimal("0.000000")
_MARKS = re.compile(r"[、，,；;\n]+")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00)?\Z")  # as sheets end a day
_MOMENT = re.compile(r"(.+?)[T 日]\s*(\d{1,2}[:时点]\d{1,2})分?(?::\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})[:时点](\d{1,2})分?(?::\d{2})?")
_SUM = re.compile(r"([¥￥]?)\s*(-?\d[\d,]*(?:\.\d+)?)\s*(\S*)")
_PLACE = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[,，\s]+(-?\d{1,3}(?:\.\d+)?)")
_FILE = re.compile(r"[0-9a-f]{64}")
_YES, _NO = (
    frozenset({"是", "有", "对", "√", "✓", "1", "true", "yes", "on"}),
    frozenset({"否", "无", "不", "×", "0", "false", "no", "off"}),
)


class Finder(Protocol):
    """Finds a place, unit, person, household or row that words name."""

    def find(self, field: Field, words: str) -> "Found":
        """What the words name; none, or several, is a fault."""


@dataclass(frozen=True, slots=True)
class Found:
    """What words name. value: a place's code or a row's id; fault: why nothing, or more than one thing."""

    value: str | int | None = None
    fault: Words | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What ails a field. field: its id, "" for the whole form; soft: warns and lets pass."""

    field: str
    words: Words
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """Values by field, JSON-ready: sums in fen, decimals and days as text, places by code, rows by id."""

    values: Mapping[str, Json] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def good(self) -> bool:
        return all(f.soft for f in self.faults)


class Unfilled(Refused):
    """What was filled in cannot be kept. faults: all of them, each with its field; the sentence is the first one's."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        hard = tuple(f for f in faults if not f.soft)
        said = Refused("not_filled", "填写的内容没有保存：{fault}", fault=hard[0].words)
        super().__init__(said.code, said.text, **said.args_)
        self.faults = hard


class _Wrong(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, text: str, **args: object) -> None:
        super().__init__(text)
        self.words = Words(text, args)


def fill(fields: Sequence[Field], given: Mapping[str, object], finder: Finder) -> Filled:
    """Values of the fields from what was given, all faults at once; what is reckoned is not asked and not taken.

    given: texts as people write them, or JSON as it was kept; a field not in it is empty.
    """
    values: dict[str, Json] = {}
    faults: list[Fault] = []
    for one in fields:
        if one.value is not None:
            continue
        try:
            value = _take(one, given.get(one.id), finder)
        except _Wrong as wrong:
            faults.append(Fault(one.id, wrong.words))
            continue
        if value is None and one.required:
            faults.append(Fault(one.id, Words("“{field}”要填写。", {"field": one.title or one.id})))
        elif value is not None:
            values[one.id] = value
    unknown = given.keys() - {f.id for f in fields}
    faults += [Fault(name, Words("没有“{field}”这一项。", {"field": name})) for name in sorted(unknown) if given[name]]
    return Filled(values, tuple(faults))


def _take(one: Field, given: object, finder: Finder) -> Json:
    """The value of one field, None where nothing is said."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if one.type == "table":
        return _table(one, given, finder)
    if not one.many:
        return _single(one, given, finder)
    parts = given if isinstance(given, list) else [p for p in _MARKS.split(str(given)) if p.strip()]
    if len(parts) > MOST_VALUES:
        raise _Wrong("“{field}”最多填{n}个。", field=one.title, n=MOST_VALUES)
    taken = [_single(one, part, finder) for part in parts]
    return list(dict.fromkeys(t for t in taken if isinstance(t, str | int))) or None


def _single(one: Field, given: object, finder: Finder) -> Json:
    if one.type in KINDS_OF_ROWS:
        found = finder.find(one, plain_text(given))
        if found.fault is not None:
            raise _Wrong(found.fault.text, **found.fault.args)
        return found.value
    return _READ[one.type](one, given)


def plain_text(given: object) -> str:
    """The text of what was given: full-width letters, digits and marks made half-width, no space around it."""
    text = str(given)
    if text.isascii():
        return text.replace("\r\n", "\n").strip()
    text = text.replace("\r\n", "\n")
    return unicodedata.normalize("NFKC", text).strip() if len(text) < LONGEST["text"] else text.strip()


def _text(one: Field, given: object) -> Json:
    text = str(given).replace("\r\n", "\n").strip()
    longest = LONGEST[one.type]
    if len(text) > longest:
        raise _Wrong("“{field}”最多{n}个字，现在有{m}个。", field=one.title, n=longest, m=len(text))
    if "\0" in text:
        raise _Wrong("“{field}”里有不能保存的字符，请重新输入。", field=one.title)
    return text


def _choice(one: Field, given: object) -> Json:
    text = plain_text(given)
    known = _known(one.of)
    if text in known:
        return known[text]
    raise _Wrong("“{field}”没有“{given}”这个选项，可选：{of}。", field=one.title, given=text, of="、".join(one.of))


@lru_cache(maxsize=256)
def _known(of: tuple[str, ...]) -> Mapping[str, str]:
    """The choices by their plain texts."""
    return {plain_text(c): c for c in of}


def _bool(one: Field, given: object) -> Json:
    text = str(given).strip().lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise _Wrong("“{field}”请填“是”或“否”。", field=one.title)


def _number(one: Field, given: object) -> Decimal:
    text = plain_text(given).replace(",", "")
    text = text.removesuffix(one.measure).strip() if one.measure else text
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _Wrong("“{field}”请填数字，现在是“{given}”。", field=one.title, given=plain_text(given)) from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise _Wrong("“{field}”的数字太大，请核对。", field=one.title)
    return value


def _within(one: Field, value: Decimal) -> None:
    least, most = number(one.min), number(one.max)
    if least is not None and value < least:
        raise _Wrong("“{field}”不能小于{n}，现在是{value}。", field=one.title, n=least, value=value)
    if most is not None and value > most:
        raise _Wrong("“{field}”不能大于{n}，现在是{value}。", field=one.title, n=most, value=value)


def _integer(one: Field, given: object) -> Json:
    value = _number(one, given)
    if value != int(value):
        raise _Wrong("“{field}”请填整数，现在是“{given}”。", field=one.title, given=plain_text(given))
    _within(one, value)
    return int(value)


def _decimal(one: Field, given: object) -> Json:
    value = _number(one, given)
    _within(one, value)
    return format(value.normalize(), "f")


def _money(one: Field, given: object) -> Json:
    """Fen. An integer was kept before and is fen; a text is in yuan where it says no measure."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    match = _SUM.fullmatch(plain_text(given))
    measure = (match[3] or "元") if match else ""
    fen = Decimal(match[2].replace(",", "")) * MONEY[measure] if match and measure in MONEY else None
    if fen is None or abs(fen) >= LARGEST:
        raise _Wrong("“{field}”请填金额，例如“1200”或“1.5 万元”。", field=one.title)
    if fen != int(fen):
        raise _Wrong("“{field}”最小到分，请核对。", field=one.title)
    _within(one, fen / MONEY["元"])
    return int(fen)


@lru_cache(maxsize=4096)  # a list says the same days again and again
def day_of(text: str) -> date | None:
    """The day of a text, with midnight after it or without, as `written_day` reads it."""
    return written_day(_MIDNIGHT.sub("", text))


def _date(one: Field, given: object) -> Json:
    day = day_of(plain_text(given))
    if day is None:
        raise _Wrong("“{field}”请填日期，例如2026-03-01，现在是“{given}”。", field=one.title, given=plain_text(given))
    return day.isoformat()


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _time(one: Field, given: object) -> Json:
    moment = _clock(plain_text(given))
    if moment is None:
        raise _Wrong("“{field}”请填时间，例如08:30。", field=one.title)
    return moment.isoformat("minutes")


def _datetime(one: Field, given: object) -> Json:
    """Minutes in China time: 2026-03-01T08:30."""
    match = _MOMENT.fullmatch(plain_text(given).removesuffix("+08:00"))
    day = day_of(match[1]) or day_of(match[1] + "日") if match else None
    clock = _clock(match[2]) if match else None
    if day is None or clock is None:
        raise _Wrong("“{field}”请填日期和时间，例如2026-03-01 08:30。", field=one.title)
    return datetime.combine(day, clock, CHINA).isoformat(timespec="minutes")


def _location(one: Field, given: object) -> Json:
    """Latitude and longitude in degrees (WGS-84), six places."""
    text = ",".join(map(str, given)) if isinstance(given, list) else plain_text(given)
    match = _PLACE.fullmatch(text)
    north, east = (Decimal(match[1]), Decimal(match[2])) if match else (LARGEST, LARGEST)
    if abs(north) > 90 or abs(east) > 180:  # noqa: PLR2004 - degrees
        raise _Wrong("“{field}”请在地图上选，或填“纬度,经度”。", field=one.title)
    return [str(north.quantize(_SIX)), str(east.quantize(_SIX))]


def _file(one: Field, given: object) -> Json:
    """A photo, file or signature handed in before, by its SHA-256."""
    text = str(given).strip()
    if not _FILE.fullmatch(text):
        raise _Wrong("“{field}”的文件没有收到，请重新选择。", field=one.title)
    return text


def _shape(one: Field, given: object) -> Json:
    """A ring of at least three points, each latitude and longitude."""
    if not isinstance(given, list) or not 3 <= len(given) <= 10 * MOST_ROWS:  # noqa: PLR2004 - a triangle
        raise _Wrong("“{field}”请在地图上画出范围，至少三个点。", field=one.title)
    return [_location(one, point) for point in given]


def _table(one: Field, given: object, finder: Finder) -> Json:
    if not isinstance(given, list) or len(given) > MOST_ROWS:
        raise _Wrong("“{field}”是一张表，最多{n}行。", field=one.title, n=MOST_ROWS)
    rows: list[Json] = []
    for n, line in enumerate(given, 1):
        filled = fill(one.fields, line if isinstance(line, dict) else {}, finder)
        if filled.faults:
            fault = filled.faults[0].words
            raise _Wrong("“{field}”第{n}行：{fault}", field=one.title, n=n, fault=str(fault))
        rows.append(dict(filled.values))
    return rows or None


_READ: Final[Mapping[str, Callable[[Field, object], Json]]] = {
    "text": _text, "long_text": _text, "choice": _choice, "bool": _bool, "integer": _integer, "decimal": _decimal,
    "money": _money, "date": _date, "time": _time, "datetime": _datetime, "location": _location, "shape": _shape,
    "photo": _file, "file": _file, "signature": _file,
}  # fmt: skip


def row_of(fields: Sequence[Field], values: Mapping[str, Json], more: Mapping[str, Datum] | None = None) -> Row:
    """What expressions see of kept values: numbers exact, sums in yuan, days as days; empty is unknown."""
    data: dict[str, Datum] = {one.id: datum(one, values.get(one.id)) for one in fields}
    return Row(data | dict(more or {}))


def datum(one: Field, value: Json) -> Datum:
    """One kept value as expressions see it."""
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(datum(one, v) for v in value) if one.many else tuple(str(v) for v in value)
    return _SHOWN[one.type](value) if one.type in _SHOWN else str(value)


def _sum(value: Json) -> Datum:
    return Quantity(Decimal(str(value)) / MONEY["元"], "元")


_SHOWN: Final[Mapping[str, Callable[[Json], Datum]]] = {
    "integer": lambda value: Decimal(str(value)),
    "decimal": lambda value: Decimal(str(value)),
    "money": _sum,
    "date": lambda value: date.fromisoformat(str(value)),
    "datetime": lambda value: datetime.fromisoformat(str(value)),
    "bool": bool,
}
