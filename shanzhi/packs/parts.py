"""Trees -> the parts of a pack, by the shapes of their dataclasses; what does not fit is noted, the rest is read."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from shanzhi.core.pack.days import span
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.feeds import Reading
from shanzhi.core.pack.flows import State
from shanzhi.core.pack.forms import Private
from shanzhi.core.pack.indicators import Mark
from shanzhi.core.pack.pack import Clause, Pack
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.rules import (
    DEED_KINDS,
    ActDeed,
    Deed,
    Filled,
    OpenDeed,
    PostDeed,
    PublishDeed,
    SeatDeed,
    TellDeed,
    WriteDeed,
)  # fmt: skip
from shanzhi.core.pack.selector import ID
from shanzhi.core.pack.standards import SCORING_KINDS, Scoring, Standard
from shanzhi.core.pack.tables import Row
from shanzhi.packs.notes import Notes
from shanzhi.packs.shape import element_of, keys_of, members, plain_type, wants, words_of
from shanzhi.packs.specials import READERS
from shanzhi.packs.tree import Elements, Entries, Leaf, Tree
from shanzhi.packs.values import value

DEEDS: Final[dict[str, type[Placed]]] = {
    "post": PostDeed,
    "open": OpenDeed,
    "act": ActDeed,
    "write": WriteDeed,
    "seat": SeatDeed,
    "tell": TellDeed,
    "publish": PublishDeed,
}
# parts written as a map of one key each: the attribute the key goes to, the one its value goes to
PAIRS: Final[dict[type, tuple[str, str]]] = {
    Mark: ("year", "value"),
    Filled: ("field", "value"),
    Reading: ("field", "measure"),
    Clause: ("number", "text"),
}

LONG_PAIRS: Final = (Reading,)
"""Pairs that may be written out, where there is more to say: `index: {measure: m³, counter: true}`."""


def read_part(part: type, tree: Tree, path: str, notes: Notes, **known: Any) -> Any:  # noqa: ANN401 - of the type given
    """A part from a map, None where a key it cannot do without is missing or no map is there. known: read already."""
    if isinstance(tree, Leaf) and tree.value is None:
        tree = Entries((), tree.line)
    if not isinstance(tree, Entries):
        notes.add("wrong_shape", tree.line, wanted="若干个键和值")
        return None
    tree, given = _shortened(part, tree, path, notes)
    keys = tuple(k for k in keys_of(part) if k.attribute not in known)
    notes.unknown_keys(tree, (k.name for k in keys))
    values: dict[str, Any] = {"key_path": path, "line": tree.line, **given, **known}
    for key in keys:
        below = tree.get(key.name)
        written = below is not None and not (isinstance(below, Leaf) and below.value is None)
        said = read(key.hint, below, f"{path}.{key.name}".lstrip("."), notes) if below is not None and written else None
        if said is not None:
            values.setdefault(key.attribute, said)
        elif key.required and not written:
            notes.add("missing_key", tree.line, key=key.name)
    lacking = [k for k in keys if k.required and k.attribute not in values]
    return None if lacking else part(**values)


def read(hint: Any, tree: Tree, path: str, notes: Notes) -> Any:  # noqa: ANN401 - a type hint, and what it says
    """What a hint asks for, None where the tree does not give it, which is noted."""
    _remember(tree, path, notes)
    if kinds := wants(hint):
        return value(tree, path, kinds, notes)
    if words := words_of(hint):
        return _word(tree, words, notes)
    kind = plain_type(hint)
    if element := element_of(kind):
        return _several(element, tree, path, notes)
    if kind in READERS:
        return READERS[kind](tree, path, notes)
    if set(members(hint)) == set(members(Deed)):
        return _deed(tree, path, notes)
    return _simple(kind, tree, notes) if kind in _SIMPLE else read_part(kind, tree, path, notes)


def _remember(tree: Tree, path: str, notes: Notes) -> None:
    notes.lines.setdefault(path, tree.line)
    if isinstance(tree, Entries):
        for key, _ in tree.pairs:
            notes.lines[f"{path}.{key.value}".lstrip(".")] = key.line


_SIMPLE: Final[dict[Any, str]] = {str: "文字（数字和时刻请加引号）", int: "整数", bool: "true 或 false", Decimal: "数"}


def _simple(kind: Any, tree: Tree, notes: Notes) -> Any:  # noqa: ANN401 - of the type given
    said = tree.value if isinstance(tree, Leaf) else None
    if kind is int and isinstance(said, Decimal) and said == said.to_integral_value():
        return int(said)
    if kind is not int and type(said) is kind:
        return said
    notes.add("wrong_shape", tree.line, wanted=_SIMPLE[kind])
    return None


def _word(tree: Tree, words: tuple[str, ...], notes: Notes) -> str | None:
    said = tree.value if isinstance(tree, Leaf) else "…"
    if said in words:
        return str(said)
    notes.add("unknown_word", tree.line, said=said, known="、".join(words))
    return None


def _several(element: Any, tree: Tree, path: str, notes: Notes) -> tuple[Any, ...]:  # noqa: ANN401 - a type hint
    """A list; one alone may stand without brackets; items may be a map by their ids, pairs are always one."""
    kind = plain_type(element)
    if kind is Row:
        return tuple(_rows(tree, (), path, notes))
    if kind in PAIRS:
        return tuple(_pairs(kind, tree, path, notes))
    if isinstance(kind, type) and issubclass(kind, Item) and isinstance(tree, Entries) and tree.get("id") is None:
        found = [_item(kind, str(k.value), t, f"{path}.{k.value}", notes) for k, t in tree.pairs]
        return tuple(f for f in found if f is not None)
    trees = tree.items if isinstance(tree, Elements) else (tree,)
    found = [read(element, t, f"{path}.{n}", notes) for n, t in enumerate(trees)]
    return tuple(f for f in found if f is not None)


def _item(kind: type, id_: str, tree: Tree, path: str, notes: Notes) -> Any:  # noqa: ANN401 - of the type given
    if not ID.fullmatch(id_):
        notes.add("bad_id", notes.lines.get(path, tree.line), said=id_)
    _remember(tree, path, notes)
    line = notes.lines.get(path, tree.line)
    return read_part(kind, tree, path, notes, id=id_, line=line)


def _rows(tree: Tree, keys: tuple[str, ...], path: str, notes: Notes) -> list[Row]:
    """The cells below a map of maps, each with the keys that lead to it."""
    if isinstance(tree, Entries) and tree.get("ask") is None:
        below = [_rows(t, (*keys, str(k.value)), f"{path}.{k.value}", notes) for k, t in tree.pairs]
        return [row for rows in below for row in rows]
    said = value(tree, path, ("duration", "day", "anything"), notes)
    return [] if said is None else [Row(keys=keys, value=said, key_path=path, line=tree.line)]


def _pairs(kind: type, tree: Tree, path: str, notes: Notes) -> list[Any]:
    if not isinstance(tree, Entries):
        notes.add("wrong_shape", tree.line, wanted="若干个键和值")
        return []
    left, right = PAIRS[kind]
    hint = next(k.hint for k in keys_of(kind) if k.attribute == right)
    found = []
    for key, below in tree.pairs:
        where = f"{path}.{key.value}"
        if kind in LONG_PAIRS and isinstance(below, Entries):
            found.append(read_part(kind, below, where, notes, line=key.line, **{left: str(key.value)}))
        elif (said := read(hint, below, where, notes)) is not None:
            found.append(kind(**{left: str(key.value), right: said, "key_path": where, "line": key.line}))
    return [one for one in found if one is not None]


def _deed(tree: Tree, path: str, notes: Notes) -> Deed | None:
    pairs = tree.pairs if isinstance(tree, Entries) else ()
    known = [(str(k.value), t) for k, t in pairs if k.value in DEED_KINDS]
    if len(pairs) != 1 or len(known) != 1:
        notes.add("one_deed", tree.line, known="、".join(DEED_KINDS))
        return None
    kind, below = known[0]
    if kind == "publish" and isinstance(below, Leaf):
        below = Entries(((Leaf("notice", below.line, 0, 0), below),), below.line)
    _remember(below, f"{path}.{kind}", notes)
    deed: Deed | None = read_part(DEEDS[kind], below, f"{path}.{kind}", notes)
    return deed


# ----- parts with a short way of writing one of their keys


def _shortened(part: type, tree: Entries, path: str, notes: Notes) -> tuple[Entries, dict[str, Any]]:
    """The map without the keys that are written in a short way, and what these say."""
    short = _SHORT.get(part)
    return short(tree, path, notes) if short else (tree, {})


def _without(tree: Entries, name: str) -> Entries:
    return Entries(tuple(p for p in tree.pairs if p[0].value != name), tree.line)


def _state(tree: Entries, _path: str, _notes: Notes) -> tuple[Entries, dict[str, Any]]:
    clock = tree.get("clock")
    none = isinstance(clock, Leaf) and clock.value == "none"
    return (_without(tree, "clock"), {"unclocked": True}) if none else (tree, {})


def _standard(tree: Entries, _path: str, _notes: Notes) -> tuple[Entries, dict[str, Any]]:
    full = tree.get("full")
    return (_without(tree, "full"), {}) if isinstance(full, Leaf) and full.value == "pass" else (tree, {})


def _duty(tree: Entries, _path: str, _notes: Notes) -> tuple[Entries, dict[str, Any]]:
    phase = tree.get("phase")
    found = span(phase.value) if isinstance(phase, Leaf) and isinstance(phase.value, str) else None
    return (_without(tree, "phase"), {"span": found}) if found else (tree, {})


_SHORT: Final[dict[type, Callable[[Entries, str, Notes], tuple[Entries, dict[str, Any]]]]] = {
    State: _state,
    Standard: _standard,
    Duty: _duty,
}


def read_scoring(tree: Tree, path: str, notes: Notes) -> Scoring | None:
    """`ratio`, `all`, `{each: -1, floor: 0}`, `{parts: [1, 2]}`, `{bonus: 5, cap: 10}`, `{veto: 60}`, `{bands: t}`."""
    if isinstance(tree, Leaf) and tree.value in ("ratio", "all"):
        kind = "ratio" if tree.value == "ratio" else "all"
        return Scoring(kind="all" if kind == "all" else "ratio", key_path=path, line=tree.line)
    kinds = [str(k.value) for k, _ in tree.pairs if k.value in SCORING_KINDS] if isinstance(tree, Entries) else []
    if not isinstance(tree, Entries) or len(kinds) != 1:
        notes.add("wrong_shape", tree.line, wanted="一种计分办法：" + "、".join(SCORING_KINDS))
        return None
    kind = kinds[0]
    target = {"parts": "parts", "bands": "table"}.get(kind, "amount")
    renamed = tuple((_renamed(k, target) if k.value == kind else k, t) for k, t in tree.pairs)
    scoring: Scoring | None = read_part(Scoring, Entries(renamed, tree.line), path, notes, kind=kind)
    return scoring


def _renamed(key: Leaf, name: str) -> Leaf:
    return Leaf(name, key.line, key.start, key.end, key.style)


def read_private(tree: Tree, path: str, notes: Notes) -> Private | None:
    """`personal`, `sensitive`, or a map with degree, ground, basis, purpose and keep."""
    if isinstance(tree, Leaf):
        tree = Entries(((Leaf("degree", tree.line, 0, 0), tree),), tree.line)
    private: Private | None = read_part(Private, tree, path, notes)
    return private


READERS[Scoring] = read_scoring
READERS[Private] = read_private


def read_pack(tree: Tree, notes: Notes) -> Pack | None:
    """The pack of a whole file; the key `pack` is its id."""
    if not isinstance(tree, Entries):
        notes.add("wrong_shape", tree.line, wanted="若干个键和值")
        return None
    _remember(tree, "", notes)
    id_ = tree.get("pack")
    if id_ is None:
        notes.add("missing_key", tree.line, key="pack")
    said = id_.value if isinstance(id_, Leaf) else ""
    if id_ is not None and not (isinstance(said, str) and ID.fullmatch(said)):
        notes.add("bad_id", id_.line, said=said)
    rest = _without(tree, "pack")
    pack: Pack | None = read_part(Pack, rest, "", notes, id=str(said), source=notes.source, lines=notes.lines)
    return pack
