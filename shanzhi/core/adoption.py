"""What adopting a pack creates: tasks with their parts, duties with their times, phases and targets, for whom."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from shanzhi.core.duty import Every as Recurring
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import LEVELS, Selector
from shanzhi.core.pack.tasks import Task
from shanzhi.core.pack.values import number
from shanzhi.core.schedule import Setting, expected
from shanzhi.core.stage import day_of, later
from shanzhi.core.unit import Register

ROLES: Final = ("lead", "responsible", "owner", "support")
_SPREAD: Final = frozenset({"lead", "responsible", "owner"})
_RECURRING: Final[Mapping[tuple[str, int], Recurring]] = MappingProxyType(
    {
        ("day", 1): "day", ("week", 1): "week", ("half_month", 1): "half_month", ("month", 1): "month",
        ("month", 2): "two_months", ("quarter", 1): "quarter", ("half_year", 1): "half_year", ("year", 1): "year",
        ("once", 1): "once", ("phase", 1): "once",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewPhase:
    """A phase whose days are settled; both belong to it."""

    item: str
    title: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task. units: (role, words, unit id); parts: units that get a part of their own; phase: its item."""

    item: str
    title: str
    due_on: date | None
    units: tuple[tuple[str, str, int | None], ...]
    parts: tuple[int, ...]
    phase: str


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A duty. who, when: in words; units: None where nobody is registered.

    times: (opens, due, period, part) of what is handed in.
    """

    item: str
    title: str
    who: str
    when: str
    every: Recurring
    hand_in: bool
    units: tuple[int | None, ...]
    times: tuple[tuple[date, date, str, int], ...]


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A figure to be reached by a day; value and by_on are None where it is entered without a target."""

    item: str
    title: str
    op: str
    value: Decimal | None
    measure: str
    by: str
    by_on: date | None


@dataclass(frozen=True, slots=True)
class Creation:
    """Everything adopting creates."""

    phases: tuple[NewPhase, ...] = ()
    tasks: tuple[NewTask, ...] = ()
    duties: tuple[NewDuty, ...] = ()
    targets: tuple[NewTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a selector means: (words, unit id) one by one, and units it is spread to."""

    named: tuple[tuple[str, int | None], ...] = ()
    spread: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return "、".join(w for w, _ in self.named)


@dataclass(frozen=True, slots=True)
class People:
    """What selectors are looked up in, and what they are called.

    posts: of the pack and those it uses, by id; words: id, level or relation -> what it is called; when: duty -> how
    often, in words.
    """

    register: Register
    posts: Mapping[str, Post]
    words: Mapping[str, str]
    when: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def meant(self, who: Selector | None) -> Meant:
        """Whom a selector means; open and reckoned ones mean nobody yet."""
        if who is None:
            return Meant()
        named: list[tuple[str, int | None]] = []
        spread: dict[int, None] = {}
        for name in who.names:
            level = self._level(name)
            if level and level != self.register.home.level:
                spread |= dict.fromkeys(self.register.spread(level))
            unit = self._own(level) if name in self.words else self.register.find(name)
            named.append((self.words.get(name, name), unit))
        if who.open is not None:
            named.append((who.open.ask, None))
        return Meant(tuple(named), tuple(spread))

    def _own(self, level: str) -> int | None:
        """The committee of the village that runs the pack itself; elsewhere the office stands for its own level."""
        home = self.register.home.level
        return next(iter(self.register.spread(level)), None) if level == home == "village" else None

    def _level(self, name: str) -> str:
        """The level of a place whose unit is meant, "" for anything else."""
        if name in LEVELS:
            return name
        post = self.posts.get(name)
        return next((n for n in post.at.names if n in LEVELS), "") if post else ""


def creation(pack: Pack, people: People, setting: Setting) -> Creation:
    """What adopting a pack creates for a time.

    out: what hangs on an answer that is still open has no day, value or unit; nothing is guessed.
    """
    days: dict[str, date] = {}
    return Creation(
        tuple(NewPhase(p.id, p.title, *setting.phases[p.id]) for p in pack.phases if p.id in setting.phases),
        tuple(_task(t, people, setting, days) for t in pack.tasks),
        tuple(_duty(d, people, setting) for d in pack.duties),
        tuple(t for i in pack.indicators for t in _targets(i, people, setting)),
    )


def _task(task: Task, people: People, setting: Setting, days: dict[str, date]) -> NewTask:
    rows: list[tuple[str, str, int | None]] = []
    parts: dict[int, None] = dict.fromkeys(people.meant(task.each).spread)
    for role in ROLES:
        meant = people.meant(getattr(task, role))
        rows += [(role, words, unit) for words, unit in meant.named]
        if role in _SPREAD:
            parts |= dict.fromkeys(meant.spread)
    due_on = _due(task, setting, days)
    if due_on is not None:
        days[task.id] = due_on
    return NewTask(task.id, task.title, due_on, tuple(rows), tuple(parts), task.phase)


def _due(task: Task, setting: Setting, days: Mapping[str, date]) -> date | None:
    """Its day; else so long after what comes first, or after the start of its phase; else the end of its phase."""
    if task.due is not None:
        return day_of(task.due, setting)
    phase = setting.phases.get(task.phase)
    if task.takes is not None:
        before = [days.get(t) for t in task.after]
        known = [d for d in before if d is not None]
        if task.after and len(known) < len(before):
            return None
        begun = date.fromordinal(max(known).toordinal() + 1) if known else (phase[0] if phase else setting.first)
        return later(begun, task.takes, setting)
    return phase[1] if phase else None


def _duty(duty: Duty, people: People, setting: Setting) -> NewDuty:
    who, each = people.meant(duty.who), people.meant(duty.each)
    units: dict[int | None, None] = dict.fromkeys(each.spread or who.spread)
    units |= {unit: None for _, unit in who.named if unit is not None}
    every = duty.every
    recurring = _RECURRING.get((every.unit, every.count), "other") if every and not every.table else "other"
    stored = duty.hand_in is not None and recurring != "day"
    times = expected(duty, setting.first, setting.last, setting) if stored else ()
    return NewDuty(
        duty.id,
        duty.title,
        who.words,
        people.when.get(duty.id, ""),
        recurring,
        duty.hand_in is not None,
        tuple(units) or (None,),
        numbered([(t.opens_on, t.due_on, t.period) for t in times]),
    )


def numbered(times: Iterable[tuple[date, date, str]]) -> tuple[tuple[date, date, str, int], ...]:
    """Times with their part: those of one window are told apart by a number from 1."""
    seen: dict[tuple[date, date], int] = {}
    out = []
    for opens, due, period in times:
        seen[opens, due] = seen.get((opens, due), 0) + 1
        out.append((opens, due, period, seen[opens, due]))
    return tuple(out)


def _targets(indicator: Indicator, people: People, setting: Setting) -> Iterator[NewTarget]:
    op = ">=" if indicator.better == "up" else "<="
    by = people.meant(indicator.by).words
    bare = NewTarget(indicator.id, indicator.title, op, None, indicator.measure, by, None)
    marks = [(m, v) for m in indicator.target if (v := number(m.value)) is not None]
    for mark, value in marks:
        year = setting.first.year + int(mark.year) if mark.year.startswith("+") else int(mark.year)
        yield replace(bare, value=value, by_on=min(date(year, 12, 31), setting.last))
    if not marks and indicator.value is None:
        yield bare
