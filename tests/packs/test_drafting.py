"""The draft pack of a plan: whole, without faults, and it comes round as the plan says."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.core.duty import Recurrence
from shanzhi.core.plan.facts import Duty, Span
from shanzhi.core.plan.reading import read_plan
from shanzhi.core.programme import Answers, Draft, DraftDuty, Facts, draft
from shanzhi.core.unit import PlaceRef, Register, UnitRef
from shanzhi.packs.drafting import Material, draft_pack
from shanzhi.packs.reading import examine

COUNTY = PlaceRef(1, "999901000000", "云岭县", "county")
VILLAGE = PlaceRef(2, "999901100201", "一村", "village")
REGISTER = Register(
    [
        UnitRef(1, "云岭县水务局", ("县水务局",), "organ", COUNTY),
        UnitRef(2, "一村村民委员会", ("一村",), "village", VILLAGE),
    ],
    COUNTY,
)
PLAN = """云岭县河道整治实施方案
一、目标任务
到2026年12月底，河道清洁率达到95%以上。
二、重点任务
（一）清理河道。清理县域河道垃圾。责任单位：县水务局。完成时限：2026年10月31日前。
（二）门前三包。落实“三包”（包卫生、包绿化、包秩序）。责任单位：各村。
三、工作制度
（一）县水务局每月16日前向县政府办公室报送进展情况。
（二）各村每周五开展清扫。
（三）对排名末位的村，每次扣除工作经费500元。
四、组织领导
成立河道整治工作领导小组，由张某任组长，李某任副组长。
"""


def material(text: str = PLAN) -> Material:
    plan = read_plan(text)
    numbers = {c.path: c.n for c in plan.clauses}

    def at(facts):
        return [(numbers[f.path], f) for f in facts]

    facts = Facts(at(plan.tasks), at(plan.phases), at(plan.indicators), at(plan.duties))
    answers = Answers(year=2026, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31))
    return Material(
        "plan_7",
        plan.title,
        "county",
        "village",
        {c.n: ("".join(c.path), text[c.start : c.end]) for c in plan.clauses},
        draft(facts, answers, REGISTER),
        {u.id: u.name for u in REGISTER.units},
        at(plan.money),
        at(plan.named_sets),
        at(plan.organs),
    )


def test_a_plan_becomes_a_pack_without_faults_that_says_what_it_said() -> None:
    drafted = draft_pack(material())
    gave = examine(drafted.text)
    assert (gave.pack is not None, gave.faults) == (True, ())
    pack = gave.pack
    assert (pack.id, pack.title, pack.level, pack.subjects) == ("plan_7", "云岭县河道整治实施方案", "county", "village")
    first = next(t for t in pack.tasks if "清理河道" in t.title)
    assert (first.responsible.names, str(first.due.value)) == (("云岭县水务局",), "2026年10月31日")
    assert first.clause == "二（一）"
    assert next(t for t in pack.tasks if "门前三包" in t.title).responsible.names == ("village",)
    assert [(d.who.names, d.every.unit) for d in pack.duties] == [(("县水务局",), "month"), (("village",), "week")]
    assert [(i.target[0].year, i.measure) for i in pack.indicators] == [("2026", "%")]
    assert [t.choices for t in pack.tables] == [tuple(r.keys[0] for r in pack.tables[0].rows)]
    assert [p.title for p in pack.posts] == ["河道整治工作领导小组"]
    assert "张某" not in drafted.text.replace(pack.clause("四"), "")
    assert drafted.tasks == tuple(f"task_{n}" for n in range(1, len(drafted.tasks) + 1))


def duty(rule: Recurrence) -> DraftDuty:
    said = Duty((), "县水务局", "报送", "按期", "other", Span(1, 0, 2, "报送"), rule, hand_in=True)
    return DraftDuty(0, said, (1,), ())


@pytest.mark.parametrize(
    "rule",
    [
        Recurrence("day", by_times=("07:30",)),
        Recurrence("week", ((5, 5),)),
        Recurrence("half_month", ((13, 15), (28, 30))),
        Recurrence("month", ((1, 16),)),
        Recurrence("two_months", ((201, 231),)),
        Recurrence("quarter"),
        Recurrence("quarter", ((301, 310),)),
        Recurrence("half_year", ((620, 620),)),
        Recurrence("year", ((601, 630),)),
        Recurrence("week", months=(5, 6, 7, 8, 9, 10)),
        Recurrence("month", ((1, 15),), months=(2, 3, 4)),
    ],
)
def test_a_duty_comes_round_in_the_pack_as_in_the_plan(rule: Recurrence) -> None:
    plan = Draft(date(2026, 1, 1), date(2027, 12, 31), (), (), (duty(rule),), ())
    of = replace(material("标题\n一、做\n做。\n"), plan=plan, money=(), sets=(), organs=())
    drafted = draft_pack(of)
    assert (drafted.duties, examine(drafted.text).faults) == (("duty_1",), ())


def test_what_the_checker_faults_is_left_out_and_the_rest_stays() -> None:
    of = material()
    odd = replace(of.plan.tasks[0], units=(("responsible", "responsible", None),))
    drafted = draft_pack(replace(of, plan=replace(of.plan, tasks=(odd, *of.plan.tasks[1:]))))
    assert examine(drafted.text).faults == ()
    assert drafted.tasks[1] == "task_2"
