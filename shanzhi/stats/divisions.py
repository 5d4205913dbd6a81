"""The national list of places that comes with the program: every province down to every village, one Parquet file.

The file holds code and name alone; levels and parents follow from the codes. DuckDB reads it, and is loaded only when
somebody asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shanzhi.core.access import subtree
from shanzhi.core.kinds import Refused
from shanzhi.core.place import above, slips, upper, width

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = Path(__file__).with_name("divisions.parquet")
_STEP = 20_000
_MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Edition:
    """What a list says of itself. as_of: the day it reports; doubles: rows of the source left out, and why."""

    year: int
    as_of: date
    counts: Mapping[str, int]
    source: str
    licence: str
    doubles: str


@dataclass(frozen=True, slots=True)
class Division:
    """A place of the list. code: 12 digits."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A place found by its name. path: the names above it, the province first."""

    code: str
    name: str
    path: tuple[str, ...]


def edition(file: Path = FILE) -> Edition:
    """What the list says of itself.

    raises: Refused("no_edition") where the file is none of ours.
    """
    import duckdb  # noqa: PLC0415 - loaded only when asked

    try:
        with _open() as base:
            rows = base.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(file)]).fetchall()
        said = {bytes(k).decode(): bytes(v).decode() for k, v in rows}
        counts = dict(pair.split("=") for pair in said["counts"].split())
        return Edition(
            int(said["edition"]),
            date.fromisoformat(said["as_of"]),
            {level: int(n) for level, n in counts.items()},
            said["source"],
            said["licence"],
            said["doubles"],
        )
    except (duckdb.Error, KeyError, ValueError) as error:
        raise Refused("no_edition", "“{file}”不是区划名录，请用 place build 生成的文件。", file=str(file)) from error


def under(code: str, file: Path = FILE) -> Iterator[Division]:
    """A place with all below it, and before them the places above it; nothing where the list lacks the code.

    code: full. order: by code.
    """
    low, high = subtree(code)
    asked = (
        "SELECT code, name FROM read_parquet($file)"
        " WHERE (code BETWEEN $low AND $high OR code IN (SELECT unnest($above)))"
        " AND EXISTS (SELECT 1 FROM read_parquet($file) WHERE code = $code) ORDER BY code"
    )
    return _rows(asked, {"file": str(file), "low": low, "high": high, "above": list(above(code)), "code": code})


def everything(file: Path = FILE) -> Iterator[Division]:
    """The whole list, by code."""
    return _rows("SELECT code, name FROM read_parquet($file)", {"file": str(file)})


def find(words: Sequence[str], most: int = 20, file: Path = FILE) -> tuple[Found, ...]:
    """Places whose name holds the last word and whose path holds the others; whole names first, then upper levels.

    cost: two passes over the names, about a third of a second.
    """
    asked = "SELECT code, name FROM read_parquet($file) WHERE contains(name, $word)"
    hits = list(_rows(asked, {"file": str(file), "word": words[-1]}))
    found = _with_paths(hits, file)
    fitting = [f for f in found if all(any(word in name for name in f.path) for word in words[:-1])]
    whole = words[-1]
    fitting.sort(key=lambda f: (f.name != whole, not f.name.startswith(whole), width(f.code), f.code))
    return tuple(fitting[:most])


def near(code: str, file: Path = FILE) -> tuple[Found, ...]:
    """Places one slip of the pen away, and those beside it; the same place above first, then the more like digits.

    code: full, of a place the list lacks.
    """
    low, high = subtree(upper(code))
    asked = (
        "SELECT code, name FROM read_parquet($file) WHERE code IN (SELECT unnest($slips))"
        " OR (code BETWEEN $low AND $high AND ends_with(code, $tail))"
    )
    given = {"file": str(file), "slips": list(slips(code)), "low": low, "high": high, "tail": code[width(code) :]}
    hits = [hit for hit in _rows(asked, given) if width(hit.code) == width(code)]
    hits.sort(
        key=lambda h: (upper(h.code) != upper(code), -sum(a == b for a, b in zip(h.code, code, strict=True)), h.code)
    )
    return _with_paths(hits[:_MOST_NEAR], file)


def _with_paths(hits: Sequence[Division], file: Path) -> tuple[Found, ...]:
    names = _names({up for hit in hits for up in above(hit.code)}, file)
    return tuple(Found(h.code, h.name, tuple(names[up] for up in above(h.code) if up in names)) for h in hits)


def _names(codes: set[str], file: Path) -> dict[str, str]:
    asked = "SELECT code, name FROM read_parquet($file) WHERE code IN (SELECT unnest($codes))"
    return {d.code: d.name for d in _rows(asked, {"file": str(file), "codes": sorted(codes)})}


def _rows(asked: str, given: Mapping[str, object]) -> Iterator[Division]:
    """What a question gives, a part at a time, so that the whole country never stands in memory."""
    with _open() as base:
        answer = base.execute(asked, dict(given))
        while part := answer.fetchmany(_STEP):
            yield from (Division(code, name) for code, name in part)


def _open() -> "DuckDBPyConnection":
    import duckdb  # noqa: PLC0415 - 25 MB of memory, wanted by few commands

    return duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
