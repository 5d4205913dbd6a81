"""Rows pushed down in a sheet of somebody else: cells, merged cells, heights, formulas and names follow."""

import re
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

_CORNER: Final = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})")


def shifted(book: Workbook, sheet: Worksheet, row: int, by: int) -> None:
    """Makes room for so many rows below a row; a range that ends in this row takes the new ones in."""
    sheet.insert_rows(row + 1, by)
    _merged(sheet, row, by)
    heights = {n: d.height for n, d in sheet.row_dimensions.items() if n > row and d.height}
    for n in heights:
        sheet.row_dimensions[n].height = None
    for n, height in heights.items():
        sheet.row_dimensions[n + by].height = height
    for each in book.worksheets:
        for line in each.iter_rows():
            for cell in line:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = moved(cell.value, sheet.title, own=each is sheet, row=row, by=by)
    for name in (*book.defined_names.values(), *(n for s in book.worksheets for n in s.defined_names.values())):
        name.attr_text = moved(f"={name.attr_text}", sheet.title, own=False, row=row, by=by)[1:]
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = type(rule.sqref)([_range(str(r), row, by) for r in rule.sqref.ranges])
    if sheet.print_area:
        parts = str(sheet.print_area).split(",")
        sheet.print_area = ",".join(_range(part.rpartition("!")[2], row, by) for part in parts)


def moved(formula: str, sheet: str, *, own: bool, row: int, by: int) -> str:
    """A formula after rows were pushed down below a row of a sheet. own: whether it stands in that sheet itself."""
    tokens: Any = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            where, mark, range_ = token.value.rpartition("!")
            named = where.strip("'").replace("''", "'") == sheet
            if (own and not mark) or (mark and named):
                token.value = f"{where}{mark}{_range(range_, row, by)}"
    return str(tokens.render())


def _range(text: str, row: int, by: int) -> str:
    """A range or cell after the move; whole rows and columns, and names, stay."""
    first, colon, last = text.partition(":")
    start, end = _CORNER.fullmatch(first), _CORNER.fullmatch(last or first)
    if start is None or end is None:
        return text
    top, bottom = int(start[2]), int(end[2])
    top_new = top + by if top > row else top
    grows = bottom > row or (bool(colon) and bottom == row)
    bottom_new = bottom + by if grows else bottom
    return f"{start[1]}{top_new}{colon}{end[1]}{bottom_new}" if colon else f"{start[1]}{top_new}"


def _merged(sheet: Worksheet, row: int, by: int) -> None:
    ranges: Any = sheet.merged_cells.ranges
    for one in list(ranges):
        if one.max_row > row:
            ranges.discard(one)
            top = one.min_row + by if one.min_row > row else one.min_row
            place = {"min_col": one.min_col, "min_row": top, "max_col": one.max_col, "max_row": one.max_row + by}
            ranges.add(CellRange(**place))
