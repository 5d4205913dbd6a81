"""A web page as lines: what it says, without what only serves the browser."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from shanzhi.papers.refusals import refused
from shanzhi.papers.tables import Row, laid_out
from shanzhi.papers.txt import decoded

_DECLARED: Final = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_OUT: Final = frozenset(
    {
        "button",
        "head",
        "iframe",
        "input",
        "nav",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
    }
)
_BLOCKS: Final = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td"
        " tfoot th thead tr ul",
    )
)
_GAP: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_HEAD = 4096
_WIDEST = 63
_LONG_CELL = 400


def read_html(data: bytes) -> tuple[str, str, str]:
    """Gives (text, title, encoding): a block a line, a table row a line with TAB between cells.

    Tables that only lay out the page (tables within tables, one cell a row, whole articles in a cell) are read as text.
    raises: bad_encoding, broken_html, too_deep
    """
    declared = _DECLARED.search(data[:_HEAD])
    text, encoding = decoded(data, declared[1].decode("ascii", "replace") if declared else "")
    root = _tree(text.lstrip("\ufeff"))
    title = root.find(".//title")
    try:
        lines = [line for line in _Lines().of(root) if line.strip()]
    except RecursionError as error:
        raise refused("too_deep") from error
    name = "" if title is None else " ".join((title.text or "").split())
    return "".join(f"{line}\n" for line in lines), name, encoding


def _tree(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise refused("broken_html") from error
    # The parser drops without a word what lies deeper than it goes; half a plan must not pass for a whole one.
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise refused("too_deep")
    if root is None:
        raise refused("broken_html")
    return root


class _Lines:
    """Collects the words of a page into lines; the parser bounds the depth, and with it the recursion."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._done: list[str] = []

    def of(self, element: etree._Element) -> list[str]:
        self._element(element)
        self._end()
        return self._done

    def _element(self, element: etree._Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "table" and _is_data(element):
            self._end()
            self._done.extend(laid_out(list(_rows(element))))
        elif tag == "br":
            self._end()
        elif tag and tag not in _OUT and element.get("hidden") is None and element.get("role") != "navigation":
            self._inside(element, tag)

    def _inside(self, element: etree._Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._end()
        self._say(element.text, kept=tag == "pre")
        for inner in element:
            self._element(inner)
            self._say(inner.tail, kept=tag == "pre")
        if tag in _BLOCKS:
            self._end()

    def _say(self, words: str | None, *, kept: bool) -> None:
        for rank, line in enumerate(words.splitlines() if words and kept else [words or ""]):
            if rank:
                self._end()
            self._words.append(line)

    def _end(self) -> None:
        line = _collapsed("".join(self._words))
        self._words = []
        if line:
            self._done.append(line)


def _collapsed(words: str) -> str:
    """White space as a browser shows it; the source's own line ends vanish between Chinese characters."""

    def gap(hit: re.Match[str]) -> str:
        around = words[hit.start() - 1 : hit.start()], words[hit.end() : hit.end() + 1]
        wide = all(_WIDE.match(char) for char in around)
        return "" if wide and "\n" in hit[0] else " "

    return _GAP.sub(gap, words.strip(" \t\r\n\f"))


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds figures and words in columns, and not the page's layout."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    cells = [_cells(row) for row in table.iterdescendants("tr")]
    if not any(len(row) > 1 for row in cells):
        return False
    return not any(_is_article(cell) for row in cells for cell in row)


def _is_article(cell: etree._Element) -> bool:
    paragraphs = sum(1 for _ in cell.iterdescendants("p", "div", "br"))
    return paragraphs > 4 and sum(len(text) for text in cell.itertext()) > _LONG_CELL  # noqa: PLR2004 - a few lines


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _rows(table: etree._Element) -> Iterator[Row]:
    """Rows with an empty cell wherever another cell reaches across or down."""
    hanging: dict[int, int] = {}
    for caption in table.iterchildren("caption"):
        yield Row(0, (" ".join(_Lines().of(caption)),), (True,))
    for row in table.iterdescendants("tr"):
        cells: list[str] = []
        for cell in _cells(row):
            _fill(cells, hanging)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            hanging.update({len(cells) + n: down for n in range(across) if down > 1})
            cells.extend([" ".join(_Lines().of(cell)), *[""] * (across - 1)])
        _fill(cells, hanging)
        hanging = {column: left - 1 for column, left in hanging.items() if left > 1}
        yield Row(0, tuple(cells), (True,) * len(cells))


def _fill(cells: list[str], hanging: dict[int, int]) -> None:
    while hanging.get(len(cells), 0) > 0 and len(cells) < _WIDEST:
        cells.append("")


def _span(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return max(1, min(int(text), _WIDEST)) if text.isascii() and text.isdigit() and len(text) < 5 else 1  # noqa: PLR2004 - 9999 is plenty
