"""What all checks stand on: findings, the ids a pack may name, and a walk over all its parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from shanzhi.core.pack.faults import Fault, fault
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.pack import SECTIONS, Pack
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.pack.tables import Table

_SKIP: Final = {"key_path", "line", "source", "lines"}
P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault before it is put into words: what, at which part, at which of its keys."""

    code: str
    at: Placed
    key: str = ""
    args: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def found(code: str, at: Placed, key: str = "", **args: object) -> Finding:
    """A finding; key: the key the fault is in, "" for the part as a whole."""
    return Finding(code, at, key, args)


def settled(finding: Finding, pack: Pack) -> Fault:
    """The fault of a finding, with its line."""
    path = f"{finding.at.key_path}.{finding.key}".strip(".")
    line = pack.lines.get(path, finding.at.line) if finding.key else finding.at.line
    return fault(finding.code, line, pack.source, **finding.args)


@dataclass(frozen=True, slots=True)
class Ground:
    """A pack with the packs it uses, and what may be named by id: section and item, those of the pack first."""

    pack: Pack
    used: tuple[Pack, ...]
    ids: Mapping[str, tuple[str, Item]]
    library: bool

    def names(self, *sections: str) -> tuple[str, ...]:
        """The ids of some sections."""
        return tuple(id_ for id_, (section, _) in self.ids.items() if section in sections)

    def item(self, id_: str, kind: type[P]) -> P | None:
        """The item of an id, where it is of a kind."""
        item = self.ids[id_][1] if id_ in self.ids else None
        return item if isinstance(item, kind) else None

    def section(self, id_: str) -> str:
        return self.ids[id_][0] if id_ in self.ids else ""

    def options(self, field_: Field) -> tuple[str, ...]:
        """What a choice offers: those it lists, or the rows of its table."""
        tables = [t for name in field_.of if (t := self.item(name, Table)) is not None]
        return tables[0].choices if tables else field_.of


def ground(pack: Pack, used: Sequence[Pack] = (), *, library: bool = False) -> Ground:
    """The ground of a check."""
    ids: dict[str, tuple[str, Item]] = {}
    for each in (pack, *used):
        for section, item in each.items():
            ids.setdefault(item.id, (section, item))
    return Ground(pack, tuple(used), MappingProxyType(ids), library)


def below(part: object) -> Iterator[Placed]:
    """Every part below one, in order, each before its own parts."""
    for inner in _held(part):
        if isinstance(inner, Placed):
            yield inner
        yield from below(inner)


def _held(part: object) -> Iterator[object]:
    if isinstance(part, tuple):
        yield from part
    elif is_dataclass(part) and not isinstance(part, type):
        yield from (getattr(part, f.name) for f in fields(part) if f.name not in _SKIP)


def items_of(pack: Pack) -> Iterator[tuple[str, Item]]:
    """Every item of every section, also those that share an id."""
    for section in SECTIONS:
        yield from ((section, item) for item in getattr(pack, section))


def is_place(name: str) -> bool:
    """Whether a name is a level of places."""
    return name in LEVELS[:6]
