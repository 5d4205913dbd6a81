"""From a checked reading to a running programme: what is still open, and what adopting will create."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shanzhi.core.chinese.dates import DateWords
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


@dataclass(frozen=True, slots=True)
class Answers:
    """What the official answers once for a whole plan.

    year:   for dates whose year is masked or not printed; units: printed words -> unit id;
    dates:  printed words -> day, for deadlines that count from an event; later: words left to be settled later.
    """

    year: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    near_days: int = 7
    units: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


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
    without_unit: tuple[str, ...] = ()
    period: bool = False

    @property
    def blocking(self) -> bool:
        return bool(self.year or self.units or self.dates or self.period)


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A task to create. units: (role, words, unit id); parts: units that get a part of their own."""

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
    """Everything adopting creates."""

    from_on: date
    to_on: date
    tasks: tuple[DraftTask, ...]
    phases: tuple[DraftPhase, ...]
    duties: tuple[DraftDuty, ...]
    indicators: tuple[DraftIndicator, ...]


def questions(facts: Facts, answers: Answers, register: Register) -> Questions:
    """What is still to be answered before the plan can be adopted."""
    dated = [w for w in _date_words(facts) if w.text not in answers.dates and w.text not in answers.later]
    yearless = [w.text for w in dated if w.on() is None and w.on(2000)]
    unresolved = Counter(w.text for w in dated if w.on(2000) is None)
    unmatched: dict[str, Open] = {}
    for match in _all_matches(facts, answers, register):
        if match.unit_id is None and not match.level and match.words not in answers.later:
            known = unmatched.get(match.words)
            unmatched[match.words] = Open(match.words, known.times + 1 if known else 1, match.near)
    return Questions(
        year=tuple(dict.fromkeys(yearless)) if answers.year is None else (),
        units=tuple(unmatched.values()),
        dates=tuple(Open(words, times) for words, times in unresolved.items()),
        without_unit=tuple(t.title for _, t in facts.tasks if not any(getattr(t, f) for _, f in ROLE_FIELDS)),
        period=answers.from_on is None or answers.to_on is None,
    )


def draft(facts: Facts, answers: Answers, register: Register) -> Draft:
    """What adopting creates; nothing open is filled in by guess: it stays None.

    raises: Refused("no_period"), Refused("period_reversed"), Refused("period_too_long"), Refused("figure_too_large").
    """
    from_on, to_on = _period(answers)
    for _, i in facts.indicators:
        if abs(i.value) >= LARGEST or abs(i.value_high or Decimal(0)) >= LARGEST:
            raise Refused("figure_too_large", "指标“{name}”的数值大得不合常理，请回到核对页改正后再采纳。", name=i.name)
    phases = _phases(facts, answers)
    tasks = tuple(_task(n, task, phases, answers, register, facts.titles) for n, task in facts.tasks)
    duties = tuple(_duty(n, duty, answers, register, from_on, to_on) for n, duty in facts.duties)
    indicators = tuple(DraftIndicator(n, i, _day(i.by_on, answers)) for n, i in facts.indicators)
    return Draft(from_on, to_on, tasks, phases, duties, indicators)


def period_of(facts: Facts, answers: Answers) -> tuple[date | None, date | None]:
    """First and last day the plan's phases and deadlines speak of: a proposal for the programme's period."""
    phases = _phases(facts, answers)
    days = [d for d in (_day(t.due, answers) for _, t in facts.tasks) if d]
    first = min((p.from_on for p in phases), default=min(days, default=None))
    last = max([p.to_on for p in phases] + days, default=None)
    return first, last


def _period(answers: Answers) -> tuple[date, date]:
    if answers.from_on is None or answers.to_on is None:
        raise Refused("no_period", "请先填写方案的起止日期，再采纳。")
    if answers.to_on < answers.from_on:
        raise Refused("period_reversed", "方案的截止日期早于开始日期，请改正后再采纳。")
    if (answers.to_on - answers.from_on).days > LONGEST_DAYS:
        raise Refused("period_too_long", "方案的起止日期相隔超过十年，请检查年份是否填错。")
    return answers.from_on, answers.to_on


def _date_words(facts: Facts) -> Iterable[DateWords]:
    for _, task in facts.tasks:
        if task.due:
            yield task.due
    for _, phase in facts.phases:
        yield from (d for d in (phase.start_on, _end_of(phase)) if d)
    for _, indicator in facts.indicators:
        if indicator.by_on:
            yield indicator.by_on


def _day(words: DateWords | None, answers: Answers) -> date | None:
    if words is None:
        return None
    return answers.dates.get(words.text) or words.on(answers.year)


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
    answers: Answers,
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
        for match in _matched(words, answers, register):
            rows.append((role, match.words, match.unit_id))
            if match.level and role in SPREAD_ROLES:
                parts.update(dict.fromkeys(register.spread(match.level)))
    due_on = _day(task.due, answers)
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
    )


def _phase_of(path: Path, due_on: date | None, phases: Sequence[DraftPhase]) -> int | None:
    """The phase whose heading holds the task, else the one its day falls in."""
    for k, phase in enumerate(phases):
        if phase.path and path[: len(phase.path)] == phase.path:
            return k
    if due_on is None:
        return None
    return next((k for k, phase in enumerate(phases) if phase.from_on <= due_on <= phase.to_on), None)


def _phases(facts: Facts, answers: Answers) -> tuple[DraftPhase, ...]:
    """Phases with both days known; an end before its start is taken to lie in the next year."""
    out = []
    for n, phase in facts.phases:
        first = _day(_start_of(phase), answers)
        last = _day(_end_of(phase), answers) or (_last_of(phase.start_on, answers) if not phase.end else None)
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
