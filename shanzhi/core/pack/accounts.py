"""Accounts: money, points and other measures, by double entry in their smallest unit."""

from dataclasses import dataclass

from shanzhi.core.pack.duties import PeriodUnit
from shanzhi.core.pack.forms import Must, See
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import AnyValue, DurationValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Placed):
    """How much may come in within a period; the rest is booked as not credited."""

    per: PeriodUnit
    amount: AnyValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Item):
    """An account of each owner. by: the sources it takes from; for_: the purposes it serves."""

    owner: Selector | None = None
    measure: str = ""
    by: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()
    min: AnyValue | None = None
    max: AnyValue | None = None
    cap: Cap | None = None
    expires: DurationValue | None = None
    must: tuple[Must, ...] = ()
    see: tuple[See, ...] = ()
