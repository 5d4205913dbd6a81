"""Snapshots of figures: once a day, never altered, and what is put right later shows in the next."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from shanzhi.actions.snapshots import Taken, take_snapshots
from shanzhi.core.kinds import Words
from shanzhi.models import Entry, Record, Snapshot
from shanzhi.models.walls import acting
from tests.books_world import row
from tests.conftest import NOW, TODAY
from tests.figures_world import COUNTY, EAST, EAST_TWO, OTHER_TOWN, TOWN, WEST, complaint, figures

DAY = timedelta(days=1)


@pytest.fixture
def found(world):
    found = figures(world.clerk)
    complaint(found, EAST, again=True)
    complaint(found, EAST)
    complaint(found, EAST)
    complaint(found, WEST)
    return found


def kept(found, item: str, period: str, on=TODAY) -> dict[str, tuple[object, ...]]:
    with acting(None):
        rows = Snapshot.objects.filter(programme=found.programme_id, item=item, period=period, on=on)
        return {s.place.code: (s.value, s.n, s.missing) for s in rows.select_related("place")}


def test_every_place_has_its_figure_and_the_county_the_ratio_of_sums(found):
    take_snapshots(NOW)
    third = Decimal("33.333333")
    assert kept(found, "repeat", "2026-Q3") == {
        EAST: (third, 1, []),
        EAST_TWO: (None, 0, [EAST_TWO]),
        WEST: (Decimal(0), 1, []),
        "999901101202": (None, 0, ["999901101202"]),
        TOWN: (third, 1, [EAST_TWO]),
        OTHER_TOWN: (Decimal(0), 1, ["999901101202"]),
        COUNTY: (Decimal(25), 2, [EAST_TWO, "999901101202"]),
    }
    with acting(None):
        whole = Snapshot.objects.get(item="repeat", period="2026-Q3", place__code=COUNTY)
        assert (whole.above, whole.below, whole.why) == (100, 4, {})
        none = Snapshot.objects.get(item="repeat", period="2026-Q3", place__code=EAST_TWO)
        assert Words(none.why["text"], none.why["args"]) == Words("除数为零。")


def test_a_second_round_on_a_day_writes_nothing(found):
    first = take_snapshots(NOW)
    assert first.rows > 0
    before = kept(found, "repeat", "2026-Q3")
    complaint(found, EAST)
    assert take_snapshots(NOW + timedelta(hours=3)) == Taken(0, 0)
    assert kept(found, "repeat", "2026-Q3") == before
    with acting(None):
        notes = Entry.objects.filter(deed="take_snapshot", programme_id=found.programme_id)
        assert notes.count() == 1


def test_the_next_day_the_whole_and_what_changed_are_written_again(found):
    take_snapshots(NOW)
    complaint(found, EAST)
    take_snapshots(NOW + DAY)
    assert kept(found, "repeat", "2026-Q3", TODAY + DAY) == {
        EAST: (Decimal(25), 1, []),
        TOWN: (Decimal(25), 1, [EAST_TWO]),
        COUNTY: (Decimal(20), 2, [EAST_TWO, "999901101202"]),
    }
    assert kept(found, "repeat", "2026-Q3")[EAST][0] == Decimal("33.333333")


def test_a_period_that_is_over_is_looked_at_until_the_next_is(found):
    take_snapshots(NOW)
    later = NOW + timedelta(days=40)  # in the quarter after
    with acting(None):
        complaint(found, EAST, now=NOW + DAY)
    take_snapshots(later)
    on = TODAY + timedelta(days=40)
    assert kept(found, "repeat", "2026-Q3", on)[COUNTY] == (Decimal(20), 2, [EAST_TWO, "999901101202"])
    assert kept(found, "repeat", "2026-Q4", on)[COUNTY] == (None, 0, [EAST, EAST_TWO, WEST, "999901101202"])
    assert kept(found, "repeat", "2026-Q2") == {}  # before the programme


def test_what_a_register_says_is_summed(found):
    row(found, "village_book", EAST, population=900)
    row(found, "village_book", WEST, population=50)
    take_snapshots(NOW)
    assert kept(found, "people", "2026")[COUNTY] == (Decimal(950), 2, [EAST_TWO, "999901101202"])


def test_a_programme_that_fails_keeps_no_other_from_its_turn(world, found, monkeypatch):
    with acting(None):
        Record.objects.filter(programme=found.programme_id).update(ended_on=TODAY)
    from shanzhi.actions import snapshots  # noqa: PLC0415 - to break one of its parts

    whole = snapshots.figures_now

    def broken(running, *more):
        if running.programme_id == found.programme_id:
            raise ValueError("x")
        return whole(running, *more)

    monkeypatch.setattr(snapshots, "figures_now", broken)
    assert take_snapshots(NOW).failed == 1
    assert kept(found, "repeat", "2026-Q3") == {}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE shanzhi_snapshot SET value = 1", "DELETE FROM shanzhi_snapshot", "TRUNCATE shanzhi_snapshot"],
)
def test_the_program_may_not_alter_a_snapshot(found, statement):
    take_snapshots(NOW)
    before = kept(found, "repeat", "2026-Q3")
    with pytest.raises(DatabaseError, match="permission denied"), acting(None), connection.cursor() as cursor:
        cursor.execute(statement)
    assert kept(found, "repeat", "2026-Q3") == before


def test_nor_may_the_owner_of_the_tables(world):
    with acting(None), connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, t.tgenabled::text, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = 'shanzhi_snapshot'::regclass AND NOT t.tgisinternal ORDER BY 1"
        )
        rows = cursor.fetchall()
    assert [(name, on) for name, on, _ in rows] == [("snapshot_no_truncate", "O"), ("snapshot_stays", "O")]
    assert all("RAISE EXCEPTION 'snapshots are never altered'" in body for _, _, body in rows)
