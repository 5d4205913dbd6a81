"""Rules, indicators, notices and feeds: events that happen, deeds that can be done."""

from collections.abc import Iterator
from typing import Final

from shanzhi.core.pack.check.ground import Finding, Ground, found
from shanzhi.core.pack.expression import halves
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import ActDeed, Deed, Event, OpenDeed, PostDeed, Rule, WriteDeed
from shanzhi.core.pack.values import Formula

PERIODS: Final = ("day", "week", "month", "quarter", "half_year", "year")
# section -> what happens to its items; flows and registers have more of their own
HAPPENS: Final[dict[str, tuple[str, ...]]] = {
    "phases": ("start", "end"),
    "tasks": ("claimed", "accepted", "returned", "late", "due"),
    "duties": ("due", "met", "missed"),
    "flows": (),
    "registers": ("added", "changed", "retired"),
    "standards": ("found", "confirmed"),
    "assessments": ("final",),
    "accounts": ("posted",),
    "indicators": ("entered",),
    "notices": ("published",),
    "feeds": ("reading", "silent"),
    "posts": ("seated", "vacant"),
}


def check_rules(ground: Ground) -> Iterator[Finding]:
    """Faults of every rule, indicator, notice and feed."""
    for rule in ground.pack.rules:
        if not rule.upon:
            yield found("no_upon", rule)
        if not rule.do:
            yield found("no_deed", rule)
        for event in rule.upon:
            yield from _event(event, ground)
        for deed in rule.do:
            yield from _deed(deed, rule, ground)
    yield from _rest(ground)


def _rest(ground: Ground) -> Iterator[Finding]:
    for indicator in ground.pack.indicators:
        if not (indicator.target or indicator.value or indicator.by):
            yield found("no_target", indicator)
        if indicator.rollup == "ratio" and not _divided(indicator):
            yield found("ratio_undivided", indicator)
    for notice in ground.pack.notices:
        if not notice.channels:
            yield found("no_channel", notice)
    for feed in ground.pack.feeds:
        if not feed.register or not feed.reads:
            yield found("no_readings", feed)


def _divided(indicator: Indicator) -> bool:
    """Whether a figure says what is divided by what, so that places can be put together by totals."""
    tree = indicator.value.tree if isinstance(indicator.value, Formula) else None
    unread = isinstance(indicator.value, Formula) and tree is None  # that is another fault
    return unread or (tree is not None and halves(tree) is not None)


def events_of(item: Item, section: str) -> tuple[str, ...]:
    """All that can happen to an item, as written after its id."""
    own: tuple[str, ...] = ()
    if isinstance(item, Flow):
        states = tuple(s.id for s in item.states)
        own = (*(a.id for a in item.actions), *states, *(f"{s}.due" for s in states), "due")
    elif isinstance(item, Register):
        own = tuple(f.id for f in item.fields if f.type in ("date", "datetime"))
    return (*HAPPENS.get(section, ()), *own)


def _event(event: Event, ground: Ground) -> Iterator[Finding]:
    subject, _, rest = str(event).partition(".")
    if subject in PERIODS:
        known: tuple[str, ...] = ("start", "end")
    elif subject in ground.ids:
        section, item = ground.ids[subject]
        known = events_of(item, section)
    else:
        known = ()
    if rest not in known:
        whole = [f"{subject}.{k}" for k in known] or [f"{i}.{rest}" for i in (*ground.ids, *PERIODS)]
        yield found("unknown_event", event, said=event, near=nearest(str(event), whole))


def _deed(deed: Deed, rule: Rule, ground: Ground) -> Iterator[Finding]:
    if isinstance(deed, OpenDeed) and deed.duty:
        yield found("opens_duty", deed, "duty", said=deed.duty)
    elif isinstance(deed, OpenDeed) and bool(deed.flow) + bool(deed.task) != 1:
        yield found("one_deed", deed, known="flow、task")
    if rule.if_ is None and rule.times is None and any(str(e) in _causes(deed, ground) for e in rule.upon):
        yield found("own_cause", deed)
    if isinstance(deed, ActDeed):
        yield from _in_time(deed, rule, ground)
    if isinstance(deed, OpenDeed | WriteDeed):
        yield from _filled(deed, ground)


def _causes(deed: Deed, ground: Ground) -> set[str]:
    """The events a deed brings about."""
    match deed:
        case PostDeed(from_=source, to=target):
            return {f"{source}.posted", f"{target}.posted"}
        case WriteDeed(register=register):
            return {f"{register}.added"}
        case ActDeed(flow=flow, action=action):
            return {f"{flow}.{action}"}
        case OpenDeed(flow=id_):
            flow_ = ground.item(id_, Flow)
            return {f"{id_}.{a.id}" for a in flow_.opening} if flow_ else set()
    return set()


def _in_time(deed: ActDeed, rule: Rule, ground: Ground) -> Iterator[Finding]:
    """An action taken when a state's time is over has to be one that leaves this state."""
    flow = ground.item(deed.flow, Flow)
    action = flow.action(deed.action) if flow else None
    for event in rule.upon:
        subject, _, state = event.subject.partition(".")
        late = flow and action and subject == deed.flow and state and event.happens == "due"
        if late and action and state not in action.from_:
            yield found("not_by_clock", deed, "action", said=action.title or action.id, state=state)


def _filled(deed: OpenDeed | WriteDeed, ground: Ground) -> Iterator[Finding]:
    holder = ground.item(deed.flow, Flow) if isinstance(deed, OpenDeed) else ground.item(deed.register, Register)
    if holder is None:
        return
    ids = [f.id for f in holder.fields]
    for filled in deed.with_:
        if filled.field not in (*ids, "subject", "place", "assignee", "state"):
            near = nearest(filled.field, ids)
            yield found("unknown_field", filled, said=filled.field, of=holder.title or holder.id, near=near)
