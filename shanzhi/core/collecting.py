"""Answers several give side by side while a case waits in a state: who may give one, until when, whether they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from shanzhi.core.case import Case, Doer, Rules, is_one_of, minute, not_yours
from shanzhi.core.clock import Clock, due_time
from shanzhi.core.kinds import CHINA, Refused, Words, china_day
from shanzhi.core.pack.arithmetic import number_of
from shanzhi.core.pack.data import Datum, Row, Unknown
from shanzhi.core.pack.days import Day
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.flows import Action, Collect
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.values import Plain
from shanzhi.core.worktime import WorkTime

ANSWER: Final = "answer:"
"""Stands before a state's id where a reckoned `who` of its answers is kept among the steps that are somebody's."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How far the answers have come. need: None where nobody knows how many there should be; until: the last moment.

    shut: no more are taken; closed: they are sealed and may not be read yet.
    """

    given: int
    need: int | None
    until: datetime | None
    shut: bool
    closed: bool

    @property
    def enough(self) -> bool:
        return self.need is not None and self.given >= self.need

    @property
    def missing(self) -> int | None:
        return None if self.need is None else max(0, self.need - self.given)


def gathered(rules: Rules, case: Case, now: datetime) -> Gathered | None:
    """The answers of the state a case is in; None where it collects none.

    A pause puts the last moment off; while it lasts there is none.
    """
    state = rules.flow.state(case.state)
    asked = state.collect if state else None
    if asked is None:
        return None
    need = rules.read(asked.need) if asked.need is not None else None
    wanted = int(need) if isinstance(need, Decimal) else case.expected if asked.need is None else None
    until = last_moment(rules.read(asked.until) if asked.until is not None else None, case, rules.work)
    shut = until is not None and now > until
    return Gathered(case.answers, wanted, until, shut, closed=asked.sealed and not shut)


def may_answer(rules: Rules, case: Case, doer: Doer, now: datetime, *, seated: bool = False) -> Refused | None:
    """What stands against an answer of somebody; None where nothing does.

    seated: whether he acts for somebody who holds a seat that is asked.
    out: codes wrong_state, case_paused, not_allowed, answers_shut, in this order.
    """
    state = rules.flow.state(case.state)
    found = gathered(rules, case, now)
    if state is None or state.collect is None or found is None:
        return Refused("wrong_state", "现在是“{state}”，不能办理这一步。", state=rules.title(case.state))
    if case.pause_reason:
        return Refused("case_paused", "事项正在暂停（{reason}），恢复以后再办。", reason=case.pause_reason)
    if not seated and not asked_of(state.collect, doer, state.id):
        return not_yours()
    if found.shut and found.until:
        return Refused("answers_shut", "填报到{at}为止，现在已经截止，不能再填。", at=minute(found.until))
    return None


def asked_of(asked: Collect, doer: Doer, state: str) -> bool:
    """Whether answers are asked of somebody."""
    return is_one_of(asked.who, doer, ANSWER + state)


def too_few(rules: Rules, case: Case, action: Action, now: datetime) -> Refused | None:
    """What the answers of a state have against a step out of it; None where they are there.

    Sealed answers wait for their time, so that nobody ends it early. A step that asks for a reason may go on without
    them: who withdraws a matter, or ends it for want of answers, says why.
    out: codes answers_sealed, answers_missing.
    """
    found = gathered(rules, case, now)
    if found is None or "reason" in action.need or action.to in ("", case.state):
        return None
    if found.closed and found.until is not None:
        return Refused("answers_sealed", "密封填报要到{at}才能拆封，之前不能进入下一步。", at=minute(found.until))
    if found.enough:
        return None
    if found.need is None:
        return Refused("answers_missing", "还不知道应有几份填报，请先核对由谁填报。")
    return Refused(
        "answers_missing", "要有{need}份填报，现在有{given}份，还差{left}份。",
        need=found.need, given=found.given, left=found.missing,
    )  # fmt: skip


def voice_of(asked: Collect, doer: Doer, unit: int | None, seats_of_persons: frozenset[str]) -> str:
    """In whose name somebody answers: a person's own where the seat is a person's, else the unit's, which has one.

    seats_of_persons: the posts that persons hold, not organisations.
    """
    personal = {"anyone", "reporter", "person", "household", *seats_of_persons}
    held = (doer.seats | doer.relations) & set(asked.who.names)
    if unit is None or "anyone" in asked.who.names or held & personal:
        return f"person:{doer.person}"
    return f"unit:{unit}"


def last_moment(limit: Plain | None, case: Case, work: WorkTime) -> datetime | None:
    """Until when answers are taken; None where no time is set, or it stands still."""
    if isinstance(limit, Day):
        return _end_of(limit, china_day(case.entered_at))
    if not isinstance(limit, Duration):
        return None
    last = due_time(Clock(limit, case.entered_at, pauses=case.pauses), work)
    return last.at if last else None


def figure(function: str, rows: Sequence[Row], name: str, conditions: Mapping[str, Datum]) -> Datum:
    """count, sum, mean, share or latest of answers.

    rows: in the order they were given. name: of a field; conditions: what fields must be.
    """
    kept = [r for r in rows if all(r.values.get(k) == said for k, said in conditions.items())]
    if function == "count":
        return Decimal(len(kept))
    if function == "share":
        return Decimal(100 * len(kept)) / Decimal(len(rows)) if rows else _nothing()
    said = [v for r in kept if (v := r.values.get(name)) is not None]
    if function == "latest":
        return said[-1] if said else _nothing()
    numbers = [n for v in said if (n := number_of(v)) is not None]
    if function not in ("sum", "mean") or len(numbers) != len(said) or (not said and function == "mean"):
        return _nothing()
    total = sum(numbers, Decimal(0))
    gives = total / len(numbers) if function == "mean" else total
    return Quantity(gives, said[0].measure) if said and isinstance(said[0], Quantity) else gives


def _nothing() -> Unknown:
    return Unknown(Words("没有数据，无法计算。"))


def _end_of(day: Day, since: date) -> datetime:
    """The end of a day; one without a year is the next that comes."""
    years = (day.year,) if day.year else range(since.year, since.year + 9)  # 29 February comes within eight years
    days = (d for y in years if (d := _on(y, day)) and (day.year or d >= since))
    last = next(days, since)
    return datetime.combine(last + timedelta(days=1), time(), CHINA)


def _on(year: int, day: Day) -> date | None:
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None
