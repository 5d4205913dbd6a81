"""Tasks: work somebody delivers once, by a day."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import DayValue, DurationValue, Value

Needed = Literal["person", "due", "money", "reason", "assignee", "result"]
NEEDED: Final[tuple[Needed, ...]] = get_args(Needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn(Placed):
    """What is handed in: a form, a column of an assessment's sheet, a notice, a row of a register, or an indicator."""

    form: str = ""
    sheet: str = ""
    column: str = ""
    notice: str = ""
    register: str = ""
    indicator: str = ""
    sign: Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Item):
    """A work item.

    each:  one child per subject; the parent's light is its worst child's. need: what the lower office adds to it.
    after: tasks that come first. accept: who accepts, never the one who claims. done_when: the test of its being done.
    """

    lead: Selector | None = None
    responsible: Selector | None = None
    support: Selector | None = None
    owner: Selector | None = None
    each: Selector | None = None
    after: tuple[str, ...] = ()
    takes: DurationValue | None = None
    due: DayValue | None = None
    phase: str = ""
    hand_in: HandIn | None = None
    accept: Selector | None = None
    done_when: str = ""
    need: tuple[Needed, ...] = ()
    amount: Value | None = None
