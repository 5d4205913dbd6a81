"""The review: fields to facts and back, and the runs of a marked text."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.chinese.dates import DateWords, read_date
from shanzhi.core.chinese.terms import Term, term_of
from shanzhi.core.duty import Recurrence
from shanzhi.core.indicator import OPS
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.plan import facts
from shanzhi.core.plan.reading import read_plan
from shanzhi.core.review import ADDABLE, FACT_KINDS, FIELDS, FREQS, Run, facts_of, runs, with_fields, words_of
from tests.conftest import PLAN

P, SPAN = ("二", "1"), facts.Span(3, 10, 14, "一句原文")
MASKED = read_date("20xx年9月底前")
EXAMPLES = {
    "task": facts.Task(
        P, "清淤", SPAN, ("县水务局",), ("甲局", "乙局"), (), ("丙村",), ("张某",), "20xx年9月底前", MASKED
    ),
    "phase": facts.Phase(P, "整治", "8月1日", "8月31日", SPAN, read_date("8月1日"), read_date("2026年8月31日"), True),
    "indicator": facts.Indicator(P, "覆盖率", ">=", Decimal("95.5"), "%", SPAN, Decimal(99), None, "年底", MASKED),
    "duty": facts.Duty(
        P, "各乡镇", "报送进展", "每月16日前", "monthly", SPAN, Recurrence("month", ((1, 16),)), hand_in=True
    ),
    "money": facts.Money(P, "reward", None, "元", "户", "评上的", SPAN),
    "norm": facts.Norm(P, "保洁员", "2", "名", "村", SPAN),
    "named_set": facts.NamedSet(P, "三清", 3, ("清垃圾", "清塘沟", "清残垣"), SPAN),
    "organ": facts.Organ(P, "领导小组", (("组长", "某"),), SPAN),
    "citation": facts.Citation(P, "通知", "云发〔2026〕1号", SPAN),
    "problem": facts.Problem("no_unit", SPAN, Words("没有单位"), Words("请补上")),
}


def test_words_corrected_to_a_period_from_an_event_date_the_task_by_it():
    fact = with_fields(EXAMPLES["task"], "task", {"deadline": "自批准之日起20个工作日内"})
    assert term_of(fact.due) == Term("批准", 20, "workday")
    settled = with_fields(EXAMPLES["task"], "task", {"deadline": "批准后5日内", "due": "2026-09-03"})
    assert settled.due.on() == date(2026, 9, 3)
    assert with_fields(EXAMPLES["task"], "task", {"deadline": "尽快"}).due == MASKED


def test_there_is_an_example_of_every_kind():
    assert tuple(EXAMPLES) == FACT_KINDS == tuple(FIELDS)


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_a_fact_sent_back_as_shown_is_the_same_fact(kind):
    """A day without a year is shown empty; saving the page must not lose it."""
    fact = EXAMPLES[kind]
    assert with_fields(fact, kind, words_of(fact, kind)) == fact
    assert with_fields(fact, kind, {}) == fact


def test_every_fact_of_a_plan_survives_being_sent_back():
    rows = facts_of(read_plan(PLAN))
    assert {kind for kind, _, _ in rows} >= {"task", "phase", "indicator", "duty"}
    assert [with_fields(f, kind, words_of(f, kind)) for kind, f, _ in rows] == [f for _, f, _ in rows]


def test_facts_come_in_the_order_of_the_text():
    starts = [span.start for _, _, span in facts_of(read_plan(PLAN))]
    assert starts == sorted(starts)


def test_words_of_a_task_are_what_an_official_reads():
    assert words_of(EXAMPLES["task"], "task") == {
        "title": "清淤",
        "lead": "县水务局",
        "responsible": "甲局、乙局",
        "support": "",
        "owner": "丙村",
        "persons": "张某",
        "deadline": "20xx年9月底前",
        "due": "",
    }


@pytest.mark.parametrize(
    ("kind", "typed", "changes"),
    [
        ("task", {"title": " 新 标题 "}, {"title": "新 标题"}),
        ("task", {"lead": "甲局、 乙局，丙局;丁局\n\n戊局、"}, {"lead": ("甲局", "乙局", "丙局", "丁局", "戊局")}),
        ("task", {"responsible": ""}, {"responsible": ()}),
        ("task", {"due": "2026-09-30"}, {"due": DateWords("2026-09-30", 2026, 9, 30)}),
        ("phase", {"end_on": ""}, {"end_on": None}),
        ("indicator", {"value": "1,234.5"}, {"value": Decimal("1234.5")}),
        ("indicator", {"op": "<="}, {"op": "<="}),
        ("money", {"amount": "３０"}, {"amount": Decimal(30)}),
        ("duty", {"hand_in": ""}, {"hand_in": False}),
        ("duty", {"freq": "weekly"}, {"freq": "weekly", "rule": Recurrence("week")}),
        (
            "duty",
            {"when": "每周五前"},
            {"when": "每周五前", "freq": "weekly", "rule": Recurrence("week", ((5, 5),))},
        ),
        (
            "duty",
            {"when": "每月25日前"},
            {"when": "每月25日前", "rule": Recurrence("month", ((1, 25),))},
        ),
        (
            "duty",
            {"when": "随时", "freq": "continuous"},
            {"when": "随时", "freq": "continuous", "rule": Recurrence("continuous")},
        ),
        ("named_set", {"items": "清一、清二"}, {"items": ("清一", "清二")}),
    ],
)
def test_a_field_changes_and_nothing_else(kind, typed, changes):
    fact = EXAMPLES[kind]
    assert with_fields(fact, kind, {**words_of(fact, kind), **typed}) == replace(fact, **changes)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("indicator", {"value": "很多"}, "bad_number"),
        ("indicator", {"value": ""}, "bad_number"),
        ("indicator", {"value": "NaN"}, "bad_number"),
        ("indicator", {"value": "1e15"}, "bad_number"),
        ("money", {"amount": "Infinity"}, "bad_number"),
        ("task", {"due": "9月30日"}, "bad_day"),
        ("task", {"due": "2026-02-30"}, "bad_day"),
        ("indicator", {"op": ">"}, "bad_choice"),
        ("duty", {"freq": "hourly"}, "bad_choice"),
    ],
)
def test_what_cannot_be_read_is_refused_and_named(kind, typed, code):
    with pytest.raises(Refused) as caught:
        with_fields(EXAMPLES[kind], kind, typed)
    assert caught.value.code == code
    assert next(iter(typed.values())) in str(caught.value)


def test_a_field_of_another_kind_is_ignored():
    assert with_fields(EXAMPLES["organ"], "organ", {"title": "x", "span": "y"}) == EXAMPLES["organ"]


def test_choices_are_those_of_the_facts():
    assert set(ADDABLE) <= set(FIELDS)
    assert set(OPS) == set(facts.Op.__args__)
    assert set(FREQS) == set(facts.Freq.__args__)


WORDS = st.lists(st.text("甲乙丙局村 ", min_size=1).filter(str.strip).map(str.strip), max_size=4)


@given(WORDS, st.text("清淤工程\n", min_size=1), st.dates(), st.decimals(-(10**14), 10**14, places=2))
def test_typed_words_come_back_as_typed(units, title, day, value):
    joined = "、".join(units)
    task = with_fields(EXAMPLES["task"], "task", {"lead": joined, "title": title, "due": day.isoformat()})
    shown = words_of(task, "task")
    assert (shown["lead"], shown["title"], shown["due"]) == (joined, title.strip(), day.isoformat())
    assert task.due.on() == day
    assert with_fields(EXAMPLES["indicator"], "indicator", {"value": str(value)}).value == value


SPANS = st.lists(
    st.tuples(st.sampled_from(FACT_KINDS), st.integers(0, 30), st.integers(0, 30)),
    max_size=8,
)


@given(st.text(min_size=30, max_size=30), st.integers(0, 30), st.integers(0, 30), SPANS)
def test_runs_join_back_to_the_text_and_mark_exactly_what_is_covered(text, a, b, spans):
    start, end = min(a, b), max(a, b)
    out = runs(text, start, end, spans)
    assert "".join(r.text for r in out) == text[start:end]
    at = start
    for run in out:
        for position in range(at, at + len(run.text)):
            covering = {k for k, first, last in spans if first <= position < last}
            assert run.kinds.split() == [k for k in FACT_KINDS if k in covering]
        at += len(run.text)


def test_runs_of_overlapping_facts():
    assert runs("甲乙丙丁戊", 0, 5, [("task", 1, 4), ("duty", 2, 5)]) == (
        Run("甲", ""),
        Run("乙", "task"),
        Run("丙丁", "task duty"),
        Run("戊", "duty"),
    )
    assert runs("甲", 0, 0, []) == ()
