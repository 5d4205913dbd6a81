"""Events of the calendar: beginnings on their day, ends once the day is over, oldest first."""

from datetime import date

from shanzhi.core.pack.rules import Event
from shanzhi.core.periods_due import Turn, turns
from shanzhi.core.schedule import Setting

SETTING = Setting(date(2026, 9, 10), date(2026, 12, 31), phases={"rush": (date(2026, 10, 16), date(2026, 10, 25))})


def events(*texts: str) -> list[Event]:
    return [Event(subject=t.partition(".")[0], happens=t.partition(".")[2]) for t in texts]


def rows(since: date, until: date, *texts: str) -> list[tuple[str, str]]:
    return [(t.row, t.on.isoformat()) for t in turns(events(*texts), since, until, SETTING)]


def test_a_month_that_began_before_the_programme_is_no_event():
    assert rows(date(2026, 1, 1), date(2026, 11, 30), "month.start") == [
        ("month:2026-10", "2026-10-01"), ("month:2026-11", "2026-11-01")
    ]  # fmt: skip


def test_an_end_is_an_event_the_day_after():
    assert rows(date(2026, 9, 10), date(2026, 9, 30), "month.end") == []
    assert rows(date(2026, 9, 10), date(2026, 10, 1), "month.end") == [("month:2026-09", "2026-09-30")]


def test_ends_come_before_the_beginnings_after_them():
    found = turns(events("month.start", "month.end", "quarter.start"), date(2026, 9, 30), date(2026, 10, 1), SETTING)
    assert found == (
        Turn("month.end", "month:2026-09", date(2026, 9, 30), "2026-09"),
        Turn("month.start", "month:2026-10", date(2026, 10, 1), "2026-10"),
        Turn("quarter.start", "quarter:2026-Q4", date(2026, 10, 1), "2026-Q4"),
    )


def test_phases_and_the_last_day_of_the_programme():
    assert rows(date(2026, 9, 10), date(2027, 5, 1), "rush.start", "rush.end", "year.end", "half_year.start") == [
        ("phase:rush", "2026-10-16"), ("phase:rush", "2026-10-25"), ("year:2026", "2026-12-31")
    ]  # fmt: skip


def test_weeks_and_days():
    assert rows(date(2026, 12, 30), date(2027, 1, 9), "day.start") == [
        ("day:2026-12-30", "2026-12-30"), ("day:2026-12-31", "2026-12-31")
    ]  # fmt: skip
    assert rows(date(2026, 9, 10), date(2026, 9, 21), "week.start") == [
        ("week:2026-W38", "2026-09-14"), ("week:2026-W39", "2026-09-21")
    ]  # fmt: skip


def test_events_of_rows_are_none_of_the_calendar():
    assert rows(date(2026, 9, 10), date(2026, 12, 31), "commendation.added", "rush.due") == []
