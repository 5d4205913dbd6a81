"""The books in the database: they balance whatever is posted and taken back, lots expire, keys are booked once."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.actions.posting import post_moves, reverse_in_books
from shanzhi.core.books import LAPSED
from shanzhi.core.kinds import Refused
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.models import Book, BookEntry, BookLine, Place
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit
from shanzhi.queries.audit_of_money import Finding
from shanzhi.queries.running import Running
from tests.books_world import SETTLED, SIBLING, TOWN, VILLAGE, balance, settled
from tests.conftest import NOW

POINTS = (Path(__file__).parents[1] / "points.yaml").read_text(encoding="utf-8")
PLACES = (TOWN, VILLAGE, SIBLING)
SIDES = (
    ("township_fund", TOWN),
    ("subsidy", VILLAGE),
    ("subsidy", SIBLING),
    ("award", VILLAGE),
    ("cadre_pay", SIBLING),
)


def side(account: str, place: str) -> Side:
    return Side(account, Owner(Place.objects.get(code=place).pk))


def order(key: str, on: date, source: Side, target: Side, amount: int, purpose: str = "") -> Order:
    return Order(key, on, "试", (Wanted(source, target, amount, purpose),))


def post(found: Running, *orders: Order):
    return post_moves(found, orders, NOW)


@pytest.fixture
def points(world) -> Running:
    return settled(world.clerk, POINTS)


DEEDS = st.lists(
    st.one_of(
        st.tuples(
            st.just("post"), st.sampled_from(SIDES), st.sampled_from(SIDES), st.integers(-5, 3000), st.integers(0, 90)
        ),
        st.tuples(st.just("back"), st.integers(0, 30), st.integers(0, 90)),
    ),
    min_size=1,
    max_size=12,
)


def holds(found: Running) -> None:
    """Every entry adds up to nothing, every balance is that of its lines, no limited account stands below its least
    but by a reversal, and numbers leave no gap."""
    lines = list(BookLine.objects.filter(book__programme=found.programme_id).select_related("book", "entry"))
    for entry in {n.entry_id for n in lines}:
        assert sum(n.amount for n in lines if n.entry_id == entry) == 0
    for book in Book.objects.filter(programme=found.programme_id):
        mine = [n for n in lines if n.book_id == book.pk]
        assert book.balance == sum(n.amount for n in mine)
        assert book.account == "township_fund" or book.balance >= 0 or any(n.entry.kind == "reversal" for n in mine)
    numbers = list(BookEntry.objects.filter(programme=found.programme_id).order_by("n").values_list("n", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@given(DEEDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_books_balance_whatever_is_posted_and_taken_back(world, deeds):
    with transaction.atomic():
        found = settled(world.clerk)
        first = date(2026, 9, 1)
        for n, deed in enumerate(deeds):
            on = first + timedelta(days=deed[-1])
            if deed[0] == "post":
                source, target = side(*deed[1]), side(*deed[2])
                post(found, order(f"k{n}", on, source, target, deed[3], "奖励" if deed[2][0] == "award" else ""))
            else:
                entry = BookEntry.objects.filter(programme=found.programme_id, n=deed[1]).first()
                if entry:
                    take_back(found, entry, on)
        holds(found)
        transaction.set_rollback(True)


def take_back(found: Running, entry: BookEntry, on: date) -> None:
    with suppress(Refused):  # taken back before, a reversal itself, or an earlier day
        reverse_in_books(found, entry, on, "记错", NOW)


def test_orders_of_one_send_see_those_before_them_and_a_key_is_booked_once(world):
    found = settled(world.clerk)
    fund, mine, other = (side(a, p) for a, p in (("township_fund", TOWN), ("subsidy", VILLAGE), ("subsidy", SIBLING)))
    on = date(2026, 9, 3)
    orders = (order("a", on, fund, mine, 500), order("b", on, mine, other, 400), order("c", on, mine, other, 200))
    done = post(found, *orders)
    assert [p.refused.code if p.refused else "booked" for p in done] == ["booked", "booked", "balance_short"]
    assert [p.entry for p in post(found, *orders[:2])] == [done[0].entry, done[1].entry]
    assert [balance(found, "subsidy", p) for p in (VILLAGE, SIBLING)] == [100, 400]
    holds(found)


def test_several_moves_are_one_entry_or_none(world):
    found = settled(world.clerk)
    fund, mine, other = (side(a, p) for a, p in (("township_fund", TOWN), ("subsidy", VILLAGE), ("award", VILLAGE)))
    moves = (Wanted(fund, mine, 300), Wanted(mine, fund, 100), Wanted(other, fund, 1))
    assert post(found, Order("x", date(2026, 9, 3), "试", moves))[0].refused.code == "balance_short"
    assert BookEntry.objects.filter(programme=found.programme_id).count() == 0
    (done,) = post(found, Order("x", date(2026, 9, 3), "试", moves[:2]))
    assert sorted(BookLine.objects.filter(entry=done.entry).values_list("amount", flat=True)) == [-300, -100, 100, 300]


def test_the_oldest_points_expire_first_before_anything_else_is_booked(points):
    pool, mine = side("pool", "999901000000"), side("points", VILLAGE)
    post(points, order("a", date(2026, 3, 2), pool, mine, 200), order("b", date(2026, 4, 9), pool, mine, 250))
    post(points, order("c", date(2026, 5, 1), mine, pool, 50))
    post(points, order("d", date(2027, 3, 2), mine, pool, 10))
    assert balance(points, "points", VILLAGE) == 390
    (done,) = post(points, order("e", date(2027, 3, 3), mine, pool, 250))
    assert (done.refused, balance(points, "points", VILLAGE)) == (None, 0)
    assert balance(points, f"{LAPSED}.points", VILLAGE) == 140
    kinds = BookEntry.objects.filter(programme=points.programme_id).order_by("n").values_list("kind", "why")
    assert list(kinds)[-2:] == [("lapse", "到期未用"), ("transfer", "试")]


def test_what_expired_cannot_be_spent(points):
    pool, mine = side("pool", "999901000000"), side("points", VILLAGE)
    post(points, order("a", date(2026, 3, 2), pool, mine, 200))
    (done,) = post(points, order("b", date(2027, 3, 3), mine, pool, 1))
    assert done.refused.code == "balance_short"
    assert balance(points, "points", VILLAGE) == 200


def test_the_cap_of_a_month_counts_what_came_in_then_and_frees_what_is_taken_back(points):
    pool, mine = side("pool", "999901000000"), side("points", VILLAGE)
    (first,) = post(points, order("a", date(2026, 9, 2), pool, mine, 250))
    (full,) = post(points, order("b", date(2026, 9, 9), pool, mine, 100))
    assert [n.amount for n in full.decision.not_credited] == [50]
    post(points, order("c", date(2026, 10, 1), pool, mine, 300))
    entry = BookEntry.objects.get(pk=first.entry)
    reverse_in_books(points, entry, date(2026, 10, 2), "记错", NOW)
    (late,) = post(points, order("d", date(2026, 9, 30), pool, mine, 400))
    assert [n.amount for n in late.decision.not_credited] == [150]
    assert balance(points, "points", VILLAGE) == 50 + 300 + 250


def test_a_limit_that_is_still_open_refuses(world):
    found = settled(world.clerk, SETTLED.replace("for: [奖励], min: 0 元", "for: [奖励], min: {ask: 最少多少元}"))
    (done,) = post(found, order("a", date(2026, 9, 2), side("township_fund", TOWN), side("award", VILLAGE), 1, "奖励"))
    assert (done.entry, done.refused.code) == (None, "account_unsettled")


def test_the_audit_finds_a_balance_and_an_entry_that_do_not_add_up(world):
    found = settled(world.clerk)
    (done,) = post(found, order("a", date(2026, 9, 2), side("township_fund", TOWN), side("subsidy", VILLAGE), 700))
    assert audit() == ()
    with acting(None):
        book = Book.objects.get(programme=found.programme_id, account="subsidy")
        Book.objects.filter(pk=book.pk).update(balance=701)
        assert audit() == (Finding("book", book.pk, "701", "700"),)
        Book.objects.filter(pk=book.pk).update(balance=701)
        BookLine.objects.create(entry_id=done.entry, book=book, on=date(2026, 9, 2), amount=1)
        assert audit() == (Finding("book_entry", done.entry, "1", "0"),)
