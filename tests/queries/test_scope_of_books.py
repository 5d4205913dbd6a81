"""Nobody sees the books and rules of a place that is not his."""

from dataclasses import dataclass, replace

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Book, BookEntry, Unit
from shanzhi.models.walls import acting
from shanzhi.queries import posting_form, rule_pages, statements
from tests.books_world import VILLAGE, added, row, settled
from tests.conftest import TODAY, World

# each query of books and rules that takes an actor, asked about a prize of 云岭东一村
ASKS = {
    "posting_form.posting_form": lambda actor, s: posting_form.posting_form(actor, s.programme).id,
    "rule_pages.rule_page": lambda actor, s: rule_pages.rule_page(actor, s.programme, "praised").runs,
    "rule_pages.rules_page": lambda actor, s: [
        r for r in rule_pages.rules_page(actor, s.programme).rows if r.id == "praised" and r.done
    ],
    "statements.books_page": lambda actor, s: statements.books_page(actor, s.programme, "award").rows,
    "statements.entry_page": lambda actor, s: statements.entry_page(actor, s.entry).sides,
    "statements.statement_page": lambda actor, s: statements.statement_page(actor, s.book, None, TODAY).lines,
}
OFFICE = {name: name != "posting_form.posting_form" for name in ASKS}


@dataclass(frozen=True)
class Subject:
    """A programme whose rule booked a prize for a village."""

    programme: int
    book: int
    entry: int


@pytest.fixture
def subject(world: World) -> Subject:
    found = settled(world.clerk)
    added(None, found, row(found, "commendation", VILLAGE, day="2026-09-10", level="县级"))
    with acting(None):
        entry = BookEntry.objects.get(programme=found.programme_id)
        book = Book.objects.get(programme=found.programme_id, account="award").pk
    return Subject(found.programme_id, book, entry.pk)


def seen(actor: Actor, subject: Subject) -> dict[str, bool]:
    """Whether each answer holds anything of it."""
    found = {}
    for name, ask in ASKS.items():
        try:
            found[name] = bool(ask(actor, subject))
        except Refused as refusal:
            found[name] = {"not_found": False, "not_allowed": False}[refusal.code]
    return found


def test_the_office_sees_all_and_those_who_keep_no_books_do_not_book(world, subject):
    assert seen(world.clerk, subject) == dict.fromkeys(ASKS, True)
    assert seen(world.leader, subject) == seen(world.reader, subject) == OFFICE


def test_the_village_sees_its_own(world, subject):
    assert seen(world.village, subject) == OFFICE


def test_others_see_nothing(world, subject):
    with acting(None):
        sibling, foreign = (Unit.objects.get(name=n).pk for n in ("云岭东二村村民委员会", "松平县农业农村局"))
    outsiders = (
        world.stranger,
        replace(world.clerk, role="keeper"),
        replace(world.clerk, place_code="999901100202", place_name="云岭东二村"),
        replace(world.village, unit_id=sibling),
        replace(world.farm, unit_id=foreign, place_code="999902000000"),
    )
    assert [seen(who, subject) for who in outsiders] == [dict.fromkeys(ASKS, False)] * len(outsiders)
