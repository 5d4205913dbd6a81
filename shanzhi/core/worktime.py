"""Office hours: which moments are worked, how much work lies between two, and when so much of it is over."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from shanzhi.core.deadline import WorkCalendar
from shanzhi.core.kinds import CHINA, Refused

Spans = tuple[tuple[int, int], ...]
"""Times of a day in minutes from midnight, from and to, in order; 1440 is 24:00."""
_DAY: Final = timedelta(days=1)
_FULL: Final = 24 * 60
_CLOCK: Final = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
_SPAN: Final = re.compile(rf"{_CLOCK.pattern} ?(?:-|–|—|~|～|至|到) ?{_CLOCK.pattern}")
_BETWEEN: Final = re.compile(r"[,，、;；和 ]+")


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours in a part of the year. since, until: (month, day), both belong to it; may run over New Year."""

    since: tuple[int, int]
    until: tuple[int, int]
    spans: Spans

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        here = (day.month, day.day)
        if self.since <= self.until:
            return self.since <= here <= self.until
        return here >= self.since or here <= self.until


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office works on a working day; the first season that holds a day outweighs the rest."""

    spans: Spans
    seasons: tuple[Season, ...] = ()

    def on(self, day: date) -> Spans:
        """The hours of a working day."""
        return next((s.spans for s in self.seasons if s.holds(day)), self.spans)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """What time limits are reckoned by. hours: None where days end at midnight and no hours are counted."""

    calendar: WorkCalendar
    hours: OfficeHours | None = None

    def closing(self, day: date) -> datetime:
        """The moment a day ends for whoever has to deliver: close of business, else midnight.

        source: Civil Code (民法典) Art. 203(2): a last day ends at 24:00; where there are business hours, when
                business stops.
        """
        if self.hours is None or self.calendar.rests(day):
            return at_minute(day, _FULL)
        return at_minute(day, self.hours.on(day)[-1][1])

    def worked(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The hours of a day, none on a day of rest.

        raises: Refused("no_office_hours").
        """
        if self.hours is None:
            raise Refused("no_office_hours", "时限按工作时计算，但本单位还没有设置办公时间。请先设置办公时间。")
        if self.calendar.rests(day):
            return ()
        return tuple((at_minute(day, a), at_minute(day, b)) for a, b in self.hours.on(day))


def hours_of(text: str) -> Spans:
    """The times of a day as written: "8:30-12:00, 14:30-17:30".

    raises: Refused("bad_hours") where they cannot be read, run backwards or overlap.
    """
    spans: list[tuple[int, int]] = []
    for part in _BETWEEN.split(re.sub(r" ?(-|–|—|~|～|至|到) ?", "-", text.strip())):
        match = _SPAN.fullmatch(part)
        span = (_minutes(match[1], match[2]), _minutes(match[3], match[4])) if match else (0, 0)
        if not (spans[-1][1] if spans else 0) <= span[0] < span[1] <= _FULL:
            raise Refused(
                "bad_hours", "办公时间“{words}”不对，请写成“8:30-12:00, 14:30-17:30”，前后不能交叉。", words=text
            )
        spans.append(span)
    return tuple(spans)


def clock_time(text: str) -> int:
    """The minute of the day a time such as "07:00" or "24:00" means.

    raises: Refused("bad_time").
    """
    match = _CLOCK.fullmatch(text.strip())
    minute = _minutes(match[1], match[2]) if match else _FULL + 1
    if minute > _FULL:
        raise Refused("bad_time", "“{words}”不是钟点，请写成“07:00”的样子。", words=text)
    return minute


def local(moment: datetime) -> datetime:
    """An aware moment on the clock of China; a naive one is a fault of the caller."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(CHINA)


def at_minute(day: date, minute: int) -> datetime:
    """The moment of a day; 1440 is the midnight that ends it."""
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minute)


def after_work(begin: datetime, amount: timedelta, work: WorkTime) -> tuple[datetime, bool]:
    """When so much work is done after a moment, and whether a day without a notice was passed.

    raises: Refused("no_office_hours").
    """
    begin, provisional = local(begin), False
    day = begin.date()
    while amount > timedelta():
        provisional = provisional or not work.calendar.knows(day)
        for opens, closes in work.worked(day):
            free = closes - max(opens, begin)
            if free >= amount:
                return closes - (free - amount), provisional
            amount -= max(free, timedelta())
        day += _DAY
    return begin, provisional


def work_between(since: datetime, until: datetime, work: WorkTime) -> timedelta:
    """How much work lies between two moments; none where they are reversed.

    raises: Refused("no_office_hours").
    """
    since, until, found = local(since), local(until), timedelta()
    day = since.date()
    while day <= until.date():
        for opens, closes in work.worked(day):
            found += max(min(closes, until) - max(opens, since), timedelta())
        day += _DAY
    return found


def days_between(since: date, until: date, calendar: WorkCalendar | None) -> int:
    """How many days lie after one day up to and with another, working days alone where a calendar is given."""
    count = max((until - since).days, 0)
    if calendar is None:
        return count
    return sum(not calendar.rests(since + timedelta(days=n)) for n in range(1, count + 1))


def _minutes(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)
