"""What is booked: orders become entries in the database; books open on first use, and numbers leave no gap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import get_args

from django.db import connection
from django.db.models import Max, Q, Sum

from shanzhi.core.account import post, reverse
from shanzhi.core.books import LAPSED, Books, Decision, Entry, Kind, Posting
from shanzhi.core.books import Account as Bound
from shanzhi.core.case import Read
from shanzhi.core.closing import booked_on
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.opening import open_account
from shanzhi.core.order import Carried, Order, Owner, Side, brought, move_of
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.values import plain
from shanzhi.core.period import period_of
from shanzhi.models import Book, BookEntry, BookLine, LeftOut, Programme
from shanzhi.queries.months import closed_to
from shanzhi.queries.running import Running

_MANY = 5_000
_BALANCE = """UPDATE shanzhi_book b SET balance = b.balance + v.moved
FROM unnest(%s::bigint[], %s::bigint[]) AS v(id, moved) WHERE b.id = v.id"""
# lines of the newest credits that cover what is left: what an account that expires still holds is among them
_OPEN = """SELECT id FROM (SELECT l.id, b.balance,
    coalesce(sum(greatest(l.amount, 0)) FILTER (WHERE e.kind <> 'reversal') OVER (PARTITION BY l.book_id
        ORDER BY l."on" DESC, l.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer
    FROM shanzhi_bookline l JOIN shanzhi_book b ON b.id = l.book_id JOIN shanzhi_bookentry e ON e.id = l.entry_id
    WHERE l.book_id = ANY(%s)) s WHERE newer < balance"""
KINDS: Mapping[str, Kind] = {k: k for k in get_args(Kind)}


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of an order. entry: its id, None where nothing was booked; refused: why not; left_out: by account."""

    order: Order
    entry: int | None = None
    refused: Refused | None = None
    decision: Decision = field(default_factory=Decision)


def lock_books(programme_id: int) -> None:
    """Locks the books of a programme for the rest of the transaction: postings go one after the other.

    One lock for all its accounts: none can be taken in another order, and entries are counted without a gap.
    """
    list(Programme.objects.select_for_update(no_key=True).filter(pk=programme_id).values_list("pk"))


def post_moves(running: Running, orders: Sequence[Order], now: datetime, read: Read = plain) -> tuple[Posted, ...]:
    """Books orders, each as one entry or not at all; by the program, in the transaction at hand.

    A key that was booked before is not booked again. What is refused is given back with the reason and sinks nothing.
    What a rule orders in a closed month is booked on the first open day and names its month.
    cost: 10 statements and two for each 5,000 entries, however many orders; 3 more where limits ask for lines.
    """
    if not orders:
        return ()
    lock_books(running.programme_id)
    booked = BookEntry.objects.filter(programme=running.programme_id, key__in=[o.key for o in orders])
    known = dict(booked.values_list("key", "pk"))
    fresh = [o for o in orders if o.key not in known]
    closed = closed_to(running.programme_id)
    fresh = [_late(o, closed) for o in fresh]
    ledger = _Ledger(running, read, closed)
    if fresh:
        ledger.load(fresh)
    decided = {o.key: ledger.decide(o) for o in fresh}
    saved = _saved(running, ledger, [p for p in decided.values() if p.refused is None], now)
    return tuple(
        Posted(o, known[o.key]) if o.key in known else replace(decided[o.key], entry=saved.get(o.key)) for o in orders
    )


def _late(order: Order, closed: date | None) -> Order:
    """An order of a rule as it is booked; one by hand stays as it is, and is refused."""
    on, month = booked_on(order.on, closed)
    return order if order.run is None or month is None else replace(order, on=on, of_month=month)


def open_side(running: Running, account: str) -> Account:
    """An account of the pack.

    raises: Refused("not_found").
    """
    found = running.find(account, Account)
    if found is None:
        raise Refused("not_found", "没有找到这个账户，可能方案包已经改过。请刷新页面再试。")
    return found


class _Ledger:
    """The accounts that orders are about, as core sees them, with what was decided so far."""

    def __init__(self, running: Running, read: Read, closed: date | None) -> None:
        self.running = running
        self.closed = closed
        self.read = read
        self.rows: dict[str, Book] = {}
        self.bound: dict[Side, Bound | Refused] = {}
        self.before: dict[Side, tuple[Entry, ...]] = {}
        self.decided: dict[Side, list[Entry]] = {}

    def load(self, orders: Sequence[Order]) -> None:
        """Opens the books of all sides, and loads what their limits ask for."""
        sides = dict.fromkeys(s for o in orders for m in o.moves for s in (m.source, m.target))
        self.bound = {side: self._bind(side) for side in sides}
        good = {s: b for s, b in self.bound.items() if isinstance(b, Bound)}
        self.rows = _opened(self.running, {s: b.measure for s, b in good.items()})
        limited = {s: b for s, b in good.items() if _is_limited(b)}
        lines = _lines({self.rows[str(s)].pk: b for s, b in limited.items()}, min(o.on for o in orders))
        kinds = _kinds([self.rows[str(s)].pk for s, b in limited.items() if _by_kind(b)])
        for side, bound in limited.items():
            book = self.rows[str(side)]
            whole = kinds.get(book.pk) or {_only(bound): book.balance}
            self.before[side], self.decided[side] = brought(bound, whole, lines.get(book.pk, ())), []

    def decide(self, order: Order) -> Posted:
        """Asks core about one order, and remembers what it decided."""
        sides = dict.fromkeys(s for m in order.moves for s in (m.source, m.target))
        try:
            accounts = {str(s): self._account(s) for s in sides}
            moves = [move_of(accounts[str(m.source)], accounts[str(m.target)], m) for m in order.moves]
            since = {id(e): e for s in sides for e in self.decided.get(s, ())}
            before = (*(e for s in sides for e in self.before.get(s, ())), *since.values())
            decision = post(Books(accounts, before, self.closed), moves, order.on, order.why)
        except Refused as refused:
            return Posted(order, refused=refused)
        for side in sides:
            self.decided.get(side, []).extend(decision.entries)
        return Posted(order, decision=decision)

    def _account(self, side: Side) -> Bound:
        found = self.bound[side]
        if isinstance(found, Refused):
            raise found
        return found

    def _bind(self, side: Side) -> Bound | Refused:
        try:
            return open_account(open_side(self.running, side.account), str(side), "", self.read)
        except Refused as refused:
            return refused


def _is_limited(bound: Bound) -> bool:
    """Whether an account's past has a say in what is booked."""
    return bound.min is not None or bound.max is not None or bound.cap is not None or bound.expires is not None


def _several(bound: Bound) -> bool:
    return len(bound.purposes) > 1 or len(bound.by) > 1


def _by_kind(bound: Bound) -> bool:
    """Whether the balance of each purpose and source is asked for."""
    return (bound.min is not None or bound.expires is not None) and _several(bound)


def _only(bound: Bound) -> tuple[str, str]:
    """The purpose and the source of an account that knows one of each."""
    return next(iter(bound.purposes), ""), next(iter(bound.by), "")


def _opened(running: Running, wanted: Mapping[Side, str]) -> dict[str, Book]:
    """The rows of accounts by what core calls them; those that have none yet are opened. wanted: side -> measure."""
    names = {s.account for s in wanted}
    places = {s.owner.place for s in wanted}
    rows = Book.objects.filter(programme=running.programme_id, account__in=names, place__in=places)
    found = {str(_side(b)): b for b in rows}
    new = [
        Book(
            programme_id=running.programme_id,
            account=side.account,
            place_id=side.owner.place,
            unit_id=side.owner.unit,
            record_id=side.owner.record,
            measure=measure,
        )
        for side, measure in wanted.items()
        if str(side) not in found
    ]
    return found | {str(_side(b)): b for b in Book.objects.bulk_create(new, batch_size=_MANY)}


def _side(book: Book) -> Side:
    return Side(book.account, Owner(book.place_id, book.unit_id, book.record_id))


def _lines(bounds: Mapping[int, Bound], on: date) -> dict[int, tuple[Carried, ...]]:
    """The latest lines that limits ask for: of a cap those of its period, of what expires those not spent yet."""
    capped = {pk: period_of(on, b.cap.per).first for pk, b in bounds.items() if b.cap is not None}
    lasting = [pk for pk, b in bounds.items() if b.expires is not None and not _several(b)]
    wholly = [pk for pk, b in bounds.items() if b.expires is not None and _several(b)]
    if not (capped or lasting or wholly):
        return {}
    wanted = [Q(book__in=[pk for pk in capped if capped[pk] == day], on__gte=day) for day in set(capped.values())]
    rows = BookLine.objects.filter(reduce(or_, [*wanted, Q(pk__in=_open_lines(lasting)), Q(book__in=wholly)]))
    names = ("entry_id", "on", "amount", "purpose", "by", "entry__kind", "entry__reverses_id", "entry__reverses__on")
    found: dict[int, tuple[Carried, ...]] = {}
    for book, *line in rows.order_by("on", "pk").values_list("book_id", *names):
        found[book] = (*found.get(book, ()), Carried(*line))
    return found


def _open_lines(books: list[int]) -> list[int]:
    if not books:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [books])
        return [pk for (pk,) in cursor.fetchall()]


def _kinds(books: list[int]) -> dict[int, dict[tuple[str, str], int]]:
    """Balances by purpose and source, of accounts that know several and may not fall below a limit."""
    if not books:
        return {}
    found: dict[int, dict[tuple[str, str], int]] = {}
    rows = BookLine.objects.filter(book__in=books).values_list("book_id", "purpose", "by").annotate(s=Sum("amount"))
    for book, purpose, by, amount in rows.order_by():
        found.setdefault(book, {})[purpose, by] = int(amount)
    return found


def _saved(running: Running, ledger: _Ledger, done: Sequence[Posted], now: datetime) -> dict[str, int]:
    """Writes what was decided; gives the entry of each order by its key."""
    made = [(p, e) for p in done for e in p.decision.entries]
    books = ledger.rows | _lapsed_books(running, ledger, [e for _, e in made])
    rows = _entries(running, made, now)
    lines = [line for row, (_, e) in zip(rows, made, strict=True) for line in _postings(row, e, books)]
    BookLine.objects.bulk_create(lines, batch_size=_MANY)
    out = [LeftOut(book=books[n.account], run_id=p.order.run, on=n.on, amount=n.amount, why=told(n.why))
           for p in done for n in p.decision.not_credited]  # fmt: skip
    LeftOut.objects.bulk_create(out, batch_size=_MANY)
    move_balances(lines)
    return {p.order.key: row.pk for row, (p, e) in zip(rows, made, strict=True) if e.kind != "lapse"}


def last_number(programme_id: int) -> int:
    """The number of the last entry of a programme whose books are locked, 0 where it has none."""
    return BookEntry.objects.filter(programme=programme_id).aggregate(n=Max("n"))["n"] or 0


def _entries(running: Running, made: Sequence[tuple[Posted, Entry]], now: datetime) -> list[BookEntry]:
    """Rows of entries, numbered on from the last; what lapses before an order has a key of its own."""
    last = last_number(running.programme_id)
    rows = [
        BookEntry(
            programme_id=running.programme_id,
            n=last + number,
            key=p.order.key if e.kind != "lapse" else f"{p.order.key[:80]}#{last + number}",
            on=e.on,
            of_month=p.order.of_month,
            at=now,
            kind=e.kind,
            why=(e.why if e.kind == "lapse" else p.order.why)[:200],
            clause=p.order.clause[:40],
            run_id=p.order.run,
        )
        for number, (p, e) in enumerate(made, 1)
    ]
    return BookEntry.objects.bulk_create(rows, batch_size=_MANY)


def _postings(row: BookEntry, entry: Entry, books: Mapping[str, Book]) -> Iterator[BookLine]:
    gone = next((p.account for p in entry.postings if p.account != LAPSED), "")
    for p in entry.postings:
        book = books[p.account if p.account != LAPSED else f"{LAPSED}.{gone}"]
        yield BookLine(entry=row, book=book, on=entry.on, amount=p.amount, purpose=p.purpose, by=p.by)


def _lapsed_books(running: Running, ledger: _Ledger, entries: Iterable[Entry]) -> dict[str, Book]:
    """Where expired credit goes: an account beside each that it leaves, of the same owner."""
    gone = {p.account for e in entries if e.kind == "lapse" for p in e.postings if p.account != LAPSED}
    sides = {s: b for s, b in ledger.bound.items() if str(s) in gone and isinstance(b, Bound)}
    wanted = {Side(f"{LAPSED}.{s.account}"[:60], s.owner): b.measure for s, b in sides.items()}
    return _opened(running, wanted) if wanted else {}


def move_balances(lines: Sequence[BookLine]) -> None:
    """Adds lines to the balances of their books."""
    moved: dict[int, int] = {}
    for line in lines:
        moved[line.book_id] = moved.get(line.book_id, 0) + line.amount
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_BALANCE, [list(moved), list(moved.values())])


def told(words: Words) -> dict[str, object]:
    """Words as JSON."""
    return {"text": words.text, "args": {k: str(v) for k, v in words.args.items()}}


def reverse_in_books(running: Running, entry: BookEntry, on: date, why: str, now: datetime) -> BookEntry:
    """Takes an entry back by a counter-entry of the same books.

    raises: codes of core.account.reverse.
    """
    lines = list(entry.lines.select_related("book").order_by("pk"))
    names = {line.book_id: str(_side(line.book)) for line in lines}
    postings = tuple(Posting(names[n.book_id], n.amount, n.book.measure, n.purpose, n.by) for n in lines)
    stored = Entry(entry.on, postings, entry.why, str(entry.pk), KINDS[entry.kind], str(entry.reverses_id or ""))
    undone = BookEntry.objects.filter(reverses=entry).first()
    taken = (Entry(undone.on, (), "", str(undone.pk), "reversal", str(entry.pk)),) if undone else ()
    accounts = {names[n.book_id]: Bound(names[n.book_id], n.book.measure) for n in lines}
    decision = reverse(Books(accounts, (stored, *taken), closed_to(running.programme_id)), str(entry.pk), on, why)
    back = decision.entries[0]
    last = last_number(running.programme_id)
    row = BookEntry.objects.create(
        programme_id=running.programme_id, n=last + 1, key=f"back:{entry.pk}", on=on, at=now, kind="reversal",
        why=back.why[:200], clause=entry.clause, reverses=entry,
    )  # fmt: skip
    made = [BookLine(entry=row, book=n.book, on=on, amount=-n.amount, purpose=n.purpose, by=n.by) for n in lines]
    BookLine.objects.bulk_create(made)
    move_balances(made)
    return row
