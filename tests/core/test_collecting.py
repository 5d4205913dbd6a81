"""Answers side by side: who gives one, until when, how many are enough, and what they come to."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.case import Case, Doer, Rules
from shanzhi.core.collecting import figure, gathered, last_moment, may_answer, too_few, voice_of
from shanzhi.core.pack.data import Row, Unknown
from shanzhi.core.pack.days import Day
from shanzhi.core.pack.flows import Action, Collect, Flow, State
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.values import Given
from tests.core.flows import lasts, who
from tests.core.test_worktime import WORK, at

START = at("09-24T16:00")
ON = Action(id="on", from_=("asking",), to="done", who=who("county"))
OUT = Action(id="out", from_=("asking",), to="done", who=who("county"), need=("reason",))
STAY = Action(id="note", from_=("asking",), who=who("county"))
JUDGE, OTHER = Doer("7", frozenset({"judge"})), Doer("8", frozenset({"village"}))


def rules(**asked):
    collect = Collect(**{"form": "opinion", "who": who("judge")} | asked)
    states = (State(id="asking", title="评议中", collect=collect), State(id="done", title="已办结", final=True))
    return Rules(Flow(id="poll", title="评议", states=states, actions=(ON, OUT, STAY)), WORK)


def waiting(**more):
    return Case("asking", START, **more)


@pytest.mark.parametrize(
    ("need", "expected", "answers", "code"),
    [
        (3, None, 2, "answers_missing"),
        (3, None, 3, None),
        (None, 2, 1, "answers_missing"),
        (None, 2, 2, None),
        (None, None, 9, "answers_missing"),  # nobody can say how many there should be
    ],
)
def test_a_case_waits_for_enough_answers(need, expected, answers, code):
    asked = rules(need=Given(value=Decimal(need)) if need else None)
    bar = too_few(asked, waiting(answers=answers, expected=expected), ON, START)
    assert (bar.code if bar else None) == code
    assert too_few(asked, waiting(answers=answers, expected=expected), OUT, START) is None
    assert too_few(asked, waiting(answers=answers, expected=expected), STAY, START) is None


def test_sealed_answers_wait_for_their_time_however_many_there_are():
    asked = rules(need=Given(value=Decimal(1)), until=lasts("2 hours"), sealed=True)
    case = waiting(answers=5)
    assert too_few(asked, case, ON, START).code == "answers_sealed"
    assert too_few(asked, case, ON, START + timedelta(hours=3)) is None
    assert gathered(asked, case, START).closed
    assert not gathered(asked, case, START + timedelta(hours=3)).closed


def test_who_may_answer_and_until_when():
    asked = rules(until=lasts("2 hours"))
    assert may_answer(asked, waiting(), JUDGE, START) is None
    assert may_answer(asked, waiting(), OTHER, START).code == "not_allowed"
    assert may_answer(asked, waiting(), OTHER, START, seated=True) is None
    assert may_answer(asked, waiting(), JUDGE, START + timedelta(hours=3)).code == "answers_shut"
    assert may_answer(asked, waiting(pause_reason="等待材料"), JUDGE, START).code == "case_paused"
    assert may_answer(asked, replace(waiting(), state="done"), JUDGE, START).code == "wrong_state"


def test_a_day_ends_at_its_midnight_and_one_without_a_year_is_the_next_that_comes():
    case = waiting()
    assert last_moment(Day(9, 24), case, WORK) == at("09-25T00:00")
    assert last_moment(Day(2, 29), case, WORK).year == 2028
    assert last_moment(Day(9, 1), case, WORK).year == START.year + 1
    assert last_moment(None, case, WORK) is None


def test_a_seat_of_a_person_speaks_for_him_and_any_other_for_its_unit():
    asked = Collect(form="x", who=who("judge", "village", "support"))
    posts = frozenset({"judge"})
    assert voice_of(asked, JUDGE, 3, posts) == "person:7"
    assert voice_of(asked, OTHER, 3, posts) == "unit:3"
    assert voice_of(asked, Doer("9", relations=frozenset({"support"})), 4, posts) == "unit:4"
    assert voice_of(asked, OTHER, None, posts) == "person:8"


ROWS = [
    Row({"agree": True, "price": Quantity(Decimal(30), "元"), "n": Decimal(1)}),
    Row({"agree": False, "price": Quantity(Decimal(50), "元"), "n": Decimal(4)}),
    Row({"agree": True, "price": None, "n": None}),
]


def test_figures_of_answers():
    assert figure("count", ROWS, "", {}) == 3
    assert figure("count", ROWS, "", {"agree": True}) == 2
    assert figure("sum", ROWS, "price", {}) == Quantity(Decimal(80), "元")
    assert figure("mean", ROWS, "n", {}) == Decimal("2.5")
    assert figure("latest", ROWS, "n", {}) == 4
    assert figure("sum", [], "n", {}) == 0
    for function in ("mean", "latest", "share"):
        assert isinstance(figure(function, [], "n", {}), Unknown)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_the_shares_of_yes_and_no_make_a_hundred(said):
    rows = [Row({"agree": s}) for s in said]
    yes, no = (figure("share", rows, "", {"agree": s}) for s in (True, False))
    assert round(yes + no, 10) == 100
