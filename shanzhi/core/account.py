"""What is posted to accounts: orders become entries, what is not credited is said with its reason, the rest refused."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from shanzhi.core.amount import shown
from shanzhi.core.books import Account, Books, Decision, Entry, Move, NotCredited, Posting, balance, comes_in
from shanzhi.core.closing import require_open
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.lots import lapse
from shanzhi.core.period import period_of


def post(books: Books, moves: Sequence[Move], on: date, why: str) -> Decision:
    """Decides on orders as one entry; each sees those before it.

    out:    expired credit of the accounts concerned lapses first. A cap credits what still fits; the rest is said.
    raises: Refused("balance_short"), Refused("above_max"), Refused("wrong_purpose"), Refused("wrong_source"),
            Refused("measure_differs"), Refused("amount_not_positive"), Refused("same_account"),
            Refused("month_closed").
    """
    require_open(on, books.closed_to)
    entries, postings, left_out = _lapses(books, moves, on), list[Posting](), list[NotCredited]()
    for move in moves:
        _fits(books, move)
        now = (*books.entries, *entries, *([Entry(on, tuple(postings), why)] if postings else []))
        amount, rest = _capped(books.accounts[move.target], move.amount, now, on)
        left_out += [rest] if rest else []
        if amount:
            _bear(books.accounts[move.source], replace(move, amount=amount), now)
            _bar(books.accounts[move.target], amount, now)
            measure = books.accounts[move.source].measure
            postings += [
                Posting(move.source, -amount, measure, *move.taken_of),
                Posting(move.target, amount, measure, move.purpose, move.by),
            ]
    booked = [Entry(on, tuple(postings), why)] if postings else []
    return Decision((*entries, *booked), tuple(left_out))


def reverse(books: Books, entry_id: str, on: date, why: str) -> Decision:
    """Takes an entry back by a counter-entry in an open month; it names both and is never refused for lack of means.

    raises: Refused("already_reversed"), Refused("reversal_stays"), Refused("before_entry"), Refused("month_closed"),
            Refused("reason_missing").
    """
    require_open(on, books.closed_to)
    entry = next(e for e in books.entries if e.id == entry_id)
    if any(e.reverses == entry_id for e in books.entries):
        raise Refused("already_reversed", "这笔账已经冲销过，不能再冲。请刷新页面查看最新情况。")
    if entry.kind == "reversal":
        raise Refused("reversal_stays", "冲销的分录不能再冲销。确需恢复的，请重新记一笔。")
    if on < entry.on:
        raise Refused("before_entry", "冲销的日期早于原来记账的日期，请改正。")
    if not why.strip():
        raise Refused("reason_missing", "请写明冲销的原因。")
    back = tuple(replace(p, amount=-p.amount) for p in entry.postings)
    return Decision((Entry(on, back, why.strip(), kind="reversal", reverses=entry_id),))


def _fits(books: Books, move: Move) -> None:
    """Raises where an order does not fit its accounts."""
    source, target = books.accounts[move.source], books.accounts[move.target]
    if move.amount <= 0:
        raise Refused("amount_not_positive", "金额或者数量必须大于零。")
    if move.source == move.target:
        raise Refused("same_account", "转出和转入是同一个账户，请改正。")
    if source.measure != target.measure:
        raise Refused(
            "measure_differs", "转出账户按{a}记账，转入账户按{b}记账，不能互转。", a=source.measure, b=target.measure
        )
    for account, purpose, by in ((source, *move.taken_of), (target, move.purpose, move.by)):
        if account.purposes and purpose not in account.purposes:
            raise Refused(
                "wrong_purpose", "这个账户专款专用，请从“{choices}”中选定用途。", choices="、".join(account.purposes)
            )
        if account.by and by not in account.by:
            raise Refused("wrong_source", "请从“{choices}”中写明资金来源。", choices="、".join(account.by))


def _bear(account: Account, move: Move, entries: Sequence[Entry]) -> None:
    """Raises where an account, or one of its purposes or sources, would fall below its least balance."""
    if account.min is None:
        return
    purpose, by = move.taken_of
    stands = [balance(entries, account.id)]
    stands += [balance(entries, account.id, purpose=purpose)] if account.purposes else []
    stands += [balance(entries, account.id, by=by)] if account.by else []
    if min(stands) - move.amount < account.min:
        raise Refused(
            "balance_short",
            "余额不足：可用{free}，需要{amount}。",
            free=shown(max(min(stands) - account.min, 0), account.measure),
            amount=shown(move.amount, account.measure),
        )


def _bar(account: Account, amount: int, entries: Sequence[Entry]) -> None:
    if account.max is not None and balance(entries, account.id) + amount > account.max:
        raise Refused(
            "above_max", "记入以后会超过这个账户的上限{limit}，没有记账。", limit=shown(account.max, account.measure)
        )


def _capped(account: Account, amount: int, entries: Iterable[Entry], on: date) -> tuple[int, NotCredited | None]:
    """What of an amount still comes in within the period, and the rest with its reason."""
    if account.cap is None:
        return amount, None
    period = period_of(on, account.cap.per)
    free = max(account.cap.amount - _used(entries, account.id, period.first, period.last), 0)
    if amount <= free:
        return amount, None
    limit = shown(account.cap.amount, account.measure)
    why = Words("已到本期上限{limit}（{period}），超出部分不计入。", {"limit": limit, "period": period.name})
    return free, NotCredited(account.id, amount - free, on, why)


def _used(entries: Iterable[Entry], account: str, since: date, until: date) -> int:
    """How much of a cap is used: what came in and was not taken back, by the day it first came in."""
    kept = list(entries)
    first = {e.id: e.on for e in kept if e.id}
    return sum(
        p.amount
        for e in kept
        for p in e.postings
        if p.account == account and comes_in(e, p) and since <= first.get(e.reverses, e.on) <= until
    )


def _lapses(books: Books, moves: Sequence[Move], on: date) -> tuple[Entry, ...]:
    names = dict.fromkeys(name for m in moves for name in (m.source, m.target))
    found = [lapse(books, name, on) for name in names]
    return tuple(entry for entry in found if entry is not None)
