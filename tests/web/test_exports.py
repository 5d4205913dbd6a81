"""What leaves the house as a file, opened with another library than the one that wrote it."""

from datetime import date
from io import BytesIO
from urllib.parse import unquote

import icalendar
import pytest
from python_calamine import CalamineWorkbook

from shanzhi import door
from shanzhi.actions.tasks import cancel_task, claim_task, note_progress
from shanzhi.core.task import light
from shanzhi.models import Duty, Task
from shanzhi.web.templatetags.words import day, light_word, word
from tests.conftest import NOW
from tests.queries.subjects import said

TITLE = "云岭县村庄整治实施方案"
HEAD = "序号 所属部分 工作任务 牵头单位 责任单位 配合单位 责任人 完成时限 状态 进度 最新进展 存在问题"
HALF = "序号 责任领导 责任单位 责任人 工作目标 工作措施及时间进度 最新工作进展 存在的问题"


def row(world, title: str) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def sheet(answer) -> list[list[object]]:
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def calendar(answer) -> icalendar.Calendar:
    assert answer["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(answer.content)


def state(task: Task) -> str:
    return f"{light_word(light(task.as_core(), door.today(), 7))}·{word(task.state)}"


@pytest.fixture
def worked_on(world):
    said_so = said("=HYPERLINK(1)", percent=30, problem="+缺车")
    note_progress(actor=world.farm, task_id=row(world, "清理陈年垃圾").pk, said=said_so, now=NOW)


def test_the_ledger_as_a_sheet(world, desk, worked_on):
    answer = desk(world.clerk).get(f"/programmes/{world.programme}/ledger.xlsx", {"text": "整治河道"})
    name = f"{TITLE}-台账-{door.today():%Y%m%d}.xlsx"
    assert name in unquote(answer["Content-Disposition"])
    rows = sheet(answer)
    assert rows[0][0] == f"{TITLE}工作台账"
    assert rows[1][0] == f"填报地区：云岭县    填报日期：{day(door.today())}"
    assert rows[2] == HEAD.split()
    task = row(world, "整治河道")
    water, finance = "云岭县水务局", "云岭县财政局"
    assert rows[3:] == [
        [1.0, "清理垃圾", "整治河道", water, "", finance, "", date(2026, 8, 20), state(task), "0%", "", ""]
    ]


def test_the_whole_ledger_is_exported_whatever_the_page(world, desk):
    rows = sheet(desk(world.clerk).get(f"/programmes/{world.programme}/ledger.xlsx", {"page": "3"}))
    titles = list(
        Task.objects.filter(programme=world.programme, parent=None).order_by("n").values_list("title", flat=True)
    )
    assert [r[2] for r in rows[3:]] == titles


def test_what_looks_like_a_formula_stays_text(world, desk, worked_on):
    rows = sheet(desk(world.clerk).get(f"/programmes/{world.programme}/ledger.xlsx", {"text": "清理陈年"}))
    assert rows[3][-3:] == ["30%", "=HYPERLINK(1)", "+缺车"]


def test_the_half_monthly_form(world, desk, worked_on):
    asked = {"form": "half_month", "text": "清理陈年"}
    rows = sheet(desk(world.leader).get(f"/programmes/{world.programme}/ledger.xlsx", asked))
    units = "云岭县农业农村局、云岭县水务局"
    assert (rows[0][0], rows[2]) == (f"{TITLE}半月工作台账", HALF.split())
    assert rows[3:] == [[1.0, "", units, "", "清理陈年垃圾", "2026年9月20日前 30%", "=HYPERLINK(1)", "+缺车"]]


def test_a_unit_exports_its_own_rows(world, desk):
    rows = sheet(desk(world.farm).get(f"/programmes/{world.programme}/ledger.xlsx"))
    assert [r[2] for r in rows[3:]] == ["清理陈年垃圾"]


def test_the_open_tasks_as_a_calendar(world, desk):
    gone, river = row(world, "清理陈年垃圾"), row(world, "整治河道")
    cancel_task(actor=world.clerk, task_id=gone.pk, said=said("不做了"), now=NOW)
    claim_task(actor=world.water, task_id=river.pk, said=said(), now=NOW)
    answer = desk(world.clerk).get(f"/programmes/{world.programme}/tasks.ics", {"text": "清理垃圾"})
    assert unquote(answer["Content-Disposition"]).endswith(f"{TITLE}.ics")
    (entry,) = calendar(answer).walk("VEVENT")
    assert (str(entry["uid"]), entry["dtstart"].dt, entry["dtend"].dt) == (
        f"task-{river.pk}@shanzhi",
        date(2026, 8, 20),
        date(2026, 8, 21),
    )
    assert str(entry["summary"]) == "整治河道"
    assert str(entry["description"]) == "云岭县水务局 2026年8月20日前"
    assert str(entry["url"]) == f"http://testserver/tasks/{river.pk}/"
    assert str(calendar(answer)["x-wr-calname"]) == TITLE


def test_the_duties_of_a_month_as_a_calendar(world, desk):
    answer = desk(world.town).get("/duties/duties.ics", {"month": "2026-09"})
    assert "duties-2026-09.ics" in answer["Content-Disposition"]
    (entry,) = calendar(answer).walk("VEVENT")
    duty = Duty.objects.get(programme=world.programme)
    assert (str(entry["uid"]), entry["dtstart"].dt, str(entry["summary"]), str(entry["description"])) == (
        f"duty-{duty.pk}-2026-09-16@shanzhi",
        date(2026, 9, 16),
        duty.title,
        "2026-09",
    )
    empty = desk(world.water).get("/duties/duties.ics", {"month": "2026-09"})
    assert calendar(empty).walk("VEVENT") == []


def test_the_same_calendar_asked_for_twice_is_the_same_file(world, desk):
    path = f"/programmes/{world.programme}/tasks.ics"
    client = desk(world.clerk)
    assert client.get(path).content == client.get(path).content
