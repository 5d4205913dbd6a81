"""Nobody sees residents, their requests or the journal of a place that is not his."""

from dataclasses import dataclass, replace

import pytest

from shanzhi.actions.requests import RequestIn, open_request
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Entry, RightsRequest, Unit
from shanzhi.queries import journal, privacy, residents
from tests import register
from tests.conftest import NOW, TODAY, World

# each query of people and of the journal that takes an actor, asked about a resident of 云岭东一村
ASKS = {
    "journal.chain_export": lambda actor, _s: '"tenant":"999901"' in next(journal.chain_export(actor, values=True)[1]),
    "journal.entry_page": lambda actor, s: journal.entry_page(actor, s.entry),
    "journal.entry_proof": lambda actor, s: journal.entry_proof(actor, s.entry),
    "journal.journal_page": lambda actor, s: [r.seq for r in journal.journal_page(actor).rows if r.seq == s.entry],
    "privacy.counts": lambda actor, _s: privacy.counts(actor).residents,
    "privacy.request_of": lambda actor, s: privacy.request_of(actor, s.request, TODAY),
    "privacy.requests_page": lambda actor, _s: privacy.requests_page(actor, TODAY),
    "residents.household_page": lambda actor, s: residents.household_page(actor, s.who.household),
    "residents.person_page": lambda actor, s: residents.person_page(actor, s.who.id, TODAY),
    "residents.places_page": lambda actor, _s: sum(p.residents for p in residents.places_page(actor)),
    "residents.residents_by_id_number": lambda actor, _s: residents.residents_by_id_number(
        actor, register.ID_NUMBER, TODAY
    ),
    "residents.residents_page": lambda actor, _s: residents.residents_page(actor, register.VILLAGE),
}


@dataclass(frozen=True)
class Subject:
    """A resident with a request, and the entry that says so."""

    who: register.Person
    request: int
    entry: int


@pytest.fixture
def subject(world: World) -> Subject:
    who = register.person(world.village)
    given = RequestIn("copy", "一份", "paper", TODAY, 15)
    open_request(actor=world.village, resident_id=who.id, given=given, now=NOW)
    request = RightsRequest.objects.get(resident=who.id).pk
    return Subject(who, request, Entry.objects.filter(tenant="999901").latest("seq").seq)


def seen(name: str, actor: Actor, subject: Subject) -> bool:
    """Whether an answer holds anything of the resident or of the entry."""
    try:
        return bool(ASKS[name](actor, subject))
    except Refused as refusal:
        code = refusal.code
    assert code in {"not_found", "not_allowed", "not_checkpointed"}
    return code == "not_checkpointed"


@pytest.mark.parametrize("who", ["sibling_village", "other_county", "unit_without_part", "keeper"])
def test_an_outsider_sees_nothing(world, subject, who):
    neighbour = Unit.objects.get(name="云岭东二村村民委员会").pk
    actor = {
        "sibling_village": replace(world.colleague, place_code=register.NEXT_VILLAGE, place_name="云岭东二村"),
        "other_county": world.stranger,
        "unit_without_part": replace(world.village, unit_id=neighbour, place_code=register.NEXT_VILLAGE),
        "keeper": replace(world.clerk, role="keeper"),
    }[who]
    assert [name for name in ASKS if seen(name, actor, subject)] == []


def test_the_county_s_office_sees_everything(world, subject):
    assert [name for name in ASKS if not seen(name, world.clerk, subject)] == []


def test_the_village_sees_its_residents_and_not_the_journal(world, subject):
    unseen = [name for name in ASKS if not seen(name, world.village, subject)]
    assert unseen == [name for name in ASKS if name.startswith("journal.")]
