"""The graph of a flow: which states lead where, which can be reached, which go round."""

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from itertools import count

from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.flows import Action, Flow, State
from shanzhi.core.pack.values import plain


def steps(flow: Flow) -> dict[str, set[str]]:
    """State -> the states an action leads to from it; staying is no step."""
    out: dict[str, set[str]] = {s.id: set() for s in flow.states}
    for action in flow.actions:
        for state in action.from_:
            out.setdefault(state, set()).update(t for t in action.goes_to if t != state)
    return out


def reached(graph: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    """The states that can be come to, the starts among them."""
    seen, open_ = set[str](), list(starts)
    while open_:
        state = open_.pop()
        if state not in seen:
            seen.add(state)
            open_ += graph.get(state, ())
    return seen


def backwards(graph: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The graph with every step turned round."""
    out: dict[str, set[str]] = {s: set() for s in graph}
    for state, targets in graph.items():
        for target in targets:
            out.setdefault(target, set()).add(state)
    return out


def opened(flow: Flow) -> tuple[str, ...]:
    """The states a case may begin in."""
    return tuple(dict.fromkeys(s for a in flow.opening for s in a.goes_to))


def rounds(graph: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Sets of states that lead to one another, each larger than one, in the order of the graph."""
    back, done, out = backwards(graph), set[str](), []
    for state in graph:
        if state not in done:
            together = reached(graph, [state]) & reached(back, [state])
            done |= together
            if len(together) > 1:
                out.append(together)
    return out


def clock_of(state: State) -> Duration | None:
    """How long a state may last, where that is said outright."""
    said = plain(state.clock)
    return said if isinstance(said, Duration) else None


def shortest(flow: Flow) -> float | None:
    """The hours of the quickest way to an end when every state on it takes all its time; None without an end."""
    graph, hours = steps(flow), {s.id: (c.hours if (c := clock_of(s)) else 0.0) for s in flow.states}
    order, best = count(), dict[str, float]()
    open_: list[tuple[float, int, str]] = []
    for state in opened(flow):
        heappush(open_, (hours.get(state, 0.0), next(order), state))
    while open_:
        spent, _, state = heappop(open_)
        if state in best:
            continue
        best[state] = spent
        for target in graph.get(state, ()):
            heappush(open_, (spent + hours.get(target, 0.0), next(order), target))
    ends = [best[s.id] for s in flow.states if s.final and s.id in best]
    return min(ends, default=None)


def before(flow: Flow, action: Action) -> set[str]:
    """The actions that may have been taken before one."""
    graph = steps(flow)
    out = set[str]()
    for other in flow.actions:
        after = reached(graph, other.goes_to or other.from_)
        if other is not action and after & set(action.from_):
            out.add(other.id)
    return out
