"""From a checked reading to a running programme: what is still open, and what adopting will create."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shanzhi.core.anchor import Anchor, anchored, anchors_of, reckon
from shanzhi.core.chinese.dates import DateWords
from shanzhi.core.chinese.terms import Term, start_of
from shanzhi.core.deadline import Due, WorkCalendar
from shanzhi.core.duty import Recurrence, windows
from shanzhi.core.indicator import LARGEST
from shanzhi.core.kinds import Refused
from shanzhi.core.plan.facts import Duty, Indicator, Path, Phase, Task
from shanzhi.core.unit import Match, Register

PROGRAMME_STATES = ("running", "closed")
ROLE_FIELDS = (
    ("lead", "lead"),
    ("responsible", "responsible"),
    ("owner", "owner"),
    ("support", "support"),
    ("person", "persons"),
)
SPREAD_ROLES = frozenset({"lead", "responsible", "owner"})
LONGEST_DAYS = 366 * 10
UNKNOWN = WorkCalendar()


@dataclass(frozen=True, slots=True)
class Answers:
    """What the official answers once for a whole plan.

    year:    for dates whose year is masked or not printed; units: printed words -> unit id;
    dates:   printed words -> day, for deadlines that neither a year nor an anchor dates; later: words and events left
             to be settled later.
    anchors: event -> day, for deadlines that count from an event.
    """

    year: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    near_days: int = 7
    units: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    anchors: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a reading that make a programme, as checked: (clause number, fact) pairs in order of the text."""

    tasks: Sequence[tuple[int, Task]] = ()
    phases: Sequence[tuple[int, Phase]] = ()
    indicators: Sequence[tuple[int, Indicator]] = ()
    duties: Sequence[tuple[int, Duty]] = ()
    titles: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Open:
    """One open question. words: as printed; times: how often; near: unit ids to suggest."""

    words: str
    times: int
    near: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked before adopting. A question left for later is not listed again."""

    year: tuple[str, ...] = ()
    units: tuple[Open, ...] = ()
    dates: tuple[Open, ...] = ()
    anchors: tuple[Open, ...] = ()
    without_unit: tuple[str, ...] = ()
    period: bool = False

    @property
    def blocking(self) -> bool:
        return bool(self.year or self.units or self.dates or self.anchors or self.period)


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A task to create.

    units: (role, words, unit id); parts: units that get a part of their own.
    term:  the period it hangs on an anchor by, None where it is dated otherwise; provisional: see deadline.Due.
    """

    clause: int
    path: str
    section: str
    title: str
    quote: str
    due_words: str
    due_on: date | None
    units: tuple[tuple[str, str, int | None], ...]
    parts: tuple[int, ...]
    phase: int | None
    term: Term | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DraftPhase:
    """A phase to create; both days belong to it."""

    clause: int
    title: str
    quote: str
    path: Path
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class DraftDuty:
    """A duty to create. units: None for a duty that names nobody; times: its occurrences to store."""

    clause: int
    duty: Duty
    units: tuple[int | None, ...]
    times: tuple[tuple[date, date, str], ...]


@dataclass(frozen=True, slots=True)
class DraftIndicator:
    """An indicator to create."""

    clause: int
    indicator: Indicator
    by_on: date | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything adopting creates. anchors: event -> day, None where it is left for later."""

    from_on: date
    to_on: date
    tasks: tuple[DraftTask, ...]
    phases: tuple[DraftPhase, ...]
    duties: tuple[DraftDuty, ...]
    indicators: tuple[DraftIndicator, ...]
    anchors: tuple[tuple[str, date | None], ...] = ()


def questions(facts: Facts, answers: Answers, register: Register) -> Questions:
    """What is still to be answered before the plan can be adopted."""
    dated = [w for _, w in _dated(facts, answers) if w.text not in answers.later]
    yearless = [w.text for w in dated if _start(w, None) is None and _start(w, 2000)]
    unresolved = Counter(w.text for w in dated if _start(w, 2000) is None and not anchored(w))
    open_anchors = [a for a in plan_anchors(facts, answers) if a.on is None and not a.later]
    unmatched: dict[str, Open] = {}
    for match in _all_matches(facts, answers, register):
        if match.unit_id is None and not match.level and match.words not in answers.later:
            known = unmatched.get(match.words)
            unmatched[match.words] = Open(match.words, known.times + 1 if known else 1, match.near)
    return Questions(
        year=tuple(dict.fromkeys(yearless)) if answers.year is None else (),
        units=tuple(unmatched.values()),
        dates=tuple(Open(words, times) for words, times in unresolved.items()),
        anchors=tuple(Open(a.event, len(a.hanging)) for a in open_anchors),
        without_unit=tuple(t.title for _, t in facts.tasks if not any(getattr(t, f) for _, f in ROLE_FIELDS)),
        period=answers.from_on is None or answers.to_on is None,
    )


def plan_anchors(facts: Facts, answers: Answers, calendar: WorkCalendar = UNKNOWN) -> tuple[Anchor, ...]:
    """The events the plan's deadlines count from, each with what hangs on it and the days its answer gives."""
    return anchors_of(_dated(facts, answers), answers.anchors, answers.later, calendar)


def draft(facts: Facts, answers: Answers, register: Register, calendar: WorkCalendar = UNKNOWN) -> Draft:
    """What adopting creates; nothing open is filled in by guess: it stays None.

    calendar: without one every day that rests decide is provisional.
    raises: Refused("no_period"), Refused("period_reversed"), Refused("period_too_long"), Refused("figure_too_large").
    """
    from_on, to_on = _period(answers)
    for _, i in facts.indicators:
        if abs(i.value) >= LARGEST or abs(i.value_high or Decimal(0)) >= LARGEST:
            raise Refused("figure_too_large", "指标“{name}”的数值大得不合常理，请回到核对页改正后再采纳。", name=i.name)
    given = _Given(answers, calendar)
    phases = _phases(facts, given)
    tasks = tuple(_task(n, task, phases, given, register, facts.titles) for n, task in facts.tasks)
    duties = tuple(_duty(n, duty, answers, register, from_on, to_on) for n, duty in facts.duties)
    indicators = tuple(DraftIndicator(n, i, _day(i.by_on, given)) for n, i in facts.indicators)
    events = dict.fromkeys(t.term.event for t in tasks if t.term)
    return Draft(from_on, to_on, tasks, phases, duties, indicators, tuple((e, answers.anchors.get(e)) for e in events))


def period_of(facts: Facts, answers: Answers, calendar: WorkCalendar = UNKNOWN) -> tuple[date | None, date | None]:
    """First and last day the plan's phases and deadlines speak of: a proposal for the programme's period."""
    given = _Given(answers, calendar)
    phases = _phases(facts, given)
    days = [d for d in (_day(t.due, given) for _, t in facts.tasks) if d]
    first = min((p.from_on for p in phases), default=min(days, default=None))
    last = max([p.to_on for p in phases] + days, default=None)
    return first, last


def _period(answers: Answers) -> tuple[date, date]:
    if answers.from_on is None or answers.to_on is None:
        raise Refused("no_period", "请先填写方案的起止日期，再采纳。")
    check_period(answers.from_on, answers.to_on)
    return answers.from_on, answers.to_on


def check_period(first: date, last: date) -> None:
    """Passes where a programme may run from one day to another.

    raises: Refused("period_reversed"), Refused("period_too_long").
    """
    if last < first:
        raise Refused("period_reversed", "方案的截止日期早于开始日期，请改正后再采纳。")
    if (last - first).days > LONGEST_DAYS:
        raise Refused("period_too_long", "方案的起止日期相隔超过十年，请检查年份是否填错。")


@dataclass(frozen=True, slots=True)
class _Given:
    """What days are reckoned with."""

    answers: Answers
    calendar: WorkCalendar


def _dated(facts: Facts, answers: Answers) -> Iterable[tuple[str, DateWords]]:
    """What has a day in words, and the words, but for those answered one by one."""
    rows: list[tuple[str, DateWords | None]] = [(task.title, task.due) for _, task in facts.tasks]
    for _, phase in facts.phases:
        start = None if phase.overall and anchored(phase.start_on) else phase.start_on
        rows += [(phase.name, start), (phase.name, _end_of(phase))]
    rows += [(indicator.name, indicator.by_on) for _, indicator in facts.indicators]
    return [(what, words) for what, words in rows if words and words.text not in answers.dates]


def _start(words: DateWords, year: int | None) -> date | None:
    """The day printed: the one meant, or the one a period counts from."""
    return words.on(year) or start_of(words, year)


def _due(words: DateWords | None, given: _Given) -> Due | None:
    if words is None:
        return None
    settled = given.answers.dates.get(words.text)
    return Due(settled) if settled else reckon(words, given.answers.anchors, given.answers.year, given.calendar)


def _day(words: DateWords | None, given: _Given) -> date | None:
    due = _due(words, given)
    return due.on if due else None


def _matched(words: Sequence[str], answers: Answers, register: Register) -> tuple[Match, ...]:
    return tuple(
        Match(m.words, answers.units[m.words]) if m.words in answers.units else m for m in register.match(words)
    )


def _all_matches(facts: Facts, answers: Answers, register: Register) -> Iterable[Match]:
    for _, task in facts.tasks:
        for role, name in ROLE_FIELDS:
            if role != "person":
                yield from _matched(getattr(task, name), answers, register)


def _task(
    n: int,
    task: Task,
    phases: Sequence[DraftPhase],
    given: _Given,
    register: Register,
    titles: Mapping[Path, str],
) -> DraftTask:
    rows: list[tuple[str, str, int | None]] = []
    parts: dict[int, None] = {}
    for role, name in ROLE_FIELDS:
        words: tuple[str, ...] = getattr(task, name)
        if role == "person":
            rows += [(role, w, None) for w in words]
            continue
        for match in _matched(words, given.answers, register):
            rows.append((role, match.words, match.unit_id))
            if match.level and role in SPREAD_ROLES:
                parts.update(dict.fromkeys(register.spread(match.level)))
    due = _due(task.due, given)
    due_on = due.on if due else None
    section = next((titles[task.path[:k]] for k in range(len(task.path) - 1, 0, -1) if task.path[:k] in titles), "")
    return DraftTask(
        clause=n,
        path="".join(task.path),
        section=section,
        title=task.title,
        quote=task.span.quote,
        due_words=task.deadline,
        due_on=due_on,
        units=tuple(rows),
        parts=tuple(parts),
        phase=_phase_of(task.path, due_on, phases),
        term=anchored(task.due) if task.due and task.due.text not in given.answers.dates else None,
        provisional=due is not None and due.provisional,
    )


def _phase_of(path: Path, due_on: date | None, phases: Sequence[DraftPhase]) -> int | None:
    """The phase whose heading holds the task, else the one its day falls in."""
    for k, phase in enumerate(phases):
        if phase.path and path[: len(phase.path)] == phase.path:
            return k
    if due_on is None:
        return None
    return next((k for k, phase in enumerate(phases) if phase.from_on <= due_on <= phase.to_on), None)


def _phases(facts: Facts, given: _Given) -> tuple[DraftPhase, ...]:
    """Phases with both days known; an end before its start is taken to lie in the next year."""
    out = []
    for n, phase in facts.phases:
        first = _day(_start_of(phase), given)
        last = _day(_end_of(phase), given) or (_last_of(phase.start_on, given.answers) if not phase.end else None)
        if phase.overall or first is None or last is None:
            continue
        if last < first:
            last = _next_year(last, first)
        if last >= first:
            out.append(DraftPhase(n, phase.name, phase.span.quote, phase.path, first, last))
    return tuple(out)


def _start_of(phase: Phase) -> DateWords | None:
    """The start's words; a month or year that stands alone begins with its first day (9月—12月)."""
    first = phase.start_on
    if first is None or first.day or any(c in first.text for c in "底末前"):
        return first
    return replace(first, edge="start")


def _end_of(phase: Phase) -> DateWords | None:
    """The end's words; a year printed once, at the start, holds for both ends."""
    first, last = phase.start_on, phase.end_on
    if first and last and first.year and last.year is None and last.month and not last.masked:
        return replace(last, year=first.year + (last.month < (first.month or 1)))
    return last


def _last_of(words: DateWords | None, answers: Answers) -> date | None:
    """The last day of a phase printed as one month or day (20xx年6月)."""
    if words is None:
        return None
    return DateWords(words.text, words.year, words.month, words.day, edge="end").on(answers.year)


def _next_year(last: date, first: date) -> date:
    year = first.year if (last.month, last.day) >= (first.month, first.day) else first.year + 1
    return DateWords("", year, last.month, last.day).on() or last


def _duty(n: int, duty: Duty, answers: Answers, register: Register, from_on: date, to_on: date) -> DraftDuty:
    """A duty with the units that owe it; only what is handed in is stored ahead, the rest is reckoned when shown."""
    units: dict[int | None, None] = {}
    for match in _matched([w for w in duty.who.replace("，", "、").split("、") if w], answers, register):
        if match.level:
            units.update(dict.fromkeys(register.spread(match.level)))
        elif match.unit_id is not None:
            units[match.unit_id] = None
    rule = duty.rule or Recurrence("other")
    stored = windows(rule, from_on, to_on) if duty.hand_in else ()
    times = tuple((w.opens_on, w.due_on, w.period) for w in stored)
    return DraftDuty(n, duty, tuple(units) or (None,), times)
