"""Measures a list of 100,000 rows entering a register, against a bare bulk insert of the same rows, and a page of it.

Method: a fresh embedded database with the sample town and a pack of the library. The clerk's file (.xlsx: place, name,
kind, position, keeping unit, day) is read, matched, checked and taken in as the desk does it; the floor is the same
100,000 rows sent as bare INSERTs of 2,000 rows into the same table, by the same role, rolled back. A page is the list
as the desk asks for it, without the template; the bare query is Django's of the same 50 rows with their places. The two
alternate; figures are medians. The program fails where a bound does not hold.
"""

import hashlib
import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

from bench.installed import NOW, machine, prepare

ROOT = Path(__file__).resolve().parents[1]
ROWS, PAGES, BATCH = 100_000, 200, 2_000
MOST_SECONDS, MOST_RATIO, MOST_STATEMENTS = 20, 3.0, 5
TODAY = date(2026, 9, 1)
KINDS = ("垃圾收集点", "公共厕所", "文化活动室", "路灯", "公示栏")


def main() -> None:
    """Prepares an installation, then measures inside it."""
    prepare("town")
    print(machine())
    measure()


def measure() -> None:
    from shanzhi.models import Post  # noqa: PLC0415 - Django is set up by now
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above

    with acting(None):
        clerk = Post.objects.select_related("user", "place", "unit").get(user__username="clerk").as_core()
    programme = adopted(clerk)
    data = sheet()
    seconds = imported(clerk, programme, data)
    floor = bare(clerk, programme)
    print(f"import of {ROWS} rows: {seconds:.1f} s, {seconds / floor:.1f} times a bare insert of them ({floor:.1f} s)")
    ratio, statements = page(clerk, programme)
    assert seconds < MOST_SECONDS, seconds
    assert ratio <= MOST_RATIO, ratio
    assert statements <= MOST_STATEMENTS, statements


def adopted(clerk: object) -> int:
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - see above
    from shanzhi.packs.reading import library_text  # noqa: PLC0415 - see above

    given = PackIn(library_text("village_hygiene"), clerk.place_code, date(2026, 9, 1), date(2027, 8, 31))
    return adopt_pack(actor=clerk, given=given, now=NOW)


def places() -> list[str]:
    from shanzhi.models import Place  # noqa: PLC0415 - see above
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above

    with acting(None):
        return list(Place.objects.filter(level="village").order_by("code").values_list("code", flat=True))


def sheet() -> bytes:
    """The clerk's own file."""
    from shanzhi.papers.sheet import Column, Sheet  # noqa: PLC0415 - see above
    from shanzhi.papers.xlsx import write_sheet  # noqa: PLC0415 - see above

    codes = places()
    titles = ("区划代码", "名称", "类别", "位置", "建成日期")
    rows = [
        (codes[n % len(codes)], f"设施{n:06}", KINDS[n % 5], f"38.{n:06},106.{n:06}", date(2020 + n % 6, 1 + n % 12, 1))
        for n in range(ROWS)
    ]
    data = write_sheet(Sheet("公共设施", "", [Column(t, 16) for t in titles], rows))
    print(f"file: {len(data) / 1024 / 1024:.1f} MB")
    return data


def imported(clerk: object, programme: int, data: bytes) -> float:
    """Seconds from the bytes to the rows committed."""
    from shanzhi.actions.record_lists import ListIn, import_records  # noqa: PLC0415 - see above
    from shanzhi.core.columns import columns_of  # noqa: PLC0415 - see above
    from shanzhi.papers.rows import read_rows  # noqa: PLC0415 - see above
    from shanzhi.queries.record_lists import SheetRow, record_list_form  # noqa: PLC0415 - see above

    began = time.perf_counter()
    form = record_list_form(clerk, programme, "facility")
    read = read_rows(data, [t for words in form.fields.values() for t in words])
    by = {c.n: c.field for c in columns_of(read.titles, form.fields) if c.field}
    rows = [SheetRow(x.n, {name: x.cells[k] for k, name in by.items()}, x.faults) for x in read.lines]
    print(f"  read: {time.perf_counter() - began:.1f} s")
    given = ListIn("facility", rows, hashlib.sha256(data).hexdigest())
    done = import_records(actor=clerk, programme_id=programme, given=given, now=NOW)
    assert (done.new, done.problems) == (ROWS, ()), (done.new, done.problems[:3])
    return time.perf_counter() - began


COLUMNS = (
    "programme_id bigint, register varchar, place_id bigint, label varchar, values jsonb, key varchar, state varchar, "
    "source varchar, revision integer, added_at timestamptz, added_by_id bigint, changed_at timestamptz, sent uuid"
)


def bare(clerk: object, programme: int) -> float:
    """Seconds of the same rows as bare INSERTs, from values at hand to the last row, rolled back."""
    from django.db import connection, transaction  # noqa: PLC0415 - see above

    from shanzhi.models import Record  # noqa: PLC0415 - see above
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above

    names = [part.split(" ")[0] for part in COLUMNS.split(", ")]
    listed = ", ".join(f'"{name}"' for name in names)
    given = ", ".join(f'"{name}" {part.split(" ")[1]}' for name, part in zip(names, COLUMNS.split(", "), strict=True))
    insert = f"INSERT INTO shanzhi_record ({listed}) SELECT {listed} FROM json_to_recordset(%s) AS given({given})"  # noqa: S608 - our own
    with acting(clerk):
        found = [dict(row) for row in Record.objects.filter(programme=programme, register="facility").values(*names)]
        for row in found:
            row |= {"register": "bare", "sent": str(uuid4())}
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for n in range(0, ROWS, BATCH):
                cursor.execute(insert, [json.dumps(found[n : n + BATCH], default=str)])
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return took


def page(clerk: object, programme: int) -> tuple[float, int]:
    """A page against a bare query of the same rows, and the statements it takes."""
    from django.db import connection  # noqa: PLC0415 - see above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - see above

    from shanzhi.models import Record  # noqa: PLC0415 - see above
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above
    from shanzhi.queries.records import Asked, register_list  # noqa: PLC0415 - see above

    def list_() -> object:
        return register_list(clerk, programme, "facility", Asked(), TODAY)

    def query() -> object:
        with acting(clerk):
            rows = Record.objects.filter(programme=programme, register="facility", ended_on=None)
            return list(rows.select_related("place").order_by("-pk")[:50])

    with CaptureQueriesContext(connection) as seen:
        list_()
    statements = [q["sql"] for q in seen if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]]
    mine, floor = alternated(list_, query)
    print(f"a page of {ROWS} rows: {mine * 1000:.1f} ms, {mine / floor:.1f} times a bare query of its 50 rows "
          f"({floor * 1000:.1f} ms), {len(statements)} statements")  # fmt: skip
    return mine / floor, len(statements)


def alternated(*works: Callable[[], object]) -> list[float]:
    """Median seconds of each, one after the other in turn."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(PAGES):
        for kept, work in zip(times, works, strict=True):
            began = time.perf_counter()
            work()
            kept.append(time.perf_counter() - began)
    return [statistics.median(kept) for kept in times]


if __name__ == "__main__":
    main()
