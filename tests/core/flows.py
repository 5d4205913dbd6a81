"""The flow of the pack format's own page, as values: a matter a grid member reports."""

from decimal import Decimal

from shanzhi.core.case import Deed, Doer, Rules
from shanzhi.core.duration import duration_of
from shanzhi.core.pack.flows import Action, CaseClock, Decide, Flow, Share, State
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import Given
from tests.core.test_worktime import WORK


def lasts(text):
    return Given(value=duration_of(text))


def who(*names):
    return Selector(names=names)


EVENT = Flow(
    id="grid_event",
    title="网格事件",
    fields=(Field(id="kind", title="类别", required=True), Field(id="words", title="说明")),
    clock=CaseClock(case=lasts("5 work days"), start="next_day"),
    states=(
        State(id="reported", title="已上报", clock=lasts("1 work day")),
        State(id="assigned", title="办理中", clock=lasts("2 work days"), pause_for=("等待材料",)),
        State(id="done", title="待核验"),
        State(id="closed", title="已办结", final=True),
        State(id="refused", title="不予受理", final=True),
    ),
    actions=(
        Action(id="file", to="reported", who=who("anyone")),
        Action(id="accept", title="受理", from_=("reported",), to="assigned", who=who("desk"), need=("assignee",)),
        Action(id="refuse", title="不予受理", from_=("reported",), to="refused", who=who("desk"), need=("reason",)),
        Action(
            id="return",
            title="退回",
            from_=("assigned",),
            to="reported",
            who=who("assignee"),
            need=("reason",),
            within=lasts("1 work day"),
            times=Given(value=Decimal(1)),
        ),
        Action(id="note", title="记一笔", from_=("assigned", "done"), who=who("assignee", "desk")),
        Action(id="more", title="延长", from_=("assigned",), who=who("desk"), extend=lasts("5 work days")),
        Action(id="finish", title="办完", from_=("assigned",), to="done", who=who("assignee"), need=("result",)),
        Action(
            id="verify",
            title="核验",
            from_=("done",),
            to="closed",
            who=who("desk", "reporter"),
            after=lasts("2 hours"),
            not_same_as=("finish",),
        ),
        Action(
            id="reopen",
            title="重新打开",
            from_=("closed",),
            to="assigned",
            who=who("reporter"),
            within=lasts("72 hours"),
        ),
        Action(id="tick", title="到时办结", from_=("done",), to="closed", after=lasts("7 days")),
    ),
)
VOTE = Flow(
    id="decision",
    states=(
        State(id="drafted", title="拟议"),
        State(id="adopted", title="通过", final=True),
        State(id="dropped", title="未通过", final=True),
    ),
    actions=(
        Action(id="propose", to="drafted", who=who("anyone")),
        Action(
            id="vote",
            from_=("drafted",),
            to="adopted",
            who=who("chair"),
            decide=Decide(body="reps", law="village_reps", present=Share(sign=">=", upper=4, lower=5), else_="dropped"),
        ),
        Action(id="settle", from_=("drafted",), to="adopted", who=who("chair"), decide=Decide(body="reps")),
    ),
)
RULES = Rules(EVENT, WORK)
DESK = Doer("李办", seats=frozenset({"desk"}))
WORKER = Doer("王干", seats=frozenset({"team"}), relations=frozenset({"assignee"}))
REPORTER = Doer("赵民", relations=frozenset({"reporter"}))
STRANGER = Doer("钱生")
PROGRAM = Doer("")


def deed(action, doer, case=None, meeting=None, **given):
    return Deed(action, doer, case.revision if case else 0, given, meeting)
