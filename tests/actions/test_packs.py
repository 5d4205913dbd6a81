"""Packs are adopted: whole and by whom it behoves, or not at all."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.models import Duty, Edition, Place, Programme, Record
from shanzhi.models.walls import acting
from shanzhi.packs.reading import library_text
from shanzhi.queries.duties import duty_page
from shanzhi.queries.running import running
from tests.conftest import NOW, TODAY, World, refused
from tests.packs_world import adopted

pytestmark = pytest.mark.django_db
HYGIENE = PackIn(library_text("village_hygiene"), "999901000000", date(2026, 9, 1), date(2027, 8, 31))


def test_a_pack_of_the_library_becomes_a_programme_of_the_villages(world: World) -> None:
    id_ = adopt_pack(actor=world.clerk, given=HYGIENE, now=NOW)
    with acting(world.clerk):
        programme = Programme.objects.get(pk=id_)
        assert programme.reading is None
        assert [u.name for u in programme.units.order_by("pk")] == [
            "云岭东一村村民委员会",
            "云岭东二村村民委员会",
            "云岭西一村村民委员会",
            "云岭西二村村民委员会",
        ]
        edition = Edition.objects.get(programme=id_)
        assert (edition.n, edition.pack, edition.version, list(edition.used)) == (1, "village_hygiene", 1, ["base"])
        found = running(id_)
    assert found.pack.id == "village_hygiene"
    assert [i.id for i in found.items("registers")] == [
        "model_household", "commendation", "serious_event", "record_file", "pool", "clearing", "village_book",
        "household_book", "grid", "facility",
    ]  # fmt: skip


def test_a_pack_with_faults_is_not_adopted(world: World) -> None:
    with refused("pack_broken"):
        adopt_pack(actor=world.clerk, given=replace(HYGIENE, text="pack: x\nbogus: 1\n"), now=NOW)


def test_a_village_cannot_run_what_is_for_villages_of_another_county(world: World) -> None:
    with refused("not_allowed"):
        adopt_pack(actor=world.stranger, given=HYGIENE, now=NOW)
    with refused("not_allowed"):
        adopt_pack(actor=world.farm, given=HYGIENE, now=NOW)


def test_days_must_be_in_order(world: World) -> None:
    with refused("period_reversed"):
        adopt_pack(actor=world.clerk, given=replace(HYGIENE, to_on=date(2026, 8, 1)), now=NOW)


def street(programme: int, label: str, kind: str) -> Record:
    with acting(None):
        place = Place.objects.get(code="999901100000")
        return Record.objects.create(
            programme_id=programme, register="street", place=place, label=label,
            values={"name": label, "class": kind}, added_at=NOW, changed_at=NOW,
        )  # fmt: skip


def test_a_duty_for_each_row_comes_round_for_the_rows_meant_and_each_time_of_the_day(world: World) -> None:
    programme = adopted(world.clerk, "street_cleaning")
    first, second = street(programme, "一号街", "一类"), street(programme, "二号街", "二类")
    with acting(None):
        sweep = Duty.objects.get(programme=programme, item="sweep").pk
        twice = Duty.objects.get(programme=programme, item="keep_second").pk
    assert [(t.unit, t.part, t.state) for t in duty_page(world.clerk, sweep, TODAY, TODAY).times] == [
        ("一号街", 1, "due"), ("一号街", 2, "due"), ("二号街", 1, "due"), ("二号街", 2, "due"),
    ]  # fmt: skip
    assert [t.unit for t in duty_page(world.clerk, twice, TODAY, TODAY).times] == ["二号街", "二号街"]
    time = Time(sweep, None, TODAY, part=2, record_id=second.pk)
    assert meet_duty(actor=world.clerk, time=time, text="扫完", now=NOW)
    assert not meet_duty(actor=world.clerk, time=time, text="扫完", now=NOW)
    assert [(t.unit, t.part, t.state) for t in duty_page(world.clerk, sweep, TODAY, TODAY).times][2:] == [
        ("二号街", 1, "due"), ("二号街", 2, "met"),
    ]  # fmt: skip
    with refused("no_such_time"):
        meet_duty(actor=world.clerk, time=Time(sweep, None, TODAY, part=3, record_id=first.pk), text="", now=NOW)
    with refused("no_such_time"):
        meet_duty(actor=world.clerk, time=Time(sweep, None, TODAY), text="", now=NOW)
