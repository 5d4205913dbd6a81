"""A pack of the library at work in the small world: adopted with its answers, and used by real deeds."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from shanzhi.actions.books import PostingIn, SideIn, book
from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.records import RecordIn, add_record
from shanzhi.actions.register import PlaceIn, add_places
from shanzhi.actions.residents import ResidentIn, add_household, add_resident
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import CHINA, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.pack import accounts, duties, indicators, posts, standards
from shanzhi.core.pack.data import Row
from shanzhi.core.pack.evaluate import worth
from shanzhi.core.quorum import Meeting
from shanzhi.core.schedule import expected
from shanzhi.core.score import Mark
from shanzhi.models import Book, Case, Duty, Notice, Place, Record, Seat, Task
from shanzhi.packs.edit import answered
from shanzhi.packs.reading import library_text
from shanzhi.queries.around import Around
from shanzhi.queries.duties import duty_page
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running
from tests.conftest import NOW

VILLAGE, SIBLING, TOWN = "999901100201", "999901100202", "999901100000"
WELL = Mark()
SINCE = (date(2026, 9, 1), None)


def at(day: str, time: str = "10:00", year: int = 2026) -> datetime:
    """A moment in China: at("09-16", "07:05")."""
    return datetime.fromisoformat(f"{year}-{day}T{time}").replace(tzinfo=CHINA)


def place(code: str) -> Place:
    return Place.objects.get(code=code)


class Scene:
    """A programme that runs by a pack of the library, from September 2026 on for a year."""

    def __init__(
        self, actor: Actor, pack: str, home: str, answers: Mapping[str, str], since: str = "2026-09-01"
    ) -> None:
        first = date.fromisoformat(since)
        last = date(first.year + 1, first.month, first.day) - timedelta(days=1)
        given = PackIn(answered(library_text(pack), answers), home, first, last)
        self.clerk = actor
        self.id = adopt_pack(actor=actor, given=given, now=NOW)

    @property
    def live(self) -> Running:
        return running(self.id)

    # registers

    def add(self, register: str, home: str, by: Actor | None = None, of: int | None = None, now=NOW, **given) -> int:
        """A row of a register."""
        said = RecordIn(register, home, given, of=of)
        return add_record(actor=by or self.clerk, programme_id=self.id, said=said, now=now).id

    def household(self, home: str, number: str, persons: int, *, poor: bool = False) -> int:
        """A household of the household book, with an invented householder; gives its row."""
        house = add_household(actor=self.clerk, place_code=home[:12], number=number, now=NOW)
        head = "户主" + "".join("零一二三四五六七八九"[int(c)] if c.isdecimal() else c for c in number)
        add_resident(actor=self.clerk, household_id=house, given=ResidentIn(head, 1970), now=NOW)
        more = {"number": number, "householder": head, "persons": str(persons), "low_income": "是" if poor else "否"}
        return self.add("household_book", home, **more)

    def count(self, register: str, **values: object) -> int:
        kept = {f"values__{k}": v for k, v in values.items()}
        return Record.objects.filter(programme=self.id, register=register, ended_on=None, **kept).count()

    def around(self, home: str, day: date = date(2026, 9, 30), period: str = "") -> Around:
        """What expressions see at a place."""
        live = self.live
        ref = place(home).as_core()
        return Around(live, Meant("", ref), Known(live), day, period)

    def figure(self, indicator: str, home: str, period: str = "") -> Decimal:
        """What an indicator of the pack gives at a place."""
        said = worth(self.live.find(indicator, indicators.Indicator).value, self.around(home, period=period))
        assert isinstance(said, Decimal), said
        return round(said, 2)

    # posts

    def norm(self, post: str, home: str) -> Decimal:
        """How many seats of a post a place has to have."""
        return Decimal(str(worth(self.live.find(post, posts.Post).count.value, self.around(home))))

    def seat(self, post: str, home: str, holder: Actor | int, record: int | None = None, days=SINCE) -> Seat:
        """A post given to somebody, or to a unit by its id."""
        who = {"unit_id": holder} if isinstance(holder, int) else {"user_id": holder.id}
        return Seat.objects.create(
            programme_id=self.id, seat=post, place=place(home), record_id=record, from_on=days[0], to_on=days[1],
            given_at=NOW, **who,
        )  # fmt: skip

    def held(self, post: str, home: str) -> int:
        """How many seats of a post are held at a place and below it."""
        rows = Seat.objects.filter(programme=self.id, seat=post, to_on=None)
        return rows.filter(place__code__startswith=home.rstrip("0")).count()

    # duties and tasks

    def duty(self, item: str) -> Duty:
        return Duty.objects.get(programme=self.id, item=item)

    def times(self, item: str, first: date, last: date) -> list:
        """The times of a duty as core reckons them."""
        live = self.live
        return list(expected(live.find(item, duties.Duty), first, last, live.setting()))

    def meet(
        self, item: str, by: Actor, due: date, now: datetime, *, part=1, row=None, text="已办", given=None
    ) -> None:
        unit = by.unit_id if row is None else None
        owing = set(self.duty(item).units.values_list("pk", flat=True))
        time = Time(self.duty(item).pk, unit if unit in owing else None, due, part, row)
        assert meet_duty(actor=by, time=time, text=text, now=now, given=given)

    def stands(self, item: str, due: date, today: date) -> list[tuple[str, str]]:
        """Who stands how with one time of a duty."""
        return [(r.unit, r.state) for r in duty_page(self.clerk, self.duty(item).pk, due, today).times]

    def task(self, item: str) -> Task:
        return Task.objects.get(programme=self.id, item=item, parent=None)

    # cases

    def open(self, flow: str, home: str, by: Actor, now: datetime, record: int | None = None, **given) -> int:
        said = CaseIn(self.id, flow, home, given, record_id=record, key=uuid4())
        return open_case(actor=by, given=said, now=now)

    def step(self, case: int, action: str, by: Actor, now: datetime, meeting: Meeting | None = None, **given) -> str:
        """Takes a step and gives the state after it."""
        row = Case.objects.get(pk=case)
        assert take_step(actor=by, said=StepIn(case, action, row.revision, given, uuid4(), meeting), now=now)
        return Case.objects.get(pk=case).state

    # money

    def yuan(self, account: str, home: str, record: int | None = None) -> Decimal:
        """What an account of an owner holds, in yuan."""
        rows = Book.objects.filter(programme=self.id, account=account, place__code=home, record=record)
        return Decimal(rows.values_list("balance", flat=True).first() or 0) / 100

    def pay(
        self, source: SideIn | str, target: SideIn | str, home: str, yuan: str, now: datetime, purpose: str = ""
    ) -> int:
        """An amount booked by hand."""
        sides = [s if isinstance(s, SideIn) else SideIn(account=s, place_code=home) for s in (source, target)]
        said = PostingIn(uuid4(), *sides, Decimal(yuan), china_day(now), "按规定记账", purpose)
        return book(actor=self.clerk, programme_id=self.id, given=said, now=now)

    def book_of(self, account: str, record: int) -> SideIn:
        return SideIn(book_id=Book.objects.get(programme=self.id, account=account, record=record).pk)

    def open_book(self, account: str, home: str, unit: int) -> Book:
        """The book of a unit, before anything is booked in it."""
        measure = self.live.find(account, accounts.Account).measure
        return Book.objects.create(
            programme_id=self.id, account=account, place=place(home), unit_id=unit, measure=measure
        )  # fmt: skip

    # what the engine of inspections tells the rules

    def tell(self, event: str, row: str, home: str, now: datetime, **it: object) -> None:
        """Tells the rules of an event with its facts."""
        what = Happening(event, row, place(home).as_core(), Row(it), china_day(now))
        happened(None, self.live, what, now)

    def finding(self, standard: str, item: str, count: int, home: str, now: datetime) -> None:
        """A confirmed finding of an item, as the rules hear of it."""
        found = next(i for i in self.live.find(standard, standards.Standard).leaves() if i.id == item)
        money = worth(found.money, self.around(home)) if found.money else Decimal(0)
        row = f"finding:{standard}/{item}/{home}/{now:%m%d%H%M}"
        said = Row({"id": item, "money": money})
        self.tell(f"{standard}.confirmed", row, home, now, item=said, count=Decimal(count), day=china_day(now))

    def notices(self, notice: str) -> list[Notice]:
        return list(Notice.objects.filter(programme=self.id, notice=notice).order_by("pk"))


def groups(village: str, *names: str) -> list[str]:
    """Villagers' groups of a village; gives their codes."""
    codes = [f"{village}{n:02}" for n in range(1, len(names) + 1)]
    add_places(actor=None, places=[PlaceIn(c, n, "group") for c, n in zip(codes, names, strict=True)], now=NOW)
    return codes
