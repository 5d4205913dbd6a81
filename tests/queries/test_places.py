"""Places read: with the stated cost, old codes and all."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.actions.places import Basis, merge_places, rename_place
from shanzhi.actions.register import PlaceIn
from shanzhi.models import Place
from shanzhi.queries.places import Change, PlaceSheet, counties, place_at, place_sheet, registered
from tests.conftest import NOW, TODAY

EAST, ONE, TWO = "999901100000", "999901100201", "999901100202"
BASIS = Basis(date(2026, 8, 1), "云政函〔2026〕12号")


def asked(seen: CaptureQueriesContext) -> int:
    return len([q for q in seen if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]])


def test_a_sheet_of_a_township(world):
    rename_place(actor=None, code=EAST, name="云岭街道", basis=BASIS, now=NOW)
    with CaptureQueriesContext(connection) as seen:
        sheet = place_sheet(Place.objects.only("pk").get(code=EAST).pk)
    assert sheet == PlaceSheet(
        code=EAST,
        name="云岭街道",
        level="township",
        path=("云岭县",),
        below={"village": 2},
        edition=None,
        started_on=None,
        ended_on=None,
        changes=(Change(BASIS.on, "rename", EAST, EAST, "云岭东镇", "云岭街道", BASIS.text),),
        units=1,
        programmes=0,
    )
    assert asked(seen) == 6 + 1


def test_a_code_on_a_day_costs_five_queries_and_two_for_each_generation(world):
    with CaptureQueriesContext(connection) as plain:
        assert [p.name for p in place_at(ONE, TODAY)] == ["云岭东一村"]
    merge_places(actor=None, codes=[TWO], into=PlaceIn(ONE, "", "village"), basis=BASIS, now=NOW)
    with CaptureQueriesContext(connection) as merged:
        assert [p.name for p in place_at(TWO, TODAY)] == ["云岭东一村"]
    assert place_at("999901100299", TODAY) == ()
    assert (asked(plain), asked(merged)) == (5, 7)


def test_registered_places_of_ranges_without_groups_and_ended_ones(world):
    merge_places(actor=None, codes=[TWO], into=PlaceIn(ONE, "", "village"), basis=BASIS, now=NOW)
    assert registered([("999901100000", "99990110099999")]) == (
        {EAST: "云岭东镇", ONE: "云岭东一村"},
        {EAST, ONE},
    )
    assert registered([]) == ({}, frozenset())


def test_counties_with_townships(world):
    assert {"999901000000", "999902000000"} <= set(counties())
