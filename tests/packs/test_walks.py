"""Walks through the flows of the library: an end is in reach wherever a case gets, and no clock runs backwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanzhi.core.asking import asked
from shanzhi.core.case import Case, Deed, Doer, Rules
from shanzhi.core.clock import due_time
from shanzhi.core.flow import open_case, step
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.placed import Item
from shanzhi.core.quorum import Meeting
from shanzhi.core.turn import PAUSE, RESUME, opens_at
from shanzhi.core.unit import PlaceRef
from shanzhi.core.within_case import Facts, around, case_row, fields_of, reader
from shanzhi.packs.reading import library_names, library_pack, library_text, read
from tests.core.test_worktime import WORK, at

BEGUN = at("09-24T09:00")
PLACE = PlaceRef(1, "999901100201", "云岭东一村", "village")
FLOWS = [(name, flow.id) for name in library_names() for flow in read(library_text(name), library_pack).pack.flows]
ALL = Meeting(30, 30, 30)
NONE = Meeting(30, 30, 0)


class Walk:
    """A flow with its pack, and a case that walks through it."""

    def __init__(self, pack_id: str, flow_id: str) -> None:
        gave = read(library_text(pack_id), library_pack)
        self.packs = (gave.pack, *gave.used)
        self.flow = gave.pack.find(flow_id)
        fields = asked(self.flow.fields, self.item)
        self.values = {f.id: f.of[0] if f.of else "1" for f in fields if f.type in {"choice", "text", "long_text"}}

    def item(self, id_: str) -> Item | None:
        return next((found for pack in self.packs if (found := pack.find(id_)) is not None), None)

    def rules(self, case: Case) -> Rules:
        it = case_row(self.flow, self.values, case, Facts(PLACE, BEGUN))
        return Rules(self.flow, WORK, reader(around(it, PLACE, [t for p in self.packs for t in p.tables])))

    def deed(self, action: str, person: str, revision: int, meeting: Meeting = ALL) -> Deed:
        """A step by somebody who holds every post and stands in every relation."""
        step_ = self.flow.action(action)
        names = frozenset(step_.who.names if step_ and step_.who else ())
        every = names | {n for a in self.flow.actions if a.who for n in a.who.names}
        fields = fields_of(self.flow, step_, None) if step_ else ()
        given = self.values | {f.id: "一" for f in fields if f.id not in self.values}
        if action == PAUSE:
            given = {"reason": next((r for s in self.flow.states for r in s.pause_for), "")}
        named = frozenset({action})
        return Deed(action, Doer(person, seats=every, named_for=named), revision, given, meeting)

    def opened(self) -> Case:
        blank = Case("", BEGUN, revision=0)
        return open_case(self.rules(blank), self.deed(self.flow.opening[0].id, "甲", 0), BEGUN).case

    def tried(self, case: Case, deed: Deed, now) -> Case | None:
        try:
            return step(self.rules(case), case, deed, now).case
        except Refused:
            return None

    def after(self, case: Case, now) -> Iterator[Case]:
        """Every case one step on, by somebody who has done nothing yet, as soon as the step opens."""
        person = f"第{len(case.done)}人"
        for action in self.flow.leaving(case.state):
            opens = opens_at(self.rules(case), case, action)
            then = max(now, opens) if opens else now
            for meeting in (ALL, NONE):
                if (moved := self.tried(case, self.deed(action.id, person, case.revision, meeting), then)) is not None:
                    yield moved

    def ends(self, case: Case, now) -> bool:
        """Whether an end can be reached from a case from now on."""
        if case.pause_reason:
            case = self.tried(case, self.deed(RESUME, "乙", case.revision), now)
        met, waiting = {case.state}, [case]
        while waiting:
            at_hand = waiting.pop()
            if self.flow.state(at_hand.state).final:
                return True
            for moved in self.after(at_hand, max(now, at_hand.done[-1].at)):
                if moved.state not in met:
                    met.add(moved.state)
                    waiting.append(moved)
        return False


def due(clock):
    last = due_time(clock, WORK) if clock is not None else None
    return last.at if last else None


def moved_on(before: Case, after: Case) -> bool:
    """Whether no clock went back: the same clock is due no earlier than before, and time itself went on."""
    pairs = [(before.case_clock, after.case_clock)]
    pairs += [(before.state_clock, after.state_clock)] if before.state == after.state else []
    same = [(old, new) for old, new in pairs if old and new and old.started_at == new.started_at]
    later = all(due(old) is None or due(new) is None or due(old) <= due(new) for old, new in same)
    return later and before.entered_at <= after.entered_at and before.done[-1].at <= after.done[-1].at


@pytest.mark.parametrize(("pack", "flow"), FLOWS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_an_end_is_in_reach_from_wherever_a_case_gets(pack, flow, data):
    walk = Walk(pack, flow)
    case, now = walk.opened(), BEGUN
    actions = [*(a.id for a in walk.flow.actions if a.from_), PAUSE, RESUME]
    for _ in range(data.draw(st.integers(0, 12))):
        now += timedelta(minutes=data.draw(st.integers(0, 5000)))
        action, person = data.draw(st.sampled_from(actions)), data.draw(st.sampled_from("甲乙丙"))
        moved = walk.tried(case, walk.deed(action, person, case.revision, data.draw(st.sampled_from([ALL, NONE]))), now)
        if moved is not None:
            assert moved_on(case, moved)
            case = moved
    assert walk.ends(case, now)


def test_there_are_flows_to_walk():
    assert ("village_hygiene", "complaint") in FLOWS
    assert len([f for f in FLOWS if f[0] == "mediation_and_agents"]) == 6
