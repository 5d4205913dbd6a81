"""Measures 100,000 readings taken by the deed, against a bare COPY of the same numbers into a like table, in one run.

Method: a fresh embedded database with the sample town and 1,000 meters of a pack of the library. The deed reads texts,
finds rows, judges, holds off doubles and asks the walls, as the program's role; COPY does nothing of it, into a table
of the same columns and indexes. Figures are of one run each. The program fails where a bound does not hold.
"""

import io
import time
from datetime import date, timedelta
from pathlib import Path

from bench.installed import NOW, machine, prepare

ROOT = Path(__file__).resolve().parents[1]
METERS, MOMENTS = 1_000, 100
N = METERS * MOMENTS
LEAST_A_SECOND, MOST_STATEMENTS = 2_000, 40
START = NOW - timedelta(days=200)


def main() -> None:
    """Prepares an installation, then measures inside it."""
    prepare("town")
    print(machine())
    measure()


def measure() -> None:
    from shanzhi.models import FeedReading, Post  # noqa: PLC0415 - Django is set up by now
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above

    with acting(None):
        clerk = Post.objects.select_related("user", "place", "unit").get(user__username="clerk").as_core()
    programme = metered(clerk)
    first, statements = taken(clerk, programme)
    again, _ = taken(clerk, programme)
    with acting(None):
        assert FeedReading.objects.count() == N
    bare = copied()
    print(f"taken    {N / first:>10,.0f} readings/s, {statements} statements, {first / bare:.1f} times a bare COPY")
    print(f"again    {N / again:>10,.0f} readings/s, all of them duplicates")
    print(f"COPY     {N / bare:>10,.0f} readings/s")
    assert first * LEAST_A_SECOND <= N, first
    assert statements <= MOST_STATEMENTS, statements


def metered(clerk: object) -> int:
    """The programme of a pack of the library, with its meters in one village."""
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - see above
    from shanzhi.actions.record_lists import ListIn, import_records  # noqa: PLC0415 - see above
    from shanzhi.models import Place  # noqa: PLC0415 - see above
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above
    from shanzhi.packs.reading import library_text  # noqa: PLC0415 - see above
    from shanzhi.queries.record_lists import SheetRow  # noqa: PLC0415 - see above

    given = PackIn(library_text("village_water"), clerk.place_code, date(2026, 9, 1), date(2027, 8, 31))
    programme = adopt_pack(actor=clerk, given=given, now=NOW)
    with acting(None):
        village = Place.objects.filter(level="village").earliest("code").code
    same = {"kind": "分表", "spot": "村口", "@place": village}
    rows = [SheetRow(k, {"number": f"表{k}", **same}) for k in range(METERS)]
    done = import_records(actor=clerk, programme_id=programme, given=ListIn("water_meter", rows, "0" * 64), now=NOW)
    assert done.new == METERS, done.problems[:3]
    return programme


def taken(clerk: object, programme: int) -> tuple[float, int]:
    """Seconds of a list of readings as texts, and the statements it sent."""
    from django.db import connection  # noqa: PLC0415 - see above

    from shanzhi.actions.readings import import_readings  # noqa: PLC0415 - see above
    from shanzhi.core.feed import Said  # noqa: PLC0415 - see above

    spots = [(m, k) for m in range(METERS) for k in range(MOMENTS)]
    said = [
        Said(n, f"表{m}", (START + timedelta(hours=k)).isoformat(), {"volume": f"{k}.5"})
        for n, (m, k) in enumerate(spots)
    ]
    sent: list[str] = []

    def watch(execute, sql, params, many, context):  # noqa: ANN001, ANN202 - Django's own
        sent.append(sql)
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(watch):
        done = import_readings(actor=clerk, programme_id=programme, feed="daily_water", said=said, now=NOW)
    assert done.count("refused") == 0, done.answers[:3]
    return time.perf_counter() - began, len(sent)


def copied() -> float:
    """Seconds of a bare COPY of as many readings into a table like the one readings are kept in."""
    from django.db import connection, transaction  # noqa: PLC0415 - see above

    text = "".join(
        f"{n}\t{n % METERS}\t{(START + timedelta(hours=n // METERS)).isoformat()}\t{n}\t1\n" for n in range(N)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (LIKE shanzhi_feedreading INCLUDING ALL) ON COMMIT DROP")
        began = time.perf_counter()
        with cursor.copy("COPY bare (id, series_id, at, value, source_id) FROM STDIN") as copy:
            copy.write(io.StringIO(text).read())
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
