"""A letter as .docx in the layout of official papers: its parts written one by one and packed.

source: GB/T 9704—2012: 5.2 (margins, lines), 7.3 (title, text, signature), 7.5 (page numbers).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

from shanzhi.core.letter import Letter, Line, Look, Table, chinese_day
from shanzhi.papers.letter_parts import FIXED, R, W, element, foot, head

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STYLES: Final[dict[Look, str]] = {
    "caption": "Caption", "to": "To", "head": "Head", "subhead": "Subhead", "annex": "Annex",
    "annex_more": "AnnexMore", "body": "Body",
}  # fmt: skip
_WIDTH: Final = 8845  # twentieths of a point: 156 mm, the width of the text
_NEVER: Final = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows: the same letter gives the same bytes


def write_letter(letter: Letter) -> bytes:
    """Gives the .docx; the same letter always gives the same bytes.

    Text stays text: no field is made of it; what XML cannot hold is left out. Fonts are named, not packed in.
    """
    parts = dict(FIXED)
    parts["word/document.xml"] = _document(letter)
    parts["word/footer1.xml"], parts["word/footer2.xml"] = foot("right"), foot("left")
    parts["word/header1.xml"] = head(_clean(letter.draft))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in parts.items():
            box.writestr(zipfile.ZipInfo(name, _NEVER), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(letter: Letter) -> bytes:
    body = element("body", *_head(letter), *map(_line, letter.lines))
    for table in letter.tables:
        body.extend(_table(table))
    body.extend(_signature(letter))
    body.append(_section())
    return bytes(etree.tostring(element("document", body), xml_declaration=True, encoding="UTF-8", standalone=True))


def _head(letter: Letter) -> Iterator[etree._Element]:
    if letter.draft:
        yield _paragraph("Draft", letter.draft)
    if letter.number:
        yield _paragraph("Number", letter.number)
    yield _paragraph("Title", letter.title)


def _signature(letter: Letter) -> Iterator[etree._Element]:
    """Who issues it and when, kept together; a draft leaves the day open."""
    if letter.signed:
        yield _paragraph("Signed", letter.signed)
    if letter.on:
        yield _paragraph("Signed", chinese_day(letter.on))
    elif letter.draft:
        yield _paragraph("Signed", "    年  月  日")


def _line(line: Line) -> etree._Element:
    return _paragraph(_STYLES[line.look], line.text)


def _paragraph(style: str, text: str) -> etree._Element:
    return element("p", element("pPr", element("pStyle", _val(style))), element("r", *_texts(text)))


def _texts(text: str) -> Iterator[etree._Element]:
    """The text of a run: a line break where the text has one, its spaces kept."""
    for n, part in enumerate(_clean(text).split("\n")):
        if n:
            yield element("br")
        yield element("t", part, {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})


def _table(table: Table) -> Iterator[etree._Element]:
    """A framed table whose head is repeated on each page, and a small paragraph that parts it from what follows."""
    columns = max(map(len, table), default=0)
    if not columns:
        return
    width = str(_WIDTH // columns)
    rows = [_row((*cells, *[""] * (columns - len(cells))), width, head=not n) for n, cells in enumerate(table)]
    layout = element("tblPr",
        element("tblStyle", _val("Grid")), element("tblW", {f"{{{W}}}w": str(_WIDTH), f"{{{W}}}type": "dxa"}),
        element("jc", _val("center")), element("tblLayout", {f"{{{W}}}type": "fixed"}),
    )  # fmt: skip
    grid = element("tblGrid", *(element("gridCol", {f"{{{W}}}w": width}) for _ in range(columns)))
    yield element("tbl", layout, grid, *rows)
    yield _paragraph("After", "")


def _row(cells: tuple[str, ...], width: str, *, head: bool) -> etree._Element:
    marks = [element("cantSplit")] if sum(map(len, cells)) < _MUCH else []
    row = element("tr", element("trPr", *marks, *([element("tblHeader")] if head else [])))
    for text in cells:
        set_ = element(
            "tcPr", element("tcW", {f"{{{W}}}w": width, f"{{{W}}}type": "dxa"}), element("vAlign", _val("center"))
        )
        row.append(element("tc", set_, _paragraph("CellHead" if head else "Cell", text)))
    return row


_MUCH: Final = 400  # characters: a row of more may run over to the next page


def _section() -> etree._Element:
    """A4, 156 by 225 mm of text, odd pages numbered at the right, even ones at the left."""
    refs = [
        element(name, {f"{{{W}}}type": kind, f"{{{R}}}id": id_})
        for name, kind, id_ in (
            ("headerReference", "default", "rId3"), ("headerReference", "even", "rId3"),
            ("footerReference", "default", "rId4"), ("footerReference", "even", "rId5"),
        )
    ]  # fmt: skip
    size = element("pgSz", {f"{{{W}}}w": "11906", f"{{{W}}}h": "16838"})
    sides = {"top": "2098", "right": "1474", "bottom": "1984", "left": "1587", "header": "851", "footer": "1588"}
    margins = element("pgMar", {f"{{{W}}}{k}": v for k, v in sides.items()}, {f"{{{W}}}gutter": "0"})
    return element("sectPr", *refs, size, margins)


def _val(text: str) -> dict[str, str]:
    return {f"{{{W}}}val": text}


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
