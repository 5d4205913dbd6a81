"""Setting one value of a pack in its text: every other character, comments among them, stays as it is."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from shanzhi.core.kinds import Refused
from shanzhi.packs.tree import Elements, Entries, Leaf, Scalar, Tree, read_tree, scalar

_PLAIN_ENDS: Final = frozenset(" \t")
_LEADS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=~")
_INSIDE: Final = (": ", " #", ",", "[", "]", "{", "}", "\n", "\t")


def set_value(text: str, path: str, value: str | Decimal | int | bool) -> str:  # noqa: FBT001 - a value of YAML
    """The text with the number, text or truth value at a path replaced.

    path: keys from the top joined by dots, elements of a list by their number from 0 or by their id:
          `accounts.subsidy.measure`, `phases.keep.to`, `rules.0.times`.
    raises: Refused("no_such_path") where no single value stands there; Refused("pack_broken") for text that is no YAML.
    """
    leaf = _find(text, path)
    return text[: leaf.start] + written(value) + text[leaf.end :]


def settle(text: str, path: str, value: str | Decimal) -> str:
    """The text with a value in the place of what is asked at a path, `{ask: …, default: …}`.

    path:   as in set_value.
    raises: Refused("no_such_path") where nothing is asked there; Refused("pack_broken").
    """
    at = _at(text, path)
    if not isinstance(at, Entries) or at.get("ask") is None or not at.end:
        raise Refused("no_such_path", "“{path}”处没有待确定的内容。", path=path)
    return text[: at.start] + written(value) + text[at.end :]


def answered(text: str, answers: Mapping[str, str]) -> str:
    """The text with answers to what it asks, by path; empty ones stay open, numbers are written as numbers.

    raises: as settle.
    """
    for path, said in answers.items():
        if said.strip():
            known = scalar(said.strip())
            text = settle(text, path, known if isinstance(known, Decimal) else said.strip())
    return text


def value_at(text: str, path: str) -> Scalar:
    """The number, text or truth value at a path.

    raises: as set_value.
    """
    return _find(text, path).value


def _find(text: str, path: str) -> Leaf:
    at = _at(text, path)
    if not isinstance(at, Leaf) or at.style in ("|", ">"):
        raise Refused("no_such_path", "“{path}”处没有可以修改的单个数值或文字。", path=path)
    return at


def _at(text: str, path: str) -> Tree | None:
    tree, _ = read_tree(text)
    if tree is None:
        raise Refused("pack_broken", "方案包不是正确的 YAML，请先用 shanzhi pack check 检查。")
    at: Tree | None = tree
    for key in path.split("."):
        at = _below(at, key)
    return at


def _below(tree: Tree | None, key: str) -> Tree | None:
    if isinstance(tree, Entries):
        return tree.get(key)
    if not isinstance(tree, Elements):
        return None
    if key.isdecimal():
        return tree.items[int(key)] if int(key) < len(tree.items) else None
    named = (t for t in tree.items if isinstance(t, Entries) and isinstance(i := t.get("id"), Leaf) and i.value == key)
    return next(named, None)


def written(value: str | Decimal | int | bool) -> str:  # noqa: FBT001 - see set_value
    """A value as YAML; texts that would be read as something else, or that YAML reads signs in, are quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    odd = not value or value[0] in _LEADS or value[0] in _PLAIN_ENDS or value[-1] in _PLAIN_ENDS or value[-1] == ":"
    if odd or not isinstance(scalar(value), str) or any(s in value for s in _INSIDE) or not value.isprintable():
        return '"' + "".join(_escaped(c) for c in value) + '"'
    return value


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
