"""A .docx as the lines of text that Word would print."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from shanzhi.papers.box import BROKEN, Box, Part, no_definitions, open_box
from shanzhi.papers.numbering import Numbering, read_numbering
from shanzhi.papers.refusals import refused
from shanzhi.papers.runs import boxes, mark_deleted, words
from shanzhi.papers.styles import read_styles
from shanzhi.papers.tables import Row, laid_out
from shanzhi.papers.wordml import child, name, number, value

_GONE: Final = frozenset({"del", "moveFrom", "Fallback"})
_CONTENTS: Final = "Table of Contents"


def read_docx(data: bytes) -> str:
    r"""Gives the text: a paragraph a line, a table row a line with TAB between cells, numbers put in front.

    Without headers, footers, notes, comments, hidden and deleted text, and generated tables of contents.
    raises: broken_docx, encrypted_docx, unpack_bomb, too_deep
    """
    try:
        with open_box(data) as box:
            return "".join(f"{line}\n" for line in _Reader(box).lines())
    except BROKEN as error:
        raise refused("too_deep" if "xcessive depth" in str(error) else "broken_docx") from error


class _Reader:
    """Walks the body block by block; holds the counters and what a deleted paragraph mark passes on."""

    def __init__(self, box: Box) -> None:
        self._styles = read_styles(box.tree(r"word/styles\d*\.xml"))
        self._numbering: Numbering = read_numbering(box.tree(r"word/numbering\d*\.xml"), self._styles)
        self._document = box.part(r"word/document\d*\.xml")
        self._carried = ""

    def lines(self) -> Iterator[str]:
        if self._document is None:
            raise refused("broken_docx")
        for block in _blocks(self._document):
            yield from self._block(block)
        if self._carried:
            yield self._carried

    def _block(self, block: etree._Element) -> Iterator[str]:
        kind = name(block)
        if kind == "p":
            yield from self._paragraph(block)
        elif kind == "tbl":
            yield from laid_out([self._row(row) for row in _rows(block)])
        elif kind == "sdt" and value(child(block, "sdtPr", "docPartObj", "docPartGallery")) == _CONTENTS:
            return
        elif kind not in _GONE:
            for inner in block:
                yield from self._block(inner)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        text = words(paragraph).strip("\n")
        if mark_deleted(properties):
            self._carried += text
        elif not self._styles.is_contents(self._styles.of(properties)):
            text, self._carried = self._carried + text, ""
            yield from (self._numbering.label(properties, text) + text).split("\n")
        for inner in boxes(paragraph):
            for block in inner:
                yield from self._block(block)

    def _row(self, row: etree._Element) -> Row:
        cells: list[str] = []
        tops: list[bool] = []
        for cell in _inside(row, "tc"):
            properties = child(cell, "tcPr")
            lines = (line for block in cell for line in self._block(block))
            merged = child(properties, "vMerge")
            cells.append(" ".join(filter(None, (line.strip() for line in lines))))
            tops.append(merged is None or value(merged) == "restart")
            span = max(1, min(number(child(properties, "gridSpan")) or 1, _WIDEST))
            cells.extend([""] * (span - 1))
            tops.extend([True] * (span - 1))
        before = number(child(row, "trPr", "gridBefore")) or 0
        return Row(before=min(max(before, 0), _WIDEST), cells=tuple(cells), tops=tuple(tops))


_WIDEST = 63
"""Word's own limit of columns; a greater span is damage or malice."""


def _blocks(part: Part) -> Iterator[etree._Element]:
    """The body's blocks one after another; each is freed once it is done, so that a long document stays small."""
    events = etree.iterparse(part, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False)
    body: etree._Element | None = None
    for event, element in events:
        if event == "start" and body is None:
            no_definitions(element)
            body = element if name(element) == "body" else None
        elif event == "start":
            continue
        elif body is not None and element.getparent() is body:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del body[0]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in _inside(table, "tr") if child(row, "trPr", "del") is None)


def _inside(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also where content controls or revisions stand between."""
    for inner in element:
        if name(inner) == wanted:
            yield inner
        elif name(inner) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _inside(inner, wanted)
