"""The draft pack of a plan: what was read in it and checked, written as a pack that an office can go on with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from shanzhi.core.duty import Recurrence, windows
from shanzhi.core.pack.duties import Duty
from shanzhi.core.plan.facts import Money, NamedSet, Organ
from shanzhi.core.programme import Draft, DraftDuty, DraftIndicator, DraftTask
from shanzhi.core.schedule import Setting, expected
from shanzhi.core.unit import level_of
from shanzhi.packs.edit import written
from shanzhi.packs.reading import examine, read

_ROLES: Final = ("lead", "responsible", "owner", "support")
_EVERY: Final[Mapping[str, str]] = {
    "day": "day", "week": "week", "half_month": "half_month", "month": "month", "two_months": "2 months",
    "quarter": "quarter", "half_year": "half_year", "year": "year",
}  # fmt: skip
_MONTHS: Final[Mapping[str, int]] = {"two_months": 2, "quarter": 3, "half_year": 6}
_ITEM: Final = re.compile(r"  (?:- \{id: |indicator_\d+: )")
_HEAD: Final = 6  # lines
_ROUNDS: Final = 4
_LONGEST_TITLE: Final = 80
_LONGEST_CLAUSE: Final = 300
_LAST_DAY: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_BETTER_DOWN: Final = "<="


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft is written from.

    clauses: number as printed and text, by the plan's clause number; level: who runs it; plan: what adopting creates;
    units: their registered names; money, sets, organs: (clause number, fact) pairs, as checked.
    """

    id: str
    title: str
    level: str
    subjects: str
    clauses: Mapping[int, tuple[str, str]]
    plan: Draft
    units: Mapping[int, str] = field(default_factory=dict)
    money: Sequence[tuple[int, Money]] = ()
    sets: Sequence[tuple[int, NamedSet]] = ()
    organs: Sequence[tuple[int, Organ]] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft. items: ids of tasks, phases, duties and indicators in the order of the plan, "" where left out."""

    text: str
    phases: tuple[str, ...]
    tasks: tuple[str, ...]
    duties: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(slots=True)
class _Page:
    """The lines written so far."""

    lines: list[str] = field(default_factory=list)

    def section(self, name: str, rows: Sequence[str]) -> None:
        if rows:
            self.lines += ["", f"{name}:", *(f"  {row}" for row in rows)]


def draft_pack(of: Material) -> Drafted:
    """The draft of a plan; it has no faults of the checker, or the part that had one is left out."""
    names = _numbers(of.clauses)
    page = _Page([
        "# 由方案原文读出的方案包草稿：金额、日期、单位都可以改，还可以从方案包库补上流程、台账、标准和规则",
        f"pack: {of.id}", f"title: {written(of.title)}", "version: 1", f"level: {of.level}",
        f"subjects: {of.subjects}",
    ])  # fmt: skip
    duties = tuple(_duty(n, d, names, of.plan) for n, d in enumerate(of.plan.duties, 1))
    page.section(
        "clauses",
        [f"{written(names[n])}: {written(_short(text, _LONGEST_CLAUSE))}" for n, (_, text) in of.clauses.items()],
    )
    page.section("phases", [
        f"- {{id: phase_{n}, title: {written(_short(p.title))}, from: {_day(p.from_on)}, to: {_day(p.to_on)}, "
        f"clause: {written(names[p.clause])}}}"
        for n, p in enumerate(of.plan.phases, 1)
    ])  # fmt: skip
    page.section("tables", list(_tables(of.money, names)))
    page.section("posts", list(_posts(of, names)))
    page.section("forms", list(_forms(of.plan.duties, names)))
    page.section("tasks", [f"- {_task(n, t, names, of.units)}" for n, t in enumerate(of.plan.tasks, 1)])
    page.section("duties", [f"- {d}" for d in duties if d])
    page.section("standards", list(_standards(of.sets, names)))
    page.section("indicators", [_indicator(n, i, names, of) for n, i in enumerate(of.plan.indicators, 1)])
    text = _mended("\n".join(page.lines) + "\n")
    pack = read(text).pack
    kept = {item.id for _, item in pack.items()} if pack else set()
    sizes = {"phase": of.plan.phases, "task": of.plan.tasks, "duty": of.plan.duties, "indicator": of.plan.indicators}
    ids = {
        kind: tuple(id_ if (id_ := f"{kind}_{n}") in kept else "" for n in range(1, len(rows) + 1))
        for kind, rows in sizes.items()
    }
    return Drafted(text, ids["phase"], ids["task"], ids["duty"], ids["indicator"])


def _mended(text: str) -> str:
    """The text without whatever the checker has a fault of: the line of an item, else the section it stands in."""
    for _ in range(_ROUNDS):
        faults = examine(text).faults
        if not faults:
            break
        lines = text.split("\n")
        gone: set[int] = set()
        for fault in faults:
            at = max(fault.line - 1, 0)
            gone |= {at} if _ITEM.match(lines[at]) else set(_section(lines, at))
        text = "\n".join(line for n, line in enumerate(lines) if n not in gone)
    return text


def _section(lines: Sequence[str], at: int) -> range:
    """The lines of the section that a line stands in; nothing of the head."""
    first = next((n for n in range(at, _HEAD - 1, -1) if lines[n] and not lines[n].startswith(" ")), at)
    last = next((n for n in range(first + 1, len(lines)) if lines[n] and not lines[n].startswith(" ")), len(lines))
    return range(first, last) if first >= _HEAD else range(0)


def _numbers(clauses: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """A name for each clause: its number as printed; told apart where a number is printed twice."""
    out: dict[int, str] = {}
    for n, (number, _) in clauses.items():
        name = number or "前言"
        out[n] = name if name not in out.values() else f"{name}·{n}"
    return out


def _short(text: str, longest: int = _LONGEST_TITLE) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


def _who(words: Sequence[str]) -> str:
    """A list for a selector: levels by their key, units by their name."""
    names = dict.fromkeys(level_of(w) or written(w) for w in words if w.strip())
    return f"[{', '.join(names)}]"


def _task(n: int, task: DraftTask, names: Mapping[int, str], units: Mapping[int, str]) -> str:
    parts = [f"id: task_{n}", f"title: {written(_short(task.title))}"]
    held = {role: [units.get(u or 0, w) for r, w, u in task.units if r == role] for role in _ROLES}
    parts += [f"{role}: {_who(words)}" for role, words in held.items() if words]
    if not any(held[role] for role in ("lead", "responsible", "owner")):
        parts.append("responsible: {ask: 由哪个单位负责}")
    if task.due_on:
        parts.append(f"due: {_day(task.due_on)}")
    else:
        asked = f"何时完成：{task.due_words}" if task.due_words else "何时完成"
        parts.append(f"due: {{ask: {written(_short(asked))}}}")
    if task.phase is not None:
        parts.append(f"phase: phase_{task.phase + 1}")
    return "{" + ", ".join([*parts, f"clause: {written(names[task.clause])}"]) + "}"


def _forms(duties: Sequence[DraftDuty], names: Mapping[int, str]) -> Iterator[str]:
    """The form that reports are handed in by, where any is."""
    clause = next((names[d.clause] for d in duties if d.duty.hand_in), "")
    if clause:
        yield f"report: {{title: 报送, clause: {written(clause)}, fields: ["
        yield "  {id: words, title: 工作情况, type: long_text, required: true}, {id: paper, title: 附件, type: file}]}"


def _duty(n: int, made: DraftDuty, names: Mapping[int, str], plan: Draft) -> str:
    """A duty; "" where the format cannot say when it comes round as the plan does."""
    duty, rule = made.duty, made.duty.rule
    who = [w for w in duty.who.replace("，", "、").split("、") if w]
    parts = [f"id: duty_{n}", f"title: {written(_short(duty.what or duty.span.quote))}"]
    parts += [f"who: {_who(who)}"] if who else [f"who: {{ask: {written('由谁负责')}}}"]
    when = _when(rule) if rule else []
    if rule is None or not when:
        when = [f"every: {{ask: {written(_short('多久一次：' + (duty.when or '原文没有写明')))}}}"]
    parts += when
    parts += ["hand_in: {form: report}"] if duty.hand_in else []
    text = "{" + ", ".join([*parts, f"clause: {written(names[made.clause])}"]) + "}"
    return text if _same(text, rule, plan) else ""


def _when(rule: Recurrence) -> list[str]:
    every = _EVERY.get(rule.every)
    if every is None:
        return []
    parts = [f"every: {every}"]
    found = [w for pair in rule.windows if (w := _window(rule, *pair))]
    if rule.by_times:
        found = ["{by: [" + ", ".join(f'"{t}"' for t in rule.by_times) + "]}"]
    parts += [f"window: [{', '.join(found)}]"] if len(found) > 1 else [f"window: {w}" for w in found]
    parts += [f"times: {rule.times}"] if rule.times > 1 else []
    if rule.months:
        first, last = rule.months[0], rule.months[-1]
        parts.append(f'phase: "{first:02}-01..{last:02}-{_LAST_DAY.get(last, 31)}"')
    return parts


def _window(rule: Recurrence, first: int, last: int) -> str:
    size = _MONTHS.get(rule.every, 0)
    if rule.every == "year":
        return f'{{from: "{first // 100:02}-{first % 100:02}", to: "{last // 100:02}-{last % 100:02}"}}'
    if size:
        same = last // 100 == size
        begin = f"from: {first % 100}, " if first // 100 == size else ""
        return f"{{{begin}to: {last % 100}}}" if same else ""
    begin = f"from: {first}, " if first > 1 or rule.every == "half_month" else ""
    return f"{{{begin}to: {last}}}"


def _same(text: str, rule: Recurrence | None, plan: Draft) -> bool:
    """Whether a duty as written comes round as the plan says."""
    gave = read(f"pack: x\nduties:\n  - {text}\n").pack
    if gave is None or not gave.duties or rule is None:
        return gave is not None
    duty: Duty = gave.duties[0]
    said = {(e.opens_on, e.due_on) for e in expected(duty, plan.from_on, plan.to_on, Setting(plan.from_on, plan.to_on))}
    asked = {(w.opens_on, w.due_on) for w in windows(rule, plan.from_on, plan.to_on)}
    return said == asked or duty.every is None or duty.every.open is not None


def _indicator(n: int, made: DraftIndicator, names: Mapping[int, str], of: Material) -> str:
    one = made.indicator
    year = (made.by_on or of.plan.to_on).year
    parts = [
        f"title: {written(_short(one.name))}",
        f"measure: {written(one.unit or '项')}",
        f"at: {of.level}",
        "every: year",
    ]
    parts += ["better: down"] if one.op == _BETTER_DOWN else []
    parts.append(f'target: {{"{year}": {_number(one.value)}}}')
    parts += [f"by: {_who([one.by])}"] if one.by and not one.by[0].isdigit() and "年" not in one.by else []
    return f"indicator_{n}: {{{', '.join(parts)}, clause: {written(names[made.clause])}}}"


def _number(value: Decimal) -> str:
    return f"{value:f}"


def _tables(money: Sequence[tuple[int, Money]], names: Mapping[int, str]) -> Iterator[str]:
    """The figures of money as a table, for the rules that an office will write."""
    rows: dict[str, tuple[int, str]] = {}
    for n, one in money:
        if one.amount is not None and one.unit.endswith("元"):
            title = _short(f"{one.trigger or one.span.quote}", 40)
            rows.setdefault(title, (n, f"{_number(one.amount)} {one.unit}"))
    if rows:
        first = next(iter(rows.values()))[0]
        yield f"amounts: {{title: 原文写明的金额, key: [事由], clause: {written(names[first])}, rows: {{"
        yield from (f"  {written(title)}: {written(said)}," for title, (_, said) in rows.items())
        yield "}}"


def _posts(of: Material, names: Mapping[int, str]) -> Iterator[str]:
    seen: dict[str, None] = {}
    for clause, organ in of.organs:
        if organ.name in seen:
            continue
        seen[organ.name] = None
        count = f', count: ">= {len(organ.roles)}"' if len(organ.roles) > 1 else ""
        yield (
            f"organ_{len(seen)}: {{title: {written(_short(organ.name))}, at: {of.level}{count}, "
            f"clause: {written(names[clause])}}}"
        )


def _standards(sets: Sequence[tuple[int, NamedSet]], names: Mapping[int, str]) -> Iterator[str]:
    for n, (clause, one) in enumerate(sets, 1):
        items = list(dict.fromkeys(_short(i, 60) for i in one.items))
        if not items:
            continue
        yield f"set_{n}: {{title: {written(_short(one.name))}, full: pass, clause: {written(names[clause])}, items: ["
        yield from (f"  {{id: set_{n}_{k}, title: {written(item)}}}," for k, item in enumerate(items, 1))
        yield "]}"
