"""The State Council's notices on holidays as a calendar of working days, and files that add to them."""

from collections import defaultdict
from datetime import date
from functools import cache
from types import MappingProxyType

import msgspec
from chinese_calendar.constants import holidays, workdays

from shanzhi.core.deadline import Holidays, WorkCalendar
from shanzhi.core.kinds import Refused

NOTICE = "国务院办公厅关于{year}年部分节假日安排的通知"


@cache
def published() -> WorkCalendar:
    """The calendar of the notices that the installed package holds, from 2004 on."""
    off: dict[int, set[date]] = defaultdict(set)
    worked: dict[int, set[date]] = defaultdict(set)
    for day in holidays:
        off[day.year].add(day)
    for day in workdays:
        worked[day.year].add(day)
    years = {
        year: Holidays(year, NOTICE.format(year=year), frozenset(off[year]), frozenset(worked[year])) for year in off
    }
    return WorkCalendar(MappingProxyType(years))


class _Day(msgspec.Struct):
    date: date
    isOffDay: bool  # noqa: N815 - the name the format has
    name: str = ""


class _Year(msgspec.Struct):
    year: int
    days: list[_Day]
    papers: list[str] = []
    partial: bool = False


def with_file(calendar: WorkCalendar, data: bytes, name: str) -> WorkCalendar:
    """The calendar with the years of a file; a day of the file outweighs the same day published.

    data:   JSON, one object or a list of them, in the form in which such calendars are passed around: {"year": 2027,
            "papers": ["…通知"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, …]}; "partial": true
            for days that only add to a year (a holiday of an autonomous county).
    raises: Refused("bad_calendar").
    """
    try:
        years = msgspec.json.decode(data, type=list[_Year] | _Year)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(
            "bad_calendar",
            "放假安排文件“{name}”读不出来，请管理员对照说明改正，或先移开这个文件。（{why}）",
            name=name,
            why=str(error),
        ) from error
    for year in years if isinstance(years, list) else [years]:
        calendar = calendar.with_local(
            Holidays(
                year.year,
                "；".join(year.papers) or name,
                frozenset(d.date for d in year.days if d.isOffDay),
                frozenset(d.date for d in year.days if not d.isOffDay),
                whole=not year.partial,
            )
        )
    return calendar
