"""Events of the calendar: which periods and phases have begun or ended by a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shanzhi.core.pack.rules import Event
from shanzhi.core.period import PERS, Per, after, period_of
from shanzhi.core.schedule import Setting

PER: Final[dict[str, Per]] = {p: p for p in PERS if p in ("day", "week", "month", "quarter", "half_year", "year")}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """A period or phase that begins or ends. on: the day it does; row: month:2026-03, phase:rush; period: its name."""

    event: str
    row: str
    on: date
    period: str


def turns(events: Iterable[Event], since: date, until: date, setting: Setting) -> tuple[Turn, ...]:
    """The events of periods and phases whose day lies in a time and in the programme, oldest first.

    since: the first day, its own beginnings among them. An end is an event once the day is over.
    """
    first, last = max(since, setting.first), min(until, setting.last + _DAY)
    found = [t for e in events for t in _turns(e, first, last, setting) if setting.first <= t.on <= setting.last]
    return tuple(sorted(dict.fromkeys(found), key=lambda t: (t.on, t.event.endswith(".end"), t.event)))


def _turns(event: Event, first: date, last: date, setting: Setting) -> Iterator[Turn]:
    end = event.happens == "end"
    if event.happens not in ("start", "end"):
        return
    if event.subject in setting.phases:
        days = setting.phases[event.subject]
        on = days[1] if end else days[0]
        if first <= on and on + _DAY * end <= last:
            yield Turn(str(event), f"phase:{event.subject}", on, "")
    elif event.subject in PER:
        period = period_of(first, PER[event.subject])
        while period.first <= last:
            on = period.last if end else period.first
            if first <= on and on + _DAY * end <= last:
                yield Turn(str(event), f"{event.subject}:{period.name}", on, period.name)
            period = after(period)
