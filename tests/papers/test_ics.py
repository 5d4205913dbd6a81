"""Calendar files parsed back."""

from datetime import UTC, date, datetime

import icalendar
import pytest

from shanzhi.papers.ics import Event, calendar_file

STAMP = datetime(2026, 3, 1, 8, tzinfo=UTC)
EVENTS = (
    Event("task-1@x", date(2026, 8, 31), "清沟，限月底；" * 12, "第一行\n第二行\x07", "https://x.cn/t/1?a=1,2"),
    Event("task-2@x", date(2026, 12, 31), "修路", "", "javascript:alert(1)"),
)


def test_events_come_back():
    calendar = icalendar.Calendar.from_ical(calendar_file(EVENTS, "某镇 台账", stamp=STAMP))
    first, second = calendar.walk("VEVENT")
    assert calendar["X-WR-CALNAME"] == "某镇 台账"
    assert (first["UID"], first["SUMMARY"], first["DESCRIPTION"]) == (
        "task-1@x",
        "清沟，限月底；" * 12,
        "第一行\n第二行",
    )
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (date(2026, 8, 31), date(2026, 9, 1))
    assert (first["DTSTAMP"].dt, first["URL"]) == (STAMP, "https://x.cn/t/1?a=1,2")
    assert second["DTEND"].dt == date(2027, 1, 1)
    assert "URL" not in second
    assert "DESCRIPTION" not in second


def test_the_same_input_gives_the_same_bytes_in_short_lines():
    once = calendar_file(EVENTS, "x", stamp=STAMP)
    assert once == calendar_file(EVENTS, "x", stamp=STAMP)
    assert max(len(line) for line in once.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    "wild",
    [
        "清沟\r\nATTACH:https://evil.example/x",
        "清沟\nEND:VEVENT\nBEGIN:VALARM\nACTION:PROCEDURE",
        "清沟\rURL:https://evil.example",
        "清沟\u2028ATTENDEE:mailto:x@evil.example",
        "清沟\x85ORGANIZER:x",
        "清沟\x0bURL:https://evil.example",
        "清沟;X=1:,\\n\\",
    ],
)
def test_no_text_becomes_a_line_of_its_own(wild):
    event = Event(f"u{wild}", date(2026, 8, 31), wild, wild, f"https://x.cn/{wild}")
    data = calendar_file([event], wild, stamp=STAMP)
    (entry,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert sorted(entry) == ["DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP", "UID", "URL"]
    assert entry.subcomponents == []
    lines = data.decode().replace("\r\n ", "").splitlines()
    names = {line.split(":", 1)[0].split(";", 1)[0] for line in lines}
    assert names == {"BEGIN", "END", "PRODID", "VERSION", "METHOD", "X-WR-CALNAME", *entry}
