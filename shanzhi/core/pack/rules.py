"""Rules: what follows from what; seven deeds."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import AnyValue, DayValue, DurationValue, Formula, NumberValue, TextValue

DeedKind = Literal["post", "open", "act", "write", "seat", "tell", "publish"]
DEED_KINDS: Final[tuple[DeedKind, ...]] = get_args(DeedKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Placed):
    """Something that happens: `hygiene.confirmed`, `event.closed.due`, `month.start`."""

    subject: str
    happens: str

    def __str__(self) -> str:
        return f"{self.subject}.{self.happens}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Placed):
    """A field and the value a deed gives it."""

    field: str
    value: AnyValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDeed(Placed):
    """Books an amount from one account to another."""

    from_: str
    to: str
    amount: AnyValue
    for_: str = ""
    payer: Selector | None = None
    payee: Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDeed(Placed):
    """Opens a case of a flow, or a task, with fields filled. duty: read so that the checker can say why not."""

    flow: str = ""
    task: str = ""
    duty: str = ""
    with_: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActDeed(Placed):
    """Takes a step of a flow, by the clock."""

    flow: str
    action: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDeed(Placed):
    """Adds a row to a register, or changes the one at hand."""

    register: str
    with_: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatDeed(Placed):
    """Gives a post to somebody."""

    post: str
    to: Selector
    from_: DayValue | None = None
    until: DayValue | DurationValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellDeed(Placed):
    """Tells somebody something."""

    to: Selector
    words: TextValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDeed(Placed):
    """Publishes a notice."""

    notice: str


Deed: TypeAlias = PostDeed | OpenDeed | ActDeed | WriteDeed | SeatDeed | TellDeed | PublishDeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Item):
    """Upon an event, if something holds, after a time, for each of these, at most so often: do."""

    upon: tuple[Event, ...] = ()
    if_: Formula | None = None
    after: DurationValue | None = None
    each: Selector | None = None
    times: NumberValue | None = None
    do: tuple[Deed, ...] = ()
