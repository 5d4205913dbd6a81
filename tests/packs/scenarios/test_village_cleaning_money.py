"""A village's cleaning money, its posts and its publicity, run with the figures of its rules.

Weekly and monthly results are worked out by the engine of scores and told to the rules here; the pages on which the
councils enter them belong to inspections in the field.
"""

from datetime import date
from decimal import Decimal

import pytest

from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.data import Named
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.registers import Register
from shanzhi.core.quorum import Meeting
from shanzhi.models import RuleRun
from tests.conftest import refused
from tests.packs.scenarios import carries
from tests.packs.scenarios.scene import VILLAGE, Scene, at, groups

ASKED = {"tables.norms.rows.小组长补助增减": "50 元", "tables.norms.rows.保洁员报酬增减": "100 元"}
NAMES = ("一组", "二组", "三组", "四组")
ONE, TWO, THREE, FOUR = (f"{VILLAGE}0{n}" for n in (1, 2, 3, 4))


@pytest.fixture
def scene(world) -> Scene:
    """A village of four groups that runs by the pack from the first of August on."""
    groups(VILLAGE, *NAMES)
    return Scene(world.clerk, "village_cleaning_team", VILLAGE, ASKED, since="2026-08-01")


@carries("04.22", "04.23", "04.25")
def test_money_of_every_source_is_kept_apart(world, scene):
    """City 30,000, township 10,000, village 5,000, pooled 8,000, given 2,000: 55,000, and no source lends another."""
    came = {"市级补助": "30000", "乡镇配套": "10000", "村级配套": "5000", "项目整合": "8000", "社会捐助": "2000"}
    for source, yuan in came.items():
        scene.pay("invested", "cleaning_fund", VILLAGE, yuan, at("08-20"), source)
    assert (scene.yuan("cleaning_fund", VILLAGE), scene.yuan("invested", VILLAGE)) == (55_000, -55_000)
    with refused("balance_short"):
        scene.pay("cleaning_fund", "invested", VILLAGE, "2001", at("08-21"), "社会捐助")
    with refused("wrong_source"):
        scene.pay("invested", "cleaning_fund", VILLAGE, "1", at("08-21"), "彩票")


@carries("04.24")
def test_twelve_yuan_a_person_and_year_once_the_village_has_agreed(world, scene):
    """Households of 4 and 3 owe 48 and 36, a poor one nothing; one pays and owes no more; 84 asked, 48 in the fund."""
    case = scene.open("fee_decision", VILLAGE, world.village, at("11-02"), proposal="每人每年12元，困难户免交")
    with refused("too_early"):
        scene.step(case, "vote", world.village, at("11-05"), Meeting(30, 25, 14))
    assert scene.step(case, "vote", world.village, at("11-20"), Meeting(30, 24, 13)) == "adopted"
    four, three, poor = (
        scene.household(ONE, "一1", 4),
        scene.household(ONE, "一2", 3),
        scene.household(TWO, "二1", 5, poor=True),
    )
    watch_rules(at("01-01", "01:00", 2027))
    owed = [scene.yuan("fee_due", code, row) for code, row in ((ONE, four), (ONE, three), (TWO, poor))]
    assert (owed, scene.yuan("fee_raised", VILLAGE), scene.yuan("cleaning_fund", VILLAGE)) == ([48, 36, 0], -84, 0)
    due = scene.book_of("fee_due", four)
    with refused("balance_short"):
        scene.pay(due, "cleaning_fund", VILLAGE, "48.01", at("01-10", year=2027), "保洁费")
    scene.pay(due, "cleaning_fund", VILLAGE, "48", at("01-10", year=2027), "保洁费")
    assert (scene.yuan("fee_due", ONE, four), scene.yuan("cleaning_fund", VILLAGE)) == (0, 48)
    dropped = scene.open("fee_decision", VILLAGE, world.village, at("11-02"), proposal="每人每年20元")
    assert scene.step(dropped, "vote", world.village, at("11-20"), Meeting(30, 24, 12)) == "dropped"


class Month:
    """What the engine of inspections knows at the end of a month: the weeks' results of a group."""

    def __init__(self, *weeks: int) -> None:
        self.weeks = weeks

    def value(self, name: str) -> object:
        return "2026-09" if name == "period" else Named(name)

    def ask(self, function: str, arguments, named) -> Decimal:
        assert (function, arguments, named) == ("mean", (Named("weekly"),), {"period": "2026-09"})
        return Decimal(sum(self.weeks)) / len(self.weeks)


@carries("04.28")
def test_the_months_mean_moves_the_pay_of_group_heads_and_cleaners(world, scene):
    """97 is rewarded with 50 and 100, 75 costs as much, 88 changes nothing; the sums are the village's to settle."""
    scene.pay("invested", "cleaning_fund", VILLAGE, "5000", at("08-20"), "村级配套")
    mean = scene.live.find("month_mean", Assessment).score.tree
    results = {ONE: evaluate(mean, Month(96, 98, 96, 98)), TWO: evaluate(mean, Month(70, 75, 80, 75)),
               THREE: evaluate(mean, Month(88, 88, 88, 88))}  # fmt: skip
    assert list(results.values()) == [97, 75, 88]
    for code in results:
        for account, yuan in (("head_pay", "200"), ("cleaner_pay", "600")):
            scene.pay("cleaning_fund", account, code, yuan, at("09-01"), "村级配套")
    for code, result in results.items():
        scene.tell("month_mean.final", f"month_mean:2026-09/{code}", code, at("09-30"), score=result)
    paid = {code: (scene.yuan("head_pay", code), scene.yuan("cleaner_pay", code)) for code in results}
    assert paid == {ONE: (250, 700), TWO: (150, 500), THREE: (200, 600)}
    assert scene.yuan("cleaning_fund", VILLAGE) == 5000 - 3 * 800
    states = (
        RuleRun.objects.filter(programme=scene.id, rule="good_month").order_by("pk").values_list("state", flat=True)
    )
    assert list(states) == ["done", "skipped", "skipped"]


@carries("04.29")
def test_each_group_has_its_cadre_who_comes_every_week(world, scene):
    for code in (ONE, TWO):
        scene.seat("link_cadre", code, world.leader)
    scene.seat("link_cadre", THREE, world.colleague)
    held = {code: scene.around(code).ask("holder", (Named("link_cadre"),), {}) for code in (ONE, THREE)}
    assert held == {ONE: world.leader.name, THREE: world.colleague.name}
    assert [t.due_on.day for t in scene.times("link_visit", date(2026, 9, 1), date(2026, 9, 30))] == [6, 13, 20, 27]
    scene.meet("link_visit", world.clerk, date(2026, 9, 6), at("09-04"), text="到一组看了")
    assert [s for _, s in scene.stands("link_visit", date(2026, 9, 6), date(2026, 9, 7))].count("met") == 1


@carries("04.30")
def test_one_leading_group_with_a_first_person_and_an_officer(world, scene):
    assert [scene.norm(p, VILLAGE) for p in ("leading_group", "first_duty", "sanitation_officer")] == [3, 1, 1]
    for who in (world.clerk, world.leader, world.village):
        scene.seat("leading_group", VILLAGE, who)
    scene.seat("first_duty", VILLAGE, world.leader)
    scene.seat("sanitation_officer", VILLAGE, world.village)
    assert [scene.held(p, VILLAGE) for p in ("leading_group", "first_duty", "sanitation_officer")] == [3, 1, 1]
    assert scene.around(ONE).ask("holder", (Named("sanitation_officer"),), {}) == world.village.name


@carries("04.32")
def test_three_rates_of_a_group_and_its_meeting(world, scene):
    """Of four households three were visited, two know, one takes part: 75, 50 and 25 per cent of the hundred asked."""
    for n in range(4):
        scene.household(ONE, f"一{n}", 3)
    for n, (knows, part) in enumerate((("是", "是"), ("是", "否"), ("否", "否"))):
        scene.add(
            "outreach", ONE, household=f"一{n}", visited_on="2026-08-20", knows=knows, takes_part=part, now=at("08-21")
        )
    assert [scene.figure(i, ONE) for i in ("visited", "aware", "taking_part")] == [75, 50, 25]
    targets = [
        i.target[0].value.value for i in scene.live.items("indicators") if i.id in ("visited", "aware", "taking_part")
    ]
    assert targets == [100, 100, 100]
    assert scene.task("mobilise").due_on == date(2026, 8, 31)


@carries("04.33")
def test_the_village_rules_in_force_hang_for_all_to_read(world, scene):
    said = {"title": "村规民约", "text": "门前屋后自己扫", "adopted_on": "2026-08-15"}
    scene.add("village_rule", VILLAGE, now=at("08-16"), **said)
    assert scene.live.find("village_rule", Register).public == ("title", "text", "adopted_on")
    assert scene.count("village_rule", adopted_on="2026-08-15") == 1


@carries("04.36")
def test_three_kinds_of_volunteering_are_logged_without_names(world, scene):
    for kind, people in (("党员示范", 12), ("青年志愿", 20), ("老年义务", 8)):
        scene.add("activity", VILLAGE, day="2026-08-20", kind=kind, people=str(people), now=at("08-21"))
    around = scene.around(VILLAGE)
    assert (around.ask("count", (Named("activity"),), {}), around.ask("sum", (Named("activity"), "people"), {})) == (
        3,
        40,
    )
    assert not [f for f in scene.live.find("activity", Register).fields if f.type == "person" or f.private]
    with pytest.raises(Refused):
        scene.add("activity", VILLAGE, day="2026-08-20", kind="其他", people="1", now=at("08-21"))
