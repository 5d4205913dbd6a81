"""Tasks: steps, lights, and what a parent shows of its parts."""

from datetime import date, timedelta
from itertools import product

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.core.task import CLOSED, STATES, STEPS, TaskState, Whole, closed_late, light, step, whole, why_not

TODAY = date(2026, 9, 10)
AFTER = {
    ("note", "open"): "working",
    ("note", "working"): "working",
    ("note", "returned"): "working",
    ("note", "claimed"): "claimed",
    ("claim", "open"): "claimed",
    ("claim", "working"): "claimed",
    ("claim", "returned"): "claimed",
    ("accept", "claimed"): "accepted",
    ("return", "claimed"): "returned",
    ("cancel", "open"): "cancelled",
    ("cancel", "working"): "cancelled",
    ("cancel", "returned"): "cancelled",
    ("cancel", "claimed"): "cancelled",
}


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def state(name: str = "open", percent: int = 0, due: date | None = None, **dates: date) -> TaskState:
    claimed, closed = dates.get("claimed"), dates.get("closed")
    return TaskState(name, percent, due, dates.get("light", due), claimed, closed)


@pytest.mark.parametrize(("deed", "before"), list(product(STEPS, STATES)))
def test_every_deed_in_every_state(deed, before):
    after = AFTER.get((deed, before))
    if after:
        assert step(before, deed) == after
        assert why_not(before, deed) == ""
        return
    with pytest.raises(Refused) as caught:
        step(before, deed)
    assert caught.value.code == ("task_closed" if before in CLOSED else "wrong_state")
    assert why_not(before, deed).endswith("。")


@pytest.mark.parametrize(
    ("due", "expected"),
    [(-400, "late"), (-1, "late"), (0, "near"), (7, "near"), (8, "normal"), (400, "normal"), (None, "undated")],
)
@pytest.mark.parametrize("name", ["open", "working", "returned"])
def test_light_of_an_open_task_at_its_borders(name, due, expected):
    task = state(name, due=None if due is None else day(due))
    assert light(task, TODAY, 7) == expected


@pytest.mark.parametrize("near_days", [0, 1, 30])
def test_near_days_decide_what_is_near(near_days):
    assert light(state(due=day(near_days)), TODAY, near_days) == "near"
    assert light(state(due=day(near_days + 1)), TODAY, near_days) == "normal"


@pytest.mark.parametrize(
    ("due", "claimed", "expected"),
    [
        (-1, -1, "waiting"),
        (-1, -2, "waiting"),
        (-1, 0, "late"),  # handed in a day late stays late
        (0, 0, "waiting"),
        (3, 0, "waiting"),
        (3, 4, "near"),
        (None, 0, "waiting"),
        (-1, None, "late"),
        (0, None, "waiting"),
    ],
)
def test_light_of_a_claimed_task_goes_by_the_day_it_was_handed_in(due, claimed, expected):
    on = None if claimed is None else day(claimed)
    task = TaskState("claimed", 100, None, None if due is None else day(due), on, None)
    assert light(task, TODAY, 7) == expected


@pytest.mark.parametrize("due", [-5, 0, 5, None])
def test_closed_tasks_have_their_own_lights(due):
    on = None if due is None else day(due)
    assert light(state("accepted", due=on), TODAY, 7) == "done"
    assert light(state("cancelled", due=on), TODAY, 7) == "cancelled"


@pytest.mark.parametrize(
    ("task", "late"),
    [
        (state("accepted", due=day(0), claimed=day(0), closed=day(9)), False),
        (state("accepted", due=day(0), claimed=day(1), closed=day(9)), True),
        (state("accepted", due=day(0), closed=day(1)), True),
        (state("accepted", claimed=day(1)), False),
        (state("claimed", due=day(0), claimed=day(1)), False),
        (state("accepted", due=day(0)), False),
    ],
)
def test_closed_late_goes_by_the_day_of_handing_in(task, late):
    assert closed_late(task) is late


@pytest.mark.parametrize(
    ("parts", "held", "expected"),
    [
        ([state("open", due=day(3))], False, Whole("open", 0, day(3))),
        ([state("open", 0, day(3)), state("working", 50, day(1))], False, Whole("working", 25, day(1))),
        ([state("accepted", 40, day(1)), state("open", 0, day(3))], False, Whole("working", 50, day(3))),
        ([state("accepted", 100, day(1)), state("cancelled", 0, day(1))], False, Whole("accepted", 100, day(5))),
        ([state("cancelled", 30), state("cancelled", 20)], False, Whole("cancelled", 12, day(5))),
        ([state("working", 33), state("working", 33), state("working", 35)], False, Whole("working", 33, day(5))),
        ([state("accepted", 100, day(1))], True, Whole(None, 100, day(5))),
        ([state("open", 0, day(9))], True, Whole(None, 0, day(5))),
    ],
)
def test_whole_of_parts(parts, held, expected):
    assert whole(state("working", 12, day(5)), parts, has_holder=held) == expected


def test_whole_without_any_day_has_no_light_day():
    assert whole(state(), [state(), state("claimed", 100)], has_holder=False) == Whole("working", 50, None)
