"""Units as plans print them."""

import pytest

from shanzhi.core.unit import Match, PlaceRef, Register, UnitRef, level_of

CITY = PlaceRef(1, "140300000000", "泉阳市", "prefecture")
COUNTY = PlaceRef(2, "140321000000", "云岭县", "county")
EAST = PlaceRef(3, "140321100000", "云岭东镇", "township")
WEST = PlaceRef(4, "140321101000", "云岭西乡", "township")
VILLAGE = PlaceRef(5, "140321101201", "西一村", "village")
ELSEWHERE = PlaceRef(6, "140322100000", "松平东镇", "township")
UNITS = (
    UnitRef(9, "泉阳市水务局", ("市水务局",), "organ", CITY),
    UnitRef(10, "云岭县农业农村局", ("县农业农村局", "县农 业局"), "organ", COUNTY),
    UnitRef(11, "云岭县水务局", ("县水务局",), "organ", COUNTY),
    UnitRef(12, "云岭县市场监督管理局", ("县市场监管局",), "organ", COUNTY),
    UnitRef(13, "云岭西乡人民政府", ("西乡",), "government", WEST),
    UnitRef(14, "云岭东镇人民政府", ("东镇",), "government", EAST),
    UnitRef(15, "西一村村民委员会", (), "village", VILLAGE),
    UnitRef(16, "松平东镇人民政府", (), "government", ELSEWHERE),
    UnitRef(17, "云岭东镇供水公司", (), "enterprise", EAST),
    UnitRef(18, "云岭县乡村振兴局", (), "organ", COUNTY),
)


def ids(*words: str, home: PlaceRef = COUNTY) -> list[int | None]:
    return [m.unit_id for m in Register(UNITS, home).match(words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["云岭县农业农村局"], [10]),
        (["县农业局"], [10]),  # an alias, blanks aside
        (["云岭县 水务局"], [11]),
        (["县农业农村局", "水务局"], [10, 11]),
        (["市水务局", "水务局"], [9, 9]),
        (["水务局"], [11]),  # the home place's own name
        (["县农业农村局", "市场监管局", "水务局"], [10, 12, 11]),  # 市 of 市场 is no prefix
        (["县农业农村局", "乡村振兴局", "水务局"], [10, 18, 11]),  # nor is 乡 of 乡村
        (["县水利局"], [None]),
        (["农业局股"], [None]),
        ([], []),
    ],
)
def test_names_aliases_and_elided_prefixes(words, found):
    assert ids(*words) == found


def test_nothing_is_matched_by_likeness_but_near_names_are_suggested():
    match = Register(UNITS, COUNTY).match(["云岭县水利局"])[0]
    assert match == Match("云岭县水利局", None, "", (11, *match.near[1:]))
    assert len(match.near) <= 3
    assert Register(UNITS, COUNTY).match(["某某银行支行"]) == (Match("某某银行支行"),)


def test_a_collective_is_no_unit_and_gets_no_suggestion():
    assert Register(UNITS, COUNTY).match(["各乡镇", "水务局"]) == (
        Match("各乡镇", None, "township"),
        Match("水务局", 11),
    )


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("各乡镇", "township"),
        ("全县各乡镇", "township"),
        ("各乡（镇）", "township"),
        ("各镇（街道）人民政府", "township"),
        ("各镇、办事处", "township"),
        ("各 乡镇", "township"),
        ("各村", "village"),
        ("各行政村", "village"),
        ("各村（社区）", "village"),
        ("各村民委员会", "village"),
        ("全镇各村", "village"),
        ("各县（市、区）", "county"),
        ("各有关单位", ""),
        ("各相关部门", ""),
        ("各成员单位", ""),
        ("县水务局", ""),
        ("乡镇", ""),
        ("", ""),
    ],
)
def test_level_of_a_collective(words, level):
    assert level_of(words) == level


@pytest.mark.parametrize(
    ("home", "level", "standing"),
    [
        (COUNTY, "township", (14, 13)),  # by code; the enterprise and the other county stay out
        (COUNTY, "village", (15,)),
        (WEST, "village", (15,)),
        (EAST, "village", ()),
        (COUNTY, "group", ()),
    ],
)
def test_spread_gives_the_units_that_stand_for_places_below_home(home, level, standing):
    assert Register(UNITS, home).spread(level) == standing


def test_of_two_units_with_one_name_the_home_place_has_precedence():
    twins = (UnitRef(1, "水务站", (), "organ", EAST), UnitRef(2, "水务站", (), "organ", WEST))
    assert [Register(twins, home).match(["水务站"])[0].unit_id for home in (EAST, WEST)] == [1, 2]
