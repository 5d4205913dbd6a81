"""A village's cleaning team, its equipment and its fee, run with the figures of its rules.

Weekly and monthly results are worked out by the engine of scores and told to the rules here; the pages on which the
councils enter them belong to inspections in the field.
"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.records import RecordIn, add_record
from shanzhi.actions.tasks import NoteIn, accept_task, claim_task
from shanzhi.core.filling import Unfilled
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.data import Named
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.standards import Standard
from shanzhi.core.score import Mark, fill_sheet, rank
from shanzhi.models import Case, Occurrence, Record
from shanzhi.queries.members import members
from shanzhi.queries.places_known import Known
from shanzhi.queries.quotas import QuotaRow, quota_page
from tests.cases_world import COMMITTEE
from tests.conftest import refused
from tests.packs.scenarios import carries
from tests.packs.scenarios.scene import VILLAGE, WELL, Scene, at, groups, place

ASKED = {"tables.norms.rows.小组长补助增减": "50 元", "tables.norms.rows.保洁员报酬增减": "100 元"}
NAMES = ("一组", "二组", "三组", "四组")
ONE, TWO, THREE, FOUR = (f"{VILLAGE}0{n}" for n in (1, 2, 3, 4))


@pytest.fixture
def scene(world) -> Scene:
    """A village of four groups that runs by the pack from the first of August on."""
    groups(VILLAGE, *NAMES)
    return Scene(world.clerk, "village_cleaning_team", VILLAGE, ASKED, since="2026-08-01")


def quota(scene: Scene, register: str, n: int = 0) -> QuotaRow:
    return quota_page(scene.clerk, scene.id, register).rows[n]


def lacking(row: QuotaRow) -> dict[str, tuple[int, int]]:
    """Who has how many, and how many are missing."""
    return {k.name: (k.n, k.off) for k in row.lacks}


@carries("04.01", "04.02")
def test_waste_is_handed_over_by_four_levels_and_goes_by_kind(world, scene):
    field = scene.live.find("handover", Register).field("stage")
    assert len(field.of) == 4
    routes = {"可回收物": "回收再用", "厨余垃圾": "就近堆肥", "有害垃圾": "送县市集中处理", "其他垃圾": "送乡镇转运"}
    for n, (kind, stage) in enumerate(zip(routes, field.of, strict=True), 1):
        scene.add("handover", VILLAGE, day="2026-08-05", stage=stage, kind=kind, amount=f"{n * 10}.5", now=at("08-06"))
    rows = Record.objects.filter(programme=scene.id, register="handover").order_by("pk")
    assert {r.values["kind"]: r.values["route"] for r in rows} == routes
    around = scene.around(VILLAGE)
    assert around.ask("sum", (Named("handover"), "amount"), {}) == 102
    assert around.ask("sum", (Named("handover"), "amount"), {"kind": "厨余垃圾"}) == Decimal("20.5")
    assert len(scene.times("collect", date(2026, 8, 1), date(2026, 8, 31))) == 31


@carries("04.03")
def test_a_remote_group_asks_for_leave_and_is_put_on_record(world, scene):
    said = {"reason_why": "山路不通车", "method": "就近堆肥"}
    asked = scene.open("local_treatment", FOUR, world.village, at("08-10"), **said)
    with refused("not_allowed"):
        scene.step(asked, "file_away", world.village, at("08-11"))
    assert scene.step(asked, "file_away", world.clerk, at("08-11")) == "filed"
    other = scene.open("local_treatment", ONE, world.village, at("08-10"), **said)
    assert scene.step(other, "decline", world.clerk, at("08-12"), reason="通了公路") == "declined"
    leave = Case.objects.filter(programme=scene.id, flow="local_treatment", state="filed")
    assert [c.place.name for c in leave] == ["四组"]


@carries("04.04")
def test_one_cleaner_for_three_hundred_and_one_for_each_remote_group(world, scene):
    """5,905 people: 20 cleaners; three remote groups: 3 more; 23 in all, and 2 who haul."""
    scene.add("village_book", VILLAGE, population="5905")
    for code, remote in ((ONE, "否"), (TWO, "是"), (THREE, "是"), (FOUR, "是")):
        scene.add("group_book", code, remote=remote)
    post, village = scene.live.find("remote_cleaner", Post), place(VILLAGE).as_core()
    found = members(scene.live, post.at, village, Known(scene.live), date(2026, 9, 1))
    remote = [m.place.name for m, held in found if held]
    assert (scene.norm("cleaner", VILLAGE), remote) == (20, ["二组", "三组", "四组"])
    assert scene.norm("cleaner", VILLAGE) + len(remote) == 23
    hauler = scene.live.find("hauler", Post).count
    assert (hauler.sign, hauler.value.default) == ("=", 2)
    for who in (world.reader, world.leader):
        scene.seat("cleaner", VILLAGE, who)
    assert scene.norm("cleaner", VILLAGE) - scene.held("cleaner", VILLAGE) == 18


@carries("04.05")
def test_each_zone_has_its_range_its_hours_and_its_check(world, scene):
    zone = scene.add("zone", VILLAGE, name="一区", extent="村口到桥头", starts="06:30", ends="17:30")
    scene.meet("keep_zone", world.village, date(2026, 9, 1), at("09-01", "17:40"), row=zone)
    assert scene.stands("keep_zone", date(2026, 9, 1), date(2026, 9, 2)) == [("一区", "met")]
    sheet = scene.live.find("zone_sheet", Standard)
    good = fill_sheet(sheet, {"range": WELL, "hours": WELL})
    bad = fill_sheet(sheet, {"range": WELL, "hours": Mark(count=1)})
    assert (good.passed, bad.passed, fill_sheet(sheet, {"range": WELL}).passed) == (True, False, None)


@carries("04.06", "04.31", "04.34")
def test_august_september_and_october_each_have_their_day(world, scene):
    """People in August, the team in September, the facilities in October; late is late."""
    said = {i: scene.task(i).due_on for i in ("mobilise", "agenda", "train", "facilities")}
    assert said == {
        "mobilise": date(2026, 8, 31), "agenda": date(2026, 8, 31), "train": date(2026, 9, 30),
        "facilities": date(2026, 10, 31),
    }  # fmt: skip
    scene.add("training", VILLAGE, day="2026-09-10", topic="分类和安全", trained="23", dressed="21", now=at("09-12"))
    row = Record.objects.get(programme=scene.id, register="training")
    assert (row.values["trained"], row.values["trained"] - row.values["dressed"]) == (23, 2)
    train = scene.task("train")
    claim_task(actor=world.clerk, task_id=train.pk, said=NoteIn(uuid4(), "培训完了"), now=at("09-28"))
    accept_task(actor=world.colleague, task_id=train.pk, said=NoteIn(uuid4(), "属实"), now=at("09-29"))
    assert (scene.task("train").state, scene.task("facilities").state) == ("accepted", "open")


@carries("04.07")
def test_a_waste_house_is_five_by_two_and_a_half_by_four(world, scene):
    assert lacking(quota(scene, "waste_house")) == {"云岭东一村": (0, 1)}
    sizes = {"东房": ("5", "2.5", "4"), "西房": ("5", "2", "4")}
    warned = {}
    for name, (long, wide, high) in sizes.items():
        said = RecordIn("waste_house", VILLAGE, {"name": name, "long": long, "wide": wide, "high": high})
        warned[name] = len(add_record(actor=world.clerk, programme_id=scene.id, said=said, now=at("10-20")).warnings)
    assert warned == {"东房": 0, "西房": 1}
    assert lacking(quota(scene, "waste_house")) == {}


@carries("04.08")
def test_five_bins_a_group_and_180_in_all(world, scene):
    for code, many in ((ONE, 6), (TWO, 5), (THREE, 3)):
        for n in range(many):
            scene.add("bin", code, number=f"{code[-1]}-{n}")
    assert lacking(quota(scene, "bin")) == {"三组": (3, 2), "四组": (0, 5)}
    total = quota(scene, "bin", 1)
    assert (total.least, lacking(total)) == (180, {"云岭东一村": (14, 166)})
    with refused("record_known"):
        scene.add("bin", ONE, number="1-0")


@carries("04.09", "04.11")
def test_fifteen_pools_and_their_upkeep(world, scene):
    pools = [scene.add("equipment", VILLAGE, name=f"{n}号池", kind="垃圾池") for n in range(1, 15)]
    row = quota(scene, "equipment")
    assert (row.least, lacking(row)) == (15, {"云岭东一村": (14, 1)})
    scene.add("equipment", VILLAGE, name="十五号池", kind="垃圾池")
    assert lacking(quota(scene, "equipment")) == {}
    scene.add("upkeep", VILLAGE, of=pools[0], day="2026-09-02", words="补了池沿", now=at("09-02"))
    scene.meet("mend", world.village, date(2026, 9, 2), at("09-02"), row=pools[0])
    assert [s for _, s in scene.stands("mend", date(2026, 9, 2), date(2026, 9, 2))].count("met") == 1
    zone = scene.add("zone", VILLAGE, name="一区", extent="村口到桥头", starts="06:30", ends="17:30")
    scene.add("tools", VILLAGE, of=zone, day="2026-09-01", tool="扫帚", number="2", now=at("09-02"))
    assert (scene.count("upkeep"), scene.count("tools", tool="扫帚", number=2)) == (1, 1)


@carries("04.10")
def test_one_vehicle_for_each_cleaner_and_23_in_all(world, scene):
    for n in (1, 2):
        scene.add("zone", VILLAGE, name=f"{n}区", extent="村口到桥头", starts="06:30", ends="17:30")
    scene.add("vehicle", VILLAGE, number="车01", zone="1区")
    total = quota(scene, "vehicle")
    assert (total.least, lacking(total)) == (23, {"云岭东一村": (1, 22)})
    rows = Record.objects.filter(programme=scene.id, register="zone").order_by("pk")
    used = {r.values["zone"] for r in Record.objects.filter(programme=scene.id, register="vehicle")}
    assert [z.label for z in rows if z.pk not in used] == ["2区"]


@carries("04.12", "04.35")
def test_once_a_week_village_and_groups_act_and_what_they_find_is_followed_up(world, scene):
    weeks = scene.times("joint", date(2026, 9, 1), date(2026, 9, 30))
    assert [t.due_on.day for t in weeks] == [6, 13, 20, 27]
    given = {"places": "6", "people": "15"}
    scene.meet("joint", world.village, date(2026, 9, 6), at("09-05"), given=given)
    kept = Occurrence.objects.get(duty=scene.duty("joint"), due_on=date(2026, 9, 6), done_on=date(2026, 9, 5))
    assert kept.values == {"places": 6, "people": 15}
    case = scene.open(
        "weekly_matter", ONE, world.village, at("09-07"), kind="乱倒垃圾", banned="池塘", words="塘边有渣土"
    )
    scene.step(case, "assign", world.clerk, at("09-07", "11:00"), assignee=COMMITTEE)
    scene.step(case, "finish", world.village, at("09-08"), result="已清")
    with refused("same_person"):
        scene.step(case, "verify", world.village, at("09-08", "11:00"))
    assert scene.step(case, "verify", world.clerk, at("09-08", "15:00")) == "closed"
    offences = Case.objects.filter(programme=scene.id, flow="weekly_matter", values__kind="乱倒垃圾")
    assert [(c.values["banned"], c.place.name) for c in offences] == [("池塘", "一组")]
    with pytest.raises(Unfilled):
        scene.open("weekly_matter", ONE, world.village, at("09-07"), kind="乱倒垃圾", banned="院内", words="一堆")


@carries("04.13")
def test_units_keep_places_of_their_own(world, scene):
    scene.add("adopted_place", VILLAGE, unit=COMMITTEE, place_words="环村路", action="每月清扫一次")
    with refused("record_known"):
        scene.add("adopted_place", VILLAGE, unit=COMMITTEE, place_words="环村路")
    assert scene.count("adopted_place", unit=world.village.unit_id) == 1


@carries("04.14")
def test_points_lines_and_areas_have_their_state(world, scene):
    for name, level, tipping, condition in (
        ("中心村", "点", "否", "已清理"), ("公路两侧", "线", "是", "清理中"), ("全村", "面", "否", "待清理"),
    ):  # fmt: skip
        scene.add("spot", VILLAGE, name=name, level=level, tipping=tipping, condition=condition)
    assert [scene.count("spot", level=level) for level in "点线面"] == [1, 1, 1]
    assert (scene.count("spot", tipping=True), scene.count("spot", condition="已清理")) == (1, 1)


@carries("04.15")
def test_each_group_has_a_council_of_at_least_three(world, scene):
    for who in (world.clerk, world.village, world.town):
        scene.seat("council", ONE, who)
    scene.seat("council", TWO, world.leader)
    bound = scene.live.find("council", Post).count
    assert (bound.sign, scene.norm("council", ONE)) == (">=", 3)
    short = {
        n: scene.norm("council", c) - scene.held("council", c)
        for n, c in zip(NAMES, (ONE, TWO, THREE, FOUR), strict=True)
    }
    assert short == {"一组": 0, "二组": 2, "三组": 3, "四组": 3}


@carries("04.16")
def test_every_household_signs_and_those_that_have_not_are_counted(world, scene):
    """Three of four households of a group have signed: 75 per cent; two that do not keep to it cost 4 of 40 points."""
    for n in range(4):
        scene.household(ONE, f"一{n}", 3)
    for n in range(3):
        scene.add("pledge", ONE, household=f"一{n}", signed_on="2026-08-20", now=at("08-21"))
    assert scene.figure("pledged", ONE) == 75
    with refused("record_known"):
        scene.add("pledge", ONE, household="一0", signed_on="2026-08-21", now=at("08-21"))
    marks = {"lanes": WELL, "yards": Mark(count=2), "tipping": WELL}
    assert fill_sheet(scene.live.find("group_sheet", Standard), marks).total == 96


@carries("04.17", "04.26", "04.27")
def test_checked_every_day_ranked_every_week_and_posted(world, scene):
    """7 days of a week are looked at; the week's sheet is posted; praise by name with consent alone."""
    assert len(scene.times("look", date(2026, 9, 7), date(2026, 9, 13))) == 7
    scene.meet("look", world.clerk, date(2026, 9, 7), at("09-07"))
    assert [s for _, s in scene.stands("look", date(2026, 9, 7), date(2026, 9, 7))].count("met") == 1
    sheet, weekly = scene.live.find("group_sheet", Standard), scene.live.find("weekly", Assessment)
    assert (weekly.every.unit, weekly.of.names) == ("week", ("group",))
    found = {"一组": (1, 0), "二组": (0, 3), "三组": (2, 0), "四组": (0, 0)}
    scores = {
        name: fill_sheet(sheet, {"lanes": Mark(count=a), "yards": Mark(count=b), "tipping": WELL}).total
        for name, (a, b) in found.items()
    }
    assert [(p.subject, p.score, p.place) for p in rank(scores)] == [
        ("四组", 100, 1), ("一组", 96, 2), ("二组", 94, 3), ("三组", 92, 4),
    ]  # fmt: skip
    for code in (ONE, TWO):
        scene.tell("weekly.final", f"weekly:2026-W37/{code}", code, at("09-13"))
    assert [(n.place.name, n.title) for n in scene.notices("group_board")] == [
        ("一组", "小组环境评比结果"), ("二组", "小组环境评比结果"),
    ]  # fmt: skip
    scene.household(ONE, "一1", 3)
    scene.add("good_household", ONE, household="一1", week="2026-09-07", agreed="是", now=at("09-13"))
    with pytest.raises(Unfilled):
        scene.add("good_household", ONE, household="一1", week="2026-09-14", agreed="否", now=at("09-14"))
    assert scene.count("good_household") == 1


@carries("04.18")
def test_a_shops_record_is_there_for_whoever_issues_licences(world, scene):
    shop = scene.add("shop", VILLAGE, name="东街小店", signed_on="2026-08-20", now=at("08-21"))
    for day, clean in (("2026-09-01", "是"), ("2026-09-08", "否")):
        scene.add("shop_visit", VILLAGE, of=shop, day=day, clean=clean, green="是", order="是", now=at("09-09"))
    visits = Record.objects.filter(programme=scene.id, register="shop_visit", of=shop).order_by("pk")
    assert [[v.values[k] for k in ("clean", "green", "order")] for v in visits] == [[True] * 3, [False, True, True]]


@carries("04.19", "04.20")
def test_four_rebuildings_and_the_share_of_toilets_converted(world, scene):
    """Four toilets, one of them harmless: 25 per cent; one open pit in sight of a road is to go."""
    kinds = ("露天粪坑", "旱厕", "旱厕", "无害化厕所")
    for n, kind in enumerate(kinds):
        scene.household(ONE, f"一{n}", 3)
        scene.add("home_toilet", ONE, household=f"一{n}", kind=kind, roadside="是" if n == 0 else "否")
    assert scene.figure("converted", VILLAGE) == 25
    assert scene.count("home_toilet", kind="露天粪坑", roadside=True) == 1
    for n, programme in enumerate(("改水", "改厕", "改圈", "改绿")):
        scene.add("rebuilding", ONE, household=f"一{n}", programme=programme, condition="在建" if n else "已完成")
    assert (scene.count("rebuilding"), scene.count("rebuilding", condition="在建")) == (4, 3)


@carries("04.21")
def test_two_kinds_of_households_are_listed(world, scene):
    scene.household(ONE, "一1", 3)
    for kind in ("节约资源", "保护环境"):
        scene.add("thrifty_household", ONE, household="一1", kind=kind, agreed="是")
    with refused("record_known"):
        scene.add("thrifty_household", ONE, household="一1", kind="节约资源", agreed="是")
    assert scene.count("thrifty_household") == 2
