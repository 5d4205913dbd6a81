"""Cases of a flow: where one stands, who wants to move it and whether he is meant, by which flow and calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from shanzhi.core.clock import Clock, Pause
from shanzhi.core.kinds import CHINA, Refused
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import Plain, Value, plain
from shanzhi.core.quorum import Meeting
from shanzhi.core.worktime import WorkTime

Read: TypeAlias = Callable[[Value | None], Plain | None]
"""What a value of the pack comes to for the case at hand; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken. by: the person; "" for the program itself."""

    action: str
    by: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands.

    fields:  the fields that hold something, assignee and due among them.
    pauses:  since the state was entered; pause_reason: "" while nothing is paused.
    clocks:  of the case and of the state, None where there is none.
    answers: how many were given since the state was entered, where it collects some; expected: by all it asks.
    revision: counts the steps; a step names the one it was decided on.
    """

    state: str
    entered_at: datetime
    revision: int = 1
    done: tuple[Done, ...] = ()
    fields: frozenset[str] = frozenset()
    pauses: tuple[Pause, ...] = ()
    pause_reason: str = ""
    case_clock: Clock | None = None
    state_clock: Clock | None = None
    answers: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Doer:
    """Who wants to act. person: "" for the program itself.

    seats:     posts, levels and organisations held where this case is; relations: what the doer is to this case.
    named_for: actions whose `who` is reckoned and names the doer.
    """

    person: str
    seats: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    named_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deed:
    """A step somebody wants to take. given: what is handed in with it; meeting: the counts where a body decides."""

    action: str
    doer: Doer
    revision: int = 0
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What cases are stepped by."""

    flow: Flow
    work: WorkTime
    read: Read = plain

    def title(self, state: str) -> str:
        """What a state is called."""
        found = self.flow.state(state)
        return (found.title if found else "") or state


def is_one_of(who: Selector | None, doer: Doer, key: str) -> bool:
    """Whether somebody is meant; nobody named is the program itself.

    key: of what is asked; who is reckoned was reckoned before, and stands in the doer's named_for under it.
    """
    if who is None:
        return not doer.person
    if who.formula or who.open or who.where or who.except_:
        return key in doer.named_for
    return "anyone" in who.names or bool((doer.seats | doer.relations) & set(who.names))


def not_yours() -> Refused:
    """The refusal for whoever is not meant."""
    return Refused("not_allowed", "以您现在的岗位不能办理这一步。")


def minute(moment: datetime) -> str:
    """A moment as refusals name it, in China's time."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
