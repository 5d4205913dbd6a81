"""Rotas: fair, the same for everybody, and no wiser than the list of who can."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.rota import Shift, rota
from tests.core.test_worktime import CALENDAR

FIRST = date(2026, 9, 21)


def days(count):
    return [FIRST + timedelta(days=n) for n in range(count)]


def test_turns_go_round_and_rest_days_are_counted_apart():
    found = rota(days(7), {"一组": ["甲", "乙", "丙"]}, CALENDAR)
    assert [s.who[0] for s in found] == ["甲", "乙", "丙", "甲", "乙", "丙", "丙"]
    assert [s.rest for s in found] == [False] * 5 + [True, False]


def test_who_is_away_is_passed_over_and_a_gap_is_said():
    away = {"甲": frozenset({FIRST}), "乙": frozenset({FIRST})}
    found = rota(days(2), {"一组": ["甲", "乙"], "二组": ["丙"]}, CALENDAR, away=away)
    assert found == (
        Shift(FIRST, ("丙",), rest=False, short=1),
        Shift(FIRST + timedelta(days=1), ("甲", "丙"), rest=False),
    )


@given(st.integers(1, 7), st.integers(1, 3), st.integers(1, 90))
def test_nobody_is_on_twice_more_than_a_colleague(size, each, length):
    members = [f"{n}号" for n in range(size)]
    found = rota(days(length), {"组": members}, CALENDAR, each)
    assert found == rota(reversed(days(length)), {"组": members}, CALENDAR, each)
    for kinds in ((True,), (False,)):
        turns = Counter(dict.fromkeys(members, 0))
        for shift in found:
            assert len(set(shift.who)) == len(shift.who) == min(each, size)
            turns.update(shift.who if shift.rest in kinds else ())
        assert max(turns.values()) - min(turns.values()) <= 1
