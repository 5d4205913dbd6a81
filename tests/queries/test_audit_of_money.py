"""What the audit finds in receipts, exemptions and closed months that were tampered with."""

from datetime import date

from shanzhi.actions.exemptions import decide_exemption
from shanzhi.models import BookEntry, ExemptionPart, MonthClosing, Receipt
from shanzhi.queries.audit import audit
from shanzhi.queries.audit_of_money import Finding, faults_of_months, faults_of_receipts
from tests.actions.test_closing import closed
from tests.actions.test_exemptions import ask
from tests.dues_world import asked, at, due_book, pays


def test_where_all_agrees_nothing_is_found(world):
    found = asked(world.clerk)
    pays(world.clerk, found, "6")
    id_ = ask(world.clerk, due_book(found).pk)
    decide_exemption(actor=world.leader, exemption_id=id_, grant=True, why="", now=at("2026-11-05"))
    closed(world, found, date(2026, 9, 1), date(2026, 10, 1))
    assert audit() == ()


def test_a_receipt_of_another_amount_or_cancelled_without_an_entry_is_found(world):
    found = asked(world.clerk)
    one, two = (pays(world.clerk, found, "6", key).receipt for key in ("a", "b"))
    Receipt.objects.filter(pk=one).update(amount=700)
    Receipt.objects.filter(pk=two).update(cancelled_at=at("2026-11-06"), n=3)
    assert faults_of_receipts() == (
        Finding("receipt", one, "700", "600"), Finding("receipt", two, "600", "600"),
        Finding("receipt_numbers", one, "2", "3"),
    )  # fmt: skip


def test_a_demand_let_off_by_more_than_was_asked_for_is_found(world):
    found = asked(world.clerk)
    id_ = ask(world.clerk, due_book(found).pk)
    decide_exemption(actor=world.leader, exemption_id=id_, grant=True, why="", now=at("2026-11-05"))
    demand = ExemptionPart.objects.order_by("pk")[0].of
    entry = BookEntry.objects.get(key=pays_entry(world, found))
    ExemptionPart.objects.create(exemption_id=id_, entry=entry, of=demand)
    assert faults_of_receipts() == (Finding("exemption", demand.pk, "600", "1200"),)


def pays_entry(world, found) -> str:
    """The key of an entry that no exemption made."""
    pays(world.clerk, found, "6", "other")
    return "pay:other"


def test_a_month_with_other_sums_is_found(world):
    found = asked(world.clerk)
    propose = {"programme_id": found.programme_id, "month": date(2026, 9, 1), "proposed_at": at("2026-10-01")}
    row = MonthClosing.objects.create(
        **propose, proposed_by_id=world.clerk.id, closed_at=at("2026-10-02"), closed_by_id=world.leader.id, entries=9
    )
    totals = "[['fee_due', '元', 0, 2400, 0, 2400], ['fee_raised', '元', 0, 0, 2400, -2400]]"
    assert faults_of_months() == (Finding("month", row.pk, "(9, [])", f"(4, {totals})"),)
