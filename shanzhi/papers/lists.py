"""Lists of units and people as offices keep them in .xlsx: rows out of them, and the same file back with marks."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from shanzhi.core.kinds import Words
from shanzhi.core.register import Row
from shanzhi.papers.box import BROKEN, open_box
from shanzhi.papers.limits import LIST_BYTES
from shanzhi.papers.refusals import refused

MOST_ROWS: Final = 20_000
PROBLEM: Final = "问题"
_MOST_CELLS = 1_000_000
_HEADER_WITHIN = 10
_FILL = "FFFFE699"
_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_EMPTY: Final = re.compile(r"[\s\u3000\u00a0\ufeff\u200b]+")
_NOTE: Final = re.compile(r"[\s\u3000*＊:：]|[（(].*[)）]")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[ >/]")
_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell [^>]*?ref=["']([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)""")
_BREAKS: Final = (*BROKEN, KeyError, TypeError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as read. sheet: its title; header: the row of titles; rows: those that say something."""

    sheet: str
    header: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Where the titles stand. columns: field -> column, from 1."""

    row: int
    columns: Mapping[str, int]


def read_list(data: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Listed:
    """Gives the rows of the first sheet whose first ten rows hold the titles of the needed columns.

    Formulas count by the value last reckoned, merged cells for each row they cover; days come as 2026-03-01.

    raises: too_large, unpack_bomb, not_a_list, no_header, too_many_rows
    """
    book, formulas = _open(data, values=True), _open(data, values=False)
    page, head = _find(book, columns, needed)
    rows = tuple(_rows(page, formulas[page.title], head))
    return Listed(page.title, head.row, rows)


def mark_list(
    data: bytes, listed: Listed, problems: Mapping[int, str], more: Mapping[str, Mapping[int, str]] | None = None
) -> bytes:
    """Gives the same file with the bad rows filled and their sentences in a last column 问题; older marks go.

    more: further columns after it, title -> row -> text, such as 初始密码.
    """
    book = _open(data, values=False)
    page: Any = book[listed.sheet]
    titles = {PROBLEM: problems, **(more or {})}
    columns = _columns(page, listed.header, titles)
    width = min(columns.values())
    for row in {r.n for r in listed.rows} | set(problems):
        for column in range(1, width + 1):
            _paint(page, row, column, bad=row in problems)
    for title, texts in titles.items():
        column = columns[title]
        _write(page, listed.header, column, title, bold=True)
        page.column_dimensions[get_column_letter(column)].width = 48 if title == PROBLEM else 18
        old = {r for (r, c), cell in page._cells.items() if c == column and cell.value is not None}  # noqa: SLF001 - see _said
        for row in (old | set(texts)) - set(range(1, listed.header + 1)):
            _write(page, row, column, texts.get(row, ""))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _open(data: bytes, *, values: bool) -> Workbook:
    if len(data) > LIST_BYTES:
        raise refused("too_large", size=len(data) // 1024 // 1024, limit=LIST_BYTES // 1024 // 1024)
    try:
        with open_box(data):
            pass
        _count_cells(data)
        return load_workbook(io.BytesIO(data), data_only=values)
    except _BREAKS as error:
        raise refused("not_a_list") from error


def _count_cells(data: bytes) -> None:
    """Refuses what would fill the memory before its rows can be counted: cells, and those that merging makes."""
    with open_box(data) as box:
        found = 0
        for name in box.names(r".*"):
            part = box.part(re.escape(name))
            xml = part.read() if part else b""
            found += len(_CELL.findall(xml)) + sum(_area(m) for m in _MERGED.finditer(xml))
    if found > _MOST_CELLS:
        raise refused("too_many_rows", limit=MOST_ROWS)


def _area(merged: re.Match[bytes]) -> int:
    left, right = (column_index_from_string(merged[k].decode()[:3]) for k in (1, 3))
    return (abs(right - left) + 1) * (abs(int(merged[4]) - int(merged[2])) + 1)


def _find(book: Workbook, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> tuple[Worksheet, Head]:
    for page in book.worksheets:
        for n, cells in enumerate(page.iter_rows(max_row=_HEADER_WITHIN, values_only=True), 1):
            titles = [_NOTE.sub("", str(c)) if c is not None else "" for c in cells]
            at = _match(titles, columns)
            if all(name in at for name in needed):
                return page, Head(n, at)
    raise refused("no_header", titles="、".join(columns[name][0] for name in needed))


def _match(titles: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each field: its best title wins, and no column serves twice."""
    out: dict[str, int] = {}
    for rank in range(max(map(len, columns.values()))):
        for name, words in columns.items():
            if name in out or rank >= len(words):
                continue
            at = next((k for k, t in enumerate(titles, 1) if t == words[rank] and k not in out.values()), None)
            if at:
                out[name] = at
    return out


def _said(page: Any, head: Head) -> list[int]:  # noqa: ANN401 - a sheet, whose stubs hide its cells
    """The rows below the titles that say something in a wanted column; a sheet's own count takes in empty ones."""
    wanted = set(head.columns.values())
    cells = page._cells.items()  # noqa: SLF001 - asking row by row would make a million empty cells
    rows = {row for (row, column), cell in cells if row > head.row and column in wanted and cell.value is not None}
    if len(rows) > MOST_ROWS:
        raise refused("too_many_rows", limit=MOST_ROWS)
    return sorted(rows)


def _rows(page: Any, formulas: Any, head: Head) -> Iterator[Row]:  # noqa: ANN401 - as above
    said = _said(formulas, head)
    spread = _spread(page, head, said)
    for n in said:
        cells, faults = {}, []
        for name, column in head.columns.items():
            at = spread.get((n, column), (n, column))
            value = page.cell(*at).value
            cells[name] = _text(value)
            faults += _fault(value, formulas.cell(*at))
        if any(cells.values()) or faults:
            yield Row(n, cells, tuple(faults))


def _spread(page: Any, head: Head, said: Sequence[int]) -> dict[tuple[int, int], tuple[int, int]]:  # noqa: ANN401 - as above
    """Cell below a merged range -> the cell that holds its value."""
    out: dict[tuple[int, int], tuple[int, int]] = {}
    wanted = set(head.columns.values())
    for merged in page.merged_cells.ranges:
        low, high = max(merged.min_row, head.row + 1), min(merged.max_row, said[-1] if said else 0)
        for column in wanted & set(range(merged.min_col, min(merged.max_col, max(wanted)) + 1)):
            for row in range(low, high + 1):
                if len(out) < _MOST_CELLS:
                    out[row, column] = (merged.min_row, merged.min_col)
    return out


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _EMPTY.sub(" ", str(value).translate(_DIGITS)).strip()


def _fault(value: object, formula: Any) -> list[Words]:  # noqa: ANN401 - a cell of either kind
    where = {"cell": formula.coordinate}
    if isinstance(value, str) and value.startswith("#") and formula.data_type in {"e", "f"}:
        return [Words("单元格 {cell} 的公式出错，请改正，或直接写上内容。", where)]
    if value is None and formula.data_type == "f":
        return [Words("单元格 {cell} 是公式，还没有算出结果。请用 WPS 或 Excel 打开保存一次，或直接写上内容。", where)]
    return []


def _columns(page: Any, header: int, titles: Iterable[str]) -> dict[str, int]:  # noqa: ANN401 - as above
    """Columns of the titles: those there already, new ones behind the last."""
    there = {_text(page.cell(header, k).value): k for k in range(1, page.max_column + 1)}
    after = max((k for t, k in there.items() if t), default=0)
    out = {}
    for title in titles:
        after += title not in there
        out[title] = there.get(title, after)
    return out


def _paint(page: Any, row: int, column: int, *, bad: bool) -> None:  # noqa: ANN401 - as above
    cell = page.cell(row, column)
    if bad:
        cell.fill = PatternFill("solid", start_color=_FILL)
    elif cell.fill.fill_type == "solid" and cell.fill.start_color.rgb == _FILL:
        cell.fill = PatternFill()


def _write(page: Any, row: int, column: int, text: str, *, bold: bool = False) -> None:  # noqa: ANN401 - as above
    """Writes text that no program takes for a formula."""
    cell = page.cell(row, column)
    if type(cell).__name__ == "MergedCell":
        return
    cell.font = Font(bold=bold)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell._style.quotePrefix = 1  # noqa: SLF001 - openpyxl shows it for reading alone
    cell.alignment = Alignment(wrap_text=True, vertical="top")
