"""The State Council's holidays, and files that add to them."""

import json
from datetime import date, timedelta

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.papers.holidays import published, with_file

DAYS = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}, {"date": "2027-01-03", "isOffDay": False}]


def worked_weekends(year: int) -> list[str]:
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    return [f"{d:%m%d}" for d in days if d.weekday() > 4 and not published().rests(d)]


def rests_on_weekdays(year: int) -> list[str]:
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    return [f"{d:%m%d}" for d in days if d.weekday() < 5 and published().rests(d)]


def test_weekends_worked_to_make_up_are_those_of_the_notices():
    assert worked_weekends(2025) == ["0126", "0208", "0427", "0928", "1011"]
    assert worked_weekends(2026) == ["0104", "0214", "0228", "0509", "0920", "1010"]


def test_weekdays_of_rest_are_those_of_the_notice():
    assert rests_on_weekdays(2026) == [
        *("0101", "0102", "0216", "0217", "0218", "0219", "0220", "0223", "0406"),
        *("0501", "0504", "0505", "0619", "0925", "1001", "1002", "1005", "1006", "1007"),
    ]


def test_a_year_says_where_it_comes_from_and_a_year_not_announced_is_unknown():
    assert published().years[2026].source == "国务院办公厅关于2026年部分节假日安排的通知"
    last = max(published().years)
    assert published().knows(date(last, 12, 24)) is True
    assert published().knows(date(last, 12, 25)) is False
    assert published().knows(date(last + 1, 6, 1)) is False


@pytest.mark.parametrize("whole", [True, False])
def test_a_file_adds_a_year(whole):
    year = {"year": 2027, "papers": ["某通知"], "days": DAYS}
    calendar = with_file(published(), json.dumps(year if whole else [year]).encode(), "days.json")
    assert calendar.years[2027].source.endswith("某通知")
    assert [calendar.rests(date(2027, 1, n)) for n in (1, 2, 3, 4)] == [True, True, False, False]
    assert calendar.knows(date(2026, 12, 31)) is True


def test_a_partial_year_only_adds_days():
    data = json.dumps({"year": 2026, "partial": True, "days": [{"date": "2026-05-27", "isOffDay": True}]}).encode()
    calendar = with_file(published(), data, "days.json")
    assert (calendar.rests(date(2026, 5, 27)), calendar.rests(date(2026, 1, 2))) == (True, True)
    assert calendar.years[2026].source == "国务院办公厅关于2026年部分节假日安排的通知；days.json"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b'{"year": 2027}', b'[{"year": "x", "days": []}]', b"3"])
def test_a_file_that_cannot_be_read_is_refused_by_name(data):
    with pytest.raises(Refused) as caught:
        with_file(published(), data, "days.json")
    assert caught.value.code == "bad_calendar"
    assert "days.json" in str(caught.value)
