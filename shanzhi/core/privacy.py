"""What is said of every personal field before it may be kept: why, on what basis, how long, who sees it, how masked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shanzhi.core.kinds import Words
from shanzhi.core.masking import MASKS, mask_id_number, mask_phone

Kind = Literal["personal", "sensitive"]
Ground = Literal["consent", "contract", "duty", "emergency", "news", "disclosed", "law"]
# 个人信息保护法 Art. 13(1), items 1 to 7
GROUNDS: tuple[Ground, ...] = ("consent", "contract", "duty", "emergency", "news", "disclosed", "law")


@dataclass(frozen=True, slots=True)
class Keep:
    """How long a value is kept. after: the field whose day starts the clock; days: None where no clock runs."""

    words: Words
    after: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """One personal field of one table.

    law: the provision the ground rests on; seen_by: roles that see it in clear; mask: a key of core.masking.MASKS;
    sealed: encrypted in its row; of_resident: belongs to a resident and so to his own page.
    """

    table: str
    field: str
    label: Words
    purpose: Words
    ground: Ground
    law: Words
    keep: Keep
    seen_by: tuple[str, ...]
    mask: str = "name"
    kind: Kind = "personal"
    sealed: bool = False
    of_resident: bool = False


_PERSONAL = re.compile(
    r"(?:^|_)(?:name|names|username|password|phone|mobile|tel|telephone|email|wechat|id|id_number|id_card|id_match|card|"
    r"address|door|birth|birthday|sex|gender|bank|account|nation|ethnic|religion|health|disease|party|income|photo|face|"
    r"voice|head|guardian|relation|witness|person|persons|contact|signature|sealed|login|ip)(?:$|_)"
)


def looks_personal(field: str) -> bool:
    """Whether a field's name reads like a person's data; numbers that only point at rows (id, task_id) do not."""
    bare = re.sub(r"(?:^|_)id$", "", field)
    return bool(_PERSONAL.search(bare))


def undeclared(
    fields: Iterable[tuple[str, str]], declared: Sequence[Declaration], innocent: Mapping[str, str]
) -> list[str]:
    """The fields (table, field) that read like personal data and are neither declared nor said to be innocent."""
    known = {f"{d.table}.{d.field}" for d in declared} | set(innocent)
    return [f"{t}.{f}" for t, f in fields if looks_personal(f) and f"{t}.{f}" not in known]


def faults(declared: Sequence[Declaration], fields: Iterable[tuple[str, str]], roles: Iterable[str]) -> list[str]:
    """What is wrong with the declarations themselves: an unknown field, mask or role, a sensitive value unsealed."""
    there, known = {f"{t}.{f}" for t, f in fields}, set(roles)
    out = []
    for d in declared:
        name = f"{d.table}.{d.field}"
        out += [] if name in there else [f"{name}: no such field"]
        out += [] if d.mask in MASKS else [f"{name}: no such mask"]
        out += [] if set(d.seen_by) <= known else [f"{name}: no such role"]
        out += [f"{name}: sensitive and not sealed"] if d.kind == "sensitive" and not d.sealed else []
        out += [f"{name}: a clock without a start"] if d.keep.days is not None and not d.keep.after else []
    return out


def shown(declaration: Declaration, value: str) -> str:
    """A value as lists show it."""
    return MASKS[declaration.mask](value)


def overdue_before(keep: Keep, today: date) -> date | None:
    """The last day whose values have to go by today; None where no clock runs."""
    return None if keep.days is None else today - timedelta(days=keep.days)


_ID_LIKE = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])|(?<![0-9])[0-9]{15}(?![0-9])")
_PHONE_LIKE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_LONG = re.compile(r"[0-9](?:[0-9 -]{10,})[0-9Xx]")


def scrub(text: str) -> str:
    """Free text with the ID, telephone and card numbers in it masked, for whatever cannot be erased later."""
    text = _ID_LIKE.sub(lambda m: mask_id_number(m.group()), text)
    text = _PHONE_LIKE.sub(lambda m: mask_phone(m.group()), text)
    return _LONG.sub(lambda m: "*" * len(m.group()) if sum(c.isdecimal() for c in m.group()) > 11 else m.group(), text)  # noqa: PLR2004 - longer than a telephone number
