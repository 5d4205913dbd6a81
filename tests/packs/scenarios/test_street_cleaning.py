"""A town's streets, transfer stations and public toilets, run with the figures of their rules.

Check-lists, scores and confirmed findings are worked out by the engine of scores and told to the rules here; the pages
on which checkers enter them belong to inspections in the field.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.books import SideIn
from shanzhi.actions.register import UnitIn, add_units
from shanzhi.actions.tasks import NoteIn, accept_task, claim_task
from shanzhi.actions.watch import ring_clocks
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.data import Named
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.standards import Standard
from shanzhi.core.punctual import Said, judge
from shanzhi.core.score import Mark, fill_sheet
from shanzhi.models import Case, Message, Occurrence, Record, TaskUnit, Unit
from shanzhi.queries.quotas import quota_page
from shanzhi.queries.rounds import packs_of, rows_of
from tests.conftest import NOW, refused
from tests.packs.scenarios import carries
from tests.packs.scenarios.scene import TOWN, VILLAGE, WELL, Scene, at

COUNTY = "999901000000"
ASKED = {
    "tasks.stations_done.due": "09-10", "tasks.bins_done.due": "09-20", "tables.terms.rows.每处扣减": "20 元",
    "tables.terms.rows.奖励": "300 元",
}  # fmt: skip
FIRST, SECOND = [f"一类{n}街" for n in range(1, 8)], [f"二类{n}街" for n in range(1, 8)]
DAY = date(2026, 9, 2)


@pytest.fixture
def scene(world) -> Scene:
    """The county's sanitation unit at work by the pack."""
    return Scene(world.clerk, "street_cleaning", COUNTY, ASKED)


def street(scene: Scene, name: str, class_: str = "一类", **more: str) -> int:
    return scene.add("street", TOWN, name=name, **{"class": class_}, **more)


def timing(scene: Scene, duty: str, row: int, now: datetime) -> list[str]:
    """How each time of a day of a duty stands for a row, by the hour."""
    said = {o.part: o.done_at for o in Occurrence.objects.filter(duty=scene.duty(duty), record=row, due_on=DAY)}
    return [judge(t, Said(said.get(n)), now).timing for n, t in enumerate(scene.times(duty, DAY, DAY), 1)]


def meant(scene: Scene, duty: str) -> list[str]:
    """The rows a duty comes round for."""
    row = scene.duty(duty)
    return [r.label for r in rows_of(row, packs_of([row]))]


@carries("06.01")
def test_fourteen_streets_each_in_one_class(world, scene):
    for class_, names in (("一类", FIRST), ("二类", SECOND)):
        for name in names:
            street(scene, name, class_)
    assert [scene.count("street", **{"class": c}) for c in ("一类", "二类")] == [7, 7]
    with refused("record_known"):
        street(scene, FIRST[0], "二类")


@carries("06.02", "06.03")
def test_two_sweeps_by_seven_and_five_and_keeping_by_class(world, scene):
    """Swept at 6:50 and at 17:20: the first in time, the second late; a street nobody swept has missed both."""
    main, side = street(scene, "环北街"), street(scene, "桥南街", "二类")
    due = [t.due_at.astimezone(at("09-02").tzinfo).strftime("%H:%M") for t in scene.times("sweep", DAY, DAY)]
    assert due == ["07:00", "17:00"]
    for part, time in ((1, "06:50"), (2, "17:20")):
        scene.meet("sweep", world.clerk, DAY, at("09-02", time), part=part, row=main)
    evening = at("09-02", "18:00")
    assert (timing(scene, "sweep", main, evening), timing(scene, "sweep", side, evening)) == (
        ["met", "met_late"],
        ["missed"] * 2,
    )
    assert (meant(scene, "sweep"), meant(scene, "keep_first"), meant(scene, "keep_second")) == (
        ["环北街", "桥南街"], ["环北街"], ["桥南街"],
    )  # fmt: skip
    assert [len(scene.times(d, DAY, DAY)) for d in ("keep_first", "keep_second")] == [1, 2]
    scene.meet("keep_second", world.clerk, DAY, at("09-02", "11:00"), part=1, row=side)
    tomorrow = at("09-03", "08:00")
    assert timing(scene, "keep_second", side, tomorrow) == ["met", "missed"]


@carries("06.04")
def test_a_street_passes_by_six_clean_and_five_absent(world, scene):
    sheet = scene.live.find("clean_street", Standard)
    assert [len(part.items) for part in sheet.items] == [6, 5]
    all_well = {item.id: WELL for item in sheet.leaves()}
    assert fill_sheet(sheet, all_well).passed is True
    found = fill_sheet(sheet, all_well | {"tree_pits": Mark(count=2), "puddles": Mark(count=1)})
    assert (found.passed, [n.title for n in found.lines if n.count]) == (False, ["树坑不净", "有积水"])
    del all_well["rubble"]
    assert (fill_sheet(sheet, all_well).passed, fill_sheet(sheet, all_well).missing) == (None, ("rubble",))


@carries("06.05", "06.22")
def test_each_section_has_its_cleaner_and_those_without_are_listed(world, scene):
    one, two = street(scene, "环北街"), street(scene, "桥南街")
    station = scene.add("station", TOWN, name="东站", size="大型")
    scene.seat("street_cleaner", TOWN, world.reader, record=one)
    scene.seat("station_keeper", TOWN, world.leader, record=station)
    rows = Record.objects.filter(programme=scene.id, register="street").order_by("pk")
    assert [r.pk for r in rows if not r.seats.filter(seat="street_cleaner").exists()] == [two]
    staff = [
        (s.seat, s.record.label, s.user.name) for r in Record.objects.filter(programme=scene.id) for s in r.seats.all()
    ]
    assert sorted(staff) == [
        ("station_keeper", "东站", world.leader.name), ("street_cleaner", "环北街", world.reader.name),
    ]  # fmt: skip
    assert scene.live.find("street_cleaner", Post).at.names == ("street",)


@carries("06.06", "06.08")
def test_stations_are_empty_by_half_past_seven_and_what_spills_is_an_event(world, scene):
    """Emptied at 7:25 in time, at 7:40 late; three patrols a day; an overflow is to be gone within two work hours."""
    early, late, never = (scene.add("station", TOWN, name=n, size="大型") for n in ("东站", "西站", "北站"))
    (due,) = scene.times("empty", DAY, DAY)
    assert due.due_at == at("09-02", "07:30")
    for row, time, full in ((early, "07:25", "否"), (late, "07:40", "是")):
        scene.meet("empty", world.clerk, DAY, at("09-02", time), row=row, given={"full": full})
    stands = [timing(scene, "empty", row, at("09-02", "08:00")) for row in (early, late, never)]
    assert stands == [["met"], ["met_late"], ["missed"]]
    assert Occurrence.objects.get(duty=scene.duty("empty"), record=late).values == {"full": True}
    assert len(scene.times("look", DAY, DAY)) == 3
    scene.meet("look", world.clerk, DAY, at("09-02", "10:00"), row=early)
    assert timing(scene, "look", early, at("09-03", "00:30")) == ["met", "missed", "missed"]
    case = scene.open("overflow", TOWN, world.town, at("09-02", "10:00"), record=early, words="袋子落在站外")
    row = Case.objects.get(pk=case)
    assert row.due_at == at("09-02", "12:00")
    assert scene.step(case, "clear", world.clerk, at("09-02", "11:30"), result="已清完") == "cleared"
    assert [f.type for f in scene.live.find("station", Register).fields] == ["text", "choice", "location"]


@carries("06.07")
def test_forty_large_and_eighteen_small_stations(world, scene):
    for size, many in (("大型", 40), ("小型", 17)):
        for n in range(many):
            scene.add("station", TOWN, name=f"{size}{n + 1}号站", size=size)
    large, small = quota_page(world.clerk, scene.id, "station").rows
    assert ((large.least, large.lacks), small.least) == ((40, ()), 18)
    assert [(k.name, k.n, k.off) for k in small.lacks] == [("云岭县", 17, 1)]
    scene.add("station", TOWN, name="小型18号站", size="小型")
    assert [row.lacks for row in quota_page(world.clerk, scene.id, "station").rows] == [(), ()]


@carries("06.09", "06.10")
def test_vehicles_by_four_rules_and_toilets_by_three(world, scene):
    for id_, many, bad in (("covered_vehicle", 4, "spilled"), ("clean_toilet", 3, "smell")):
        sheet = scene.live.find(id_, Standard)
        good = {item.id: WELL for item in sheet.leaves()}
        assert (len(good), fill_sheet(sheet, good).passed) == (many, True)
        found = fill_sheet(sheet, good | {bad: Mark(count=1)})
        assert (found.passed, [n.item for n in found.lines if n.count]) == (False, [bad])
    scene.add("vehicle", COUNTY, number="运01", kind="运输车")
    scene.add("toilet", TOWN, name="桥头公厕")
    subjects = {a: scene.live.find(a, Assessment).of.names for a in ("vehicle_day", "toilet_day")}
    assert subjects == {"vehicle_day": ("vehicle",), "toilet_day": ("toilet",)}


@carries("06.11")
def test_a_lease_ends_for_dirt_or_another_use_and_not_for_wider_trade_alone(world, scene):
    leases = [
        scene.add("toilet", TOWN, name=f"{n}号公厕", leased="是", scope="零售日用品") for n in (1, 2, 3)
    ]  # fmt: skip
    assert scene.count("toilet", leased=True) == 3
    cases = []
    for row, kind in zip(leases, ("经营脏乱", "改变部分用途", "超范围经营"), strict=True):
        case = scene.open("lease_breach", TOWN, world.clerk, at("09-02"), record=row, kind=kind, words="现场已记录")
        assert scene.step(case, "hear", world.clerk, at("09-03")) == "heard"
        cases.append(case)
    with refused("same_person"):
        scene.step(cases[0], "end_lease", world.clerk, at("09-04"), reason="查实")
    states = [scene.step(c, "end_lease", world.colleague, at("09-04"), reason="查实") for c in cases[:2]]
    assert states == ["ended", "ended"]
    with refused("condition_fails"):
        scene.step(cases[2], "end_lease", world.colleague, at("09-04"), reason="查实")
    assert scene.step(cases[2], "keep_lease", world.colleague, at("09-04"), reason="已责令改正") == "mended"


@carries("06.12", "06.13")
def test_works_have_a_list_a_budget_and_their_day(world, scene):
    """By the 10th of September; 2,000 and 500 yuan of budget, 1,800 spent, never more than there is."""
    toilet, station = scene.add("toilet", TOWN, name="桥头公厕"), scene.add("station", TOWN, name="东站", size="大型")
    for kind, condition in (("内墙粉刷", "已完工"), ("无障碍改造", "施工中"), ("新设", "未开工")):
        scene.add("toilet_work", TOWN, of=toilet, kind=kind, condition=condition)
    assert [scene.count("toilet_work", condition=c) for c in ("未开工", "施工中", "已完工")] == [1, 1, 1]
    works = [
        scene.add("station_work", TOWN, of=station, kind=kind, cost=cost, condition="施工中")
        for kind, cost in (("粉刷", "2000"), ("箱体修补", "500"))
    ]
    assert [scene.yuan("repair_fund", TOWN, w) for w in works] == [2000, 500]
    assert scene.yuan("cleaning_budget", COUNTY) == -2500
    fund = scene.book_of("repair_fund", works[0])
    scene.pay(fund, "cleaning_budget", COUNTY, "1800", at("09-08"), "维护粉刷")
    assert scene.yuan("repair_fund", TOWN, works[0]) == 200
    with refused("balance_short"):
        scene.pay(fund, "cleaning_budget", COUNTY, "200.01", at("09-08"), "维护粉刷")
    task = scene.task("stations_done")
    assert (task.due_on, task.state) == (date(2026, 9, 10), "open")
    claim_task(actor=world.clerk, task_id=task.pk, said=NoteIn(uuid4(), "完工"), now=at("09-12"))
    accept_task(actor=world.colleague, task_id=task.pk, said=NoteIn(uuid4(), "属实"), now=at("09-13"))
    done = scene.task("stations_done")
    assert (done.state, done.closed_on, (done.closed_on - done.due_on).days) == ("accepted", date(2026, 9, 13), 3)


@carries("06.14")
def test_sorting_bins_are_installed_by_the_twentieth(world, scene):
    """Three of four: 75 per cent."""
    street(scene, "环北街")
    for n in range(4):
        scene.add("litter_bin", TOWN, number=f"箱{n}", street="环北街", installed="是" if n else "否")
    assert (scene.figure("installed", TOWN), scene.task("bins_done").due_on) == (75, date(2026, 9, 20))


@carries("06.15", "06.16")
def test_two_sweepers_a_day_and_water_on_mondays(world, scene):
    assert len(scene.times("machines", DAY, DAY)) == 2
    for name in ("环北街", "桥南街", "学前街"):
        street(scene, name, main="是")
    names = "环北街、桥南街、学前街"
    for n in (1, 2):
        car = scene.add("vehicle", COUNTY, number=f"扫0{n}", kind="清扫车")
        scene.add("dispatch", COUNTY, of=car, day="2026-09-02", streets=names, now=at("09-02"))
        scene.meet("machines", world.clerk, DAY, at("09-02"), part=n)
    sent = Record.objects.filter(programme=scene.id, register="dispatch", values__day="2026-09-02")
    assert [len(r.values["streets"]) for r in sent] == [3, 3]
    assert [s for _, s in scene.stands("machines", DAY, DAY)] == ["met", "met"]
    mondays = [t.due_on for t in scene.times("water", date(2026, 9, 1), date(2026, 9, 30))]
    assert [(d.day, d.isoweekday()) for d in mondays] == [(7, 1), (14, 1), (21, 1), (28, 1)]
    scene.meet("water", world.clerk, mondays[0], at("09-07"), given={"roads": "环北街"})
    assert Occurrence.objects.get(duty=scene.duty("water"), due_on=mondays[0]).values == {"roads": "环北街"}


@carries("06.17")
def test_talks_and_contracts_with_companies_are_on_record(world, scene):
    street(scene, "环北街")
    for step, day in (("洽谈", "2026-09-01"), ("签订合同", "2026-09-03")):
        scene.add("contract", COUNTY, company="清和保洁公司", day=day, step=step, streets="环北街", now=at("09-04"))
    rows = Record.objects.filter(programme=scene.id, register="contract", values__step="签订合同")
    assert [(r.values["day"], len(r.values["streets"])) for r in rows] == [("2026-09-03", 1)]
    assert scene.live.find("contractor", Post).held_by == "org"


@carries("06.18")
def test_area_per_cleaner_falls_as_staff_grows(world, scene):
    """9,000 and 6,000 square metres: by two cleaners 7,500 each, by three 5,000."""
    one, two = street(scene, "环北街", area="9000"), street(scene, "桥南街", area="6000")
    scene.seat("street_cleaner", TOWN, world.reader, record=one)
    scene.seat("street_cleaner", TOWN, world.leader, record=two)
    assert scene.figure("area_each", COUNTY) == 7500
    scene.seat("street_cleaner", TOWN, world.farm, record=one)
    assert (scene.figure("area_each", COUNTY), scene.held("street_cleaner", COUNTY)) == (5000, 3)


@carries("06.19")
def test_dumping_is_handed_from_one_unit_to_the_other(world, scene):
    """Not taken up within a work day, the officers are told; then cleared by one and confirmed by another."""
    case = scene.open("dumping", VILLAGE, world.town, at("09-02"), kind="建筑垃圾", words="桥下两车渣土")
    assert ring_clocks(at("09-05")).rung == 1
    (told,) = Message.objects.filter(programme=scene.id)
    assert told.words == "有乱倒垃圾的线索超过一个工作日没有受理"
    scene.step(case, "take", world.clerk, at("09-05"), assignee="云岭东镇人民政府")
    row = Case.objects.get(pk=case)
    assert (row.state, row.assignee_id) == ("checking", world.town.unit_id)
    assert scene.step(case, "clear", world.town, at("09-07"), result="已清运并移交执法") == "cleared"
    assert scene.step(case, "confirm", world.colleague, at("09-08")) == "closed"
    steps = row.steps.order_by("revision").values_list("action", "unit")
    assert list(steps) == [
        ("file", world.town.unit_id), ("take", None), ("clear", world.town.unit_id), ("confirm", None),
    ]  # fmt: skip


@carries("06.20")
def test_findings_cost_the_contractor_and_the_notice_names_street_and_problem(world, scene):
    """5,000 of contract; 3 findings at 20 take 60; a check of 96 gives 300; 91 gives nothing; no person is named."""
    street(scene, "环北街")
    add_units(actor=None, units=[UnitIn("清和保洁公司", TOWN)], now=NOW)
    scene.seat("contractor", TOWN, Unit.objects.get(name="清和保洁公司").pk)
    fee = scene.open_book("contract_fee", TOWN, Unit.objects.get(name="清和保洁公司").pk)
    budget = SideIn(account="cleaning_budget", place_code=COUNTY)
    scene.pay(budget, SideIn(book_id=fee.pk), COUNTY, "5000", at("09-01", "15:00"), "承包费用")
    sheet = scene.live.find("street_sheet", Standard)
    marks = {item.id: WELL for item in sheet.leaves()}
    poor = fill_sheet(sheet, marks | {"surface": Mark(count=3)})
    good = fill_sheet(sheet, marks | {"edges": Mark(count=2)})
    assert (poor.total, good.total) == (91, 96)
    left = []
    for event, it in (("street_sheet.confirmed", {"count": Decimal(3)}), ("street_check.final", {"score": poor.total}),
                      ("street_check.final", {"score": good.total})):  # fmt: skip
        scene.tell(event, f"finding:{len(left)}", TOWN, at("09-30"), **it)
        fee.refresh_from_db()
        left.append(fee.balance)
    assert left == [494_000, 494_000, 524_000]
    assert scene.yuan("cleaning_budget", COUNTY) == -5240
    notices = scene.notices("street_circular")
    assert [n.title for n in notices] == ["街道作业质量通报"] * 2
    assert not any(who.name in n.text for n in notices for who in (world.clerk, world.town, world.leader))


@carries("06.21")
def test_each_of_five_tasks_has_a_person_in_charge_and_one_who_does_it(world, scene):
    tasks = ("streets_kept", "stations_kept", "stations_done", "service_bought", "dumping_curbed")
    for id_ in tasks:
        rows = TaskUnit.objects.filter(task=scene.task(id_)).order_by("role")
        assert [(r.role, r.words) for r in rows] == [("owner", "分管负责人"), ("responsible", "具体负责人")]
    for post, who in (("in_charge", world.leader), ("handler", world.colleague)):
        scene.seat(post, COUNTY, who)
    names = [scene.around(TOWN).ask("holder", (Named(p),), {}) for p in ("in_charge", "handler")]
    assert names == [world.leader.name, world.colleague.name]
