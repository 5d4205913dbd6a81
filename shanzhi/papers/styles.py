"""The styles of a .docx as far as reading needs them: numbering that a style brings, and tables of contents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from shanzhi.papers.wordml import child, children, number, value

_YES: Final = frozenset({"1", "true", "on"})
_CONTENTS: Final = re.compile(r"(toc|目录)\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. num_id, level: None where the style itself says nothing of it."""

    name: str
    parent: str
    num_id: int | None
    level: int | None


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles by id. default: the id of the style of paragraphs that name none."""

    by_id: Mapping[str, Style]
    default: str = ""

    def of(self, properties: etree._Element | None) -> str:
        """Gives the style id of a paragraph by its w:pPr."""
        return value(child(properties, "pStyle")) or self.default

    def numbering(self, style_id: str) -> tuple[int | None, int | None]:
        """Gives (num_id, level) of a style or of the nearest ancestor that has them, each None where nobody has."""
        num_id = level = None
        for style in self._line(style_id):
            num_id = style.num_id if num_id is None else num_id
            level = style.level if level is None else level
        return num_id, level

    def is_contents(self, style_id: str) -> bool:
        """Gives whether the style is one of a generated table of contents."""
        style = self.by_id.get(style_id)
        return style is not None and _CONTENTS.fullmatch(style.name) is not None

    def _line(self, style_id: str) -> list[Style]:
        line: list[Style] = []
        seen: set[str] = set()
        while style_id in self.by_id and style_id not in seen:  # a damaged file may descend from itself
            seen.add(style_id)
            line.append(self.by_id[style_id])
            style_id = line[-1].parent
        return line


def read_styles(root: etree._Element | None) -> Styles:
    """Gives the styles of styles.xml; none where the part is missing."""
    found: dict[str, Style] = {}
    default = ""
    for element in children(root, "style"):
        listed = child(element, "pPr", "numPr")
        style_id = value(element, "styleId")
        found[style_id] = Style(
            name=value(child(element, "name")),
            parent=value(child(element, "basedOn")),
            num_id=number(child(listed, "numId")),
            level=number(child(listed, "ilvl")),
        )
        if value(element, "type") == "paragraph" and value(element, "default").lower() in _YES:
            default = style_id
    return Styles(found, default)
