"""Trees -> the values of a pack: literals in the kind their place wants, open ones, expressions."""

from decimal import Decimal
from typing import Final

from shanzhi.core.pack.days import day
from shanzhi.core.pack.durations import duration
from shanzhi.core.pack.quantities import quantity
from shanzhi.core.pack.values import Ask, Formula, Given, Plain, Value, Want
from shanzhi.packs.expressions import Misread, expression
from shanzhi.packs.notes import Notes
from shanzhi.packs.tree import Elements, Entries, Leaf, Tree

WANTED: Final[dict[Want, str]] = {
    "number": "数",
    "money": "金额（如 10 元）",
    "duration": "时限（如 3 work days）",
    "day": '日期（如 "03-16"）或日数',
    "text": "文字",
    "anything": "数、文字或算式",
}  # fmt: skip
_WRONG: Final[dict[Want, str]] = {"duration": "bad_duration", "day": "bad_day"}


def value(tree: Tree, path: str, wants: tuple[Want, ...], notes: Notes) -> Value | None:
    """A value; None where it is none of the kinds wanted, which is noted."""
    if isinstance(tree, Entries):
        return _ask(tree, path, wants, notes)
    if isinstance(tree, Leaf) and isinstance(tree.value, str) and tree.value.startswith("="):
        return formula(tree, path, notes)
    said = _plain(tree, wants)
    if said is None:
        _note_wrong(tree, wants, notes)
        return None
    return Given(value=said, key_path=path, line=tree.line)


def formula(tree: Tree, path: str, notes: Notes) -> Formula | None:
    """An expression, with or without the sign "=" before it."""
    if not isinstance(tree, Leaf) or not isinstance(tree.value, str | bool | Decimal):
        notes.add("wrong_shape", tree.line, wanted="算式")
        return None
    said = str(tree.value).lower() if isinstance(tree.value, bool) else str(tree.value)
    text = said.removeprefix("=").strip()
    try:
        return Formula(text=text, tree=expression(text), key_path=path, line=tree.line)
    except Misread as error:
        notes.add(error.code, tree.line, said=text, problem=error.problem)
        return Formula(text=text, tree=None, key_path=path, line=tree.line)


def _ask(tree: Entries, path: str, wants: tuple[Want, ...], notes: Notes) -> Ask | None:
    asked, default = tree.get("ask"), tree.get("default")
    if not isinstance(asked, Leaf) or not isinstance(asked.value, str):
        notes.add("wrong_shape", tree.line, wanted=f"{WANTED[wants[0]]}，或 ask 与 default")
        return None
    notes.unknown_keys(tree, ("ask", "default"))
    said = None if default is None else _plain(default, wants)
    if default is not None and said is None:
        _note_wrong(default, wants, notes)
    return Ask(ask=asked.value, default=said, key_path=path, line=tree.line)


def _note_wrong(tree: Tree, wants: tuple[Want, ...], notes: Notes) -> None:
    code = _WRONG.get(wants[0], "wrong_shape")
    said = tree.value if isinstance(tree, Leaf) else "…"
    notes.add(code, tree.line, said=said, wanted="或".join(WANTED[w] for w in wants))


def _plain(tree: Tree, wants: tuple[Want, ...]) -> Plain | None:
    """The literal in the first kind wanted that it can be."""
    if isinstance(tree, Elements):
        leaves = [t.value for t in tree.items if isinstance(t, Leaf) and isinstance(t.value, str | Decimal)]
        good = [v for v in leaves if isinstance(v, str | Decimal)]
        return tuple(good) if "anything" in wants and len(good) == len(tree.items) else None
    if not isinstance(tree, Leaf) or tree.value is None:
        return None
    return next((p for w in wants if (p := _as(tree.value, w)) is not None), None)


def _as(said: str | bool | Decimal, want: Want) -> Plain | None:  # noqa: FBT001 - a scalar of YAML
    if want == "anything":
        return (quantity(said) or said) if isinstance(said, str) else said
    if isinstance(said, bool):
        return None
    if isinstance(said, Decimal):
        whole = said == said.to_integral_value()
        return said if want in ("number", "money") or (want == "day" and whole) else None
    readers = {"duration": duration, "day": day, "number": quantity, "money": quantity}
    return readers[want](said) if want in readers else said
