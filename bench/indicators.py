"""Measures all figures of the largest pack of the library for 600 villages, against bare GROUP BYs of the same counts.

Method: a fresh embedded database; a county of 20 townships with 30 villages each adopts the pack that has the longest
text. 60,000 disputes, 30,000 errands and 6,000 pieces of equipment are written in bulk. A round reckons every indicator
for every village and puts it together for townships and the county, in the scope of the program; the floor is one
statement for each indicator, both its counts by place, in a transaction of its own by the same role. The two alternate;
figures are medians. Then one night's snapshot of them all, and the statements of a page. Every figure of a village is
compared with that of the bare statement. The program fails where a bound does not hold.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bench.installed import COUNTY, county, machine, prepare

ROOT = Path(__file__).resolve().parents[1]
TOWNS, VILLAGES = 20, 30
ROUNDS, MOST_RATIO, MOST_STATEMENTS = 15, 6.0, 8
NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 9, 10)
SQL = {
    "settled_rate": (
        "SELECT place_id, count(*) FILTER (WHERE state = 'settled'), count(*) FROM shanzhi_case WHERE programme_id = %s"
        " AND flow = 'dispute' AND opened_at >= %s AND opened_at < %s GROUP BY place_id"
    ),
    "kit_share": (
        "SELECT place_id, count(*) FILTER (WHERE values->'works' = 'true'), count(*) FROM shanzhi_record"
        " WHERE programme_id = %s AND register = 'kit' AND ended_on IS NULL GROUP BY place_id"
    ),
    "off_hours_share": (
        "SELECT place_id, count(*) FILTER (WHERE values->'off_hours' = 'true'), count(*) FROM shanzhi_case"
        " WHERE programme_id = %s AND flow = 'agency' AND opened_at >= %s AND opened_at < %s GROUP BY place_id"
    ),
    "relapse_rate": (
        "SELECT place_id, count(*) FILTER (WHERE EXISTS (SELECT FROM shanzhi_casestep s WHERE s.case_id = c.id AND"
        " s.action = 'flare_up')), count(*) FROM shanzhi_case c WHERE programme_id = %s AND flow = 'dispute'"
        " AND opened_at >= %s AND opened_at < %s GROUP BY place_id"
    ),
}


def main() -> None:
    """Prepares an installation, then measures inside it."""
    prepare()
    print(machine())
    measure()


def measure() -> None:
    from shanzhi.core.pack.indicators import Indicator  # noqa: PLC0415 - Django is set up by now
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above
    from shanzhi.queries.running import running  # noqa: PLC0415 - see above

    clerk, programme = begun()
    with acting(None):
        found = running(programme)
        filled(found)
    items = [i for i in found.items("indicators") if isinstance(i, Indicator) and i.value]
    assert {i.id for i in items} == set(SQL), [i.id for i in items]

    def mine() -> dict[str, dict[int, object]]:
        return reckoned(found, items)

    def floor() -> dict[str, dict[int, tuple[int, int]]]:
        return grouped(programme)

    same(mine(), floor())
    seconds, bare = alternated(mine, floor)
    print(f"{len(items)} indicators of {found.pack.id} for {TOWNS * VILLAGES} villages and all above: ", end="")
    print(f"{seconds * 1000:.0f} ms, {seconds / bare:.1f} times {len(SQL)} bare GROUP BYs ({bare * 1000:.0f} ms)")
    statements = page(clerk, programme)
    print(f"a page of all places, reckoned anew: {statements} statements")
    night(programme)
    assert seconds / bare <= MOST_RATIO, seconds / bare
    assert statements <= MOST_STATEMENTS, statements


def begun() -> tuple[object, int]:
    """A county that has adopted the pack: its clerk and the programme."""
    from shanzhi.actions.packs import PackIn, adopt_pack  # noqa: PLC0415 - see above
    from shanzhi.packs.reading import library_text  # noqa: PLC0415 - see above

    clerk = county(TOWNS, VILLAGES)
    library = ROOT / "shanzhi" / "packs" / "library"
    largest = max(library.glob("*.yaml"), key=lambda p: p.stat().st_size).stem
    given = PackIn(library_text(largest), COUNTY, date(2026, 7, 1), date(2027, 6, 30))
    return clerk, adopt_pack(actor=clerk, given=given, now=NOW)


def filled(found: object) -> None:
    """Disputes, errands and equipment in every village; of every seventh village nothing at all."""
    from shanzhi.models import Case, CaseStep, Place, Record  # noqa: PLC0415 - see above

    villages = list(Place.objects.filter(level="village").order_by("code").values_list("pk", flat=True))
    villages = [pk for n, pk in enumerate(villages) if n % 7]
    head = {"programme_id": found.programme_id, "edition_id": found.edition_id, "standing": {}}
    cases = []
    for n in range(90_000):
        flow = "agency" if n % 3 == 2 else "dispute"
        at = NOW - timedelta(days=n % 120)
        state = ("settled", "mediating")[n % 5 == 0] if flow == "dispute" else "ready"
        place = villages[n * 7919 % len(villages)]
        cases.append(Case(**head, flow=flow, n=n + 1, place_id=place, values={"off_hours": n % 4 == 0}, state=state,
                          opened_at=at, moved_at=at))  # fmt: skip
    Case.objects.bulk_create(cases, batch_size=5_000)
    again = [c for n, c in enumerate(cases) if c.flow == "dispute" and n % 20 == 0]
    CaseStep.objects.bulk_create(
        [CaseStep(case=c, revision=1, action="flare_up", to_state="mediating", at=NOW) for c in again], batch_size=5_000
    )
    kits = [
        Record(programme_id=found.programme_id, register="kit", place_id=villages[n % len(villages)],
               values={"works": n % 9 != 0}, added_at=NOW, changed_at=NOW)
        for n in range(6_000)
    ]  # fmt: skip
    Record.objects.bulk_create(kits, batch_size=5_000)


def reckoned(found: object, items: list[object]) -> dict[str, dict[int, object]]:
    """The figure of every village by indicator and place."""
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above
    from shanzhi.queries.figures import figures_now, grounds_of, period_at  # noqa: PLC0415 - see above

    out = {}
    with acting(None):
        grounds = grounds_of(found, items)
        for item in items:
            ground = grounds[item.id]
            figures = figures_now(found, item, ground, period_at(item, TODAY), TODAY)
            out[item.id] = {p.id: figures[p.code] for p in ground.leaves}
            out[item.id][0] = figures[COUNTY]
    return out


def grouped(programme: int) -> dict[str, dict[int, tuple[int, int]]]:
    """Both counts of every indicator by place."""
    from django.db import connection  # noqa: PLC0415 - see above

    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above

    china = datetime(2026, 6, 30, 16, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC)
    out = {}
    with acting(None), connection.cursor() as cursor:
        for item, sql in SQL.items():
            cursor.execute(sql, [programme, *china][: sql.count("%s")])
            out[item] = {place: (some, whole) for place, some, whole in cursor.fetchall()}
    return out


def same(mine: dict[str, dict[int, object]], bare: dict[str, dict[int, tuple[int, int]]]) -> None:
    """Every village's figure is what the bare counts give; those without rows are missing, and the county's sums."""
    for item, figures in mine.items():
        whole = figures.pop(0)
        for place, figure in figures.items():
            some, all_ = bare[item].get(place, (0, 0))
            assert (figure.value is None) == (not all_), (item, place)
            assert figure.value is None or abs(figure.value - Decimal(100 * some) / all_) < Decimal("1e-9")
        parts = [sum(pair[k] for pair in bare[item].values()) for k in (0, 1)]
        assert abs(whole.value - Decimal(100 * parts[0]) / parts[1]) < Decimal("1e-9"), item
        assert (whole.n, whole.of) == (len(bare[item]), TOWNS * VILLAGES), item


def page(clerk: object, programme: int) -> int:
    """The statements of a page with every place, reckoned anew."""
    from django.db import connection  # noqa: PLC0415 - see above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - see above

    from shanzhi.queries.figure_pages import Asked, figure_page  # noqa: PLC0415 - see above

    with CaptureQueriesContext(connection) as seen:
        shown = figure_page(clerk, programme, "settled_rate", Asked(now=True, whole=True), TODAY)
    assert len(shown.rows) == TOWNS * (VILLAGES + 1)
    return len([q for q in seen if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]])


def night(programme: int) -> None:
    """One night's snapshots, the first and the one after it where nothing changed."""
    from shanzhi.actions.snapshots import take_snapshots  # noqa: PLC0415 - see above

    for when, day in (("the first night", NOW), ("the night after", NOW + timedelta(days=1))):
        began = time.perf_counter()
        done = take_snapshots(day)
        print(f"{when}: {done.rows} rows in {time.perf_counter() - began:.1f} s")
        assert not done.failed, programme


def alternated(*works: Callable[[], object]) -> list[float]:
    """Median seconds of each, one after the other in turn."""
    took: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for k, work in enumerate(works):
            began = time.perf_counter()
            work()
            took[k].append(time.perf_counter() - began)
    return [statistics.median(t) for t in took]


if __name__ == "__main__":
    main()
