"""Cases of flows: the story of one, every refusal, and what holds on any walk through a flow."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.case import Done, Rules
from shanzhi.core.clock import due_time
from shanzhi.core.flow import open_case, step
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.forms import Must
from shanzhi.core.pack.values import Formula, plain
from shanzhi.core.quorum import Meeting
from shanzhi.core.turn import choices
from tests.core.flows import DESK, EVENT, PROGRAM, REPORTER, RULES, STRANGER, VOTE, WORK, WORKER, deed
from tests.core.test_worktime import at

FILED = "09-24T16:00"


def filed():
    return open_case(RULES, deed("file", REPORTER, kind="垃圾"), at(FILED)).case


def assigned():
    case = filed()
    return step(RULES, case, deed("accept", DESK, case, assignee="王干"), at("09-25T09:00")).case


def finished():
    case = assigned()
    return step(RULES, case, deed("finish", WORKER, case, result="已清运"), at("09-27T09:00")).case


def closed():
    case = finished()
    return step(RULES, case, deed("verify", REPORTER, case), at("09-27T11:00")).case


def due(clock):
    return due_time(clock, WORK).at


def refusal(case, said, now, rules=RULES):
    with pytest.raises(Refused) as refused:
        step(rules, case, said, at(now))
    return refused.value.code


def test_a_case_opens_in_its_first_state_with_both_clocks():
    opened = open_case(RULES, deed("file", REPORTER, kind="垃圾"), at(FILED))
    assert (opened.started, opened.stopped) == (("case", "state"), ())
    case = opened.case
    assert (case.state, case.revision, case.fields) == ("reported", 1, frozenset({"kind"}))
    assert case.done == (Done("file", "赵民", at(FILED), ""),)
    assert (due(case.case_clock), due(case.state_clock)) == (at("09-30T17:30"), at("09-25T17:30"))


def test_the_story_of_a_case():
    case = filed()
    taken = step(RULES, case, deed("accept", DESK, case, assignee="王干"), at("09-25T09:00"))
    assert (taken.case.state, taken.started, taken.stopped) == ("assigned", ("state",), ("state",))
    assert due(taken.case.case_clock) == due(case.case_clock)
    case = taken.case
    noted = step(RULES, case, deed("note", WORKER, case), at("09-25T10:00"))
    assert (noted.started, noted.case.state_clock, noted.case.entered_at) == ((), case.state_clock, case.entered_at)
    done = step(RULES, noted.case, deed("finish", WORKER, noted.case, result="已清运"), at("09-27T09:00"))
    assert (done.case.state_clock, done.started) == (None, ())
    end = step(RULES, done.case, deed("verify", REPORTER, done.case), at("09-27T11:00"))
    assert (end.case.state, end.stopped, end.case.case_clock.stopped_at) == ("closed", ("case",), at("09-27T11:00"))
    again = step(RULES, end.case, deed("reopen", REPORTER, end.case), at("09-28T11:00"))
    assert (again.case.state, again.started) == ("assigned", ("case", "state"))
    assert due(again.case.case_clock) > due(case.case_clock)
    assert again.case.revision == len(again.case.done) == 6


def test_a_list_says_what_can_be_done_and_for_all_else_why_not():
    found = choices(RULES, assigned(), WORKER, at("09-25T10:00"))
    assert [(c.action, c.barred and c.barred.code) for c in found] == [
        ("accept", "wrong_state"),
        ("refuse", "wrong_state"),
        ("return", None),
        ("note", None),
        ("more", "not_allowed"),
        ("finish", None),
        ("verify", "wrong_state"),
        ("reopen", "wrong_state"),
        ("tick", "wrong_state"),
        ("pause", None),
    ]
    assert str(found[0].barred) == "现在是“办理中”，不能办理这一步。"
    assert (found[2].closes_at, found[2].need) == (at("09-27T17:30"), ("reason",))
    assert {c.barred and c.barred.code for c in choices(RULES, assigned(), STRANGER, at("09-25T10:00"))} == {
        "wrong_state",
        "not_allowed",
    }


@pytest.mark.parametrize(
    ("make", "said", "now", "code"),
    [
        (filed, lambda c: deed("finish", WORKER, c, result="x"), "09-25T09:00", "wrong_state"),
        (filed, lambda c: deed("file", REPORTER, c), "09-25T09:00", "wrong_state"),
        (filed, lambda c: deed("vanish", REPORTER, c), "09-25T09:00", "wrong_state"),
        (filed, lambda c: deed("accept", WORKER, c, assignee="x"), "09-25T09:00", "not_allowed"),
        (filed, lambda c: deed("accept", DESK, c), "09-25T09:00", "field_missing"),
        (filed, lambda c: deed("refuse", DESK, c, reason="  "), "09-25T09:00", "field_missing"),
        (filed, lambda c: replace(deed("accept", DESK, c), revision=0), "09-25T09:00", "changed_meanwhile"),
        (assigned, lambda c: deed("return", WORKER, c, reason="x"), "09-27T17:31", "too_late"),
        (assigned, lambda c: deed("more", DESK, c), "09-27T09:00", "field_missing"),
        (assigned, lambda c: deed("more", DESK, c, reason="x"), "09-28T17:31", "extension_too_late"),
        (finished, lambda c: deed("verify", DESK, c), "09-27T10:59", "too_early"),
        (finished, lambda c: deed("tick", DESK, c), "10-20T09:00", "not_allowed"),
        (finished, lambda c: deed("tick", PROGRAM, c), "10-04T23:59", "too_early"),
        (closed, lambda c: deed("reopen", REPORTER, c), "09-30T11:01", "too_late"),
        (assigned, lambda c: deed("pause", DESK, c, reason="天气"), "09-27T09:00", "pause_unfounded"),
        (assigned, lambda c: deed("pause", STRANGER, c, reason="等待材料"), "09-27T09:00", "not_allowed"),
        (assigned, lambda c: deed("resume", DESK, c), "09-27T09:00", "clock_not_paused"),
        (assigned, lambda c: deed("note", DESK, c), "09-25T08:59", "clock_backwards"),
        (assigned, lambda c: deed("note", DESK, c), "09-25T09:00", None),
    ],
)
def test_what_cannot_be_done(make, said, now, code):
    case = make()
    if code is None:
        assert step(RULES, case, said(case), at(now)).case.state == case.state
    else:
        assert refusal(case, said(case), now) == code


def test_who_finished_it_does_not_verify_it():
    both = replace(WORKER, seats=frozenset({"desk"}))
    case = finished()
    assert refusal(case, deed("verify", both, case), "09-27T12:00") == "same_person"


def test_a_step_is_used_up():
    case = assigned()
    case = step(RULES, case, deed("return", WORKER, case, reason="不归我"), at("09-25T10:00")).case
    case = step(RULES, case, deed("accept", DESK, case), at("09-25T11:00")).case
    assert refusal(case, deed("return", WORKER, case, reason="还是"), "09-25T12:00") == "times_used_up"


def test_the_program_acts_by_the_clock():
    case = finished()
    assert step(RULES, case, deed("tick", PROGRAM, case), at("10-05T00:00")).case.state == "closed"


def test_a_pause_stops_both_clocks_and_all_steps():
    case = assigned()
    resting = step(RULES, case, deed("pause", WORKER, case, reason="等待材料"), at("09-25T10:00")).case
    assert due_time(resting.case_clock, WORK) is due_time(resting.state_clock, WORK) is None
    assert refusal(resting, deed("finish", WORKER, resting, result="x"), "09-27T09:00") == "case_paused"
    assert refusal(resting, deed("pause", WORKER, resting, reason="等待材料"), "09-27T09:00") == "clock_paused"
    assert choices(RULES, resting, DESK, at("09-27T09:00"))[-1].action == "resume"
    going = step(RULES, resting, deed("resume", DESK, resting), at("09-28T09:00")).case
    assert (due(going.case_clock), due(going.state_clock)) == (at("10-09T17:00"), at("09-30T17:30"))
    back = next(c for c in choices(RULES, going, WORKER, at("09-28T10:00")) if c.action == "return")
    assert (back.barred, back.closes_at) == (None, at("09-29T17:30"))


def test_more_time_is_more_for_the_case_too():
    case = assigned()
    longer = step(RULES, case, deed("more", DESK, case, reason="雨季"), at("09-25T10:00")).case
    assert (due(longer.case_clock), due(longer.state_clock)) == (at("10-13T17:00"), at("10-10T17:00"))


@pytest.mark.parametrize(
    ("action", "counts", "end"),
    [
        ("vote", (30, 24, 13), "adopted"),
        ("vote", (30, 24, 12), "dropped"),
        ("vote", (30, 23, 23), "not_quorate"),
        ("settle", (30, 3, 2), "adopted"),
        ("settle", (30, 3, 1), "not_passed"),
        ("settle", None, "meeting_missing"),
    ],
)
def test_a_body_decides_by_law_and_pack(action, counts, end):
    rules, chair = Rules(VOTE, WORK), replace(DESK, seats=frozenset({"chair"}))
    case = open_case(rules, deed("propose", STRANGER), at(FILED)).case
    said = deed(action, chair, case, Meeting(*counts) if counts else None)
    if end in ("adopted", "dropped"):
        assert step(rules, case, said, at("09-25T09:00")).case.state == end
    else:
        assert refusal(case, said, "09-25T09:00", rules) == end


def test_conditions_hold_fail_or_are_unknown():
    must = Must(that=Formula(text="it.kind != ''"), else_="请先分类。")
    for flow, answer, code in (
        (replace(EVENT, must=(must,)), False, "condition_fails"),
        (replace(EVENT, must=(must,)), None, "condition_unknown"),
        (replace(EVENT, must=(must,)), True, ""),
        (replace(EVENT, must=(replace(must, soft=True),)), False, ""),
    ):
        rules = Rules(flow, WORK, lambda v, a=answer: a if isinstance(v, Formula) else plain(v))
        try:
            found = open_case(rules, deed("file", REPORTER, kind="x"), at(FILED)).case.state
        except Refused as refused:
            found = refused.code
        assert found == (code or "reported")


def test_a_case_is_opened_by_an_opening_step_alone():
    for said, code in (
        (deed("accept", DESK), "wrong_state"),
        (deed("file", REPORTER), "field_missing"),
        (deed("tick", DESK), "wrong_state"),
    ):
        with pytest.raises(Refused) as refused:
            open_case(RULES, said, at(FILED))
        assert refused.value.code == code


DOERS = st.sampled_from([DESK, WORKER, REPORTER, STRANGER, PROGRAM])
WALK = st.lists(
    st.tuples(st.sampled_from([*(a.id for a in EVENT.actions), "pause", "resume"]), DOERS, st.integers(0, 5000)),
    max_size=25,
)


def tried(case, said, now):
    try:
        return step(RULES, case, said, now).case, ""
    except Refused as refused:
        return None, refused.code


@given(WALK)
def test_on_any_walk_lists_and_steps_agree_and_no_due_time_comes_forward(walk):
    case, now = filed(), at(FILED)
    for action, doer, minutes in walk:
        now += timedelta(minutes=minutes)
        shown = {c.action: c.barred for c in choices(RULES, case, doer, now)}
        said = deed(action, doer, case, assignee="x", reason="等待材料", result="x")
        after, code = tried(case, said, now)
        if after is None:
            bar = shown.get(action)
            assert action not in shown or (bar is not None and bar.code == code)
            continue
        assert shown[action] is None
        assert (after.revision, len(after.done)) == (case.revision + 1, len(case.done) + 1)
        assert EVENT.state(after.state) is not None
        reopened = action == "reopen"
        before, then = (due_time(c.case_clock, WORK) for c in (case, after))
        assert reopened or before is None or then is None or then.at >= before.at
        assert (after.case_clock.stopped_at is not None) == EVENT.state(after.state).final
        case = after
