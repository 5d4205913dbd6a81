"""Ids, references and whom a selector names."""

from collections.abc import Iterator
from typing import Final

from shanzhi.core.pack.accounts import Dues
from shanzhi.core.pack.assessments import Assessment, Column, Rank
from shanzhi.core.pack.check.ground import Finding, Ground, below, found, items_of
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.flows import Action, Collect, Decide, Flow
from shanzhi.core.pack.forms import Form
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.phases import Phase
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import ActDeed, OpenDeed, PostDeed, PublishDeed, SeatDeed, WriteDeed
from shanzhi.core.pack.selector import ID, LEVELS, RELATIONS, RESERVED, Selector
from shanzhi.core.pack.standards import Scoring, StandardItem
from shanzhi.core.pack.tasks import HandIn, Task

# part -> attribute -> (the section it names an item of, what that is called)
_NAMED: Final[dict[type[Placed], dict[str, str]]] = {
    Phase: {"after": "phases"},
    Task: {"after": "tasks", "phase": "phases"},
    Duty: {"phase": "phases"},
    Assessment: {"standard": "standards", "phase": "phases"},
    Column: {"form": "forms"},
    HandIn: {
        "form": "forms",
        "sheet": "assessments",
        "notice": "notices",
        "register": "registers",
        "indicator": "indicators",
    },
    Collect: {"form": "forms"},
    Action: {"form": "forms"},
    Decide: {"body": "posts"},
    Post: {"of": "posts"},
    Register: {"life": "flows"},
    Dues: {"pay": "accounts"},
    PostDeed: {"from_": "accounts", "to": "accounts"},
    OpenDeed: {"flow": "flows", "task": "tasks", "duty": "duties"},
    ActDeed: {"flow": "flows"},
    WriteDeed: {"register": "registers"},
    SeatDeed: {"post": "posts"},
    PublishDeed: {"notice": "notices"},
    Feed: {"register": "registers"},
    Scoring: {"table": "tables"},
}
CALLED: Final = {
    "phases": "阶段", "tables": "表格", "posts": "岗位", "forms": "表单", "tasks": "任务", "duties": "职责",
    "flows": "流程", "registers": "台账", "standards": "标准", "assessments": "考核", "accounts": "账户",
    "rules": "规则", "indicators": "指标", "notices": "公示通报", "feeds": "数据接入",
}  # fmt: skip
_OTHERS: Final = ("place", "org")


def check_names(ground: Ground) -> Iterator[Finding]:
    """Ids that are not unique, are not ids or belong to the format; references and selectors that lead nowhere."""
    yield from _ids(ground)
    for part in below(ground.pack):
        yield from _references(part, ground)
        if isinstance(part, Selector):
            yield from _selector(part, ground)
        elif isinstance(part, HandIn):
            yield from _column(part, ground)
        elif isinstance(part, ActDeed):
            yield from _action(part, ground)
    for indicator in ground.pack.indicators:
        yield from _level(indicator, indicator.at, "at", ground)
    yield from (f for a in ground.pack.assessments if a.rank for f in _level(a.rank, a.rank.within, "within", ground))


def _ids(ground: Ground) -> Iterator[Finding]:
    first: dict[str, Item] = {}
    for _, item in items_of(ground.pack):
        yield from _id(item)
        if item.id in first:
            yield found("duplicate_id", item, "id", id=item.id, first=first[item.id].line)
        first.setdefault(item.id, item)
        yield from _inner_ids(item)


def _inner_ids(item: Item) -> Iterator[Finding]:
    """Fields, states, actions, columns and items of a standard need ids of their own within their item."""
    groups: tuple[tuple[Item, ...], ...] = ()
    if isinstance(item, Flow):
        groups = (item.fields, item.states, item.actions)
    elif isinstance(item, Form | Register):
        groups = (item.fields,)
    elif isinstance(item, Assessment):
        groups = (item.columns,)
    else:
        groups = (tuple(p for p in below(item) if isinstance(p, StandardItem)),)
    for group in groups:
        seen: dict[str, Item] = {}
        for inner in group:
            yield from _id(inner, reserved=False)
            if inner.id in seen:
                yield found("duplicate_id", inner, "id", id=inner.id, first=seen[inner.id].line)
            seen.setdefault(inner.id, inner)


def _id(item: Item, *, reserved: bool = True) -> Iterator[Finding]:
    if not item.id:
        yield Finding("missing_key", item, args={"key": "id"})
    elif not ID.fullmatch(item.id):
        yield from () if item.key_path.endswith(f".{item.id}") else (found("bad_id", item, "id", said=item.id),)
    elif reserved and item.id in RESERVED:
        yield found("reserved_id", item, "id", id=item.id)


def _references(part: Placed, ground: Ground) -> Iterator[Finding]:
    for attribute, section in _NAMED.get(type(part), {}).items():
        said = getattr(part, attribute)
        for name in said if isinstance(said, tuple) else (said,) if said else ():
            if ground.section(name) != section:
                yield _unknown(part, attribute.rstrip("_"), name, section, ground)


def _unknown(part: Placed, key: str, name: str, section: str, ground: Ground) -> Finding:
    near = nearest(name, ground.names(section))
    return found("unknown_reference", part, key, said=name, wanted=CALLED[section], near=near)


def _selector(selector: Selector, ground: Ground) -> Iterator[Finding]:
    known = (*LEVELS, *RELATIONS, *_OTHERS, *ground.names("posts", "registers"))
    for name in selector.ids:
        if name not in known:
            near = nearest(name, known)
            yield found("unknown_reference", selector, said=name, wanted="岗位、台账、层级或关系", near=near)


def _column(hand_in: HandIn, ground: Ground) -> Iterator[Finding]:
    sheet = ground.item(hand_in.sheet, Assessment)
    columns = [c.id for c in sheet.columns] if sheet else []
    if sheet and hand_in.column not in columns:
        near = nearest(hand_in.column, columns)
        yield found("unknown_reference", hand_in, "column", said=hand_in.column, wanted="列", near=near)
    if not (hand_in.form or hand_in.sheet or hand_in.notice or hand_in.register or hand_in.indicator):
        yield found("hand_in_nothing", hand_in, said="hand_in")


def _action(deed: ActDeed, ground: Ground) -> Iterator[Finding]:
    flow = ground.item(deed.flow, Flow)
    if flow and flow.action(deed.action) is None:
        near = nearest(deed.action, [a.id for a in flow.actions])
        yield found("unknown_reference", deed, "action", said=deed.action, wanted="动作", near=near)


def _level(part: Indicator | Rank, name: str, key: str, ground: Ground) -> Iterator[Finding]:
    known = (*LEVELS, *ground.names("registers"))
    if name and name not in known:
        yield found("unknown_reference", part, key, said=name, wanted="层级或台账", near=nearest(name, known))
