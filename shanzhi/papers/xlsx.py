"""Spreadsheets as offices print them: a title across the page, a line below it, a framed table."""

import io
import re
from collections.abc import Iterator
from copy import copy
from datetime import date, datetime
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell as Box
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shanzhi.papers.sheet import Cell, Kind, Sheet

_THIN: Final = Side(style="thin", color="FF000000")
_FRAME: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
# What OWASP names, and what Chinese keyboards type in their stead.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_NAME: Final = re.compile(r"[\\/*?:\[\]]")
_CELL_CHARS = 32_767
_NAME_CHARS = 31
_HEADER_ROW = 3
_FORMATS: Final = {"text": "@", "centre": "@", "number": "General", "date": "yyyy-mm-dd"}


def write_sheet(sheet: Sheet, *more: Sheet) -> bytes:
    """Gives the .xlsx: A4 across, one page wide, header repeated on each page, page numbers at the foot.

    more: further sheets of the same book; no two may have one title.
    Text stays text: what begins like a formula is marked so that no program calculates it.
    """
    book = Workbook(write_only=True)
    for each in (sheet, *more):
        _write(book, each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    name = _BAD_NAME.sub(" ", clean(sheet.title)).strip("' ")[:_NAME_CHARS] or "Sheet1"
    page = cast("Worksheet", book.create_sheet(name))
    _set_up(page, sheet)
    models = _Models(page)
    for head in _head(sheet, models):
        page.append(head)
    for row in sheet.rows:
        page.append([models.cell(value, column.kind) for value, column in zip(row, sheet.columns, strict=True)])


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    last = get_column_letter(len(sheet.columns))
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.row_dimensions[1].height = 36
    page.row_dimensions[2].height = 20
    page.row_dimensions[_HEADER_ROW].height = 28
    page.freeze_panes = f"A{_HEADER_ROW + 1}"
    page.print_title_rows = f"1:{_HEADER_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    page.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页 共 &N 页"))
    across = (("A", row, last, row) for row in (1, 2))
    down = ((letter, first, letter, end) for letter, first, end in _runs(sheet))
    for left, top, right, bottom in (*across, *down):
        # Into the set itself: the container's own add looks through all earlier ranges each time.
        page.merged_cells.ranges.add(CellRange(f"{left}{top}:{right}{bottom}"))


def _runs(sheet: Sheet) -> Iterator[tuple[str, int, int]]:
    """Column letter, first and last row of equal neighbours in the columns that ask for it."""
    for number, column in enumerate(sheet.columns):
        first = 0
        for row in range(1, len(sheet.rows) + 1) if column.merged else ():
            if row < len(sheet.rows) and sheet.rows[row][number] == sheet.rows[first][number] is not None:
                continue
            if row - first > 1:
                yield get_column_letter(number + 1), first + _HEADER_ROW + 1, row + _HEADER_ROW
            first = row


class _Models:
    """One styled cell for each look: sharing its style is ten times as fast as setting it on every cell."""

    def __init__(self, page: Worksheet) -> None:
        self._page = page
        self.title = self._model(Font(name="方正小标宋简体", size=20), "center", framed=False)
        self.subtitle = self._model(Font(name="仿宋", size=11), "left", framed=False)
        self.header = self._model(Font(name="黑体", size=11), "center")
        body = Font(name="仿宋", size=11)
        sides = {"text": "left", "centre": "center", "number": "center", "date": "center"}
        self._kinds = {kind: self._model(body, side, form=_FORMATS[kind]) for kind, side in sides.items()}
        self._quoted = {kind: self._quoting(model) for kind, model in self._kinds.items()}

    def cell(self, value: Cell, kind: Kind) -> Box:
        """Gives a body cell; the value's own type decides between text, number and date."""
        if isinstance(value, str):
            text = clean(value)
            quoted = text.startswith(_FORMULA)
            return self.text(text, (self._quoted if quoted else self._kinds)[kind if kind in _TEXTS else "text"])
        cell = self._like(self._kinds["date" if isinstance(value, date) else kind])
        shown = cell._style  # noqa: SLF001 - the next line would give dates another style
        cell.value = value.date() if isinstance(value, datetime) else value
        cell._style = shown  # noqa: SLF001 - as above
        return cast("Box", cell)

    def text(self, text: str, model: Box) -> Box:
        """Gives a cell that is text whatever it looks like."""
        cell = self._like(model)
        cell.value = text
        cell.data_type = "s"  # the line above makes a formula of "=1"
        return cast("Box", cell)

    def _like(self, model: Any) -> Any:  # noqa: ANN401 - the type stubs hide what a style consists of
        cell: Any = WriteOnlyCell(self._page)
        cell._style = model._style  # noqa: SLF001 - see the class
        return cell

    def _model(self, font: Font, side: str, *, framed: bool = True, form: str = "@") -> Box:
        cell: Any = WriteOnlyCell(self._page)
        cell.font = font
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        cell.border = _FRAME if framed else Border()
        cell.number_format = form
        return cast("Box", cell)

    def _quoting(self, model: Any) -> Box:  # noqa: ANN401 - as above
        cell = self._like(model)
        cell._style = copy(cell._style)  # noqa: SLF001 - as above
        cell._style.quotePrefix = 1  # noqa: SLF001 - openpyxl shows it for reading alone
        return cast("Box", cell)


_TEXTS: Final = frozenset({"text", "centre"})


def _head(sheet: Sheet, models: _Models) -> Iterator[list[Box]]:
    yield [models.text(clean(sheet.title), models.title)]
    yield [models.text(clean(sheet.subtitle), models.subtitle)]
    yield [models.text(clean(column.title), models.header) for column in sheet.columns]


def clean(text: str) -> str:
    """Text without what XML cannot hold, no longer than a cell."""
    text = _ILLEGAL.sub("", text)
    return text if len(text) <= _CELL_CHARS else text[: _CELL_CHARS - 1] + "…"
