"""Columns of an office's own sheet and the fields they are of: the same title, or the nearest one as a proposal."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_NOTE: Final = re.compile(r"[\s\u3000*＊:：]|[（(].*[)）]")
_ALIKE: Final = 0.5
HEAD_WITHIN: Final = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. field: what it is taken for, "" for nothing; sure: its title is that of the field."""

    n: int
    title: str
    field: str
    sure: bool


def bare(title: str) -> str:
    """A title without spaces, marks and what stands in brackets, by which two are compared."""
    return _NOTE.sub("", title)


def head_of(rows: Sequence[Sequence[str]], titles: Sequence[str]) -> int:
    """Which of the first rows holds the titles: that with most of them, the first of several; -1 where none has one."""
    wanted = {bare(t) for t in titles}
    found = [len(wanted & {bare(cell) for cell in row if cell}) for row in rows[:HEAD_WITHIN]]
    best = max(found, default=0)
    return found.index(best) if best else -1


def columns_of(titles: Sequence[str], fields: Mapping[str, Sequence[str]]) -> tuple[Column, ...]:
    """What each column is taken for. fields: id -> the titles it goes by, the best first; no field serves twice."""
    taken: dict[int, tuple[str, bool]] = {}
    plain = [bare(t) for t in titles]
    for id_, words in fields.items():
        at = next((k for w in words for k, t in enumerate(plain) if t and t == bare(w) and k not in taken), None)
        if at is not None:
            taken[at] = (id_, True)
    left = {bare(w): id_ for id_, words in fields.items() for w in words if id_ not in {f for f, _ in taken.values()}}
    for k, title in enumerate(plain):
        if k in taken or not title:
            continue
        near = difflib.get_close_matches(title, left, n=1, cutoff=_ALIKE)
        if near:
            id_ = left[near[0]]
            taken[k] = (id_, False)
            left = {w: f for w, f in left.items() if f != id_}
    return tuple(Column(k, title, *taken.get(k, ("", False))) for k, title in enumerate(titles) if title or k in taken)
