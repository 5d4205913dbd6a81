"""What is noted while a pack is read: faults, and the line of every key."""

from collections.abc import Iterable

from shanzhi.core.pack.faults import Fault, fault, nearest
from shanzhi.packs.tree import Entries


class Notes:
    """Faults and lines of one file."""

    def __init__(self, source: tuple[str, ...]) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}

    def add(self, code: str, line: int, **args: object) -> None:
        self.faults.append(fault(code, line, self.source, **args))

    def unknown_keys(self, tree: Entries, known: Iterable[str]) -> None:
        """Notes every key that is not known, with the nearest one that is."""
        names = tuple(known)
        for key, _ in tree.pairs:
            if key.value not in names:
                self.add("unknown_key", key.line, key=key.value, near=nearest(str(key.value), names))
