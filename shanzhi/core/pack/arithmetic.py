"""What the signs of an expression give: exact decimals, quantities of one measure, days; never float."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Final

from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.quantities import Quantity

# 34 digits are those of decimal128; beyond a hundred digits before the point no figure of an office lies
CONTEXT: Final = Context(prec=34, Emax=99, Emin=-99, traps=[DivisionByZero, InvalidOperation, Overflow])
_NUMBERS: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "%": CONTEXT.remainder,
}
_LONGEST_TEXT: Final = 10_000


def number_of(datum: Datum) -> Decimal | None:
    """The number in a figure, with or without a measure; truth values are no numbers."""
    if isinstance(datum, Quantity):
        return datum.number
    return datum if isinstance(datum, Decimal) else None


def reckon(sign: str, left: Datum, right: Datum) -> Datum:
    """What + - * / % give. Unknown for a division by zero, for measures that do not fit, and for what is no figure."""
    if isinstance(left, str) and isinstance(right, str) and sign == "+" and len(left) + len(right) <= _LONGEST_TEXT:
        return left + right
    if isinstance(left, date) and isinstance(right, date) and sign == "-":
        return Decimal((_day(left) - _day(right)).days)
    a, b = number_of(left), number_of(right)
    if a is None or b is None:
        return Unknown(Words("“{sign}”两边不都是数。", {"sign": sign}))
    measure = _measure(sign, left, right)
    if measure is None:
        return Unknown(Words("计量单位不一致。"))
    gives = _exact(sign, a, b)
    return Quantity(gives, measure) if measure and isinstance(gives, Decimal) else gives


def _exact(sign: str, a: Decimal, b: Decimal) -> Decimal | Unknown:
    if sign in "/%" and b == 0:
        return Unknown(Words("除数为零。"))
    try:
        return _NUMBERS[sign](a, b)
    except (Overflow, InvalidOperation):
        return Unknown(Words("结果超出可计算的范围。"))


def _measure(sign: str, left: Datum, right: Datum) -> str | None:
    """The measure of a result, "" for none; None where the two do not go together."""
    a = left.measure if isinstance(left, Quantity) else ""
    b = right.measure if isinstance(right, Quantity) else ""
    if sign == "*":
        return None if a and b else a or b
    if sign == "/":
        return "" if a == b else a if not b else None
    return a or b if not (a and b) or a == b else None


def compare(sign: str, left: Datum, right: Datum) -> Datum:
    """Whether two stand in an order: figures, texts or days with their like. Unknown for what has no order."""
    pair = _pair(left, right)
    if sign in ("==", "!="):
        same = pair[0] == pair[1] if pair else left == right
        return same if sign == "==" else not same
    if pair is None:
        return Unknown(Words("“{sign}”两边无法比较。", {"sign": sign}))
    if sign == "<":
        return pair[0] < pair[1]
    if sign == ">":
        return pair[0] > pair[1]
    return pair[0] <= pair[1] if sign == "<=" else pair[0] >= pair[1]


def _pair(left: Datum, right: Datum) -> tuple[Decimal, Decimal] | None:
    """Two figures in whose order the two stand; a figure without a measure goes with any."""
    a, b = number_of(left), number_of(right)
    if isinstance(left, Quantity) and isinstance(right, Quantity) and left.measure != right.measure:
        return None
    if a is not None and b is not None:
        return a, b
    if isinstance(left, datetime) and isinstance(right, datetime):
        return Decimal(repr(left.timestamp())), Decimal(repr(right.timestamp()))
    if isinstance(left, date) and isinstance(right, date):
        return Decimal(_day(left).toordinal()), Decimal(_day(right).toordinal())
    if isinstance(left, str) and isinstance(right, str):
        return Decimal(left > right), Decimal(right > left)
    return None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
