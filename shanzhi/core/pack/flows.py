"""Flows: how a case goes from state to state, who may move it, and how long each state may take."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.forms import Field, Must, See
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import DayValue, DurationValue, NumberValue

Statute = Literal["village_reps", "village_meeting", "party_members", "group", "collective"]
STATUTES: Final[tuple[Statute, ...]] = get_args(Statute)
ActionNeed = Literal["assignee", "reason", "result", "photo", "due"]
_UNCOUNTED: Final = frozenset({"anyone", "subject", "person", "household"})
ACTION_NEEDS: Final[tuple[ActionNeed, ...]] = get_args(ActionNeed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Placed):
    """How many of the members, or of those present: `>= 2/3`, `> 1/2 of present`."""

    sign: Literal[">", ">="]
    upper: int
    lower: int
    of: Literal["members", "present"] = "members"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Placed):
    """A decision of a body. The statute sets the floor, a pack may be stricter. else_: the state after a refusal."""

    body: str
    present: Share | None = None
    agree: Share | None = None
    law: Statute | None = None
    else_: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Placed):
    """Answers several give side by side. need: how many, None means all; sealed: unread until the time is over."""

    form: str
    who: Selector
    need: NumberValue | None = None
    until: DurationValue | DayValue | None = None
    sealed: bool = False

    @property
    def countable(self) -> bool:
        """Whether it can be known of how many answers are asked, where all of them are needed."""
        who = self.who
        if who.formula or who.open or who.where or who.except_:
            return False
        return bool(who.names) and not _UNCOUNTED & set(who.names)

    def expected(self, voices: Collection[str]) -> int | None:
        """How many answers are waited for where all are; None where a number is set, or nobody is asked."""
        return len(voices) or None if self.need is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Item):
    """A state of a case.

    clock: how long it may last; unclocked: `clock: none` is said. pause_for: reasons that stop the clock.
    """

    clock: DurationValue | None = None
    unclocked: bool = False
    pause_for: tuple[str, ...] = ()
    final: bool = False
    collect: Collect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Item):
    """A step of a case. Without from_ it opens the case; without to the state stays.

    within, after: at the latest, at the earliest after the state was entered. times: how often in one case.
    not_same_as:   steps whose doer may not do this one. extend: the clock grows, before it ran out, with a reason.
    """

    from_: tuple[str, ...] = ()
    to: str = ""
    who: Selector | None = None
    need: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    form: str = ""
    within: DurationValue | None = None
    after: DurationValue | None = None
    times: NumberValue | None = None
    not_same_as: tuple[str, ...] = ()
    extend: DurationValue | None = None
    decide: Decide | None = None
    must: tuple[Must, ...] = ()

    @property
    def goes_to(self) -> tuple[str, ...]:
        """The states it may lead to."""
        return tuple(s for s in (self.to, self.decide.else_ if self.decide else "") if s)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock(Placed):
    """How long the whole case may take, from its opening. start: the day after, or the hour."""

    case: DurationValue | None = None
    start: Literal["next_day", "hour"] = "next_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Item):
    """A kind of case. about: the level or register a case is about. states: in the order of the file."""

    about: Selector | None = None
    fields: tuple[Field, ...] = ()
    must: tuple[Must, ...] = ()
    clock: CaseClock | None = None
    states: tuple[State, ...] = ()
    actions: tuple[Action, ...] = ()
    see: tuple[See, ...] = ()

    def state(self, id_: str) -> State | None:
        return next((s for s in self.states if s.id == id_), None)

    def action(self, id_: str) -> Action | None:
        return next((a for a in self.actions if a.id == id_), None)

    def leaving(self, state: str) -> tuple[Action, ...]:
        """The actions that may be taken in a state."""
        return tuple(a for a in self.actions if state in a.from_)

    @property
    def opening(self) -> tuple[Action, ...]:
        """The actions that open a case."""
        return tuple(a for a in self.actions if not a.from_)
