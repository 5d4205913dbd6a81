"""Dues: what was asked of somebody, what was let off and paid, and what is left, the oldest debt paid first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from shanzhi.core.kinds import Refused

AGES: Final = (30, 90)
"""Days up to which a debt is young, and up to which it is of middle age."""


@dataclass(frozen=True, slots=True)
class DuesLine:
    """A line of an account of dues. amount: what is asked for, below zero what takes from it; on: its entry's day.

    root: the entry it is about: its own, or the one it takes back or lets off; let_off: by an exemption.
    """

    entry: int
    root: int
    on: date
    amount: int
    why: str = ""
    let_off: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """One demand. asked: after what was taken back of it; let_off, paid, left: parts of it, they add up to it."""

    entry: int
    on: date
    why: str
    asked: int
    let_off: int
    paid: int
    left: int


@dataclass(frozen=True, slots=True)
class Dues:
    """Where somebody stands. credit: what was paid beyond all demands."""

    parts: tuple[Due, ...] = ()
    credit: int = 0

    @property
    def asked(self) -> int:
        return sum(p.asked for p in self.parts)

    @property
    def let_off(self) -> int:
        return sum(p.let_off for p in self.parts)

    @property
    def paid(self) -> int:
        return sum(p.paid for p in self.parts)

    @property
    def left(self) -> int:
        return sum(p.left for p in self.parts)

    @property
    def since(self) -> date | None:
        """The day of the oldest demand that is not wholly paid."""
        return next((p.on for p in self.parts if p.left), None)

    def within(self, first: date, last: date) -> "Dues":
        """The demands of some days alone; what they left was settled with all others in mind."""
        return Dues(tuple(p for p in self.parts if first <= p.on <= last), self.credit)


def dues_of(lines: Iterable[DuesLine]) -> Dues:
    """Demands, the oldest first, with what was let off and paid of each; left less credit is the account's balance.

    A line that takes back or lets off a demand comes off that demand; every other payment settles the oldest.
    """
    asked: dict[int, Due] = {}
    taken: dict[int, int] = {}
    known = sorted(lines, key=lambda n: (n.entry != n.root, n.on, n.entry))
    for n in known:
        due = asked.get(n.root)
        if due is None and n.entry == n.root and n.amount > 0:
            asked[n.root] = Due(n.entry, n.on, n.why, n.amount, 0, 0, 0)
        elif due is None:
            taken[n.root] = taken.get(n.root, 0) - n.amount
        elif n.let_off:
            asked[n.root] = replace(due, let_off=due.let_off - n.amount)
        else:
            asked[n.root] = replace(due, asked=due.asked + n.amount)
    return _paid(sorted(asked.values(), key=lambda d: (d.on, d.entry)), sum(taken.values()))


def _paid(demands: Iterable[Due], means: int) -> Dues:
    """Demands with what they got of what was paid in all."""
    parts = []
    kept = list(demands)
    # let off, and then the demand itself was taken back: what is over is credit
    means += sum(max(d.let_off - d.asked, 0) for d in kept)
    for due in kept:
        open_ = due.asked - due.let_off
        paid = min(max(open_, 0), max(means, 0))
        means -= paid
        if due.asked:
            parts.append(replace(due, paid=paid, left=max(open_, 0) - paid))
    return Dues(tuple(parts), means)


def by_age(parts: Iterable[Due], today: date) -> tuple[int, int, int]:
    """What is left by the days since it was asked for: up to 30, 31 to 90, more."""
    out = [0, 0, 0]
    for part in parts:
        days = (today - part.on).days
        out[0 if days <= AGES[0] else 1 if days <= AGES[1] else 2] += part.left
    return out[0], out[1], out[2]


def settles(dues: Dues, amount: int) -> tuple[tuple[Due, int], ...]:
    """Which demands a payment settles, the oldest first, and how much of each; what is over is credit."""
    out = []
    for part in dues.parts:
        share = min(part.left, amount)
        amount -= share
        if share:
            out.append((part, share))
    return tuple(out)


def lets_off(dues: Dues, first: date, last: date) -> Mapping[int, int]:
    """What an exemption takes of each demand of its days: all that was not let off before; by the demand's entry.

    raises: Refused("nothing_to_exempt").
    """
    found = {p.entry: p.asked - p.let_off for p in dues.within(first, last).parts if p.asked > p.let_off}
    if not found:
        raise Refused(
            "nothing_to_exempt", "{first}至{last}没有可以减免的应缴款，请核对起止日期。", first=first, last=last
        )
    return found
