"""A PDF with text as paragraphs."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw

from shanzhi.papers.limits import LIMIT_CHARS, LIMIT_PAGES
from shanzhi.papers.margins import without_margins
from shanzhi.papers.reflow import Line, Page, joined
from shanzhi.papers.refusals import refused

_ALONE: Final = threading.Lock()
"""PDFium keeps state in globals: two papers at once would crash the server."""

_LINE_ENDS: Final = frozenset({0x0A, 0x0D})
_SOFT_HYPHENS: Final = frozenset({0x00, 0x02, 0xFFFE})
_FEW_CHARS = 30
_GARBLED_SHARE = 0.3
_IDEOGRAPHS: Final = range(0x4E00, 0xA000)


def read_pdf(data: bytes) -> tuple[str, int]:
    """Gives (text, number of pages); lines of a paragraph joined, page numbers and running heads left out.

    raises: encrypted_pdf, broken_pdf, scan_only_pdf, garbled_pdf, too_many_pages, too_much_text
    """
    with _ALONE, closing(_opened(data)) as pdf:
        count = len(pdf)
        if count > LIMIT_PAGES:
            raise refused("too_many_pages", pages=count, limit=LIMIT_PAGES)
        try:
            pages = list(_pages(pdf))
            _judge(pages, pdf)
        except pypdfium2.PdfiumError as error:
            raise refused("broken_pdf") from error
    return "".join(f"{line}\n" for line in joined(without_margins(pages))), count


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        raise refused("encrypted_pdf" if locked else "broken_pdf") from error


def _pages(pdf: pypdfium2.PdfDocument) -> Iterator[Page]:
    chars = 0
    for number in range(len(pdf)):
        with closing(pdf[number]) as page, closing(page.get_textpage()) as text:
            width, height = page.get_size()
            lines = tuple(_lines(text))
        chars += sum(len(line.text) for line in lines)
        if chars > LIMIT_CHARS:
            raise refused("too_much_text", limit=LIMIT_CHARS // 10_000)
        yield Page(width, height, lines)


def _judge(pages: list[Page], pdf: pypdfium2.PdfDocument) -> None:
    """Refuses what only looks like text: nothing at all, the mark of a scanning program, codes without a table."""
    visible = "".join(line.text for page in without_margins(pages) for line in page.lines if line.text.strip())
    sparse = len(visible) < _FEW_CHARS * len(pages)
    if not visible or (sparse and all(_is_picture(page) for page in pdf)):
        raise refused("scan_only_pdf", pages=len(pages))
    strange = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " " for char in visible)
    if strange > _GARBLED_SHARE * len(visible):
        raise refused("garbled_pdf")


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether one image covers more than half of the page."""
    with closing(page):
        width, height = page.get_size()
        bounds = [image.get_bounds() for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])]
    return any((right - left) * (top - bottom) * 2 > width * height for left, bottom, right, top in bounds)


def _lines(text: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """The lines as PDFium breaks them, each with the place of its first and last visible character."""
    codes: list[tuple[int, int]] = []
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code not in _LINE_ENDS:
            codes.append((index, code))
        elif codes:
            yield _line(text, codes)
            codes = []
    if codes:
        yield _line(text, codes)


def _line(text: pypdfium2.PdfTextPage, codes: list[tuple[int, int]]) -> Line:
    words = "".join("-" if code in _SOFT_HYPHENS else chr(code) for _index, code in codes)
    # On some systems characters beyond the basic plane come as two halves.
    words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip(" \t")
    visible = [index for index, code in codes if not chr(code).isspace()] or [codes[0][0]]
    model = next((index for index, code in codes if code in _IDEOGRAPHS), visible[0])
    first, last, sample = _place(text, visible[0]), _place(text, visible[-1]), _place(text, model)
    return Line(words, left=first.left, right=last.right, top=first.top, em=max(sample.right - sample.left, 1.0))


def _place(text: pypdfium2.PdfTextPage, index: int) -> Any:  # noqa: ANN401 - a structure of ctypes without types
    rectangle = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rectangle))
    return rectangle
