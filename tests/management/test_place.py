"""`shanzhi place` as the terminal sees it."""

import io

import pytest
from django.core.management import CommandError, call_command

from shanzhi.models import Place
from tests.conftest import books
from tests.stats.packages import SHEETS, package

BASIS = ("--on", "2024-08-01", "--basis", "云政函〔2026〕12号")


def place(*words: str) -> str:
    out = io.StringIO()
    call_command("place", *words, stdout=out)
    return out.getvalue()


def fault(*words: str) -> str:
    before = books()
    with pytest.raises(CommandError) as caught:
        place(*words)
    assert books() == before
    return str(caught.value)


def test_a_county_is_added_with_all_below_and_above_and_a_second_run_changes_nothing(world):
    said = place("add", "640221")
    assert said == "按2023年名录登记：省 1 个，市州 1 个，县市区 1 个，乡镇街道 13 个，村社区 182 个。\n"
    assert Place.objects.filter(code__startswith="640221", edition=2023).count() == 196
    assert Place.objects.get(code="640221000000").parent.parent.name == "宁夏回族自治区"
    before = books()
    assert place("add", "640221") == "都已登记过，没有改动。\n"
    assert books() == before


def test_a_wrong_code_is_answered_with_those_near_it(world):
    assert fault("add", "640299").splitlines() == [
        "2023年名录里没有代码 640299，请核对。[unknown_place]",
        "相近的有：",
        "  640202000000  宁夏回族自治区 石嘴山市 大武口区（县市区）",
        "  640205000000  宁夏回族自治区 石嘴山市 惠农区（县市区）",
        "  640221000000  宁夏回族自治区 石嘴山市 平罗县（县市区）",
    ]


def test_a_name_for_a_code_is_answered_with_its_code(world):
    said = fault("add", "平罗县")
    assert said.startswith("“平罗县”不是区划代码。")
    assert said.endswith("按名称找到：\n  640221000000  宁夏回族自治区 石嘴山市 平罗县（县市区）")
    assert fault("add", "6402211").endswith("[bad_code]")


def test_find_needs_no_registered_place(world):
    assert place("find", "平罗县") == "640221000000  宁夏回族自治区 石嘴山市 平罗县（县市区）\n"
    assert place("find", "村").splitlines()[-1].startswith("只列出前 20 个。")
    assert fault("find", "没有这个地方").startswith("名录里没有名称含“没有这个地方”的地区。")


def test_show_knows_registered_places_listed_places_and_old_codes(world):
    assert place("show", "640221") == (
        "640221000000  宁夏回族自治区 石嘴山市 平罗县（县市区；2023年名录，本机没有登记）\n"
        "  下级：乡镇街道 13 个，村社区 182 个\n"
    )
    place("recode", "999901100201", "999901100209", *BASIS)
    assert place("show", "999901100201") == (
        "999901100201 是旧代码，现在是：\n"
        "999901100209  云岭县 云岭东镇 云岭东一村（村社区；自行登记）\n"
        "  单位 1 个，工作 0 项\n"
        "  2024-08-01 改代码：云岭东一村 999901100201 → 云岭东一村 999901100209（云政函〔2026〕12号）\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("group", "999901100201", "甲组", "乙组"), "新设 2 个组：99990110020101、99990110020102。"),
        (("rename", "999901100", "云岭街道", *BASIS), "已更名。"),
        (("recode", "999901100", "999901109", *BASIS), "已改代码，连同下级共 3 个地区；旧代码仍查得到。"),
        (
            ("merge", "999901100202", "--into", "999901100201", *BASIS),
            "已撤并 1 个地区；原有的单位、岗位和工作仍记在它们名下，没有移动。",
        ),
        (
            ("split", "999901100201", "--into", "999901100201", "999901100209=新村", *BASIS),
            "已拆分为：999901100201、999901100209；原有的单位、岗位和工作没有移动。",
        ),
    ],
)
def test_a_deed_says_what_it_did_and_done_twice_changes_nothing(world, words, said):
    assert place(*words) == said + "\n"
    before = books()
    assert "没有改动" in place(*words)
    assert books() == before


def test_a_deed_needs_a_day_and_a_basis(world):
    assert "2026-01-31" in fault("rename", "999901100", "云岭街道", "--on", "8月1日", "--basis", "文")
    assert "--basis" in fault("rename", "999901100", "云岭街道", "--on", "2024-08-01")
    assert fault("rename", "999901100", "云岭街道", "--on", "2024-08-01", "--basis", " ").endswith("[basis_missing]")


@pytest.fixture
def newer(tmp_path, world):
    """An office with the list of 2021, and that of 2022: a village renamed, one recoded, one gone, one new."""
    first = package(tmp_path / "2021.tgz", 2021, villages=VILLAGES)
    second = package(tmp_path / "2022.tgz", 2022, villages=LATER)
    files = [tmp_path / f"{year}.parquet" for year in (2021, 2022)]
    place("build", str(first), str(files[0]))
    place("build", str(second), str(files[1]))
    place("update", str(files[0]), "--under", "all", "--apply")
    return str(files[1])


VILLAGES = SHEETS["villages"] + "990121100202,东二村,x,x,x,x\n990121100203,东三村,x,x,x,x\n"
LATER = (
    "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    "990121100201,东一社区,x,x,x,x\n990121100212,东二村,x,x,x,x\n990121101201,西一村,x,x,x,x\n"
    "990121101202,西二村,x,x,x,x\n"
)


def test_a_newer_list_is_compared_and_nothing_is_done_unless_told(newer):
    before = books()
    said = place("update", newer)
    assert said.splitlines() == [
        "与2022年名录（截至 2022-06-30）比较：",
        "名录新增 2 个",
        "  990121100212 东二村",
        "  990121101202 西二村",
        "名录里不见了 2 个",
        "  990121100202 东二村",
        "  990121100203 东三村",
        "名称不同 1 个",
        "  990121100201 东一村 → 东一社区",
        "可能是改了代码 1 个",
        "  990121100202 → 990121100212 东二村",
        "没有改动任何数据。加 --apply 登记新增的、改好更名的；不见的请用 recode、merge 办理。",
    ]
    assert books() == before


def test_told_so_what_is_new_enters_and_names_change_but_nothing_ends(newer):
    assert place("update", newer, "--apply").splitlines()[-2:] == [
        "已登记新增 1 个，更名 1 个。",
        "可能改了代码的 1 个没有登记，请用 recode 办理。",
    ]
    villages = Place.objects.filter(code__startswith="990121", level="village").order_by("code")
    assert list(villages.values_list("name", "edition", "ended_on")) == [
        ("东一社区", 2021, None),
        ("东二村", 2021, None),
        ("东三村", 2021, None),
        ("西一村", 2021, None),
        ("西二村", 2022, None),
    ]
    place("recode", "990121100202", "990121100212", "--on", "2022-06-30", "--basis", "2022年统计用区划代码")
    before = books()
    assert "已登记新增 0 个，更名 0 个。" in place("update", newer, "--apply")
    assert books() == before


def test_a_package_that_is_none_is_refused(world, tmp_path):
    (tmp_path / "x.tgz").write_bytes(b"x")
    assert fault("build", str(tmp_path / "x.tgz"), str(tmp_path / "x.parquet")).endswith("[bad_package]")
    assert fault("update", str(tmp_path / "x.tgz")).endswith("[no_edition]")
