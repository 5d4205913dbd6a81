"""The mediation and agents pack at work: disputes, legal help, agents, safety matters, and the papers of the pilot."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.answers import AnswerIn, give_answer
from shanzhi.actions.residents import ResidentIn, add_household, add_resident
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.actions.seats import SeatIn, give_seat
from shanzhi.actions.watch import ring_clocks
from shanzhi.core.access import Behalf
from shanzhi.core.quorum import Meeting
from shanzhi.core.score import Mark, fill_sheet
from shanzhi.models import Case, CaseStep, Duty, Notice, Resident, Task
from shanzhi.packs.reading import library_pack
from shanzhi.queries.answers import case_with_answers
from shanzhi.queries.duties import duty_page
from tests.conftest import NOW, World, refused
from tests.packs.scenarios import carries
from tests.packs.scenarios.enacted import (
    COUNTY,
    OTHER_TOWN,
    SIBLING,
    TOWN,
    VILLAGE,
    Enacted,
    at,
    enacted,
    not_kept,
    step,
)

COMMITTEE = "云岭东一村村民委员会"
UNITS = "[云岭县农业农村局, 云岭县水务局]"
ALL_ASKED = "{ask: 哪些责任单位}"


@pytest.fixture
def pilot(world: World) -> Enacted:
    """Two responsible units."""
    return enacted(world.clerk, "mediation_and_agents", {}, swaps={ALL_ASKED: UNITS})


def quarrel(world: World, pilot: Enacted, on: str) -> int:
    """A dispute that the group has taken, one of its sides a resident of the village."""
    number = f"{Resident.objects.count() + 1}号"
    home = add_household(actor=world.village, place_code=VILLAGE, number=number, now=NOW)
    party = add_resident(actor=world.village, household_id=home, given=ResidentIn("当事人甲", 1980), now=NOW)
    case = pilot.open(world.village, "dispute", on=on, kind="邻里", words="排水沟过界", sides=f"当事人甲 #{party}")
    step(world.clerk, case, "take", f"{on} 11:00", assignee=COMMITTEE)
    return case


@carries("20.05")
def test_a_grave_matter_is_talked_over_before_it_is_voted_on(world, pilot) -> None:
    """Before the committee has talked nobody votes; of 45 representatives 30 must come and 16 of 30 agree."""
    given = {"matter": "修排水沟", "plan": "分两段施工", "invited": "村民代表、老党员老干部"}
    case = pilot.open(world.village, "village_matter", on="2027-03-01", **given)
    with refused("wrong_state"):
        step(world.village, case, "vote", "2027-03-02", Meeting(45, 30, 30))
    step(world.village, case, "discuss", "2027-03-02", result="九人到会，一致同意提交")
    with refused("not_quorate"):
        step(world.village, case, "vote", "2027-03-05", Meeting(45, 29, 29))
    assert step(world.village, case, "vote", "2027-03-05", Meeting(45, 30, 16)) == "resolved"
    assert CaseStep.objects.get(case=case, action="discuss").given == {"result": "九人到会，一致同意提交"}
    assert Case.objects.get(pk=case).values["invited"] == ["村民代表", "老党员老干部"]
    assert Notice.objects.filter(programme=pilot.id, notice="vote_result").count() == 1
    with refused("too_early"):
        step(world.clerk, case, "confirm", "2027-03-09")
    assert step(world.clerk, case, "confirm", "2027-03-11") == "in_force"


@carries("20.06")
def test_bodies_have_three_to_five_five_to_nine_and_about_twenty_members(world, pilot) -> None:
    for kind, least, most in (("村民调解小组", 3, 5), ("村调解委员会", 5, 9), ("公开评议会", 15, 25)):
        for n in (least - 1, most + 1):
            with not_kept("人数不在规定的范围内"):
                pilot.add(world.village, "bodies", kind=kind, name=f"{kind}{n}", members=str(n))
        assert pilot.lacks("bodies", ["村民调解小组", "村调解委员会", "公开评议会"].index(kind))["云岭东一村"] == 1
        pilot.add(world.village, "bodies", kind=kind, name=kind, members=str(most))
    assert [len(pilot.lacks("bodies", n)) for n in range(3)] == [3, 3, 3]  # of four villages
    pilot.add(world.village, "bodies", kind="公开评议会", name="又一个", members="20")
    assert pilot.lacks("bodies", 2)["云岭东一村"] == -1


@carries("20.07", "20.08")
def test_a_dispute_goes_from_the_group_to_the_committee_to_the_appraisal_to_the_law(world, pilot) -> None:
    """Two mediations, one appraisal, then the court. The appraisal's result is what the village writes down."""
    case = quarrel(world, pilot, "2027-03-01")
    with refused("wrong_state"):
        step(world.village, case, "appraise", "2027-03-02", reason="不成")
    assert step(world.clerk, case, "pass_on", "2027-03-05", reason="小组没有调成") == "in_village"
    assert step(world.village, case, "appraise", "2027-03-12", reason="委员会没有调成") == "appraised"
    assert step(world.village, case, "lead_on", "2027-03-18", reason="评议认为沟应退回原处，一方不接受") == "led_on"
    steps = CaseStep.objects.filter(case=case).order_by("revision").values_list("to_state", flat=True)
    assert list(steps) == ["filed", "in_group", "in_village", "appraised", "led_on"]


def appraisers(world: World, pilot: Enacted, count: int) -> list[str]:
    """So many residents who hold the seats of appraisers in the village."""
    home = add_household(actor=world.village, place_code=VILLAGE, number="评议户", now=NOW)
    names = [f"评议人{n}" for n in "甲乙丙丁戊"[:count]]
    for name in names:
        one = add_resident(actor=world.village, household_id=home, given=ResidentIn(name, 1975), now=NOW)
        seat = SeatIn(pilot.id, "appraisers", VILLAGE, f"resident:{one}", date(2027, 1, 1))
        give_seat(actor=world.clerk, given=seat, now=NOW)
    return names


@carries("20.07")
def test_five_appraisers_say_what_they_think_and_only_then_it_may_be_settled(world, pilot) -> None:
    """The committee writes down what each of them says; four are too few; the fifth opens the way to an agreement."""
    names, case = appraisers(world, pilot, 5), quarrel(world, pilot, "2027-03-01")
    step(world.clerk, case, "pass_on", "2027-03-05", reason="小组没有调成")
    step(world.village, case, "appraise", "2027-03-12", reason="委员会没有调成")
    for name in names[:4]:
        said = AnswerIn(case, {"view": "水沟应退回原处", "fair": "是"}, uuid4())
        helper = replace(world.village, behalf_of=Behalf(None, name, "villager"))
        assert give_answer(actor=helper, said=said, now=at("2027-03-15"))
    with refused("answers_missing"):
        step(world.village, case, "agree_after", "2027-03-16", result="双方签了协议")
    last = replace(world.village, behalf_of=Behalf(None, names[4], "villager"))
    give_answer(actor=last, said=AnswerIn(case, {"view": "各让一步", "fair": "否"}, uuid4()), now=at("2027-03-16"))
    with refused("not_allowed"):
        outsider = replace(world.village, behalf_of=Behalf(None, "路过的人", "villager"))
        give_answer(actor=outsider, said=AnswerIn(case, {"view": "无", "fair": "否"}, uuid4()), now=at("2027-03-16"))
    answers = case_with_answers(world.village, case, at("2027-03-16"))[1]
    assert [r.behalf_of for r in answers.rows] == names
    assert step(world.village, case, "agree_after", "2027-03-16", result="双方签了协议") == "agreed"


@carries("20.07")
def test_a_group_that_does_not_settle_in_time_passes_it_on_by_the_clock(world, pilot) -> None:
    """Taken on Monday 1 March: the group has 10 working days, to Monday 15 March; then the committee has it."""
    case = quarrel(world, pilot, "2027-03-01")
    ring_clocks(at("2027-03-15 17:00"))
    assert Case.objects.get(pk=case).state == "in_group"
    ring_clocks(at("2027-03-16 08:00"))
    assert Case.objects.get(pk=case).state == "in_village"
    taken = CaseStep.objects.get(case=case, action="pass_on")
    assert (taken.by_id, taken.given) == (None, {"reason": "小组调解期满"})


@carries("20.08")
def test_who_settled_is_visited_again_and_what_flares_up_is_counted(world, pilot) -> None:
    """Two settled; one flares up and is settled anew: half relapsed, all settled. Visits from day seven on."""
    calm, hot = quarrel(world, pilot, "2027-04-01"), quarrel(world, pilot, "2027-04-01")
    for case in (calm, hot):
        step(world.clerk, case, "agree_group", "2027-04-06", result="双方签了协议")
    with refused("too_early"):
        step(world.village, calm, "visit", "2027-04-08", result="还好")
    assert pilot.told() == []
    watch_rules(at("2027-04-14"))
    assert pilot.told() == ["调解成功已满七天，请回访"] * 2
    assert step(world.village, calm, "visit", "2027-04-14", result="没有再争") == "settled"
    assert step(world.village, hot, "flare_up", "2027-04-15", reason="又堵了沟") == "in_village"
    step(world.village, hot, "agree_village", "2027-04-20", result="改了沟，重签协议")
    with refused("times_used_up"):
        step(world.village, hot, "flare_up", "2027-04-21", reason="又争")
    step(world.village, hot, "visit", "2027-04-28", result="平静")
    figures = [pilot.figure(name, "2027-Q2") for name in ("relapse_rate", "settled_rate")]
    assert figures == [Decimal(50), Decimal(100)]


@carries("20.09")
def test_each_township_has_its_legal_centre_and_help_is_free_for_who_fits(world, pilot) -> None:
    assert pilot.lacks("legal_point") == {"云岭东镇": 1, "云岭西乡": 1}
    for place, name in ((TOWN, "东镇法律服务中心"), (OTHER_TOWN, "西乡法律服务中心")):
        pilot.add(world.clerk, "legal_point", place, name=name, lawyers="3")
    assert pilot.lacks("legal_point") == {}
    asked = {"who_asks": "群众", "words": "欠薪怎样讨"}
    fits = pilot.open(world.village, "legal_help", on="2027-03-01", kind="法律援助", **asked)
    other = pilot.open(world.village, "legal_help", on="2027-03-01", kind="法律援助", **asked)
    assert step(world.town, fits, "grant", "2027-03-02") == "helped"
    assert step(world.town, fits, "answer", "2027-03-10", result="已代写起诉状") == "answered"
    assert step(world.town, other, "refuse", "2027-03-02", reason="收入高于援助线") == "not_met"
    advice = pilot.open(
        world.village, "legal_help", kind="法律咨询", who_asks="调解员", words="赡养协议怎样写", on="2027-03-01"
    )
    with refused("not_allowed"):
        step(world.village, advice, "grant", "2027-03-02")
    assert [pilot.ask(f"count(legal_help, state='{s}')") for s in ("answered", "not_met", "asked")] == [1, 1, 1]


@carries("20.10", "20.11")
def test_mediators_are_trained_praised_with_consent_and_cases_told_without_names(world, pilot) -> None:
    for day, kind, people in (("2027-04-10", "示范培训", "40"), ("2027-09-12", "经验交流", "25")):
        pilot.add(world.clerk, "mediator_meeting", COUNTY, on=day, day=day, kind=kind, people=people)
    assert pilot.ask("sum(mediator_meeting, 'people', day='2027')", COUNTY) == 65
    duty = Duty.objects.get(programme=pilot.id, item="mediator_round").pk
    assert duty_page(world.clerk, duty, date(2027, 6, 30), date(2027, 6, 1)).times[0].state == "ahead"
    praise = {"day": "2027-10-01", "deed": "一年调成十二件"}
    with not_kept("本人没有同意"):
        pilot.add(world.village, "praised_mediator", on="2027-10-08", agreed="否", name="某某", **praise)
    row = pilot.add(world.village, "praised_mediator", on="2027-10-08", agreed="否", **praise)
    assert "name" not in pilot.values(row)
    story = {"title": "一条沟", "words": "先量再谈", "lesson": "当面丈量"}
    with not_kept("还能认出当事人的案例不收"):
        pilot.add(world.clerk, "told_case", COUNTY, on="2027-11-01", hidden="否", **story)
    pilot.add(world.clerk, "told_case", COUNTY, on="2027-11-01", hidden="是", **story)
    registers = {r.id: r.public for r in library_pack("mediation_and_agents", 1).registers}
    assert (registers["praised_mediator"], registers["told_case"]) == (("day", "deed"), ("title", "words", "lesson"))


@carries("20.19")
def test_every_township_has_a_station_and_every_village_a_room_with_its_agents(world, pilot) -> None:
    """Here 2 stations and 4 rooms, each exactly one; three levels of staff: the county's office, stations, agents."""
    for place in (TOWN, OTHER_TOWN):
        pilot.add(world.clerk, "station", place, name="便民服务站", head="站长甲")
    assert pilot.lacks("station") == {}
    room = {"name": "便民服务室", "agents": "1", "line": "13900001234", "items": "证照办理、社保医保"}
    for place in (VILLAGE, SIBLING, "999901101201"):
        pilot.add(world.clerk, "room", place, **room)
    assert pilot.lacks("room") == {"云岭西二村": 1}
    pilot.add(world.clerk, "room", "999901101202", **room)
    assert pilot.lacks("room") == {}
    assert pilot.ask("sum(room, 'agents')", COUNTY) == 4
    pilot.add(world.clerk, "room", **room | {"name": "第二室"})
    assert pilot.lacks("room") == {"云岭东一村": -1}


def asked_for(world: World, pilot: Enacted, service: str, on: str, **more: object) -> int:
    """Something an agent has taken in on the same day."""
    case = pilot.open(world.village, "agency", on=on, service=service, **more)
    step(world.village, case, "take_in", on)
    return case


@carries("20.20", "20.21")
def test_the_applicant_learns_each_step_and_the_office_has_the_days_of_the_table(world, pilot) -> None:
    """社保医保 has 5 working days from Thursday 4 March: until Thursday 11 March. Four messages in all."""
    case = pilot.open(world.village, "agency", on="2027-03-01", service="社保医保", at_time="2027-03-04 09:00")
    assert Case.objects.get(pk=case).values["at_time"] == "2027-03-04T09:00+08:00"
    step(world.village, case, "take_in", "2027-03-04 09:00")
    step(world.village, case, "send_on", "2027-03-04 09:30")
    due = Case.objects.get(pk=case).due_at.astimezone(at("2027-03-04").tzinfo)
    assert f"{due:%Y-%m-%d}" == "2027-03-11"
    step(world.town, case, "complete", "2027-03-09", result="已参保")
    assert step(world.village, case, "hand_over", "2027-03-10") == "delivered"
    assert pilot.told() == [
        "您申请的社保医保已经受理", "您申请的社保医保已送窗口办理", "您申请的社保医保已经办好，代办员会与您联系",
        "您申请的社保医保已经送达",
    ]  # fmt: skip
    assert [s.by.name for s in CaseStep.objects.filter(case=case).order_by("revision")] == [
        "village某", "village某", "village某", "town某", "village某",
    ]  # fmt: skip


@carries("20.22")
def test_an_agent_works_on_a_sunday_evening_and_it_is_marked(world, pilot) -> None:
    """Sunday 7 March, 20:30: taken in at once; the office's 3 working days begin on Monday."""
    case = asked_for(world, pilot, "证明材料", "2027-03-07 20:30", off_hours="是")
    asked_for(world, pilot, "证明材料", "2027-03-08")
    step(world.village, case, "send_on", "2027-03-07 20:45")
    due = Case.objects.get(pk=case).due_at.astimezone(at("2027-03-07").tzinfo)
    assert f"{due:%Y-%m-%d}" == "2027-03-10"
    assert pilot.figure("off_hours_share", "2027-Q1") == Decimal(50)


@carries("20.23")
def test_what_an_agent_cannot_settle_the_village_brings_together(world, pilot) -> None:
    """Two levels: the agent, then the village; the one who asked for help does not answer himself."""
    case = asked_for(world, pilot, "补贴申请", "2027-03-01")
    assert step(world.village, case, "ask_village", "2027-03-02", reason="两家地界没有说清") == "in_branch"
    with refused("same_person"):
        step(world.village, case, "coordinated", "2027-03-03", result="说清了")
    assert step(world.clerk, case, "coordinated", "2027-03-03", result="村里召集两家说清了") == "with_agent"


@carries("20.24")
def test_services_of_others_are_counted_by_kind_and_month(world, pilot) -> None:
    """Four kinds of bills and four more; power bills 30 in March and 12 in April: 42."""
    for month, kind, times in (("2027-03-01", "电费", "30"), ("2027-04-01", "电费", "12"), ("2027-03-01", "寄递", "7")):
        pilot.add(
            world.village, "added_service", on="2027-05-01", month=month, kind=kind, provider="合作商", times=times
        )
    with refused("record_known"):
        pilot.add(
            world.village, "added_service", on="2027-05-01", month="2027-03-01", kind="寄递", provider="甲", times="1"
        )
    assert pilot.ask("sum(added_service, 'times', kind='电费', month='2027')") == 42
    register = next(r for r in library_pack("mediation_and_agents", 1).registers if r.id == "added_service")
    assert len(register.field("kind").of) == 8


@carries("20.25")
def test_safety_kit_is_counted_and_matters_go_up_three_levels(world, pilot) -> None:
    """Four pieces, three in order; three villages without any. A matter goes village, township, county."""
    for n, works in ((1, "是"), (2, "是"), (3, "是"), (4, "否")):
        pilot.add(world.village, "kit", number=f"甲{n}", spot="村口", works=works)
    assert pilot.figure("kit_share", "2027-Q1") == Decimal(75)
    assert set(pilot.lacks("kit")) == {"云岭东二村", "云岭西一村", "云岭西二村"}
    case = pilot.open(world.village, "public_matter", on="2027-03-01", kind="道路隐患", words="弯道没有护栏")
    kept = pilot.open(world.village, "public_matter", on="2027-03-01", kind="设备损坏", words="灯不亮")
    assert step(world.village, kept, "remove", "2027-03-02", result="换了灯") == "removed"
    assert step(world.village, case, "to_town", "2027-03-02", reason="村里没有钱") == "in_town"
    assert step(world.town, case, "to_county", "2027-03-08", reason="是县道") == "in_county"
    assert [pilot.ask(f"count(public_matter, state='{s}')", COUNTY) for s in ("in_place", "in_county", "removed")] == [
        0,
        1,
        1,
    ]
    fields = {
        f.type for f in next(r for r in library_pack("mediation_and_agents", 1).registers if r.id == "kit").fields
    }
    assert fields.isdisjoint({"photo", "file"})


@carries("20.28")
def test_each_unit_hands_in_its_plan_by_25_february_and_the_office_looks_at_it(world, pilot) -> None:
    plan = Task.objects.get(programme=pilot.id, item="own_plan", parent=None)
    assert (plan.due_on, sorted(u.words for u in plan.units.filter(role="responsible"))) == (
        date(2027, 2, 25), ["云岭县农业农村局", "云岭县水务局"],
    )  # fmt: skip
    case = pilot.open(world.farm, "plan_review", COUNTY, on="2027-02-20", content="纠纷调解", words="分三步")
    assert step(world.clerk, case, "give_back", "2027-02-22", reason="没有写责任人") == "back"
    step(world.farm, case, "again", "2027-02-23", result="已补上责任人")
    with refused("not_allowed"):
        step(world.farm, case, "pass", "2027-02-24")
    assert step(world.clerk, case, "pass", "2027-02-24") == "passed"
    assert Case.objects.get(pk=case).closed_at == at("2027-02-24")


LEDGER = {
    "leader": "副局长甲", "unit": "云岭县农业农村局", "person": "科长乙", "goal": "建好组织", "steps": "三月底前建成",
    "progress": "已建三处", "problem": "人手不够",
}  # fmt: skip


@carries("20.29", "20.30")
def test_the_ledger_of_seven_fields_comes_in_twice_a_month_and_summaries_by_their_days(world, pilot) -> None:
    """Windows 13-15 and 28-30, in February to the 28th: 24 a year; 4 quarters; one year's end; one of the whole."""
    days = pilot.days("half_month_report", world.farm.unit_id)
    assert (len(days), days[:5]) == (24, ["2027-01-15", "2027-01-30", "2027-02-15", "2027-02-28", "2027-03-15"])
    with not_kept("“责任人”要填写"):
        pilot.meet(world.farm, "half_month_report", "2027-02-28", "2027-02-28", **LEDGER | {"person": ""})
    pilot.meet(world.farm, "half_month_report", "2027-02-28", "2027-02-28", **LEDGER)
    row = Duty.objects.get(programme=pilot.id, item="half_month_report").occurrences.get(
        unit=world.farm.unit_id, due_on="2027-02-28"
    )
    assert (str(row.opens_on), len(row.values), row.values["progress"]) == ("2027-02-28", 7, "已建三处")
    rest = [pilot.days(d, world.farm.unit_id) for d in ("quarter_report", "year_report", "final_report")]
    assert rest == [["2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"], ["2027-12-31"], ["2027-12-31"]]
    pilot.meet(world.water, "year_report", "2027-12-31", "2027-12-30", done="三级代办运行", gap="夜间没有人")


@carries("20.31")
def test_the_group_has_its_roles_and_each_force_a_head_and_a_contact(world, pilot) -> None:
    for role, duty in (("组长", "副书记"), ("副组长", "副县长"), ("成员", "局长")):
        pilot.add(world.clerk, "leading_list", COUNTY, role=role, duty=duty)
    assert [pilot.lacks("leading_list", n) for n in range(3)] == [{}, {}, {}]
    force = {"unit": "云岭县水务局", "charge": "副局长丙", "contact": "科长丁"}
    with not_kept("“专班联络员”要填写"):
        pilot.add(world.clerk, "task_force", COUNTY, **force | {"contact": ""})
    pilot.add(world.clerk, "task_force", COUNTY, **force)
    with refused("record_known"):
        pilot.add(world.clerk, "task_force", COUNTY, **force | {"charge": "另一人"})


@carries("20.32")
def test_in_the_first_half_year_problems_are_found_and_settled(world, pilot) -> None:
    rows = [pilot.add(world.clerk, "dispatch", COUNTY, on="2027-03-10", day="2027-03-10", kind=k, problem=p)
            for k, p in (("阶段调度", "培训没有教材"), ("督导检查", "两村没有挂牌"))]  # fmt: skip
    assert pilot.ask("count(dispatch, open=true)", COUNTY) == 2
    pilot.correct(world.clerk, rows[0], "2027-04-01", settled="借用邻县教材")
    assert pilot.ask("count(dispatch, open=true)", COUNTY) == 1
    carry_out = library_pack("mediation_and_agents", 1).phases[0]
    assert (carry_out.from_.value.month, carry_out.to.value.month) == (1, 6)


@carries("20.33")
def test_the_evaluation_finds_gaps_with_a_time_to_mend_them(world, pilot) -> None:
    """The pure engine on the pack's own list: one gap is enough to fail; it has 10 working days to be mended."""
    (standard,) = library_pack("mediation_and_agents", 1).standards
    marks = {item.id: Mark() for item in standard.leaves()}
    assert fill_sheet(standard, marks).passed is True
    sheet = fill_sheet(standard, marks | {"decisions": Mark(1)})
    assert (sheet.passed, [line.item for line in sheet.lines if line.count]) == (False, ["decisions"])
    assert str(next(i.fix.value for i in standard.leaves() if i.id == "decisions")) == "10个工作日"
    assert Task.objects.get(programme=pilot.id, item="evaluation", parent=None).due_on == date(2027, 12, 31)
