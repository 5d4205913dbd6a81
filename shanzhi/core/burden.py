"""The burden of reports: who asks villages for what, how often, how long it takes, and what is asked twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from shanzhi.core.again import plain_title
from shanzhi.core.pack.forms import Field, FieldType

MINUTES: Final[Mapping[FieldType, int]] = MappingProxyType(
    {
        "text": 1, "long_text": 8, "integer": 2, "decimal": 2, "money": 2, "date": 1, "time": 1, "datetime": 1,
        "bool": 1, "choice": 1, "place": 1, "org": 1, "person": 1, "household": 1, "record": 1, "photo": 3, "file": 5,
        "location": 2, "shape": 5, "signature": 1, "table": 15,
    }
)  # fmt: skip
"""Minutes a field is taken to cost: our own estimate, not measured; it compares askers and records no working time."""
PER_FORM: Final = 3
"""Minutes a form costs before its first field: finding it, reading it, sending it."""
WHOLE_SHEET: Final = 30
"""Minutes of a score sheet that a village fills in on itself."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Something that is handed in. asker: the office; basis: the clause; times: how often it is due in the month.

    subjects: the villages asked; fields: of its form, () for a sheet or a notice, which whole says.
    purpose: what the work is for; until: the last day it is asked, None where nobody said.
    """

    asker: str
    programme: str
    title: str
    basis: str
    often: str
    times: int
    subjects: frozenset[str]
    fields: tuple[Field, ...] = ()
    whole: bool = False
    purpose: str = ""
    until: date | None = None

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields somebody has to fill in: not those that are held already or reckoned."""
        return tuple(f for f in self.fields if not f.known and f.value is None)

    @property
    def held(self) -> int:
        """How many fields are held already and only shown."""
        return sum(1 for f in self.fields if f.known)

    @property
    def minutes(self) -> int:
        """What one time costs one village."""
        return PER_FORM + (WHOLE_SHEET if self.whole else 0) + sum(MINUTES[f.type] for f in self.asked)


@dataclass(frozen=True, slots=True)
class Load:
    """What an asker, or a village, has of it in a month: forms, fields, fields held already, minutes."""

    name: str
    forms: int = 0
    fields: int = 0
    held: int = 0
    minutes: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.name,
            self.forms + other.forms,
            self.fields + other.fields,
            self.held + other.held,
            self.minutes + other.minutes,
        )


@dataclass(frozen=True, slots=True)
class Twice:
    """A figure that several forms ask the same villages for. why: the reasons given, by form; "" where none is."""

    title: str
    askings: tuple[tuple[str, str, str], ...]
    villages: int

    @property
    def without_reason(self) -> bool:
        return sum(1 for _, _, why in self.askings if not why) > 1


def by_asker(askings: Iterable[Asking]) -> tuple[Load, ...]:
    """What each asker asks of all villages together, most minutes first."""
    return _most_first(_load(a, a.asker, len(a.subjects)) for a in askings)


def by_village(askings: Iterable[Asking]) -> tuple[Load, ...]:
    """What each village is asked, most minutes first."""
    return _most_first(_load(a, village, 1) for a in askings for village in sorted(a.subjects))


def asked_twice(askings: Sequence[Asking]) -> tuple[Twice, ...]:
    """Figures of one name and kind that more than one form asks a village for, by name."""
    found: dict[tuple[str, FieldType, str], list[tuple[Asking, Field]]] = defaultdict(list)
    for asking in askings:
        for field in asking.asked if asking.times else ():
            if field.type not in ("long_text", "file", "photo", "signature"):
                found[plain_title(field.title), field.type, field.measure].append((asking, field))
    out = []
    for rows in found.values():
        forms = {(a.programme, a.title): (a, f) for a, f in rows}
        both = frozenset.intersection(*(a.subjects for a, _ in forms.values())) if len(forms) > 1 else frozenset()
        if both:
            told = tuple((a.asker, f"{a.programme}·{a.title}", f.why) for a, f in forms.values())
            out.append(Twice(rows[0][1].title, told, len(both)))
    return tuple(sorted(out, key=lambda t: t.title))


def _load(asking: Asking, name: str, villages: int) -> Load:
    times = asking.times * villages
    return Load(name, times, times * len(asking.asked), times * asking.held, times * asking.minutes)


def _most_first(parts: Iterable[Load]) -> tuple[Load, ...]:
    sums: dict[str, Load] = {}
    for part in parts:
        sums[part.name] = sums.get(part.name, Load(part.name)) + part
    return tuple(sorted((s for s in sums.values() if s.forms), key=lambda s: (-s.minutes, s.name)))
