"""What an expression gives. Unknown in, unknown out, with the reason; every evaluation ends within its budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shanzhi.core.kinds import Words
from shanzhi.core.pack.arithmetic import compare, number_of, reckon
from shanzhi.core.pack.data import Bearer, Datum, Named, Surroundings, Unknown
from shanzhi.core.pack.expression import (
    Attribute,
    Binary,
    Call,
    Cell,
    Choice,
    Constant,
    Name,
    Node,
    Several,
    Unary,
)  # fmt: skip
from shanzhi.core.pack.functions import ASKED, PURE, pure
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.tables import Table, holds
from shanzhi.core.pack.values import Ask, Formula, Given, Plain, Value

BUDGET: Final = 1_000  # nodes looked at and elements compared, in one evaluation
DEEPEST: Final = 60


@dataclass(slots=True)
class _Purse:
    """What is left to spend; the one value here that changes."""

    left: int
    around: Surroundings
    depth: int = 0

    def pay(self, cost: int = 1) -> bool:
        self.left -= cost
        return self.left >= 0


def evaluate(node: Node, around: Surroundings, budget: int = BUDGET) -> Datum:
    """What a tree gives among its surroundings.

    Division by zero, names without data, measures that do not fit and a spent budget give Unknown; `&&` and `||` are
    known where one side decides. Numbers are exact decimals of 34 digits.
    """
    return _give(node, _Purse(budget, around))


def worth(value: Value, around: Surroundings, answer: Plain | None = None) -> Datum:
    """What a value of a pack comes to: given, answered at adoption, or reckoned; open ones without answer are unknown.

    Durations and days are no data of expressions; they are read from the value itself.
    """
    return _worth(value, _Purse(BUDGET, around), answer)


def _worth(value: Value, purse: _Purse, answer: Plain | None = None) -> Datum:
    if isinstance(value, Formula):
        return Unknown(Words("算式没有读懂。")) if value.tree is None else _give(value.tree, purse)
    said = value.value if isinstance(value, Given) else value.default if answer is None else answer
    if said is None and isinstance(value, Ask):
        return Unknown(Words("“{ask}”尚未确定。", {"ask": value.ask}))
    return None if said is None else _datum(said)


def _datum(said: Plain) -> Datum:
    if isinstance(said, tuple):
        return tuple(said)
    return said if isinstance(said, (str, bool, Decimal, Quantity)) else str(said)


def _give(node: Node, purse: _Purse) -> Datum:
    """What a node gives, paid for; deeper than DEEPEST nothing is looked at, so that a table may not ask for itself."""
    if not purse.pay() or purse.depth >= DEEPEST:
        return Unknown(Words("算式的步骤过多。"))
    purse.depth += 1
    try:
        return _look(node, purse)
    finally:
        purse.depth -= 1


def _look(node: Node, purse: _Purse) -> Datum:
    match node:
        case Constant(value):
            return value
        case Name(name):
            return purse.around.value(name)
        case Several(items):
            given = tuple(_give(n, purse) for n in items)
            return next((g for g in given if isinstance(g, Unknown)), given)
        case Attribute() | Cell():
            return _part(node, purse)
        case _:
            return _operation(node, purse)


def _operation(node: Node, purse: _Purse) -> Datum:
    match node:
        case Unary(sign, operand):
            return _unary(sign, _give(operand, purse))
        case Binary("&&" | "||" as sign, left, right):
            return _logic(sign == "&&", left, right, purse)
        case Binary(sign, left, right):
            return _binary(sign, _give(left, purse), _give(right, purse), purse)
        case Choice(test, then, otherwise):
            held = _give(test, purse)
            return _give(then if held else otherwise, purse) if isinstance(held, bool) else _undecided(held)
        case Call():
            return _call(node, purse)
    return Unknown(Words("算式没有读懂。"))


def _part(node: Attribute | Cell, purse: _Purse) -> Datum:
    whole = _give(node.of, purse)
    if isinstance(whole, Unknown):
        return whole
    if isinstance(node, Attribute):
        missing = Unknown(Words("这里没有“{name}”。", {"name": node.name}))
        return whole.attribute(node.name) if isinstance(whole, Bearer) else missing
    key = _give(node.key, purse)
    if isinstance(key, Unknown):
        return key
    return _cell(whole, key, purse)


def _cell(whole: Datum, key: Datum, purse: _Purse) -> Datum:
    """The cell of a table under one key, or several in a list; or the element of a list, from 0."""
    keys = key if isinstance(key, tuple) else (key,)
    if isinstance(whole, Table):
        for row in whole.rows:
            if purse.pay() and _falls(keys, row.keys):
                return _worth(row.value, purse)
        return Unknown(Words("表“{table}”没有“{key}”一行。", {"table": whole.title or whole.id, "key": _printed(keys)}))
    at = number_of(key)
    if isinstance(whole, tuple) and at is not None and at == int(at) and 0 <= at < len(whole):
        return whole[int(at)]
    return Unknown(Words("没有第“{key}”项。", {"key": _printed(keys)}))


def _falls(keys: tuple[Datum, ...], under: tuple[str, ...]) -> bool:
    said = [k if isinstance(k, str) else number_of(k) for k in keys]
    return len(said) == len(under) and all(s is not None and holds(u, s) for u, s in zip(under, said, strict=True))


def _printed(keys: tuple[Datum, ...]) -> str:
    return "，".join(str(k) for k in keys)


def _unary(sign: str, operand: Datum) -> Datum:
    if isinstance(operand, Unknown):
        return operand
    if sign == "-":
        return reckon(
            "-", Quantity(Decimal(0), operand.measure) if isinstance(operand, Quantity) else Decimal(0), operand
        )
    return not operand if isinstance(operand, bool) else _undecided(operand)


def _undecided(said: Datum) -> Unknown:
    return said if isinstance(said, Unknown) else Unknown(Words("条件不是“是”或“否”。"))


def _logic(both: bool, left: Node, right: Node, purse: _Purse) -> Datum:  # noqa: FBT001 - the sign itself
    """`&&` where both, else `||`: one deciding side is enough, whatever the other is."""
    sides = []
    for node in (left, right):
        side = _give(node, purse)
        if isinstance(side, bool) and side is not both:
            return side
        sides.append(side)
    return next((_undecided(s) for s in sides if not isinstance(s, bool)), both)


def _binary(sign: str, left: Datum, right: Datum, purse: _Purse) -> Datum:
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
    if sign == "in":
        if not isinstance(right, tuple) or not purse.pay(len(right)):
            return Unknown(Words("“{sign}”两边无法比较。", {"sign": sign}))
        return any(compare("==", left, r) is True for r in right)
    return reckon(sign, left, right) if sign in "+-*/%" else compare(sign, left, right)


def _call(node: Call, purse: _Purse) -> Datum:
    given = tuple(_give(n, purse) for n in node.arguments)
    named: Mapping[str, Datum] = {name: _give(n, purse) for name, n in node.named}
    if node.function == "has":
        return (
            not isinstance(given[0], Unknown) and given[0] is not None if len(given) == 1 else _unknown_function("has")
        )
    for said in (*given, *named.values()):
        if isinstance(said, Unknown):
            return said
    if node.function in PURE:
        return pure(node.function, [_table(a, purse) for a in given])
    if node.function in ASKED:
        return purse.around.ask(node.function, given, named)
    return _unknown_function(node.function)


def _table(argument: Datum, purse: _Purse) -> Datum:
    return purse.around.value(argument.id) if isinstance(argument, Named) else argument


def _unknown_function(name: str) -> Unknown:
    return Unknown(Words("没有“{name}”这个函数。", {"name": name}))
