"""What the questions about books and rules cost."""

from collections.abc import Callable

from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.meant import Meant
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import Selector
from shanzhi.models import Book, BookEntry, BookLine, Record, RuleRun
from shanzhi.models.walls import acting
from shanzhi.packs.wording import Wording
from shanzhi.queries import balances, counted, members, owners, posting_form, rows_at_hand, rule_pages, statements
from shanzhi.queries.around import Around
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running
from tests.books_world import VILLAGE, added, row, settled
from tests.conftest import NOW, TODAY, World
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import case


def started(world: World, n: int) -> Running:
    """The hygiene pack in its first month, a village praised n times; read before."""
    found = settled(world.clerk)
    watch_rules(NOW)
    for k in range(n):
        added(None, found, row(found, "commendation", VILLAGE, day=f"2026-09-{10 + k}", level="县级"))
    with acting(None):
        return running(found.programme_id)


def asked(call: Callable[[Running, World], object], rows: Callable[[object], int] | None = None):
    """A question about a programme that has begun."""

    def make(world: World, n: int) -> Callable[[], object]:
        found = started(world, n)
        return lambda: call(found, world)

    return case(make, rows)


def page(call: Callable[[World, Running], Callable[[], object]], rows: Callable[[object], int] | None = None):
    """A page of somebody, about what is looked for before."""

    def make(world: World, n: int) -> Ask:
        return Ask(call(world, started(world, n)), rows)

    return make


def village() -> Meant:
    with acting(None):
        return Meant("", owners.places_over([VILLAGE])[VILLAGE])


def account(found: Running, name: str) -> Account:
    return found.find(name, Account)


def of_book(world: World, found: Running):
    with acting(None):
        pk = Book.objects.get(programme=found.programme_id, account="award", place__code=VILLAGE).pk
    return lambda: statements.statement_page(world.clerk, pk, None, TODAY)


def of_entry(world: World, found: Running):
    with acting(None):
        pk = BookEntry.objects.filter(programme=found.programme_id, run__rule="praised")[0].pk
    return lambda: statements.entry_page(world.clerk, pk)


def whole_figure(world: World, n: int):
    found, here = started(world, n), village()
    return lambda: balances.figure_of(found, "credit", account(found, "township_fund"), here, "2026-09")


def counted_rows(world: World, n: int):
    found = started(world, n)
    rows = counted.rows_of(found, found.find("commendation", Register), VILLAGE, {})
    return lambda: counted.figure_over("count", rows)


def one_record(world: World, n: int):
    found = started(world, n)
    with acting(None):
        record = Record.objects.select_related("place").filter(programme=found.programme_id)[0]
    return lambda: members.record_row(found.find("commendation", Register), record, Known(found))


def one_line(world: World, n: int):
    found = started(world, n)
    with acting(None):
        lines = BookLine.objects.select_related("book__place", "entry")
        line = lines.filter(book__programme=found.programme_id)[0]
    return lambda: rows_at_hand.posted_meant(line, Known(found))


def one_run(world: World, n: int):
    found = started(world, n)
    with acting(None):
        run = RuleRun.objects.select_related("place").filter(programme=found.programme_id)[0]
    return lambda: rule_pages.run_row(run, Wording(found.pack, found.used))


def conditions(world: World, n: int):
    found = started(world, n)
    around = Around(found, village(), Known(found), TODAY)
    return lambda: members.holds_for(Selector(names=("village",)), around)


def owner(world: World, n: int):
    found = started(world, n)
    with acting(None):
        over = owners.places_over([VILLAGE])
    return lambda: owners.owner_of(found, account(found, "township_fund"), Meant("", over[VILLAGE]), over)


def record_at_hand(world: World, n: int):
    found = started(world, n)
    with acting(None):
        pk = Record.objects.filter(programme=found.programme_id)[0].pk
    return lambda: rows_at_hand.at_hand(found, f"record:{pk}", "commendation.added", Known(found))


CASES: dict[str, Callable[[World, int], Ask]] = {
    "balances.figure_of": case(whole_figure),
    "counted.figure_over": case(counted_rows, int),
    "counted.rows_of": asked(lambda f, _w: counted.rows_of(f, f.find("commendation", Register), VILLAGE, {})),
    "members.holds_for": case(conditions),
    "members.members": asked(
        lambda f, _w: members.members(f, Selector(names=("commendation",)), f.place, Known(f), TODAY), len
    ),
    "members.record_row": case(one_record),
    "owners.owner_of": case(owner),
    "owners.places_over": asked(lambda _f, _w: owners.places_over([VILLAGE])),
    "posting_form.posting_form": page(lambda w, f: lambda: posting_form.posting_form(w.clerk, f.programme_id)),
    "rows_at_hand.at_hand": case(record_at_hand),
    "rows_at_hand.posted_meant": case(one_line),
    "rule_pages.rule_page": page(
        lambda w, f: lambda: rule_pages.rule_page(w.clerk, f.programme_id, "praised"), lambda p: len(p.runs)
    ),
    "rule_pages.rules_page": page(
        lambda w, f: lambda: rule_pages.rules_page(w.clerk, f.programme_id),
        lambda p: next(r.done for r in p.rows if r.id == "praised"),
    ),
    "rule_pages.run_row": case(one_run),
    "statements.books_page": page(lambda w, f: lambda: statements.books_page(w.clerk, f.programme_id, "award")),
    "statements.entry_page": page(of_entry),
    "statements.statement_page": page(of_book, lambda p: len(p.lines)),
    "statements.words_of": asked(lambda _f, _w: statements.words_of({"text": "好", "args": {}})),
}
