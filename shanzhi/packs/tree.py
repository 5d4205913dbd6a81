"""YAML 1.2 text -> a tree of texts, lists and maps that knows its lines and characters; nothing is built from tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)  # fmt: skip

from shanzhi.core.pack.faults import Fault, fault

LIMIT_KB: Final = 400
DEEPEST: Final = 20
MOST_NODES: Final = 20_000
_NULL: Final = {"", "~", "null", "Null", "NULL"}
_TRUTH: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*|[0-9]*\.[0-9]+|[0-9]+\.)(?:[eE][-+]?[0-9]{1,2})?")

Scalar: TypeAlias = str | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text, number, truth value or nothing. start, end: the characters it takes in the file, quotes among them."""

    value: Scalar
    line: int
    start: int
    end: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """A map, in the order of the file. start, end: the characters it takes, braces among them; 0 where made by hand."""

    pairs: tuple[tuple[Leaf, "Tree"], ...]
    line: int
    start: int = 0
    end: int = 0

    def get(self, key: str) -> "Tree | None":
        return next((t for k, t in self.pairs if k.value == key), None)


@dataclass(frozen=True, slots=True)
class Elements:
    """A list."""

    items: tuple["Tree", ...]
    line: int


Tree: TypeAlias = Leaf | Entries | Elements


class Unreadable(Exception):  # noqa: N818 - carried to the one that reads, and no further
    """The file cannot be read any further."""

    def __init__(self, fault_: Fault) -> None:
        super().__init__(str(fault_))
        self.fault = fault_


def read_tree(text: str) -> tuple[Tree | None, tuple[Fault, ...]]:
    """The tree of a file and what is wrong with its form; None where it cannot be read at all."""
    source = tuple(text.split("\n"))
    if len(text.encode("utf-8", "replace")) > LIMIT_KB * 1024:
        return None, (fault("too_large", 0, source, limit=LIMIT_KB),)
    builder = _Builder(source)
    try:
        tree = builder.build(YAML(typ="safe", pure=True).parse(text))
    except Unreadable as stop:
        return None, (*builder.faults, stop.fault)
    except YAMLError as error:
        return None, (*builder.faults, _broken(error, source))
    return tree, tuple(builder.faults)


def scalar(text: str) -> Scalar:
    """What an unquoted text is in the core schema of YAML 1.2; numbers are exact, infinities stay text."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _broken(error: YAMLError, source: tuple[str, ...]) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "syntax"
    return fault("broken_yaml", min(mark.line + 1, len(source)) if mark else 0, source, problem=problem)


class _Builder:
    """Builds a tree from the events of one file."""

    def __init__(self, source: tuple[str, ...]) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.nodes = 0

    def build(self, events: Iterator[Event]) -> Tree | None:
        tree: Tree | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._document(event, documents)
            elif isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent)):
                tree = self._node(event, events, 1)
        if tree is None or (isinstance(tree, Leaf) and tree.value is None):
            raise Unreadable(fault("empty", 0, self.source))
        return tree

    def _document(self, event: DocumentStartEvent, number: int) -> None:
        line = event.start_mark.line + 1
        if number > 1:
            raise Unreadable(fault("several_documents", line, self.source))
        if event.version or event.tags:
            self.faults.append(fault("yaml_version", line, self.source))

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Tree:
        line = event.start_mark.line + 1
        self.nodes += 1
        if depth > DEEPEST:
            raise Unreadable(fault("too_deep", line, self.source, limit=DEEPEST))
        if self.nodes > MOST_NODES:
            raise Unreadable(fault("too_many", line, self.source, limit=MOST_NODES))
        if getattr(event, "anchor", None):
            raise Unreadable(fault("anchor", line, self.source))
        if tag := getattr(event, "tag", None):
            self.faults.append(fault("tag", line, self.source, tag=tag))
        if isinstance(event, MappingStartEvent):
            return self._entries(events, event, depth)
        if isinstance(event, SequenceStartEvent):
            return self._elements(events, line, depth)
        if not isinstance(event, ScalarEvent):
            raise Unreadable(fault("anchor", line, self.source))
        return self._leaf(event)

    def _leaf(self, event: ScalarEvent) -> Leaf:
        value = scalar(event.value) if event.style is None else event.value
        start, end = event.start_mark.index, event.end_mark.index
        return Leaf(value, event.start_mark.line + 1, start, end, event.style or "")

    def _elements(self, events: Iterator[Event], line: int, depth: int) -> Elements:
        items = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, events, depth + 1))
        return Elements(tuple(items), line)

    def _entries(self, events: Iterator[Event], begun: MappingStartEvent, depth: int) -> Entries:
        pairs: dict[str, tuple[Leaf, Tree]] = {}
        end = 0
        for event in events:
            if isinstance(event, MappingEndEvent):
                end = event.end_mark.index if begun.flow_style else end
                break
            key, value = self._node(event, events, depth + 1), self._node(next(events), events, depth + 1)
            if not isinstance(key, Leaf) or not isinstance(key.value, str):
                said = key.value if isinstance(key, Leaf) else "[…]"
                self.faults.append(fault("key_not_text", key.line, self.source, key=said))
            elif key.value in pairs:
                first = pairs[key.value][0].line
                self.faults.append(fault("duplicate_key", key.line, self.source, key=key.value, first=first))
            else:
                pairs[key.value] = (key, value)
                end = value.end if isinstance(value, (Leaf, Entries)) else end
        return Entries(tuple(pairs.values()), begun.start_mark.line + 1, begun.start_mark.index, end)
