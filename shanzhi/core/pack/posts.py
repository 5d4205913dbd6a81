"""Posts: seats that people, organisations or households hold."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from shanzhi.core.pack.forms import Must
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.selector import NOBODY, Bound, Selector
from shanzhi.core.pack.values import DayValue

Holder = Literal["person", "org", "household", "post"]
HOLDERS: Final[tuple[Holder, ...]] = get_args(Holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Item):
    """A seat at each place of a level or each row of a register.

    at:    a level or a register. count: how many seats each has, "= 1" where nothing is said.
    of:    the post that holds it where held_by is post. stand_in: somebody may stand in.
    staff: held by paid staff (an office, a cadre), so that points and rankings of persons are barred.
    """

    at: Selector = NOBODY
    held_by: Holder = "person"
    of: str = ""
    count: Bound | None = None
    from_: DayValue | None = None
    to: DayValue | None = None
    stand_in: bool = True
    staff: bool = True
    must: tuple[Must, ...] = ()
