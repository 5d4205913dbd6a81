"""Tables of a pack: prices, limits, bands."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.values import AnyValue

_BAND = re.compile(r"(>=|<=|>|<|=) (-?\d+(?:\.\d+)?)")
ELSE: Final = "else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Placed):
    """A cell with the keys that lead to it, one for each of the table's: 便民服务, `>= 90`, `else`."""

    keys: tuple[str, ...]
    value: AnyValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Item):
    """Rows by one or two keys; bands are tried from the top, the first that holds counts."""

    key: tuple[str, ...] = ()
    measure: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The first keys, in order, once each: what a field `of` this table offers."""
        return tuple(dict.fromkeys(r.keys[0] for r in self.rows))


def holds(key: str, said: str | Decimal) -> bool:
    """Whether what is asked for falls under a row's key: the same text, the same number, or inside its band."""
    band = _BAND.fullmatch(key)
    if key == ELSE or band is None or isinstance(said, str):
        return key == ELSE or key == str(said)
    limit = Decimal(band[2])
    return {
        ">=": said >= limit,
        "<=": said <= limit,
        ">": said > limit,
        "<": said < limit,
        "=": said == limit,
    }[band[1]]


def is_band(key: str) -> bool:
    """Whether a key is a band such as `>= 90`."""
    return _BAND.fullmatch(key) is not None


def bound(key: str) -> Decimal | None:
    """The number of a band, None where a key is none."""
    band = _BAND.fullmatch(key)
    return Decimal(band[2]) if band else None
