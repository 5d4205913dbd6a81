"""Periods that count from an event."""

from datetime import date

import pytest

from shanzhi.core.chinese.dates import DateWords
from shanzhi.core.chinese.terms import FROM_NOW, OWN_ISSUE, Term, event_of, find_terms, start_of, term_of


def terms(text: str) -> list[Term | None]:
    return [term_of(found.words) for found in find_terms(text)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("自批准之日起20个工作日内", Term("批准", 20, "workday")),
        ("规划获得批准后二十个工作日内", Term("规划批准", 20, "workday")),
        ("收到通知后5日内", Term("收到通知", 5, "day")),
        ("接到通知之日起5个自然日内", Term("收到通知", 5, "day")),
        ("本方案印发后一个月内", Term(OWN_ISSUE, 1, "month")),
        ("合同签订之日起90天内", Term("合同签订", 90, "day")),
        ("竣工验收后3个月内", Term("竣工验收", 3, "month")),
        ("会议结束后两周内", Term("会议结束", 2, "week")),
        ("工程验收通过之日起1年内", Term("工程验收合格", 1, "year")),
        ("项目批复之日起半年内", Term("项目批准", 6, "month")),
        ("项目获批后,半个月内", Term("项目批准", 15, "day")),
        ("收到申请之日起一百二十日之内", Term("收到申请", 120, "day")),
        ("应当自收到申请之日起计算15日内", Term("收到申请", 15, "day")),
        ("收到诉求次日起5个工作日内答复", Term("收到诉求", 5, "workday")),
    ],
)
def test_words_are_an_event_a_count_and_a_measure(text, term):
    assert terms(text) == [term]


def test_the_event_s_own_day_counts_where_the_text_says_so():
    assert terms("自通知印发当日起3日内")[0] == Term(OWN_ISSUE, 3, "day", own_day=True)
    assert term_of(FROM_NOW) == Term(OWN_ISSUE, 0, "day", own_day=True)


def test_the_day_itself_and_the_day_after_it():
    assert terms("在收到清单的当日办理") == [Term("收到清单", 0, "day")]
    assert terms("在收到清单的次日办理") == [Term("收到清单", 1, "day")]


@pytest.mark.parametrize(
    "text",
    ["3个工作日内", "24小时内", "接报后2小时内", "第二周", "每次检查后3日内", "此后5日内", "在办理期限届满前答复"],
)
def test_what_names_no_single_event_or_no_days_is_not_counted(text):
    assert [t for t in terms(text) if t] == []


@pytest.mark.parametrize("text", ["2026年内", "二〇二六年内完成", "两年内", "境内", "一年一度"])
def test_a_year_is_no_period_of_years(text):
    assert list(find_terms(text)) == []


def test_a_period_is_found_as_printed_and_is_no_calendar_day():
    (found,) = find_terms("报上级审批,规划批准之日起20个工作日内公布。")
    assert (found.words.text, found.words.event) == ("规划批准之日起20个工作日内", "规划批准之日起")
    assert found.words.on(2026) is None


def test_a_week_of_a_stage_is_no_calendar_day():
    (week,) = find_terms("第二周清理沟渠")
    assert (week.words.text, week.words.count, week.words.on(2026)) == ("第二周", 2, None)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (OWN_ISSUE, ["本方案印发之日起", "方案发布后", "印发后", "通知下发之日", "本实施意见公布之日起", "自即日起"]),
        (
            "规划批准",
            [
                "规划批准之日起",
                "规划批复后",
                "本规划获批之日",
                "规划审批通过后",
                "经规划批准之日起",
                "自规划经批准的次日起",
            ],
        ),
        (
            "收到通知",
            ["收到通知后", "接到通知之日起", "在接到通知的当日", "各有关单位收到通知后", "责任单位接到通知之日起"],
        ),
        ("收到批复", ["收到批复后", "自接到批复之日起"]),
        ("合同签订", ["合同签订之日起", "合同签署后", "自本合同签订之日起算"]),
        ("规划印发", ["规划印发后", "自该规划印发之日起"]),
        ("县政府批准", ["经县政府批准后", "自县政府批复之日起"]),
        ("经济普查完成", ["经济普查完成后"]),
        ("名单公布", ["名单公布之日起", "名单公布以后"]),
        ("任务完成", ["任务完成后", "任务完毕之日起"]),
        ("", ["此后", "其后", ""]),
    ],
)
def test_one_event_has_one_name(event, words):
    assert {event_of(w) for w in words} == {event}


def test_other_events_keep_apart():
    assert len({event_of(w) for w in ("规划批准后", "项目批准后", "规划印发后", "规划公示后", "收到规划后")}) == 5


def test_a_printed_day_starts_a_period_of_its_own():
    (found,) = find_terms("自2026年3月1日起30日内")
    assert start_of(found.words, None) == date(2026, 3, 1)
    (masked,) = find_terms("自20xx年3月1日起30日内")
    assert (start_of(masked.words, None), start_of(masked.words, 2026)) == (None, date(2026, 3, 1))
    assert start_of(DateWords("批准后20日内", event="批准后", count=20, unit="日"), 2026) is None
