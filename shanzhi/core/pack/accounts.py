"""Accounts: money, points and other measures, by double entry in their smallest unit."""

from dataclasses import dataclass
from typing import Literal

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
class Dues(Placed):
    """What makes an account one of dues: it holds what its owner owes.

    pay:    the account on the other side of a payment.
    owed:   above: a debt stands above zero, and a payment goes from this account to `pay`; below: the other way.
    number: of receipts; decide: whether one person decides on exemptions or a second one has to.
    """

    pay: str
    owed: Literal["above", "below"] = "above"
    number: str = "收据〔{year}〕{n}号"
    decide: Literal["one", "two"] = "two"

    @property
    def sign(self) -> int:
        """1 where a debt is an amount above zero."""
        return 1 if self.owed == "above" else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Item):
    """An account of each owner. by: the sources it takes from; for_: the purposes it serves; dues: of what is owed."""

    owner: Selector | None = None
    measure: str = ""
    by: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()
    min: AnyValue | None = None
    max: AnyValue | None = None
    cap: Cap | None = None
    expires: DurationValue | None = None
    dues: Dues | None = None
    must: tuple[Must, ...] = ()
    see: tuple[See, ...] = ()
