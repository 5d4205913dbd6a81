"""What the questions about seats, notices and words to somebody cost."""

from collections.abc import Callable
from uuid import uuid4

from shanzhi.actions.notices import NoticeIn, SignIn, make_notice, sign_notice
from shanzhi.core.meant import Meant
from shanzhi.core.pack.notices import Notice
from shanzhi.core.pack.posts import Post
from shanzhi.models import Duty, Household, Message, Place, Resident, Seat
from shanzhi.models.walls import acting
from shanzhi.queries import holders, messages, names_in, notice_text, notices, rounds, seats
from shanzhi.queries.around import Around
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running
from tests.conftest import NOW, TODAY, World
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import case
from tests.seats_world import COUNTY, SIBLING, VILLAGE, people, row, seat, wells


def held(world: World, n: int) -> Running:
    """A programme with n wells, keepers and words to the office, n at most 3."""
    found = wells(world.clerk)
    people(found, 900)
    people(found, 100, SIBLING)
    for k, who in enumerate((world.village, world.town, world.farm)[:n]):
        row(found, "well", name=f"井{k}")
        seat(world.clerk, found, f"user:{who.id}")
    return found


def page(call: Callable[[World, Running], Callable[[], object]], rows: Callable[[object], int] | None = None):
    """A page of somebody about a programme."""
    return lambda world, n: Ask(call(world, held(world, n)), rows)


def published(world: World, n: int) -> Running:
    """A programme with n notices, all signed."""
    found = held(world, n)
    for _ in range(n):
        given = NoticeIn("board", uuid4())
        id_ = make_notice(actor=world.clerk, programme_id=found.programme_id, given=given, now=NOW)
        sign_notice(actor=world.clerk, signing=SignIn(id_, 0), now=NOW)
    return found


def of_notices(call: Callable[[World, Running], Callable[[], object]], rows: Callable[[object], int] | None = None):
    return lambda world, n: Ask(call(world, published(world, n)), rows)


def one_notice(world: World, found: Running) -> Callable[[], object]:
    with acting(None):
        pk = notices.Notice.objects.filter(programme=found.programme_id)[0].pk
    return lambda: notices.notice_page(world.clerk, pk, TODAY)


def named(world: World, n: int) -> Callable[[], object]:
    with acting(None):
        home = Household.objects.create(place=Place.objects.get(code=VILLAGE), number="1")
        Resident.objects.bulk_create(Resident(household=home, name=f"甄守{'甲乙丙'[k]}") for k in range(n))
    return lambda: names_in.names_in("甄守甲、甄守乙、甄守丙", VILLAGE)


def around(world: World, n: int) -> tuple[Running, Around]:
    found = held(world, n)
    with acting(None):
        place = Place.objects.get(code=VILLAGE).as_core()
    return found, Around(found, Meant("", place), Known(found), TODAY)


def counted(world: World, n: int) -> Callable[[], object]:
    found, at = around(world, n)
    return lambda: seats.count_at(found.find("keeper", Post), at)


def text(world: World, n: int) -> Callable[[], object]:
    found, at = around(world, n)
    template = found.find("board", Notice)
    return lambda: notice_text.drafted(at, template, TODAY)


def whole_seat(world: World, n: int) -> Seat:
    found = held(world, n)
    with acting(None):
        return Seat.objects.select_related("user").filter(programme=found.programme_id)[0]


def key_of(world: World, n: int) -> Callable[[], object]:
    found = whole_seat(world, n)
    return lambda: holders.key_of(found)


def name_of(world: World, n: int) -> Callable[[], object]:
    found = whole_seat(world, n)
    return lambda: holders.name_of(found, clear=True)


def notice_of(world: World, n: int) -> Callable[[], object]:
    found = held(world, n)
    with acting(None):
        duty = Duty.objects.get(programme=found.programme_id)
    return lambda: rounds.notice_of(duty, {found.programme_id: found})


def told(world: World, n: int) -> Ask:
    found = wells(world.clerk)
    with acting(None):
        word = {"programme_id": found.programme_id, "place_id": found.place.id, "about": "x", "at": NOW}
        Message.objects.bulk_create(Message(words=str(k), **word) for k in range(n))
    return Ask(lambda: messages_of(world), len)


def messages_of(world: World) -> object:
    with acting(world.clerk):
        return messages.unseen(world.clerk)


CASES: dict[str, Callable[[World, int], Ask]] = {
    "holders.holder_of": case(lambda w, _n: lambda: holders.holder_of(f"user:{w.farm.id}")),
    "holders.key_of": case(key_of),
    "holders.name_of": case(name_of),
    "holders.offered": case(lambda _w, _n: lambda: holders.offered(("user",), VILLAGE, "")),
    "messages.unseen": told,
    "names_in.names_in": case(named, len),
    "notice_text.drafted": case(text),
    "notices.disclosure_calendar": of_notices(
        lambda w, f: lambda: notices.disclosure_calendar(w.clerk, f.programme_id, TODAY)
    ),
    "notices.notice_page": of_notices(one_notice),
    "notices.notices_page": of_notices(
        lambda w, f: lambda: notices.notices_page(w.clerk, f.programme_id, TODAY), lambda p: len(p.rows)
    ),
    "rounds.notice_of": case(notice_of),
    "seats.count_at": case(counted),
    "seats.seat_form": page(
        lambda w, f: lambda: seats.seat_form(w.clerk, f.programme_id, seats.SpotAt("keeper", VILLAGE))
    ),
    "seats.seats_page": page(
        lambda w, f: lambda: seats.seats_page(w.clerk, f.programme_id, TODAY, seats.Wanted(COUNTY, "keeper")),
        lambda p: sum(s.held for s in p.spots),
    ),
    "seats.vacancies": page(
        lambda w, f: lambda: seats.vacancies(w.clerk, f.programme_id, TODAY),
        lambda p: sum(s.post == "head" for s in p.spots),
    ),
}
