"""Measures the adopting of packs for a county of 600 villages, a year of occurrences, beside bare INSERTs of the rows.

Method: a fresh embedded database with a county of 30 townships with 20 villages each, every village and township with
its unit. Each pack of the library is adopted for a year as the desk does it, journal and checkpoint among it. The
floor: the occurrences and tasks of that programme inserted once more by bare INSERTs of 2,000 rows into the same
tables, by the same role, rolled back. The program fails where the largest takes longer than the bound.
"""

import sys
import time
from datetime import UTC, date, datetime

from bench.books import TOWNS, VILLAGES
from bench.installed import COUNTY, county, machine, prepare

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
MOST_SECONDS = 10


def staffed() -> object:
    """A county of 600 villages with their units, and its clerk."""
    from shanzhi.actions.register import UnitIn, add_units  # noqa: PLC0415 - after setup

    clerk, units = county(TOWNS, VILLAGES), []
    for town in range(1, TOWNS + 1):
        units.append(UnitIn(f"第{town}镇人民政府", f"9999011{town:02}000", "government"))
        codes = (f"9999011{town:02}{200 + n}" for n in range(VILLAGES))
        units += [UnitIn(f"第{town}镇第{n}村村民委员会", code, "village") for n, code in enumerate(codes)]
    add_units(actor=None, units=units, now=NOW)
    return clerk


def adopted(clerk: object, name: str) -> tuple[float, int]:
    """Seconds of adopting a pack, and the programme."""
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - after setup
    from shanzhi.packs.reading import library_text  # noqa: PLC0415 - after setup

    given = PackIn(library_text(name), COUNTY, date(2026, 9, 1), date(2027, 8, 31))
    began = time.perf_counter()
    programme = adopt_pack(actor=clerk, given=given, now=NOW)
    return time.perf_counter() - began, programme


def bare(programme: int) -> tuple[float, int]:
    """Seconds of the same occurrences and tasks as bare INSERTs, and how many rows."""
    from django.db import transaction  # noqa: PLC0415 - after setup

    from shanzhi.models import Occurrence, Task  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup

    with acting(None):
        times = list(Occurrence.objects.filter(duty__programme=programme))
        tasks = list(Task.objects.filter(programme=programme))
        last = max((t.n for t in tasks), default=0)
        for row in times:
            row.pk, row.part = None, row.part + 50
        for row in tasks:
            row.pk, row.n, row.parent_id = None, row.n + last + 1, None
        began = time.perf_counter()
        Occurrence.objects.bulk_create(times, batch_size=2_000)
        Task.objects.bulk_create(tasks, batch_size=2_000)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return took, len(times) + len(tasks)


def main() -> None:
    """Adopts every pack of the library and prints what each took."""
    prepare()
    clerk = staffed()
    from shanzhi.packs.reading import library_names  # noqa: PLC0415 - after setup

    print(machine())
    print(f"a county of {TOWNS * VILLAGES} villages, a year")
    worst = 0.0
    for name in library_names():
        seconds, programme = adopted(clerk, name)
        floor, rows = bare(programme)
        ratio = f"{seconds / floor:.1f} times bare INSERTs ({floor:.2f} s)" if floor > 0.05 else ""
        print(f"  {name}: {seconds:.2f} s, {rows} rows {ratio}")
        worst = max(worst, seconds)
    print(f"largest: {worst:.2f} s (at most {MOST_SECONDS})")
    sys.exit(worst > MOST_SECONDS)


if __name__ == "__main__":
    main()
