"""Nobody sees the seats, the notices and the words of a programme that is not his."""

from dataclasses import replace
from uuid import uuid4

import pytest

from shanzhi.actions.notices import NoticeIn, SignIn, make_notice, sign_notice
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Household, Notice, Place, Resident
from shanzhi.models.walls import acting
from shanzhi.queries import messages, notices, seats
from tests.conftest import NOW, TODAY, World
from tests.seats_world import VILLAGE, people, seat, wells

# each query that takes an actor, asked about a programme with a keeper, a signed notice and a draft
ASKS = {
    "messages.unseen": lambda actor, _p, _n: messages.unseen(actor),
    "notices.disclosure_calendar": lambda actor, p, _n: notices.disclosure_calendar(actor, p, TODAY).rows,
    "notices.notice_page": lambda actor, _p, n: notices.notice_page(actor, n, TODAY).text,
    "notices.notices_page": lambda actor, p, _n: notices.notices_page(actor, p, TODAY).rows,
    "seats.seat_form": lambda actor, p, _n: seats.seat_form(actor, p, seats.SpotAt("keeper", VILLAGE)).title,
    "seats.seats_page": lambda actor, p, _n: seats.seats_page(actor, p, TODAY, seats.Wanted()).spots,
    "seats.vacancies": lambda actor, p, _n: seats.vacancies(actor, p, TODAY).spots,
}
GIVES = {"seats.seat_form"}


@pytest.fixture
def subject(world: World) -> tuple[int, int]:
    found = wells(world.clerk)
    people(found, 300)
    seat(world.clerk, found, f"unit:{world.village.unit_id}", post="desk", place_code="999901000000")
    home = Household.objects.create(place=Place.objects.get(code=VILLAGE), number="1")
    seat(world.clerk, found, f"resident:{Resident.objects.create(household=home, name='甄守井').pk}")
    ids = [
        make_notice(actor=world.clerk, programme_id=found.programme_id, given=NoticeIn("board", uuid4()), now=NOW)
        for _ in range(2)
    ]
    sign_notice(actor=world.clerk, signing=SignIn(ids[0], 0), now=NOW)
    return found.programme_id, ids[0]


def seen(actor: Actor, programme: int, notice: int) -> set[str]:
    """The queries whose answer holds anything of it."""
    out = set()
    for name, ask in ASKS.items():
        try:
            with acting(actor):
                found = ask(actor, programme, notice)
        except Refused as refusal:
            found = {"not_found": False}[refusal.code]
        out |= {name} if found else set()
    return out


def test_the_office_sees_all_and_who_gives_no_seats_has_no_form(world, subject):
    assert seen(world.clerk, *subject) == set(ASKS)
    assert seen(world.leader, *subject) == set(ASKS) - GIVES
    assert seen(world.reader, *subject) == set(ASKS) - GIVES - {"messages.unseen"}


def test_a_village_sees_its_own_seats_and_signed_notices_alone(world, subject):
    programme, signed = subject
    assert seen(world.village, *subject) == set(ASKS) - GIVES - {"seats.vacancies"}  # its one seat is held
    page = seats.seats_page(world.village, programme, TODAY, seats.Wanted())
    assert {(s.post, s.place_code) for s in page.spots} == {("keeper", VILLAGE)}
    assert [n.id for n in notices.notices_page(world.village, programme, TODAY).rows] == [signed]
    with acting(None):
        draft = Notice.objects.get(signed_at=None).pk
    with pytest.raises(Refused):
        notices.notice_page(world.village, draft, TODAY)


def test_names_of_residents_are_whole_for_those_alone_who_see_residents(world, subject):
    def names(actor: Actor) -> list[str]:
        page = seats.seats_page(actor, subject[0], TODAY, seats.Wanted(post="keeper"))
        return [h.name for s in page.spots for h in s.holders]

    assert names(world.clerk) == names(world.village) == ["甄守井"]
    assert names(world.leader) == names(world.reader) == ["甄某某"]


def test_others_see_nothing(world, subject):
    outsiders = (world.stranger, world.farm, replace(world.clerk, role="keeper"))
    assert [seen(who, *subject) for who in outsiders] == [set()] * 3
