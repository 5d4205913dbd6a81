"""The township's monthly scoring of its villages, run with the figures of its rules.

Sheets, rankings and confirmed findings are worked out by the engine of scores and told to the rules here; the pages on
which inspectors enter them belong to inspections in the field.
"""

from datetime import date
from decimal import Decimal

import pytest

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.editions import EditionIn, adopt_edition
from shanzhi.actions.notices import SignIn, sign_notice
from shanzhi.actions.register import PlaceIn, UnitIn, add_places, add_units
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.filling import Unfilled
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.data import Named, Unknown
from shanzhi.core.pack.evaluate import evaluate, worth
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.notices import Notice
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.standards import Standard
from shanzhi.core.score import Mark, fill_sheet, fined, rank, settle_score
from shanzhi.models import BookEntry, RuleRun
from shanzhi.packs.edit import set_value
from shanzhi.packs.reading import library_text
from shanzhi.queries.members import members
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import running_by
from tests.conftest import NOW
from tests.packs.scenarios import carries
from tests.packs.scenarios.scene import SIBLING, TOWN, VILLAGE, WELL, Scene, at, place

ASKED = {"rules.monthly_subsidy.do.0.post.amount": "1000 元"}
CLEAN = {
    "records": Mark(parts=(True, True, True)), "seats": WELL, "office": WELL, "litter": WELL, "overflow": WELL,
    "disorder": WELL, "waste": WELL, "asked": Mark(value=Decimal(100)),
}  # fmt: skip


@pytest.fixture
def scene(world) -> Scene:
    """A township of seventeen villages that runs by the pack, with 1,000 yuan a month for each of them."""
    new = [(f"9999011002{n:02}", f"云岭东{n}村") for n in range(3, 18)]
    add_places(actor=None, places=[PlaceIn(code, name, "village") for code, name in new], now=NOW)
    add_units(actor=None, units=[UnitIn(f"{name}村民委员会", code, "village") for code, name in new], now=NOW)
    return Scene(world.clerk, "village_hygiene", TOWN, ASKED)


def standard(scene: Scene) -> Standard:
    return scene.live.find("hygiene", Standard)


def score(scene: Scene, **found: int) -> Decimal:
    """The total of a sheet on which these items have so many findings, and all else is well."""
    total = fill_sheet(standard(scene), CLEAN | {k: Mark(count=n) for k, n in found.items()}).total
    assert total is not None
    return total


@carries("03.01")
def test_all_seventeen_villages_are_assessed_and_those_on_the_road_are_marked(world, scene):
    monthly = scene.live.find("monthly", Assessment)
    town = place(TOWN).as_core()
    assessed = members(scene.live, monthly.of, town, Known(scene.live), date(2026, 9, 16))
    assert len(assessed) == 17
    scene.add("village_book", VILLAGE, population="900", roadside="是")
    scene.add("village_book", SIBLING, population="601", roadside="否")
    each = next(r for r in scene.live.items("rules") if r.id == "too_few_models").each
    bound = members(scene.live, each, town, Known(scene.live), date(2026, 9, 30))
    assert [m.place.code for m, held in bound if held is True] == [VILLAGE]


@carries("03.02")
def test_the_office_has_a_team_for_each_month_of_three(world, scene):
    september, october = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))
    for who in (world.colleague, world.leader, world.town):
        scene.seat("inspector", TOWN, who, days=september)
    for who in (world.colleague, world.farm, world.town):
        scene.seat("inspector", TOWN, who, days=october)
    for on, expected in ((date(2026, 9, 16), [True, False]), (date(2026, 10, 16), [False, True])):
        around = scene.around(TOWN, on)
        names = [world.leader.name, world.farm.name]
        assert [around.ask("has_seat", (Named("inspector"), name), {}) for name in names] == expected
    assert scene.norm("inspector", TOWN) == 3
    scene.meet("self_score", world.village, date(2026, 9, 15), at("09-14"), text="自评98分")
    assert ("云岭东一村村民委员会", "met") in scene.stands("self_score", date(2026, 9, 15), date(2026, 9, 16))


@carries("03.03")
def test_a_quarter_has_its_standard_of_three_parts_and_the_next_one_another(world, scene):
    first = scene.live
    assert [part.title for part in standard(scene).items] == ["基础工作", "村容村貌", "农户卫生"]
    assert sum(Decimal(str(i.weight.value)) for i in standard(scene).leaves()) == 100
    before = score(scene, litter=3, disorder=2)
    text = library_text("village_hygiene").replace("{ask: 每村每月考核补助多少元}", "1000 元")
    text = set_value(text, "standards.hygiene.items.looks.items.litter.rule.each", Decimal(-3))
    given = EditionIn(text, 1, "县里印发第四季度标准")
    assert adopt_edition(actor=world.clerk, programme_id=scene.id, given=given, now=at("10-01")) == 2
    assert (before, score(scene, litter=3, disorder=2)) == (92, 89)
    old = fill_sheet(running_by(first.edition_id).find("hygiene", Standard), CLEAN | {"litter": Mark(count=3)})
    assert old.total == 94
    assert scene.task("sheet").title == "印发本季度考核标准"


@carries("03.04", "03.05")
def test_each_village_files_its_score_before_the_sixteenth_and_the_rest_are_listed(world, scene):
    """Filed on the 15th is in time, on the 16th late; a village that says nothing is missing."""
    due, sheet = date(2026, 9, 15), score(scene, litter=1, waste=2)
    assert sheet == 96
    assert [t.due_on for t in scene.times("self_score", date(2026, 9, 1), date(2026, 12, 31))] == [
        due, date(2026, 10, 15), date(2026, 11, 16), date(2026, 12, 15),
    ]  # fmt: skip
    states = [state for _, state in scene.stands("self_score", due, date(2026, 9, 16))]
    assert (len(states), set(states)) == (17, {"missed"})
    scene.meet("self_score", world.village, due, at("09-15", "17:59"), text=f"自评{sheet}分")
    other = scene.duty("self_score").units.exclude(pk=world.village.unit_id).earliest("pk")
    late = Time(scene.duty("self_score").pk, other.pk, due)
    meet_duty(actor=world.clerk, time=late, text="自评99分", now=at("09-16", "08:30"))
    stands = dict(scene.stands("self_score", due, date(2026, 9, 16)))
    assert (stands.pop("云岭东一村村民委员会"), stands.pop(other.name)) == ("met", "met_late")
    assert list(stands.values()) == ["missed"] * 15


@carries("03.06", "03.07")
def test_the_team_checks_from_the_16th_to_the_19th_by_three_ways(world, scene):
    """Records in parts, the site by counts, people by their share; four days; the recheck counts, not the own score."""
    monthly = scene.live.find("monthly", Assessment)
    column = next(c for c in monthly.columns if c.id == "recheck")
    window = column.window[0]
    assert (window.from_.value, window.to.value, window.to.value - window.from_.value + 1) == (16, 19, 4)
    assert (column.by.pick.way, column.sample.pick.way, column.sample.pick.count) == ("others", "random", 2)
    seen = CLEAN | {
        "records": Mark(parts=(True, False, True)), "overflow": Mark(count=2), "asked": Mark(value=Decimal(80)),
    }  # fmt: skip
    own, recheck = fill_sheet(standard(scene), CLEAN).total, fill_sheet(standard(scene), seen).total
    assert (own, recheck, own - recheck) == (100, 100 - 3 - 8 - 1, 12)
    assert settle_score(monthly, {"self": own, "recheck": recheck}) == 88
    unknown = settle_score(monthly, {"self": own, "recheck": None})
    assert str(unknown.reason) == "“镇级复查”还没有打分。"


@carries("03.08")
def test_seventeen_places_every_month_and_equal_scores_share_the_better(world, scene):
    scores = {f"{n:02}村": score(scene, litter=n // 2) for n in range(17)}
    order = rank(scores)
    assert (len(order), order[0].of) == (17, 17)
    assert [(p.subject, p.place) for p in order[:4]] == [("00村", 1), ("01村", 1), ("02村", 3), ("03村", 3)]
    assert (order[-1].subject, order[-1].place, order[-1].score) == ("16村", 17, 84)


class Quarter:
    """What the engine of inspections knows at the end of a quarter: three results of each month."""

    def __init__(self, *months: Decimal) -> None:
        self.months = months

    def value(self, name: str) -> object:
        return "2026-Q4" if name == "period" else Named(name)

    def ask(self, function: str, arguments, named) -> Decimal:
        assert (function, arguments, named) == ("mean", (Named("monthly"),), {"period": "2026-Q4"})
        return sum(self.months, Decimal(0)) / len(self.months)


@carries("03.09", "03.10")
def test_a_quarter_ends_with_one_result_one_notice_and_one_settlement(world, scene):
    """Three months of 1,000 yuan, 30 off and 500 of praise: 2,970 and 500 are due; the notice is drafted once."""
    quarterly = scene.live.find("quarterly", Assessment)
    results = [score(scene, litter=n) for n in (0, 1, 3)]
    assert evaluate(quarterly.score.tree, Quarter(*results)) == Decimal(100 + 98 + 94) / 3
    for month in ("10", "11", "12"):
        watch_rules(at(f"{month}-01", "01:00"))
    assert scene.yuan("subsidy", VILLAGE) == 4000  # September, too
    scene.finding("hygiene", "litter", 3, VILLAGE, at("12-18"))
    scene.add("commendation", VILLAGE, now=at("12-20"), day="2026-12-20", level="市级", paper="a" * 64)
    assert (scene.yuan("subsidy", VILLAGE), scene.yuan("award", VILLAGE)) == (3970, 500)
    for _ in range(2):
        scene.tell("quarterly.final", "quarterly:2026-Q4", TOWN, at("12-31"))
    (notice,) = scene.notices("circular")
    assert (notice.title, notice.series) == ("环境卫生考核通报", "考核通报〔{year}〕{n}号")
    assert scene.live.find("circular", Notice).channels == ("board", "docx", "text")
    assert notice.text.startswith("环境卫生考核通报\n云岭东镇　2026-12-31")
    assert [t.due_on for t in scene.times("meeting", date(2026, 9, 1), date(2026, 12, 31))] == [
        date(2026, 9, 30), date(2026, 12, 31),
    ]  # fmt: skip
    sign_notice(actor=world.clerk, signing=SignIn(notice.pk, notice.revision), now=at("12-31", "15:00"))
    assert [s for _, s in scene.stands("meeting", date(2026, 12, 31), date(2026, 12, 31))] == ["met"]


@carries("03.11")
def test_each_written_praise_of_the_county_or_above_gives_five_hundred(world, scene):
    for n, level in ((1, "县级"), (2, "省级")):
        scene.add("commendation", VILLAGE, day=f"2026-09-0{n}", level=level, paper="a" * 64, now=at("09-20"))
        assert scene.yuan("award", VILLAGE) == 500 * n
    assert scene.yuan("township_fund", TOWN) == -1000
    for wrong in ({"level": "乡镇级", "paper": "a" * 64}, {"level": "县级"}):
        with pytest.raises(Unfilled):
            scene.add("commendation", VILLAGE, day="2026-09-10", now=at("09-20"), **wrong)
    assert scene.yuan("award", VILLAGE) == 1000


@carries("03.12", "03.13", "03.14")
def test_a_serious_event_takes_the_months_subsidy_and_half_of_the_pay(world, scene):
    """1,000 of the month less 20 of findings; 2,400 of pay: 980 and 1,200 go back; next month nothing of it is left."""
    watch_rules(NOW)
    assert (scene.yuan("subsidy", VILLAGE), scene.yuan("subsidy", SIBLING)) == (1000, 1000)
    scene.pay("township_fund", "cadre_pay", VILLAGE, "2400", at("09-01", "15:00"), "绩效报酬")
    scene.pay("township_fund", "cadre_pay", SIBLING, "2400", at("09-01", "15:00"), "绩效报酬")
    scene.finding("hygiene", "litter", 2, VILLAGE, at("09-17"))
    scene.add("serious_event", VILLAGE, now=at("09-20"), day="2026-09-19", level="市级", source="市级暗访通报")
    assert [scene.yuan(a, VILLAGE) for a in ("subsidy", "cadre_pay")] == [0, 1200]
    assert [scene.yuan(a, SIBLING) for a in ("subsidy", "cadre_pay")] == [1000, 2400]
    entry = BookEntry.objects.get(programme=scene.id, run__rule="exposed")
    assert sorted(entry.lines.values_list("amount", flat=True)) == [-120_000, -98_000, 98_000, 120_000]
    watch_rules(at("10-01", "01:00"))
    assert scene.yuan("subsidy", VILLAGE) == 1000


@carries("03.15", "03.16", "03.17", "03.18", "03.20")
def test_what_is_found_costs_ten_a_time_and_five_a_household(world, scene):
    """3 x 10 for litter, 4 x 5 and 2 x 5 for households, 1 x 10 for a pool, 2 x 10 for the office: 90 yuan."""
    watch_rules(NOW)
    found = {"litter": 3, "disorder": 4, "waste": 2, "overflow": 1, "office": 2}
    marks = CLEAN | {item: Mark(count=n) for item, n in found.items()}
    assert dict(fined(standard(scene), marks)) == {
        "office": 2000, "litter": 3000, "overflow": 1000, "disorder": 2000, "waste": 1000,
    }  # fmt: skip
    for n, (item, count) in enumerate(found.items()):
        scene.finding("hygiene", item, count, VILLAGE, at("09-17", f"1{n}:00"))
    assert scene.yuan("subsidy", VILLAGE) == 910
    scene.finding("hygiene", "seats", 1, VILLAGE, at("09-18"))  # an item without money
    assert scene.yuan("subsidy", VILLAGE) == 910
    scene.finding("hygiene", "litter", 200, VILLAGE, at("09-19"))
    assert scene.yuan("subsidy", VILLAGE) == 0  # as much as there is, and no more


@carries("03.16", "03.18", "03.20")
def test_patrol_office_and_pools_have_their_days(world, scene):
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    assert [len(scene.times(duty, first, last)) for duty in ("patrol", "office_clean")] == [30, 30]
    assert scene.times("patrol", date(2027, 1, 1), date(2027, 1, 31)) == []  # outside the phase
    scene.add("village_book", VILLAGE, population="901", roadside="是")
    assert scene.norm("cleaner", VILLAGE) == 4  # one for 300, rounded up
    pool = scene.add("pool", VILLAGE, name="村东收集池")
    for day in ("2026-09-03", "2026-09-05"):
        scene.add("clearing", VILLAGE, of=pool, day=day, way="清运")
    assert (scene.count("pool"), scene.count("clearing", way="清运")) == (1, 2)
    scene.meet("office_clean", world.village, date(2026, 9, 2), at("09-02"))
    stands = dict(scene.stands("office_clean", date(2026, 9, 2), date(2026, 9, 3)))
    assert stands["云岭东一村村民委员会"] == "met"


@carries("03.19", "03.15")
def test_a_village_on_the_road_pays_five_for_each_model_household_short_of_five(world, scene):
    """Three of five: two short, 10 yuan; none at all: 25, and never more; a village off the road pays nothing."""
    watch_rules(NOW)
    third = "999901100203"
    for code, road in ((VILLAGE, "是"), (third, "是"), (SIBLING, "否")):
        scene.add("village_book", code, population="900", roadside=road)
    for n in range(3):
        scene.household(VILLAGE, f"东{n}", 3)
        scene.add("model_household", VILLAGE, household=f"东{n}", since="2026-09-01", agreed="是")
    watch_rules(at("10-01", "01:00"))
    assert [scene.yuan("subsidy", code) - 1000 for code in (VILLAGE, third, SIBLING)] == [990, 975, 1000]
    waiting = RuleRun.objects.filter(programme=scene.id, rule="too_few_models", state="waiting", event="month.end")
    assert waiting.count() == 14  # of whom it is not known whether they lie on the road


@carries("03.21")
def test_records_of_three_parts_are_at_hand_for_the_team(world, scene):
    parts = ("基础工作", "村容村貌", "农户卫生")
    for n, part in enumerate(parts, 1):
        scene.add(
            "record_file", VILLAGE, by=world.village, part=part, day=f"2026-09-0{n}", name=f"资料{n}", now=at("09-10")
        )
    assert [scene.count("record_file", part=part) for part in parts] == [1, 1, 1]
    assert [f.id for f in scene.live.find("record_file", Register).fields] == ["part", "day", "name", "paper"]
    marks = CLEAN | {"records": Mark(parts=(True, True, False))}
    line = next(n for n in fill_sheet(standard(scene), marks).lines if n.item == "records")
    assert (line.points, line.most) == (7, 10)


@carries("03.22")
def test_results_are_kept_over_the_quarters(world, scene):
    """Two of four matters of a quarter had to be mended again; they took two days on the average."""
    for n, again in enumerate((True, True, False, False), 1):
        day = f"10-1{n}"
        case = scene.open("complaint", VILLAGE, world.town, at(day, "09:00"), kind="路边垃圾", words="村口有垃圾")
        scene.step(case, "accept", world.clerk, at(day, "09:10"), assignee="云岭东一村村民委员会")
        scene.step(case, "finish", world.village, at(day, "10:00"), result="已清走")
        if again:
            scene.step(case, "again", world.clerk, at(day, "11:00"), reason="还有一堆")
            scene.step(case, "finish", world.village, at(day, "12:00"), result="全清了")
        assert scene.step(case, "verify", world.town, at(f"10-1{n + 2}", "09:00")) == "closed"
    assert scene.figure("repeat", VILLAGE, "2026-Q4") == 50
    assert scene.figure("mend_time", VILLAGE, "2026-Q4") == 2
    assert isinstance(
        worth(scene.live.find("repeat", Indicator).value, scene.around(VILLAGE, period="2026-Q3")), Unknown
    )
    watch_rules(at("10-01", "01:00"))
    watch_rules(at("11-01", "01:00"))
    months = RuleRun.objects.filter(programme=scene.id, rule="monthly_subsidy", each="").order_by("pk")
    assert list(months.values_list("row", flat=True)) == ["month:2026-09", "month:2026-10", "month:2026-11"]
