"""Which credit is left and which debt is unpaid, oldest first: expiry, arrears and demands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shanzhi.core.books import LAPSED, Account, Books, Entry, Posting
from shanzhi.core.chinese.terms import Measure
from shanzhi.core.deadline import WorkCalendar, due
from shanzhi.core.pack.durations import Duration, TimeUnit

_MEASURE: Final[dict[TimeUnit, Measure]] = {"day": "day", "week": "week", "month": "month", "year": "year"}


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of an amount that came in, or unpaid of one that is owed, since the day it was booked."""

    on: date
    amount: int
    why: str


@dataclass(frozen=True, slots=True)
class Demand:
    """What an owner owes in all, since when, and for what, oldest first."""

    account: str
    owner: str
    amount: int
    since: date
    parts: tuple[Lot, ...]


def credits_left(
    entries: Iterable[Entry], account: str, purpose: str | None = None, by: str | None = None
) -> tuple[Lot, ...]:
    """What is left of each credit, oldest first; spending took the oldest first."""
    return _left(entries, account, purpose, by, sign=1)


def debts_left(entries: Iterable[Entry], account: str) -> tuple[Lot, ...]:
    """What is unpaid of each debit, oldest first; payments settled the oldest first."""
    return _left(entries, account, None, None, sign=-1)


def lasts_until(on: date, expires: Duration) -> date:
    """The last day a credit can be spent: a year from 3 March 2026 is 3 March 2027; rest moves nothing.

    expires: days, weeks, months or years; anything else is a fault of the caller.
    """
    return due(on, expires.count, _MEASURE[expires.unit], WorkCalendar(), last_day="stay").on


def lapse(books: Books, account_id: str, on: date) -> Entry | None:
    """The entry that takes what has expired by a day off an account; None where nothing has."""
    account = books.accounts[account_id]
    if account.expires is None:
        return None
    postings: list[Posting] = []
    for purpose, by in _kinds(books.entries, account):
        lots = credits_left(books.entries, account_id, purpose, by)
        gone = sum(lot.amount for lot in lots if lasts_until(lot.on, account.expires) < on)
        if gone:
            postings.append(Posting(account_id, -gone, account.measure, purpose or "", by or ""))
            postings.append(Posting(LAPSED, gone, account.measure, purpose or "", by or ""))
    return Entry(on, tuple(postings), "到期未用", kind="lapse") if postings else None


def demands(books: Books, on: date, grace_days: int = 0) -> tuple[Demand, ...]:
    """Who owes on a day, the oldest debt first, then by account; debts still within the grace are not asked for."""
    found: list[Demand] = []
    kept = [e for e in books.entries if e.on <= on]
    for account in books.accounts.values():
        lots = debts_left(kept, account.id)
        parts = tuple(lot for lot in lots if not grace_days or lot.on + timedelta(days=grace_days) < on)
        if parts:
            found.append(Demand(account.id, account.owner, sum(p.amount for p in parts), parts[0].on, parts))
    return tuple(sorted(found, key=lambda d: (d.since, d.account)))


def _left(entries: Iterable[Entry], account: str, purpose: str | None, by: str | None, *, sign: int) -> tuple[Lot, ...]:
    """What is left of postings of one sign after those of the other took the oldest first.

    What is taken back returns to the day it was first booked. More taken than there is comes off the next.
    """
    kept = list(entries)
    first = {e.id: e.on for e in kept if e.id}
    lots: list[Lot] = []
    taken = 0
    for entry in kept:
        for p in entry.postings:
            if p.account != account or purpose not in (None, p.purpose) or by not in (None, p.by):
                continue
            if p.amount * sign > 0:
                lots.append(Lot(first.get(entry.reverses, entry.on), abs(p.amount), entry.why))
            else:
                taken += abs(p.amount)
    return _without(sorted(lots, key=lambda lot: lot.on), taken)


def _without(lots: Iterable[Lot], taken: int) -> tuple[Lot, ...]:
    left: list[Lot] = []
    for lot in lots:
        kept = lot.amount - min(lot.amount, taken)
        taken -= lot.amount - kept
        if kept:
            left.append(Lot(lot.on, kept, lot.why))
    return tuple(left)


def _kinds(entries: Iterable[Entry], account: Account) -> list[tuple[str | None, str | None]]:
    """Purposes and sources that stand alone, once each; None for both where the account knows none."""
    if not account.purposes and not account.by:
        return [(None, None)]
    return list(dict.fromkeys((p.purpose, p.by) for e in entries for p in e.postings if p.account == account.id))
