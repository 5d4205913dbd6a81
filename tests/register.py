"""Residents of the small world: invented people, numbers made by the rule of their standard."""

from dataclasses import dataclass
from datetime import date

from shanzhi.actions.consents import record_consent
from shanzhi.actions.residents import ResidentIn, add_household, add_resident, correct_resident
from shanzhi.core.access import Actor
from shanzhi.core.consent import Consent
from shanzhi.models import Resident
from tests.conftest import NOW, TODAY

VILLAGE = "999901100201"
NEXT_VILLAGE = "999901100202"
ID_NUMBER = "11010519491231002X"  # the example printed in GB 11643
OTHER_ID = "110105194912310038"
PHONE = "13900001234"


@dataclass(frozen=True)
class Person:
    """A household with one resident who agreed to have ID number and telephone kept."""

    household: int
    id: int
    consent: int


def household(actor: Actor, number: str = "12", place: str = VILLAGE) -> int:
    return add_household(actor=actor, place_code=place, number=number, now=NOW)


def resident(actor: Actor, of: int, name: str = "王小明", born: int | None = 1949) -> int:
    return add_resident(actor=actor, household_id=of, given=ResidentIn(name, born), now=NOW)


def agree(actor: Actor, of: int, given: Consent | None = None, on: date = TODAY) -> int:
    given = given or Consent("keep", "screen")
    return record_consent(actor=actor, resident_id=of, given=given, given_on=on, now=NOW)


def correct(actor: Actor, of: int, given: ResidentIn) -> None:
    revision = Resident.objects.get(pk=of).revision
    correct_resident(actor=actor, resident_id=of, given=given, revision=revision, now=NOW)


def person(actor: Actor, number: str = "12", id_number: str = ID_NUMBER, phone: str = PHONE) -> Person:
    home = household(actor, number)
    who = resident(actor, home)
    consent = agree(actor, who)
    correct(actor, who, ResidentIn(phone=phone, id_number=id_number))
    return Person(home, who, consent)
