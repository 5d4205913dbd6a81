"""A file -> its pack, and all that is wrong with it at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from shanzhi.core.pack.check.whole import check
from shanzhi.core.pack.faults import Fault, fault
from shanzhi.core.pack.pack import Pack
from shanzhi.packs.notes import Notes
from shanzhi.packs.parts import read_pack
from shanzhi.packs.tree import read_tree

LIBRARY: Final = Path(__file__).with_name("library")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file gave. pack: None where nothing could be made of it; used: the packs it uses that were found."""

    pack: Pack | None
    faults: tuple[Fault, ...]
    used: tuple[Pack, ...] = ()


def read(data: bytes | str, find: Callable[[str, int], Pack | None] | None = None) -> Read:
    """The pack of a file, the faults of its form, by line, and the packs it uses; what it says is checked elsewhere.

    find: gives the pack of an id and version; the library's where nothing else is said.
    """
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        return Read(None, (fault("not_text", 0, ()),))
    tree, faults = read_tree(text)
    if tree is None:
        return Read(None, faults)
    notes = Notes(tuple(text.split("\n")))
    pack = read_pack(tree, notes)
    used = _used(pack, find or library_pack, notes) if pack else ()
    return Read(pack, tuple(sorted((*faults, *notes.faults), key=lambda f: f.line)), used)


def examine(data: bytes | str, find: Callable[[str, int], Pack | None] | None = None, *, library: bool = False) -> Read:
    """The pack of a file with every fault at once, of its form and of what it says, by line."""
    gave = read(data, find)
    if gave.pack is None:
        return gave
    said = check(gave.pack, gave.used, library=library)
    return Read(gave.pack, tuple(sorted((*gave.faults, *said), key=lambda f: f.line)), gave.used)


def _used(pack: Pack, find: Callable[[str, int], Pack | None], notes: Notes) -> tuple[Pack, ...]:
    found = []
    for use in pack.uses:
        other = find(use.pack, use.version)
        if other is None:
            notes.add("unused_pack", use.line, said=f"{use.pack}@{use.version}")
        else:
            found.append(other)
    return tuple(found)


def library_names() -> tuple[str, ...]:
    """The ids of the packs that come with the program, sorted."""
    return tuple(sorted(p.stem for p in LIBRARY.glob("*.yaml")))


def library_text(id_: str) -> str:
    """The file of a pack that comes with the program."""
    return (LIBRARY / f"{id_}.yaml").read_text(encoding="utf-8")


def library_pack(id_: str, version: int) -> Pack | None:
    """A pack that comes with the program, in this version."""
    pack = _of_library(id_) if id_ in library_names() else None
    return pack if pack and pack.version == version else None


def library_packs() -> tuple[Pack, ...]:
    """The packs that come with the program, by id."""
    return tuple(pack for name in library_names() if (pack := _of_library(name)))


@cache
def _of_library(id_: str) -> Pack | None:
    """A pack of the library, read once in the life of the program."""
    return read(library_text(id_)).pack
