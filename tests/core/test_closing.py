"""Months are closed one after the other, when they are over, by two persons, and what is late is booked after."""

from datetime import date

import pytest

from shanzhi.core.closing import booked_on, may_propose, next_to_close, require_open, require_second
from shanzhi.core.kinds import Refused

FIRST, AUGUST_OVER = date(2026, 8, 20), date(2026, 8, 31)


def code(call, *args) -> str:
    with pytest.raises(Refused) as caught:
        call(*args)
    assert "{" not in str(caught.value)
    return caught.value.code


def test_months_are_closed_in_order_and_when_they_are_over():
    assert next_to_close(FIRST, None).name == "2026-08"
    assert next_to_close(FIRST, date(2026, 12, 31)).name == "2027-01"
    assert may_propose(date(2026, 8, 1), FIRST, None, date(2026, 9, 1)).last == AUGUST_OVER
    assert code(may_propose, date(2026, 8, 1), FIRST, None, AUGUST_OVER) == "month_not_over"
    assert code(may_propose, date(2026, 9, 1), FIRST, None, date(2026, 12, 1)) == "month_order"
    assert code(may_propose, date(2026, 8, 1), FIRST, AUGUST_OVER, date(2026, 12, 1)) == "month_closed_before"


def test_two_persons_close():
    require_second(1, 2)
    assert code(require_second, 1, 1) == "same_person"


def test_late_ones_are_booked_on_the_first_open_day():
    assert booked_on(AUGUST_OVER, AUGUST_OVER) == (date(2026, 9, 1), date(2026, 8, 1))
    assert booked_on(date(2026, 9, 3), AUGUST_OVER) == (date(2026, 9, 3), None)
    assert booked_on(AUGUST_OVER, None) == (AUGUST_OVER, None)
    require_open(date(2026, 9, 1), AUGUST_OVER)
    assert code(require_open, AUGUST_OVER, AUGUST_OVER) == "month_closed"
    with pytest.raises(Refused, match="2026-08的账已经封账，不再改动。请记在2026-09，并选明属于2026-08。"):
        require_open(date(2026, 7, 1).replace(month=8), AUGUST_OVER)
