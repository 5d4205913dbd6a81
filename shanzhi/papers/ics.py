"""Due days as a calendar file that phones and mail programs take in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import icalendar

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_URL: Final = re.compile(r"\s.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Event:
    """A day's entry.

    uid: the same for the same thing in every file, so that calendars replace it.
    url: "" or http(s).
    """

    uid: str
    day: date
    title: str
    note: str = ""
    url: str = ""


def calendar_file(events: Sequence[Event], name: str, *, stamp: datetime) -> bytes:
    """Gives the .ics with an all-day entry for each event; the same input always gives the same bytes.

    stamp: aware; when the file is made, as the standard asks of every entry.
    source: RFC 5545
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Shanzhi//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(name))
    for event in events:
        calendar.add_component(_entry(event, stamp))
    out: bytes = calendar.to_ical()
    return out


def _entry(event: Event, stamp: datetime) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", _line(event.uid))
    entry.add("dtstamp", stamp)
    entry.add("dtstart", event.day)
    entry.add("dtend", event.day + timedelta(days=1))
    entry.add("summary", _clean(event.title))
    if event.note:
        entry.add("description", _clean(event.note))
    if event.url.startswith(("https://", "http://")):
        entry.add("url", _NOT_IN_URL.sub("", _clean(event.url)))  # an address is written as it is, unescaped
    entry.add("transp", "TRANSPARENT")  # a due day does not make anybody busy
    return entry


def _line(text: str) -> str:
    """Text of properties that are written as they are: one line."""
    return " ".join(_clean(text).split("\n"))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n"))
