"""A reading as one JSON object, in the shape of a label made by hand."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shanzhi.core.plan.facts import Phase, Plan, Span, Task

Entry = dict[str, object]


def as_label(plan: Plan) -> dict[str, object]:
    """Gives a reading as plain values: every fact with path, quote and place, ready for JSON."""
    return {
        "title": plan.title,
        "level": plan.level,
        "issuer_quote": plan.issuer,
        "headings": [{"path": list(c.path), "title": c.title, **_place(c.head)} for c in plan.clauses if c.n],
        "tasks": [_task(task) for task in plan.tasks],
        "phases": [_phase(phase) for phase in plan.phases],
        "indicators": [_plain(f, "name op value value_high unit base by") for f in plan.indicators],
        "duties": [_plain(f, "who what when freq hand_in") for f in plan.duties],
        "money": [_plain(f, "kind amount unit per trigger") for f in plan.money],
        "norms": [_plain(f, "what value unit per") for f in plan.norms],
        "named_sets": [_plain(f, "name declared items") for f in plan.named_sets],
        "organs": [{**_plain(f, "name"), "roles": [{"role": r, "who": w} for r, w in f.roles]} for f in plan.organs],
        "citations": [_plain(f, "title number") for f in plan.citations],
        "defects": [
            {"type": p.kind, "why": str(p.why), "cure": str(p.cure), "severity": p.severity, **_place(p.span)}
            for p in plan.problems
        ],
        "notes": list(plan.notes),
    }


def _place(span: Span) -> Entry:
    return {"quote": span.quote, "line": span.line, "start": span.start, "end": span.end}


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return [_value(item) for item in value] if isinstance(value, tuple) else value


def _plain(fact: Any, names: str) -> Entry:  # noqa: ANN401 - any of the dataclasses of facts.py
    """Gives the named fields of a fact, its path and its place."""
    return {
        "path": list(getattr(fact, "path", ())),
        **{name: _value(getattr(fact, name)) for name in names.split()},
        **_place(fact.span),
    }


def _task(task: Task) -> Entry:
    roles: Sequence[str] = ("lead", "responsible", "support", "owner", "persons")
    entry = _plain(task, " ".join(("title", *roles, "deadline")))
    return {**entry, "units_from": list(task.units_from)} if task.units_from else entry


def _phase(phase: Phase) -> Entry:
    """Gives a stage; start and end are its dates as printed, so its place has no offsets."""
    entry = _plain(phase, "name overall")
    return {**entry, "start": phase.start, "end": phase.end}
