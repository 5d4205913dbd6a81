"""Seats of a post: how many, how many are held at most on one day, whose days fit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import Bound
from shanzhi.core.pack.values import Given
from shanzhi.core.staffing import (
    Need,
    Span,
    busiest,
    check_room,
    check_span,
    check_stand_in,
    day_after,
    kinds_of,
    need_of,
)

POST = Post(id="cleaner", title="保洁员")
ONE = Given(value=Decimal(1))


def day(n: int) -> date:
    return date(2026, 9, n)


@pytest.mark.parametrize(
    ("sign", "said", "need"),
    [
        ("=", "3", Need(3, 3)),
        (">=", "2.1", Need(3, None)),
        (">", "2", Need(3, None)),
        ("<=", "2", Need(0, 2)),
        ("<", "1", Need(0, 0)),
        ("=", "-1", Need(0, 0)),
    ],
)
def test_what_a_count_asks_for(sign, said, need):
    assert need_of(Bound(sign, ONE), Decimal(said)) == need


def test_without_a_count_there_is_one_seat_and_what_is_unknown_stays_unknown():
    assert need_of(None, None) == Need(1, 1, None)
    assert need_of(Bound("=", ONE), Unknown(Words("没有登记。"))) == Need(None, None, Words("没有登记。"))
    assert need_of(Bound("=", ONE), "三") == Need(None, None, Words("席位数不是一个数。"))


def test_who_may_hold_a_post():
    assert [kinds_of(Post(id="a", held_by=h)) for h in ("person", "org", "household", "post")] == [
        ("user", "resident"),
        ("unit",),
        ("household",),
        ("user", "unit", "resident"),
    ]


def code_of(deed) -> str:
    with pytest.raises(Refused) as caught:
        deed()
    assert "{" not in str(caught.value)
    return caught.value.code


def test_days_lie_in_order_and_in_the_programme():
    check_span(Span(day(1), day(1)), day(1), day(30))
    check_span(Span(day(1)), day(1), day(30))
    assert code_of(lambda: check_span(Span(day(2), day(1)), day(1), day(30))) == "period_reversed"
    assert code_of(lambda: check_span(Span(day(1)), day(2), day(30))) == "outside_programme"
    assert code_of(lambda: check_span(Span(day(2), day(9)), day(2), day(8))) == "outside_programme"


def test_a_seat_is_free_or_not():
    instead = Span(day(3), day(4), "user:3", instead=True)
    held = [Span(day(1), day(10), "user:1"), Span(day(11), None, "user:2"), instead]
    check_room(Span(day(1), day(2), "user:4"), held, Need(2, 2), "保洁员")
    check_room(Span(day(1), day(2), "user:4"), held, Need(None, None, Words("没有登记。")), "保洁员")
    check_room(Span(day(5), day(6), "user:4", instead=True), held, Need(1, 1), "保洁员")
    assert code_of(lambda: check_room(Span(day(9), day(30), "user:4"), held, Need(1, 1), "保洁员")) == "seats_full"
    assert code_of(lambda: check_room(Span(day(10), day(12), "user:2"), held, Need(5, 5), "保洁员")) == "seat_twice"


def test_a_stand_in_stands_in_his_days_alone():
    principal = Span(day(1), day(10))
    check_stand_in(POST, Span(day(1), day(10)), principal)
    check_stand_in(POST, Span(day(1), day(30)), Span(day(1)))
    for wrong in (Span(day(1)), Span(day(1), day(11))):
        assert code_of(lambda wrong=wrong: check_stand_in(POST, wrong, principal)) == "stand_in_outside"
    assert code_of(lambda: check_stand_in(POST, Span(day(3)), Span(day(1)))) == "stand_in_outside"
    chain = Span(day(1), day(10), instead=True)
    assert code_of(lambda: check_stand_in(POST, Span(day(2), day(3)), chain)) == "no_stand_in"
    never = Post(id="head", title="站长", stand_in=False)
    assert code_of(lambda: check_stand_in(never, Span(day(2), day(3)), principal)) == "no_stand_in"


def test_the_day_after():
    assert day_after(date(2026, 12, 31)) == date(2027, 1, 1)


days = st.integers(1, 28)
spans = st.builds(
    lambda a, length, open_: Span(day(a), None if open_ else day(min(28, a + length))), days, days, st.booleans()
)


@given(st.lists(spans, max_size=6), spans)
def test_the_busiest_day_is_that_of_counting_day_by_day(held, within):
    last = within.to_on or day(28)
    each = [day(n) for n in range(within.from_on.day, last.day + 1)]
    assert busiest(held, within) == max(sum(s.meets(Span(d, d)) for s in held) for d in each)
