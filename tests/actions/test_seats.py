"""Seats: given where the post is, never too many, ended and handed over; the rules hear of it."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.actions.seats import SeatIn, end_seat, give_seat, hand_over
from shanzhi.models import Entry, Household, Message, Resident, Seat, User
from shanzhi.models.places import Place
from shanzhi.models.walls import acting
from tests.actions.test_races import together
from tests.conftest import NOW, person, refused
from tests.seats_world import COUNTY, FIRST, LAST, SIBLING, TOWN, VILLAGE, people, row, seat, wells


@pytest.fixture
def found(world):
    """The programme, two keepers' seats in 云岭东一村."""
    running = wells(world.clerk)
    people(running, 580)
    return running


def user(actor) -> str:
    return f"user:{actor.id}"


def resident(name: str) -> str:
    home = Household.objects.create(place=Place.objects.get(code=VILLAGE), number="1")
    return f"resident:{Resident.objects.create(household=home, name=name).pk}"


def told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("words", flat=True))


def days(seat_id: int) -> tuple[date, date | None]:
    return Seat.objects.values_list("from_on", "to_on").get(pk=seat_id)


def test_a_seat_is_given_noted_and_told(world, found):
    one = seat(world.clerk, found, user(world.village))
    two = seat(world.clerk, found, resident("甲某某"), FIRST, date(2026, 12, 31))
    assert (days(one), days(two)) == ((FIRST, None), (FIRST, date(2026, 12, 31)))
    assert told() == ["管护员到任", "管护员到任"]
    entry = Entry.objects.filter(deed="give_seat").latest("pk")
    assert (entry.object_kind, entry.object_id, entry.place_code) == ("seat", two, VILLAGE)
    assert Seat.objects.get(pk=two).resident_id is not None


def test_never_more_than_the_number(world, found):
    seat(world.clerk, found, user(world.village))
    seat(world.clerk, found, user(world.town), FIRST, date(2026, 9, 30))
    with refused("seats_full"):
        seat(world.clerk, found, user(world.farm), date(2026, 9, 30))
    assert days(seat(world.clerk, found, user(world.farm), date(2026, 10, 1))) == (date(2026, 10, 1), None)


def test_a_number_not_known_holds_nobody_up(world, found):
    for who in (world.village, world.town, world.farm):
        seat(world.clerk, found, user(who), place_code=SIBLING)
    assert Seat.objects.filter(place__code=SIBLING).count() == 3


def test_at_most_is_kept_and_at_a_row_of_a_register_one(world, found):
    for who in (world.clerk, world.leader):
        seat(world.clerk, found, user(who), post="council", place_code=COUNTY)
    with refused("seats_full"):
        seat(world.clerk, found, user(world.farm), post="council", place_code=COUNTY)
    well, other = row(found, "well", name="老井"), row(found, "well", name="新井")
    seat(world.clerk, found, user(world.farm), post="head", record_id=well)
    seat(world.clerk, found, user(world.farm), post="head", record_id=other)
    with refused("seats_full"):
        seat(world.clerk, found, user(world.water), post="head", record_id=well)


def test_one_holder_holds_a_seat_once_at_a_time(world, found):
    seat(world.clerk, found, user(world.village), FIRST, date(2026, 9, 30))
    with refused("seat_twice"):
        seat(world.clerk, found, user(world.village), date(2026, 9, 30))
    seat(world.clerk, found, user(world.village), date(2026, 10, 1))


WRONG = {
    "place_not_fitting": {"place_code": TOWN},
    "not_found": {"post": "nobody"},
    "holder_unknown": {"holder": "user:999999999"},
    "holder_not_fitting": {"holder": "unit:{unit}"},
    "day_missing": {"from_on": None},
    "period_reversed": {"from_on": date(2026, 10, 2), "to_on": date(2026, 10, 1)},
    "outside_programme": {"from_on": date(2026, 8, 31)},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_does_not_fit_is_refused(world, found, code):
    given = SeatIn(found.programme_id, "keeper", VILLAGE, user(world.farm), FIRST)
    more = {k: v.format(unit=world.farm.unit_id) if isinstance(v, str) else v for k, v in WRONG[code].items()}
    with refused(code):
        give_seat(actor=world.clerk, given=replace(given, **more), now=NOW)


@pytest.mark.parametrize("holder", ["", "user:", "user:x", "user:１", "dog:1", f"user:{'9' * 30}"])
def test_a_holder_that_is_none_is_refused(world, found, holder):
    with refused("holder_unknown"):
        seat(world.clerk, found, holder)


def test_the_conditions_of_a_post(world, found):
    well = row(found, "well", name="老井")
    unfit = User.objects.create(username="unfit", name="不宜任职某", password="x")
    with refused("must_not_met"):
        seat(world.clerk, found, f"user:{unfit.pk}", post="head", record_id=well)


def test_who_may_not(world, found):
    for who in (world.leader, world.reader, world.village, world.farm):
        with refused("not_allowed" if who is not world.farm else "not_found"):
            seat(who, found, user(world.village))
    with refused("not_found"):
        seat(world.stranger, found, user(world.village))
    with refused("not_found"):
        end_seat(actor=world.clerk, seat_id=10**9, on=FIRST, reason="调离", now=NOW)


def test_a_stand_in(world, found):
    one = seat(world.clerk, found, user(world.village), FIRST, date(2026, 10, 31))
    seat(world.clerk, found, user(world.water))
    said = {"from_on": date(2026, 9, 10), "to_on": date(2026, 9, 20), "stands_in": one}
    instead = seat(world.clerk, found, user(world.farm), **said)
    assert Seat.objects.get(pk=instead).stands_in_id == one
    with refused("stand_in_outside"):
        seat(world.clerk, found, user(world.town), **said | {"to_on": date(2026, 11, 1)})
    with refused("no_stand_in"):
        seat(world.clerk, found, user(world.town), **said | {"stands_in": instead})
    head = seat(world.clerk, found, user(world.farm), post="head", record_id=(well := row(found, "well", name="老井")))
    with refused("no_stand_in"):
        seat(world.clerk, found, user(world.town), **said | {"stands_in": head}, post="head", record_id=well)
    with refused("not_found"):
        seat(world.clerk, found, user(world.town), **said | {"stands_in": head})
    with refused("stand_in_later"):
        end_seat(actor=world.clerk, seat_id=one, on=date(2026, 9, 9), reason="调离", now=NOW)
    end_seat(actor=world.clerk, seat_id=one, on=date(2026, 9, 15), reason="调离", now=NOW)
    assert days(instead) == (date(2026, 9, 10), date(2026, 9, 15))


def test_a_seat_ends_and_is_told_where_one_is_missing(world, found):
    one, two = (seat(world.clerk, found, user(who)) for who in (world.village, world.town))
    over = seat(world.clerk, found, user(world.farm), post="council", place_code=COUNTY)
    end_seat(actor=world.clerk, seat_id=over, on=FIRST, reason="调离", now=NOW)
    assert "管护员空缺" not in told()
    end_seat(actor=world.clerk, seat_id=one, on=date(2026, 9, 30), reason=" 调离 ", now=NOW)
    assert (days(one), days(two), told()[-1]) == ((FIRST, date(2026, 9, 30)), (FIRST, None), "管护员空缺")
    with refused("seat_ended"):
        end_seat(actor=world.clerk, seat_id=one, on=date(2026, 10, 1), reason="调离", now=NOW)
    with refused("period_reversed"):
        end_seat(actor=world.clerk, seat_id=two, on=date(2026, 8, 31), reason="调离", now=NOW)
    with refused("reason_missing"):
        end_seat(actor=world.clerk, seat_id=two, on=FIRST, reason=" ", now=NOW)
    with refused("day_missing"):
        end_seat(actor=world.clerk, seat_id=two, on=None, reason="调离", now=NOW)


def test_a_seat_is_handed_over_without_a_gap(world, found):
    one = seat(world.clerk, found, user(world.village), FIRST, LAST)
    seat(world.clerk, found, user(world.town))
    new = hand_over(actor=world.clerk, seat_id=one, holder=user(world.farm), on=date(2026, 9, 30), now=NOW)
    assert (days(one), days(new)) == ((FIRST, date(2026, 9, 30)), (date(2026, 10, 1), LAST))
    assert (Entry.objects.filter(deed="hand_over_seat").count(), "管护员空缺" in told()) == (1, False)
    assert told().count("管护员到任") == 3
    with refused("seat_ended"):
        hand_over(actor=world.clerk, seat_id=new, holder=user(world.water), on=LAST, now=NOW)
    with refused("seat_twice"):
        hand_over(actor=world.clerk, seat_id=new, holder=user(world.town), on=date(2026, 12, 31), now=NOW)
    assert days(new) == (date(2026, 10, 1), LAST)


def test_of_eight_who_give_the_last_seat_one_does(live):
    found = wells(live["clerk"], "999903000000")
    who = [person(f"racer{k}", "reader", "999903000000") for k in range(8)]
    seat(live["clerk"], found, user(live["farm"]), post="council", place_code="999903000000")
    done = together(
        8, lambda k: seat(live["clerk"], found, user(who[k]), post="council", place_code="999903000000")
    )  # fmt: skip
    assert sorted(map(str, done))[1:] == ["seats_full"] * 7 or sorted(map(str, done)).count("seats_full") == 7
    with acting(None):
        assert Seat.objects.filter(programme=found.programme_id, seat="council").count() == 2
