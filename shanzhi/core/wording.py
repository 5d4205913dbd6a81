"""Kept values as people read and write them: what is written here, core/filling.py reads back."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from shanzhi.core.asking import FILES
from shanzhi.core.filling import KINDS_OF_ROWS, Json
from shanzhi.core.masking import mask_address, mask_all, mask_bank_card, mask_id_number, mask_name, mask_phone
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.quantities import MONEY

# type of field and kept value -> what people call it: ("place", "999901100201"), ("record", 7)
Names: TypeAlias = Mapping[tuple[str, str | int], str]
YES: Final = "是"
NO: Final = "否"
_MASKS: Final = (
    (re.compile("身份证"), mask_id_number),
    (re.compile("电话|手机|联系方式"), mask_phone),
    (re.compile("银行卡|账号|帐号"), mask_bank_card),
    (re.compile("住址|地址"), mask_address),
)


def written(one: Field, value: Json, names: Names) -> str:
    """A value as lists, sheets and forms show it, "" for none: sums in yuan, days as 2026-03-01, files by hash."""
    if value is None:
        return ""
    if one.type == "table" and isinstance(value, list):
        return "；".join(_line(one, row, names) for row in value if isinstance(row, dict))
    if one.type == "shape" and isinstance(value, list):
        return "；".join(_point(point) for point in value)
    if one.many and isinstance(value, list):
        return "、".join(_single(one, part, names) for part in value)
    return _single(one, value, names)


def _line(one: Field, row: Mapping[str, Json], names: Names) -> str:
    said = ((column, written(column, row.get(column.id), names)) for column in one.fields)
    return "，".join(f"{column.title or column.id} {words}" for column, words in said if words)


def _single(one: Field, value: Json, names: Names) -> str:
    if one.type in KINDS_OF_ROWS and isinstance(value, str | int):
        return names.get((one.type, value), str(value))
    if one.type == "bool":
        return YES if value else NO
    if one.type == "money":
        return f"{Decimal(str(value)) / MONEY['元']:.2f}"
    if one.type == "location":
        return _point(value)
    if one.type == "datetime":
        return str(value).removesuffix("+08:00").replace("T", " ")
    return str(value)


def _point(value: Json) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def shown(one: Field, words: str, *, clear: bool) -> str:
    """The words of a value on a page: sensitive ones always masked, personal ones for whom they are not clear."""
    if one.private is None or not words or (clear and one.private.degree == "personal"):
        return words
    return mask_of(one)(words)


def mask_of(one: Field) -> Callable[[str], str]:
    """How a private field is masked: by what its title says it holds; a person by the name, all else by stars."""
    if one.type in FILES:
        return mask_all
    known = next((mask for pattern, mask in _MASKS if pattern.search(one.title)), None)
    if known:
        return known
    return (
        mask_name if one.type in {"person", "text"} and one.private and one.private.degree == "personal" else mask_all
    )
