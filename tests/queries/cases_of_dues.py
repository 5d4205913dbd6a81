"""What the questions about dues, receipts, exemptions, closed months and funds cost."""

from collections.abc import Callable
from datetime import date

from shanzhi.actions.exemptions import decide_exemption
from shanzhi.models import Book, Receipt
from shanzhi.models.walls import acting
from shanzhi.queries import audit_of_money, demands, dues, exemptions, funding, months, payment_lists, receipts
from shanzhi.queries.record_lists import SheetRow
from shanzhi.queries.running import Running, running
from tests.actions.test_exemptions import ask as ask_exemption
from tests.conftest import World
from tests.dues_world import VILLAGE, asked, at, due_book, pays
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import case

TODAY = date(2026, 11, 5)
ALL = (date.min, date.max)
Make = Callable[[World, Running, int], Callable[[], object]]


def begun(world: World, n: int) -> Running:
    """Two months of dues of n households, each with a payment."""
    found = asked(world.clerk, "2026-10-01", homes=n)
    for k in range(1, n + 1):
        pays(world.clerk, found, "6", f"k{k}", f"{k:03}")
    with acting(None):
        return running(found.programme_id)


def page(make: Make, rows: Callable[[object], int] | None = None):
    """A page of somebody, about what is looked for before."""

    def ask(world: World, n: int) -> Ask:
        found = begun(world, n)
        return Ask(make(world, found, n), rows)

    return ask


def house(make: Make, rows: Callable[[object], int] | None = None):
    """A question of the program itself."""
    return case(lambda world, n: make(world, begun(world, n), n), rows)


def kept(found: Running) -> dues.Kept:
    return dues.kept_dues(found, "fee_due")


def ids(found: Running) -> list[int]:
    with acting(None):
        rows = Book.objects.filter(programme=found.programme_id, account="fee_due", place__code=VILLAGE)
        return list(rows.values_list("pk", flat=True))


def some(found: Running) -> list[Book]:
    with acting(None):
        return list(Book.objects.filter(pk__in=ids(found)).select_related("place", "unit", "record"))


def one_receipt(world: World, found: Running, _n: int):
    with acting(None):
        pk = Receipt.objects.filter(programme=found.programme_id).order_by("pk")[0].pk
    return lambda: receipts.receipt_page(world.clerk, pk)


def let_off(world: World, found: Running, n: int):
    for k in range(1, n + 1):
        id_ = ask_exemption(world.clerk, due_book(found, f"{k:03}").pk, k)
        decide_exemption(actor=world.leader, exemption_id=id_, grant=True, why="", now=at("2026-11-05"))
    return lambda: exemptions.exemptions_page(world.clerk, found.programme_id, "", None, TODAY)


def lines(n: int) -> tuple[list[SheetRow], str]:
    return [SheetRow(k, {"owner": f"{k:03}", "amount": "6"}) for k in range(1, n + 1)], "f" * 64


def with_books(books: list, call: Callable[[list], object]) -> Callable[[], object]:
    """A question about books looked for before."""
    return lambda: call(books)


def all_villages(found: Running) -> tuple[demands.VillageRow, ...]:
    return demands.villages_owing(found, kept(found), demands.Wanted(), TODAY)


CASES: dict[str, Callable[[World, int], Ask]] = {
    "audit_of_money.faults_of_months": house(lambda _w, _f, _n: audit_of_money.faults_of_months),
    "audit_of_money.faults_of_receipts": house(lambda _w, _f, _n: audit_of_money.faults_of_receipts),
    "demands.demands_page": page(
        lambda w, f, _n: lambda: demands.demands_page(w.clerk, f.programme_id, demands.Wanted(), TODAY),
        lambda p: p.villages[0].homes,
    ),
    "demands.home_rows": house(
        lambda _w, f, _n: with_books(some(f), lambda books: demands.home_rows(books, kept(f), ALL, TODAY)), len
    ),
    "demands.homes_of": house(
        lambda _w, f, _n: lambda: demands.homes_of(f, kept(f), demands.Wanted(village=VILLAGE)), len
    ),
    "demands.owner_words": house(
        lambda _w, f, _n: with_books(some(f), lambda books: demands.owner_words(books[0])),
    ),
    "demands.running_dues": house(lambda w, f, _n: lambda: demands.running_dues(w.clerk, f.programme_id, "")),
    "demands.summed": house(lambda _w, _f, _n: lambda: demands.summed(())),
    "demands.villages_owing": house(lambda _w, f, _n: lambda: all_villages(f), lambda rows: rows[0].homes),
    "dues.accounts_of_dues": house(lambda _w, f, _n: lambda: dues.accounts_of_dues(f)),
    "dues.dues_by_book": house(
        lambda _w, f, _n: with_books(ids(f), lambda books: dues.dues_by_book(books, kept(f))), len
    ),
    "dues.dues_lines": house(lambda _w, f, _n: with_books(ids(f), lambda books: dues.dues_lines(books, kept(f))), len),
    "dues.kept_dues": house(lambda _w, f, _n: lambda: dues.kept_dues(f, "fee_due")),
    "exemptions.exemptions_page": page(let_off, lambda p: len(p.rows)),
    "funding.funding_page": page(lambda w, f, _n: lambda: funding.funding_page(w.clerk, f.programme_id)),
    "months.closed_to": house(lambda _w, f, _n: lambda: months.closed_to(f.programme_id)),
    "months.held_in": house(
        lambda _w, f, _n: lambda: months.held_in(f.programme_id, months.period_of(TODAY, "month")),
        lambda found: found[0],
    ),
    "months.months_page": page(lambda w, f, _n: lambda: months.months_page(w.clerk, f.programme_id, TODAY)),
    "payment_lists.check_payment_list": page(
        lambda w, f, n: lambda: payment_lists.check_payment_list(w.clerk, f.programme_id, "", lines(n), TODAY),
        lambda found: len(found.good),
    ),
    "payment_lists.listed_payments": house(
        lambda _w, f, n: lambda: payment_lists.listed_payments(f, kept(f), lines(n), TODAY),
        lambda found: len(found.good),
    ),
    "payment_lists.payment_list_form": page(
        lambda w, f, _n: lambda: payment_lists.payment_list_form(w.clerk, f.programme_id, "")
    ),
    "receipts.payment_page": page(
        lambda w, f, _n: lambda: receipts.payment_page(w.clerk, f.programme_id, demands.Wanted(), None, TODAY)
    ),
    "receipts.receipt_page": page(one_receipt),
    "receipts.receipts_page": page(
        lambda w, f, _n: lambda: receipts.receipts_page(w.clerk, f.programme_id), lambda p: len(p.rows)
    ),
}
