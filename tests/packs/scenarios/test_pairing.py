"""The pairing pack at work: a bureau and two villages, from the spring plan to the figures of the year's end."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.records import end_record
from shanzhi.actions.residents import add_household
from shanzhi.actions.tasks import NoteIn, accept_task, claim_task
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.score import Mark, fill_sheet
from shanzhi.models import BookEntry, Case, Duty, Occurrence, Phase, Seat, Task
from shanzhi.models.walls import acting
from shanzhi.packs.reading import library_pack
from shanzhi.queries.duties import duty_page
from shanzhi.queries.wall import wall_chart
from tests.conftest import NOW, World, refused
from tests.packs.scenarios import carries
from tests.packs.scenarios.enacted import SIBLING, TOWN, VILLAGE, Enacted, at, enacted, not_kept, step

WATER = "云岭县水务局"
COMMITTEE = "云岭东一村村民委员会"


@pytest.fixture
def pairing(world: World) -> Enacted:
    """One township of two villages: both are paired."""
    return enacted(world.clerk, "pairing", {"tables.rates.rows.每人每天": "150"}, place=TOWN)


def paired(world: World, pairing: Enacted) -> None:
    for place in (VILLAGE, SIBLING):
        pairing.add(
            world.clerk, "pairs", place, on="2027-01-05", unit=WATER, basis="云岭县结对文件", since="2027-01-05"
        )


@carries("17.01", "17.05")
def test_one_bureau_is_paired_with_two_villages_and_its_group_has_three_roles(world, pairing) -> None:
    """1 unit, 2 villages; one head, a deputy and a member. A village takes no second unit."""
    paired(world, pairing)
    seats = Seat.objects.filter(programme=pairing.id, seat="pairing_unit").order_by("place__code")
    assert [(s.place.name, s.unit.name, str(s.from_on)) for s in seats] == [
        ("云岭东一村", WATER, "2027-01-05"), ("云岭东二村", WATER, "2027-01-05"),
    ]  # fmt: skip
    with refused("record_known"):
        pairing.add(world.clerk, "pairs", VILLAGE, on="2027-01-06", unit=WATER, basis="又一份", since="2027-01-06")
    pairing.add(world.clerk, "pairs", VILLAGE, on="2027-01-06", unit="云岭县财政局", basis="另一份", since="2027-01-06")
    assert pairing.lacks("pairs") == {"云岭东一村": -1}
    visits = Duty.objects.get(programme=pairing.id, item="leader_visit")
    assert (visits.occurrences.count(), len(pairing.days("leader_visit"))) == (2 * 4, 4)
    pairing.meet(world.village, "leader_visit", "2027-03-31", "2027-03-10", topic="修路的先后", answer="先修东段")
    met = visits.occurrences.get(unit=world.village.unit_id, due_on="2027-03-31")
    assert met.values == {"topic": "修路的先后", "answer": "先修东段"}


@carries("17.05")
def test_a_leading_group_has_one_head_and_at_least_one_of_each_other_role(world) -> None:
    whole = enacted(world.clerk, "pairing", {"tables.rates.rows.每人每天": "150"})
    roles = [("组长", "局长"), ("组长", "副局长"), ("成员", "科长")]
    rows = [whole.add(world.clerk, "leading_members", "999901000000", role=r, duty=d) for r, d in roles]
    assert [whole.lacks("leading_members", n) for n in range(3)] == [{"云岭县": -1}, {"云岭县": 1}, {}]
    whole.correct(world.clerk, rows[1], "2026-09-02", role="副组长")
    assert [whole.lacks("leading_members", n) for n in range(3)] == [{}, {}, {}]


@carries("17.02", "17.03")
def test_the_year_has_four_quarters_and_each_village_its_plan_on_the_wall(world, pairing) -> None:
    phases = Phase.objects.filter(programme=pairing.id).order_by("n")
    assert [(p.title, str(p.from_on), str(p.to_on)) for p in phases] == [
        ("谋划起步", "2027-01-01", "2027-03-31"), ("全面推进", "2027-04-01", "2027-06-30"),
        ("查漏补缺", "2027-07-01", "2027-09-30"), ("巩固提升", "2027-10-01", "2027-12-31"),
    ]  # fmt: skip
    plan = Task.objects.get(programme=pairing.id, item="year_plan", parent=None)
    parts = list(plan.parts.order_by("pk"))
    assert [(p.due_on, p.unit.name) for p in parts] == [
        (date(2027, 3, 31), COMMITTEE), (date(2027, 3, 31), "云岭东二村村民委员会"),
    ]  # fmt: skip
    claim_task(
        actor=world.village, task_id=parts[0].pk, said=NoteIn(uuid4(), "清单已经村民代表会议通过"), now=at("2027-03-20")
    )
    accept_task(actor=world.clerk, task_id=parts[0].pk, said=NoteIn(uuid4(), "通过"), now=at("2027-03-22"))
    bands = wall_chart(world.clerk, pairing.id, "phase", date(2027, 4, 2)).bands
    assert [(b.title, len(b.bars)) for b in bands] == [
        ("谋划起步", 1), ("全面推进", 1), ("查漏补缺", 1), ("巩固提升", 1),
    ]  # fmt: skip
    assert [b.bars[0].light for b in bands] == ["late", "normal", "normal", "normal"]  # one part of two is not in


@carries("17.04", "17.06")
def test_the_team_lists_weak_links_and_what_was_done_about_them(world, pairing) -> None:
    """Two found in July, one of them mended before the end of September; the review is due on 31 July."""
    weak = {"remedy": "加一名保洁员", "by_day": "2027-08-31"}
    first = pairing.add(world.village, "gaps", on="2027-07-06", problem="村西头清扫跟不上", **weak)
    pairing.add(world.village, "gaps", on="2027-07-06", problem="沟渠有淤泥", **weak)
    with not_kept("改好日期不能早于登记日期"):
        pairing.correct(world.village, first, "2027-08-20", mended_on="2027-07-01")
    pairing.correct(world.village, first, "2027-08-20", mended_on="2027-08-19")
    assert [pairing.values(first)[k] for k in ("remedy", "mended_on")] == ["加一名保洁员", "2027-08-19"]
    review = Task.objects.get(programme=pairing.id, item="half_year", parent=None)
    assert (review.due_on, review.parts.count()) == (date(2027, 7, 31), 2)
    assert {p.unit.name for p in review.parts.all()} == {
        COMMITTEE,
        "云岭东二村村民委员会",
    }


@carries("17.07")
def test_what_was_cleaned_and_is_dirty_again_is_mended_and_looked_at_by_another(world, pairing) -> None:
    """Found, mended, not well enough, mended again, closed; the one who mended does not verify. Looked at monthly."""
    case = pairing.open(world.town, "relapse", on="2027-10-11", words="河边又有垃圾")
    step(world.village, case, "assign", "2027-10-11 11:00", assignee=COMMITTEE)
    assert str(Case.objects.get(pk=case).due_at.astimezone(at("2027-10-11").tzinfo)) == "2027-10-18 18:00:00+08:00"
    step(world.village, case, "finish", "2027-10-12", result="清走了")
    assert step(world.town, case, "redo", "2027-10-13", reason="还有一堆") == "mending"
    step(world.village, case, "finish", "2027-10-14", result="都清了")
    with refused("same_person"):
        step(world.village, case, "verify", "2027-10-15")
    assert step(world.town, case, "verify", "2027-10-15") == "closed"
    upkeep = Task.objects.get(programme=pairing.id, item="upkeep", parent=None)
    assert upkeep.due_on == date(2027, 12, 31)
    recheck = Duty.objects.get(programme=pairing.id, item="recheck")
    assert {t.state for t in duty_page(world.clerk, recheck.pk, date(2027, 10, 31), date(2027, 10, 31)).times} == {
        "due"
    }


@carries("17.08")
def test_a_village_has_one_set_of_rules_and_a_list_of_frontages(world, pairing) -> None:
    assert pairing.lacks("village_code") == {"云岭东一村": 1, "云岭东二村": 1}
    old = pairing.add(world.village, "village_code", on="2027-05-10", passed_on="2027-05-08", words="门前三样自己管")
    assert pairing.lacks("village_code") == {"云岭东二村": 1}
    end_record(actor=world.village, record_id=old, on=date(2027, 6, 1), reason="修订", now=at("2027-06-01"))
    pairing.add(world.village, "village_code", on="2027-06-01", passed_on="2027-06-01", words="门前三样自己管，互相看")
    assert pairing.lacks("village_code") == {"云岭东二村": 1}
    for number in ("1号", "2号"):
        add_household(actor=world.village, place_code=VILLAGE, number=number, now=NOW)
        pairing.add(
            world.village, "frontage", on="2027-05-12", house=number, range="门前到路边", content="卫生、绿化、秩序"
        )
    with refused("record_known"):
        pairing.add(world.village, "frontage", on="2027-05-12", house="2号", range="门前", content="卫生")
    task = Task.objects.get(programme=pairing.id, item="village_rules", parent=None)
    assert task.due_on == date(2027, 6, 30)


@carries("17.09")
def test_three_campaigns_of_twenty_people_cost_nine_thousand_a_village(world, pairing) -> None:
    """20 people, 3 campaigns, 150 yuan for each and day: 3 x 20 x 150 = 9,000 yuan a village."""
    paired(world, pairing)
    for place in (VILLAGE, SIBLING):
        for day in ("2027-04-10", "2027-05-15"):
            pairing.add(world.clerk, "campaign", place, on=day, day=day, people="20", places="主干道两侧")
    assert pairing.lacks("campaign") == {"云岭东一村": 1, "云岭东二村": 1}
    for place in (VILLAGE, SIBLING):
        pairing.add(world.clerk, "campaign", place, on="2027-09-11", day="2027-09-11", people="20", places="沟渠")
    assert pairing.lacks("campaign") == {}
    assert [pairing.balance("campaign_budget", p) for p in (VILLAGE, SIBLING)] == [900_000, 900_000]
    assert [pairing.balance("unit_fund", p) for p in (VILLAGE, SIBLING)] == [-900_000, -900_000]
    assert set(BookEntry.objects.filter(programme=pairing.id).values_list("clause", flat=True)) == {"七"}


@carries("17.10", "17.13")
def test_roads_are_cleaned_every_month_and_houses_visited_grid_by_grid(world, pairing) -> None:
    tidy = Duty.objects.get(programme=pairing.id, item="tidy")
    assert (tidy.units.count(), Occurrence.objects.filter(duty=tidy).count()) == (2, 0)  # nothing to tick
    pairing.meet(world.village, "tidy", "2027-02-28", "2027-02-20")
    assert [(t.unit, t.state) for t in duty_page(world.clerk, tidy.pk, date(2027, 2, 28), date(2027, 3, 1)).times] == [
        (COMMITTEE, "met"), ("云岭东二村村民委员会", "ahead"),
    ]  # fmt: skip
    with refused("no_such_time"):
        pairing.meet(world.village, "tidy", "2027-02-27", "2027-02-20")
    pairing.add(world.village, "grid", on="2027-02-01", name="一网格", households="60")
    visit = {"area": "一网格", "topic": "垃圾分类", "visited": "18"}
    pairing.add(world.village, "doorstep", on="2027-02-22", day="2027-02-21", **visit)
    with refused("record_known"):
        pairing.add(world.village, "doorstep", on="2027-02-22", day="2027-02-21", **visit)
    with not_kept("没有找到“二网格”"):
        pairing.add(world.village, "doorstep", on="2027-02-22", day="2027-02-21", **visit | {"area": "二网格"})


@carries("17.11", "17.20")
def test_works_are_counted_against_their_planned_amounts(world, pairing) -> None:
    """85 metres of wall of which 34, 3 plaques, 1 sign, 40 jin of seed, 5,000 flowers; two squares in the sibling."""
    list_ = [
        ("文化墙", "文化建设", "85", "延长米"), ("门牌", "设施建设", "3", "块"), ("村名石", "文化建设", "1", "处"),
        ("撒花种", "栽花种草", "40", "斤"), ("栽花", "栽花种草", "5000", "株"),
    ]  # fmt: skip
    rows = {n: work(pairing, world, VILLAGE, n, k, a, m) for n, k, a, m in list_}
    squares = work(pairing, world, SIBLING, "修缮文化广场", "文化建设", "2", "个")
    pairing.correct(world.village, rows["文化墙"], "2027-06-01", reached="34")
    pairing.correct(world.village, rows["栽花"], "2027-06-01", reached="5000")
    pairing.correct(world.clerk, squares, "2027-11-01", reached="1")
    assert pairing.values(rows["文化墙"])["reached"] == "34"
    assert [pairing.figure("works_done", "2027-Q4", p) for p in (VILLAGE, SIBLING)] == [20, 0]  # the flowers alone
    pairing.correct(world.clerk, squares, "2027-11-20", reached="2")
    assert pairing.figure("works_done", "2027-Q4", SIBLING) == 100
    culture = [r for r in rows.values() if pairing.values(r)["kind"] == "文化建设"]
    assert [pairing.values(r)["amount"] for r in culture] == ["85", "1"]
    assert pairing.lacks("works") == {}


def work(pairing: Enacted, world: World, place: str, *said: str) -> int:
    given = dict(zip(("name", "kind", "amount", "measure"), said, strict=True)) | {"by_day": "2027-11-30"}
    return pairing.add(world.clerk, "works", place, on="2027-03-01", **given)


@carries("17.12", "17.14")
def test_planting_of_two_seasons_and_what_was_done_to_tell_people(world, pairing) -> None:
    """Spring 3,000 plants and 40 jin of seed, autumn 2,000 plants: the 5,000 of the plan."""
    for day, plant, amount, measure in (
        ("2027-04-20", "月季", "3000", "株"),
        ("2027-05-02", "菊种", "40", "斤"), ("2027-08-28", "菊花", "2000", "株"),
    ):  # fmt: skip
        pairing.add(
            world.village, "planting", on=day, day=day, plant=plant, amount=amount, measure=measure, spot="路边"
        )
    assert [
        pairing.ask(f"sum(planting, 'amount', day='{period}', measure='{m}')")
        for period, m in (("2027-Q2", "株"), ("2027-Q2", "斤"), ("2027-Q3", "株"))
    ] == [3000, 40, 2000]
    row = pairing.add(
        world.village, "activity", on="2027-04-09", day="2027-04-08", form="入院座谈", led_by="党员、干部"
    )
    assert pairing.values(row)["led_by"] == ["党员", "干部"]
    assert [pairing.ask(f"count(activity, day='2027-Q{n}')") for n in (1, 2)] == [0, 1]


@carries("17.15")
def test_households_enter_contests_themselves_and_nobody_is_named_by_the_list(world, pairing) -> None:
    """Three contests. The check-list is shown by the pure engine; public are contest and result, never a household."""
    add_household(actor=world.village, place_code=VILLAGE, number="3号", now=NOW)
    entry = {"house": "3号", "own": "是", "agreed": "否"}
    rows = [pairing.add(world.village, "contestant", on="2027-07-10", contest=c, **entry)
            for c in ("三好庭院", "美丽庭院", "干净人家")]  # fmt: skip
    with not_kept("评比由农户自愿报名"):
        pairing.add(world.village, "contestant", on="2027-07-10", contest="美丽庭院", **entry | {"own": "否"})
    pack = library_pack("pairing", 1)
    (standard,) = pack.standards
    marks = {"tidy_yard": Mark(), "no_waste": Mark(), "green": Mark()}
    assert (fill_sheet(standard, marks).passed, fill_sheet(standard, marks | {"green": Mark(1)}).passed) == (
        True,
        False,
    )
    pairing.correct(world.village, rows[1], "2027-09-01", result="达标")
    assert pairing.ask("count(contestant, contest='美丽庭院', result='达标')") == 1
    assert next(r for r in pack.registers if r.id == "contestant").public == ("contest", "result")


@carries("17.16", "17.17")
def test_collective_income_by_project_against_the_year_before_and_the_goal(world, pairing) -> None:
    """10.3 rises to 10.9 (three projects); 10.6 is to become 10.7 and does (two projects). All in ten thousand yuan."""
    sums = {
        VILLAGE: ("10.3万元", "10.5万元", {"食用菌大棚": "6.2万元", "蓝莓": "2.1万元", "光伏": "2.6万元"}),
        SIBLING: ("10.6万元", "10.7万元", {"施工队": "7.3万元", "光伏": "3.4万元"}),
    }
    for place, (base, goal, sources) in sums.items():
        pairing.add(world.clerk, "income_goal", place, on="2027-01-08", base=base, goal=goal)
        for name, sum_ in sources.items():
            pairing.add(world.clerk, "project", place, on="2027-01-08", name=name, help="联系销路")
            pairing.add(world.clerk, "earning", place, on="2027-12-10", day="2027-12-09", source=name, sum=sum_)
    assert [pairing.ask("count(project)", p) for p in (VILLAGE, SIBLING)] == [3, 2]
    assert [pairing.balance("village_income", p) for p in (VILLAGE, SIBLING)] == [10_900_000, 10_700_000]
    more = [pairing.figure("income_more", "2027", p) for p in (VILLAGE, SIBLING)]
    assert more == [Quantity(Decimal(6000), "元"), Quantity(Decimal(1000), "元")]
    assert pairing.figure("income_share", "2027", SIBLING) == Decimal(100)
    with not_kept("本年目标不应低于上年收入"):
        pairing.add(world.clerk, "income_goal", SIBLING, on="2027-01-09", base="10.6万元", goal="10万元")


@carries("17.18")
def test_help_is_booked_piece_by_piece(world, pairing) -> None:
    paired(world, pairing)
    for item, sum_ in (("路灯十盏", "1.2万元"), ("化肥", "3500.5")):
        given = {"day": "2027-05-06", "item": item, "sum": sum_, "used_for": "村内"}
        pairing.add(world.clerk, "aid", on="2027-05-07", **given)
    assert (pairing.balance("village_aid"), pairing.balance("unit_fund")) == (1_550_050, -1_550_050)
    with acting(None):
        assert BookEntry.objects.filter(programme=pairing.id, why="帮扶入账", on="2027-05-07").count() == 2


@carries("17.19")
def test_progress_comes_in_each_quarter_and_late_is_kept_as_late(world, pairing) -> None:
    days = pairing.days("progress", world.village.unit_id)
    assert days == ["2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"]
    pairing.meet(world.village, "progress", "2027-03-31", "2027-03-30")
    pairing.meet(world.village, "progress", "2027-06-30", "2027-07-02")
    duty = Duty.objects.get(programme=pairing.id, item="progress").pk
    states = [duty_page(world.clerk, duty, date.fromisoformat(d), date(2027, 10, 8)).times[0].state for d in days]
    assert states == ["met", "met_late", "missed", "due"]
