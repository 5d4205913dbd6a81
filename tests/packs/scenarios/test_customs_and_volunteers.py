"""The customs and volunteers pack at work: feasts, occasions without a list, volunteers, columns and courses."""

from datetime import date

import pytest

from shanzhi.actions.records import RecordIn, add_record, end_record
from shanzhi.core.score import Mark, fill_sheet
from shanzhi.packs.reading import library_pack
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
)

LIMITS = {"每包烟不超过": "15", "每瓶酒不超过": "60", "天数不超过": "2", "桌数不超过": "20", "花费不超过": "20000"}


@pytest.fixture
def customs(world: World) -> Enacted:
    """The figures are what the county's papers may say; the plan prints none."""
    answers = {f"tables.feast.rows.{aspect}": n for aspect, n in LIMITS.items()}
    return enacted(world.clerk, "customs_and_volunteers", answers)


@carries("20.12")
def test_five_kinds_of_action_and_which_village_lacks_which(world, customs) -> None:
    actions = ["核心价值观进习俗", "婚丧礼仪", "文明实践教育", "村民评议", "文明村镇创建"]
    for action in actions[:4]:
        customs.add(world.village, "customs_action", on="2027-05-01", day="2027-04-30", action=action, words="开了会")
    lacking = [len(customs.lacks("customs_action", n)) for n in range(5)]
    assert lacking == [3, 3, 3, 3, 4]
    assert customs.lacks("customs_action", 4)["云岭东一村"] == 1


@carries("20.13")
def test_a_feast_is_held_against_the_standard_in_five_respects(world, customs) -> None:
    """What is above is told and kept, never barred. The check-list on the same five is shown by the pure engine."""
    within = {"day": "2027-05-01", "tobacco": "15", "liquor": "60", "length": "2", "tables": "20", "cost": "20000"}
    assert warned(world, customs, within) == []
    above = within | {
        "day": "2027-05-02",
        "tobacco": "16",
        "liquor": "61",
        "length": "3",
        "tables": "21",
        "cost": "20001",
    }
    assert warned(world, customs, above) == [
        "用烟超过标准",
        "用酒超过标准",
        "天数超过标准",
        "规模超过标准",
        "花费超过标准",
    ]
    assert warned(world, customs, within | {"day": "2027-05-03", "tables": "25"}) == ["规模超过标准"]
    (standard,) = library_pack("customs_and_volunteers", 1).standards
    marks = {item.id: Mark() for item in standard.leaves()}
    assert (len(marks), fill_sheet(standard, marks).passed) == (5, True)
    assert fill_sheet(standard, marks | {"size_ok": Mark(1)}).passed is False


def warned(world: World, customs: Enacted, given: dict[str, str]) -> list[str]:
    said = RecordIn("feast_plan", VILLAGE, given)
    done = add_record(actor=world.village, programme_id=customs.id, said=said, now=NOW)
    return [str(w).removeprefix("不符合登记条件：") for w in done.warnings]


@carries("20.14", "20.15")
def test_people_enter_an_occasion_themselves_by_a_number_and_the_list_is_gone_after_it(world, customs) -> None:
    """No base of persons: a number each, no name, taken out when the day is over; three entered, two came."""
    given = {"day": "2027-05-20", "kind": "相亲角", "spot": "文化广场", "seats": "40"}
    event = customs.add(world.clerk, "occasion", COUNTY, on="2027-05-01", **given)
    rows = [
        customs.add(world.clerk, "entry", COUNTY, on="2027-05-10", of=event, number=f"{n:03}", own="是")
        for n in (1, 2, 3)
    ]
    with not_kept("活动由本人报名"):
        customs.add(world.clerk, "entry", COUNTY, on="2027-05-10", of=event, number="004", own="否")
    assert customs.ask("count(entry)", COUNTY) == 3
    with not_kept("没有“name”这一项"):
        customs.add(world.clerk, "entry", COUNTY, on="2027-05-10", of=event, number="005", own="是", name="某某")
    for row in rows:
        end_record(actor=world.clerk, record_id=row, on=date(2027, 5, 21), reason="活动结束", now=at("2027-05-21"))
    customs.correct(world.clerk, event, "2027-05-21", came="2")
    assert (customs.ask("count(entry)", COUNTY), customs.ask("sum(occasion, 'came', day='2027')", COUNTY)) == (0, 2)
    fields = [
        f
        for r in library_pack("customs_and_volunteers", 1).registers
        if r.id in ("occasion", "entry")
        for f in r.fields
    ]
    assert [f.id for f in fields if f.private or f.type in ("person", "household")] == []


@carries("20.26")
def test_stands_in_public_places_and_a_centre_in_each_township_and_village(world, customs) -> None:
    """Two kinds: stands (four sorts of places) and centres on two levels: here 2 townships and 4 villages."""
    for name, joined in (("联合会", "是"), ("红马甲队", "是"), ("读书会", "否")):
        customs.add(world.clerk, "volunteer_body", COUNTY, name=name, joined=joined)
    assert customs.ask("count(volunteer_body, joined=true)", COUNTY) == 2
    for name, kind in (("图书馆站", "文化设施"), ("车站站", "公共场所"), ("大厅站", "窗口单位"), ("湖边站", "景区")):
        customs.add(world.clerk, "volunteer_stand", COUNTY, name=name, kind=kind)
    assert customs.ask("count(volunteer_stand)", COUNTY) == 4
    customs.add(world.clerk, "town_centre", TOWN, name="东镇所")
    for place in (VILLAGE, SIBLING, "999901101201"):
        customs.add(world.clerk, "village_centre", place, name="村所")
    assert (customs.lacks("town_centre"), customs.lacks("village_centre")) == ({"云岭西乡": 1}, {"云岭西二村": 1})
    customs.add(world.clerk, "town_centre", OTHER_TOWN, name="西乡所")
    assert customs.lacks("town_centre") == {}
    with refused("place_level_wrong"):
        customs.add(world.clerk, "town_centre", VILLAGE, name="村里的所")


@carries("20.27")
def test_volunteers_of_many_kinds_join_by_consent_and_nine_kinds_of_work(world, customs) -> None:
    """Seven kinds of work were added to the two there were; 6 and 4 helpers in two of them: 10."""
    volunteer = {"name": "志愿者甲", "kind": "能工巧匠", "agreed": "是"}
    with not_kept("没有本人同意"):
        customs.add(world.village, "volunteer", **volunteer | {"agreed": "否"})
    row = customs.add(world.village, "volunteer", **volunteer)
    for kind, helpers in (("暑期课堂", "6"), ("邻里互助", "4")):
        customs.add(world.village, "good_work", on="2027-07-20", day="2027-07-20", kind=kind, helpers=helpers)
    assert customs.ask("sum(good_work, 'helpers', day='2027-Q3')") == 10
    end_record(actor=world.village, record_id=row, on=date(2027, 8, 1), reason="本人退出", now=at("2027-08-01"))
    assert customs.ask("count(volunteer)") == 0
    registers = {r.id: r for r in library_pack("customs_and_volunteers", 1).registers}
    assert (len(registers["good_work"].field("kind").of), registers["volunteer"].public) == (9, ())


@carries("20.35")
def test_columns_and_courses_of_three_ways(world, customs) -> None:
    """Two forms of publicity, three ways of training: 60 + 20 + 15 = 95 people."""
    for day, kind, topic in (("2027-03-01", "专栏", "好村规"), ("2027-04-01", "专题节目", "调解员的一天")):
        customs.add(world.clerk, "programme_item", COUNTY, on=day, day=day, kind=kind, topic=topic)
    for day, way, people in (
        ("2027-03-05", "专班授课", "60"),
        ("2027-06-05", "经验交流", "20"),
        ("2027-09-05", "座谈研讨", "15"),
    ):
        customs.add(world.clerk, "course_held", COUNTY, on=day, day=day, way=way, people=people)
    assert [customs.ask(f"count(programme_item, kind='{k}')", COUNTY) for k in ("专栏", "专题节目")] == [1, 1]
    assert customs.ask("sum(course_held, 'people', day='2027')", COUNTY) == 95
    assert customs.ask("count(course_held, way='座谈研讨')", COUNTY) == 1
