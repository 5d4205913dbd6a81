"""From a checked reading to a draft: what is asked, and what adopting will create."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from shanzhi.core.chinese.dates import read_date
from shanzhi.core.chinese.recurrences import find_recurrences
from shanzhi.core.chinese.terms import FROM_NOW, Term, find_terms
from shanzhi.core.deadline import Holidays, WorkCalendar
from shanzhi.core.kinds import Refused
from shanzhi.core.plan.facts import Duty, Indicator, Phase, Span, Task
from shanzhi.core.programme import Answers, DraftPhase, DraftTask, Facts, Open, Questions, draft, period_of, questions
from shanzhi.core.unit import PlaceRef, Register, UnitRef

COUNTY = PlaceRef(1, "140321000000", "云岭县", "county")
TOWN = PlaceRef(2, "140321100000", "云岭东镇", "township")
WATER, EAST = 11, 14
REGISTER = Register(
    (
        UnitRef(WATER, "云岭县水务局", ("县水务局",), "organ", COUNTY),
        UnitRef(EAST, "云岭东镇人民政府", (), "government", TOWN),
    ),
    COUNTY,
)
SPAN = Span(1, 0, 4, "一句原文")
CALENDAR = WorkCalendar({2026: Holidays(2026, "二〇二六年的安排")})
PERIOD = Answers(year=2026, from_on=date(2026, 8, 1), to_on=date(2026, 12, 31))


def task(title: str = "清淤", due: str = "", path: tuple[str, ...] = ("二", "1"), **units: tuple[str, ...]) -> Task:
    return Task(path, title, SPAN, deadline=due, due=read_date(due) if due else None, **units)


def phase(name: str, start: str, end: str = "", **more: object) -> Phase:
    last = read_date(end) if end else None
    return Phase(("三", name), name, start, end, SPAN, read_date(start), last, **more)


def duty(who: str, when: str, *, hand_in: bool = True) -> Duty:
    rule = next(find_recurrences(when))
    return Duty(("四",), who, "报送进展", when, rule.freq, SPAN, rule.rule, hand_in)


def facts(*tasks: Task, **more: list) -> Facts:
    return Facts(tasks=[(n, t) for n, t in enumerate(tasks)], **{k: list(enumerate(v)) for k, v in more.items()})


def asked(given: Facts, answers: Answers = PERIOD) -> Questions:
    return questions(given, answers, REGISTER)


def test_a_masked_year_is_asked_once_for_all_dates():
    given = facts(task(due="20xx年9月底前"), task(due="10月20日前"), task(due="20xx年9月底前"))
    assert asked(given, replace(PERIOD, year=None)) == Questions(
        year=("20xx年9月底前", "10月20日前"), without_unit=("清淤", "清淤", "清淤")
    )
    assert asked(given).year == ()
    assert [t.due_on for t in draft(given, PERIOD, REGISTER).tasks] == [
        date(2026, 9, 30),
        date(2026, 10, 20),
        date(2026, 9, 30),
    ]


def test_a_printed_year_is_never_overruled():
    assert draft(facts(task(due="2025年3月底")), PERIOD, REGISTER).tasks[0].due_on == date(2025, 3, 31)


def test_unknown_units_are_counted_and_asked_until_answered_or_left_for_later():
    given = facts(task(lead=("县水利局",)), task(responsible=("县水务局", "县水利局")), task(owner=("财务股",)))
    assert [(q.words, q.times) for q in asked(given).units] == [("县水利局", 2), ("财务股", 1)]
    answers = replace(PERIOD, units={"县水利局": WATER}, later=frozenset({"财务股"}))
    assert asked(given, answers) == Questions()
    assert [t.units for t in draft(given, answers, REGISTER).tasks] == [
        (("lead", "县水利局", WATER),),
        (("responsible", "县水务局", WATER), ("responsible", "县水利局", WATER)),
        (("owner", "财务股", None),),
    ]


def test_persons_are_never_asked_for():
    given = facts(task(persons=("张某某",)))
    assert asked(given) == Questions()
    assert draft(given, PERIOD, REGISTER).tasks[0].units == (("person", "张某某", None),)


def counted(*texts: str) -> Facts:
    """Tasks of the water bureau due within these words."""
    rows = [replace(task(f"第{n}件", lead=("县水务局",)), due=next(find_terms(t)).words) for n, t in enumerate(texts)]
    return facts(*rows)


def test_a_day_that_names_no_event_is_asked_by_its_words():
    given = counted("3个工作日内", "3个工作日内")
    assert asked(given) == Questions(dates=(Open("3个工作日内", 2),))
    assert asked(given, replace(PERIOD, later=frozenset({"3个工作日内"}))) == Questions()
    answered = replace(PERIOD, dates={"3个工作日内": date(2026, 11, 3)})
    assert asked(given, answered) == Questions()
    assert [(t.due_on, t.term) for t in draft(given, answered, REGISTER).tasks] == [(date(2026, 11, 3), None)] * 2


def test_an_event_is_asked_once_however_it_is_printed_and_dates_all_that_hangs_on_it():
    given = counted("规划批准之日起20个工作日内", "规划获批后5日内", "合同签订后30日内")
    assert asked(given) == Questions(anchors=(Open("规划批准", 2), Open("合同签订", 1)))
    assert asked(given).blocking is True
    answers = replace(PERIOD, anchors={"规划批准": date(2026, 9, 1)}, later=frozenset({"合同签订"}))
    assert asked(given, answers) == Questions()
    made = draft(given, answers, REGISTER, CALENDAR)
    assert made.anchors == (("规划批准", date(2026, 9, 1)), ("合同签订", None))
    assert [(t.due_on, t.term, t.provisional) for t in made.tasks] == [
        (date(2026, 9, 29), Term("规划批准", 20, "workday"), False),
        (date(2026, 9, 7), Term("规划批准", 5, "day"), False),
        (None, Term("合同签订", 30, "day"), False),
    ]
    assert period_of(given, answers, CALENDAR) == (date(2026, 9, 7), date(2026, 9, 29))


def test_without_a_calendar_a_day_is_provisional():
    answers = replace(PERIOD, anchors={"规划批准": date(2026, 9, 1)})
    assert draft(counted("规划批准后5日内"), answers, REGISTER).tasks[0].provisional is True


def test_a_day_answered_by_its_words_outweighs_the_event_and_hangs_on_none():
    given = counted("规划批准后5日内")
    answers = replace(PERIOD, dates={"规划批准后5日内": date(2026, 11, 3)})
    assert asked(given, answers) == Questions()
    made = draft(given, answers, REGISTER, CALENDAR)
    assert (made.anchors, made.tasks[0].due_on, made.tasks[0].term) == ((), date(2026, 11, 3), None)


def test_a_period_from_a_printed_day_asks_only_for_its_year():
    given = counted("自20xx年9月1日起10日内")
    assert asked(given, replace(PERIOD, year=None)) == Questions(year=("自20xx年9月1日起10日内",))
    assert asked(given) == Questions()
    assert draft(given, PERIOD, REGISTER, CALENDAR).tasks[0].due_on == date(2026, 9, 11)


def test_a_phase_from_now_on_begins_with_the_plan_s_issue():
    now = Phase(("三",), "动员", "即日起", "9月15日", SPAN, FROM_NOW, read_date("9月15日"))
    given = facts(phases=[now, replace(now, name="全程", overall=True)])
    assert asked(given) == Questions(anchors=(Open("本方案印发", 1),))
    answers = replace(PERIOD, anchors={"本方案印发": date(2026, 8, 21)})
    assert draft(given, answers, REGISTER, CALENDAR).phases == (
        DraftPhase(0, "动员", "一句原文", ("三",), date(2026, 8, 21), date(2026, 9, 15)),
    )
    assert draft(given, replace(PERIOD, later=frozenset({"本方案印发"})), REGISTER, CALENDAR).phases == ()


def test_answers_stored_before_anchors_were_asked_still_load():
    stored = {"year": 2026, "from_on": "2026-08-01", "to_on": None, "near_days": 7, "units": {}, "dates": {}}
    old = msgspec.convert({**stored, "later": ["规划批准后5日内"]}, Answers, strict=False)
    assert old == Answers(year=2026, from_on=date(2026, 8, 1), later=frozenset({"规划批准后5日内"}))
    assert asked(counted("规划批准后5日内"), old) == Questions(period=True)


def test_a_collective_gives_a_part_to_each_place_but_not_as_support():
    lead, support = facts(task(responsible=("各乡镇",))), facts(task(support=("各乡镇",), lead=("县水务局",)))
    assert draft(lead, PERIOD, REGISTER).tasks[0].parts == (EAST,)
    assert draft(support, PERIOD, REGISTER).tasks[0].parts == ()


def test_a_task_of_the_draft_is_whole():
    given = replace(
        facts(
            task("清淤", "9月20日前", ("二", "(一)", "1"), lead=("县水务局",)), phases=[phase("整治", "9月", "12月")]
        ),
        titles={("二",): "重点任务", ("二", "(一)"): "治水", ("二", "(一)", "1"): "清淤"},
    )
    assert draft(given, PERIOD, REGISTER).tasks == (
        DraftTask(
            clause=0,
            path="二(一)1",
            section="治水",
            title="清淤",
            quote="一句原文",
            due_words="9月20日前",
            due_on=date(2026, 9, 20),
            units=(("lead", "县水务局", WATER),),
            parts=(),
            phase=0,
        ),
    )


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026年8月1日", "8月31日", (date(2026, 8, 1), date(2026, 8, 31))),
        ("20xx年11月初", "2月底", (date(2026, 11, 1), date(2027, 2, 28))),
        ("11月1日", "2月底", (date(2026, 11, 1), date(2027, 2, 28))),
        ("2026年11月1日", "2月底", (date(2026, 11, 1), date(2027, 2, 28))),
        ("2026年8月底", "9月", (date(2026, 8, 31), date(2026, 9, 30))),
        ("2026年12月", "", (date(2026, 12, 1), date(2026, 12, 31))),
        ("2026年6月", "2026年3月", (date(2026, 6, 1), date(2027, 3, 31))),
    ],
)
def test_phases_across_the_end_of_the_year(start, end, days):
    made = draft(facts(phases=[phase("甲", start, end)]), PERIOD, REGISTER).phases
    assert made == (DraftPhase(0, "甲", "一句原文", ("三", "甲"), *days),)


def test_an_overall_phase_is_no_phase_of_its_own():
    given = facts(phases=[phase("全程", "2026年1月", "2026年12月", overall=True)])
    assert draft(given, PERIOD, REGISTER).phases == ()


def test_a_task_goes_to_the_phase_that_holds_it_else_to_the_one_of_its_day():
    phases = [phase("甲", "8月1日", "8月31日"), phase("乙", "9月1日", "12月31日")]
    tasks = [task(due="8月20日前"), task(due="9月1日前"), task(due="2027年1月"), task(path=("三", "乙", "1")), task()]
    assert [t.phase for t in draft(facts(*tasks, phases=phases), PERIOD, REGISTER).tasks] == [0, 1, None, 1, None]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ((None, date(2026, 12, 31)), "no_period"),
        ((date(2026, 8, 1), None), "no_period"),
        ((date(2026, 8, 2), date(2026, 8, 1)), "period_reversed"),
        ((date(2026, 1, 1), date(2036, 1, 10)), "period_too_long"),
    ],
)
def test_a_period_is_needed_in_order_and_of_ten_years_at_most(period, code):
    answers = Answers(from_on=period[0], to_on=period[1])
    assert asked(facts(), answers).period is (None in period)
    with pytest.raises(Refused) as caught:
        draft(facts(), answers, REGISTER)
    assert caught.value.code == code


def test_periods_of_one_day_and_of_ten_years_are_taken():
    for last in (date(2026, 1, 1), date(2036, 1, 9)):
        assert draft(facts(), Answers(from_on=date(2026, 1, 1), to_on=last), REGISTER).to_on == last


def test_duties_that_are_handed_in_are_stored_ahead_and_others_are_not():
    given = facts(
        duties=[duty("各乡镇", "每月16日前"), duty("县水务局", "每月16日前", hand_in=False), duty("", "每季度末")]
    )
    made = draft(given, replace(PERIOD, to_on=date(2026, 9, 30)), REGISTER).duties
    assert [(d.units, d.times) for d in made] == [
        (
            (EAST,),
            (
                (date(2026, 8, 1), date(2026, 8, 16), "2026-08"),
                (date(2026, 9, 1), date(2026, 9, 16), "2026-09"),
            ),
        ),
        ((WATER,), ()),
        ((None,), ((date(2026, 7, 1), date(2026, 9, 30), "2026-Q3"),)),
    ]


def test_a_figure_too_large_for_the_books_is_refused_by_name():
    huge = Indicator(("一",), "总投资", "=", Decimal(10) ** 15, "元", SPAN)
    with pytest.raises(Refused) as caught:
        draft(facts(indicators=[huge]), PERIOD, REGISTER)
    assert caught.value.code == "figure_too_large"
    assert "总投资" in str(caught.value)


def test_an_indicator_keeps_its_day():
    given = Indicator(("一",), "覆盖率", ">=", Decimal(95), "%", SPAN, by="12月底", by_on=read_date("12月底"))
    made = draft(facts(indicators=[given]), PERIOD, REGISTER).indicators[0]
    assert (made.indicator, made.by_on) == (given, date(2026, 12, 31))


def test_period_of_is_what_phases_and_days_speak_of():
    given = facts(task(due="12月20日前"), phases=[phase("甲", "8月1日", "8月31日")])
    assert period_of(given, PERIOD) == (date(2026, 8, 1), date(2026, 12, 20))
    assert period_of(facts(task(due="9月5日"), task(due="9月2日")), PERIOD) == (date(2026, 9, 2), date(2026, 9, 5))
    assert period_of(facts(), PERIOD) == (None, None)
