"""Who and by when, in the ways documents say it."""

import pytest

from shanzhi.core.chinese.terms import FROM_NOW, Term, term_of
from shanzhi.core.plan.reading import read_plan


def _task(body):
    tasks = read_plan(f"一、重点任务\n(一)清理沟渠。{body}\n").tasks
    assert len(tasks) == 1
    return tasks[0]


@pytest.mark.parametrize(
    ("body", "role", "names"),
    [
        ("责任单位：县水利局、各乡镇", "responsible", ("县水利局", "各乡镇")),
        ("职责单位:县住建局、环保局;", "responsible", ("县住建局", "环保局")),
        ("(牵头单位:县水利局;配合单位:县财政局,各村)", "lead", ("县水利局",)),
        ("(牵头单位:县水利局;配合单位:县财政局,各村)", "support", ("县财政局", "各村")),
        ("(县水利局牵头,县财政局按职责分工负责)", "lead", ("县水利局",)),
        ("(县水利局牵头,县财政局按职责分工负责)", "responsible", ("县财政局",)),
        ("(县农业农村局、各镇(街道))", "responsible", ("县农业农村局", "各镇(街道)")),
        ("县水利局牵头,县财政局、各乡镇配合,开展清淤。", "support", ("县财政局", "各乡镇")),
        ("由镇水利站负责清淤。", "responsible", ("镇水利站",)),
        ("各村要按时清淤。", "responsible", ("各村",)),
        ("各村党支部书记为第一责任人。", "persons", ("各村党支部书记",)),
        ("由张三、李四同志具体负责。", "persons", ("张三", "李四")),
        ("县水利局会同县财政局制定办法。", "support", ("县财政局",)),
        ("组织、民政、司法等部门要共同参与。", "responsible", ("组织", "民政", "司法")),
        ("责任人:王五", "persons", ("王五",)),
        ("责任主体:各乡镇", "owner", ("各乡镇",)),
    ],
)
def test_units_in_their_roles(body, role, names):
    assert getattr(_task(body), role) == names


@pytest.mark.parametrize(
    "body", ["做好清淤。", "对全村沟渠进行清理。", "加强部门协作。", "动员群众参与。", "完善村规民约。"]
)
def test_nothing_is_guessed(body):
    task = _task(body)
    assert (task.lead, task.responsible, task.support, task.owner, task.persons) == ((), (), (), (), ())


@pytest.mark.parametrize(
    ("body", "deadline"),
    [
        ("完成时限：2026年6月底前", "2026年6月底前"),
        ("完成时刻:8月25日前达标。", "8月25日前"),
        ("到20xx年10月底,全部清完。", "20xx年10月底"),
        ("于3月15日前完成。", "3月15日前"),
        ("在年底前完成。", "年底前"),
        ("应在3个工作日内办结。", "3个工作日内"),
        ("规划批准之日起20个工作日内公布。", "规划批准之日起20个工作日内"),
        ("应在收到工单的当日答复。", "收到工单的当日"),
        ("自2026年3月起实行。", ""),
        ("按照2025年的办法清理。", ""),
    ],
)
def test_deadlines_as_printed(body, deadline):
    assert _task(body).deadline == deadline


@pytest.mark.parametrize(
    ("body", "deadline", "term"),
    [
        ("完成时限:自规划批准之日起20个工作日内", "自规划批准之日起20个工作日内", Term("规划批准", 20, "workday")),
        ("规划批准之日起20个工作日内在村口公布。", "规划批准之日起20个工作日内", Term("规划批准", 20, "workday")),
        ("各村要在本方案印发后一个月内清完。", "本方案印发后一个月内", Term("本方案印发", 1, "month")),
        ("合同签订后3个月内完工。", "合同签订后3个月内", Term("合同签订", 3, "month")),
        ("3个工作日内答复。", "3个工作日内", None),
    ],
)
def test_deadlines_that_count_from_an_event(body, deadline, term):
    task = _task(body + "(责任单位:镇水利站)")
    assert (task.deadline, task.due.text, term_of(task.due)) == (deadline, deadline, term)


def test_a_cell_may_count_from_an_event():
    rows = "序号\t主要任务\t牵头单位\t完成时限\n1\t公布规划\t县水利局\t自规划批准之日起20个工作日内\n"
    (task,) = read_plan(rows).tasks
    assert term_of(task.due) == Term("规划批准", 20, "workday")


def test_a_stage_from_now_on_begins_with_the_issue():
    text = "一、实施步骤\n(一)动员阶段(即日起至9月15日)。开会。\n(二)整治阶段(9月16日至11月30日)。整治。\n"
    first, second = read_plan(text).phases
    assert (first.start, first.start_on, first.end, first.end_on.text) == ("即日起", FROM_NOW, "9月15日", "9月15日")
    assert (second.start, second.end) == ("9月16日", "11月30日")


def test_one_unit_line_covers_its_section():
    plan = read_plan(
        "一、任务\n(一)水\n1.清渠。\n2.引水。\n责任单位:县水利局\n完成时限:5月底前\n(二)路\n1.修路。\n责任单位:各村\n"
    )
    assert [(t.path[-2:], t.responsible, t.units_from) for t in plan.tasks] == [
        (("(一)", "1"), ("县水利局",), ("一", "(一)")),
        (("(一)", "2"), ("县水利局",), ("一", "(一)")),
        (("(二)", "1"), ("各村",), None),
    ]


def test_inline_items_with_their_own_dates_are_tasks():
    plan = read_plan("一、任务\n(一)治水。一是清渠,6月底前完成;二是引水,9月底前完成。(责任单位:县水利局)\n")
    assert [(t.path[-1], t.deadline, t.responsible) for t in plan.tasks] == [
        ("一是", "6月底前", ("县水利局",)),
        ("二是", "9月底前", ("县水利局",)),
    ]


def test_a_table_flattened_to_blanks():
    text = (
        "序号 主要任务 具体措施 牵头单位 责任单位\n"
        "1 修缮水渠 对北坡干渠进行全面修缮,更换闸门。到2026年5月底完成。 县水利局 县财政局、各乡镇\n"
        "2 安装路灯 在主要村道安装路灯。 县住建局 各乡镇\n"
    )
    first, second = read_plan(text).tasks
    assert (first.title, first.lead, first.responsible, first.deadline) == (
        "修缮水渠",
        ("县水利局",),
        ("县财政局", "各乡镇"),
        "2026年5月底",
    )
    assert (second.title, second.lead, second.deadline) == ("安装路灯", ("县住建局",), "")
