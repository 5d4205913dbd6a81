"""Lists handed in as sheets: read, their columns matched to fields, and the bad rows given back with their reasons."""

from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse

from shanzhi import door
from shanzhi.core.columns import Column, columns_of
from shanzhi.papers import sheet as sheets
from shanzhi.web.desk.attached import XLSX, download
from shanzhi.web.desk.sheets import write_sheet

if TYPE_CHECKING:
    from shanzhi.papers.rows import Rows

SHOWN: Final = 200
PROBLEM: Final = "问题"
_SAMPLE: Final = 3
_WIDE: Final = 48


def reader() -> ModuleType:
    """The reader of sheets: its library takes some MB, and an idle server reads nothing."""
    from shanzhi.papers import rows  # noqa: PLC0415 - see above

    return rows


def columns_said(
    request: HttpRequest, titles: Sequence[str], fields: Mapping[str, Sequence[str]]
) -> tuple[Column, ...]:
    """What the columns are taken for: by their titles, or as the page says. fields: the titles each goes by."""
    found = columns_of(titles, fields)
    said = {c.n: request.POST.get(f"column_{c.n}") for c in found}
    if all(name is None for name in said.values()):
        return found
    good = {n: name for n, name in said.items() if name in fields}
    return tuple(Column(c.n, c.title, good.get(c.n) or "", sure=True) for c in found)


def matched(read: "Rows", columns: Sequence[Column], fields: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """What a page shows of a sheet: each column with some of its cells, and the fields it may be taken for."""
    some = read.lines[:_SAMPLE]
    cells = [(c, "、".join(x.cells[c.n] for x in some if x.cells[c.n])) for c in columns]
    return {"columns": cells, "choices": [(name, titles[0]) for name, titles in fields.items()]}


def marked(heads: tuple[str, str], read: "Rows", why: Iterable[tuple[int, str]], width: int = 18) -> HttpResponse:
    """The bad rows alone, under the titles of the sheet they came from, each with its reason in a last column.

    heads: the title of the sheet, and the line below it; why: numbers of rows with their reasons.
    """
    lines = {x.n: x for x in read.lines}
    rows = [(*lines[n].cells, words) for n, words in why if n in lines]
    columns = [sheets.Column(title, _WIDE if title == PROBLEM else width) for title in (*read.titles, PROBLEM)]
    made = sheets.Sheet(*heads, columns, rows)
    return download(write_sheet(made), f"{heads[0]}-{PROBLEM}-{door.today():%Y%m%d}.xlsx", XLSX)
