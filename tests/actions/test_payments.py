"""Payments of dues: the oldest debt first, one receipt for a double send, numbers without a gap, and cancelling."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shanzhi.actions.books import reverse_entry
from shanzhi.actions.payments import PaymentIn, take_payments
from shanzhi.actions.posting import post_moves
from shanzhi.actions.receipts import cancel_receipt, print_receipt
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.kinds import Refused
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.models import Book, BookEntry, Entry, Receipt
from shanzhi.queries.audit import audit
from shanzhi.queries.dues import dues_by_book, kept_dues
from tests.conftest import refused
from tests.dues_world import VILLAGE, asked, at, due_book, pays

YEAR = 2026


def owes(found, number: str = "001", account: str = "fee_due"):
    book = due_book(found, number, account)
    return dues_by_book([book.pk], kept_dues(found, account))[book.pk]


def fund(found) -> int:
    return Book.objects.get(programme=found.programme_id, account="cleaning_fund", place__code=VILLAGE).balance


def test_a_payment_settles_the_oldest_month_and_has_a_receipt(world):
    found = asked(world.clerk)
    assert (owes(found).left, owes(found).since) == (1800, date(2026, 9, 1))
    done = pays(world.clerk, found, "7")
    assert (done.number, done.credit, done.again) == (f"云收〔{YEAR}〕1号", 0, False)
    row = Receipt.objects.get(pk=done.receipt)
    assert row.parts == [["每月保洁费", "2026-09-01", 600], ["每月保洁费", "2026-10-01", 100]]
    assert (row.amount, row.paid_on, row.entry.why, row.printed) == (700, date(2026, 11, 5), "缴保洁费", 0)
    assert (owes(found).left, owes(found).since, fund(found)) == (1100, date(2026, 10, 1), 700)
    assert Entry.objects.filter(deed="take_payment").latest("pk").data["receipts"] == 1


def test_a_double_send_gives_the_same_receipt(world):
    found = asked(world.clerk)
    first, again = pays(world.clerk, found, "6"), pays(world.clerk, found, "6")
    assert (again.receipt, again.number, again.again) == (first.receipt, first.number, True)
    assert (Receipt.objects.count(), fund(found)) == (1, 600)


def test_what_is_over_stands_as_credit_and_pays_the_next_month(world):
    found = asked(world.clerk)
    done = pays(world.clerk, found, "20")
    assert (done.credit, owes(found).left, owes(found).credit) == (200, 0, 200)
    watch_rules(at("2026-12-01"))
    assert (owes(found).left, owes(found).credit) == (400, 0)


def test_a_list_takes_the_good_and_gives_the_bad_back_and_numbers_leave_no_gap(world):
    found = asked(world.clerk)
    one, two = due_book(found).pk, due_book(found, "002").pk
    given = [
        PaymentIn("a", one, Decimal(6), source="list"), PaymentIn("b", 0, Decimal(6)), PaymentIn("c", two, Decimal(-1)),
        PaymentIn("d", two, Decimal("6.001")), PaymentIn("e", two, Decimal(18), date(2026, 10, 30), "0007", "paper"),
        PaymentIn("f", one, Decimal(6), None, "0007"), PaymentIn("g", one, Decimal(12), date(2026, 11, 6)),
    ]  # fmt: skip
    args = {"actor": world.clerk, "programme_id": found.programme_id, "account": "fee_due", "given": given}
    done = take_payments(**args, now=at("2026-11-05"))
    assert [t.number or t.refused.code for t in done] == [
        f"云收〔{YEAR}〕1号", "not_found", "amount_not_positive", "amount_too_fine", f"云收〔{YEAR}〕2号",
        "paper_twice", "day_ahead",
    ]  # fmt: skip
    paper = Receipt.objects.get(paper="0007")
    assert (paper.paid_on, paper.entry.on, paper.source) == (date(2026, 10, 30), date(2026, 10, 30), "paper")
    assert (owes(found, "002").left, fund(found)) == (0, 2400)
    assert [t.again for t in take_payments(**args, now=at("2026-11-05")) if t.receipt] == [True, True]
    assert pays(world.clerk, found, "6", "h").number == f"云收〔{YEAR}〕3号"


def test_an_account_that_keeps_no_credit_takes_no_more_than_is_owed(world):
    found = asked(world.clerk)
    row = due_book(found).record
    side = Side("water_due", Owner(row.place_id, record=row.pk))
    bill = Wanted(side, Side("water_cash", Owner(row.place_id)), 3000)
    post_moves(found, [Order("bill", date(2026, 11, 2), "水费", (bill,))], at("2026-11-02"))
    book = due_book(found, "001", "water_due")
    assert (book.balance, owes(found, "001", "water_due").left) == (-3000, 3000)
    args = {"actor": world.clerk, "programme_id": found.programme_id, "account": "water_due", "now": at("2026-11-05")}
    (too_much,) = take_payments(**args, given=[PaymentIn("a", book.pk, Decimal("30.01"))])
    assert too_much.refused.code == "more_than_owed"
    (done,) = take_payments(**args, given=[PaymentIn("b", book.pk, Decimal(30))])
    assert done.number == "收据〔2026〕1号"
    assert owes(found, "001", "water_due").left == 0


def test_only_clerks_with_the_second_factor_take_payments(world):
    found = asked(world.clerk)
    with refused("not_allowed"):
        pays(world.leader, found, "6")
    with refused("second_factor_needed"):
        pays(replace(world.clerk, verified=False), found, "6")
    with refused("not_found"):
        pays(world.stranger, found, "6")
    with refused("no_dues"):
        take_payments(
            actor=world.clerk, programme_id=found.programme_id, account="bills", given=[], now=at("2026-11-05")
        )


def test_a_receipt_is_printed_again_as_a_copy_and_cancelled_with_a_counter_entry(world):
    found = asked(world.clerk)
    done = pays(world.clerk, found, "6")
    printed = [print_receipt(actor=world.clerk, receipt_id=done.receipt, now=at("2026-11-05")) for _ in range(3)]
    assert printed == [1, 2, 3]
    entry = Receipt.objects.get().entry_id
    with refused("receipt_stands"):
        reverse_entry(actor=world.leader, entry_id=entry, why="错", now=at("2026-11-06"))
    with refused("not_allowed"):
        cancel_receipt(actor=world.clerk, receipt_id=done.receipt, why="错", now=at("2026-11-06"))
    with refused("reason_missing"):
        cancel_receipt(actor=world.leader, receipt_id=done.receipt, why=" ", now=at("2026-11-06"))
    back = cancel_receipt(actor=world.leader, receipt_id=done.receipt, why="收错户", now=at("2026-11-06"))
    row = Receipt.objects.get()
    assert (row.back_id, row.cancelled_why, BookEntry.objects.get(pk=back).reverses_id) == (back, "收错户", entry)
    assert (owes(found).left, fund(found)) == (1800, 0)
    with refused("receipt_cancelled"):
        cancel_receipt(actor=world.leader, receipt_id=done.receipt, why="再", now=at("2026-11-06"))
    with refused("receipt_cancelled"):
        print_receipt(actor=world.clerk, receipt_id=done.receipt, now=at("2026-11-06"))
    assert pays(world.clerk, found, "6", "k2").number == f"云收〔{YEAR}〕2号"
    assert [f for f in audit() if f.what.startswith(("receipt", "book", "month"))] == []


@pytest.mark.parametrize("yuan", ["0", "-3"])
def test_nothing_is_no_payment(world, yuan):
    found = asked(world.clerk)
    with pytest.raises(Refused, match="必须大于零"):
        pays(world.clerk, found, yuan)
