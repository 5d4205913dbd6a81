"""Books and rules under real threads: once per event and row, numbers without gaps, nothing spent twice."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from shanzhi.actions.books import PostingIn, SideIn, book, reverse_entry
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.models import Book, BookEntry, BookLine, Place, RuleRun
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit
from shanzhi.queries.running import Running, running
from tests.actions.test_races import together
from tests.books_world import SETTLED, added, row
from tests.conftest import NOW

VILLAGE, TOWN = "999903100201", "999903100000"


def adopted(live) -> Running:
    text = f"# {uuid4()}\n{SETTLED}"  # the same text again would be the same programme
    given = PackIn(text, "999903000000", date(2026, 9, 1), date(2027, 8, 31))
    id_ = adopt_pack(actor=live["clerk"], given=given, now=NOW)
    with acting(None):
        return running(id_)


def holds(found: Running) -> None:
    with acting(None):
        numbers = BookEntry.objects.filter(programme=found.programme_id).order_by("n").values_list("n", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert sum(BookLine.objects.filter(book__programme=found.programme_id).values_list("amount", flat=True)) == 0
    assert [f for f in audit() if f.what.startswith("book")] == []


def test_the_books_hold_before_the_races(world):
    """Also has the tests' own database made where this file runs alone."""
    assert audit() == ()


def test_eight_sends_of_one_event_book_once(live):
    found = adopted(live)
    record = row(found, "commendation", VILLAGE, day="2026-09-10", level="县级")
    together(8, lambda _: added(live["clerk"], found, record))
    with acting(None):
        assert RuleRun.objects.filter(programme=found.programme_id, rule="praised").count() == 1
        assert Book.objects.get(programme=found.programme_id, account="award").balance == 50_000
    holds(found)


def test_four_night_watches_at_once_raise_a_month_once(live):
    found = adopted(live)
    together(4, lambda _: watch_rules(NOW))
    with acting(None):
        assert RuleRun.objects.filter(programme=found.programme_id, rule="monthly_subsidy").count() == 5
        balances = Book.objects.filter(programme=found.programme_id, account="subsidy").values_list(
            "balance", flat=True
        )
        assert list(balances) == [100_000] * 4
    holds(found)


def test_eight_who_spend_the_last_money_at_once_spend_it_once(live):
    found = adopted(live)
    clerk = live["clerk"]
    fund, award = SideIn(account="township_fund", place_code=TOWN), SideIn(account="award", place_code=VILLAGE)

    def by_hand(source: SideIn, target: SideIn) -> object:
        given = PostingIn(uuid4(), source, target, Decimal(5), date(2026, 9, 1), "试", "奖励")
        return book(actor=clerk, programme_id=found.programme_id, given=given, now=NOW)

    by_hand(fund, award)
    done = together(8, lambda _: by_hand(award, fund))
    assert sorted(map(str, done)).count("balance_short") == 7
    holds(found)


def test_of_four_who_take_an_entry_back_at_once_one_does(live):
    found = adopted(live)
    with acting(None):
        place = Place.objects.get(code=VILLAGE)
    record = row(found, "commendation", place.code, day="2026-09-10", level="县级")
    added(live["clerk"], found, record)
    with acting(None):
        entry = BookEntry.objects.get(programme=found.programme_id).pk
    done = together(4, lambda _: reverse_entry(actor=live["leader"], entry_id=entry, why="撤销", now=NOW))
    assert sorted(map(str, done)).count("already_reversed") == 3
    holds(found)
