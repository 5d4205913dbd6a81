"""Where a part of a pack stands in its file, and what every item has."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Something written in a pack.

    key_path: keys from the top, joined by dots, items of a list by their number from 0: `flows.event.states.done`.
    line: the first line of it, from 1; 0 where it was not read from a file. Neither counts when values are compared.
    """

    key_path: str = field(default="", compare=False, repr=False)
    line: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Placed):
    """Something with an id of its own.

    clause:  the sentence of the plan that wants it, "五(1)"; carries: the mechanisms it helps to carry, "03.05".
    """

    id: str = ""
    title: str = ""
    clause: str = ""
    carries: tuple[str, ...] = ()
    note: str = ""
