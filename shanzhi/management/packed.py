"""Half a year of the sample town under a pack: seats, registers, matters, month after month of money."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.records import RecordIn, add_record
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.actions.seats import SeatIn, give_seat
from shanzhi.core.access import Actor
from shanzhi.core.kinds import CHINA
from shanzhi.packs.edit import answered
from shanzhi.packs.reading import library_text
from shanzhi.queries import books

TOWN: Final = "999901100000"
FIRST, LAST = date(2026, 7, 6), date(2027, 6, 30)
ANSWERS: Final = {"rules.monthly_subsidy.do.0.post.amount": "600 元"}
VILLAGES_THAT_LOG_IN: Final = {"999901100201": "liuwan", "999901100202": "shiqiao", "999901100203": "donggou"}
_A_MATTER_EVERY: Final = 6  # days


def live_under_a_pack(stock: dict[str, Any], until: date) -> None:
    """Adopts the pack of village hygiene for a township and lets it run up to a day; the same seed, the same story.

    stock: of hygiene.json.
    """
    clerk = replace(books.actor("townclerk"), verified=True)
    given = PackIn(answered(library_text("village_hygiene"), ANSWERS), TOWN, FIRST, LAST)
    programme = adopt_pack(actor=clerk, given=given, now=_at(FIRST))
    Life(clerk, programme, stock).go_on(until)


class Life:
    """What the office and the villages of a township do under the pack."""

    def __init__(self, clerk: Actor, programme: int, stock: dict[str, Any]) -> None:
        self.clerk, self.programme, self.stock = clerk, programme, stock
        self.chance = random.Random("hygiene")  # noqa: S311 - a story, not a secret

    def go_on(self, until: date) -> None:
        """Registers and seats first, then matters and the turns of the months."""
        self._registers()
        seat = SeatIn(self.programme, "inspector", TOWN, f"user:{self.clerk.id}", FIRST)
        give_seat(actor=self.clerk, given=seat, now=_at(FIRST, 11))
        for n, day in enumerate(_every(_A_MATTER_EVERY, FIRST + timedelta(days=9), until)):
            self._matter(n, day, until)
        for month in _months(until):
            watch_rules(_at(month, 1))
        event = {"day": "2026-09-18", "level": "县级", "source": self.stock["event"]}
        self._add("serious_event", "999901100203", event, _at(date(2026, 9, 19)))

    def _registers(self) -> None:
        for code, (people, homes, roadside) in self.stock["villages"].items():
            known = {"population": people, "households": homes, "roadside": roadside}
            self._add("village_book", code, known, _at(FIRST, 14))
            for name in self.stock["pools"]:
                self._add("pool", code, {"name": name}, _at(FIRST, 15))

    def _add(self, register: str, code: str, given: dict[str, object], now: datetime) -> None:
        said = RecordIn(register, code, given, None, self._key())
        add_record(actor=self.clerk, programme_id=self.programme, said=said, now=now)

    def _key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _matter(self, n: int, day: date, until: date) -> None:
        """One matter: reported by the village, taken up, mended, looked at by the office; now and then it stays."""
        kind, words, result = self.stock["matters"][n % len(self.stock["matters"])]
        code, name = list(VILLAGES_THAT_LOG_IN.items())[n % len(VILLAGES_THAT_LOG_IN)]
        village = books.actor(name)
        given = CaseIn(self.programme, "complaint", code, {"kind": kind, "words": words}, key=self._key())
        case = open_case(actor=village, given=given, now=_at(day, 9, n % 50))
        if n % 11 == 10:  # noqa: PLR2004 - a story's odds
            self._step(self.clerk, case, "refuse", _at(day, 15), reason=self.stock["refusal"])
            return
        if n % 7 == 6 and day + timedelta(days=20) > until:  # noqa: PLR2004 - see above
            return
        self._step(self.clerk, case, "accept", _at(day, 11), assignee=village.unit_name)
        mended = day + timedelta(days=self.chance.choice((1, 1, 2, 5)))
        if mended >= until:
            return
        self._step(village, case, "finish", _at(mended, 16), result=result)
        if mended + timedelta(days=1) < until:
            self._step(self.clerk, case, "verify", _at(mended + timedelta(days=1), 10))

    def _step(self, actor: Actor, case: int, action: str, now: datetime, **given: object) -> None:
        revision = books.revision_of_case(case)
        take_step(actor=actor, said=StepIn(case, action, revision, given, self._key()), now=now)


def _at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def _every(days: int, first: date, until: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, max(0, (until - first).days), days)]


def _months(until: date) -> list[date]:
    """The first days of the months after the programme began."""
    days = [date(FIRST.year + (FIRST.month + n) // 12, (FIRST.month + n) % 12 + 1, 1) for n in range(12)]
    return [day for day in days if day <= until]
