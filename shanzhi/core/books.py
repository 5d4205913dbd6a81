"""Books by double entry: accounts, entries that add up to zero, balances and what moved in a period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from shanzhi.core.kinds import Words
from shanzhi.core.pack.durations import Duration
from shanzhi.core.period import Per

Kind = Literal["transfer", "reversal", "lapse"]
LAPSED: Final = "lapsed"
"""The account that expired credit goes to."""


@dataclass(frozen=True, slots=True)
class Cap:
    """How much may come in within a period; the rest is not credited."""

    per: Per
    amount: int


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one owner; amounts in the smallest unit of its measure.

    by, purposes: the sources it takes from and the purposes it serves; a posting then names one of each, and the
                  balance of each stands alone (专款专用).
    min, max:     what the balance may not fall below or rise above; expires: how long a credit lasts.
    """

    id: str
    measure: str
    owner: str = ""
    by: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    cap: Cap | None = None
    expires: Duration | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry. amount: what comes in, below zero what goes out."""

    account: str
    amount: int
    measure: str
    purpose: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Postings booked together; they add up to zero in each measure, or there is no entry.

    id: "" until it is stored; why: the rule or clause; reverses: the id of the entry it takes back.
    """

    on: date
    postings: tuple[Posting, ...]
    why: str
    id: str = ""
    kind: Kind = "transfer"
    reverses: str = ""

    def __post_init__(self) -> None:
        for measure in {p.measure for p in self.postings}:
            if sum(p.amount for p in self.postings if p.measure == measure):
                raise ValueError(self.postings)


@dataclass(frozen=True, slots=True)
class Move:
    """An order to move an amount from one account to another.

    purpose, by: of the credit; source_purpose, source_by: of what is taken, "" where they are the same.
    """

    source: str
    target: str
    amount: int
    purpose: str = ""
    by: str = ""
    source_purpose: str = ""
    source_by: str = ""

    @property
    def taken_of(self) -> tuple[str, str]:
        """Purpose and source of what is taken."""
        return self.source_purpose or self.purpose, self.source_by or self.by


@dataclass(frozen=True, slots=True)
class NotCredited:
    """What did not come in although it was due, booked with its reason."""

    account: str
    amount: int
    on: date
    why: Words


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts concerned and all entries that touch them, in the order they were booked.

    closed_to: the last day of the last month that was published; nothing is booked up to it any more.
    """

    accounts: Mapping[str, Account]
    entries: tuple[Entry, ...] = ()
    closed_to: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be written, all of it or nothing."""

    entries: tuple[Entry, ...] = ()
    not_credited: tuple[NotCredited, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """What an account moved: credit and spent without what was taken back, lapsed apart."""

    credit: int = 0
    spent: int = 0
    lapsed: int = 0


def balance(
    entries: Iterable[Entry], account: str, *, purpose: str | None = None, by: str | None = None, on: date = date.max
) -> int:
    """The balance at the end of a day, of one purpose or source where it is given."""
    return sum(
        p.amount
        for e in entries
        if e.on <= on
        for p in e.postings
        if p.account == account and purpose in (None, p.purpose) and by in (None, p.by)
    )


def sums(entries: Iterable[Entry], account: str, since: date, until: date) -> Sums:
    """Credit, spending and lapses booked from one day to another, both included."""
    found = {"credit": 0, "spent": 0, "lapsed": 0}
    for entry in entries:
        for p in entry.postings if since <= entry.on <= until else ():
            if p.account == account:
                side = "lapsed" if entry.kind == "lapse" else "credit" if comes_in(entry, p) else "spent"
                found[side] += p.amount if side == "credit" else -p.amount
    return Sums(**found)


def comes_in(entry: Entry, posting: Posting) -> bool:
    """Whether a posting is about credit: what came in, or what came in and is taken back."""
    return (posting.amount > 0) != (entry.kind == "reversal")
