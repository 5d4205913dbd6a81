"""A whole plan read."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from shanzhi.core.duty import Recurrence
from shanzhi.core.plan.reading import read_plan


def test_headings_have_their_paths(town):
    plan = read_plan(town)
    assert plan.title == "青溪镇2026年农村环境卫生整治实施方案"
    assert plan.level == "township"
    assert [(c.path, c.title) for c in plan.clauses[1:5]] == [
        (("一",), "工作目标"),
        (("二",), "重点任务"),
        (("二", "(一)"), "清理沟渠"),
        (("二", "(二)"), "收运垃圾"),
    ]


def test_tasks_have_units_and_deadlines(town):
    ditches, rubbish, trees = read_plan(town).tasks[:3]
    assert (ditches.responsible, ditches.deadline) == (("镇农办", "各村"), "6月30日前")
    assert (rubbish.lead, rubbish.support) == (("镇环卫所",), ("镇城建办", "各村"))
    assert (trees.responsible, trees.deadline) == (("镇林业站",), "11月15日前")
    assert trees.due is not None
    assert trees.due.on(2026) == date(2026, 11, 15)


def test_phases_have_both_dates(town):
    assert [(p.name, p.start, p.end) for p in read_plan(town).phases] == [
        ("动员阶段", "2026年3月1日", "3月15日"),
        ("整治阶段", "2026年3月16日", "11月30日"),
    ]


def test_figures_are_told_apart(town):
    plan = read_plan(town)
    assert [(i.value, i.unit, i.op, i.by) for i in plan.indicators] == [
        (Decimal(85), "%", ">=", "2026年底"),
        (Decimal(6), "个", "=", "2026年底"),
        (Decimal(1200), "棵", "=", ""),
    ]
    assert [(n.value, n.unit, n.per) for n in plan.norms] == [("2", "名", "自然村")]
    assert [(m.kind, m.amount, m.unit) for m in plan.money] == [("reward", Decimal(5000), "元")]


def test_duties_have_rules(town):
    dated = [d for d in read_plan(town).duties if d.freq not in ("other", "continuous")]
    assert [(d.freq, d.hand_in, d.rule) for d in dated] == [
        ("daily", False, Recurrence("day")),
        ("monthly", False, Recurrence("month")),
        ("monthly", True, Recurrence("month", ((1, 25),))),
    ]


def test_words_are_read(town):
    plan = read_plan(town)
    assert [(s.declared, s.items) for s in plan.named_sets] == [(3, ("无淤泥", "无漂浮物", "无杂草"))]
    assert [(c.title, c.number) for c in plan.citations] == [("云岭县农村环境管理办法", "云政发〔2025〕8号")]
    assert plan.organs[0].name == "青溪镇环境整治领导小组"
    assert plan.organs[0].roles == (("组长", "镇长"),)


def test_rows_of_a_table_are_tasks(table):
    canal, lamps = read_plan(table).tasks
    assert (canal.title, canal.lead, canal.support, canal.deadline) == (
        "修缮水渠",
        ("县水利局",),
        ("县财政局", "白石乡"),
        "2026年5月底",
    )
    assert lamps.due is not None
    assert lamps.due.on() == date(2026, 9, 30)


def test_progress_is_told(town):
    steps = []
    read_plan(town, progress=lambda done, of: steps.append((done, of)))
    assert steps[0][0] == 1
    assert steps[-1][0] == steps[-1][1]


def _check(text):
    plan = read_plan(text)
    assert plan.clauses[0].start == 0
    assert all(a.end == b.start for a, b in zip(plan.clauses, plan.clauses[1:], strict=False))
    assert plan.clauses[-1].end == len(text)
    facts = [
        *plan.tasks, *plan.phases, *plan.indicators, *plan.duties, *plan.money, *plan.norms, *plan.named_sets,
        *plan.organs, *plan.citations, *plan.problems,
    ]  # fmt: skip
    for span in [fact.span for fact in facts] + [clause.head for clause in plan.clauses]:
        assert text[span.start : span.end] == span.quote
    assert all(str(problem.why) and str(problem.cure) for problem in plan.problems)


def test_places_are_exact(town, table):
    _check(town)
    _check(table)
    _check(town.replace("\n", "\r\n"))
    _check(town.replace("\n", ""))


_PHRASES = """
一、 二、 (一) （二） 1. 2、 ① 第一章 第一阶段: 一是 责任单位: 牵头单位: 县水利局 各村 、 , ， 。 ; 完成时限: 3月底前
2026年 20xx年 — 每月5日 达到 85% 300个 元 奖励 《 》 ( ) “三无” 由 负责 = × 附件1 序号 主要任务 全覆盖
领导小组 成立 x镇 分别
"""
_WORDS = st.sampled_from([*_PHRASES.split(), "\n", "\r\n", "\t", " ", "\u3000"])


@settings(max_examples=80, deadline=None)
@given(st.lists(_WORDS, max_size=60).map("".join))
def test_any_mixture_of_usual_words_is_read(text):
    _check(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    _check(text)
