"""Accounts: what is posted, left out, refused, taken back, expired, owed; and what holds for all books."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.account import post, reverse
from shanzhi.core.books import LAPSED, Account, Books, Cap, Entry, Move, Posting, Sums, balance, sums
from shanzhi.core.kinds import Refused
from shanzhi.core.lots import credits_left, debts_left, demands, lapse, lasts_until
from shanzhi.core.pack.durations import Duration
from shanzhi.core.statement import Line, statement

D = date
POOL = Account("pool", "积分")
POINTS = Account("points", "积分", owner="李家", min=0, max=1000, cap=Cap("month", 300), expires=Duration(1, "year"))
FUND = Account("fund", "元", by=("省级", "自筹"), purposes=("道路", "绿化"), min=0)
TREASURY, BOX = Account("treasury", "元"), Account("box", "元", max=500)
MARCH = D(2026, 3, 2)
BOOKS = Books({a.id: a for a in (POOL, POINTS, FUND, TREASURY, BOX)})


def booked(books, decision):
    first = len(books.entries) + 1
    new = tuple(replace(e, id=str(first + n)) for n, e in enumerate(decision.entries))
    return replace(books, entries=books.entries + new)


def moved(books, *moves, on=MARCH, why="依据"):
    return booked(books, post(books, [Move(*m) for m in moves], on, why))


def refusal(deed):
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


def test_an_entry_that_does_not_add_up_cannot_be_made():
    with pytest.raises(ValueError, match="pool"):
        Entry(D(2026, 3, 2), (Posting("pool", -1, "积分"), Posting("points", 1, "元")), "x")


def test_several_orders_are_one_entry_and_see_each_other():
    books = moved(BOOKS, ("pool", "points", 200), ("points", "pool", 150))
    assert [p.amount for p in books.entries[0].postings] == [-200, 200, -150, 150]
    code = refusal(lambda: post(BOOKS, [Move("pool", "points", 200), Move("points", "pool", 201)], D(2026, 3, 2), "x"))
    assert code == "balance_short"


def test_a_cap_credits_what_fits_and_says_the_rest():
    books = moved(BOOKS, ("pool", "points", 250))
    decision = post(books, [Move("pool", "points", 100)], D(2026, 3, 31), "x")
    assert decision.entries[0].postings[1] == Posting("points", 50, "积分")
    assert [(n.account, n.amount, n.on) for n in decision.not_credited] == [("points", 50, D(2026, 3, 31))]
    full = booked(books, decision)
    nothing = post(full, [Move("pool", "points", 100)], D(2026, 3, 31), "x")
    assert (nothing.entries, nothing.not_credited[0].amount) == ((), 100)
    assert post(full, [Move("pool", "points", 100)], D(2026, 4, 1), "x").not_credited == ()


def test_what_is_taken_back_frees_the_cap_of_its_own_month():
    books = moved(BOOKS, ("pool", "points", 300))
    books = booked(books, reverse(books, "1", D(2026, 4, 2), "记错"))
    assert post(books, [Move("pool", "points", 300)], D(2026, 3, 31), "x").not_credited == ()
    assert post(books, [Move("pool", "points", 400)], D(2026, 4, 3), "x").not_credited[0].amount == 100


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (("points", "pool", 1), "balance_short"),
        (("treasury", "box", 501), "above_max"),
        (("treasury", "pool", 1), "measure_differs"),
        (("pool", "points", 0), "amount_not_positive"),
        (("pool", "pool", 1), "same_account"),
        (("treasury", "fund", 1, "修庙", "省级"), "wrong_purpose"),
        (("treasury", "fund", 1, "道路", "募捐"), "wrong_source"),
        (("treasury", "fund", 1), "wrong_purpose"),
    ],
)
def test_what_does_not_fit_is_refused(move, code):
    assert refusal(lambda: moved(BOOKS, move)) == code


def test_money_for_one_purpose_or_from_one_source_pays_for_no_other():
    books = moved(BOOKS, ("treasury", "fund", 100, "道路", "省级"), ("treasury", "fund", 100, "绿化", "自筹"))
    assert refusal(lambda: moved(books, ("fund", "treasury", 101, "道路", "省级"))) == "balance_short"
    assert refusal(lambda: moved(books, ("fund", "treasury", 101, "道路", "自筹"))) == "balance_short"
    after = moved(books, ("fund", "treasury", 100, "道路", "省级"))
    assert [balance(after.entries, "fund", purpose=p) for p in ("道路", "绿化")] == [0, 100]
    assert [balance(after.entries, "fund", by=b) for b in ("省级", "自筹")] == [0, 100]


def test_a_published_month_is_closed():
    books = replace(BOOKS, closed_to=D(2026, 3, 31))
    assert refusal(lambda: moved(books, ("pool", "points", 1), on=D(2026, 3, 31))) == "month_closed"
    assert len(moved(books, ("pool", "points", 1), on=D(2026, 4, 1)).entries) == 1


def test_a_counter_entry_names_what_it_takes_back_and_leaves_a_debt_where_all_is_spent():
    books = moved(moved(BOOKS, ("pool", "points", 200)), ("points", "pool", 200), on=D(2026, 3, 5))
    back = booked(books, reverse(books, "1", D(2026, 4, 2), " 记错了户 "))
    assert back.entries[2] == Entry(
        D(2026, 4, 2),
        (Posting("pool", 200, "积分"), Posting("points", -200, "积分")),
        "记错了户",
        "3",
        "reversal",
        "1",
    )
    assert balance(back.entries, "points") == -200
    assert sums(back.entries, "points", D(2026, 3, 1), D(2026, 3, 31)) == Sums(200, 200, 0)
    assert sums(back.entries, "points", D(2026, 4, 1), D(2026, 4, 30)) == Sums(-200, 0, 0)


@pytest.mark.parametrize(
    ("entry", "on", "why", "code"),
    [
        ("1", D(2026, 4, 3), "再冲", "already_reversed"),
        ("2", D(2026, 4, 3), "再冲", "reversal_stays"),
        ("3", D(2026, 4, 1), "早了", "before_entry"),
        ("3", D(2026, 4, 3), " ", "reason_missing"),
        ("3", D(2026, 2, 28), "关账", "month_closed"),
    ],
)
def test_what_cannot_be_taken_back(entry, on, why, code):
    books = moved(BOOKS, ("pool", "points", 100))
    books = booked(books, reverse(books, "1", D(2026, 3, 3), "记错"))
    books = replace(moved(books, ("pool", "points", 50), on=D(2026, 4, 2)), closed_to=D(2026, 2, 28))
    assert refusal(lambda: reverse(books, entry, on, why)) == code


def test_the_oldest_credit_is_spent_and_expires_first():
    books = moved(moved(BOOKS, ("pool", "points", 200)), ("pool", "points", 100), on=D(2026, 5, 4))
    books = moved(books, ("points", "pool", 150), on=D(2026, 6, 1))
    assert [(lot.on, lot.amount) for lot in credits_left(books.entries, "points")] == [
        (D(2026, 3, 2), 50),
        (D(2026, 5, 4), 100),
    ]
    assert lapse(books, "points", D(2027, 3, 2)) is None
    later = moved(books, ("points", "pool", 100), on=D(2027, 3, 3))
    assert [(e.kind, e.postings[0].amount) for e in later.entries[-2:]] == [("lapse", -50), ("transfer", -100)]
    assert (balance(later.entries, "points"), balance(later.entries, LAPSED)) == (0, 50)
    assert sums(later.entries, "points", D(2027, 1, 1), D(2027, 12, 31)) == Sums(0, 100, 50)
    assert refusal(lambda: moved(books, ("points", "pool", 101), on=D(2027, 3, 3))) == "balance_short"
    assert lapse(books, "pool", D(2030, 1, 1)) is None


def test_earmarked_credit_expires_by_its_purpose():
    short = replace(FUND, expires=Duration(30, "day"), by=())
    books = replace(BOOKS, accounts={**BOOKS.accounts, "fund": short})
    books = moved(books, ("treasury", "fund", 100, "道路"), ("treasury", "fund", 70, "绿化"))
    books = moved(books, ("fund", "treasury", 70, "绿化"), on=D(2026, 3, 10))
    gone = lapse(books, "fund", D(2026, 4, 2))
    assert [(p.amount, p.purpose) for p in gone.postings] == [(-100, "道路"), (100, "道路")]
    assert lasts_until(D(2026, 3, 2), Duration(30, "day")) == D(2026, 4, 1)


def test_who_owes_is_listed_by_the_oldest_debt():
    accounts = {n: Account(n, "元", owner=f"{n}家") for n in ("李", "王", "赵")} | {"会": Account("会", "元")}
    books = Books(accounts)
    for month in (1, 2):
        orders = [(n, "会", 600) for n in ("李", "王", "赵")]
        books = moved(books, *orders, on=D(2026, month, 1), why=f"{month}月")
    books = moved(books, ("会", "李", 700), ("会", "赵", 1200), on=D(2026, 2, 10), why="缴费")
    assert [(d.owner, d.amount, d.since) for d in demands(books, D(2026, 3, 1))] == [
        ("王家", 1200, D(2026, 1, 1)),
        ("李家", 500, D(2026, 2, 1)),
    ]
    assert [d.owner for d in demands(books, D(2026, 2, 11), grace_days=10)] == ["王家"]
    assert [d.owner for d in demands(books, D(2026, 2, 12), grace_days=10)] == ["王家", "李家"]
    assert [(lot.why, lot.amount) for lot in debts_left(books.entries, "李")] == [("2月", 500)]


def test_a_statement_runs_from_the_opening_to_the_closing_balance():
    books = moved(moved(BOOKS, ("pool", "points", 200)), ("points", "pool", 50), on=D(2026, 4, 2), why="兑换")
    paper = statement(books, "points", D(2026, 4, 1), D(2026, 4, 30))
    assert (paper.opening, paper.closing) == (200, 150)
    assert paper.lines == (Line(D(2026, 4, 2), -50, 150, ("pool",), "", "兑换", "transfer"),)


NAMES = st.sampled_from(["pool", "points", "box", "treasury"])
ORDERS = st.lists(st.tuples(NAMES, NAMES, st.integers(1, 400), st.integers(0, 200)), max_size=12)


@given(ORDERS, st.data())
def test_books_always_add_up_and_limits_hold(orders, data):
    books, day = BOOKS, D(2026, 1, 1)
    for source, target, amount, days in orders:
        day += timedelta(days=days)
        try:
            decision = post(books, [Move(source, target, amount)], day, "x")
        except Refused:
            continue
        moved_in = sum(p.amount for e in decision.entries if e.kind == "transfer" for p in e.postings if p.amount > 0)
        assert moved_in + sum(n.amount for n in decision.not_credited) == amount
        books = booked(books, decision)
    every = {p.account for e in books.entries for p in e.postings}
    assert sum(balance(books.entries, a) for a in every) == 0
    assert 0 <= balance(books.entries, "points") <= 1000
    assert balance(books.entries, "box") <= 500
    lots = credits_left(books.entries, "points")
    assert sum(lot.amount for lot in lots) == balance(books.entries, "points")
    found = sums(books.entries, "points", D.min, D.max)
    assert found.credit - found.spent - found.lapsed == balance(books.entries, "points")
    if books.entries:
        entry = data.draw(st.sampled_from(books.entries))
        back = booked(books, reverse(books, entry.id, day, "冲销"))
        for account in every:
            without = [e for e in books.entries if e is not entry]
            assert balance(back.entries, account) == balance(without, account)
