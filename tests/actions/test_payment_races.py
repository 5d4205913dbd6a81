"""Payments and closing under real threads: numbers without a gap, a double send once, nothing in a closed month."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from shanzhi.actions.closing import close_month, propose_closing
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.payments import PaymentIn, take_payment
from shanzhi.actions.posting import post_moves
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.models import Book, BookEntry, MonthClosing, Receipt
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit
from shanzhi.queries.running import Running, running
from tests.actions.test_races import together
from tests.conftest import NOW
from tests.dues_world import PACK, at, home

VILLAGE = "999903100201"


def billed(live) -> tuple[Running, int]:
    """A programme of the third county whose one household owes 60 yuan; gives its book too."""
    series = f"试{uuid4().hex[:8]}〔{{year}}〕{{n}}号"  # committed tests count on in one series otherwise
    given = PackIn(PACK.replace("云收〔{year}〕{n}号", series), "999903000000", date(2026, 9, 1), date(2027, 8, 31))
    id_ = adopt_pack(actor=live["clerk"], given=given, now=NOW)
    with acting(None):
        found, row = running(id_), home(id_, VILLAGE, "001")
        raised, due = Side("fee_raised", Owner(row.place_id)), Side("fee_due", Owner(row.place_id, record=row.pk))
        move = Wanted(raised, due, 6000, "保洁费")
        post_moves(found, [Order("bill", date(2026, 9, 1), "保洁费", (move,))], NOW)
        return found, Book.objects.get(programme=id_, account="fee_due").pk


def pay(live, found: Running, book: int, key: str, on: date | None = None) -> object:
    given = PaymentIn(key, book, Decimal(6), on)
    clerk, now = live["clerk"], at("2026-10-05")
    return take_payment(actor=clerk, programme_id=found.programme_id, account="fee_due", given=given, now=now).number


def test_the_books_hold_before_the_races(world):
    """Also has the tests' own database made where this file runs alone."""
    assert audit() == ()


def test_eight_payments_at_once_have_numbers_without_a_gap_and_a_double_send_has_one(live):
    found, book = billed(live)
    together(8, lambda n: pay(live, found, book, f"k{n}"))
    same = together(4, lambda _: pay(live, found, book, "same"))
    with acting(None):
        kept = Receipt.objects.filter(programme=found.programme_id).order_by("n")
        assert list(kept.values_list("n", flat=True)) == list(range(1, 10))
        assert set(map(str, same)) == {kept.get(key="same").number}
        assert Book.objects.get(pk=book).balance == 6000 - 9 * 600
    assert [f for f in audit() if f.what.startswith(("receipt", "book"))] == []


def test_a_month_that_is_closed_while_payments_come_in_holds_what_it_was_closed_with(live):
    found, book = billed(live)
    args = {"programme_id": found.programme_id, "month": date(2026, 9, 1), "now": at("2026-10-05")}
    propose_closing(actor=live["clerk"], **args)

    def deed(n: int) -> object:
        if n == 3:
            return close_month(actor=live["leader"], **args)
        return pay(live, found, book, f"k{n}", date(2026, 9, 20))

    together(8, deed)
    with acting(None):
        inside = BookEntry.objects.filter(programme=found.programme_id, on__lte=date(2026, 9, 30)).count()
        late = BookEntry.objects.filter(programme=found.programme_id, of_month=date(2026, 9, 1)).count()
        assert (MonthClosing.objects.get(programme=found.programme_id).entries, inside + late) == (inside, 8)
    assert [f for f in audit() if f.what == "month"] == []
