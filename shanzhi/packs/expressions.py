"""Text of an expression -> its tree, by the grammar of CEL; read once, when a pack is loaded."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from shanzhi.core.pack.evaluate import DEEPEST
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
    depth,
)

LONGEST: Final = 500
GRAMMAR: Final = Path(__file__).with_name("cel.lark")


class Misread(Exception):  # noqa: N818 - carried to the one that reads, and no further
    """An expression that cannot be read. code: of the fault; problem: what stands where, in Chinese."""

    def __init__(self, code: str, problem: str = "") -> None:
        super().__init__(code, problem)
        self.code = code
        self.problem = problem


def expression(text: str) -> Node:
    """The tree of an expression, without the sign "=" that leads it in a pack.

    raises: Misread where it is no expression, longer than LONGEST characters or deeper than it could be evaluated.
    """
    if len(text) > LONGEST:
        raise Misread("long_expression")
    try:
        tree: Node = _parser().parse(text)
    except UnexpectedCharacters as error:
        raise Misread("bad_expression", f"第{error.column}个字符“{text[error.pos_in_stream or 0]}”不该在这里") from None
    except UnexpectedToken as error:
        raise Misread("bad_expression", _unexpected(error)) from None
    except UnexpectedInput:
        raise Misread("bad_expression", "写法不对") from None
    if depth(tree) > DEEPEST // 2:
        raise Misread("long_expression")
    return tree


def _unexpected(error: UnexpectedToken) -> str:
    return "没有写完" if error.token.type == "$END" else f"第{error.column}个字符“{error.token}”不该在这里"


@cache
def _parser() -> Any:  # noqa: ANN401 - lark's parser with a transformer gives what the transformer gives
    return Lark(GRAMMAR.read_text("utf-8"), parser="lalr", transformer=_Builder(), maybe_placeholders=False)


class _Builder(Transformer[Token, Node]):
    """Builds core nodes as rules are recognised, from the leaves up."""

    def start(self, parts: list[Node]) -> Node:
        return parts[0]

    def number(self, parts: list[Token]) -> Node:
        return Constant(Decimal(parts[0]))

    def text(self, parts: list[Token]) -> Node:
        return Constant(str(parts[0])[1:-1])

    def true(self, _: list[Token]) -> Node:
        return Constant(value=True)

    def false(self, _: list[Token]) -> Node:
        return Constant(value=False)

    def null(self, _: list[Token]) -> Node:
        return Constant(None)

    def name(self, parts: list[Token]) -> Node:
        return Name(str(parts[0]))

    def attribute(self, parts: list[Any]) -> Node:
        return Attribute(parts[0], str(parts[1]))

    def cell(self, parts: list[Node]) -> Node:
        return Cell(parts[0], parts[1])

    def several(self, parts: list[Node]) -> Node:
        return Several(tuple(parts))

    def unary(self, parts: list[Any]) -> Node:
        return Unary("-" if parts[0] == "-" else "!", parts[1])

    def binary(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        return Binary(str(sign), left, right)  # type: ignore[arg-type] # the grammar gives no other signs

    def choice(self, parts: list[Node]) -> Node:
        return Choice(*parts)

    def named(self, parts: list[Any]) -> tuple[str, Node]:
        return str(parts[0]), parts[1]

    def arguments(self, parts: list[Any]) -> list[Any]:
        return parts

    def call(self, parts: list[Any]) -> Node:
        given = parts[1] if len(parts) > 1 else []
        plain = tuple(g for g in given if not isinstance(g, tuple))
        return Call(str(parts[0]), plain, tuple(g for g in given if isinstance(g, tuple)))
