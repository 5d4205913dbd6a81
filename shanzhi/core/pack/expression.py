"""Expressions of packs as trees. The syntax is CEL's; texts become trees on the floor of packs, when one is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

BinarySign = Literal["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"]
BINARY_SIGNS: Final[tuple[BinarySign, ...]] = get_args(BinarySign)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number (always Decimal), text, truth value or null."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A name: it, at, who, period, a table, an account, a column."""

    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`it.goods`."""

    of: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`price[it.goods]`: a cell of a table, or an element of a list."""

    of: "Node"
    key: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments by position and, as CEL has not, by name: `count(event, state='closed')`."""

    function: str
    arguments: tuple["Node", ...] = ()
    named: tuple[tuple[str, "Node"], ...] = ()


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `!x`."""

    sign: Literal["-", "!"]
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what stands between them."""

    sign: BinarySign
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Choice:
    """`a ? b : c`."""

    test: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Several:
    """`[a, b]`."""

    items: tuple["Node", ...]


Node: TypeAlias = Constant | Name | Attribute | Cell | Call | Unary | Binary | Choice | Several


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes right below one, from left to right."""
    below: tuple[Node, ...] = ()
    match node:
        case Attribute(of):
            below = (of,)
        case Cell(left, right) | Binary(_, left, right):
            below = (left, right)
        case Call(_, arguments, named):
            below = (*arguments, *(n for _, n in named))
        case Unary(_, operand):
            below = (operand,)
        case Choice(test, then, otherwise):
            below = (test, then, otherwise)
        case Several(items):
            below = items
    return below


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, each before its parts."""
    yield node
    for part in parts(node):
        yield from walk(part)


def names(node: Node) -> tuple[str, ...]:
    """The names a tree uses, in order, once each; attributes and names of arguments are none."""
    return tuple(dict.fromkeys(n.name for n in walk(node) if isinstance(n, Name)))


def calls(node: Node) -> tuple[Call, ...]:
    """The calls of a tree, in order."""
    return tuple(n for n in walk(node) if isinstance(n, Call))


def depth(node: Node) -> int:
    """How many nodes lie above one another at most."""
    deepest, open_ = 0, [(node, 1)]
    while open_:
        at, level = open_.pop()
        deepest = max(deepest, level)
        open_ += [(part, level + 1) for part in parts(at)]
    return deepest


def halves(tree: Node) -> tuple[Node, Node] | None:
    """What an expression divides by what: of `100 * a / b` and `100 * (a / b)`; None where it is no division."""
    match tree:
        case Binary("/", above, below):
            return above, below
        case Binary("*", Constant() as factor, Binary("/", above, below)) | Binary(
            "*", Binary("/", above, below), Constant() as factor
        ):
            return Binary("*", factor, above), below
    return None
