"""Expressions: names, functions, arguments and fields that exist."""

from collections.abc import Iterator
from typing import Final

from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.check.ground import Finding, Ground, below, found, items_of
from shanzhi.core.pack.expression import Attribute, Call, Constant, Name, calls, names, walk
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.functions import FUNCTIONS
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import Rule
from shanzhi.core.pack.selector import LEVELS, OWN_NAMES, Selector
from shanzhi.core.pack.standards import Standard
from shanzhi.core.pack.values import Formula

# what a function's first argument may name
_FIRST: Final = {
    "rows": ("registers", "flows", "tasks", "duties", "forms", "posts", "feeds"),
    "figures": ("indicators", "feeds", "assessments", "registers", "flows"),
    "accounts": ("accounts",),
    "assessments": ("assessments", "standards"),
    "posts": ("posts",),
    "tables": ("tables",),
}
_FEED: Final = ("day", "days", "place")
# what every row, case and finding has besides its fields
BUILT_IN: Final = frozenset(
    {"id", "state", "place", "at", "opened", "closed", "due", "day", "count", "reporter", "assignee", "subject",
     "added", "retired", "late", "amount", "period", "reason", "result"}
)  # fmt: skip


def check_formulas(ground: Ground) -> Iterator[Finding]:
    """Names without a meaning, functions that do not exist, and fields nobody asks."""
    for _, item in items_of(ground.pack):
        own = _own_names(item)
        for part in (item, *below(item)):
            if isinstance(part, Formula) and part.tree is not None:
                yield from _formula(part, own, ground)
            elif isinstance(part, Selector):
                yield from _selected(part, ground)
        yield from _at_hand(item, ground)


def _own_names(item: Item) -> tuple[str, ...]:
    """The names that mean something inside an item alone: columns of a sheet, figures entered with a finding."""
    if isinstance(item, Assessment):
        return tuple(c.id for c in item.columns)
    if isinstance(item, Standard):
        return tuple(f.id for leaf in item.leaves() for f in leaf.fields)
    return ()


def _formula(formula: Formula, own: tuple[str, ...], ground: Ground) -> Iterator[Finding]:
    if formula.tree is None:
        return
    known = (*OWN_NAMES, *own, *ground.ids, *LEVELS)
    for name in names(formula.tree):
        if name not in known:
            yield found("unknown_name", formula, said=name, near=nearest(name, known))
    for call in calls(formula.tree):
        yield from _call(call, formula, ground)


def _call(call: Call, formula: Formula, ground: Ground) -> Iterator[Finding]:
    signature = FUNCTIONS.get(call.function)
    if signature is None:
        yield found("unknown_function", formula, said=call.function, near=nearest(call.function, FUNCTIONS))
        return
    free = len(call.named) if signature.free else 0
    if not signature.least <= len(call.arguments) + len(call.named) - free <= signature.most:
        least, most = signature.least, signature.most
        yield found("wrong_arguments", formula, said=call.function, least=least, most=most)
    elif signature.first and isinstance(call.arguments[0], Name):
        yield from _first(call.arguments[0].name, signature.first, formula, ground)
        yield from _conditions(call, ground.item(call.arguments[0].name, Item), formula)


def _first(name: str, first: str, formula: Formula, ground: Ground) -> Iterator[Finding]:
    sections = _FIRST[first]
    if name in ground.ids and ground.section(name) not in sections:
        wanted = {"rows": "台账、流程、任务或职责", "figures": "指标、考核、台账或流程"}.get(first, "")
        wanted = wanted or {"accounts": "账户", "assessments": "考核", "posts": "岗位", "tables": "表格"}[first]
        near = nearest(name, ground.names(*sections))
        yield found("unknown_reference", formula, said=name, wanted=wanted, near=near)


def _conditions(call: Call, item: Item | None, formula: Formula) -> Iterator[Finding]:
    """Arguments by name are fields, what every row has, or a step of a flow: `reopen=true`, where it was taken."""
    if isinstance(item, Feed):
        yield from _of_feed(call, item, formula)
    if not isinstance(item, Form | Register | Flow):
        return
    steps = [a.id for a in item.actions] if isinstance(item, Flow) else []
    known = [*(f.id for f in _fields(item)), *steps]
    for name, _ in call.named:
        if name not in (*known, *BUILT_IN):
            yield found("unknown_field", formula, said=name, of=item.title or item.id, near=nearest(name, known))


def _of_feed(call: Call, feed: Feed, formula: Formula) -> Iterator[Finding]:
    """A feed is asked for a quantity it reads, by day, days or place."""
    reads = [one.field for one in feed.reads]
    said = [a.value for a in call.arguments[1:] if isinstance(a, Constant) and isinstance(a.value, str)]
    unknown = [(name, reads) for name in said if name not in reads]
    unknown += [(name, list(_FEED)) for name, _ in call.named if name not in _FEED]
    for name, known in unknown:
        yield found("unknown_field", formula, said=name, of=feed.title or feed.id, near=nearest(name, known))


def _selected(selector: Selector, ground: Ground) -> Iterator[Finding]:
    """`it` in a selector's conditions is a row of the register it selects from."""
    register = ground.item(selector.ids[0], Register) if len(selector.ids) == 1 else None
    for condition in (selector.where, selector.except_):
        if register and condition:
            yield from fields_known(condition, register.fields, register.title or register.id)


def _at_hand(item: Item, ground: Ground) -> Iterator[Finding]:
    """`it` in the conditions of a form, register or flow is what these hold; in a rule, what the event is about."""
    holder: Item | None = item
    conditions: list[Formula] = []
    if isinstance(item, Form | Register | Flow):
        parts = [p for p in _without_selectors(item) if isinstance(p, Formula)]
        conditions = parts
    elif isinstance(item, Rule) and len(item.upon) == 1:
        holder = ground.item(item.upon[0].subject.split(".")[0], Item)
        conditions = [item.if_] if item.if_ else []
    if isinstance(holder, Feed):
        register = ground.item(holder.register, Register)
        known = (*(register.fields if register else ()), *(Field(id=one) for one in _quantities(holder)))
        for condition in conditions:
            yield from fields_known(condition, known, holder.title or holder.id)
    if isinstance(holder, Form | Register | Flow):
        for condition in conditions:
            yield from fields_known(condition, _fields(holder), holder.title or holder.id)


def _quantities(feed: Feed) -> tuple[str, ...]:
    """What a reading has besides the fields of its row."""
    return (*(one.field for one in feed.reads), "quantity")


def _fields(holder: Form | Register | Flow) -> tuple[Field, ...]:
    inner = tuple(f for a in holder.actions for f in a.fields) if isinstance(holder, Flow) else ()
    return (*holder.fields, *inner)


def _without_selectors(part: Placed) -> Iterator[Placed]:
    for inner in below(part):
        if isinstance(inner, Formula) and not _in_selector(inner, part):
            yield inner


def _in_selector(formula: Formula, part: Placed) -> bool:
    return any(formula is c for s in below(part) if isinstance(s, Selector) for c in (s.where, s.except_, s.formula))


def fields_known(condition: Formula, known: tuple[Field, ...], of: str) -> Iterator[Finding]:
    """`it.name` for every name that is no field and no attribute all rows have."""
    if condition.tree is None:
        return
    ids = [f.id for f in known]
    for node in walk(condition.tree):
        if isinstance(node, Attribute) and node.of == Name("it") and node.name not in (*ids, *BUILT_IN):
            yield found("unknown_field", condition, said=node.name, of=of, near=nearest(node.name, ids))
