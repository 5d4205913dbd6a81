"""The village talent pack at work: joint branches, the class and its pool, the park, and the pilot's money."""

from decimal import Decimal

import pytest

from shanzhi.models import BookEntry, Case, RuleRun
from shanzhi.packs.reading import library_pack
from tests.conftest import World, refused
from tests.packs.scenarios import carries
from tests.packs.scenarios.enacted import COUNTY, SIBLING, VILLAGE, Enacted, at, enacted, not_kept, step

BIG = {
    "name": "东片总支", "way": "大村单设", "partners": "本村各组", "people": "3000", "members": "50", "weak": "是",
    "branches": "3",
}  # fmt: skip


@pytest.fixture
def talent(world: World) -> Enacted:
    """Two million yuan a year, nine months a class: as proposed."""
    answers = {"tables.course.rows.每期月数": "9", "tables.class_money.rows.每年": "2000000 元"}
    return enacted(world.clerk, "village_talent", answers)


@carries("20.01")
def test_a_large_village_has_3000_people_50_members_a_weak_team_and_3_to_5_branches(world, talent) -> None:
    for name, value in (("people", "2999"), ("members", "49"), ("weak", "否")):
        with not_kept("大村单设要人口、党员够数"):
            talent.add(world.village, "joint_branch", **BIG | {name: value})
    for n in ("2", "6"):
        with not_kept("下设支部个数不对"):
            talent.add(world.village, "joint_branch", **BIG | {"branches": n})
    talent.add(world.village, "joint_branch", **BIG)
    talent.add(world.village, "joint_branch", **BIG | {"name": "另一总支", "branches": "5"})
    for way in ("村村联建", "村企联建", "村社联建"):
        small = {"name": way, "way": way, "people": "800", "members": "20", "weak": "否", "branches": "2"}
        talent.add(world.village, "joint_branch", **BIG | small)
    assert [talent.ask(f"count(joint_branch, way='{w}')") for w in ("大村单设", "村企联建")] == [2, 1]


@carries("20.02")
def test_the_list_of_eleven_steps_and_how_many_were_trained(world, talent) -> None:
    """5 + 3 + 2 + 1 = 11 steps; ten of them begun, four done: 40 in a hundred; three and two people trained."""
    branch = talent.add(world.village, "joint_branch", **BIG)
    steps = next(t for t in library_pack("village_talent", 1).tables if t.id == "steps").rows
    groups = [str(row.value.value) for row in steps]
    assert [groups.count(g) for g in ("五项工程", "三项培养", "两种优势", "一个目标")] == [5, 3, 2, 1]
    for n, row in enumerate(steps[:10]):
        given = {"step": row.keys[0], "words": "已开会", "done": "是" if n < 4 else "否"}
        talent.add(world.village, "joint_step", of=branch, **given)
    assert talent.figure("steps_done", "2027-Q1") == Decimal(40)
    with refused("record_known"):
        talent.add(world.village, "joint_step", of=branch, step="筹资金", words="再开会", done="否")
    for way, people in (("党员成为能人", "3"), ("能人成为党员", "2")):
        talent.add(world.village, "trained", of=branch, on="2027-06-01", way=way, day="2027-05-30", people=people)
    assert talent.ask("sum(trained, 'people', day='2027')") == 5


@carries("20.03")
def test_a_class_of_nine_months_costs_two_million_and_shows_the_villages_without_a_cadre(world, talent) -> None:
    with not_kept("学习月数与规定的不一致"):
        talent.add(world.clerk, "young_class", COUNTY, on="2027-03-01", year="2027", months="8")
    one = talent.add(world.clerk, "young_class", COUNTY, on="2027-03-01", year="2027", months="9")
    with refused("record_known"):
        talent.add(world.clerk, "young_class", COUNTY, on="2027-03-02", year="2027", months="9")
    assert (talent.balance("class_fund", COUNTY), talent.balance("treasury_money", COUNTY)) == (
        200_000_000,
        -200_000_000,
    )
    for day, way, subject in (
        ("2027-03-10", "集中学习", "党的建设"),
        ("2027-04-10", "跟乡镇学", "管理村务"), ("2027-05-10", "在村里学", "治理乡村"),
    ):  # fmt: skip
        given = {"day": day, "way": way, "subject": subject, "people": "30"}
        talent.add(world.clerk, "lesson", COUNTY, on=day, of=one, **given)
    assert [talent.ask(f"count(lesson, way='{w}')", COUNTY) for w in ("集中学习", "跟乡镇学", "在村里学")] == [1, 1, 1]
    assert len(talent.lacks("reserve")) == 4
    talent.add(world.clerk, "reserve", on="2027-12-10", name="学员甲", finished="2027-12-01", party="是")
    assert talent.lacks("reserve") == {"云岭东二村": 1, "云岭西一村": 1, "云岭西二村": 1}


@carries("20.04")
def test_who_finished_gets_a_post_by_membership(world, talent) -> None:
    """A Party member becomes deputy secretary, another the assistant of the committee's head; nothing is public."""
    given = {"finished": "2027-12-01"}
    rows = [
        talent.add(world.clerk, "reserve", place, on="2027-12-10", name=name, party=party, **given)
        for place, name, party in ((VILLAGE, "学员甲", "是"), (SIBLING, "学员乙", "否"))
    ]
    posts = [talent.values(r)["post"] for r in rows]
    assert posts == ["村党支部副书记（挂职）", "村委会主任助理（挂职）"]
    assert next(r for r in library_pack("village_talent", 1).registers if r.id == "reserve").public == ()


@carries("20.16", "20.18")
def test_a_park_takes_two_kinds_of_members_and_ties_of_three_models(world, talent) -> None:
    strong = talent.add(world.clerk, "park_member", COUNTY, name="丰收社", kind="实力型", gives="资金、设备、销路")
    with not_kept("技术型成员要有技术"):
        talent.add(world.clerk, "park_member", COUNTY, name="巧手社", kind="技术型", gives="销路")
    talent.add(world.clerk, "park_member", COUNTY, name="巧手社", kind="技术型", gives="技术")
    for model, partner, farms in (
        ("合作社带农户", "东一村", "30"), ("合作社联合", "巧手社", ""), ("龙头企业带合作社和农户", "粮油公司", "50"),
    ):  # fmt: skip
        talent.add(world.clerk, "tie", COUNTY, of=strong, model=model, partner=partner, farms=farms)
    assert [talent.ask(f"count(park_member, kind='{k}')", COUNTY) for k in ("实力型", "技术型")] == [1, 1]
    assert (talent.ask("count(tie)", COUNTY), talent.ask("sum(tie, 'farms')", COUNTY)) == (3, 80)


@carries("20.16", "20.17")
def test_an_office_helps_a_founder_to_a_permit_or_says_why_not(world, talent) -> None:
    """Sent on Tuesday 2 March: 15 working days, to Tuesday 23 March."""
    case = talent.open(world.village, "founder_help", on="2027-03-01", kind="办证照", words="要办加工许可")
    other = talent.open(world.village, "founder_help", on="2027-03-01", kind="报项目", words="想报大棚项目")
    for one in (case, other):
        step(world.clerk, one, "assign", "2027-03-02", assignee="云岭县农业农村局")
    due = Case.objects.get(pk=case).due_at.astimezone(at("2027-03-02").tzinfo)
    assert f"{due:%Y-%m-%d}" == "2027-03-23"
    with refused("not_allowed"):
        step(world.village, case, "obtain", "2027-03-10", result="办好了")
    assert step(world.farm, case, "obtain", "2027-03-10", result="许可已取得") == "obtained"
    assert step(world.farm, other, "decline", "2027-03-10", reason="今年名额已满") == "declined"
    assert [talent.ask(f"count(founder_help, state='{s}')", COUNTY) for s in ("obtained", "declined")] == [1, 1]


@carries("20.34")
def test_pilot_money_is_booked_by_its_source_and_never_overspent(world, talent) -> None:
    """100 + 50 + 20 + 30 = 200 of ten thousand yuan from four sources; 130.5 spent; 70 more is not to be had."""
    sources = (("县财政", "100"), ("上级扶持", "50"), ("上级奖励", "20"), ("统筹的治理资金", "30"))
    for source, sum_ in sources:
        talent.add(world.clerk, "funding", COUNTY, on="2027-03-01", day="2027-03-01", source=source, sum=f"{sum_}万元")
    talent.add(world.clerk, "spending", COUNTY, on="2027-06-01", day="2027-06-01", use="建服务室", sum="130.5万元")
    assert talent.balance("pilot_fund", COUNTY) == 69_500_000
    sums = [talent.ask(f"sum(funding, 'sum', source='{s}')", COUNTY).number for s, _ in sources]
    assert sums == [1_000_000, 500_000, 200_000, 300_000]
    talent.add(world.clerk, "spending", COUNTY, on="2027-07-01", day="2027-07-01", use="再建", sum="70万元")
    assert talent.balance("pilot_fund", COUNTY) == 69_500_000
    assert BookEntry.objects.filter(programme=talent.id, why="试点资金支出入账").count() == 1
    failed = RuleRun.objects.get(programme=talent.id, state="failed")
    assert (failed.rule, failed.told[0]["args"]) == ("fund_out", {"free": "695000元", "amount": "700000元"})
