"""Consent given, taken back, and what goes with it."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.consents import withdraw_consent
from shanzhi.actions.residents import ResidentIn
from shanzhi.core.consent import Consent as Agreed
from shanzhi.models import Consent, Entry, Resident
from tests.conftest import NOW, TODAY, refused
from tests.register import PHONE, agree, correct, household, person, resident

SUPPLY = Agreed("supply", "paper", "代办养老金", "云岭县社保中心", "S-017", "村会计")


@pytest.fixture
def who(world) -> int:
    return resident(world.village, household(world.village))


def test_a_consent_is_kept_with_its_proof_and_who_wrote_it_down(world, who):
    row = Consent.objects.get(pk=agree(world.village, who, SUPPLY, date(2026, 8, 20)))
    kept = tuple(getattr(row, name) for name in Agreed.__slots__)
    assert kept == ("supply", "paper", "代办养老金", "云岭县社保中心", "S-017", "村会计", "", "")
    assert (row.given_on, row.recorded_by_id, row.withdrawn_on) == (date(2026, 8, 20), world.village.id, None)
    entry = Entry.objects.latest("pk")
    data = {"consent": row.pk, "kind": "supply", "form": "paper"}
    assert (entry.deed, entry.object_kind, entry.object_id, entry.data) == ("record_consent", "resident", who, data)


def test_each_use_and_each_receiver_is_a_consent_of_its_own(world, who):
    agree(world.village, who, SUPPLY)
    with refused("consent_known"):
        agree(world.clerk, who, SUPPLY)
    agree(world.village, who, Agreed("supply", "screen", "代办养老金", "云岭县医保中心"))
    agree(world.village, who, Agreed("publish", "screen", "代办养老金"))
    assert Consent.objects.filter(resident=who).count() == 3


def test_a_consent_of_tomorrow_and_one_without_proof_are_refused(world, who):
    with refused("day_ahead"):
        agree(world.village, who, on=TODAY + timedelta(days=1))
    with refused("consent_unproved"):
        agree(world.village, who, Agreed("keep", "paper"))
    with refused("not_found"):
        agree(world.village, 10**15)


def test_for_a_child_the_guardian_agrees(world):
    child = resident(world.village, household(world.village), "王小小", 2018)
    with refused("guardian_missing"):
        agree(world.village, child)
    row = Consent.objects.get(
        pk=agree(world.village, child, Agreed("keep", "screen", guardian="李四", relation="母亲"))
    )
    assert (row.guardian, row.relation) == ("李四", "母亲")


def test_withdrawing_the_consent_to_keep_erases_what_rested_on_it_and_nothing_else(world):
    known = person(world.village)
    assert withdraw_consent(actor=world.village, consent_id=known.consent, form="screen", now=NOW) is True
    row = Resident.objects.get(pk=known.id)
    assert (row.name, row.birth_year, row.phone_sealed, row.id_sealed, row.id_match) == ("王小明", 1949, "", "", "")
    consent = Consent.objects.get(pk=known.consent)
    assert (consent.withdrawn_on, consent.withdrawn_by) == (TODAY, "screen")
    data = {"consent": known.consent, "kind": "keep", "erased": ["phone_sealed", "id_sealed"]}
    assert Entry.objects.latest("pk").data == data
    with refused("consent_missing"):
        correct(world.village, known.id, ResidentIn(phone=PHONE))


def test_withdrawing_another_consent_leaves_the_values_where_they_are(world):
    known = person(world.village)
    publish = agree(world.village, known.id, Agreed("publish", "screen", "文明户公示"))
    withdraw_consent(actor=world.clerk, consent_id=publish, form="paper", now=NOW)
    assert Resident.objects.get(pk=known.id).id_match != ""
    assert Entry.objects.latest("pk").data["erased"] == []


def test_withdrawing_twice_is_one_deed_and_service_goes_on(world):
    known = person(world.village)
    withdraw_consent(actor=world.village, consent_id=known.consent, form="screen", now=NOW)
    entries = Entry.objects.count()
    assert withdraw_consent(actor=world.clerk, consent_id=known.consent, form="paper", now=NOW) is False
    assert Entry.objects.count() == entries
    correct(world.village, known.id, ResidentIn(name="王晓明"))
    assert agree(world.village, known.id) != known.consent


@pytest.mark.parametrize(
    ("who", "code"),
    [("leader", "not_allowed"), ("reader", "not_allowed"), ("town", "not_found"), ("stranger", "not_found")],
)
def test_who_may_not_see_residents_records_no_consent(world, who, code):
    known = person(world.village)
    with refused(code):
        agree(getattr(world, who), known.id, SUPPLY)
    with refused(code):
        withdraw_consent(actor=getattr(world, who), consent_id=known.consent, form="screen", now=NOW)


def test_an_unknown_consent_or_way_is_refused(world):
    known = person(world.village)
    with refused("not_found"):
        withdraw_consent(actor=world.village, consent_id=10**15, form="screen", now=NOW)
    with refused("bad_choice"):
        withdraw_consent(actor=world.village, consent_id=known.consent, form="moved", now=NOW)
