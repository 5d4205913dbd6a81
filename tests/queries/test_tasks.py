"""The page of a task, as whole values."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shanzhi.actions.tasks import FileIn, accept_task, claim_task, note_progress, settle_task
from shanzhi.core.kinds import Refused
from shanzhi.models import Attachment, Task
from shanzhi.queries.tasks import DeedRow, FileRow, NoteRow, PartRow, SettledRow, TaskPage, attachment, task_page
from tests.conftest import NOW, TODAY
from tests.queries.subjects import said

WAITS = "责任单位报送办结以后才能验收。"
RETURNS = "责任单位报送办结以后才能退回。"
CLAUSE = (
    "1.清理陈年垃圾。对沟边路边的陈年垃圾逐处登记、逐处清运。\n"
    "责任单位：县农业农村局、水务局\n完成时限：2026年9月20日前\n"
)


def row(world, title: str) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def page(world, **fields: object) -> TaskPage:
    """The page of a task nobody has touched yet, as the office sees it."""
    task = row(world, "清理陈年垃圾")
    fresh = TaskPage(
        id=task.pk,
        programme_id=world.programme,
        programme="云岭县村庄整治实施方案",
        title="清理陈年垃圾",
        path="二（一）1",
        section="清理垃圾",
        phase="整治阶段",
        clause=CLAUSE,
        clause_n=task.clause.n,
        reading_id=world.reading,
        quote="责任单位：县农业农村局、水务局",
        unit="",
        parent_id=None,
        units=(("responsible", (("云岭县农业农村局", True), ("云岭县水务局", True))),),
        due_on=date(2026, 9, 20),
        due_words="2026年9月20日前",
        light="normal",
        state="open",
        percent=0,
        problem="",
        late_done=False,
        notes=(),
        parts=(),
        deeds=(
            DeedRow("note", ""),
            DeedRow("claim", ""),
            DeedRow("accept", WAITS),
            DeedRow("return", RETURNS),
            DeedRow("cancel", ""),
        ),
        settled=(),
        may_settle=True,
        anchor=None,
    )
    return replace(fresh, **fields)


def test_the_page_of_a_fresh_task_is_this_value(world):
    assert task_page(world.clerk, row(world, "清理陈年垃圾").pk, TODAY) == page(world)


@pytest.mark.parametrize(
    ("who", "deeds"),
    [
        ("leader", {"accept": WAITS, "return": RETURNS, "cancel": ""}),
        ("reader", {}),
        ("farm", {"note": "", "claim": ""}),
        ("water", {"note": "", "claim": ""}),
    ],
)
def test_each_sees_the_deeds_of_his_post(world, who, deeds):
    mine = tuple(DeedRow(name, why) for name, why in deeds.items())
    assert task_page(getattr(world, who), row(world, "清理陈年垃圾").pk, TODAY) == page(
        world, deeds=mine, may_settle=False
    )


def test_what_was_said_and_settled_is_shown_newest_first(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    task = row(world, "清理陈年垃圾")
    first = said("清了三处", percent=30, problem="缺车")
    first = replace(first, files=[FileIn("说明.txt", b"12345")])
    note_progress(actor=world.farm, task_id=task.pk, said=first, now=NOW)
    late = NOW + timedelta(days=30)
    claim_task(actor=world.water, task_id=task.pk, said=said("清完了"), now=late)
    settle_task(actor=world.clerk, task_id=task.pk, due_on=date(2026, 9, 25), reason="雨季", now=late)
    accept_task(actor=world.leader, task_id=task.pk, said=said("合格"), now=late)
    file = Attachment.objects.get(note__task=task)
    closed = "任务已经办结或撤销。"
    data = {"from": "2026-09-20", "to": "2026-09-25", "reason": "雨季"}
    assert task_page(world.clerk, task.pk, TODAY) == page(
        world,
        due_on=date(2026, 9, 25),
        light="done",
        state="accepted",
        percent=100,
        late_done=True,
        notes=(
            NoteRow(late, "leader某", "", "accept", "合格", "", None, ()),
            NoteRow(late, "water某", "云岭县水务局", "claim", "清完了", "", None, ()),
            NoteRow(
                NOW,
                "farm某",
                "云岭县农业农村局",
                "note",
                "清了三处",
                "缺车",
                30,
                (FileRow(file.pk, "说明.txt", 5),),
            ),
        ),
        deeds=tuple(DeedRow(name, closed) for name in ("note", "claim", "accept", "return", "cancel")),
        settled=(SettledRow(late, "clerk某", data),),
        may_settle=False,
    )


def test_a_parent_shows_its_parts_and_waits_for_them(world):
    parent = row(world, "落实管护人员")
    east, west = parent.parts.order_by("unit__place__code")
    note_progress(actor=world.town, task_id=east.pk, said=said("定了人", percent=50), now=NOW)
    shown = task_page(world.clerk, parent.pk, TODAY)
    assert shown.parts == (
        PartRow(east.pk, "云岭东镇人民政府", "normal", "working", 50, "定了人"),
        PartRow(west.pk, "云岭西乡人民政府", "normal", "open", 0, ""),
    )
    assert (shown.units, shown.percent) == ((("responsible", (("各乡镇", True),)),), 25)
    why = {d.name: d.why for d in shown.deeds}
    assert why["claim"] == "还有下级单位的分项没有办结，暂不能办理。请先看分项进展。"


def test_a_part_shows_its_parent_and_belongs_to_its_unit(world):
    parent = row(world, "落实管护人员")
    part = parent.parts.get(unit=world.town.unit_id)
    shown = task_page(world.town, part.pk, TODAY)
    assert (shown.parent_id, shown.unit, shown.units) == (
        parent.pk,
        "云岭东镇人民政府",
        (("responsible", (("各乡镇", True),)),),
    )
    assert shown.deeds == (DeedRow("note", ""), DeedRow("claim", ""))


@pytest.mark.parametrize(
    ("who", "title"), [("town", "清理陈年垃圾"), ("farm", "落实管护人员"), ("stranger", "清理陈年垃圾")]
)
def test_a_task_of_others_is_not_there(world, who, title):
    with pytest.raises(Refused) as caught:
        task_page(getattr(world, who), row(world, title).pk, TODAY)
    assert caught.value.code == "not_found"


def test_who_is_not_registered_is_said_to_be_unknown(world):
    task = row(world, "整治河道")
    task.units.create(programme_id=world.programme, role="responsible", words="县交通站", n=5)
    task.units.create(programme_id=world.programme, role="person", words="某某", n=6)
    assert task_page(world.clerk, task.pk, TODAY).units == (
        ("lead", (("云岭县水务局", True),)),
        ("responsible", (("县交通站", False),)),
        ("support", (("云岭县财政局", True),)),
        ("person", (("某某", True),)),
    )


def test_a_file_is_given_to_those_who_see_the_task(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    task = row(world, "清理陈年垃圾")
    note_progress(actor=world.farm, task_id=task.pk, said=said(files=1), now=NOW)
    file = Attachment.objects.get(note__task=task)
    assert attachment(world.reader, file.pk) == file
    with pytest.raises(Refused) as caught:
        attachment(world.stranger, file.pk)
    assert caught.value.code == "not_found"
