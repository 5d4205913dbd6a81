"""Accounts of a pack become accounts of the books: limits in the smallest unit, one account for each owner."""

from decimal import Decimal
from typing import get_args

from shanzhi.core.amount import amount_of
from shanzhi.core.books import Account, Cap
from shanzhi.core.case import Read
from shanzhi.core.kinds import Refused
from shanzhi.core.pack import accounts
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.values import AnyValue, plain
from shanzhi.core.period import Per


def open_account(written: accounts.Account, id_: str, owner: str, read: Read = plain) -> Account:
    """An account of one owner by what a pack says of it.

    raises: Refused("account_unsettled") where a limit is left open or cannot be reckoned, Refused("measure_differs"),
            Refused("amount_too_fine"), Refused("amount_too_large").
    """
    expires = read(written.expires)
    return Account(
        id_,
        written.measure,
        owner,
        written.by,
        written.for_,
        None if written.min is None else _amount(written, written.min, read),
        None if written.max is None else _amount(written, written.max, read),
        _cap(written, read),
        expires if isinstance(expires, Duration) else None,
    )


def _cap(written: accounts.Account, read: Read) -> Cap | None:
    """The cap, where it is by a period of the calendar; that of a phase is the caller's to reckon."""
    cap = written.cap
    per: Per | None = next((p for p in get_args(Per) if cap and p == cap.per), None)
    return Cap(per, _amount(written, cap.amount, read)) if cap and per else None


def _amount(written: accounts.Account, value: AnyValue, read: Read) -> int:
    """A limit in the smallest unit; a number alone is of the account's measure, money may be said in 万元."""
    said = read(value)
    if isinstance(said, Decimal):
        return amount_of(said, written.measure)
    if not isinstance(said, Quantity):
        raise Refused("account_unsettled", "账户“{title}”的限额还没有确定，请先填写。", title=written.title)
    if written.measure == "元" and said.fen is not None:
        return said.fen
    if said.measure != written.measure:
        raise Refused(
            "measure_differs", "账户按{b}记账，限额却按{a}写，请改成一致。", a=said.measure, b=written.measure
        )
    return amount_of(said.number, written.measure)
