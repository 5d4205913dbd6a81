"""The register of residents: by whom, what is kept, what is refused, and what never stands in journal or log."""

from datetime import date, timedelta

import pytest
from django.db import connection

from shanzhi.actions import residents as deeds
from shanzhi.actions.residents import ResidentIn, reveal_value
from shanzhi.core.consent import Consent as Agreed
from shanzhi.models import Consent, Entry, Household, Resident
from tests.conftest import NOW, TODAY, refused
from tests.register import (
    ID_NUMBER,
    NEXT_VILLAGE,
    OTHER_ID,
    PHONE,
    VILLAGE,
    agree,
    correct,
    household,
    person,
    resident,
)


def last() -> tuple[str, str, int | None, object]:
    entry = Entry.objects.latest("pk")
    return entry.deed, entry.object_kind, entry.object_id, entry.data


def test_the_village_and_the_office_keep_the_register(world):
    for n, actor in enumerate((world.village, world.clerk)):
        home = household(actor, str(n))
        row = Household.objects.get(pk=home)
        assert (row.place.code, row.number, row.ended_on) == (VILLAGE, str(n), None)
        assert last() == ("add_household", "household", home, {})


@pytest.mark.parametrize(
    ("who", "code"),
    [
        *((who, "not_allowed") for who in ("leader", "reader")),
        *((who, "not_found") for who in ("farm", "town", "stranger")),
    ],
)
def test_nobody_else_does(world, who, code):
    """Posts of the same area are told that they may not; for all others the rows are not there."""
    actor = getattr(world, who)
    known = person(world.village)
    with refused("not_allowed"):
        household(actor, "99")
    with refused(code):
        resident(actor, known.household)
    with refused(code):
        correct(actor, known.id, ResidentIn(name="李四"))
    with refused(code):
        reveal_value(actor=actor, resident_id=known.id, field="phone", reason="联系", now=NOW)
    with refused(code):
        deeds.end_resident(actor=actor, resident_id=known.id, ended_on=TODAY, now=NOW)
    with refused(code):
        deeds.end_household(actor=actor, household_id=known.household, ended_on=TODAY, now=NOW)


def test_a_village_keeps_its_own_place_only(world):
    with refused("not_allowed"):
        household(world.village, place=NEXT_VILLAGE)
    with refused("not_found"):
        household(world.village, place="999901999999")


def test_a_number_stands_once_in_a_place_and_is_free_again_after_the_end(world):
    home = household(world.village)
    with refused("household_known"):
        household(world.clerk, " 12 ")
    with refused("number_missing"):
        household(world.clerk, "  ")
    deeds.end_household(actor=world.village, household_id=home, ended_on=TODAY, now=NOW)
    assert last() == ("end_household", "household", home, {"on": "2026-09-01"})
    assert household(world.clerk) != home
    assert household(world.clerk, place=NEXT_VILLAGE) != home


def test_a_household_is_corrected_and_its_head_belongs_to_it(world):
    known = person(world.village)
    other = person(world.village, "13", OTHER_ID)
    deeds.correct_household(
        actor=world.village, household_id=known.household, number="12附1", head_id=known.id, now=NOW
    )
    row = Household.objects.get(pk=known.household)
    assert (row.number, row.head_id) == ("12附1", known.id)
    assert last() == ("correct_household", "household", known.household, {})
    with refused("not_found"):
        deeds.correct_household(
            actor=world.village, household_id=known.household, number="12", head_id=other.id, now=NOW
        )
    with refused("household_known"):
        deeds.correct_household(actor=world.village, household_id=known.household, number="13", head_id=None, now=NOW)


def test_a_resident_has_a_name_and_a_believable_year(world):
    home = household(world.village)
    who = resident(world.village, home, "  阿卜杜·热合曼 ")
    row = Resident.objects.get(pk=who)
    assert (row.name, row.birth_year, row.household_id, row.id_sealed) == ("阿卜杜·热合曼", 1949, home, "")
    assert last() == ("add_resident", "resident", who, {"household": home})
    for name in ("", " ", "王2", "某" * 61):
        with refused("name_missing"):
            resident(world.village, home, name)
    for year in (1800, 2027):
        with refused("bad_birth_year"):
            resident(world.village, home, born=year)
    assert Resident.objects.get(pk=resident(world.village, home, born=None)).birth_year is None


def test_telephone_and_id_number_wait_for_consent(world):
    who = resident(world.village, household(world.village))
    for given in (ResidentIn(phone=PHONE), ResidentIn(id_number=ID_NUMBER)):
        with refused("consent_missing"):
            correct(world.village, who, given)
    agree(world.village, who, Agreed("publish", "screen", "文明户公示"))
    with refused("consent_missing"):
        correct(world.village, who, ResidentIn(phone=PHONE))
    agree(world.village, who)
    correct(world.village, who, ResidentIn(phone=PHONE, id_number=ID_NUMBER))
    assert last() == ("correct_resident", "resident", who, {"fields": ["phone", "id_number"]})


def test_sensitive_values_are_sealed_in_their_row(world):
    known = person(world.village)
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM shanzhi_resident r WHERE id = %s", [known.id])
        raw = cursor.fetchone()[0]
    assert ID_NUMBER not in raw
    assert PHONE not in raw
    row = Resident.objects.get(pk=known.id)
    assert (row.id_sealed[:3], row.phone_sealed[:3], len(row.id_match)) == ("k1.", "k1.", 64)


def test_wrong_numbers_are_refused_with_what_is_wrong(world):
    known = person(world.village)
    with refused("bad_phone"):
        correct(world.village, known.id, ResidentIn(phone="1390000"))
    with refused("bad_id_number"):
        correct(world.village, known.id, ResidentIn(id_number=ID_NUMBER[:-1] + "1"))


def test_the_same_id_number_is_not_registered_twice(world):
    person(world.village)
    second = resident(world.village, household(world.village, "13"), "王晓明")
    agree(world.village, second)
    with refused("resident_known"):
        correct(world.village, second, ResidentIn(id_number=ID_NUMBER.lower()))
    correct(world.village, second, ResidentIn(id_number=OTHER_ID))
    assert Resident.objects.get(pk=second).birth_year == 1949


def test_somebody_who_moved_away_may_be_registered_elsewhere(world):
    known = person(world.village)
    deeds.end_resident(actor=world.village, resident_id=known.id, ended_on=TODAY, now=NOW)
    assert last() == ("end_resident", "resident", known.id, {"on": "2026-09-01"})
    again = person(world.village, "13")
    assert Resident.objects.filter(ended_on=None).exclude(id_match="").get().pk == again.id


def test_the_end_of_a_resident_ends_his_consents_and_his_headship(world):
    known = person(world.village)
    deeds.correct_household(actor=world.village, household_id=known.household, number="12", head_id=known.id, now=NOW)
    with refused("residents_left"):
        deeds.end_household(actor=world.village, household_id=known.household, ended_on=TODAY, now=NOW)
    with refused("day_ahead"):
        deeds.end_resident(actor=world.village, resident_id=known.id, ended_on=TODAY + timedelta(days=1), now=NOW)
    deeds.end_resident(actor=world.village, resident_id=known.id, ended_on=date(2026, 8, 30), now=NOW)
    consent = Consent.objects.get(pk=known.consent)
    assert (consent.withdrawn_on, consent.withdrawn_by) == (date(2026, 8, 30), "moved")
    assert Household.objects.get(pk=known.household).head_id is None
    deeds.end_household(actor=world.village, household_id=known.household, ended_on=TODAY, now=NOW)


def test_who_saves_second_is_told(world):
    known = person(world.village)
    with refused("changed_meanwhile"):
        deeds.correct_resident(
            actor=world.clerk, resident_id=known.id, given=ResidentIn(name="王晓明"), revision=0, now=NOW
        )


def test_fields_that_are_not_mentioned_stay_and_empty_ones_are_emptied(world):
    known = person(world.village)
    was = Resident.objects.get(pk=known.id)
    correct(world.village, known.id, ResidentIn(name="王晓明"))
    row = Resident.objects.get(pk=known.id)
    assert (row.name, row.phone_sealed, row.id_match) == ("王晓明", was.phone_sealed, was.id_match)
    correct(world.village, known.id, ResidentIn(phone="", id_number="", birth_year=0))
    row = Resident.objects.get(pk=known.id)
    assert (row.phone_sealed, row.id_sealed, row.id_match, row.birth_year) == ("", "", "", None)


def test_a_value_is_revealed_with_a_reason_and_the_reason_is_journalled_without_numbers(world):
    known = person(world.village)
    reason = f"核对养老金 {ID_NUMBER}"
    got = reveal_value(actor=world.village, resident_id=known.id, field="id_number", reason=reason, now=NOW)
    assert got == ID_NUMBER
    data = {"field": "id_number", "reason": "核对养老金 110*************2X"}
    assert last() == ("reveal_value", "resident", known.id, data)
    assert reveal_value(actor=world.clerk, resident_id=known.id, field="phone", reason="通知", now=NOW) == PHONE
    with refused("reason_missing"):
        reveal_value(actor=world.clerk, resident_id=known.id, field="phone", reason=" ", now=NOW)
    with refused("bad_choice"):
        reveal_value(actor=world.clerk, resident_id=known.id, field="name", reason="看", now=NOW)
    with refused("not_found"):
        reveal_value(actor=world.clerk, resident_id=10**15, field="phone", reason="看", now=NOW)
