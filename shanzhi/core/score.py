"""Scores: what was found by a standard becomes points, item by item, and what is not known stays so."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shanzhi.core.case import Read
from shanzhi.core.kinds import Words
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.data import Datum, Nowhere, Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.standards import Scoring, Standard, StandardItem
from shanzhi.core.pack.tables import Table, holds
from shanzhi.core.pack.values import plain

_NOTHING: Final = Decimal(0)
_WHOLE: Final = Decimal(100)
_EXTRA: Final = frozenset({"bonus", "veto"})


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found of an item. count: of findings, 0 where all is well; parts: which were got; value: its figure."""

    count: int = 0
    parts: tuple[bool, ...] = ()
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a sheet. points: None where nobody looked or its figure is missing; most: what it may give."""

    item: str
    title: str
    most: Decimal
    points: Decimal | None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet filled in.

    total:  None where an item is missing; vetoes hold it down, bonuses may lift it above the full score.
    passed: of a check-list, whether nothing was found; None where the standard gives points or something is missing.
    """

    lines: tuple[Line, ...]
    total: Decimal | None
    bonus: Decimal = _NOTHING
    vetoed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in a ranking. place: from 1, equal scores share the better one; of: how many were ranked."""

    subject: str
    score: Decimal
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class _By:
    """What points are reckoned by."""

    read: Read
    tables: Mapping[str, Table]


def fill_sheet(
    standard: Standard, marks: Mapping[str, Mark], tables: Mapping[str, Table] | None = None, read: Read = plain
) -> Sheet:
    """The sheet of one subject. marks: by item; one that is not in it was not looked at.

    out: what was not looked at makes the total unknown; bonuses and vetoes that nobody entered did not happen.
    """
    by = _By(read, tables or {})
    lines = tuple(_line(item, marks.get(item.id), by) for item in standard.leaves())
    missing = tuple(line.item for line in lines if line.points is None)
    rules = {item.id: item.rule for item in standard.leaves()}
    if standard.full is None:
        bad = any(line.count for line in lines)
        return Sheet(lines, None, missing=missing, passed=False if bad else None if missing else True)
    extra = [line for line in lines if _kind(rules[line.item]) == "bonus"]
    bonus = sum((line.points or _NOTHING for line in extra), _NOTHING)
    vetoes = [(line, rules[line.item]) for line in lines if _kind(rules[line.item]) == "veto" and line.count]
    if missing:
        return Sheet(lines, None, bonus, tuple(line.item for line, _ in vetoes), missing)
    own = sum((line.points or _NOTHING for line in lines if _kind(rules[line.item]) not in _EXTRA), _NOTHING)
    total = own + bonus
    for _, rule in vetoes:
        limit = _number(rule.amount if rule else None, by)
        total = total if limit is None else min(total, limit)
    return Sheet(lines, total, bonus, tuple(line.item for line, _ in vetoes))


def settle_score(assessment: Assessment, columns: Mapping[str, Decimal | None]) -> Datum:
    """The score of a subject over its columns, by the formula of the assessment; a missing column makes it unknown."""
    if assessment.score is None or assessment.score.tree is None:
        return Unknown(Words("“{title}”没有写明怎样算得分。", {"title": assessment.title}))
    titles = {c.id: c.title or c.id for c in assessment.columns}
    names: dict[str, Datum] = {
        id_: Unknown(Words("“{column}”还没有打分。", {"column": title})) if columns.get(id_) is None else columns[id_]
        for id_, title in titles.items()
    }
    return evaluate(assessment.score.tree, Nowhere(names))


def rank(scores: Mapping[str, Decimal | None], *, down: bool = False) -> tuple[Placed, ...]:
    """The order of comparable subjects; one without a score is not ranked. down: the smaller is the better.

    out: best first, equal ones by their name.
    """
    known = {name: score for name, score in scores.items() if score is not None}
    order = sorted(known, key=lambda name: (known[name] if down else -known[name], name))
    out: list[Placed] = []
    for n, name in enumerate(order, 1):
        same = bool(out) and out[-1].score == known[name]
        out.append(Placed(name, known[name], out[-1].place if same else n, len(order)))
    return tuple(out)


def rank_in_groups(
    scores: Mapping[str, Decimal | None], groups: Mapping[str, str], *, down: bool = False
) -> Mapping[str, tuple[Placed, ...]]:
    """The order within each group; who is in no group is in the group "" of all such."""
    names = dict.fromkeys(groups.get(s, "") for s in scores)
    return {name: rank({s: v for s, v in scores.items() if groups.get(s, "") == name}, down=down) for name in names}


def fined(standard: Standard, marks: Mapping[str, Mark], read: Read = plain) -> Iterator[tuple[str, int]]:
    """What each item costs by its `money` times its findings, in fen; items without money or findings are left out."""
    for item in standard.leaves():
        said = read(item.money)
        count = marks[item.id].count if item.id in marks else 0
        if isinstance(said, Quantity) and said.fen and count:
            yield item.id, said.fen * count


def _kind(rule: Scoring | None) -> str:
    return rule.kind if rule else "all"


def _line(item: StandardItem, mark: Mark | None, by: _By) -> Line:
    rule, weight = item.rule, _number(item.weight, by) or _NOTHING
    count = mark.count if mark else 0
    if mark is None and _kind(rule) in _EXTRA:
        return Line(item.id, item.title, _most(rule, weight, by), _NOTHING)
    points = None if mark is None else _points(rule, weight, mark, by)
    return Line(item.id, item.title, _most(rule, weight, by), points, count)


def _most(rule: Scoring | None, weight: Decimal, by: _By) -> Decimal:
    if rule and rule.kind == "bonus":
        return _number(rule.cap, by) or _number(rule.amount, by) or _NOTHING
    return weight


def _points(rule: Scoring | None, weight: Decimal, mark: Mark, by: _By) -> Decimal | None:
    """What an item gives; None where its figure is missing."""
    if rule is None or rule.kind == "all":
        return _NOTHING if mark.count else weight
    return _RULES[rule.kind](rule, weight, mark, by)


def _each(rule: Scoring, weight: Decimal, mark: Mark, by: _By) -> Decimal:
    least = _number(rule.floor, by)
    given = weight + (_number(rule.amount, by) or _NOTHING) * mark.count
    return max(given, _NOTHING if least is None else least)


def _parts(rule: Scoring, weight: Decimal, mark: Mark, by: _By) -> Decimal | None:
    del weight
    if len(mark.parts) != len(rule.parts):
        return None
    return sum((_number(p, by) or _NOTHING for p, got in zip(rule.parts, mark.parts, strict=True) if got), _NOTHING)


def _ratio(rule: Scoring, weight: Decimal, mark: Mark, by: _By) -> Decimal | None:
    del rule, by
    return None if mark.value is None else weight * min(max(mark.value, _NOTHING), _WHOLE) / _WHOLE


def _bonus(rule: Scoring, weight: Decimal, mark: Mark, by: _By) -> Decimal:
    del weight
    cap, given = _number(rule.cap, by), (_number(rule.amount, by) or _NOTHING) * mark.count
    return given if cap is None else min(given, cap)


def _bands(rule: Scoring, weight: Decimal, mark: Mark, by: _By) -> Decimal | None:
    del weight
    return _band(by.tables.get(rule.table), mark.value, by)


def _veto(rule: Scoring, weight: Decimal, mark: Mark, by: _By) -> Decimal:
    """A veto takes no points of its own; it holds the total down."""
    del rule, weight, mark, by
    return _NOTHING


_RULES: Final[Mapping[str, Callable[[Scoring, Decimal, Mark, _By], Decimal | None]]] = {
    "each": _each, "parts": _parts, "ratio": _ratio, "bonus": _bonus, "bands": _bands, "veto": _veto,
}  # fmt: skip


def _band(table: Table | None, value: Decimal | None, by: _By) -> Decimal | None:
    if table is None or value is None:
        return None
    found = next((row.value for row in table.rows if holds(row.keys[0], value)), None)
    return _number(found, by) if found is not None else None


def _number(value: object, by: _By) -> Decimal | None:
    said = by.read(value)  # type: ignore[arg-type]  # any value of a pack
    if isinstance(said, Quantity):
        return said.number
    return said if isinstance(said, Decimal) else None
