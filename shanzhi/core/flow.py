"""The stepping of cases: opened, moved from state to state, paused, resumed, extended, and the clocks with them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from shanzhi.core.case import Case, Deed, Done, Rules, is_one_of, not_yours
from shanzhi.core.clock import Clock, Pause, due_time, extend, pause, resume, stop
from shanzhi.core.kinds import CHINA, Refused, china_day
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.flows import Action, Share
from shanzhi.core.pack.forms import Must
from shanzhi.core.quorum import Part, decide
from shanzhi.core.turn import PAUSE, RESUME, barred, may_touch

ANEW = ("reason", "result", "photo", "due")
"""What a step asks for every time, whatever the case holds already; kept with the step, not with the case."""


@dataclass(frozen=True, slots=True)
class Step:
    """A case after a step. started, stopped: which of the clocks "case" and "state" did so."""

    case: Case
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


def open_case(rules: Rules, deed: Deed, now: datetime) -> Step:
    """A new case, opened by an action without `from`.

    raises: Refused("wrong_state") for an action that opens none, Refused("not_allowed"), Refused("field_missing"),
            Refused("condition_fails"), Refused("condition_unknown").
    """
    action = rules.flow.action(deed.action)
    if action is None or action.from_:
        raise Refused("wrong_state", "这一步不能发起新的事项，请从办理页面进入。")
    if not is_one_of(action.who, deed.doer, action.id):
        raise not_yours()
    blank = Case("", now, revision=0)
    _complete(rules, blank, action, deed)
    return _entered(rules, _noted(blank, deed, now), action.to, now, _agreed(rules, blank, action, deed, now))


def step(rules: Rules, case: Case, deed: Deed, now: datetime) -> Step:
    """A case after a step.

    raises: Refused("changed_meanwhile") where the case has moved since the doer looked, whatever core/turn.py names
            as a bar, Refused("field_missing"), Refused("condition_fails"), Refused("condition_unknown"),
            Refused("meeting_missing"), Refused("not_quorate"), Refused("not_passed"), Refused("due_past"),
            Refused("due_beyond_case"), Refused("clock_backwards").
    """
    if deed.revision != case.revision:
        raise Refused("changed_meanwhile", "这件事刚才已有人办理，您的操作没有保存。请核对最新情况以后再办。")
    if case.done and now < case.done[-1].at:
        raise Refused("clock_backwards", "办理时间早于已经记下的上一步，请核对时间。")
    if deed.action in (PAUSE, RESUME):
        return _paused(rules, case, deed, now)
    action = rules.flow.action(deed.action)
    if action is None or not action.from_:
        raise Refused("wrong_state", "没有这一步，请刷新页面后再看。")
    bar = barred(rules, case, deed.doer, action, now)
    if bar:
        raise bar
    _complete(rules, case, action, deed)
    to = _decided(action, deed)
    case = _extended(rules, _noted(case, deed, now), action, deed, now)
    if to in ("", case.state):
        return Step(case)
    return _entered(rules, case, to, now, _agreed(rules, case, action, deed, now))


def _agreed(rules: Rules, case: Case, action: Action, deed: Deed, now: datetime) -> Clock | None:
    """The clock until the day that whoever takes the step settles (`need: [due]`); None where none is asked for.

    It runs to the end of that day, a day of rest as well, and in place of the state's own.
    raises: Refused("due_past"), Refused("due_beyond_case") where the whole case has less time.
    """
    if "due" not in action.need or "due" not in deed.given:
        return None
    last = date.fromisoformat(deed.given["due"])
    days = (last - china_day(now)).days
    if days < 0:
        raise Refused("due_past", "办理期限不能早于今天，请重新填写。")
    to_midnight = datetime.combine(china_day(now) + timedelta(days=1), time(), CHINA) - now
    limit = Duration(days, "day") if days else Duration(max(1, int(to_midnight.total_seconds() // 60)), "minute")
    whole = case.case_clock
    end = due_time(whole, rules.work) if whole is not None and whole.stopped_at is None else None
    if end is not None and last > end.on:
        raise Refused("due_beyond_case", "整件事项最迟到{day}办结，办理期限不能更晚。", day=end.on)
    return Clock(limit, now, last_day="stay")


def _noted(case: Case, deed: Deed, now: datetime) -> Case:
    done = Done(deed.action, deed.doer.person, now, case.state)
    fields = case.fields | (deed.given.keys() - set(ANEW))
    return replace(case, done=(*case.done, done), fields=fields, revision=case.revision + 1)


def _complete(rules: Rules, case: Case, action: Action, deed: Deed) -> None:
    """Raises where something is not filled in or a condition does not hold."""
    given = {name for name, said in deed.given.items() if said.strip()}
    opening = rules.flow.fields if not action.from_ else ()
    asked = [*action.need, *(f.id for f in (*opening, *action.fields) if f.required)]
    absent = [n for n in asked if n not in given and (n in ANEW or n not in case.fields)]
    if action.extend is not None and "reason" not in given:
        absent = [*dict.fromkeys([*absent, "reason"])]
    if absent:
        titles = {f.id: f.title for f in (*rules.flow.fields, *action.fields)} | _NEEDS
        raise Refused("field_missing", "请先填写：{fields}。", fields="、".join(titles.get(n) or n for n in absent))
    for must in (*rules.flow.must, *action.must):
        _holds(rules, must)


_NEEDS = {"assignee": "承办人", "reason": "理由", "result": "办理结果", "photo": "照片", "due": "办理期限"}


def _holds(rules: Rules, must: Must) -> None:
    found = rules.read(must.that)
    if must.soft or found is True:
        return
    if found is None:
        raise Refused("condition_unknown", "条件“{that}”现在无法计算，请先补全所需的内容。", that=must.that.text)
    raise Refused("condition_fails", "不符合办理条件：{why}", why=must.else_ or must.that.text)


def _decided(action: Action, deed: Deed) -> str:
    """The state a step leads to; where a body decides, by its vote."""
    asked = action.decide
    if asked is None:
        return action.to
    if deed.meeting is None:
        raise Refused("meeting_missing", "请先填写会议的应到、实到和同意人数。")
    outcome = decide(deed.meeting, asked.law, _part(asked.present), _part(asked.agree))
    if outcome.passed or (outcome.quorate and asked.else_):
        return action.to if outcome.passed else asked.else_
    counts = {"present": deed.meeting.present, "need": outcome.need_agree if outcome.quorate else outcome.need_present}
    if not outcome.quorate:
        raise Refused("not_quorate", "实到{present}人，至少要有{need}人到会才能表决，请改期再开。", **counts)
    raise Refused("not_passed", "实到{present}人，至少要有{need}人同意才算通过，这次没有通过。", **counts)


def _part(share: Share | None) -> Part | None:
    return Part(share.of, Fraction(share.upper, share.lower), more=share.sign == ">") if share else None


def _extended(rules: Rules, case: Case, action: Action, deed: Deed, now: datetime) -> Case:
    """A case whose running clocks have more time."""
    by = rules.read(action.extend)
    if not isinstance(by, Duration):
        return case
    reason = deed.given["reason"]
    longer = [
        extend(c, by, now, reason, rules.work) if c is not None and c.stopped_at is None else c
        for c in (case.case_clock, case.state_clock)
    ]
    return replace(case, case_clock=longer[0], state_clock=longer[1])


def _entered(rules: Rules, case: Case, to: str, now: datetime, until: Clock | None = None) -> Step:
    """A case in another state: the clock of the old one stops, that of the new one starts, an end stops the case's.

    until: the clock the doer settled, in place of the state's own.
    """
    state = rules.flow.state(to)
    final = bool(state and state.final)
    limit = rules.read(state.clock) if state else None
    own = Clock(limit, now) if isinstance(limit, Duration) else None
    fresh = None if final else until or own
    old = case.case_clock
    running = old is not None and old.stopped_at is None
    whole = _case_clock(rules, now) if not running and not final else old
    stopped = ["state"] if case.state_clock is not None else []
    if whole is not None and running and final:
        whole, stopped = stop(whole, now), [*stopped, "case"]
    started = [
        name for name, new in (("case", whole is not None and whole != old and not final), ("state", fresh)) if new
    ]
    moved = replace(case, state=to, entered_at=now, pauses=(), pause_reason="", case_clock=whole, state_clock=fresh)
    moved = replace(moved, answers=0, expected=None)
    return Step(moved, tuple(started), tuple(stopped))


def _case_clock(rules: Rules, now: datetime) -> Clock | None:
    asked = rules.flow.clock
    limit = rules.read(asked.case) if asked else None
    return Clock(limit, now, asked.start) if asked and isinstance(limit, Duration) else None


def _paused(rules: Rules, case: Case, deed: Deed, now: datetime) -> Step:
    """A case that stands still, or runs again, with both its clocks."""
    state = rules.flow.state(case.state)
    if not may_touch(rules, case.state, deed.doer):
        raise not_yours()
    if deed.action == RESUME:
        if not case.pause_reason:
            raise Refused("clock_not_paused", "计时没有暂停，不需要恢复。请刷新页面查看最新情况。")
        pauses, reason, turn = (*case.pauses[:-1], Pause(case.pauses[-1].since, now)), "", resume
    else:
        reason = deed.given.get("reason", "")
        if case.pause_reason:
            raise Refused("clock_paused", "计时正在暂停，请先恢复办理。")
        if state is None or reason not in state.pause_for:
            raise Refused(
                "pause_unfounded",
                "这个环节不能为此暂停。可以暂停的情形：{reasons}。",
                reasons="、".join(state.pause_for) if state else "",
            )
        pauses, turn = (*case.pauses, Pause(now)), pause
    clocks = [
        turn(c, now) if c is not None and c.stopped_at is None else c for c in (case.case_clock, case.state_clock)
    ]
    noted = _noted(case, deed, now)
    return Step(replace(noted, pauses=pauses, pause_reason=reason, case_clock=clocks[0], state_clock=clocks[1]))
