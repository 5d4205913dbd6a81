"""Figures, words and problems in small texts."""

from decimal import Decimal

import pytest

from shanzhi.core.plan.reading import read_plan


def _plan(body):
    return read_plan(f"一、重点任务\n(一)治水。{body}\n")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("新建水厂14处。", [("=", "14", "处")]),
        ("普及率达到92%以上。", [(">=", "92", "%")]),
        ("用水总量控制在3.5亿立方米以内。", [("<=", "3.5", "亿立方米")]),
        ("通水率和达标率均达到95%。", [("=", "95", "%"), ("=", "95", "%")]),
        ("耗水量、漏损率比上一期分别下降24%、25%。", [(">=", "24", "%"), (">=", "25", "%")]),
        ("效益增长8%以上。", [("+", "8", "%")]),
        ("实现村级水站全覆盖。", [("=", "100", "%")]),
        ("培育示范户不少于30户。", [(">=", "30", "户")]),
        ("现有水厂12处。", []),
        ("发现一处扣2分。", []),
    ],
)
def test_targets(body, found):
    assert [(i.op, str(i.value), i.unit) for i in _plan(body).indicators] == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("每村配备2名管水员。", [("2", "名")]),
        ("由有威望的村民3—5人组成。", [("3", "人")]),
        ("水池长5米、宽2.5米。", [("5", "米"), ("2.5", "米")]),
        ("按人口300:1的标准配备。", [("1", "")]),
        ("早7:30前完成。", [("7:30", "时")]),
        ("应在3个工作日内办结。", [("3", "工作日")]),
    ],
)
def test_norms(body, found):
    assert [(n.value, n.unit) for n in _plan(body).norms] == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("管水员报酬每人每月300元。", ("wage", Decimal(300), "元", "人·月")),
        ("按12元/人·年收取水费。", ("fee", Decimal(12), "元", "人·年")),
        ("对先进村奖励1.5万元。", ("reward", Decimal("1.5"), "万元", "")),
        ("违者罚款200元。", ("penalty", Decimal(200), "元", "")),
        ("县财政安排800万元。", ("budget", Decimal(800), "万元", "")),
        ("每户补助500元。", ("subsidy", Decimal(500), "元", "户")),
    ],
)
def test_money(body, found):
    (rule,) = _plan(body).money
    assert (rule.kind, rule.amount, rule.unit, rule.per) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("落实“三包”(包水、包渠、包闸)。", [(3, ("包水", "包渠", "包闸"))]),
        ("做到“两清一畅”。", [(2, ()), (1, ())]),
        ("开展清渠、固堤、引水三大行动。", [(3, ("清渠", "固堤", "引水"))]),
        ("健全县乡村三级管护。", [(3, ("县", "乡", "村"))]),
        ("用好“一把手”工程。", []),
        ("落实“一事一议”。", []),
    ],
)
def test_named_sets(body, found):
    assert [(s.declared, s.items) for s in _plan(body).named_sets] == found


def test_citations_and_what_is_only_ordered():
    plan = _plan("按照《云岭县河道办法》(云政发〔2025〕8号),依照水法有关规定,各村要制定《巡河制度》。")
    assert [(c.title, c.number) for c in plan.citations] == [("云岭县河道办法", "云政发〔2025〕8号"), ("水法", "")]


def _problems(text):
    return [(p.kind, p.span.line) for p in read_plan(text).problems]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("一、甲\n1.水\n2.路\n4.树\n", "numbering_gap"),
        ("一、甲\n1.水\n2.路\n2.树\n", "numbering_repeat"),
        ("一、做到“三无”(无草、无泥)。\n", "count_mismatch"),
        ("一、经费\n人工20人×3次×150元=8000元。\n", "total_mismatch"),
        ("一、时间\n20xx年完成。\n", "placeholder"),
        ("一、组织\n组长:xx\n", "placeholder"),
        ("一、甲\n形成长效的.管护机制。\n", "stray_text"),
        ("一、组织\n联系电话:\n", "truncated"),
        ("一、甲\n按附件2填报情况。\n", "truncated"),
        ("一、步骤\n(一)动员阶段(2026年5月1日—2026年3月1日)。开会。\n", "date_order"),
        ("没有编号的一段文字,讲的是河道管护。" * 20, "no_heading"),
    ],
)
def test_problems(text, kind):
    assert kind in [found for found, _ in _problems(text)]


def test_siblings_show_what_is_missing():
    text = (
        "一、重点任务\n"
        + "".join(f"({n})第{n}件事。\n责任单位:各村\n完成时限:5月底\n" for n in "一二三")
        + "(四)补绿。\n(五)修路。\n责任单位:各村\n完成时限:5月底\n"
    )
    assert [kind for kind, _ in _problems(text)] == ["no_deadline", "no_unit"]


def test_a_sum_that_adds_up_is_no_problem():
    assert _problems("一、经费\n人工20人×3次×150元=9000元。\n") == []


def test_problems_say_why_and_what_to_do():
    (problem,) = read_plan("一、甲\n1.水\n3.路\n").problems
    assert str(problem.why) == "编号从1跳到3，缺第2项。"
    assert str(problem.cure) == "请核对是漏了一项，还是编号写错。"
