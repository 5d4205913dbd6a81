"""Fields as they are asked: what a pack keeps elsewhere, choices of a table and columns of a form, stands in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.tables import Table

Find = Callable[[str], Item | None]
FILES: Final = frozenset({"photo", "file", "signature"})


def asked(fields: Sequence[Field], find: Find) -> tuple[Field, ...]:
    """The fields with the choices of their tables and the columns of their forms.

    find: an item of the pack, or of those it uses, by its id.
    """
    return tuple(_asked(one, find) for one in fields)


def items_by_id(items: Iterable[Item]) -> Find:
    """Finds items by id, the first of an id."""
    known: dict[str, Item] = {}
    for item in items:
        known.setdefault(item.id, item)
    return known.get


def _asked(one: Field, find: Find) -> Field:
    named = [item for name in one.of if (item := find(name)) is not None]
    if one.type == "choice":
        table = next((item for item in named if isinstance(item, Table)), None)
        return one if table is None else replace(one, of=table.choices)
    if one.type == "table" and not one.fields:
        form = next((item for item in named if isinstance(item, Form)), None)
        return one if form is None else replace(one, fields=asked(form.fields, find))
    return one


def of_register(one: Field) -> str:
    """The register whose rows a field of type record names, "" for others."""
    return one.of[0] if one.type == "record" and one.of else ""
