"""A matter others must not see: a township's plan, a village's part in it, a note with a file, each with its word."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from shanzhi.actions.books import PostingIn, SideIn, book
from shanzhi.actions.case_moves import CaseIn
from shanzhi.actions.cases import open_case
from shanzhi.actions.consents import record_consent
from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.exemptions import ExemptionIn, ask_exemption
from shanzhi.actions.files import keep_file
from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.actions.notices import NoticeIn, edit_notice, make_notice
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.payments import PaymentIn, take_payment
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.posting import post_moves
from shanzhi.actions.posts import PostIn, end_post, give_post, stand_in
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.records import RecordIn, add_record
from shanzhi.actions.register import PlaceIn, UnitIn, add_places, add_units
from shanzhi.actions.requests import RequestIn, open_request
from shanzhi.actions.residents import ResidentIn, add_household, add_resident
from shanzhi.actions.reviews import answer_questions, check_rest
from shanzhi.actions.seats import SeatIn, give_seat
from shanzhi.actions.tasks import FileIn, NoteIn, note_progress
from shanzhi.core.access import Actor
from shanzhi.core.consent import Consent
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.door import today
from shanzhi.models import (
    Anchor,
    Attachment,
    Book,
    Entry,
    FeedTrouble,
    Indicator,
    Message,
    Occurrence,
    Place,
    Task,
    Unit,
)
from shanzhi.models.walls import acting
from shanzhi.packs.reading import library_text
from shanzhi.queries.reviews import preview_page
from shanzhi.queries.running import running
from tests.conftest import NOW, World, person
from tests.dues_world import PACK as DUES_PACK
from tests.dues_world import home
from tests.feeds_world import says, sent, source, well, wells
from tests.packs_world import adopted
from tests.registers_world import lamp, lamps

PLAN, PART, FILE, VALUE, PERSON = "甲字暗号", "乙字暗号", "丙字暗号", "丁字暗号", "戊字暗号"
WORDS = (PLAN, PART, FILE, VALUE, PERSON)
TOWN, ALIKE = "999901103000", "999901030000"
TEXT = f"""南镇村庄清洁行动实施方案({PLAN})
一、重点任务
(一)清理沟渠{PLAN}。清理村内沟渠。责任单位:各村。完成时限:2026年12月31日前。
(二)硬化道路。到2026年12月31日前,道路硬化率达到90%以上。责任单位:各村。
(三)公布规划{PLAN}。上墙公布。责任单位:各村。完成时限:自规划{PLAN}批准之日起20个工作日内。
二、工作制度
各村每月25日前向镇办公室报送整治台账。
"""


@dataclass(frozen=True)
class Matter:
    """The matter's ids, and who looks at it."""

    reading: int
    programme: int
    whole: int
    part: int
    duty: int
    due_on: date
    indicator: int
    file: int
    name: str
    anchor: int
    sibling_unit: int
    household: int
    resident: int
    consent: int
    request: int
    books: int
    book: int
    book_entry: int
    entries: tuple[int, ...]
    viewers: dict[str, Actor | None]
    pack: int
    record: int
    repair: int
    hygiene: int
    case: int
    seat: int
    notice: int
    message: int
    feeds: int
    well: int
    source: int
    trouble: int
    dues: int
    due_book: int
    receipt: int
    exemption: int


def make(world: World) -> Matter:
    """The matter, with everybody who may see it, and everybody who may not."""
    sibling, own = _places()
    owner = person("owner", "clerk", TOWN)
    one = person("one", "unit", "999901103201", "南一村村民委员会")
    two = person("two", "unit", "999901103202", "南二村村民委员会")
    reading, programme = _adopt(owner)
    with acting(None):
        part = Task.objects.get(programme=programme, title__startswith="清理沟渠", unit=own)
        duty = Occurrence.objects.filter(duty__programme=programme, unit=own).order_by("due_on")[0]
        indicator = Indicator.objects.get(programme=programme).pk
        anchor = Anchor.objects.get(programme=programme).pk
    file = _worked(owner, one, (part, duty, indicator))
    with acting(None):
        entries = tuple(Entry.objects.filter(programme_id=programme).order_by("seq").values_list("seq", flat=True))
    viewers = _viewers(world, owner) | {"owner": owner, "own village": one, "sibling village": two}
    ids = (reading, programme, part.parent_id, part.pk, duty.duty_id, duty.due_on, indicator, file.pk, file.file.name)
    pack, record, repair = _lamp(owner, one)
    entries += tuple(Entry.objects.filter(programme_id=pack).order_by("seq").values_list("seq", flat=True))
    books = _books(owner)
    cases = _case(owner, one)
    own = (entries, viewers, pack, record, repair)
    return Matter(
        *ids,
        anchor,
        sibling,
        *_resident(one),
        *books,
        *own,
        *cases,
        *_notice(owner, books[0]),
        *_meter(owner),
        *_dues(owner),
    )


def _worked(owner: Actor, one: Actor, what: tuple[Task, Occurrence, int]) -> Attachment:
    """A note with a file on the task, the duty met, a value entered."""
    part, duty, indicator = what
    said = NoteIn(
        uuid4(), f"清了两条{PART}", problem=f"缺车{PART}", percent=40, files=[FileIn("说明.txt", FILE.encode())]
    )
    note_progress(actor=one, task_id=part.pk, said=said, now=NOW)
    meet_duty(actor=one, time=Time(duty.duty_id, one.unit_id, duty.due_on), text=PART, now=NOW)
    given = ValueIn(uuid4(), date(2026, 8, 31), 60, VALUE)
    enter_value(actor=owner, indicator_id=indicator, given=given, now=NOW)
    with acting(None):
        return Attachment.objects.get(note__key=said.key)


def _lamp(owner: Actor, village: Actor) -> tuple[int, int, int]:
    """A pack of the township, a row of its village, and a row of that one with a file."""
    pack = lamps(owner, TOWN)
    row = lamp(village, pack, PART, "999901103201", caller=PERSON).id
    paper = keep_file(actor=village, data=FILE.encode(), name="单.txt")
    said = RecordIn("repair", "", {"day": "2026-08-20", "words": PART, "paper": paper}, row)
    return pack, row, add_record(actor=village, programme_id=pack, said=said, now=NOW).id


def _dues(owner: Actor) -> tuple[int, int, int, int]:
    """Dues of a household of the village, whose number and bill hold the word, paid in part, and to be let off."""
    given = PackIn(
        DUES_PACK.replace("level: county", "level: township"), TOWN, date(2026, 9, 1), date(2027, 8, 31), f"收费{PLAN}"
    )
    id_ = adopt_pack(actor=owner, given=given, now=NOW)
    with acting(None):
        row = home(id_, "999901103201", f"户{PART}")
        raised = Side("fee_raised", Owner(row.place_id))
        bill = Wanted(raised, Side("fee_due", Owner(row.place_id, record=row.pk)), 600, "保洁费")
        post_moves(running(id_), [Order("bill", date(2026, 9, 1), f"保洁费{PART}", (bill,))], NOW)
        due = Book.objects.get(programme=id_, account="fee_due").pk
    paid = PaymentIn("k", due, Decimal(1))
    receipt = take_payment(actor=owner, programme_id=id_, account="fee_due", given=paid, now=NOW).receipt or 0
    said = ExemptionIn(uuid4(), due, date(2026, 9, 1), date(2026, 9, 1), f"低保{PART}", PART)
    return id_, due, receipt, ask_exemption(actor=owner, given=said, now=NOW)


def _books(owner: Actor) -> tuple[int, int, int]:
    """Books of the township with a posting for the village; why it was made holds the word."""
    given = PackIn(library_text("village_hygiene"), TOWN, date(2026, 9, 1), date(2027, 8, 31), f"村庄环境{PLAN}")
    id_ = adopt_pack(actor=owner, given=given, now=NOW)
    fund, award = SideIn(account="township_fund", place_code=TOWN), SideIn(account="award", place_code="999901103201")
    posting = PostingIn(uuid4(), fund, award, Decimal(500), date(2026, 9, 1), f"表扬{PART}", "奖励")
    entry = book(actor=owner, programme_id=id_, given=posting, now=NOW)
    with acting(None):
        return id_, Book.objects.get(programme=id_, account="award").pk, entry


def _notice(owner: Actor, programme: int) -> tuple[int, int, int]:
    """A seat of the township, a draft and a word to its office; both say the word."""
    given = SeatIn(programme, "inspector", TOWN, f"user:{owner.id}", date(2026, 9, 1))
    seat = give_seat(actor=owner, given=given, now=NOW)
    notice = make_notice(actor=owner, programme_id=programme, given=NoticeIn("circular", uuid4()), now=NOW)
    edit_notice(actor=owner, notice_id=notice, text=PLAN, revision=0, now=NOW)
    with acting(None):
        word = {"programme_id": programme, "place": Place.objects.get(code=TOWN), "about": "x", "at": NOW}
        return seat, notice, Message.objects.create(words=PLAN, **word).pk


def _meter(owner: Actor) -> tuple[int, int, int, int]:
    """A meter of the village that has spoken, and one nobody knows; both are called by the word."""
    programme, _ = wells(owner, 0, TOWN)
    row = well(owner, programme, PART, "999901103201")
    at = source(owner, programme).id
    sent(at, says(PART, NOW), says(f"{PART}外", NOW))
    with acting(None):
        return programme, row, at, FeedTrouble.objects.get(source=at).pk


def _case(owner: Actor, village: Actor) -> tuple[int, int]:
    """A programme that runs by a pack, and a case of it that the village reported."""
    pack = adopted(owner, place=TOWN)
    given = CaseIn(pack, "complaint", "999901103201", {"kind": "路边垃圾", "words": PART}, key=uuid4())
    return pack, open_case(actor=village, given=given, now=NOW)


def _resident(village: Actor) -> tuple[int, int, int, int]:
    """A household, somebody in it, what he agreed to and what he asked; each holds the word."""
    home = add_household(actor=village, place_code="999901103201", number=PERSON, now=NOW)
    who = add_resident(actor=village, household_id=home, given=ResidentIn(PERSON, 1957), now=NOW)
    given = Consent("publish", "screen", PERSON)
    consent = record_consent(actor=village, resident_id=who, given=given, given_on=NOW.date(), now=NOW)
    asked = RequestIn("copy", PERSON, "paper", NOW.date(), 15)
    return home, who, consent, open_request(actor=village, resident_id=who, given=asked, now=NOW)


def _places() -> tuple[int, int]:
    places = [
        PlaceIn(TOWN, "云岭南镇", "township"),
        PlaceIn(ALIKE, "云岭南街道", "township"),
        PlaceIn("999901103201", "南一村", "village"),
        PlaceIn("999901103202", "南二村", "village"),
        PlaceIn("999901030201", "南街村", "village"),
    ]
    add_places(actor=None, places=places, now=NOW)
    names = (("999901103201", "南一村"), ("999901103202", "南二村"), ("999901030201", "南街村"))
    units = [UnitIn(f"{name}村民委员会", code, "village", (name,)) for code, name in names]
    add_units(actor=None, units=units, now=NOW)
    with acting(None):
        ids = dict(Unit.objects.filter(name__startswith="南").values_list("name", "pk"))
    return ids["南二村村民委员会"], ids["南一村村民委员会"]


def _adopt(clerk: Actor) -> tuple[int, int]:
    reading = hand_in_plan(actor=clerk, plan=PlanIn(text=TEXT), now=NOW).reading_id
    check_rest(actor=clerk, reading_id=reading, now=NOW)
    page = preview_page(clerk, reading)
    asked = (*page.questions.units, *page.questions.dates, *page.questions.anchors)
    later = frozenset(q.words for q in asked)
    answers = replace(page.answers, year=2026, from_on=date(2026, 8, 1), to_on=date(2027, 6, 30), later=later)
    answer_questions(actor=clerk, reading_id=reading, answers=answers, revision=page.revision, now=NOW)
    return reading, adopt_plan(actor=clerk, reading_id=reading, now=NOW).programme_id


def _viewers(world: World, owner: Actor) -> dict[str, Actor | None]:
    """Posts that had, have or will have a right to see; the days are reckoned from the real one, as requests are."""
    day = timedelta(days=1)
    ended = person("ended", "clerk", TOWN)
    end_post(actor=None, post_id=ended.post_id, to_on=today() - day, reason="调离", now=NOW)
    instead = {}
    for name, days in {"before": (today() + day, today() + 9 * day), "after": (today() - 9 * day, today() - day),
                       "now": (today(), today())}.items():  # fmt: skip
        other = person(f"instead-{name}", "reader", "999902000000")
        end_post(actor=None, post_id=other.post_id, to_on=date(2026, 1, 1), reason="调离", now=NOW)
        stand_in(actor=None, post_id=owner.post_id, user_id=other.id, days=days, now=NOW)
        instead[name] = other
    later = person("later", "reader", "999902000000")
    give_post(actor=None, post=PostIn(later.id, "clerk", TOWN, from_on=today() + day), now=NOW)
    return {
        "nobody": None,
        "other county": world.stranger,
        "sibling prefix": person("alike", "clerk", ALIKE),
        "village of the sibling prefix": person("alike2", "unit", "999901030201", "南街村村民委员会"),
        "unit that takes no part": world.farm,
        "keeper": person("keeper9", "keeper", "999901000000"),
        "ended post": ended,
        "post that has not begun": later,
        "stand-in before his days": instead["before"],
        "stand-in after his days": instead["after"],
        "stand-in in his days": instead["now"],
        "county": world.clerk,
    }
