"""The water pack at work: two villages' meters over September, a leak, a dead battery, a meter that was changed."""

from datetime import timedelta

import pytest

from shanzhi.actions.feeds import SourceIn, open_source
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.access import Actor
from shanzhi.models import Case, FeedTrouble, Message
from tests.conftest import NOW, World, person
from tests.feeds_world import says, sent
from tests.packs.scenarios import carries
from tests.packs.scenarios.scene import SIBLING, VILLAGE, Scene, at

HOME = "999901000000"


@pytest.fixture
def water(world: World) -> Scene:
    scene = Scene(world.clerk, "village_water", HOME, {})
    for number, place, kind in (("东一总", VILLAGE, "总表"), ("东二总", SIBLING, "总表"), ("东一分", VILLAGE, "分表")):
        scene.add("water_meter", place, number=number, kind=kind, spot="村口")
    return scene


@pytest.fixture
def company(world: World, water: Scene) -> int:
    """The source of the water company."""
    given = SourceIn("daily_water", "http", "供水公司")
    return open_source(actor=world.clerk, programme_id=water.id, given=given, now=NOW).id


def daily(company: int, number: str, values: list[int], first: str = "09-01") -> None:
    """A value a day, sent each evening."""
    for k, volume in enumerate(values):
        day = at(first, "20:00") + timedelta(days=k)
        assert sent(company, says(number, day, volume=volume), now=day) == ["accepted"]


def cases() -> list[tuple[str, str, str]]:
    rows = Case.objects.select_related("record").order_by("pk")
    return [(c.record.values["number"], c.values["cause"], c.state) for c in rows]


@carries("19.16", "25.08")
def test_a_leak_opens_one_repair_however_long_it_runs_and_the_month_adds_up(world, water, company) -> None:
    """10 a day for a week, then 40 for two days: one case; 150 m³ in the month, and nobody else's."""
    daily(company, "东一总", [10] * 7 + [40, 40])
    assert cases() == [("东一总", "水量突增", "reported")]
    words = "东一总当日水量突然增多，请先查是否漏水。"
    told = Message.objects.order_by("pk").values_list("words", "unit__name")
    assert list(told) == [(words, "云岭东一村村民委员会")]
    assert water.figure("month_use", VILLAGE, "2026-09") == 150
    assert water.figure("month_use", SIBLING, "2026-09") == 0
    mended(world, water)
    assert water.figure("repaired", VILLAGE, "2026-09") == 100


def mended(world: World, water: Scene) -> None:
    case, when = Case.objects.get().pk, at("09-10")
    assert water.step(case, "mend", world.village, when, result="换了一截管") == "mended"
    assert water.step(case, "close", world.town, when + timedelta(hours=1)) == "closed"


@carries("25.07")
def test_a_meter_that_falls_silent_is_repaired_once_and_can_fall_silent_again(world, water, company) -> None:
    daily(company, "东一总", [10] * 3)
    daily(company, "东二总", [10] * 6)
    daily(company, "东一分", [3] * 6)
    for _ in range(2):
        watch_rules(at("09-06", "21:00"))
    assert cases() == [("东一总", "没有读数", "reported")]
    case = Case.objects.get().pk
    water.step(case, "dismiss", world.village, at("09-07"), reason="电池没电，已换")
    assert sent(company, says("东一总", at("09-07"), volume=9), now=at("09-07")) == ["accepted"]
    watch_rules(at("09-07", "11:00"))
    assert len(cases()) == 1
    watch_rules(at("09-09", "11:00"))
    assert cases()[1:] == [("东二总", "没有读数", "reported"), ("东一分", "没有读数", "reported"),
                           ("东一总", "没有读数", "reported")]  # fmt: skip


@carries("19.16")
def test_a_meter_that_was_changed_counts_on_from_zero(water, company) -> None:
    """900, 930, 980, then a new meter: 4, 24. Use is 30 + 50 + 4 + 20 = 104."""
    for k, total in enumerate((900, 930, 980, 4, 24)):
        day = at("09-01", "20:00") + timedelta(days=k)
        assert sent(company, says("东一总", day, total=total), now=day) == ["accepted"]
    assert water.figure("month_total", VILLAGE, "2026-09") == 104
    assert list(FeedTrouble.objects.values_list("code", "n")) == [("counter_reset", 1)]


def test_a_village_without_a_main_meter_is_named(world: World, water: Scene) -> None:
    keeper: Actor = person("sibling7", "unit", "999901100202", "云岭东二村村民委员会")
    assert water.count("water_meter", kind="总表") == 2
    assert water.add("water_meter", SIBLING, by=keeper, number="东二分", kind="分表", spot="学校")
