"""Receipts as pages: one to look at and print, the list of a programme, and the form payments are taken with."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from shanzhi.core.access import Actor, has, may, require
from shanzhi.core.chinese.capitals import in_capitals
from shanzhi.core.kinds import Refused
from shanzhi.models import Receipt
from shanzhi.queries.demands import HomeRow, Wanted, home_rows, homes_of, owner_words, running_dues
from shanzhi.queries.dues import accounts_of_dues, books_of
from shanzhi.queries.running import running
from shanzhi.queries.scope import scoped

PAGE: Final = 100
FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt of a list. state: good or cancelled."""

    id: int
    number: str
    paper: str
    owner: str
    place: str
    amount: int
    measure: str
    paid_on: date
    state: str


@dataclass(frozen=True, slots=True)
class ReceiptsPage:
    """Receipts, the newest first. next: the id of the last one, where there are more."""

    id: int
    title: str
    place: str
    rows: tuple[ReceiptRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt. parts: what it settled, as (words, day, amount); capitals: the amount in capitals, "" where no money.

    copy: how often it was printed again; entry, back: of the books.
    """

    id: int
    programme: int
    title: str
    number: str
    office: str
    paper: str
    owner: str
    home: str
    amount: int
    measure: str
    capitals: str
    parts: tuple[tuple[str, date, int], ...]
    credit: int
    paid_on: date
    made_at: datetime
    made_by: str
    source: str
    printed: int
    entry: int
    back: int | None
    cancelled_at: datetime | None
    cancelled_by: str
    cancelled_why: str
    may_print: bool
    may_cancel: bool

    @property
    def copy(self) -> int:
        return max(self.printed - 1, 0)


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """The form for payments. rows: households found; chosen: the one to pay; following: the next that owes."""

    id: int
    title: str
    place: str
    account: str
    account_title: str
    measure: str
    accounts: tuple[tuple[str, str], ...]
    words: str
    rows: tuple[HomeRow, ...]
    chosen: HomeRow | None


@scoped
def receipts_page(actor: Actor, programme_id: int, words: str = "", after: int | None = None) -> ReceiptsPage:
    """The receipts of a programme. words: of a number, or of the number of a paper one.

    cost: 2 queries.
    raises: Refused("not_found").
    """
    if not has(actor, "see_books"):
        raise _unseen()
    found = running(programme_id)
    rows = Receipt.objects.filter(programme=programme_id)
    rows = rows.filter(Q(number__icontains=words) | Q(paper=words)) if words else rows
    rows = rows.filter(pk__lt=after) if after else rows
    kept = list(rows.select_related("book__place", "book__unit", "book__record").order_by("-pk")[: PAGE + 1])
    shown = tuple(_row(r) for r in kept[:PAGE])
    last = kept[PAGE - 1].pk if len(kept) > PAGE else None
    return ReceiptsPage(found.programme_id, found.title, found.place.name, shown, last)


@scoped
def receipt_page(actor: Actor, receipt_id: int) -> ReceiptPage:
    """One receipt.

    cost: 2 queries.
    raises: Refused("not_found").
    """
    linked = ("place", "book__place", "book__unit", "book__record", "made_by", "cancelled_by")
    row = Receipt.objects.select_related(*linked).filter(pk=receipt_id).first()
    if row is None or not has(actor, "see_books"):
        raise _unseen()
    found = running(row.programme_id)
    standing = row.cancelled_at is None
    return ReceiptPage(
        id=row.pk,
        programme=found.programme_id,
        title=found.title,
        number=row.number,
        office=row.place.name,
        paper=row.paper,
        owner=owner_words(row.book),
        home=row.book.place.name,
        amount=row.amount,
        measure=row.book.measure,
        capitals=in_capitals(row.amount) if row.book.measure == "元" else "",
        parts=tuple((str(why), date.fromisoformat(on), int(n)) for why, on, n in row.parts),
        credit=row.credit,
        paid_on=row.paid_on,
        made_at=row.made_at,
        made_by=row.made_by.name,
        source=row.source,
        printed=row.printed,
        entry=row.entry_id,
        back=row.back_id,
        cancelled_at=row.cancelled_at,
        cancelled_by=row.cancelled_by.name if row.cancelled_by else "",
        cancelled_why=row.cancelled_why,
        may_print=standing and may(actor, "print_receipt", place_code=found.place.code),
        may_cancel=standing and may(actor, "cancel_receipt", place_code=found.place.code),
    )


@scoped
def payment_page(actor: Actor, programme_id: int, wanted: Wanted, book: int | None, today: date) -> PaymentPage:
    """Who is found by some words, and the one to pay. book: of the one chosen; one alone is chosen by itself.

    cost: 1 query; 2 more where a household is looked for or chosen, 1 more where it is looked for by name.
    raises: Refused("not_found"), Refused("no_dues"), Refused("not_allowed"), Refused("second_factor_needed").
    """
    found, kept = running_dues(actor, programme_id, wanted.account)
    require(actor, "take_payment", place_code=found.place.code)
    if book is not None:
        books = list(books_of(found, kept).filter(pk=book).select_related("place", "unit", "record"))
    elif wanted.words.strip():
        books = homes_of(found, kept, replace(wanted, most=FOUND))[:FOUND]
    else:
        books = []
    rows = home_rows(books, kept, (date.min, date.max), today)
    same = [r for r in rows if r.owner == wanted.words.strip()] or rows
    return PaymentPage(
        found.programme_id, found.title, found.place.name, kept.account.id, kept.account.title or kept.account.id,
        kept.account.measure, tuple((k.account.id, k.account.title or k.account.id) for k in accounts_of_dues(found)),
        wanted.words, rows, same[0] if len(same) == 1 else None,
    )  # fmt: skip


def _row(row: Receipt) -> ReceiptRow:
    state = "receipt_good" if row.cancelled_at is None else "receipt_cancelled"
    return ReceiptRow(row.pk, row.number, row.paper, owner_words(row.book), row.book.place.name, row.amount,
                      row.book.measure, row.paid_on, state)  # fmt: skip


def _unseen() -> Refused:
    return Refused("not_found", "没有找到这张收据，可能不在您的管辖范围内。")
