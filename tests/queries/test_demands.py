"""The demand list: what SQL says of villages is what core says of their households, and pages go by the last row."""

from dataclasses import replace
from datetime import date

from shanzhi.actions.exemptions import decide_exemption
from shanzhi.actions.receipts import cancel_receipt
from shanzhi.core.dues import by_age
from shanzhi.queries.demands import VillageRow, Wanted, demands_page
from shanzhi.queries.dues import books_of, dues_by_book, kept_dues
from tests.actions.test_exemptions import ask
from tests.dues_world import SIBLING, VILLAGE, asked, at, due_book, pays

TODAY = date(2026, 12, 5)


def story(world):
    """Payments of all kinds: too little, too much, cancelled, let off after it was paid."""
    found = asked(world.clerk, homes=4)
    pays(world.clerk, found, "7")
    pays(world.clerk, found, "20", "k2", "002")
    pays(world.clerk, found, "6", "k3", "003")
    decide_exemption(
        actor=world.leader,
        exemption_id=ask(world.clerk, due_book(found, "003").pk),
        grant=True,
        why="",
        now=at("2026-11-06"),
    )
    gone = pays(world.clerk, found, "18", "k4", "901")
    cancel_receipt(actor=world.leader, receipt_id=gone.receipt, why="退回", now=at("2026-11-06"))
    return found


def by_core(found, village: str, first=date.min, last=date.max) -> tuple:
    kept = kept_dues(found, "fee_due")
    books = list(books_of(found, kept).filter(place__code=village))
    parts = [d.within(first, last) for d in dues_by_book([b.pk for b in books], kept).values()]
    ages = [by_age(d.parts, TODAY) for d in parts]
    return (
        len(books), sum(d.left > 0 for d in parts), sum(d.asked for d in parts), sum(d.let_off for d in parts),
        sum(d.paid for d in parts), sum(d.left for d in parts), sum(d.credit for d in parts),
        *(sum(a[n] for a in ages) for n in range(3)), min((d.since for d in parts if d.since), default=None),
        sum(b.balance for b in books),
    )  # fmt: skip


def test_villages_add_up_as_core_reckons_their_households(world):
    found = story(world)
    page = demands_page(world.clerk, found.programme_id, Wanted(), TODAY)
    assert page.villages == (
        VillageRow(VILLAGE, "云岭东一村", *by_core(found, VILLAGE)),
        VillageRow(SIBLING, "云岭东二村", *by_core(found, SIBLING)),
    )
    assert (page.total.asked, page.total.let_off, page.total.paid) == (9000, 1200, 7 * 100 + 18 * 100 + 600)
    assert (page.total.left, page.total.credit, page.total.since) == (4700, 200, date(2026, 9, 1))
    assert (page.total.young, page.total.middle, page.total.old) == (0, 3500, 1200)
    assert page.agrees
    october = (date(2026, 10, 1), date(2026, 10, 31))
    page = demands_page(world.clerk, found.programme_id, Wanted(days=october, month="2026-10"), TODAY)
    assert page.villages[0] == VillageRow(VILLAGE, "云岭东一村", *by_core(found, VILLAGE, *october))


def test_households_page_by_the_last_row(world):
    found = story(world)
    wanted = Wanted(village=VILLAGE, most=3)
    first = demands_page(world.clerk, found.programme_id, wanted, TODAY)
    assert [r.owner for r in first.rows] == ["001", "002", "003"]
    assert first.next == due_book(found, "003").pk
    second = demands_page(world.clerk, found.programme_id, replace(wanted, after=first.next), TODAY)
    assert ([r.owner for r in second.rows], second.next) == (["004"], None)
    assert (first.rows[0].dues.left, first.rows[0].ages) == (1100, (0, 1100, 0))


def test_households_are_found_by_number_and_those_who_owe_alone(world):
    found = story(world)
    page = demands_page(world.clerk, found.programme_id, Wanted(village=VILLAGE, words="02"), TODAY)
    assert [r.owner for r in page.rows] == ["002"]
    page = demands_page(world.clerk, found.programme_id, Wanted(village=VILLAGE, owing=True), TODAY)
    assert [r.owner for r in page.rows] == ["001", "004"]
