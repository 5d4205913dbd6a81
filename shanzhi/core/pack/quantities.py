"""Numbers with a measure as packs write them: `6 元`, `12.5 m³`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_WRITTEN = re.compile(r"(-?\d{1,12}(?:\.\d{1,6})?) ?([^\d\s.,-][^\s]{0,7})")
MONEY: Final = {"元": 100, "角": 10, "分": 1, "万元": 1_000_000}  # fen in one of each


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a measure."""

    number: Decimal
    measure: str

    def __str__(self) -> str:
        return f"{self.number}{self.measure}"

    @property
    def fen(self) -> int | None:
        """The sum in fen; None where it is no money or no whole fen."""
        sum_ = self.number * MONEY.get(self.measure, 0)
        return int(sum_) if self.measure in MONEY and sum_ == int(sum_) else None


def quantity(text: str) -> Quantity | None:
    """The number and measure that a text writes, None where it writes none."""
    match = _WRITTEN.fullmatch(text)
    return Quantity(Decimal(match[1]), match[2]) if match else None
