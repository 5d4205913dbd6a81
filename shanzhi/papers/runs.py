"""The words of a Word paragraph: what is printed of its runs, with insertions and without deletions."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from shanzhi.papers.wordml import child, children, name, switched_on, value

_SKIPPED: Final = frozenset(
    {
        "pPr",
        "rPr",
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "txbxContent",  # a box is read by itself, after its paragraph
        "rt",  # the reading aid above the word
        "sdtPr",
        "sdtEndPr",
        "Fallback",
        "binData",
    }
)
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,4}")


def words(element: etree._Element) -> str:
    """Gives the printed text of a paragraph; manual line and page breaks as line ends, tabs as tabs."""
    out: list[str] = []
    _collect(element, out)
    return "".join(out)


def boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Gives the contents of the text boxes anchored in a paragraph, each once.

    Word stores a box twice, for itself and as a fallback for old versions; the fallback counts only where it is alone.
    """
    for inner in element:
        kind = name(inner)
        if kind == "txbxContent":
            yield inner
        elif kind == "AlternateContent":
            chosen = next(children(inner, "Choice"), None)
            found = list(boxes(chosen)) if chosen is not None else []
            yield from found or [box for spare in children(inner, "Fallback") for box in boxes(spare)]
        elif kind not in {"del", "moveFrom", "Fallback"}:
            yield from boxes(inner)


def mark_deleted(properties: etree._Element | None) -> bool:
    """Gives whether a tracked change deletes the paragraph's end, so that its text runs into the next paragraph."""
    mark = child(properties, "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _collect(element: etree._Element, out: list[str]) -> None:
    for inner in element:
        kind = name(inner)
        if kind in _SIGNS:
            out.append(_SIGNS[kind](inner))
        elif kind == "r" and switched_on(child(inner, "rPr", "vanish")):
            continue
        elif kind not in _SKIPPED:
            _collect(inner, out)


def _text(element: etree._Element) -> str:
    return (element.text or "").replace("\n", " ").replace("\r", " ")


def _symbol(element: etree._Element) -> str:
    code = value(element, "char")
    sign = chr(int(code, 16)) if _HEX.fullmatch(code) else ""
    return sign if sign.isprintable() or "\ue000" <= sign <= "\uf8ff" else ""


_SIGNS: Final[Mapping[str, Callable[[etree._Element], str]]] = MappingProxyType(
    {
        "t": _text,
        "tab": lambda _element: "\t",
        "ptab": lambda _element: "\t",
        "br": lambda _element: "\n",
        "cr": lambda _element: "\n",
        "noBreakHyphen": lambda _element: "-",
        "softHyphen": lambda _element: "",
        "sym": _symbol,
    }
)
