"""The register at the desk: each address once by somebody who may and once by somebody who may not."""

import logging

import pytest
from django.db import connection
from django.urls import reverse

from shanzhi.actions.residents import ResidentIn, reveal_value
from shanzhi.models import Household, Resident
from tests.conftest import NOW, books, refused
from tests.register import ID_NUMBER, OTHER_ID, PHONE, VILLAGE, correct, household, person


@pytest.fixture
def known(world):
    return person(world.village)


def page(desk, actor, name, *args) -> str:
    answer = desk(actor).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_places_of_an_office_and_of_a_village(world, known, desk):
    office, village = page(desk, world.clerk, "residents_places"), page(desk, world.village, "residents_places")
    assert [f"云岭东{n}村</a>" in office for n in "一二"] == [True, True]
    assert [f"云岭东{n}村</a>" in village for n in "一二"] == [True, False]


def test_a_list_shows_masked_values_and_no_others(world, known, desk):
    text = page(desk, world.village, "residents", VILLAGE)
    assert all(shown in text for shown in ("王*明", "194*", "139****1234", "110*************2X"))
    assert not any(clear in text for clear in (ID_NUMBER, PHONE, "1949", "王小明"))


def test_a_name_is_looked_for_by_its_beginning_and_stands_in_no_address(world, known, desk):
    browser = desk(world.village)
    address = reverse("residents", args=[VILLAGE])
    assert "王*明" in browser.post(address, {"name": "王小"}).content.decode()
    assert "王*明" not in browser.post(address, {"name": "李"}).content.decode()
    assert "王*明" in browser.get(f"{address}?name=李").content.decode()


def test_an_id_number_is_found_in_whole_alone(world, known, desk):
    browser = desk(world.clerk)
    assert "王*明" in browser.post(reverse("find_resident"), {"id_number": ID_NUMBER.lower()}).content.decode()
    assert "王*明" not in browser.post(reverse("find_resident"), {"id_number": OTHER_ID}).content.decode()
    answer = browser.post(reverse("find_resident"), {"id_number": ID_NUMBER[:10]})
    assert (answer.status_code, "现在是10位" in answer.content.decode()) == (422, True)
    assert browser.get(reverse("find_resident")).status_code == 405


def test_another_county_finds_nothing(world, known, desk):
    browser = desk(world.stranger)
    assert "王*明" not in browser.post(reverse("find_resident"), {"id_number": ID_NUMBER}).content.decode()
    for name, arg in (("resident", known.id), ("household", known.household), ("residents", VILLAGE)):
        assert browser.get(reverse(name, args=[arg])).status_code == 404


@pytest.mark.parametrize("who", ["leader", "reader", "farm", "town"])
def test_posts_without_residents_are_turned_away(world, known, desk, who):
    browser = desk(getattr(world, who))
    before = books()
    pages = (
        ("residents_places", []),
        ("residents", [VILLAGE]),
        ("household", [known.household]),
        ("resident", [known.id]),
    )
    assert [browser.get(reverse(name, args=args)).status_code for name, args in pages] == [403] * 4
    forms = (
        ("find_resident", [], {"id_number": ID_NUMBER}),
        ("add_household", [VILLAGE], {"number": "9"}),
        ("household_deed", [known.household, "correct"], {"number": "9"}),
        ("resident_deed", [known.id, "reveal"], {"field": "phone", "reason": "看"}),
    )
    hidden = 403 if who in {"leader", "reader"} else 404
    got = [browser.post(reverse(name, args=args), form).status_code for name, args, form in forms]
    assert got == [403, 403, hidden, hidden]
    assert books() == before


def test_a_household_and_a_person_are_entered_corrected_and_ended(world, desk):
    browser = desk(world.village)
    answer = browser.post(reverse("add_household", args=[VILLAGE]), {"number": "21"}, follow=True)
    home = Household.objects.get(number="21")
    assert "这一户还没有登记人" in answer.content.decode()
    form = {"name": "诸葛小亮", "birth_year": "1970"}
    answer = browser.post(reverse("household_deed", args=[home.pk, "add"]), form, follow=True)
    who = Resident.objects.get(name="诸葛小亮")
    assert "请先记下本人的同意" in answer.content.decode()
    browser.post(reverse("household_deed", args=[home.pk, "correct"]), {"number": "21附", "head": who.pk})
    home.refresh_from_db()
    assert (home.number, home.head_id) == ("21附", who.pk)
    form = {"name": "诸葛大亮", "birth_year": "", "revision": "0"}
    browser.post(reverse("resident_deed", args=[who.pk, "correct"]), form)
    who.refresh_from_db()
    assert (who.name, who.birth_year) == ("诸葛大亮", None)
    browser.post(reverse("resident_deed", args=[who.pk, "end"]), {"ended_on": "2026-09-01"})
    answer = browser.post(reverse("household_deed", args=[home.pk, "end"]), {"ended_on": "2026-09-01"}, follow=True)
    assert "已销户" in answer.content.decode()


def test_an_empty_field_leaves_a_sensitive_value_and_a_tick_removes_it(world, known, desk):
    browser, address = desk(world.village), reverse("resident_deed", args=[known.id, "correct"])
    form = {"name": "王小明", "birth_year": "1949", "phone": "", "id_number": "", "revision": "1"}
    browser.post(address, form)
    assert Resident.objects.get(pk=known.id).phone_sealed != ""
    browser.post(address, form | {"revision": "2", "no_phone": "1"})
    row = Resident.objects.get(pk=known.id)
    assert (row.phone_sealed, row.id_sealed != "") == ("", True)


def test_a_revealed_value_is_shown_once_and_kept_by_no_cache(world, known, desk):
    answer = desk(world.village).post(
        reverse("resident_deed", args=[known.id, "reveal"]), {"field": "id_number", "reason": "核对"}
    )
    assert (answer.status_code, ID_NUMBER in answer.content.decode()) == (200, True)
    assert "no-store" in answer["Cache-Control"]


def test_a_deed_nobody_knows_and_a_year_that_is_none_are_refused(world, known, desk):
    browser = desk(world.village)
    assert browser.post(reverse("resident_deed", args=[known.id, "sell"])).status_code == 404
    assert browser.post(reverse("household_deed", args=[known.household, "sell"])).status_code == 404
    form = {"name": "某人", "birth_year": "去年"}
    assert browser.post(reverse("household_deed", args=[known.household, "add"]), form).status_code == 422


def test_long_lists_have_pages(world, desk, monkeypatch):
    monkeypatch.setattr("shanzhi.queries.residents.ROWS_A_PAGE", 1)
    person(world.village)
    person(world.village, "13", OTHER_ID)
    household(world.village, "99")
    text = page(desk, world.village, "residents", VILLAGE)
    assert ("1/2" in text, "还没有人的户" in text) == (True, True)
    second = desk(world.village).get(reverse("residents", args=[VILLAGE]) + "?page=2").content.decode()
    assert ("2/2" in second, ">13</a>" in second) == (True, True)


def test_no_sensitive_value_reaches_the_journal_or_the_log(world, known, desk, caplog):
    caplog.set_level(logging.DEBUG)
    browser = desk(world.village)
    with refused("bad_id_number"):
        correct(world.village, known.id, ResidentIn(id_number=ID_NUMBER[:-1] + "1"))
    reveal_value(actor=world.village, resident_id=known.id, field="id_number", reason=ID_NUMBER, now=NOW)
    form = {"id_number": OTHER_ID, "phone": "13900005678", "revision": "9", "name": "王小明"}
    assert browser.post(f"/residents/{known.id}/correct/", form).status_code == 409
    assert browser.post("/residents/find/", {"id_number": ID_NUMBER}).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM shanzhi_entry e")
        journal = cursor.fetchone()[0]
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "changed_meanwhile" in logged
    for value in (ID_NUMBER, ID_NUMBER[:-1], OTHER_ID, PHONE, "13900005678"):
        assert value not in journal
        assert value not in logged
