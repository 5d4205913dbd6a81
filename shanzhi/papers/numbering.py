"""Word's automatic numbering, computed: the numbers that are printed but stand nowhere in the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from shanzhi.papers.counting import counted
from shanzhi.papers.styles import Styles
from shanzhi.papers.wordml import child, children, name, number, switched_on, value

_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts. restart: after which level (from 1) it begins again, 0 never, None any higher."""

    start: int
    fmt: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str


@dataclass(frozen=True, slots=True)
class List:
    """A w:num: counts together with all lists of the same abstract; starts: levels it begins anew, at its first use."""

    abstract: int
    starts: Mapping[int, int]
    levels: Mapping[int, Level]


@dataclass(slots=True)
class Numbering:
    """The counters while a document is read from its beginning; ask for each paragraph once, in order."""

    styles: Styles
    lists: Mapping[int, List]
    _counts: dict[int, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def label(self, properties: etree._Element | None, text: str) -> str:
        """Gives the number that Word prints before the paragraph, "" for none, and counts on.

        properties: the paragraph's w:pPr.
        text:       what follows; decides whether the gap that Word leaves must be a space here.
        """
        num_id, depth = self._asked(properties)
        listed = self.lists.get(num_id or 0)
        if listed is None or depth not in listed.levels:
            return ""
        counts = self._count(num_id or 0, listed, depth)
        level = listed.levels[depth]
        printed = re.sub(r"%([1-9])", lambda hit: _place(int(hit[1]) - 1, level, listed, counts), level.text)
        if level.fmt == "bullet" or not printed.strip():
            return ""  # a bullet says nothing of order, and is mostly a private character of a symbol font
        return printed + _gap(level.suffix, printed, text)

    def _asked(self, properties: etree._Element | None) -> tuple[int | None, int]:
        style_id = self.styles.of(properties)
        num_id, depth = self.styles.numbering(style_id)
        own = child(properties, "numPr")
        own_id, own_depth = number(child(own, "numId")), number(child(own, "ilvl"))
        if own_id is None and own_depth is None and num_id in self.lists:
            # The list may name the style on one of its levels; that binds more than the style's own level.
            named = (n for n, level in self.lists[num_id or 0].levels.items() if level.style == style_id)
            depth = next(named, depth)
        num_id = num_id if own_id is None else own_id
        depth = depth if own_depth is None else own_depth
        return num_id, depth or 0

    def _count(self, num_id: int, listed: List, depth: int) -> dict[int, int]:
        counts = self._counts.setdefault(listed.abstract, {})
        if depth in listed.starts and (num_id, depth) not in self._begun:
            counts[depth] = listed.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = _first(listed, depth)
        self._begun.add((num_id, depth))
        for lower in range(depth + 1, _LEVELS):
            restart = listed.levels[lower].restart if lower in listed.levels else None
            if restart is None or depth < restart:
                counts.pop(lower, None)
        return counts


def read_numbering(root: etree._Element | None, styles: Styles) -> Numbering:
    """Gives the numbering of numbering.xml, with nothing counted yet."""
    abstracts = {number(element, "abstractNumId"): element for element in children(root, "abstractNum")}
    nums = {number(element, "numId"): element for element in children(root, "num")}
    lists: dict[int, List] = {}
    for num_id, element in nums.items():
        abstract_id = number(child(element, "abstractNumId"))
        if num_id is not None and abstract_id in abstracts:
            abstract_id = _linked(abstract_id, abstracts, nums, styles)
            lists[num_id] = _list(abstract_id or 0, abstracts[abstract_id], element)
    return Numbering(styles, lists)


def _linked(
    abstract_id: int | None,
    abstracts: Mapping[int | None, etree._Element],
    nums: Mapping[int | None, etree._Element],
    styles: Styles,
) -> int | None:
    """The abstract that really has the levels: w:numStyleLink sends there by way of a list style."""
    style_id = value(child(abstracts[abstract_id], "numStyleLink"))
    num_id, _level = styles.numbering(style_id)
    target = number(child(nums.get(num_id), "abstractNumId"))
    return target if style_id and target in abstracts else abstract_id


def _list(abstract_id: int, abstract: etree._Element, num: etree._Element) -> List:
    levels = {number(element, "ilvl") or 0: _level(element) for element in children(abstract, "lvl")}
    starts: dict[int, int] = {}
    for override in children(num, "lvlOverride"):
        depth = number(override, "ilvl") or 0
        changed = child(override, "lvl")
        if changed is not None:
            levels[depth] = _level(changed)
        start = number(child(override, "startOverride"))
        if start is not None:
            starts[depth] = start
    return List(abstract_id, starts, levels)


def _level(element: etree._Element) -> Level:
    start = number(child(element, "start"))
    return Level(
        start=0 if start is None else start,
        fmt=_format(element),
        text=value(child(element, "lvlText")),
        suffix=value(child(element, "suff")) or "tab",
        restart=number(child(element, "lvlRestart")),
        legal=switched_on(child(element, "isLgl")),
        style=value(child(element, "pStyle")),
    )


def _format(level: etree._Element) -> str:
    """The counting format; newer ones come as alternatives, of which the fallback is one that is known here."""
    direct = child(level, "numFmt")
    if direct is None:
        choices = (branch for branch in children(level, "AlternateContent"))
        direct = next(
            (child(part, "numFmt") for branch in choices for part in branch if name(part) == "Fallback"), None
        )
    return value(direct) or "decimal"


def _place(depth: int, shown: Level, listed: List, counts: Mapping[int, int]) -> str:
    """The number of one level within a label such as %1.%2; a level not counted yet stands at its start."""
    level = listed.levels.get(depth)
    if level is None:
        return ""
    fmt = "decimal" if shown.legal and level.fmt not in {"none", "bullet"} else level.fmt
    return counted(counts.get(depth, _first(listed, depth)), fmt)


def _first(listed: List, depth: int) -> int:
    return listed.starts.get(depth, listed.levels[depth].start)


def _gap(suffix: str, printed: str, text: str) -> str:
    """What stands between number and text.

    Word's tab would look like the border of a table cell; it becomes nothing after a mark (一、 （一）) and a space
    where the number would run into the text (第一章 总则; 1. 5万元).
    """
    if suffix == "space":
        return " "
    if suffix == "nothing" or not text or text[0].isspace():
        return ""
    runs_on = printed[-1].isalnum() and not printed[-1].isnumeric()
    figures = printed[-1] == "." and text[0].isascii() and text[0].isdigit()
    return " " if runs_on or figures or printed[-1].isdecimal() else ""
