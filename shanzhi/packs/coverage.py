"""What the library carries of the mechanisms that real plans ask for, and which of it a scenario has shown."""

import ast
import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shanzhi.core.pack.check.ground import below
from shanzhi.core.pack.pack import Pack
from shanzhi.packs.reading import library_packs

MECHANISMS: Final = Path(__file__).with_name("mechanisms.csv")
MARK: Final = "carries"
"""What a scenario names its mechanisms by: `@carries("03.05")`."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism. id: plan.number; system: its group; verdict: full, part, reduced or none, as what can be run."""

    id: str
    system: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Count:
    """A plan or a system. all: its mechanisms; carried: claimed by an item; shown: by a scenario, too."""

    name: str
    all: int
    carried: int
    shown: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole account. unshown: claims without a scenario, by mechanism the items; unknown: ids of no mechanism."""

    plans: tuple[Count, ...]
    systems: tuple[Count, ...]
    unshown: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]

    def __str__(self) -> str:
        lines = []
        for title, rows in (("方案 plan", (*self.plans, self.total)), ("系统 system", self.systems)):
            lines.append(f"{title:<12}全部 all  承载 carried  已验证 shown")
            lines += [f"{row.name:<12}{row.all:>8}{row.carried:>14}{row.shown:>14}" for row in rows]
        lines += [f"没有情景 without a scenario: {id_}  {'、'.join(items)}" for id_, items in self.unshown.items()]
        lines += [f"没有这个机制 no such mechanism: {id_}" for id_ in self.unknown]
        return "\n".join(lines) + "\n"

    @property
    def total(self) -> Count:
        rows = self.plans
        return Count("all", *(sum(getattr(r, n) for r in rows) for n in ("all", "carried", "shown")))


def coverage(scenarios: Path) -> Coverage:
    """The account of the library against the scenarios in a folder of tests."""
    known = mechanisms()
    claims = _claims(library_packs())
    shown = set(told(scenarios))
    ids = {m.id for m in known}
    return Coverage(
        _counts(known, claims, shown, lambda m: m.id.split(".")[0]),
        _counts(known, claims, shown, lambda m: m.system),
        {id_: tuple(items) for id_, items in sorted(claims.items()) if id_ not in shown},
        tuple(sorted({*claims, *shown} - ids)),
    )


def mechanisms() -> tuple[Mechanism, ...]:
    """The mechanisms, in the order of the plans."""
    with MECHANISMS.open(encoding="utf-8", newline="") as file:
        return tuple(Mechanism(**row) for row in csv.DictReader(file))


def told(folder: Path) -> Iterator[str]:
    """The mechanisms that the tests in a folder say they show."""
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == MARK:
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _claims(packs: Iterable[Pack]) -> dict[str, list[str]]:
    """Mechanism -> the items that claim to carry it."""
    out: dict[str, list[str]] = {}
    for pack in packs:
        for part in (pack, *below(pack)):
            for id_ in getattr(part, "carries", ()):
                out.setdefault(id_, []).append(f"{pack.id}.{getattr(part, 'id', '')}")
    return out


def _counts(
    known: Iterable[Mechanism], claims: Mapping[str, list[str]], shown: set[str], name: Callable[[Mechanism], str]
) -> tuple[Count, ...]:
    known = tuple(known)
    every = Counter(name(m) for m in known)
    carried = Counter(name(m) for m in known if m.id in claims)
    seen = Counter(name(m) for m in known if m.id in claims and m.id in shown)
    return tuple(Count(n, every[n], carried[n], seen[n]) for n in sorted(every))
