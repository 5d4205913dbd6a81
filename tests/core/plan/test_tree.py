"""Headings and clauses."""

import pytest

from shanzhi.core.plan.marks import mark_at
from shanzhi.core.plan.reading import read_plan
from shanzhi.core.plan.tree import title_of


def _paths(text):
    return [("/".join(c.path), c.title) for c in read_plan(text).clauses[1:]]


@pytest.mark.parametrize(
    ("line", "style", "number", "label"),
    [
        ("一、总则", "han", 1, "一"),
        ("　　（十二）巡河", "han_bracket", 12, "（十二）"),
        ("3．种树", "dot", 3, "3"),
        ("(4)浇水", "bracket", 4, "(4)"),
        ("5)浇水", "half", 5, "5"),
        ("⑥浇水", "circle", 6, "⑥"),
        ("第二章 任务", "chapter", 2, "第二章"),
        ("第十三条　村民", "article", 13, "第十三条"),
        ("第一阶段:动员", "stage", 1, "第一阶段"),
        ("2.3 管护", "outline", 3, "2.3"),
    ],
)
def test_numbers_of_all_kinds(line, style, number, label):
    mark = mark_at(line)
    assert mark is not None
    assert (mark.style, mark.number, mark.label.rstrip(")")) == (style, number, label.rstrip(")"))


@pytest.mark.parametrize(
    "line", ["一、二级公路", "1.5万元", "2026年3月", "一是清理", "三个月", "5、", "第一条公路", ""]
)
def test_what_only_looks_like_a_number(line):
    assert mark_at(line) is None


def test_numbers_that_run_on_across_sections():
    text = "一、任务\n(一)水\n1.清渠\n(二)路\n2.修路\n3.种树\n二、要求\n"
    assert [path for path, _ in _paths(text)] == [
        "一",
        "一/(一)",
        "一/(一)/1",
        "一/(二)",
        "一/(二)/2",
        "一/(二)/3",
        "二",
    ]


def test_numbers_may_skip_a_level():
    assert [path for path, _ in _paths("一、任务\n1、水\n①清渠\n②修坝\n2、路\n")] == [
        "一",
        "一/1",
        "一/1/①",
        "一/1/②",
        "一/2",
    ]


def test_labels_open_sections_of_their_own():
    text = "一、分工\n东片:负责清渠引水工作。\n1、清渠\n西片:负责道路修补工作。\n1、修路\n"
    assert [path for path, _ in _paths(text)] == ["一", "一/东片", "一/东片/1", "一/西片", "一/西片/1"]


def test_units_are_no_labels():
    assert [path for path, _ in _paths("一、任务\n责任单位:甲村\n完成时限:3月底\n")] == ["一"]


def test_short_lines_head_items_where_no_other_number_does():
    text = "主要任务\n(一)清渠。甲。\n(二)修路。乙。\n保障措施\n(一)督导。丙。\n"
    assert [path for path, _ in _paths(text)] == [
        "主要任务",
        "主要任务/(一)",
        "主要任务/(二)",
        "保障措施",
        "保障措施/(一)",
    ]


def test_headings_inside_a_text_without_line_breaks():
    text = (
        "白石乡巡河方案为保护河道,制定本方案。一、工作目标通过半年努力,使河道保持清洁,岸线整齐有序。"
        + "各村要认真巡河。" * 30
        + "二、重点任务(一)清理河面。打捞水草。(二)加固堤岸。修补缺口。三、工作要求各村要按时报送情况。"
    )
    assert _paths(text) == [
        ("一", "工作目标"),
        ("二", "重点任务"),
        ("二/(一)", "清理河面"),
        ("二/(二)", "加固堤岸"),
        ("三", "工作要求"),
    ]


def test_a_title_ends_at_the_first_stop_outside_brackets():
    assert title_of("加强巡查(责任单位:各村)。每天一次。") == "加强巡查(责任单位:各村)"
    assert title_of("收费:每户10元") == "收费"
    assert title_of("按12元/人。年收取;") == "按12元/人。年收取"


def test_ten_thousand_headings_stay_flat_enough():
    text = "\n".join(f"{'一、(一)1.(1)①'[:2]}第{i}项" for i in range(3000))
    plan = read_plan(text)
    assert len(plan.clauses) == 3001
    assert max(c.depth for c in plan.clauses) <= 41
