"""The first page of a post, as whole values."""

from datetime import date, timedelta

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.tasks import accept_task, cancel_task, claim_task, note_progress, return_task
from shanzhi.models import Duty, Programme, Task
from shanzhi.queries.ledger import my_tasks, tasks_waiting
from shanzhi.queries.today import DueRow, NewsRow, ProgrammeRow, Today, today_page
from tests.conftest import NOW, TODAY
from tests.queries.subjects import roads, said

TITLE = "云岭县村庄整治实施方案"
LONG_AFTER = NOW + timedelta(days=2)


def row(world, title: str) -> Task:
    return Task.objects.get(programme=world.programme, title__startswith=title, parent=None)


def programme(world, **counts: int) -> ProgrammeRow:
    known = {"tasks": 7, "done": 0, "late": 2, "near": 0} | counts
    return ProgrammeRow(world.programme, TITLE, "云岭县", date(2027, 6, 30), **known)


def missed(world, *units: str) -> tuple[DueRow, ...]:
    duty = Duty.objects.get(programme=world.programme).pk
    return tuple(
        DueRow(duty, "向县农业农村局报送工作进展", unit, date(2026, 8, 16), late=True, programme=TITLE)
        for unit in units
    )


def test_an_office_sees_everything_of_its_place(world):
    hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(1)), now=NOW)
    task = row(world, "清理陈年垃圾")
    claim_task(actor=world.farm, task_id=task.pk, said=said("清完了"), now=LONG_AFTER)
    both = missed(world, "云岭东镇人民政府", "云岭西乡人民政府")
    page = today_page(world.clerk, LONG_AFTER + timedelta(hours=3), TODAY)
    assert page == Today(
        late=2,
        near=0,
        waiting=1,
        reviews=1,
        programmes=(programme(world),),
        tasks=tasks_waiting(world.clerk, TODAY),
        duties=both,
        news=(NewsRow(LONG_AFTER, "farm某", "claim_task", "task", task.pk, world.programme),),
    )
    assert [r.id for r in page.tasks] == [task.pk]


def test_a_unit_sees_its_own(world):
    task = row(world, "整治河道")
    claim_task(actor=world.water, task_id=task.pk, said=said("好"), now=NOW)
    return_task(actor=world.clerk, task_id=task.pk, said=said("重办"), now=NOW)
    page = today_page(world.water, LONG_AFTER, TODAY)
    assert page == Today(
        late=1,
        near=0,
        waiting=1,
        reviews=0,
        programmes=(programme(world, tasks=2, late=1),),
        tasks=my_tasks(world.water, TODAY),
        duties=(),
        news=(),
    )
    assert today_page(world.town, LONG_AFTER, TODAY).duties == missed(world, "云岭东镇人民政府")


def test_done_and_cancelled_tasks_are_counted_apart(world):
    done, gone = row(world, "清理陈年垃圾"), row(world, "整治河道")
    claim_task(actor=world.farm, task_id=done.pk, said=said(), now=NOW)
    accept_task(actor=world.clerk, task_id=done.pk, said=said(), now=NOW)
    cancel_task(actor=world.clerk, task_id=gone.pk, said=said("不做了"), now=NOW)
    page = today_page(world.leader, LONG_AFTER, TODAY)
    assert page.programmes == (programme(world, tasks=6, done=1, late=1),)
    assert page.programmes[0].percent == 16
    assert ProgrammeRow(1, "", "", TODAY, 0, 0, 0, 0).percent == 0


def test_a_task_near_its_day_is_counted_as_near(world):
    page = today_page(world.clerk, NOW, date(2026, 9, 13))
    assert (page.near, page.late) == (1, 2)


def test_what_was_met_is_not_asked_for_and_what_is_old_is_not_either(world):
    duty = Duty.objects.get(programme=world.programme)
    east = world.town.unit_id
    meet_duty(actor=world.town, time=Time(duty.pk, east, date(2026, 8, 16)), text="", now=NOW)
    assert today_page(world.clerk, NOW, TODAY).duties == missed(world, "云岭西乡人民政府")
    days = {(d.due_on, d.late) for d in today_page(world.clerk, NOW, date(2026, 9, 16)).duties}
    assert days == {(date(2026, 8, 16), True), (date(2026, 9, 16), False)}
    assert {d.due_on for d in today_page(world.clerk, NOW, date(2026, 9, 17)).duties} == {date(2026, 9, 16)}


def test_news_is_a_day_old_at_most_and_of_the_own_place(world):
    task = row(world, "清理陈年垃圾")
    note_progress(actor=world.farm, task_id=task.pk, said=said("好"), now=LONG_AFTER)
    day = timedelta(days=1)
    assert [n.deed for n in today_page(world.reader, LONG_AFTER + day, TODAY).news] == ["note_progress"]
    assert today_page(world.reader, LONG_AFTER + day + timedelta(seconds=1), TODAY).news == ()
    assert today_page(world.stranger, LONG_AFTER, TODAY).news == ()


def test_a_closed_programme_is_not_on_the_first_page(world):
    Programme.objects.filter(pk=world.programme).update(state="closed")
    page = today_page(world.clerk, LONG_AFTER, TODAY)
    assert (page.programmes, page.duties, page.late, today_page(world.water, NOW, TODAY).tasks) == ((), (), 0, ())
