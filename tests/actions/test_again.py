"""What is held is asked again only with a reason, which is kept and shown."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.utils import ProgrammingError

from shanzhi.actions.editions import EditionIn, adopt_edition
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.core.kinds import china_day
from shanzhi.models import AskedAgain, Entry, Programme
from shanzhi.models.walls import acting
from shanzhi.queries.again import Reason, WillAsk
from shanzhi.queries.burden import burden_page
from shanzhi.queries.packs import change_page, offer_page
from tests.again_world import ASKS, DAYS, KEY, WHERE, WHY, asks, holds
from tests.conftest import NOW, World, refused

pytestmark = pytest.mark.django_db
MORE = "      - {id: lamps,"
ADDED = "      - {id: paved, title: 道路长度, type: integer, measure: 公里}\n" + MORE


def kept() -> list[tuple[object, ...]]:
    with acting(None):
        return list(AskedAgain.objects.values_list("programme", "item", "field", "held_by", "where", "why", "by", "at"))


def test_without_a_reason_nothing_is_adopted(world: World) -> None:
    holds(world.clerk)
    with acting(None):
        before = Programme.objects.count()
    with refused("again_unexplained"):
        asks(world.clerk, {KEY: " "})
    with acting(None):
        assert Programme.objects.count() == before
    assert kept() == []


def test_the_reason_is_kept_with_who_gave_it_and_noted(world: World) -> None:
    other = holds(world.clerk)
    id_ = asks(world.clerk, {KEY: WHY})
    assert kept() == [(id_, "sheet", "roads", other, WHERE, WHY, world.clerk.id, NOW)]
    with acting(None):
        entry = Entry.objects.get(deed="adopt_pack", programme_id=id_)
    assert entry.data["again"] == [{"field": KEY, "held": WHERE, "why": WHY}]
    assert asks(world.clerk, {}) == id_  # the same once more changes nothing


def test_what_ran_at_another_time_or_place_is_not_held(world: World) -> None:
    holds(world.clerk, days=(date(2025, 1, 1), date(2025, 12, 31)))
    asks(world.clerk, {})
    assert kept() == []


def test_what_lies_below_is_held_and_the_page_lists_it(world: World) -> None:
    holds(world.clerk)
    offer = offer_page(world.clerk, ASKS, DAYS)
    assert [(a.key, a.title, a.where, a.why) for a in offer.again] == [(KEY, "道路 长度", WHERE, "核对养护经费")]
    basis = "一 各村每季度报送一次。"
    assert offer.will_ask == (
        WillAsk("云岭县·村情调查", "报送村情", "编制年度计划", basis, "每季度", date(2027, 6, 30)),
    )
    assert offer_page(world.clerk, ASKS, None).again == ()


def test_an_edition_needs_reasons_for_what_it_adds_alone(world: World) -> None:
    id_ = asks(world.clerk, {})
    holds(world.clerk)
    small = ASKS.replace("编制年度计划", "编制计划")
    assert adopt_edition(actor=world.clerk, programme_id=id_, given=EditionIn(small, 1, "改"), now=NOW) == 2
    text = small.replace(MORE, ADDED)
    assert [a.key for a in change_page(world.clerk, id_, text).again] == ["sheet.paved"]
    with refused("again_unexplained"):
        adopt_edition(actor=world.clerk, programme_id=id_, given=EditionIn(text, 2, "改"), now=NOW)
    given = EditionIn(text, 2, "改", {"sheet.paved": WHY})
    assert adopt_edition(actor=world.clerk, programme_id=id_, given=given, now=NOW) == 3
    assert [row[2] for row in kept()] == ["paved"]


def test_the_burden_names_asker_reason_and_day(world: World) -> None:
    holds(world.clerk)
    asks(world.clerk, {KEY: WHY})
    page = burden_page(world.clerk, date(2026, 9, 1))
    assert page.reasons == (Reason("云岭县·村情调查", "道路 长度", WHERE, WHY, world.clerk.name, china_day(NOW)),)
    asking = next(a for a in page.askings if a.title == "报送村情")
    assert (asking.purpose, asking.until) == ("编制年度计划", date(2027, 8, 31))
    assert burden_page(world.stranger, date(2026, 9, 1)).reasons == ()


def test_a_reason_is_never_empty_never_twice_and_never_changed(world: World) -> None:
    holds(world.clerk)
    asks(world.clerk, {KEY: WHY})
    with acting(None), pytest.raises(ProgrammingError, match="permission denied"), acting(None):
        AskedAgain.objects.update(why="改")
    with acting(None):
        row = AskedAgain.objects.get()
    row.pk = None
    with acting(None), pytest.raises(IntegrityError), acting(None):
        row.save(force_insert=True)
    row.pk, row.field, row.why = None, "other", ""
    with acting(None), pytest.raises(IntegrityError), acting(None):
        row.save(force_insert=True)


def test_the_place_of_another_level_is_locked_and_checked(world: World) -> None:
    with refused("unknown_place"):
        adopt_pack(actor=world.clerk, given=PackIn(ASKS, "999901999000", *DAYS), now=NOW)
