"""Flows: every state can be reached and left, every wait has a clock, two persons can be two."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from shanzhi.core.pack.check.graph import backwards, before, clock_of, opened, reached, rounds, shortest, steps
from shanzhi.core.pack.check.ground import Finding, Ground, found
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.flows import Action, Decide, Flow, Share
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.values import number, plain
from shanzhi.core.quorum import STATUTES, Part, asked, too_lax

_TINY: Final = 1000  # a state of five minutes in a case of five days: somebody took hours for minutes


def check_flows(ground: Ground) -> Iterator[Finding]:
    """Faults of every flow; what the laws ask of meetings stands in core.quorum."""
    for flow in ground.pack.flows:
        if not flow.states or not flow.actions:
            yield found("no_states", flow)
            continue
        yield from _states_named(flow)
        yield from _ways(flow)
        yield from _clocks(flow)
        yield from _circles(flow)
        yield from _collects(flow)
        for action in flow.actions:
            yield from _action(flow, action, ground)


def _states_named(flow: Flow) -> Iterator[Finding]:
    ids = [s.id for s in flow.states]
    for action in flow.actions:
        decided = action.decide.else_ if action.decide else ""
        named = [*(("from", s) for s in action.from_), *(("to", s) for s in (action.to, decided) if s)]
        for key, state in named:
            if state not in ids:
                yield found("unknown_state", action, key, said=state, near=nearest(state, ids))


def _title(flow: Flow, id_: str) -> str:
    state = flow.state(id_)
    return (state.title or state.id) if state else id_


def _ways(flow: Flow) -> Iterator[Finding]:
    """States that nothing leads to, that lead nowhere, and ends that are none."""
    graph, starts = steps(flow), opened(flow)
    if not starts:
        yield found("no_opening", flow)
    finals = {s.id for s in flow.states if s.final}
    if not finals:
        yield found("no_final", flow)
    come, ending = reached(graph, starts), reached(backwards(graph), finals)
    for state in flow.states:
        if starts and state.id not in come:
            yield found("unreachable_state", state, state=_title(flow, state.id))
        if finals and state.id in come and state.id not in ending:
            yield found("no_way_to_end", state, state=_title(flow, state.id))
        leaving = [a.title or a.id for a in flow.leaving(state.id) if _leaves(a, state.id)]
        if state.final and leaving:
            yield found("final_with_exit", state, state=_title(flow, state.id), actions="、".join(leaving))


def _leaves(action: Action, state: str) -> bool:
    """Whether an action takes a case out of an end for good; reopening within a time is not that."""
    return action.within is None and any(t != state for t in action.goes_to)


def _clocks(flow: Flow) -> Iterator[Finding]:
    case = plain(flow.clock.case) if flow.clock else None
    for state in flow.states:
        title, clock = _title(flow, state.id), clock_of(state)
        if state.final and state.clock:
            yield found("final_clock", state, "clock", state=title)
        elif not state.final and state.clock is None and not state.unclocked:
            yield found("missing_clock", state, state=title)
        elif clock and isinstance(case, Duration) and clock.hours > case.hours:
            yield found("clock_beyond_case", state, "clock", state=title, clock=clock, case=case)
        elif clock and isinstance(case, Duration) and clock.hours * _TINY < case.hours:
            yield found("tiny_clock", state, "clock", state=title, clock=clock, case=case)
    yield from _sum(flow, case if isinstance(case, Duration) else None)


def _sum(flow: Flow, case: Duration | None) -> Iterator[Finding]:
    """Whether even the quickest way, with all its time used, is longer than the case may take."""
    hours = shortest(flow)
    alone = any((c := clock_of(s)) and case and c.hours > case.hours for s in flow.states)
    if flow.clock and case and hours is not None and hours > case.hours and not alone:
        total = f"{hours / 24:g}天"
        yield found("clocks_beyond_case", flow.clock, "case", total=total, case=case)


def _circles(flow: Flow) -> Iterator[Finding]:
    """Ways round in which no state has a clock and no action is limited in number or time."""
    clocked = {s.id for s in flow.states if s.clock is not None}
    graph: dict[str, set[str]] = {s.id: set() for s in flow.states}
    for action in flow.actions:
        if action.within is None and action.times is None:
            for state in set(action.from_) - clocked:
                graph.setdefault(state, set()).update(t for t in action.goes_to if t != state and t not in clocked)
    for together in rounds(graph):
        states = "、".join(_title(flow, s.id) for s in flow.states if s.id in together)
        yield found("cycle_without_clock", flow, states=states)


def _collects(flow: Flow) -> Iterator[Finding]:
    """Answers that nobody could wait for: in an end, of an unknown number, sealed for ever, or after the clock."""
    for state in flow.states:
        asked, title = state.collect, _title(flow, state.id)
        if asked is None:
            continue
        if state.final:
            yield found("final_collects", state, "collect", state=title)
        if asked.need is None and not asked.countable:
            yield found("answers_uncounted", asked, "need", state=title)
        if asked.sealed and asked.until is None:
            yield found("sealed_for_ever", asked, "sealed", state=title)
        until, clock = plain(asked.until), clock_of(state)
        if isinstance(until, Duration) and clock and until.hours > clock.hours:
            yield found("answers_beyond_clock", asked, "until", state=title, until=until, clock=clock)


def _action(flow: Flow, action: Action, ground: Ground) -> Iterator[Finding]:
    if action.who is None:
        yield found("no_actor", action)
    may_precede = before(flow, action)
    for name in action.not_same_as:
        other = flow.action(name)
        if other is None:
            near = nearest(name, [a.id for a in flow.actions])
            yield found("unknown_reference", action, "not_same_as", said=name, wanted="动作", near=near)
        elif other.id not in may_precede:
            titles = {"action": action.title or action.id, "other": other.title or other.id}
            yield found("never_together", action, "not_same_as", **titles)
        else:
            yield from _two(action, other, ground)
    if action.decide:
        yield from _decide(action.decide, ground)


def _two(action: Action, other: Action, ground: Ground) -> Iterator[Finding]:
    """Whether two actions that one person may not both do can only be done by the same one."""
    both = {s for a in (action, other) if a.who for s in a.who.names}
    name = next(iter(both), "")
    if len(both) == 1 and (name == "assignee" or _single(ground.item(name, Post))):
        post = ground.item(name, Post)
        titles = {"action": action.title or action.id, "other": other.title or other.id}
        yield found("one_person", action, "not_same_as", post=post.title if post else "承办人", **titles)


def _single(post: Post | None) -> bool:
    """Whether a post is one seat of one person; an organisation has several people."""
    if post is None or post.held_by not in ("person", "household"):
        return False
    seats = number(post.count.value) if post.count else 1
    return seats == 1 and (post.count is None or post.count.sign in ("=", "<="))


def _decide(decide: Decide, ground: Ground) -> Iterator[Finding]:
    post = ground.item(decide.body, Post)
    if post and _single(post):
        yield found("decide_nobody", decide, "body", said=post.title or post.id)
    if decide.law is None:
        return
    if too_lax(decide.law, _part(decide.present), _part(decide.agree)):
        statute = STATUTES[decide.law]
        yield found("too_weak", decide, law=f"{statute.title}{statute.article}", floor=asked(decide.law))


def _part(share: Share | None) -> Part | None:
    return Part(share.of, Fraction(share.upper, share.lower), more=share.sign == ">") if share else None
