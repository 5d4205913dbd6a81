"""What a reading gives: values only, each tied to its sentence.

Positions count code points of the text exactly as it was handed in; nothing is ever normalised in place, so
`text[span.start:span.end] == span.quote` always holds.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shanzhi.core.chinese.dates import DateWords
from shanzhi.core.duty import Recurrence
from shanzhi.core.kinds import Words

Path = tuple[str, ...]
"""Chain of heading numbers as printed, without separators: ("三", "(一)", "1")."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of the text. line: from 1. start, end: offsets in the whole text, end excluded."""

    line: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A heading with the text that follows it up to the next heading; what an official checks at one go.

    n:     position from 0; clause 0 is the text before the first heading (title, preface), path ().
    depth: 1 for 一、, deeper below; 0 for clause 0.
    head:  the heading's own stretch (number, separator and title).
    start, end: range of the whole clause in the text, up to the next clause's start.
    """

    n: int
    path: Path
    title: str
    depth: int
    head: Span
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """A work item somebody has to deliver. Units as printed, never completed or guessed."""

    path: Path
    title: str
    span: Span
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    deadline: str = ""
    due: DateWords | None = None
    units_from: Path | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the work. start, end: dates as printed, "" where none."""

    path: Path
    name: str
    start: str
    end: str
    span: Span
    start_on: DateWords | None = None
    end_on: DateWords | None = None
    overall: bool = False


Op = Literal["=", ">=", "<=", "+", "->"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantified target to be reached. value in the printed unit; 70 with unit "%" for 70 percent."""

    path: Path
    name: str
    op: Op
    value: Decimal
    unit: str
    span: Span
    value_high: Decimal | None = None
    base: Decimal | None = None
    by: str = ""
    by_on: DateWords | None = None


Freq = Literal[
    "continuous", "daily", "weekly", "halfmonthly", "monthly", "bimonthly", "quarterly", "halfyearly", "yearly", "other"
]


@dataclass(frozen=True, slots=True)
class Duty:
    """A recurring duty. hand_in: something is handed in (报送, 上报, 总结 …)."""

    path: Path
    who: str
    what: str
    when: str
    freq: Freq
    span: Span
    rule: Recurrence | None = None
    hand_in: bool = False


MoneyKind = Literal["reward", "penalty", "fee", "subsidy", "wage", "budget", "cost", "fund", "deposit", "income"]


@dataclass(frozen=True, slots=True)
class Money:
    """A money rule. amount in the printed unit, None where the text gives no figure."""

    path: Path
    kind: MoneyKind
    amount: Decimal | None
    unit: str
    per: str
    trigger: str
    span: Span


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm of staffing, equipment, time of day or size. value: a figure or a clock time as printed, "" if none."""

    path: Path
    what: str
    value: str
    unit: str
    per: str
    span: Span


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A slogan that names a counted list: 六无 declares 6."""

    path: Path
    name: str
    declared: int
    items: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Organ:
    """A leading group, office or team. roles: (role, who) pairs as printed."""

    path: Path
    name: str
    roles: tuple[tuple[str, str], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited: title without marks, number such as 县发〔2026〕9号 or ""."""

    path: Path
    title: str
    number: str
    span: Span


ProblemKind = Literal[
    "numbering_gap",
    "numbering_repeat",
    "count_mismatch",
    "total_mismatch",
    "date_order",
    "truncated",
    "stray_text",
    "placeholder",
    "wrong_word",
    "no_unit",
    "no_deadline",
    "no_heading",
    "too_deep",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a proof-reader would mark: where, why, and what to do about it."""

    kind: ProblemKind
    span: Span
    why: Words
    cure: Words
    severity: Literal["fault", "doubt", "note"] = "doubt"


Level = Literal["village", "township", "county", "prefecture", "province", "national", "bureau", "school", ""]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as read. Every tuple is in the order of the text; clauses cover the text without gap or overlap."""

    text: str
    title: str
    level: Level
    issuer: str
    clauses: tuple[Clause, ...]
    tasks: tuple[Task, ...] = ()
    phases: tuple[Phase, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    duties: tuple[Duty, ...] = ()
    money: tuple[Money, ...] = ()
    norms: tuple[Norm, ...] = ()
    named_sets: tuple[NamedSet, ...] = ()
    organs: tuple[Organ, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())
