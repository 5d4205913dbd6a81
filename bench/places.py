"""Measures the national list: entered whole against a bare COPY, a province read against a bare range of an index.

Method: a fresh embedded database. First the floors, in a table of the same rows without keys, walls or journal: COPY
of all rows, then, with an index, the range of one province. Then the house: one county from the terminal, then
`shanzhi place add all`, then the same province through the program's own role and walls. Each reading is the median
of 30, alternating house and bare, so that both see the same machine; other work on it makes both sides slower.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import psycopg

PROVINCE, ROUNDS = "640000000000", 30


def timed(call: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    given = call()
    return time.perf_counter() - begun, given


def shanzhi(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "shanzhi.cli", *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def bare_copy(base: psycopg.Connection, rows: list[tuple[str, str]]) -> None:
    with base.transaction(), base.cursor() as cursor:
        cursor.execute('CREATE TABLE bare (code varchar(14) COLLATE "C", name varchar(60))')
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def bare_range(base: psycopg.Connection) -> int:
    asked = "SELECT code, name FROM bare WHERE code BETWEEN '640000000000' AND '64999999999999' ORDER BY code"
    return len(base.execute(asked).fetchall())


def subtree_of_a_province() -> int:
    from shanzhi.core.access import subtree  # noqa: PLC0415 - after Django is set up
    from shanzhi.models import Place  # noqa: PLC0415 - see above
    from shanzhi.models.walls import looking  # noqa: PLC0415 - see above

    with looking(None):
        asked = Place.objects.filter(code__range=subtree(PROVINCE)).order_by("code")
        return len(list(asked.values_list("code", "name")))


def main() -> int:
    os.environ["SHANZHI_DATA"] = tempfile.mkdtemp(prefix="shanzhi-bench-")
    from shanzhi import database  # noqa: PLC0415 - the folder first
    from shanzhi.stats import divisions  # noqa: PLC0415 - see above

    database.start()
    shanzhi("prepare")
    rows = [(d.code, d.name) for d in divisions.everything()]
    with psycopg.connect(os.environ["SHANZHI_OWNER_URL"], autocommit=True) as base:
        floor, _ = timed(lambda: bare_copy(base, rows))
        base.execute("CREATE INDEX ON bare (code)")
        base.execute("ANALYZE bare")
        idle, _ = timed(lambda: shanzhi("audit"))
        county, said = timed(lambda: shanzhi("place", "add", "640221"))
        whole, all_said = timed(lambda: shanzhi("place", "add", "all"))
        house, bare, count = readings(base)
    load = os.getloadavg()[0]
    print(f"machine   {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, {time.strftime('%Y-%m-%d')}")
    print(f"county    {county:6.2f} s of which {idle:.2f} s any command takes to start (at most 3 s)   {said}")
    print(f"country   {whole:6.2f} s, bare COPY {floor:.2f} s: {whole / floor:.1f} times (at most 60 s)   {all_said}")
    ratio = f"bare range {bare * 1000:.1f} ms: {house / bare:.2f} times (at most 50 ms)"
    print(f"province  {house * 1000:6.1f} ms, {ratio}   {count} rows")
    return 0 if county < 3 and whole < 60 and house < 0.05 else 1


def readings(base: psycopg.Connection) -> tuple[float, float, int]:
    import django  # noqa: PLC0415 - the database first

    os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"
    django.setup()
    house, bare, count = [], [], 0
    for _ in range(ROUNDS):
        took, count = timed(subtree_of_a_province)
        house.append(took)
        took, same = timed(lambda: bare_range(base))
        bare.append(took)
        assert count == same, (count, same)
    return statistics.median(house), statistics.median(bare), count


if __name__ == "__main__":
    sys.exit(main())
