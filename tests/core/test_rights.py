"""Requests about own data: the clock, and the grounds on which they may be refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.deadline import Holidays, WorkCalendar
from shanzhi.core.kinds import Refused
from shanzhi.core.rights import REASONS, REQUEST_KINDS, answer_by, check_answer

FRIDAY = date(2026, 9, 4)
WEEKS = WorkCalendar()


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (date(2026, 9, 1), 15, date(2026, 9, 22)),
        (FRIDAY, 1, date(2026, 9, 7)),
        (date(2026, 9, 5), 1, date(2026, 9, 7)),
        (FRIDAY, 0, date(2026, 9, 7)),
        (date(2026, 9, 1), 5, date(2026, 9, 8)),
    ],
)
def test_working_days_count_from_the_day_after(received, days, due):
    assert answer_by(received, days, WEEKS) == due


def test_holidays_put_it_off_and_a_worked_saturday_brings_it_nearer():
    off = frozenset(date(2026, 10, d) for d in range(1, 8))
    year = WorkCalendar({2026: Holidays(2026, "某通知", off, frozenset([date(2026, 9, 5)]))})
    assert answer_by(date(2026, 9, 30), 1, year) == date(2026, 10, 8)
    assert answer_by(FRIDAY, 1, year) == date(2026, 9, 5)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_the_answer_falls_on_a_working_day_and_more_days_never_come_earlier(received, days):
    due = answer_by(received, days, WEEKS)
    assert due.weekday() < 5
    assert received < due < answer_by(received, days + 1, WEEKS)
    assert due - received >= timedelta(days=days)


def test_every_kind_has_its_grounds_and_each_names_the_law():
    assert set(REASONS) == set(REQUEST_KINDS)
    assert all("《个人信息保护法》第" in str(words) for by_kind in REASONS.values() for words in by_kind.values())


@pytest.mark.parametrize(
    ("kind", "state", "reason", "answer", "code"),
    [
        ("see", "open", "", "好", "bad_choice"),
        ("explain", "refused", "secret", "好", "bad_choice"),
        ("delete", "refused", "", "不行", "reason_missing"),
        ("delete", "refused", "found_right", "不行", "reason_missing"),
        ("delete", "refused", "kept_by_law", " ", "reason_missing"),
        ("see", "done", "", "", "reason_missing"),
    ],
)
def test_an_answer_without_ground_or_words_is_refused(kind, state, reason, answer, code):
    with pytest.raises(Refused) as caught:
        check_answer(kind, state, reason, answer)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_whatever_was_done_or_rests_on_the_law_passes(kind):
    check_answer(kind, "done", "", "已办理")
    for reason in REASONS[kind]:
        check_answer(kind, "refused", reason, "依法不予办理")
