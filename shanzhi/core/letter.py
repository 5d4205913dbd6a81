"""A paper as offices write them to each other: which line of a text is a heading, an addressee or an annex."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Look = Literal["caption", "to", "head", "subhead", "annex", "annex_more", "body"]
Table = tuple[tuple[str, ...], ...]
_HEADS: Final = re.compile(r"[一二三四五六七八九十百]+、")
_SUBHEADS: Final = re.compile(r"（[一二三四五六七八九十百]+）")
_ANNEX: Final = re.compile(r"附件\s*[：:]")
_ANNEX_MORE: Final = re.compile(r"\d+\s*[．.、]")
_DATED: Final = re.compile(r"\S+\s+\d{4}-\d\d-\d\d")
_LONGEST_HEAD: Final = 40  # characters; what is longer is a paragraph that begins with a number


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text and how it is set."""

    look: Look
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper to be set. tables: the first row of each is its head; on: None for a draft; draft: its mark on each page.

    signed: who issues it, in words; number: "" where it has none.
    """

    title: str
    number: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    signed: str = ""
    on: date | None = None
    draft: str = ""


def lines_of(title: str, text: str, to: str = "") -> tuple[Line, ...]:
    """The paragraphs of a text; empty ones are left out, and a first one that repeats the title.

    to: whom it is sent to, in words; "" leaves it to a first line of the text that ends with a colon.
    source: GB/T 9704—2012, 7.3.3 (whom it is sent to), 7.3.4 (headings of the text), 7.3.5 (annexes).
    """
    said = [part.strip() for part in text.splitlines() if part.strip()]
    if said and said[0] == title.strip():
        said = said[1:]
    return tuple(_looks(said, to.strip()))


def chinese_day(on: date) -> str:
    """A day as papers are dated: no zero before month or day.

    source: GB/T 9704—2012, 7.3.5.4.
    """
    return f"{on.year}年{on.month}月{on.day}日"


def _looks(said: Sequence[str], to: str) -> Iterator[Line]:
    before: Look = "caption"
    if said and _DATED.fullmatch(said[0]):
        yield Line("caption", said[0])
        said = said[1:]
    if to:
        yield Line("to", to if to.endswith("：") else f"{to}：")
    elif said and said[0].endswith("：") and len(said[0]) <= _LONGEST_HEAD:
        yield Line("to", said[0])
        said = said[1:]
    for text in said:
        before = _look(text, before)
        yield Line(before, text)


def _look(text: str, before: Look) -> Look:
    if _ANNEX.match(text):
        return "annex"
    if before in ("annex", "annex_more") and _ANNEX_MORE.match(text):
        return "annex_more"
    if len(text) <= _LONGEST_HEAD and not text.endswith(("。", "；")):
        if _HEADS.match(text):
            return "head"
        if _SUBHEADS.match(text):
            return "subhead"
    return "body"
