"""A pack of the library adopted for 云岭县 with what it asks answered, and what its users do, in few words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

import pytest

from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.records import RecordIn, add_record, correct_record
from shanzhi.core.access import Actor
from shanzhi.core.filling import Unfilled
from shanzhi.core.kinds import CHINA
from shanzhi.core.meant import Meant
from shanzhi.core.pack.data import Datum
from shanzhi.core.pack.evaluate import evaluate, worth
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.quorum import Meeting
from shanzhi.models import Book, Case, Duty, Message, Occurrence, Place, Record
from shanzhi.packs.edit import answered
from shanzhi.packs.expressions import expression as parse
from shanzhi.packs.reading import library_text
from shanzhi.queries.around import Around
from shanzhi.queries.places_known import Known
from shanzhi.queries.quotas import quota_page
from shanzhi.queries.running import Running, running
from tests.conftest import NOW

COUNTY, TOWN, OTHER_TOWN = "999901000000", "999901100000", "999901101000"
VILLAGE, SIBLING = "999901100201", "999901100202"


def at(text: str) -> datetime:
    """A moment in China: 2027-03-05, at ten in the morning, or 2027-03-05 20:30."""
    return datetime.fromisoformat(text if ":" in text else f"{text} 10:00").replace(tzinfo=CHINA)


@dataclass(frozen=True)
class Enacted:
    """A programme that runs by a pack."""

    id: int
    clerk: Actor
    found: Running = field(repr=False)

    def add(
        self, by: Actor, register: str, place: str = VILLAGE, *, on: str = "", of: int | None = None, **given: object
    ) -> int:
        """A row, entered on a day."""
        said = RecordIn(register, place, given, of, uuid4())
        return add_record(actor=by, programme_id=self.id, said=said, now=at(on) if on else NOW).id

    def correct(self, by: Actor, row: int, on: str, **given: object) -> None:
        revision = Record.objects.get(pk=row).revision
        correct_record(actor=by, record_id=row, given=given, revision=revision, now=at(on))

    def values(self, row: int) -> Mapping[str, object]:
        return Record.objects.get(pk=row).values

    def open(self, by: Actor, flow: str, place: str = VILLAGE, *, on: str = "", **given: object) -> int:
        """A case, opened on a day."""
        said = CaseIn(self.id, flow, place, given, key=uuid4())
        return open_case(actor=by, given=said, now=at(on) if on else NOW)

    def meet(self, by: Actor, duty: str, due: str, on: str, **given: object) -> None:
        """A duty said to be met on a day, with its form where something is given."""
        row = Duty.objects.get(programme=self.id, item=duty)
        time = Time(row.pk, by.unit_id, date.fromisoformat(due))
        assert meet_duty(actor=by, time=time, text="", now=at(on), given=given or None)

    def days(self, duty: str, unit: int | None = None) -> list[str]:
        """The due days a unit has to hand in on."""
        rows = Occurrence.objects.filter(duty__programme=self.id, duty__item=duty)
        rows = rows.filter(unit=unit) if unit else rows
        return [str(d) for d in sorted(set(rows.values_list("due_on", flat=True)))]

    def balance(self, account: str, place: str = VILLAGE) -> int:
        """What an account holds, in fen."""
        rows = Book.objects.filter(programme=self.id, account=account, place__code=place)
        return sum(rows.values_list("balance", flat=True))

    def lacks(self, register: str, quota: int = 0) -> dict[str, int]:
        """Who does not meet a quota of a register, and by how much."""
        return {lack.name: lack.off for lack in quota_page(self.clerk, self.id, register).rows[quota].lacks}

    def figure(self, indicator: str, period: str, place: str = VILLAGE, today: str = "2026-09-01") -> Datum:
        """What the pack's own formula gives for a place and a period, over what is in the database."""
        item = running(self.id).find(indicator, Indicator)
        assert item is not None
        assert item.value is not None
        found = running(self.id)
        here = Meant("", Place.objects.get(code=place).as_core())
        return worth(item.value, Around(found, here, Known(found), date.fromisoformat(today), period))

    def ask(self, text: str, place: str = VILLAGE) -> Datum:
        """What an expression gives at a place."""
        found = running(self.id)
        here = Meant("", Place.objects.get(code=place).as_core())
        return evaluate(parse(text), Around(found, here, Known(found), date(2026, 9, 1)))

    def told(self) -> list[str]:
        """What rules have told, in order."""
        return list(Message.objects.filter(programme=self.id).order_by("pk").values_list("words", flat=True))


def enacted(
    clerk: Actor, pack: str, answers: Mapping[str, str], *, place: str = COUNTY, year: int = 2027,
    swaps: Mapping[str, str] | None = None,
) -> Enacted:  # fmt: skip
    """A pack as it runs for a year from its first to its last day.

    answers: to what it asks, by path; swaps: text of the pack and what the office writes instead.
    """
    text = answered(library_text(pack), answers)
    for old, new in (swaps or {}).items():
        assert old in text
        text = text.replace(old, new)
    given = PackIn(text, place, date(year, 1, 1), date(year, 12, 31))
    id_ = adopt_pack(actor=clerk, given=given, now=NOW)
    return Enacted(id_, clerk, running(id_))


def step(actor: Actor | None, case: int, action: str, on: str, meeting: Meeting | None = None, **given: object) -> str:
    """A step of a case as it stands now; gives its state."""
    revision = Case.objects.get(pk=case).revision
    assert take_step(actor=actor, said=StepIn(case, action, revision, given, uuid4(), meeting), now=at(on))
    return Case.objects.get(pk=case).state


@contextmanager
def not_kept(words: str) -> Iterator[None]:
    """What is filled in is not kept, and the sentence says why."""
    with pytest.raises(Unfilled, match=words):
        yield
