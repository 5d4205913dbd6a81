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


_SENTENCE = re.compile(r"[^。!！?？;；]*[。!！?？;；]*[”’」』)）]*")


def split_sentences(stretch: Stretch) -> Iterator[Stretch]:
    """Gives the sentences and half-sentences of a stretch, split after 。；！？ outside brackets."""
    start = depth_at = 0
    depth = 0
    text = stretch.text
    for match in _SENTENCE.finditer(text):
        depth = max(depth + _depth(text, depth_at, match.end()), 0)
        depth_at = match.end()
        if depth and match.end() - start < 600:  # noqa: PLR2004 - a bracket left open must not swallow a page
            continue
        if text[start : match.end()].strip():
            yield stretch.part(start, match.end())
        start, depth = match.end(), 0
    if text[start:].strip():
        yield stretch.part(start)


def _depth(text: str, start: int, end: int) -> int:
    """Gives how many brackets a piece leaves open."""
    opened = text.count("(", start, end) + text.count("（", start, end)
    return opened - text.count(")", start, end) - text.count("）", start, end)
