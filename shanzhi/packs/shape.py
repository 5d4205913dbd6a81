"""The shape of a pack's parts, read off the dataclasses of core: their keys, and what each key may hold."""

import types
import typing
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from shanzhi.core.pack.values import Ask, Formula, Given, Want

NOT_WRITTEN: Final = {"key_path", "line", "source", "lines"}
_VALUE: Final = {Given, Ask, Formula}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a part. attribute: its name in the dataclass, where a word of Python's own ends in "_"."""

    name: str
    attribute: str
    hint: Any
    required: bool


@cache
def keys_of(part: type) -> tuple[Key, ...]:
    """The keys of a dataclass of core, in its order."""
    hints = get_type_hints(part, include_extras=True)
    return tuple(
        Key(f.name.rstrip("_"), f.name, hints[f.name], f.default is MISSING and f.default_factory is MISSING)
        for f in fields(part)
        if f.name not in NOT_WRITTEN
    )


def members(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - type hints have no common type
    """What a hint allows, without None; a hint that is no union allows itself."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(m for m in get_args(hint) if m is not type(None))
    return (hint,)


def wants(hint: Any) -> tuple[Want, ...]:  # noqa: ANN401 - see members
    """The kinds of literal a value takes, () where the hint is no value."""
    allowed = members(hint)
    if allowed and all(get_origin(m) is Annotated for m in allowed):
        return tuple(get_args(m)[1] for m in allowed)
    return ("anything",) if set(allowed) == _VALUE else ()


def words_of(hint: Any) -> tuple[str, ...]:  # noqa: ANN401 - see members
    """The words a hint allows, () where it does not list them."""
    allowed = members(hint)
    return tuple(get_args(allowed[0])) if len(allowed) == 1 and get_origin(allowed[0]) is Literal else ()


def element_of(hint: Any) -> Any:  # noqa: ANN401 - see members
    """What the elements of a list are, None where the hint is no list."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def plain_type(hint: Any) -> Any:  # noqa: ANN401 - see members
    """The only type of a hint; forward references are resolved by get_type_hints already."""
    return typing.cast("Any", members(hint)[0])
