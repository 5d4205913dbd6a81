"""Who or what is meant: one selector for who, each, of, per, sample, to and payer."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from shanzhi.core.pack.placed import Placed
from shanzhi.core.pack.values import Ask, Formula, Value

Level = Literal["province", "prefecture", "county", "township", "village", "group", "household", "person"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
Relation = Literal["reporter", "assignee", "subject", "party", "responsible", "support", "lead", "owner", "anyone"]
RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)
OWN_NAMES: Final = ("it", "at", "who", "period")
RESERVED: Final = frozenset({*LEVELS, *RELATIONS, *OWN_NAMES, "place", "org"})
ID = re.compile(r"[a-z][a-z0-9_]*")
_DRAW = re.compile(r"random (\d{1,4})(%?)")


@dataclass(frozen=True, slots=True)
class Draw:
    """How some of the selected are taken. count: for random, how many, or how many in a hundred with share."""

    way: Literal["all", "random", "rotate", "others"]
    count: int | None = None
    share: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector(Placed):
    """Any one of the names: a level, post, register, relation of this pack, or an organisation by its Chinese name.

    formula: names the selected by reckoning, such as `it.keeper`; open: left to the office. names is then empty.
    """

    names: tuple[str, ...] = ()
    where: Formula | None = None
    except_: Formula | None = None
    pick: Draw | None = None
    formula: Formula | None = None
    open: Ask | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(n for n in self.names if ID.fullmatch(n))

    @property
    def organs(self) -> tuple[str, ...]:
        return tuple(n for n in self.names if not ID.fullmatch(n))


NOBODY: Final = Selector()


def draw(text: str) -> Draw | None:
    """The way that `all`, `random 3`, `random 10%`, `rotate` or `others` writes, None for anything else."""
    if match := _DRAW.fullmatch(text):
        return Draw("random", int(match[1]), share=bool(match[2]))
    return next((Draw(way) for way in ("all", "rotate", "others") if way == text), None)


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit on a number: `>= 3`."""

    sign: Literal["=", ">=", "<=", ">", "<"]
    value: Value


def whole(value: Decimal | None) -> int | None:
    """A number that has no fraction as an integer, else None."""
    return int(value) if value is not None and value == int(value) else None
