"""A list is made from a package: the same package, the same bytes."""

from datetime import date

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.stats.divisions import everything
from shanzhi.stats.editions import build
from tests.stats.packages import SHEETS, package


def test_the_same_package_gives_the_same_bytes(tmp_path):
    tarball = package(tmp_path / "p.tgz")
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    about, again = (build(tarball, file) for file in files)
    assert about == again
    assert files[0].read_bytes() == files[1].read_bytes()
    assert (about.year, about.as_of) == (2030, date(2030, 6, 30))
    assert dict(about.counts) == {"province": 1, "prefecture": 1, "county": 1, "township": 2, "village": 2}
    assert [(d.code, d.name) for d in everything(files[0])][:3] == [
        ("990000000000", "云省"),
        ("990100000000", "岭市"),
        ("990121000000", "溪县"),
    ]


def test_a_stand_in_with_the_code_of_an_upper_place_is_left_out_and_named(tmp_path):
    assert build(package(tmp_path / "p.tgz"), tmp_path / "a.parquet").doubles == "county 990100000000 岭市"


@pytest.mark.parametrize(
    "given",
    [
        {"villages": SHEETS["villages"] + "990121102201,孤村,990121102,99,9901,990121\n"},
        {"villages": SHEETS["villages"] + "99012110020x,怪村,990121100,99,9901,990121\n"},
        {"streets": None},
        {"readme": "没有年份"},
    ],
)
def test_a_package_with_a_fault_is_refused_and_nothing_is_written(tmp_path, given):
    out = tmp_path / "a.parquet"
    with pytest.raises(Refused) as caught:
        build(package(tmp_path / "p.tgz", **given), out)
    assert (caught.value.code, out.exists()) == ("bad_package", False)


def test_what_is_no_tarball_is_refused(tmp_path):
    (tmp_path / "p.tgz").write_bytes(b"x")
    with pytest.raises(Refused) as caught:
        build(tmp_path / "p.tgz", tmp_path / "a.parquet")
    assert caught.value.code == "bad_package"
