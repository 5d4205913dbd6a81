"""Packs are adopted: whole and by whom it behoves, or not at all."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.models import Edition, Programme
from shanzhi.models.walls import acting
from shanzhi.packs.reading import library_text
from shanzhi.queries.running import running
from tests.conftest import NOW, World, refused

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
        "model_household", "commendation", "serious_event", "household_book", "grid", "facility",
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
