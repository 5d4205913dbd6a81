"""Places, units and people enter the books; the journal holds."""

from shanzhi.actions.register import PersonIn, PlaceIn, UnitIn, add_person, add_places, add_units, require_second
from shanzhi.models import Entry, Place, Post, Unit, User
from shanzhi.queries.audit import chains
from tests.conftest import NOW, PASSWORD, books

VILLAGE = PlaceIn("999901100203", "云岭东三村", "village")


def test_a_place_is_entered_once_under_its_parent(world):
    assert [add_places(actor=None, places=[VILLAGE], now=NOW) for _ in range(2)] == [1, 0]
    place = Place.objects.get(code=VILLAGE.code)
    assert (place.name, place.level, place.parent.name) == ("云岭东三村", "village", "云岭东镇")


def test_a_unit_there_already_only_gains_aliases(world):
    again = UnitIn("云岭县水务局", "999901000000", aliases=("县水务局", "水务"))
    new = UnitIn("云岭县林业局", "999901000000")
    assert add_units(actor=None, units=[again, new], now=NOW) == 1
    assert Unit.objects.get(name="云岭县水务局").aliases == ["县水务局", "水务"]
    assert Entry.objects.latest("pk").data == {"new": 1, "aliases": 1}
    before = books()
    assert (add_units(actor=None, units=[again, new], now=NOW), books()) == (0, before)


def test_a_person_is_entered_once_with_a_hashed_password(world):
    given = PersonIn("newcomer", "新人", PASSWORD, "reader", "999901000000")
    first, second = (add_person(actor=None, person=given, now=NOW) for _ in range(2))
    user = User.objects.get(pk=first)
    assert (first, user.check_password(PASSWORD), PASSWORD in user.password) == (second, True, False)
    assert Post.objects.get(user=first).as_core().role == "reader"
    assert "password" not in str(Entry.objects.latest("pk").data)


def test_require_second_is_set_and_noted(world):
    require_second(actor=world.clerk, place="999901000000", second=True, now=NOW)
    assert Place.objects.get(code="999901000000").adopt_needs_second is True
    assert Entry.objects.latest("pk").deed == "require_second"
    before = books()
    require_second(actor=world.clerk, place="999901000000", second=True, now=NOW)
    assert books() == before


def test_the_world_was_built_with_an_entry_for_every_deed_and_a_whole_chain(world):
    deeds = set(Entry.objects.values_list("deed", flat=True))
    built = "add_places add_units add_person hand_in_plan check_rest answer_questions adopt_plan"
    assert deeds >= set(built.split())
    assert [v.fault for v in chains({})] == [None] * Entry.objects.values("tenant").distinct().count()
