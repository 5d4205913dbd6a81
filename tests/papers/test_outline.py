"""The outline of a reading."""

from decimal import Decimal

from shanzhi.core.kinds import Words
from shanzhi.core.plan.facts import Clause, Indicator, Money, Plan, Problem, Span, Task
from shanzhi.papers.outline import outline


def test_facts_stand_under_their_clause_and_problems_at_the_end():
    clauses = (
        Clause(0, (), "", 0, Span(1, 0, 0, ""), 0, 5),
        Clause(1, ("一",), "清沟", 1, Span(2, 5, 9, "一、清沟"), 5, 10),
        Clause(2, ("一", "（一）"), "清淤", 2, Span(3, 10, 15, "（一）清淤"), 10, 40),
    )
    below = Span(9, 36, 38, "水利站")
    plan = Plan(
        text="",
        title="清沟方案",
        level="township",
        issuer="某镇",
        clauses=clauses,
        tasks=(Task(("一",), "清沟", below, ("水利站",), ("甲村", "乙村"), deadline="月底前"),),
        indicators=(Indicator(("一", "（一）"), "清淤率", ">=", Decimal("90.0"), "%", Span(3, 12, 14, "九成")),),
        money=(Money((), "reward", None, "元", "村", "先清完", Span(1, 1, 2, "奖")),),
        problems=(Problem("no_unit", below, Words("缺{what}", {"what": "单位"}), Words("请补上"), "fault"),),
    )
    assert outline(plan).splitlines() == [
        "清沟方案",
        "发文：某镇",
        "",
        "    1  （前言）",
        "           资金  奖励 未定金额/村  ｜先清完",
        "    2  一、清沟",
        "           任务  清沟  ｜牵头 水利站  ｜责任 甲村、乙村  ｜时限 月底前",
        "    3    （一）清淤",
        "             指标  清淤率  ｜≥90%",
        "",
        "需要核对的地方",
        "    9  〔错误〕缺单位",
        "           原文：水利站",
        "           处理：请补上",
        "",
        "条款 2，任务 1，阶段 0，指标 1，职责 0，资金 1，问题 1",
    ]
