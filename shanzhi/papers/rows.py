"""Sheets of an office's own, .xlsx and .csv, as rows of texts: large ones too, with what their formulas last gave."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from shanzhi.core.columns import HEAD_WITHIN, head_of
from shanzhi.core.kinds import Words
from shanzhi.papers.box import BROKEN, open_box
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.papers.refusals import refused
from shanzhi.papers.txt import read_txt

MOST_ROWS: Final = 200_000
_MOST_CELLS: Final = 4_000_000
_ZIP: Final = b"PK"
_CELL: Final = re.compile(rb"<c[ >/]")
_ERROR: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"')
_UNRECKONED: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f[^>]*>[^<]*</f>(?:<v></v>|<v/>)?</c>')
_EMPTY: Final = re.compile(r"[\s\u3000\u00a0\ufeff\u200b]+")
_BREAKS: Final = (*BROKEN, CalamineError, KeyError, TypeError, AttributeError, IndexError, UnicodeError)


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the titles. n: its number in the sheet, from 1; faults: of its formulas."""

    n: int
    cells: tuple[str, ...]
    faults: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A sheet as read. name: its title; titles: of its columns; lines: those that say something."""

    name: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...] = field(default=())


def read_rows(data: bytes, titles: Sequence[str]) -> Rows:
    """The rows of the first sheet whose first ten rows hold one of the titles; rows above the titles are left out.

    Merged cells count for each row they cover; days come as 2026-03-01, moments as 2026-03-01 08:30.

    raises: too_large, unpack_bomb, not_a_list, no_header, too_many_rows, bad_encoding
    """
    if len(data) > SHEET_BYTES:
        raise refused("too_large", size=len(data) // 1024 // 1024, limit=SHEET_BYTES // 1024 // 1024)
    found = _sheets(data) if data.startswith(_ZIP) else iter([("", _csv(data), {})])
    for name, rows, faults in found:
        head = head_of([[text(c) for c in row] for row in rows[:HEAD_WITHIN]], titles)
        if head >= 0:
            return Rows(name, tuple(text(c) for c in rows[head]), tuple(_lines(rows, head, faults)))
    raise refused("no_header", titles="、".join(titles[:3]))


Cells = list[list[object]]
Faults = Mapping[int, tuple[Words, ...]]


def _sheets(data: bytes) -> Iterator[tuple[str, Cells, Faults]]:
    try:
        broken = _looked_over(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for n, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(n)
            if sheet.total_height > MOST_ROWS + HEAD_WITHIN:
                raise refused("too_many_rows", limit=MOST_ROWS)
            rows: Cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            _spread(sheet, rows)
            yield name, rows, broken.get(f"xl/worksheets/sheet{n + 1}.xml", {})
    except _BREAKS as error:
        raise refused("not_a_list") from error


def _looked_over(data: bytes) -> dict[str, Faults]:
    """Part -> row -> what ails its formulas; refuses what would fill the memory before its rows can be counted."""
    out: dict[str, Faults] = {}
    count = 0
    with open_box(data) as box:
        for name in box.names(r"xl/worksheets/.*\.xml"):
            part = box.part(re.escape(name))
            xml = part.read() if part else b""
            count += len(_CELL.findall(xml))
            if count > _MOST_CELLS:
                raise refused("too_many_rows", limit=MOST_ROWS)
            out[name] = _faults(xml)
    return out


def _faults(xml: bytes) -> Faults:
    out: dict[int, tuple[Words, ...]] = {}
    sentences = (
        (_ERROR, "单元格 {cell} 的公式出错，请改正，或直接写上内容。"),
        (_UNRECKONED, "单元格 {cell} 是公式，还没有算出结果。请用 WPS 或 Excel 打开保存一次，或直接写上内容。"),
    )
    for pattern, sentence in sentences:
        for match in pattern.finditer(xml):
            cell, row = f"{match[1].decode()}{match[2].decode()}", int(match[2])
            out[row] = (*out.get(row, ()), Words(sentence, {"cell": cell}))
    return out


def _spread(sheet: CalamineSheet, rows: Cells) -> None:
    """Writes what stands in a merged cell into every cell it covers."""
    left = _MOST_CELLS
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or (bottom - top + 1) * (last - first + 1) > left:
            continue
        left -= (bottom - top + 1) * (last - first + 1)
        value = rows[top][first] if first < len(rows[top]) else ""
        for row in rows[top : bottom + 1]:
            for k in range(first, min(last + 1, len(row))):
                row[k] = value


def _csv(data: bytes) -> Cells:
    try:
        said, _ = read_txt(data)
        first = said.split("\n", 1)[0]
        mark = max(",\t;", key=first.count)
        rows: Cells = []
        for row in csv.reader(io.StringIO(said), delimiter=mark):
            rows.append(list(row))
            if len(rows) > MOST_ROWS + HEAD_WITHIN:
                raise refused("too_many_rows", limit=MOST_ROWS)
    except csv.Error as error:
        raise refused("not_a_list") from error
    return rows


def _lines(rows: Cells, head: int, faults: Faults) -> Iterator[Line]:
    """The lines below the titles; a second row of the same titles, as merged ones give, is none."""
    width, titles = len(rows[head]), tuple(text(c) for c in rows[head])
    for n, row in enumerate(rows[head + 1 :], head + 2):
        cells = tuple(text(c) for c in row[:width]) + ("",) * (width - len(row))  # a line of a .csv may end early
        again = all(not cell or cell == title for cell, title in zip(cells, titles, strict=False))
        if n in faults or (any(cells) and not again):
            yield Line(n, cells, faults.get(n, ()))


def text(value: object) -> str:
    """A cell as a text: days and moments in figures, whole numbers without a point."""
    if isinstance(value, str):
        return _EMPTY.sub(" ", value).strip() if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date | time):
        return _moment(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _moment(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()
