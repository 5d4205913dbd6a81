"""Rows of a register are seen by their place's offices and by who keeps them; nobody else sees one, or of it."""

from collections.abc import Callable

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.queries import filled, quotas, record_lists, record_page, records
from tests.conftest import NOW, TODAY, World, person
from tests.queries.cases_of_records import ASKED, SPOTS, sheet
from tests.queries.cases_of_records import filled as rows_of

# each query of the registers, asked about the programme of a lamp and about that lamp
ASKS: dict[str, Callable[[Actor, int, int], object]] = {
    "records.registers_page": lambda actor, p, _r: records.registers_page(actor, p).rows[0].rows,
    "records.register_list": lambda actor, p, _r: len(records.register_list(actor, p, "lamp", ASKED, TODAY).rows),
    "record_page.record_page": lambda actor, _p, r: record_page.record_page(actor, r, TODAY).label,
    "record_page.new_record_form": lambda actor, p, _r: len(
        record_page.new_record_form(actor, p, "repair", "", 0).parents
    ),
    "record_page.correct_record_form": lambda actor, _p, r: record_page.correct_record_form(actor, r, TODAY).label,
    "quotas.quota_page": lambda actor, p, _r: quotas.quota_page(actor, p, "lamp").rows[0].met,
    "record_lists.record_list_form": lambda actor, p, _r: record_lists.record_list_form(actor, p, "lamp").title,
    "record_lists.check_record_list": lambda actor, p, _r: len(
        record_lists.check_record_list(actor, p, "lamp", sheet(1), NOW).good
    ),
    "record_lists.record_lines": lambda actor, p, _r: len(
        record_lists.record_lines(actor, p, "lamp", ASKED, TODAY).rows
    ),
    "filled.template_page": lambda actor, p, _r: filled.template_page(actor, p).title,
    "filled.filled_page": lambda actor, p, _r: (
        filled.filled_page(actor, p, SPOTS, filled.Wanted("", TODAY, TODAY), TODAY).answer.filled[0].value
    ),
}
WHOLE = {
    "records.registers_page": 1,
    "records.register_list": 1,
    "record_page.record_page": "甲0",
    "record_page.new_record_form": 1,
    "record_page.correct_record_form": "甲0",
    "quotas.quota_page": 1,
    "record_lists.record_list_form": "路灯台账",
    "record_lists.check_record_list": 1,
    "record_lists.record_lines": 1,
    "filled.template_page": "村庄路灯管护",
    "filled.filled_page": 1,
}
CLOSED = {"record_page.record_page": "not_found", "record_page.correct_record_form": "not_found"}
TITLES = {name: WHOLE[name] for name in ("record_lists.record_list_form", "filled.template_page")}
NOTHING = WHOLE | dict.fromkeys(WHOLE, 0) | CLOSED | TITLES
LOOKS = WHOLE | {"record_page.correct_record_form": "not_allowed", "record_lists.check_record_list": 0}


@pytest.fixture
def seen(world) -> Callable[[Actor], dict[str, object]]:
    programme, rows = rows_of(world, 1)

    def answers(actor: Actor) -> dict[str, object]:
        out = {}
        for name, ask in ASKS.items():
            try:
                out[name] = ask(actor, programme, rows[0])
            except Refused as refusal:
                out[name] = refusal.code
        return out

    return answers


def test_the_office_and_the_village_see_the_row(world: World, seen):
    assert seen(world.clerk) == WHOLE
    assert seen(world.village) == WHOLE
    assert seen(world.reader) == LOOKS
    assert seen(world.leader) == LOOKS


def test_another_village_of_the_programme_sees_none_of_it(seen):
    sibling = person("sibling", "unit", "999901100202", "云岭东二村村民委员会")
    assert seen(sibling) == NOTHING


@pytest.mark.parametrize("who", ["stranger", "farm", "water"])
def test_who_takes_no_part_finds_nothing(world, seen, who):
    assert set(seen(getattr(world, who)).values()) == {"not_found"}


def test_a_keeper_of_people_sees_no_register(seen):
    assert set(seen(person("keeper", "keeper", "999901000000")).values()) == {"not_allowed"}
