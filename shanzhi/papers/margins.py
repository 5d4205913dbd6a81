"""Page numbers and running heads taken off printed pages, only where it is certain that they are none of the text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from shanzhi.papers.reflow import Line, Page

_DRESSED: Final = re.compile(
    r"[—–\-－·•]+\s*(\d{1,4})\s*[—–\-－·•]+|第\s*(\d{1,4})\s*页[\s,，/]*(?:共\s*\d{1,4}\s*页)?|(\d{1,4})\s*/\s*\d{1,4}"
)
_BARE: Final = re.compile(r"(\d{1,4})")
_OUTER = 0.13
_MOST = 0.8
_REPEATS = 3
_SAME_PLACE = 3.0


def without_margins(pages: Sequence[Page]) -> list[Page]:
    """Gives the pages without numbers and repeated first and last lines."""
    shift = _bare_shift(pages)
    numbered = [_without_number(page, number, shift) for number, page in enumerate(pages, 1)]
    return _without_repeats(_without_repeats(numbered, -1), 0)


def _without_number(page: Page, number: int, shift: int | None) -> Page:
    for end in (-1, 0):
        line = _outer_line(page, end)
        if line is None:
            continue
        bare = _BARE.fullmatch(line.text.strip())
        if _DRESSED.fullmatch(line.text.strip()) or (bare and shift is not None and int(bare[1]) - number == shift):
            return replace(page, lines=tuple(other for other in page.lines if other is not line))
    return page


def _bare_shift(pages: Sequence[Page]) -> int | None:
    """By how much bare figures at the pages' ends differ from the page's count, where nearly all agree on it."""
    shifts: Counter[int] = Counter()
    for number, page in enumerate(pages, 1):
        found = {int(line.text) - number for end in (0, -1) if (line := _outer_line(page, end)) and _is_bare(line)}
        shifts.update(found)
    shift, times = max(shifts.items(), key=lambda item: item[1], default=(0, 0))
    return shift if times > 1 and times >= _MOST * len(pages) else None


def _is_bare(line: Line) -> bool:
    return _BARE.fullmatch(line.text.strip()) is not None


def _outer_line(page: Page, end: int) -> Line | None:
    """The first (0) or last (-1) line, if it stands in the outermost part of the page."""
    if not page.lines:
        return None
    line = page.lines[end]
    outside = line.top > page.height * (1 - _OUTER) or line.top < page.height * _OUTER
    return line if outside else None


def _without_repeats(pages: Sequence[Page], end: int) -> list[Page]:
    lines = [_outer_line(page, end) for page in pages]
    seen = Counter((line.text, round(line.top / _SAME_PLACE)) for line in lines if line is not None)
    kept = []
    for page, line in zip(pages, lines, strict=True):
        times = seen[line.text, round(line.top / _SAME_PLACE)] if line is not None else 0
        repeated = times >= _REPEATS and times >= _MOST * len(pages)
        kept.append(replace(page, lines=tuple(x for x in page.lines if x is not line)) if repeated else page)
    return kept
