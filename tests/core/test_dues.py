"""Dues: the oldest is paid first, what is let off names its demand, and nothing is lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.dues import Due, Dues, DuesLine, by_age, dues_of, lets_off, settles
from shanzhi.core.kinds import Refused

SEP, OCT, NOV = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
THREE = (DuesLine(1, 1, SEP, 600, "9月"), DuesLine(2, 2, OCT, 600, "10月"), DuesLine(3, 3, NOV, 600, "11月"))


def test_a_payment_settles_the_oldest_first_and_what_is_over_is_credit():
    assert dues_of((*THREE, DuesLine(4, 4, NOV, -700))) == Dues(
        (Due(1, SEP, "9月", 600, 0, 600, 0), Due(2, OCT, "10月", 600, 0, 100, 500), Due(3, NOV, "11月", 600, 0, 0, 600))
    )
    over = dues_of((*THREE, DuesLine(4, 4, NOV, -2000)))
    assert (over.left, over.credit, over.since) == (0, 200, None)
    paid_before = dues_of((DuesLine(1, 1, SEP, -100), DuesLine(2, 2, OCT, 600)))
    assert (paid_before.left, paid_before.paid, paid_before.credit) == (500, 100, 0)


def test_what_is_let_off_or_taken_back_comes_off_its_own_demand():
    let_off = DuesLine(4, 2, NOV, -600, let_off=True)
    found = dues_of((*THREE, let_off))
    assert [(p.asked, p.let_off, p.left) for p in found.parts] == [(600, 0, 600), (600, 600, 0), (600, 0, 600)]
    taken_back = dues_of((*THREE, let_off, DuesLine(5, 2, NOV, 600, let_off=True)))
    assert taken_back == dues_of(THREE)
    assert [p.entry for p in dues_of((*THREE, DuesLine(5, 1, NOV, -600))).parts] == [2, 3]
    bounced = dues_of((*THREE, DuesLine(4, 4, OCT, -600), DuesLine(5, 4, NOV, 600)))
    assert bounced == dues_of(THREE)


def test_a_demand_that_was_paid_and_then_let_off_pays_the_next():
    found = dues_of((*THREE[:2], DuesLine(4, 4, SEP, -600), DuesLine(5, 1, NOV, -600, let_off=True)))
    assert [(p.let_off, p.paid, p.left) for p in found.parts] == [(600, 0, 0), (0, 600, 0)]
    both = dues_of((THREE[0], DuesLine(5, 1, NOV, -600, let_off=True), DuesLine(6, 1, NOV, -600)))
    assert (both.left, both.credit) == (0, 600)


def test_ages_and_days():
    found = dues_of(THREE)
    assert by_age(found.parts, date(2026, 12, 1)) == (600, 600, 600)
    assert by_age(found.parts, SEP + timedelta(days=30)) == (1800, 0, 0)
    assert found.within(OCT, NOV).asked == 1200
    assert [(d.entry, n) for d, n in settles(found, 700)] == [(1, 600), (2, 100)]
    assert lets_off(found, SEP, OCT) == {1: 600, 2: 600}
    with pytest.raises(Refused) as caught:
        lets_off(found, date(2027, 1, 1), date(2027, 2, 1))
    assert caught.value.code == "nothing_to_exempt"


@st.composite
def histories(draw):
    """Demands and payments, some taken back, some let off, as the books could hold them."""
    lines = [
        DuesLine(n, n, SEP + timedelta(days=draw(st.integers(0, 300))), draw(st.integers(-900, 900).filter(bool)))
        for n in range(1, draw(st.integers(1, 8)) + 1)
    ]
    for n, line in enumerate(tuple(lines), 100):
        what = draw(st.sampled_from(("", "", "back", "off")))
        if what == "back" or (what == "off" and line.amount > 0):
            lines.append(DuesLine(n, line.entry, line.on, -line.amount, let_off=what == "off"))
    return lines


@given(histories(), st.randoms())
def test_nothing_is_lost_and_the_order_of_reading_does_not_matter(lines, random):
    found = dues_of(lines)
    assert found.left - found.credit == sum(n.amount for n in lines)
    assert all(p.asked == p.let_off + p.paid + p.left and p.left >= 0 and p.paid >= 0 for p in found.parts)
    assert found.credit <= 0 or found.left == 0
    assert sum(by_age(found.parts, date(2027, 12, 1))) == found.left
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert dues_of(shuffled) == found
