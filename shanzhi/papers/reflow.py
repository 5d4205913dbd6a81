"""Printed lines back to paragraphs, by where the lines begin and end on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_NUMBER: Final = re.compile(
    r"[\s　]*("
    r"第[一二三四五六七八九十百零\d]+(阶段|[章节条篇部步])|[一二三四五六七八九十百]+[、.．]"
    r"|[（(][一二三四五六七八九十百\d]+[）)]|\d{1,2}([、）)]|[.．](?!\d))|[①-⑳⑴-⒇⒈-⒛]|附件"
    r")"
)
_ENDED: Final = re.compile(r"[。！？!?；;：:][”’」』）)》\"']*$")
_GOES_ON: Final = re.compile(r"[，,、（(“《]$")
_SHORT_BY = 2.1  # characters a full line may lack: punctuation must not begin a line and takes a neighbour along
_INDENT = 1.2
_INDENTED_SHARE = 0.1
_NEAR_EDGE = 0.03
_CENTRED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. left, right, top: of its first and last character, in points. em: width of a full character."""

    text: str
    left: float
    right: float
    top: float
    em: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size in points and its lines in reading order."""

    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """The column of text. right: None where no full line shows its edge. indents: paragraphs begin indented."""

    left: float
    right: float | None
    indents: bool


def joined(pages: Sequence[Page]) -> Iterator[str]:
    """Gives the paragraphs of all pages, also those that run over a page's end."""
    columns = {round(page.width): _column([p for p in pages if round(p.width) == round(page.width)]) for page in pages}
    text, above = "", None
    for page in pages:
        column = columns[round(page.width)]
        for line in page.lines:
            if not line.text.strip():
                continue
            if above is not None and _continues(above, line, column):
                text = _glued(text, line.text)
            else:
                if above is not None:
                    yield text
                text = line.text
            above = line
    if above is not None:
        yield text


def _column(pages: Sequence[Page]) -> _Column:
    lines = [line for page in pages for line in page.lines if line.text.strip()]
    left = _edge([-line.left for line in lines], [line.em for line in lines])
    margin = -left if left is not None else min((line.left for line in lines), default=0.0)
    right = _edge([line.right for line in lines], [line.em for line in lines])
    widest = max(lines, key=lambda line: line.right, default=None)
    # Too few full lines to show the edge: trust the widest where it leaves as much room as the left margin.
    if right is None and widest is not None and widest.right > pages[0].width - margin - _CENTRED * widest.em:
        right = widest.right
    if right is not None and right - margin < pages[0].width / 2:
        right = None  # lines that all end early are a list of short lines, none of them full
    indented = sum(_INDENT < (line.left - margin) / line.em < 2 * _SHORT_BY for line in lines)
    return _Column(margin, right, indents=indented >= _INDENTED_SHARE * len(lines))


def _edge(ends: Sequence[float], ems: Sequence[float]) -> float | None:
    """The outermost place where several lines end, within one character."""
    need = max(2, round(_NEAR_EDGE * len(ends)))
    ordered = sorted(zip(ends, ems, strict=True), reverse=True)
    for rank in range(len(ordered) - need + 1):
        if ordered[rank][0] - ordered[rank + need - 1][0] <= ordered[rank][1]:
            return ordered[rank][0]
    return None


def _continues(above: Line, line: Line, column: _Column) -> bool:
    lacking = _SHORT_BY * above.em
    if column.right is None or above.right < column.right - lacking or _NUMBER.match(line.text):
        return False
    if abs(above.em - line.em) > line.em / 4 and line.text[0] > "\u2e80" < above.text[0]:
        return False  # another size of type: a title above a text
    if line.left > column.left + _INDENT * line.em:
        return bool(_GOES_ON.search(above.text))
    return column.indents or not _ENDED.search(above.text)


def _glued(text: str, more: str) -> str:
    """Chinese without a space, words of letters with one."""
    letters = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if letters else text + more
