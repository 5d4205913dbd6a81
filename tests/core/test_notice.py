"""A notice's number and its last days."""

from datetime import date
from decimal import Decimal

import pytest

from shanzhi.core.kinds import Words
from shanzhi.core.notice import hangs_until, number_of, objects_until
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.durations import Duration
from shanzhi.queries.calendar import work_calendar

SIGNED = date(2026, 9, 1)


def test_a_number():
    assert number_of("考核通报〔{year}〕{n}号", 2026, 3) == "考核通报〔2026〕3号"
    assert number_of("通报", 2026, 3) == "通报"


@pytest.mark.parametrize(
    ("days", "last"),
    [("7", date(2026, 9, 8)), ("0.5", date(2026, 9, 2)), ("0", None), ("-1", None)],
)
def test_the_day_it_is_put_up_is_not_counted(days, last):
    assert hangs_until(SIGNED, Decimal(days)) == last


def test_what_is_not_known_has_no_last_day():
    assert hangs_until(SIGNED, Unknown(Words("没有登记。"))) is None
    assert objects_until(SIGNED, None, work_calendar()) is None


@pytest.mark.parametrize(
    ("length", "last"),
    [
        (Duration(3, "work_day"), date(2026, 9, 4)),
        (Duration(4, "work_day"), date(2026, 9, 7)),
        (Duration(72, "hour"), date(2026, 9, 4)),
        (Duration(4, "day"), date(2026, 9, 7)),
        (Duration(1, "month"), date(2026, 10, 8)),
        (Duration(4, "work_hour"), None),
    ],
)
def test_the_last_day_to_object_is_no_day_of_rest(length, last):
    assert objects_until(SIGNED, length, work_calendar()) == last
