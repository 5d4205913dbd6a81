"""Tables to print as spreadsheets; papers.xlsx writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Cell = str | int | Decimal | date | None
Kind = Literal["text", "centre", "number", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. width in characters of the sheet; merged: equal neighbours below one another become one cell."""

    title: str
    width: float
    kind: Kind = "text"
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to print. subtitle: the line of unit and date. rows: a cell for each column, None for an empty one."""

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
