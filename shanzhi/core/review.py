"""The review of a reading: states of clauses and facts, and facts to and from JSON."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TypeVar

from shanzhi.core.chinese.dates import DateWords
from shanzhi.core.chinese.recurrences import find_recurrences
from shanzhi.core.chinese.terms import find_terms, term_of
from shanzhi.core.duty import Every, Recurrence
from shanzhi.core.indicator import LARGEST, OPS
from shanzhi.core.kinds import Refused
from shanzhi.core.plan import facts

F = TypeVar("F")

READING_STATES = ("reviewing", "proposed", "adopted")
CLAUSE_STATES = ("unread", "good", "corrected", "question")
FACT_STATES = ("read", "corrected", "added", "rejected")

FACT_TYPES: Mapping[str, type] = {
    "task": facts.Task,
    "phase": facts.Phase,
    "indicator": facts.Indicator,
    "duty": facts.Duty,
    "money": facts.Money,
    "norm": facts.Norm,
    "named_set": facts.NamedSet,
    "organ": facts.Organ,
    "citation": facts.Citation,
    "problem": facts.Problem,
}
FACT_KINDS = tuple(FACT_TYPES)


def facts_of(plan: facts.Plan) -> list[tuple[str, object, facts.Span]]:
    """All facts of a plan as (kind, fact, span), in the order of the text."""
    groups = (
        ("task", plan.tasks),
        ("phase", plan.phases),
        ("indicator", plan.indicators),
        ("duty", plan.duties),
        ("money", plan.money),
        ("norm", plan.norms),
        ("named_set", plan.named_sets),
        ("organ", plan.organs),
        ("citation", plan.citations),
        ("problem", plan.problems),
    )
    rows = [(kind, fact, fact.span) for kind, group in groups for fact in group]
    return sorted(rows, key=lambda row: row[2].start)


FIELDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "task": (
        ("title", "text"),
        ("lead", "list"),
        ("responsible", "list"),
        ("support", "list"),
        ("owner", "list"),
        ("persons", "list"),
        ("deadline", "text"),
        ("due", "day"),
    ),
    "phase": (("name", "text"), ("start", "text"), ("end", "text"), ("start_on", "day"), ("end_on", "day")),
    "indicator": (("name", "text"), ("op", "op"), ("value", "number"), ("unit", "text"), ("by_on", "day")),
    "duty": (("who", "text"), ("what", "text"), ("when", "text"), ("freq", "freq"), ("hand_in", "flag")),
    "money": (("trigger", "text"), ("amount", "number?"), ("unit", "text"), ("per", "text")),
    "norm": (("what", "text"), ("value", "text"), ("unit", "text"), ("per", "text")),
    "named_set": (("name", "text"), ("items", "list")),
    "organ": (("name", "text"),),
    "citation": (("title", "text"), ("number", "text")),
    "problem": (),
}
FREQS = (
    "continuous",
    "daily",
    "weekly",
    "halfmonthly",
    "monthly",
    "bimonthly",
    "quarterly",
    "halfyearly",
    "yearly",
    "other",
)
_EVERY: Mapping[str, Every] = {
    "continuous": "continuous",
    "daily": "day",
    "weekly": "week",
    "halfmonthly": "half_month",
    "monthly": "month",
    "bimonthly": "two_months",
    "quarterly": "quarter",
    "halfyearly": "half_year",
    "yearly": "year",
    "other": "other",
}
ADDABLE = ("task", "phase", "indicator", "duty")
_SPLIT = re.compile(r"[、,，;；\n]+")


def with_fields(fact: F, kind: str, given: Mapping[str, str]) -> F:
    """The fact with fields as an official typed them.

    given:  field name -> words; a name not given stays, so does one sent back as it was shown (a day without a year
            is shown empty and must not be lost), an empty one is emptied. A duty whose time is corrected comes round
            by the new words; a task whose words are corrected to a period from an event is dated by that event.
    raises: Refused("bad_number"), Refused("bad_day"), Refused("bad_choice").
    """
    shown = words_of(fact, kind)
    typed = {n: (how, _clean(given[n])) for n, how in FIELDS[kind] if n in given and _clean(given[n]) != shown[n]}
    changes = {name: _value(how, words) for name, (how, words) in typed.items()}
    changed = dataclasses.replace(fact, **changes)  # type: ignore[type-var]  # every fact is a dataclass
    if isinstance(changed, facts.Duty) and changes.keys() & {"when", "freq"}:
        return _ruled(changed, keep_freq="freq" in changes)  # type: ignore[return-value]  # F is Duty here
    if isinstance(changed, facts.Task) and "deadline" in changes and "due" not in changes:
        return _counted(changed)  # type: ignore[return-value]  # F is Task here
    return changed


def _counted(changed: facts.Task) -> facts.Task:
    """The task with the period its corrected words count from an event, if they do; else its day stays."""
    found = next((f for f in find_terms(changed.deadline) if term_of(f.words)), None)
    return dataclasses.replace(changed, due=found.words) if found else changed


def _ruled(duty: facts.Duty, *, keep_freq: bool) -> facts.Duty:
    """The duty with the rule its corrected words stand for; a frequency chosen from the list outweighs the words."""
    said = next((r for r in find_recurrences(duty.when) if not keep_freq or r.freq == duty.freq), None)
    rule = said.rule if said else Recurrence(_EVERY[duty.freq])
    return dataclasses.replace(duty, freq=said.freq if said else duty.freq, rule=rule)  # type: ignore[arg-type]  # one of FREQS


def _clean(words: str) -> str:
    """Words as a form sends them, without the line ends and blanks it adds."""
    return words.replace("\r\n", "\n").strip()


def words_of(fact: object, kind: str) -> dict[str, str]:
    """The editable fields of a fact as an official reads them: lists with 、, days in ISO form, "" for nothing."""
    return {name: _words(getattr(fact, name)) for name, _ in FIELDS[kind]}


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(value).strip()
    if isinstance(value, DateWords):
        day = value.on()
        return day.isoformat() if day else ""
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value).strip()


def _value(how: str, words: str) -> object:
    if how == "list":
        return tuple(w.strip() for w in _SPLIT.split(words) if w.strip())
    if how in {"number", "number?"}:
        return None if how == "number?" and not words else _number(words)
    if how == "day":
        return _day(words)
    if how == "flag":
        return words == "1"
    choices = {"op": OPS, "freq": FREQS}.get(how)
    if choices and words not in choices:
        raise Refused("bad_choice", "“{words}”不在可选范围内，请从列表里选择。", words=words)
    return words


def _number(words: str) -> Decimal:
    try:
        value = Decimal(words.replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= LARGEST:
        raise Refused("bad_number", "“{words}”不是一个数，请只填数字，如 85 或 3.5。", words=words)
    return value


def _day(words: str) -> DateWords | None:
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise Refused("bad_day", "“{words}”不是一个日期，请按 2026-09-30 的样子填写。", words=words) from None
    return DateWords(text=words, year=day.year, month=day.month, day=day.day)


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the kinds of fact that lie on it; "" for plain text."""

    text: str
    kinds: str


def runs(text: str, start: int, end: int, spans: Sequence[tuple[str, int, int]]) -> tuple[Run, ...]:
    """Cuts text[start:end] at the borders of facts.

    spans: (kind, start, end) in offsets of the whole text, clipped to the range.
    out:   runs that join to text[start:end]; kinds parted by blanks, in the order of FACT_KINDS.
    """
    inside = [(k, max(a, start), min(b, end)) for k, a, b in spans if a < b and a < end and b > start]
    cuts = sorted({start, end, *(p for _, a, b in inside for p in (a, b))})
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for kind, a, b in inside:
        opening.setdefault(a, []).append(kind)
        closing.setdefault(b, []).append(kind)
    live: list[str] = []
    out = []
    for a, b in pairwise(cuts):
        for kind in closing.get(a, ()):
            live.remove(kind)
        live += opening.get(a, ())
        out.append(Run(text[a:b], " ".join(k for k in FACT_KINDS if k in live)))
    return tuple(out)
