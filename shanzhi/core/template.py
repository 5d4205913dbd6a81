"""Marks in a sheet that somebody else made: which value of which register, form or indicator belongs in each.

A mark is `{{村道.长度}}`, by ids or titles; `{{每行 村道.长度}}` makes a row for each row of a register;
`{{合计 村道.长度}}` and `{{行数 村道}}` reckon. A named cell needs no mark: its name is one, `road.length`, `c_length`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from shanzhi.core.again import plain_title
from shanzhi.core.kinds import Words

How = Literal["value", "each", "sum", "count"]
Value = str | int | Decimal | date | None
MOST_ROWS: Final = 5_000
NUMBER: Final = "行号"
_MARK: Final = re.compile(r"\{\{\s*(?:(每行|合计|行数|each|sum|count)\s+)?([^{}.]+?)\s*(?:\.\s*([^{}]+?)\s*)?\}\}")
_HOW: Final[Mapping[str, How]] = {
    "每行": "each", "each": "each", "合计": "sum", "sum": "sum", "行数": "count", "count": "count",
}  # fmt: skip
_PREFIX: Final = re.compile(r"(?i)c_")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wanted. words: as it was written; source, field: ids or titles, field "" where none is said."""

    words: str
    source: str
    field: str = ""
    how: How = "value"


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that wants something. text: what stands in it; name: the name it was given, "" for a cell with marks."""

    sheet: str
    column: int
    row: int
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that holds values. fields: id -> title; rows: by field id, what may not be seen left out.

    why: why it has no rows, where there is a reason beside that there are none.
    """

    id: str
    title: str
    fields: Mapping[str, str]
    rows: tuple[Mapping[str, Value], ...] = ()
    why: Words | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What is written into a cell."""

    sheet: str
    column: int
    row: int
    value: Value


@dataclass(frozen=True, slots=True)
class Spread:
    """A row that becomes as many as there are values. columns: column -> its value in each of them."""

    sheet: str
    row: int
    columns: Mapping[int, tuple[Value, ...]]
    count: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be filled, and why."""

    sheet: str
    column: int
    row: int
    mark: str
    why: Words


@dataclass(frozen=True, slots=True)
class Answer:
    """A sheet's cells to fill. rows: how many rows of registers go out with it."""

    filled: tuple[Filled, ...]
    spreads: tuple[Spread, ...]
    missing: tuple[Missing, ...]

    @property
    def rows(self) -> int:
        return sum(s.count for s in self.spreads) + len(self.filled)


def marks_of(spot: Spot) -> tuple[Mark, ...]:
    """The marks of a cell; a named cell has one, which its name says."""
    if spot.name:
        source, _, field = _PREFIX.sub("", spot.name, count=1).partition(".")
        return (Mark(spot.name, source, field),)
    found = _MARK.finditer(spot.text)
    return tuple(Mark(m[0], m[2], m[3] or "", _HOW[m[1]] if m[1] else "value") for m in found)


def needed(spots: Sequence[Spot], heads: Sequence[Source]) -> frozenset[str]:
    """The ids of the sources that the cells want something of."""
    found = (_meant(mark, heads) for spot in spots for mark in marks_of(spot))
    return frozenset(m[0].id for m in found if not isinstance(m, Words))


def answered(spots: Sequence[Spot], sources: Sequence[Source]) -> Answer:
    """What each cell is filled with, and what could not be.

    A cell that is one mark gets the value itself; marks within other words get it as words; what is missing is left
    empty, a named cell as it is.
    """
    filled: list[Filled] = []
    spreads: list[Spread] = []
    missing: list[Missing] = []
    by_row: dict[tuple[str, int], list[Spot]] = {}
    for spot in spots:
        by_row.setdefault((spot.sheet, spot.row), []).append(spot)
    for (sheet, row), cells in by_row.items():
        if any(m.how == "each" for c in cells for m in marks_of(c)):
            spread, bad = _spread(sheet, row, cells, sources)
            spreads.append(spread)
            missing += bad
            continue
        for cell in cells:
            value, bad = _cell(cell, lambda mark: _value(mark, sources))
            missing += bad
            if not (cell.name and bad):
                filled.append(Filled(sheet, cell.column, row, value))
    return Answer(tuple(filled), tuple(spreads), tuple(missing))


def words_of(value: Value) -> str:
    """A value within other words."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _spread(sheet: str, row: int, cells: Sequence[Spot], sources: Sequence[Source]) -> tuple[Spread, list[Missing]]:
    """A row for each row of the first source it names; other marks of it are the same in each."""
    each = [m for c in cells for m in marks_of(c) if m.how == "each"]
    first = next((m for m in each if m.source != NUMBER), each[0])
    source = _source(first, sources)
    rows = source.rows[:MOST_ROWS] if isinstance(source, Source) else ()
    columns: dict[int, tuple[Value, ...]] = {}
    missing: list[Missing] = []
    for cell in cells:
        out: list[Value] = []
        for n, one in enumerate(rows, 1):
            value, bad = _cell(cell, lambda mark, n=n, one=one: _in_row(mark, n, one, source, sources))  # type: ignore[misc]
            out.append(value)
            missing += bad if n == 1 else []
        if not rows:
            missing += [_missing(cell, m, _none(source)) for m in marks_of(cell) if m.how == "each"]
        columns[cell.column] = tuple(out)
    if isinstance(source, Source) and len(source.rows) > MOST_ROWS:
        words = Words("“{source}”有{n}行，只填了前{most}行。", _args(source, n=len(source.rows), most=MOST_ROWS))
        missing.append(_missing(cells[0], first, words))
    return Spread(sheet, row, columns, len(rows)), missing


def _in_row(
    mark: Mark, n: int, row: Mapping[str, Value], source: Source | Words, sources: Sequence[Source]
) -> Value | Words:
    if mark.source == NUMBER:
        return n
    if mark.how != "each":
        return _value(mark, sources)
    meant = _meant(mark, sources)
    if isinstance(meant, Words):
        return meant
    if meant[0] is not source:
        return Words("同一行里的“每行”标记要出自同一本台账。")
    return row[meant[1]] if meant[1] in row else Words("“{field}”不是您的岗位能看到的。", {"field": mark.field})


def _cell(cell: Spot, value_of: Callable[[Mark], Value | Words]) -> tuple[Value, list[Missing]]:
    marks = marks_of(cell)
    found = [(mark, value_of(mark)) for mark in marks]
    missing = [_missing(cell, mark, value) for mark, value in found if isinstance(value, Words)]
    if cell.name or cell.text.strip() == marks[0].words:
        value = found[0][1]
        return (None if isinstance(value, Words) else value), missing
    text = cell.text
    for mark, value in found:
        text = text.replace(mark.words, "" if isinstance(value, Words) else words_of(value), 1)
    return text, missing


def _value(mark: Mark, sources: Sequence[Source]) -> Value | Words:
    """A value alone: the only row's, or what is reckoned of all."""
    if mark.how == "count":
        source = _source(mark, sources)
        return source if isinstance(source, Words) else (source.why or len(source.rows))
    meant = _meant(mark, sources)
    if isinstance(meant, Words):
        return meant
    return _of_rows(mark, *meant) if meant[0].rows else _none(meant[0])


def _of_rows(mark: Mark, source: Source, field: str) -> Value | Words:
    values = [row[field] for row in source.rows if field in row]
    if not values:
        return Words("“{field}”不是您的岗位能看到的。", {"field": source.fields[field]})
    if mark.how == "sum":
        return _sum(values, source, field)
    if len(source.rows) > 1:
        words = "“{source}”有{n}行，不知道填哪一行。要逐行列出请写“每行”，要加起来请写“合计”。"
        return Words(words, _args(source, n=len(source.rows)))
    empty = values[0] is None or values[0] == ""
    return Words("“{source}”的“{field}”没有填。", _args(source, field=source.fields[field])) if empty else values[0]


def _sum(values: Sequence[Value], source: Source, field: str) -> Value | Words:
    """The sum of all that is filled in; None where a row has none would hide a gap."""
    numbers = [Decimal(v) for v in values if isinstance(v, int | Decimal)]
    if len(numbers) < len(values):
        words = "“{source}”的“{field}”有{n}行不是数或者没有填，没有加。"
        return Words(words, _args(source, field=source.fields[field], n=len(values) - len(numbers)))
    total = sum(numbers, Decimal())
    return int(total) if total == total.to_integral_value() else total


def _source(mark: Mark, sources: Sequence[Source]) -> Source | Words:
    found = [s for s in sources if s.id == mark.source] or [s for s in sources if _same(s.title, mark.source)]
    return found[0] if found else Words("没有叫“{name}”的台账、表单或者指标。", {"name": mark.source})


def _meant(mark: Mark, sources: Sequence[Source]) -> tuple[Source, str] | Words:
    """The source and field of a mark; a word alone may be an indicator, or a field that only one source has."""
    if mark.how == "count":
        source = _source(mark, sources)
        return source if isinstance(source, Words) else (source, "")
    if not mark.field:
        return _alone(mark.source, sources)
    source = _source(mark, sources)
    if isinstance(source, Words):
        return source
    field = next(_fields(mark.field, source), "")
    why = Words("“{source}”没有“{field}”这一项。", _args(source, field=mark.field))
    return (source, field) if field else why


def _alone(name: str, sources: Sequence[Source]) -> tuple[Source, str] | Words:
    whole = [s for s in sources if len(s.fields) == 1 and (s.id == name or _same(s.title, name))]
    found = [(s, next(iter(s.fields))) for s in whole] or [(s, f) for s in sources for f in _fields(name, s)]
    if len(found) == 1:
        return found[0]
    if not found:
        return Words("没有叫“{name}”的指标或者字段。", {"name": name})
    return Words(
        "“{name}”在{where}里都有，请写明是哪一个。", {"name": name, "where": "、".join(s.title for s, _ in found)}
    )


def _fields(name: str, source: Source) -> Iterator[str]:
    yield from (id_ for id_, title in source.fields.items() if id_ == name or _same(title, name))


def _same(title: str, name: str) -> bool:
    return bool(plain_title(title)) and plain_title(title) == plain_title(name)


def _none(source: Source | Words) -> Words:
    if isinstance(source, Words):
        return source
    return source.why or Words("“{source}”在这个地方、这段时间里没有内容。", _args(source))


def _args(source: Source, **more: object) -> dict[str, object]:
    return {"source": source.title, **more}


def _missing(cell: Spot, mark: Mark, why: Words) -> Missing:
    return Missing(cell.sheet, cell.column, cell.row, mark.words, why)
