"""An office's own .xlsx with marks in its cells: what it wants is read, what is known is written, all else stays."""

import io
import re
from collections.abc import Iterator
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shanzhi.core.template import Answer, Spot, Spread, Value, marks_of
from shanzhi.papers.box import BROKEN, open_box
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.papers.moving import shifted
from shanzhi.papers.refusals import refused
from shanzhi.papers.uploads import clean_upload
from shanzhi.papers.xlsx import clean

MOST_CELLS: Final = 200_000
_CELL: Final = re.compile(rb"<(?:\w+:)?c[ >/]")
_DOCTYPE: Final = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
# What takes values out of the book, or starts a program, once somebody opens it.
_REACHES_OUT: Final = re.compile(
    r"(?i)\b(?:WEBSERVICE|FILTERXML|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|SQL\.REQUEST)\s*\(|\||\[\d+\]|https?:|file:"
)
_LOST: Final = r"xl/(?:charts|diagrams|slicers|pivotTables|embeddings|ctrlProps|activeX)/.+\.(?:xml|bin)"
_MOST_NAMES: Final = 500
_BREAKS: Final = (*BROKEN, KeyError, TypeError, AttributeError, IndexError)


def read_template(data: bytes, name: str) -> tuple[tuple[Spot, ...], bool]:
    """The cells of a template that want something, and whether it holds charts or the like, which would be lost.

    raises: too_large, unpack_bomb, not_a_list, macro_file, locked_file, odd_parts, broken_file, too_many_rows.
    """
    book, loses = _opened(data, name)
    spots = (*_marked(book), *_named(book))
    return tuple(sorted(spots, key=lambda s: (s.sheet, s.row, s.column, s.name))), loses


def fill_template(data: bytes, name: str, answer: Answer) -> bytes:
    """The template with what is known in it: styles, merged cells and formulas stay; text is never made a formula.

    A row that becomes several pushes down what is below; formulas, names and merged cells follow.
    raises: as read_template.
    """
    book, _ = _opened(data, name)
    for one in answer.filled:
        _write(book[one.sheet].cell(one.row, one.column), one.value)
    for spread in sorted(answer.spreads, key=lambda s: s.row, reverse=True):
        _spread(book, book[spread.sheet], spread)
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(data: bytes, name: str) -> tuple[Workbook, bool]:
    if len(data) > SHEET_BYTES:
        raise refused("too_large", size=len(data) // 1024 // 1024, limit=SHEET_BYTES // 1024 // 1024)
    if clean_upload(data, name).kind != "xlsx":
        raise refused("not_a_list")
    try:
        loses = _looked_over(data)
        book = load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False)
        _harmless(book, name)
    except _BREAKS as error:
        raise refused("not_a_list") from error
    return book, loses


def _looked_over(data: bytes) -> bool:
    """Refuses what would fill the memory or holds definitions of its own; says whether something would be lost."""
    count = 0
    with open_box(data) as box:
        for part_name in box.names(r".*\.(?:xml|rels|vml)"):
            part = box.part(re.escape(part_name))
            xml = part.read() if part else b""
            if _DOCTYPE.search(xml[:4096]):
                raise refused("unpack_bomb", limit=MOST_CELLS // 1000)
            count += len(_CELL.findall(xml)) if part_name.startswith("xl/worksheets/") else 0
            if count > MOST_CELLS:
                raise refused("too_many_rows", limit=MOST_CELLS)
        return bool(box.names(_LOST))


def _harmless(book: Workbook, name: str) -> None:
    """Refuses formulas that would carry what is filled in out of the book."""
    texts = (str(n.attr_text) for n in book.defined_names.values())
    cells = (_formula(c) for sheet in book.worksheets for row in sheet.iter_rows() for c in row)
    if any(_REACHES_OUT.search(text) for text in (*texts, *cells) if text):
        raise refused("macro_file", name=name)


def _formula(cell: Any) -> str:  # noqa: ANN401 - cells and merged cells have no common type
    value = cell.value if cell.data_type == "f" else None
    return value if isinstance(value, str) else str(getattr(value, "text", "") or "")


def _marked(book: Workbook) -> Iterator[Spot]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f" and isinstance(cell.value, str) and "{{" in cell.value:
                    spot = Spot(sheet.title, int(cell.column), int(cell.row), cell.value)
                    if marks_of(spot):
                        yield spot


def _named(book: Workbook) -> Iterator[Spot]:
    """Cells that have a name; ranges, and what programs name for themselves, are none."""
    own = (n for s in book.worksheets for n in s.defined_names.values())
    for name in (*book.defined_names.values(), *own)[:_MOST_NAMES]:
        if not str(name.name).startswith("_xlnm") and not name.hidden:
            yield from _cell_of(book, str(name.name), str(name.attr_text))


def _cell_of(book: Workbook, name: str, said: str) -> Iterator[Spot]:
    found = re.fullmatch(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})", said)
    title = (found[1] or found[2]).replace("''", "'") if found else ""
    if found and title in book.sheetnames:
        cell = book[title][f"{found[3]}{found[4]}"]
        if cell.data_type != "f" and "{{" not in str(cell.value or ""):
            yield Spot(title, int(cell.column), int(cell.row), str(cell.value or ""), name)


def _write(cell: Any, value: Value) -> None:  # noqa: ANN401 - as above
    """Writes a value; text stays text whatever it begins with."""
    if isinstance(value, str):
        text = clean(value)
        cell.value = text or None
        if text:
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
        return
    form = cell.number_format
    cell.value = float(value) if isinstance(value, Decimal) and value != value.to_integral_value() else value
    if isinstance(value, date):
        cell.number_format = form if is_date_format(form) else "yyyy-mm-dd"


def _spread(book: Workbook, sheet: Worksheet, spread: Spread) -> None:
    """A row becomes several: what is below moves down, then each copy of the row gets its values."""
    more = max(0, spread.count - 1)
    across = [c for c in sheet.merged_cells.ranges if c.min_row == c.max_row == spread.row]
    model: dict[int, Any] = {c: sheet.cell(spread.row, c) for c in range(1, sheet.max_column + 1)}
    kept = {c: (cell.value, cell.data_type, copy(cell._style)) for c, cell in model.items() if _is_cell(cell)}  # noqa: SLF001 - the whole look of a cell at once
    if more:
        shifted(book, sheet, spread.row, more)
    for k in range(spread.count or 1):
        row = spread.row + k
        for column, (value, kind, style) in kept.items():
            cell: Any = sheet.cell(row, column)
            cell._style = copy(style)  # noqa: SLF001 - as above
            _set(cell, value, kind, f"{get_column_letter(column)}{spread.row}")
        for column, values in spread.columns.items():
            _write(sheet.cell(row, column), values[k] if k < len(values) else None)
        for one in across if k else ():
            sheet.merge_cells(None, row, one.min_col, row, one.max_col)
        if k and (height := sheet.row_dimensions[spread.row].height):
            sheet.row_dimensions[row].height = height


def _set(cell: Any, value: object, kind: str, origin: str) -> None:  # noqa: ANN401 - as above
    """What stands in the model row: formulas are translated to the row they are copied to."""
    if cell.coordinate == origin:
        return
    if kind == "f" and isinstance(value, str):
        cell.value = Translator(value, origin=origin).translate_formula(cell.coordinate)
    elif kind != "f":
        cell.value = value
        cell.data_type = kind


def _is_cell(cell: Any) -> bool:  # noqa: ANN401 - as above
    return hasattr(cell, "data_type") and type(cell).__name__ != "MergedCell"
