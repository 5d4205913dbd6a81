"""Who looks at the rows of a register: what he stands for where each lies, and what of it he sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shanzhi.core.access import Actor, has, within
from shanzhi.core.drafting import Desk
from shanzhi.core.kinds import china_day
from shanzhi.core.pack.posts import Post
from shanzhi.core.recording import ACTIVE, RETIRED, Facts, Sight, Viewer, it_of, sights
from shanzhi.core.seating import Held, Person, seats_of
from shanzhi.core.wording import Names, shown, written
from shanzhi.models import Record
from shanzhi.queries.doers import held_on, person_of
from shanzhi.queries.running import Running


@dataclass(frozen=True, slots=True)
class Eyes:
    """Somebody before the rows of a register. seen: what he stands for, by code of the place."""

    live: Running
    desk: Desk
    person: Person
    held: tuple[Held, ...]
    seen: dict[str, frozenset[str]] = field(default_factory=dict)

    def keeps(self, row: Record) -> bool:
        """Whether he may change a row."""
        actor, code = self.person.actor, row.place.code
        if not has(actor, "keep_records"):
            return False
        if actor.role != "unit":
            return within(code, actor.place_code)
        own = self.person.kind == "village" and within(code, actor.place_code)
        return own or (row.keeper_id is not None and row.keeper_id == actor.unit_id)

    def sights(self, row: Record) -> Mapping[str, Sight]:
        """How he sees each field of a row; seats count where the register says who may see it."""
        facts, desk = facts_of(row), self.desk
        if not desk.register.see:
            return sights(desk.register, desk.fields, Viewer(frozenset(), self.keeps(row)), desk.around(facts))
        around = desk.around(facts, it_of(desk.fields, row.values, facts))
        return sights(desk.register, desk.fields, Viewer(self._seats(row.place.code), self.keeps(row)), around)

    def words(self, row: Record, names: Names) -> dict[str, str]:
        """The words of each field of a row as he may see them; hidden ones are left out."""
        how = self.sights(row)
        return {
            one.id: shown(one, written(one, row.values.get(one.id), names), clear=how[one.id] == "clear")
            for one in self.desk.fields
            if how[one.id] != "hidden"
        }

    def _seats(self, code: str) -> frozenset[str]:
        if code not in self.seen:
            posts = [p for p in self.live.items("posts") if isinstance(p, Post)]
            self.seen[code] = seats_of(self.person, posts, self.held, self.live.place, code)
        return self.seen[code]


def eyes_of(by: Actor, live: Running, desk: Desk, today: date) -> Eyes:
    """Somebody before the rows of a register.

    cost: 0 queries; 1 for a unit's post, and 1 where the register says who may see it.
    """
    held = held_on(live.programme_id, today) if desk.register.see else ()
    return Eyes(live, desk, person_of(by), held)


def facts_of(row: Record) -> Facts:
    """What every row has besides its fields.

    cost: 0 queries.
    """
    state = row.state or (ACTIVE if row.ended_on is None else RETIRED)
    return Facts(row.pk, row.place.as_core(), state, china_day(row.added_at), row.ended_on)
