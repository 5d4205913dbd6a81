"""Readings a second: 100,000 taken by the deed against a bare COPY of the same numbers, in one run.

    .venv/bin/python bench/feeds.py

The deed reads texts, finds rows, judges, holds off doubles and asks the walls; COPY does nothing of it, as the owner.
"""

import io
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
METERS, MOMENTS = 1_000, 100
FLOOR = 4_000
"""Readings a second below which the bench fails."""


def main() -> None:
    import django

    from shanzhi import database

    os.environ["SHANZHI_ROLE"] = "owner"
    database.start()
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        deed, again, copy = _run()
        transaction.set_rollback(True)
    n = METERS * MOMENTS
    print(f"deed   {n / deed:>10,.0f} readings/s  ({deed:.2f} s for {n:,})")
    print(f"again  {n / again:>10,.0f} readings/s  (all duplicates)")
    print(f"COPY   {n / copy:>10,.0f} readings/s  (bare, no judging)   deed takes {deed / copy:.1f} times as long")
    sys.exit(n / deed < FLOOR)


def _run() -> tuple[float, float, float]:
    from django.db import connection

    from shanzhi.actions.readings import import_readings
    from shanzhi.core.feed import Said
    from shanzhi.models import FeedReading, FeedSeries

    clerk, programme, now = _world()
    start = now - timedelta(days=200)
    said = [
        Said(m * MOMENTS + k, f"表{m}", (start + timedelta(hours=k)).isoformat(), {"volume": f"{k % 90}.5"})
        for m in range(METERS)
        for k in range(MOMENTS)
    ]
    took = []
    for _ in range(2):
        began = time.perf_counter()
        done = import_readings(actor=clerk, programme_id=programme, feed="meters", said=said, now=now)
        took.append(time.perf_counter() - began)
    assert (done.count("duplicate"), FeedReading.objects.count()) == (len(said), len(said))
    series, source = list(FeedSeries.objects.values_list("pk", flat=True)), FeedReading.objects.first().source_id
    rows = [(s, (start + timedelta(days=90, minutes=k)).isoformat(), k, source) for s in series for k in range(MOMENTS)]
    text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in rows))
    began = time.perf_counter()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY shanzhi_feedreading (series_id, at, value, source_id) FROM STDIN") as copy,
    ):
        copy.write(text.read())
    return took[0], took[1], time.perf_counter() - began


def _world():
    """A county with a programme of the wells and its meters."""
    from shanzhi.actions.packs import PackIn, adopt_pack
    from shanzhi.actions.record_lists import ListIn, import_records
    from shanzhi.actions.register import PersonIn, PlaceIn, add_person, add_places
    from shanzhi.models import Post
    from shanzhi.models.walls import acting
    from shanzhi.queries.record_lists import SheetRow

    now = datetime(2026, 9, 1, 2, tzinfo=UTC)
    places = [("998801000000", "试验县", "county"), ("998801100000", "试验镇", "township"),
              ("998801100201", "试验村", "village")]  # fmt: skip
    add_places(actor=None, places=[PlaceIn(*p) for p in places], now=now)
    given = PersonIn("benchclerk", "试验员", "a-long-bench-password", "clerk", "998801000000", None)
    add_person(actor=None, person=given, now=now)
    with acting(None):
        clerk = Post.objects.select_related("user", "place", "unit").get(user__username="benchclerk").as_core()
    pack = (Path(__file__).parents[1] / "tests/wells.yaml").read_text(encoding="utf-8")
    given = PackIn(pack, "998801000000", date(2026, 9, 1), date(2027, 8, 31))
    programme = adopt_pack(actor=clerk, given=given, now=now)
    rows = [SheetRow(k, {"number": f"表{k}", "@place": "998801100201"}) for k in range(METERS)]
    import_records(actor=clerk, programme_id=programme, given=ListIn("well", rows, "0" * 64), now=now)
    return clerk, programme, now


if __name__ == "__main__":
    main()
