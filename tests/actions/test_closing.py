"""Months are closed by two persons and for good: neither a deed nor a bare statement enters them any more."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from shanzhi.actions.books import PostingIn, SideIn, book
from shanzhi.actions.closing import close_month, propose_closing
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.kinds import Refused
from shanzhi.models import BookEntry, BookLine, MonthClosing, Receipt
from shanzhi.queries.audit import audit
from shanzhi.queries.months import closed_to, months_page
from shanzhi.queries.statements import statement_page
from tests.conftest import refused
from tests.dues_world import COUNTY, asked, at, collecting, due_book, pays

SEP = date(2026, 9, 1)
NOW = at("2026-11-05")


def closed(world, found, *months: date) -> None:
    for month in months or (SEP,):
        propose_closing(actor=world.clerk, programme_id=found.programme_id, month=month, now=NOW)
        close_month(actor=world.leader, programme_id=found.programme_id, month=month, now=NOW)


def by_hand(actor, found, on: date, of_month: date | None = None) -> int:
    source, target = (SideIn(account=a, place_code=COUNTY) for a in ("county_money", "county_fund"))
    given = PostingIn(UUID(int=1), source, target, Decimal(5), on, "补记", of_month=of_month)
    return book(actor=actor, programme_id=found.programme_id, given=given, now=NOW)


def test_two_persons_close_a_month_with_its_totals(world):
    found = asked(world.clerk)
    args = {"programme_id": found.programme_id, "month": SEP, "now": NOW}
    with refused("not_proposed"):
        close_month(actor=world.leader, **args)
    with refused("not_allowed"):
        propose_closing(actor=world.leader, **args)
    assert propose_closing(actor=world.clerk, **args) == propose_closing(actor=world.clerk, **args)
    with refused("same_person"):
        close_month(actor=world.clerk, **args)
    with refused("second_factor_needed"):
        close_month(actor=replace(world.leader, verified=False), **args)
    assert close_month(actor=world.leader, **args) == 4
    with refused("month_closed_before"):
        close_month(actor=world.leader, **args)
    row = MonthClosing.objects.get()
    assert row.totals == [["fee_due", "元", 0, 2400, 0, 2400], ["fee_raised", "元", 0, 0, 2400, -2400]]
    assert closed_to(found.programme_id) == date(2026, 9, 30)
    with refused("month_order"):
        propose_closing(actor=world.clerk, **(args | {"month": date(2026, 12, 1)}))
    with refused("month_not_over"):
        close_month(actor=world.leader, **(args | {"month": date(2026, 10, 1), "now": at("2026-10-31")}))
    page = months_page(world.leader, found.programme_id, date(2026, 11, 5))
    assert [(r.name, r.closed_by, r.entries, r.late) for r in page.rows] == [("2026-09", "leader某", 4, 0)]
    assert (page.due, page.over, page.entries, page.may_propose, page.may_close) == ("2026-10", True, 4, False, True)
    assert audit() == ()


def test_what_comes_late_is_booked_in_the_open_month_and_names_its_own(world):
    found = asked(world.clerk)
    before = statement_page(world.clerk, due_book(found).pk, SEP, date(2026, 11, 5))
    closed(world, found)
    with pytest.raises(Refused, match="2026-09的账已经封账，不再改动。请记在2026-10，并选明属于2026-09。"):
        by_hand(world.clerk, found, date(2026, 9, 30))
    with refused("month_open"):
        by_hand(world.clerk, found, date(2026, 10, 1), date(2026, 10, 1))
    entry = BookEntry.objects.get(pk=by_hand(world.clerk, found, date(2026, 10, 2), date(2026, 9, 12)))
    assert (entry.on, entry.of_month) == (date(2026, 10, 2), SEP)
    done = pays(world.clerk, found, "6", paid_on=date(2026, 9, 20), paper="12", source="paper")
    receipt = Receipt.objects.select_related("entry").get(pk=done.receipt)
    assert (receipt.paid_on, receipt.entry.on, receipt.entry.of_month) == (date(2026, 9, 20), date(2026, 10, 1), SEP)
    assert statement_page(world.clerk, due_book(found).pk, SEP, date(2026, 11, 5)) == replace(
        before, balance=1200, month_after=date(2026, 10, 1)
    )
    assert [r.late for r in months_page(world.clerk, found.programme_id, date(2026, 11, 5)).rows] == [2]


def test_a_rule_that_comes_late_is_booked_on_the_first_open_day(world):
    found = collecting(world.clerk)
    closed(world, found, SEP)
    watch_rules(at("2026-10-01"))
    entries = BookEntry.objects.filter(programme=found.programme_id).order_by("pk")
    assert {(e.on, e.of_month) for e in entries} == {(date(2026, 10, 1), SEP), (date(2026, 10, 1), None)}


def test_no_statement_enters_a_closed_month_or_opens_it(world):
    found = asked(world.clerk)
    closed(world, found)
    entry = BookEntry.objects.filter(programme=found.programme_id).order_by("pk").last()
    new = {"programme_id": found.programme_id, "n": 99, "key": "x", "at": NOW, "why": "越过"}
    line = {"entry": entry, "book": due_book(found), "amount": 1}
    writes = (
        lambda: BookEntry.objects.create(on=date(2026, 9, 30), **new),
        lambda: BookLine.objects.create(on=date(2026, 9, 30), **line),
        lambda: BookEntry.objects.filter(pk=entry.pk).update(on=date(2026, 9, 30)),
        lambda: MonthClosing.objects.update(closed_at=None, closed_by=None),
        lambda: MonthClosing.objects.all().delete(),
    )
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    BookEntry.objects.create(on=date(2026, 10, 1), **new)
