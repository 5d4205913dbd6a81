"""A text as lines and stretches of lines, each with its place in the text as handed in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shanzhi.core.plan.facts import Span

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*(\r\n|[\r\n\f\v\x85\u2028\u2029]|\Z)")
_BREAKS = "\r\n\f\v\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one line. line: from 1. start: offset of its first character in the whole text."""

    line: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def part(self, start: int, end: int | None = None) -> "Stretch":
        """Gives a part of the stretch, by offsets inside it."""
        return Stretch(self.line, self.start + start, self.text[start:end])

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Gives the place of a part of the stretch, without white space around it."""
        piece = self.text[start:end]
        lead = len(piece) - len(piece.lstrip())
        quote = piece.strip()
        first = self.start + start + (lead if quote else 0)
        return Span(self.line, first, first + len(quote), quote)


def split_lines(text: str) -> Iterator[Stretch]:
    """Gives the lines of a text, without their line breaks."""
    for number, match in enumerate(_LINE.finditer(text), start=1):
        if match.start() == len(text) and number > 1:
            return
        yield Stretch(number, match.start(), match.group().rstrip(_BREAKS))


LONGEST = 1000
"""No sentence has more characters; a longer run without a stop is cut."""
_SLIPPED_DOT = re.compile(r"(?<=[/／][人户亩次])。(?=[年月天日次])")
_SENTENCE = re.compile(r"[^。!！?？;；]*[。!！?？;；]*[”’」』)）]*")


def mended(text: str) -> str:
    """Gives a text of the same length in which 元/人。年 reads 元/人·年: there the full stop ends no sentence."""
    return _SLIPPED_DOT.sub("·", text) if "/" in text or "／" in text else text


def split_sentences(stretch: Stretch) -> Iterator[Stretch]:
    """Gives the sentences and half-sentences of a stretch, split after 。；！？ outside brackets."""
    start = depth_at = 0
    depth = 0
    text = mended(stretch.text)
    for match in _SENTENCE.finditer(text):
        depth = max(depth + _depth(text, depth_at, match.end()), 0)
        depth_at = match.end()
        if depth and match.end() - start < 600:  # noqa: PLR2004 - a bracket left open must not swallow a page
            continue
        yield from _pieces(stretch, start, match.end())
        start, depth = match.end(), 0
    yield from _pieces(stretch, start, len(text))


def _pieces(stretch: Stretch, start: int, end: int) -> Iterator[Stretch]:
    """Gives a sentence, cut up where it is longer than any sentence is, so that reading it stays quick."""
    for first in range(start, end, LONGEST):
        piece = stretch.part(first, min(first + LONGEST, end))
        if piece.text.strip():
            yield piece


def _depth(text: str, start: int, end: int) -> int:
    """Gives how many brackets a piece leaves open."""
    opened = text.count("(", start, end) + text.count("（", start, end)
    return opened - text.count(")", start, end) - text.count("）", start, end)
