"""Whose turn it is: what somebody can do with a case now, and for every other step why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shanzhi.core.case import Case, Doer, Rules, is_one_of, minute, not_yours
from shanzhi.core.clock import Clock, due_time, opens_after, standing
from shanzhi.core.collecting import too_few
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.flows import Action

PAUSE, RESUME = "pause", "resume"
"""Built in: whoever may take a step in a state may pause it for its reasons, and resume."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A step of a case. barred: the refusal it would meet now, None where it can be taken; need: what it asks for.

    opens_at, closes_at: the first and the last moment by `after` and `within`; None where there is no limit.
    """

    action: str
    title: str
    barred: Refused | None
    need: tuple[str, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def choices(rules: Rules, case: Case, doer: Doer, now: datetime) -> tuple[Choice, ...]:
    """Every step of a flow that does not open a case, in the order of the pack, then pause and resume.

    out: pause stands there only in states that have reasons for it, resume only while something is paused.
    """
    found = [_choice(rules, case, doer, action, now) for action in rules.flow.actions if action.from_]
    state = rules.flow.state(case.state)
    mine = None if may_touch(rules, case.state, doer) else not_yours()
    if case.pause_reason:
        found.append(Choice(RESUME, Words("恢复办理").text, mine))
    elif state and state.pause_for:
        found.append(Choice(PAUSE, Words("暂停办理").text, mine, ("reason",)))
    return tuple(found)


def barred(rules: Rules, case: Case, doer: Doer, action: Action, now: datetime) -> Refused | None:
    """The first thing that stands against a step now; None where nothing does. What is to be filled in is no bar.

    out: codes wrong_state, case_paused, not_allowed, same_person, times_used_up, too_early, too_late,
         extension_too_late, answers_sealed, answers_missing, in this order.
    """
    return next(_bars(rules, case, doer, action, now), None)


def opens_at(rules: Rules, case: Case, action: Action) -> datetime | None:
    """The first moment of a step by `after`, counted from when the state was entered."""
    wait = rules.read(action.after)
    return opens_after(case.entered_at, wait, rules.work) if isinstance(wait, Duration) else None


def closes_at(rules: Rules, case: Case, action: Action) -> datetime | None:
    """The last moment of a step by `within`; pauses put it off. None without a limit, and while it is paused."""
    limit = rules.read(action.within)
    if not isinstance(limit, Duration):
        return None
    last = due_time(Clock(limit, case.entered_at, pauses=case.pauses), rules.work)
    return last.at if last else None


def may_touch(rules: Rules, state: str, doer: Doer) -> bool:
    """Whether somebody has any step in a state that not just anyone may take."""
    steps = (a for a in rules.flow.leaving(state) if a.who is None or "anyone" not in a.who.names)
    return any(is_one_of(a.who, doer, a.id) for a in steps)


def _choice(rules: Rules, case: Case, doer: Doer, action: Action, now: datetime) -> Choice:
    here = case.state in action.from_
    return Choice(
        action.id,
        action.title or action.id,
        barred(rules, case, doer, action, now),
        (*action.need, *(f.id for f in action.fields if f.required)),
        opens_at(rules, case, action) if here else None,
        closes_at(rules, case, action) if here else None,
    )


def _bars(rules: Rules, case: Case, doer: Doer, action: Action, now: datetime) -> Iterator[Refused]:
    """Everything that stands against a step; a later bar is reckoned only where no earlier one stands."""
    if case.state not in action.from_:
        yield Refused("wrong_state", "现在是“{state}”，不能办理这一步。", state=rules.title(case.state))
    if case.pause_reason:
        yield Refused("case_paused", "事项正在暂停（{reason}），恢复以后再办。", reason=case.pause_reason)
    if not is_one_of(action.who, doer, action.id):
        yield not_yours()
    if doer.person and any(d.by == doer.person for d in case.done if d.action in action.not_same_as):
        yield Refused("same_person", "这一步要由另一个人办理：前面的步骤是您办的。")
    times = rules.read(action.times)
    if isinstance(times, Decimal) and sum(d.action == action.id for d in case.done) >= times:
        yield Refused("times_used_up", "这一步最多办{n}次，已经用完。", n=times)
    yield from _by_time(rules, case, action, now)
    if (few := too_few(rules, case, action, now)) is not None:
        yield few


def _by_time(rules: Rules, case: Case, action: Action, now: datetime) -> Iterator[Refused]:
    opens, closes = opens_at(rules, case, action), closes_at(rules, case, action)
    if opens is not None and now < opens:
        yield Refused("too_early", "这一步要到{at}才能办理。", at=minute(opens))
    if closes is not None and now > closes:
        yield Refused("too_late", "这一步最迟到{at}，已经过时。", at=minute(closes))
    if action.extend is not None:
        running = [c for c in (case.state_clock, case.case_clock) if c is not None and c.stopped_at is None]
        if not running or any(standing(c, now, rules.work) == "late" for c in running):
            yield Refused("extension_too_late", "时限已过，不能再延长。请尽快办理，并说明超期原因。")
