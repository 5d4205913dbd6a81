"""Statements of account: opening balance, every line with the balance after it, closing balance."""

from dataclasses import dataclass
from datetime import date, timedelta

from shanzhi.core.books import Books, Entry, Kind, Posting, balance


@dataclass(frozen=True, slots=True)
class Line:
    """One posting as its owner reads it. others: the accounts on the other side; reverses: what it takes back."""

    on: date
    amount: int
    balance: int
    others: tuple[str, ...]
    purpose: str
    why: str
    kind: Kind
    reverses: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """An account from one day to another; closing is opening with every line added."""

    account: str
    measure: str
    since: date
    until: date
    opening: int
    lines: tuple[Line, ...]
    closing: int


def statement(books: Books, account: str, since: date, until: date) -> Statement:
    """What an account moved from one day to another, both included.

    out: lines by day, on one day in the order they were booked.
    """
    opening = balance(books.entries, account, on=since - timedelta(days=1))
    lines: list[Line] = []
    stands = opening
    for entry in sorted(books.entries, key=lambda e: e.on):
        for posting in entry.postings if since <= entry.on <= until else ():
            if posting.account == account:
                stands += posting.amount
                lines.append(_line(entry, posting, stands))
    return Statement(account, books.accounts[account].measure, since, until, opening, tuple(lines), stands)


def _line(entry: Entry, posting: Posting, stands: int) -> Line:
    """A posting with the accounts that moved the other way."""
    others = dict.fromkeys(p.account for p in entry.postings if p.amount * posting.amount < 0)
    return Line(entry.on, posting.amount, stands, tuple(others), posting.purpose, entry.why, entry.kind, entry.reverses)
