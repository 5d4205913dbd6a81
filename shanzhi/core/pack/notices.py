"""Notices: what is published or sent, in which form, and how long it hangs."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import DurationValue, NumberValue

Channel = Literal["board", "docx", "text", "sms", "broadcast", "print"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
Template = Literal["circular", "ranking", "board", "accounts", "decision", "reminder", "plain"]
TEMPLATES: Final[tuple[Template, ...]] = get_args(Template)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Item):
    """A notice. number: with {year} and {n}, given at signing; days: how long it hangs; sign: who signs it."""

    template: Template = "plain"
    number: str = ""
    channels: tuple[Channel, ...] = ()
    days: NumberValue | None = None
    objection: DurationValue | None = None
    sign: Selector | None = None
    to: Selector | None = None
    shows: tuple[str, ...] = ()
