"""Parts of a pack written shorter than their values are: `every: month`, `who: [desk]`, `upon: month.start`."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from shanzhi.core.pack.duties import Every, every
from shanzhi.core.pack.flows import Share
from shanzhi.core.pack.phases import Use
from shanzhi.core.pack.rules import Event
from shanzhi.core.pack.selector import Bound, Draw, Selector, draw
from shanzhi.core.pack.values import Ask, Formula, Given, Value
from shanzhi.packs.notes import Notes
from shanzhi.packs.tree import Elements, Entries, Leaf, Tree
from shanzhi.packs.values import formula, value

_ID: Final = r"[a-z][a-z0-9_]*"
_USE = re.compile(rf"({_ID})@(\d{{1,4}})")
_EVENT = re.compile(rf"({_ID}(?:\.{_ID})?)\.({_ID})")
_SHARE = re.compile(r"(>=|>) (\d{1,3})/(\d{1,3})( of present)?")
_BOUND = re.compile(r"(>=|<=|>|<) (.+)")
_SELECTOR_KEYS: Final = ("of", "where", "except", "pick", "ask", "default")


def read_selector(tree: Tree, path: str, notes: Notes) -> Selector | None:
    """`desk`, `[desk, reporter]`, `= it.keeper`, `{ask: 哪个单位}`, or the long form: of, where, except, pick."""
    if isinstance(tree, Entries):
        return _long(tree, path, notes)
    if isinstance(tree, Leaf) and isinstance(tree.value, str) and tree.value.startswith("="):
        return Selector(formula=formula(tree, path, notes), key_path=path, line=tree.line)
    names = _names(tree)
    if names is None:
        notes.add("wrong_shape", tree.line, wanted="岗位、层级、单位等的名称，或名称的列表")
        return None
    return Selector(names=names, key_path=path, line=tree.line)


def _names(tree: Tree) -> tuple[str, ...] | None:
    leaves = tree.items if isinstance(tree, Elements) else (tree,)
    names = tuple(t.value for t in leaves if isinstance(t, Leaf) and isinstance(t.value, str) and t.value)
    return names if names and len(names) == len(leaves) else None


def _long(tree: Entries, path: str, notes: Notes) -> Selector | None:
    notes.unknown_keys(tree, _SELECTOR_KEYS)
    of, where, except_, pick = (tree.get(k) for k in _SELECTOR_KEYS[:4])
    asked = value(tree, path, ("text",), notes) if tree.get("ask") else None
    base = read_selector(of, f"{path}.of", notes) if of else Selector()
    if of is None and asked is None:
        notes.add("missing_key", tree.line, key="of")
    if base is None:
        return None
    return Selector(
        names=base.names,
        formula=base.formula,
        where=formula(where, f"{path}.where", notes) if where else None,
        except_=formula(except_, f"{path}.except", notes) if except_ else None,
        pick=_draw(pick, notes) if pick else None,
        open=asked if isinstance(asked, Ask) else None,
        key_path=path,
        line=tree.line,
    )


def _draw(tree: Tree, notes: Notes) -> Draw | None:
    found = draw(tree.value) if isinstance(tree, Leaf) and isinstance(tree.value, str) else None
    if found is None:
        notes.add("wrong_shape", tree.line, wanted="all、random 3、random 10%、rotate 或 others")
    return found


def _text(tree: Tree) -> str:
    return tree.value if isinstance(tree, Leaf) and isinstance(tree.value, str) else ""


def read_every(tree: Tree, path: str, notes: Notes) -> Every | None:
    """A period, a table of dates `{table: dates}`, or an open one `{ask: 多久一次, default: week}`."""
    if isinstance(tree, Entries) and tree.get("ask"):
        return _open_every(tree, path, notes)
    if isinstance(tree, Entries):
        notes.unknown_keys(tree, ("table",))
        table = _text(tree.get("table") or tree)
        return Every("once", table=table) if table else None
    found = every(_text(tree))
    if found is None:
        notes.add(
            "wrong_shape", tree.line, wanted="周期（day、week、half_month、month、2 months、quarter、year、once 等）"
        )
    return found


def _open_every(tree: Entries, path: str, notes: Notes) -> Every | None:
    asked = value(tree, path, ("text",), notes)
    if not isinstance(asked, Ask):
        return None
    proposed = every(str(asked.default)) if asked.default is not None else Every("once")
    if proposed is None:
        notes.add("wrong_shape", tree.line, wanted="周期（如 month、2 months）")
        return None
    return Every(proposed.unit, proposed.count, open=asked)


def read_use(tree: Tree, path: str, notes: Notes) -> Use | None:
    """`base@1`."""
    match = _USE.fullmatch(_text(tree))
    if match is None:
        notes.add("wrong_shape", tree.line, wanted="方案包及版本，如 base@1")
        return None
    return Use(pack=match[1], version=int(match[2]), key_path=path, line=tree.line)


def read_event(tree: Tree, path: str, notes: Notes) -> Event | None:
    """`hygiene.confirmed`, `event.closed.due`."""
    match = _EVENT.fullmatch(_text(tree))
    if match is None:
        notes.add("wrong_shape", tree.line, wanted="事件，如 hygiene.confirmed")
        return None
    return Event(subject=match[1], happens=match[2], key_path=path, line=tree.line)


def read_share(tree: Tree, path: str, notes: Notes) -> Share | None:
    """`>= 2/3`, `> 1/2 of present`."""
    match = _SHARE.fullmatch(_text(tree))
    if match is None or int(match[3]) == 0:
        notes.add("wrong_shape", tree.line, wanted="比例，如 >= 2/3 或 > 1/2 of present")
        return None
    of = "present" if match[4] else "members"
    sign = ">=" if match[1] == ">=" else ">"
    return Share(sign=sign, upper=int(match[2]), lower=int(match[3]), of=of, key_path=path, line=tree.line)  # type: ignore[arg-type] # one of the two words


def read_bound(tree: Tree, path: str, notes: Notes) -> Bound | None:
    """`3`, `>= 3`, `= ceil(at.population / 300)`, `>= ceil(at.population / 300)`, or an open one."""
    match = _BOUND.fullmatch(_text(tree))
    if match is None or not isinstance(tree, Leaf):
        said = value(tree, path, ("number",), notes)
        return None if said is None else Bound("=", said)
    inner = Leaf(f"= {match[2]}", tree.line, tree.start, tree.end, tree.style)
    limit: Value | None = _number(match[2], path, tree.line) or formula(inner, path, notes)
    sign = next(s for s in (">=", "<=", ">", "<") if s == match[1])
    return None if limit is None else Bound(sign, limit)  # type: ignore[arg-type] # mypy widens the sign


def _number(text: str, path: str, line: int) -> Value | None:
    return Given(value=Decimal(text), key_path=path, line=line) if re.fullmatch(r"\d{1,9}(\.\d+)?", text) else None


READERS: Final[dict[Any, Callable[[Tree, str, Notes], Any]]] = {
    Selector: read_selector,
    Every: read_every,
    Use: read_use,
    Event: read_event,
    Share: read_share,
    Bound: read_bound,
    Formula: formula,
}
