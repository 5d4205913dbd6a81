"""Anchors: what hangs on each event, and the days it gives."""

from datetime import date

from shanzhi.core.anchor import Anchor, Hanging, anchored, anchors_of, count_from, reckon
from shanzhi.core.chinese.dates import DateWords, read_date
from shanzhi.core.chinese.terms import Term, find_terms
from shanzhi.core.deadline import Due, Holidays, WorkCalendar

CALENDAR = WorkCalendar({2026: Holidays(2026, "二〇二六年的安排")})


def words(text: str) -> DateWords:
    return next(find_terms(text)).words


APPROVED, AGAIN, ISSUED = words("规划批准之日起20个工作日内"), words("规划获批后5日内"), words("方案印发后一个月内")


def test_a_plan_s_last_day_of_rest_is_put_off():
    assert count_from(date(2026, 3, 2), Term("批准", 5, "day"), CALENDAR) == Due(date(2026, 3, 9))


def test_the_event_s_own_day_is_no_period_and_stays():
    assert count_from(date(2026, 3, 7), Term("本方案印发", 0, "day", own_day=True), CALENDAR) == Due(date(2026, 3, 7))


def test_what_hangs_on_an_event_and_what_does_not():
    assert anchored(APPROVED) == Term("规划批准", 20, "workday")
    assert anchored(words("自2026年3月1日起30日内")) is None
    assert anchored(read_date("3月5日前")) is None
    assert anchored(None) is None


def test_days_are_reckoned_from_an_answer_a_printed_day_or_the_calendar():
    on = {"规划批准": date(2026, 3, 5)}
    assert reckon(APPROVED, on, None, CALENDAR) == Due(date(2026, 4, 2))
    assert reckon(ISSUED, on, None, CALENDAR) is None
    assert reckon(words("自20xx年3月1日起30日内"), {}, 2026, CALENDAR) == Due(date(2026, 3, 31))
    assert reckon(words("自20xx年3月1日起30日内"), {}, None, CALENDAR) is None
    assert reckon(read_date("3月7日前"), {}, 2026, CALENDAR) == Due(date(2026, 3, 7))


def test_one_event_is_asked_once_with_everything_that_hangs_on_it():
    dated = [("公布规划", APPROVED), ("动员", ISSUED), ("报备", AGAIN), ("清淤", read_date("3月5日前"))]
    on = {"规划批准": date(2026, 3, 5)}
    assert anchors_of(dated, on, {"本方案印发"}, CALENDAR) == (
        Anchor(
            "规划批准",
            date(2026, 3, 5),
            later=False,
            hanging=(
                Hanging("规划批准之日起20个工作日内", "公布规划", Due(date(2026, 4, 2))),
                Hanging("规划获批后5日内", "报备", Due(date(2026, 3, 10))),
            ),
        ),
        Anchor("本方案印发", None, later=True, hanging=(Hanging("方案印发后一个月内", "动员", None),)),
    )


def test_an_event_whose_deadlines_were_all_left_by_their_words_is_left():
    dated = [("公布规划", APPROVED), ("报备", AGAIN)]
    assert [a.later for a in anchors_of(dated, {}, {APPROVED.text, AGAIN.text}, CALENDAR)] == [True]
    assert [a.later for a in anchors_of(dated, {}, {APPROVED.text}, CALENDAR)] == [False]
