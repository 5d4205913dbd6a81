"""The one kind of value that stands wherever a number, day, list, unit or text may: given, open, or reckoned."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from shanzhi.core.pack.days import Day, PhaseDay
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.expression import Cell, Name, Node
from shanzhi.core.pack.placed import Placed
from shanzhi.core.pack.quantities import Quantity

Plain: TypeAlias = str | bool | Decimal | Quantity | Duration | Day | PhaseDay | tuple[str | Decimal, ...]
Want = Literal["number", "money", "duration", "day", "text", "anything"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Placed):
    """A literal, in the kind its place wants: 40, 10 元, 3 work days, "05-01"."""

    value: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Placed):
    """Left open by the plan: the office answers when it adopts the pack; until then the item that holds it sleeps."""

    ask: str
    default: Plain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Placed):
    """An expression: its text without the sign "=", and its tree; None where the text could not be read."""

    text: str
    tree: Node | None = None

    @property
    def cell_of(self) -> str:
        """The table whose cell it is, "" where it is no plain cell of a table."""
        tree = self.tree
        return tree.of.name if isinstance(tree, Cell) and isinstance(tree.of, Name) else ""


Value: TypeAlias = Given | Ask | Formula
# what a place wants; the loader reads literals accordingly
NumberValue: TypeAlias = Annotated[Value, "number"]
MoneyValue: TypeAlias = Annotated[Value, "money"]
DurationValue: TypeAlias = Annotated[Value, "duration"]
DayValue: TypeAlias = Annotated[Value, "day"]
TextValue: TypeAlias = Annotated[Value, "text"]
AnyValue: TypeAlias = Annotated[Value, "anything"]


def plain(value: Value | None, answers: Plain | None = None) -> Plain | None:
    """What a value comes to without reckoning: the literal, the answer, else the default; None for formulas."""
    match value:
        case Given(value=said):
            return said
        case Ask(default=said):
            return said if answers is None else answers
        case _:
            return None


def number(value: Value | None) -> Decimal | None:
    """The number a literal or a default gives, also the one in a quantity; None for all else."""
    said = plain(value)
    if isinstance(said, Quantity):
        return said.number
    return said if isinstance(said, Decimal) else None
