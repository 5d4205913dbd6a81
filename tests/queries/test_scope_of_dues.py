"""Nobody sees the dues, receipts, exemptions and funds of a place that is not his."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Unit
from shanzhi.models.walls import acting
from shanzhi.queries import demands, exemptions, funding, months, payment_lists, receipts
from tests.actions.test_exemptions import ask
from tests.conftest import World
from tests.dues_world import VILLAGE, asked, due_book, pays
from tests.queries.cases_of_dues import lines

TODAY = date(2026, 11, 5)
WANTED = demands.Wanted(village=VILLAGE)
# each query of dues that takes an actor, asked about a household of 云岭东一村
ASKS = {
    "demands.demands_page": lambda a, s: demands.demands_page(a, s.programme, WANTED, TODAY).rows,
    "exemptions.exemptions_page": lambda a, s: exemptions.exemptions_page(a, s.programme, "", None, TODAY).rows,
    "funding.funding_page": lambda a, s: funding.funding_page(a, s.programme).rows,
    "months.months_page": lambda a, s: months.months_page(a, s.programme, TODAY).totals,
    "payment_lists.check_payment_list": lambda a, s: (
        payment_lists.check_payment_list(a, s.programme, "", lines(1), TODAY).good
    ),
    "payment_lists.payment_list_form": lambda a, s: payment_lists.payment_list_form(a, s.programme, "").account,
    "receipts.payment_page": lambda a, s: receipts.payment_page(a, s.programme, demands.Wanted(), s.book, TODAY).rows,
    "receipts.receipt_page": lambda a, s: receipts.receipt_page(a, s.receipt).number,
    "receipts.receipts_page": lambda a, s: receipts.receipts_page(a, s.programme).rows,
}
DESK = {"payment_lists.payment_list_form", "receipts.payment_page"}
OFFICE = {name: name not in DESK for name in ASKS}


@dataclass(frozen=True)
class Subject:
    """A programme whose village owes, with a receipt and an exemption."""

    programme: int
    book: int
    receipt: int


@pytest.fixture
def subject(world: World) -> Subject:
    found = asked(world.clerk, homes=1)
    book = due_book(found).pk
    ask(world.clerk, book)
    return Subject(found.programme_id, book, pays(world.clerk, found, "6").receipt)


def seen(actor: Actor, subject: Subject) -> dict[str, bool]:
    """Whether each answer holds anything of it."""
    found = {}
    for name, query in ASKS.items():
        try:
            found[name] = bool(query(actor, subject))
        except Refused as refusal:
            found[name] = {"not_found": False, "not_allowed": False}[refusal.code]
    return found


def test_the_office_sees_all_and_those_who_take_no_money_have_no_form(world, subject):
    assert seen(world.clerk, subject) == dict.fromkeys(ASKS, True)
    assert seen(world.leader, subject) == seen(world.reader, subject) == OFFICE


def test_the_village_sees_its_own_but_not_the_funds_of_all(world, subject):
    assert seen(world.village, subject) == OFFICE | {"funding.funding_page": False}


def test_others_see_nothing(world, subject):
    with acting(None):
        sibling, foreign = (Unit.objects.get(name=n).pk for n in ("云岭东二村村民委员会", "松平县农业农村局"))
    outsiders = (
        world.stranger,
        replace(world.clerk, role="keeper"),
        replace(world.clerk, place_code="999901100202", place_name="云岭东二村"),
        replace(world.farm, unit_id=foreign, place_code="999902000000"),
    )
    assert [seen(who, subject) for who in outsiders] == [dict.fromkeys(ASKS, False)] * len(outsiders)
    neighbour = seen(replace(world.village, unit_id=sibling), subject)
    assert {name for name, here in neighbour.items() if here} <= {"months.months_page"}
