"""Payments of dues are taken, one or a list: the oldest debt is paid first, and each payment has its receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from shanzhi.actions.journal import About, note
from shanzhi.actions.posting import Posted, lock_books, post_moves
from shanzhi.actions.rules import tell_of_postings
from shanzhi.core.access import Actor, require
from shanzhi.core.amount import amount_of, shown
from shanzhi.core.case import Read
from shanzhi.core.closing import booked_on, require_booked_day
from shanzhi.core.dues import DuesLine, dues_of, settles
from shanzhi.core.judging import reader
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.notice import number_of
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.core.pack.accounts import Account
from shanzhi.core.register import Problem
from shanzhi.models import Book, Place, Receipt
from shanzhi.models.walls import acting, looking
from shanzhi.queries.around import Around
from shanzhi.queries.dues import Kept, books_of, dues_lines, kept_dues
from shanzhi.queries.months import closed_to
from shanzhi.queries.owners import owner_of, places_over
from shanzhi.queries.payment_lists import listed_payments
from shanzhi.queries.places_known import Known
from shanzhi.queries.record_lists import SheetRow
from shanzhi.queries.running import Running, running

LONGEST_WHY, LONGEST_PAPER = 200, 40


@dataclass(frozen=True, slots=True)
class PaymentIn:
    """A payment. key: made by whoever sends it, a double send is one receipt; amount: in the account's measure.

    paid_on: the day of paying, None for today; paper: the number of a receipt written by hand; source: see Receipt.
    """

    key: str
    book_id: int
    amount: Decimal
    paid_on: date | None = None
    paper: str = ""
    source: str = "desk"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a payment: its receipt, or why it was refused; again: it was sent before."""

    key: str
    receipt: int | None = None
    number: str = ""
    credit: int = 0
    again: bool = False
    refused: Refused | None = None


def take_payment(*, actor: Actor, programme_id: int, account: str, given: PaymentIn, now: datetime) -> Taken:
    """Takes one payment and gives its receipt.

    raises: Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_found"), Refused("no_dues"),
            Refused("day_ahead"), Refused("outside_programme"), Refused("more_than_owed"), Refused("paper_twice"),
            codes of core.account.post.
    """
    (done,) = take_payments(actor=actor, programme_id=programme_id, account=account, given=[given], now=now)
    if done.refused is not None:
        raise done.refused
    return done


def take_payments(
    *, actor: Actor, programme_id: int, account: str, given: Sequence[PaymentIn], now: datetime
) -> tuple[Taken, ...]:
    """Takes payments, each for itself: what is refused is given back with the reason and sinks nothing.

    Numbers run on without a gap: the office's place is locked first, then the books; a refused one takes none.
    cost: 20 statements and 2 for each office, whatever the number of payments.
    raises: Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_found"), Refused("no_dues").
    """
    with acting(actor):
        found = running(programme_id)
        require(actor, "take_payment", place_code=found.place.code)
        till = _Till(actor, found, kept_dues(found, account), now)
        till.open(given)
        return till.take(given)


def import_payments(
    *, actor: Actor, programme_id: int, account: str, rows: tuple[Sequence[SheetRow], str], now: datetime
) -> tuple[tuple[Taken, ...], tuple[Problem, ...]]:
    """Takes the good rows of a demand list that came back filled in. rows: as read, and the digest of their file.

    out: what was taken, and what ails the rows left out; the same file brings each payment once.
    raises: Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_found"), Refused("no_dues").
    """
    with acting(actor):
        found = running(programme_id)
        require(actor, "take_payment", place_code=found.place.code)
        kept = kept_dues(found, account)
        listed = listed_payments(found, kept, rows, china_day(now))
        numbers = {one.key: one.n for one in listed.good}
        given = [
            PaymentIn(p.key, p.book, p.amount, p.paid_on, p.paper, "paper" if p.paper else "list") for p in listed.good
        ]
        till = _Till(actor, found, kept, now)
        till.open(given)
        done = till.take(given)
    late = [Problem(numbers[t.key], Words(t.refused.text, t.refused.args_)) for t in done if t.refused]
    problems = sorted((*listed.problems, *late), key=lambda p: p.n)
    return tuple(t for t in done if t.receipt), tuple(problems)


class _Till:
    """Payments into one account of dues in one transaction."""

    def __init__(self, actor: Actor, found: Running, kept: Kept, now: datetime) -> None:
        self.actor, self.found, self.kept, self.now = actor, found, kept, now
        self.today = china_day(now)
        self.books: dict[int, Book] = {}
        self.sides: dict[int, Side] = {}
        self.lines: dict[int, list[DuesLine]] = {}
        self.closed: date | None = None
        self.papers: set[str] = set()

    def open(self, given: Sequence[PaymentIn]) -> None:
        """Locks the offices whose receipts are counted, then the books; loads what everybody owes."""
        wanted = books_of(self.found, self.kept).filter(pk__in={p.book_id for p in given})
        self.books = {b.pk: b for b in wanted.select_related("place")}
        over = places_over({b.place.code for b in self.books.values()})
        account = self.found.find(self.kept.terms.pay, Account)
        for pk, book in self.books.items():
            if account is not None and book.place.code in over:
                meant = Meant("", over[book.place.code])
                self.sides[pk] = Side(account.id, owner_of(self.found, account, meant, over))
        offices = sorted({s.owner.place for s in self.sides.values()})
        with looking(None):
            list(Place.objects.select_for_update(no_key=True).filter(pk__in=offices).order_by("pk").values_list("pk"))
            said = {p.paper for p in given if p.paper}
            papers = Receipt.objects.filter(place__in=offices, series=self.series, paper__in=said)
            self.papers = {f"{place}:{paper}" for place, paper in papers.values_list("place", "paper")}
        lock_books(self.found.programme_id)
        self.closed = closed_to(self.found.programme_id)
        self.lines = dict(dues_lines(self.books, self.kept))

    @property
    def series(self) -> str:
        return self.kept.terms.number[:80]

    @property
    def read(self) -> Read:
        return reader(Around(self.found, Meant("", self.found.place), Known(self.found), self.today))

    def take(self, given: Sequence[PaymentIn]) -> tuple[Taken, ...]:
        """Books what is good, and writes a receipt for each."""
        keys = [p.key for p in given]
        known = {r.key: r for r in Receipt.objects.filter(programme=self.found.programme_id, key__in=keys)}
        done = {k: Taken(k, r.pk, r.number, r.credit, again=True) for k, r in known.items()}
        orders, settled = dict[str, tuple[PaymentIn, Order]](), dict[str, tuple[list[list[object]], int]]()
        for one in given:
            if one.key in done or one.key in orders:
                continue
            try:
                order, amount = self._order(one)
                settled[one.key] = self._settle(one, amount)
                orders[one.key] = (one, order)
            except Refused as refused:
                done[one.key] = Taken(one.key, refused=refused)
        posted = post_moves(self.found, [o for _, o in orders.values()], self.now, self.read)
        done |= self._receipts(list(orders.values()), posted, settled)
        tell_of_postings(self.found, [p for p in posted if p.refused is None], self.now)
        return tuple(done[k] for k in dict.fromkeys(keys))

    def _order(self, one: PaymentIn) -> tuple[Order, int]:
        """A payment as the books take it."""
        book, side = self.books.get(one.book_id), self.sides.get(one.book_id)
        if book is None or side is None:
            raise Refused("not_found", "没有找到这个账户，可能不在您的管辖范围内。")
        day = self._day(one)
        mark = f"{side.owner.place}:{one.paper}"
        if one.paper and mark in self.papers:
            raise Refused("paper_twice", "手工收据{paper}已经录入过，请核对号码。", paper=one.paper)
        amount = amount_of(one.amount, book.measure)
        own = Side(book.account, Owner(book.place_id, book.unit_id, book.record_id))
        ends = (own, side) if self.kept.terms.owed == "above" else (side, own)
        on, month = booked_on(day, self.closed)
        move = Wanted(*ends, amount, self.kept.purpose)
        why = f"缴{self.kept.account.title or self.kept.account.id}"
        return Order(f"pay:{one.key}"[:100], on, why[:LONGEST_WHY], (move,), self.kept.account.clause[:40],
                     of_month=month), amount  # fmt: skip

    def _day(self, one: PaymentIn) -> date:
        day = one.paid_on or self.today
        require_booked_day(day, self.today, (self.found.first, self.found.last))
        return day

    def _settle(self, one: PaymentIn, amount: int) -> tuple[list[list[object]], int]:
        """What a payment settles, the oldest first, and what is over."""
        lines = self.lines.setdefault(one.book_id, [])
        dues = dues_of(lines)
        credit = max(amount - dues.left, 0)
        if credit and not self.kept.spare:
            measure = self.books[one.book_id].measure
            raise Refused(
                "more_than_owed", "欠款是{left}，这里要收{amount}；这个账户不留余款，请按欠款收取。",
                left=shown(dues.left, measure), amount=shown(amount, measure),
            )  # fmt: skip
        number = -1 - len(lines)  # a number no stored entry has
        lines.append(DuesLine(number, number, one.paid_on or self.today, -amount))
        if one.paper:
            self.papers.add(f"{self.sides[one.book_id].owner.place}:{one.paper}")
        return [[d.why, str(d.on), n] for d, n in settles(dues, amount)], credit

    def _receipts(
        self,
        orders: Sequence[tuple[PaymentIn, Order]],
        posted: Sequence[Posted],
        settled: Mapping[str, tuple[list[list[object]], int]],
    ) -> dict[str, Taken]:
        """Numbers and writes a receipt for each payment that was booked."""
        made: list[Receipt] = []
        out: dict[str, Taken] = {}
        last = self._last()
        for (one, order), result in zip(orders, posted, strict=True):
            if result.entry is None:
                why = result.refused or Refused("cap_full", "本期已经记满上限，这一笔没有可以记入的数额。")
                out[one.key] = Taken(one.key, refused=why)
                continue
            office = self.sides[one.book_id].owner.place
            last[office] = last.get(office, 0) + 1
            parts, credit = settled[one.key]
            made.append(self._receipt(one, order, (office, last[office]), parts, credit))
            made[-1].entry_id = result.entry
        for row in Receipt.objects.bulk_create(made, batch_size=2_000):
            out[row.key] = Taken(row.key, row.pk, row.number, row.credit)
        self._note(made)
        return out

    def _last(self) -> dict[int, int]:
        """The last number of this year's series of each office."""
        offices = {s.owner.place for s in self.sides.values()}
        with looking(None):  # other programmes of the place count in the same series
            rows = Receipt.objects.filter(place__in=offices, series=self.series, year=self.today.year)
            return dict(rows.values("place").annotate(last=Max("n")).order_by().values_list("place", "last"))

    def _receipt(
        self, one: PaymentIn, order: Order, counted: tuple[int, int], parts: list[list[object]], credit: int
    ) -> Receipt:
        office, n = counted
        return Receipt(
            programme_id=self.found.programme_id, place_id=office, series=self.series, year=self.today.year, n=n,
            number=number_of(self.series, self.today.year, n)[:80], book_id=one.book_id, key=one.key,
            amount=order.moves[0].amount, credit=credit, parts=parts, paid_on=one.paid_on or self.today,
            source=one.source, paper=one.paper[:LONGEST_PAPER], made_at=self.now, made_by_id=self.actor.id,
        )  # fmt: skip

    def _note(self, made: Sequence[Receipt]) -> None:
        """One entry in the journal for each send: numbers and sums, nobody's name."""
        if not made:
            return
        data = {"account": self.kept.account.id, "receipts": len(made), "amount": sum(r.amount for r in made),
                "first": made[0].number, "last": made[-1].number}  # fmt: skip
        only = made[0].pk if len(made) == 1 else None
        about = About("receipt", only, self.found.programme_id, data, place_code=self.found.place.code)
        note(self.actor, "take_payment", about, self.now)
