"""Orders to the books: what somebody wants booked, and which purpose and source each side is booked under."""

from dataclasses import dataclass
from datetime import date

from shanzhi.core.books import Account, Entry, Kind, Move, Posting

BROUGHT = "brought"
"""The other side of a balance brought forward; it is never stored."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an account is. place: id of his place; unit, record: where it is a unit's or a row's."""

    place: int
    unit: int | None = None
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an order: an account of the pack, and whose."""

    account: str
    owner: Owner

    def __str__(self) -> str:
        return f"{self.account}:{self.owner.place}:{self.owner.unit or ''}:{self.owner.record or ''}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An amount to be moved. amount: in the smallest unit; purpose, by: "" where they are to be found."""

    source: Side
    target: Side
    amount: int
    purpose: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Amounts to be booked together as one entry.

    key: made by whoever orders, so that a double send is one entry; run: the rule that orders it, None by hand.
    of_month: the first day of the closed month it belongs to.
    """

    key: str
    on: date
    why: str
    moves: tuple[Wanted, ...]
    clause: str = ""
    run: int | None = None
    of_month: date | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A stored line, as the books need it. entry: its id; first_on: of a reversal, the day of what it takes back."""

    entry: int
    on: date
    amount: int
    purpose: str
    by: str
    kind: Kind = "transfer"
    reverses: int | None = None
    first_on: date | None = None


def move_of(source: Account, target: Account, wanted: Wanted) -> Move:
    """An order with purpose and source found for each side.

    out: a side takes the purpose that is said, or the only one it has, or that of the other side. A source is the only
         one an account takes from, or that of the other side, or the one that is called like the purpose. What cannot
         be found stays "" and is refused where the account asks for it.
    """
    purposes = (_known(source.purposes, wanted.purpose), _known(target.purposes, wanted.purpose))
    out_of, into = (own or _known(account.purposes, other) for account, own, other in
                    ((source, *purposes), (target, *purposes[::-1])))  # fmt: skip
    said = wanted.by or wanted.purpose
    sources = (_known(source.by, said), _known(target.by, said))
    taken, given = (own or _known(account.by, other) for account, own, other in
                    ((source, *sources), (target, *sources[::-1])))  # fmt: skip
    return Move(source.id, target.id, wanted.amount, into, given, out_of, taken)


def _known(choices: tuple[str, ...], said: str) -> str:
    """What is said where it is a choice, else the only choice; "" where there are several."""
    if said in choices:
        return said
    return choices[0] if len(choices) == 1 else ""


def brought(account: Account, kinds: dict[tuple[str, str], int], lines: tuple[Carried, ...]) -> tuple[Entry, ...]:
    """An account's entries as far as they were loaded, after one that brings forward all before them.

    kinds: the whole balance by purpose and source; lines: the latest, in the order they were booked.
    """
    before = dict(kinds)
    for line in lines:
        before[line.purpose, line.by] = before.get((line.purpose, line.by), 0) - line.amount
    opening = tuple(p for (purpose, by), amount in before.items() if amount for p in
                    (Posting(account.id, amount, account.measure, purpose, by),
                     Posting(BROUGHT, -amount, account.measure, purpose, by)))  # fmt: skip
    head = (Entry(date.min, opening, "承前"),) if opening else ()
    stubs = tuple(Entry(n.first_on, (), "", id=str(n.reverses)) for n in lines if n.reverses and n.first_on)
    known = {str(n.entry) for n in lines}
    return (*head, *(s for s in stubs if s.id not in known), *(_entry(account, n) for n in lines))


def _entry(account: Account, line: Carried) -> Entry:
    sides = (Posting(account.id, line.amount, account.measure, line.purpose, line.by),
             Posting(BROUGHT, -line.amount, account.measure, line.purpose, line.by))  # fmt: skip
    return Entry(line.on, sides, "", str(line.entry), line.kind, str(line.reverses or ""))
