"""WordprocessingML names: looked up without their namespace, for Word writes two (transitional and strict)."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

_SPACES: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_OFF: Final = frozenset({"0", "false", "off"})


def name(element: etree._Element) -> str:
    """Gives the element's name without namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, wanted: str) -> Iterator[etree._Element]:
    """Gives the direct children of that name."""
    if element is not None:
        yield from (child for child in element if name(child) == wanted)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Gives what stands at the end of a path of names, None where a step is missing."""
    for step in path:
        element = next(children(element, step), None)
    return element


def value(element: etree._Element | None, attribute: str = "val") -> str:
    """Gives a w: attribute, "" where the element or the attribute is missing."""
    if element is None:
        return ""
    return next((got for space in _SPACES if (got := element.get(space + attribute)) is not None), "")


def number(element: etree._Element | None, attribute: str = "val") -> int | None:
    """Gives a w: attribute as an integer, None where it is missing or none."""
    text = value(element, attribute).strip()
    # Nine digits are plenty; longer ones would only make later sums slow.
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < _TOO_LONG else None


def switched_on(element: etree._Element | None) -> bool:
    """Gives whether an on-off property such as w:vanish is there and not switched off."""
    return element is not None and value(element).lower() not in _OFF


_TOO_LONG = 10
