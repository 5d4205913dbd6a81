"""What the night watch asks of the books."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.db import transaction

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.tasks import accept_task, cancel_task, claim_task
from shanzhi.models import Duty, Indicator, Place, Task, Unit
from shanzhi.queries import books
from tests.conftest import NOW, adopt
from tests.queries.subjects import repairs, roads, said, townships


def test_places_and_units_that_are_entered(world):
    assert (books.is_empty(), books.has_place("999901000000"), books.has_place("999909000000")) == (False, True, False)
    assert books.unit_ids() == {unit.name: unit.pk for unit in Unit.objects.all()}
    assert {"云岭县水务局", "松平西二村村民委员会"} <= books.unit_ids().keys()


def test_empty_books_are_empty(world):
    with transaction.atomic():
        Place.objects.all()._raw_delete(Place.objects.db)  # noqa: SLF001 - past what protects them; taken back at once
        assert books.is_empty() is True
        transaction.set_rollback(True)
    assert books.is_empty() is False


def test_people_and_who_acts_for_whom(world):
    everyone = {"clerk", "colleague", "leader", "reader", "farm", "water", "town", "village", "stranger"}
    assert books.usernames() - {"clerk3", "leader3", "farm3"} == everyone
    assert books.actor("farm") == world.farm
    assert books.actor_of_unit([None, world.town.unit_id, world.water.unit_id]) == world.water
    assert books.actor_of_unit([None]) is None


def test_open_tasks_come_parts_first_and_without_those_closed(world):
    clerk, programme = townships(1)
    whole = Task.objects.get(programme=programme, title="清理河面", parent=None)
    part = whole.parts.get()
    found = {task.id: asdict(task) for task in books.open_tasks(programme)}
    unit = books.unit_ids()["柳溪甲镇人民政府"]
    day = date(2026, 9, 30)
    assert found[part.pk] == {
        "id": part.pk,
        "from_on": None,
        "due_on": day,
        "unit_ids": (unit,),
        "parts": False,
        "whole": whole.pk,
    }
    assert found[whole.pk] == {
        "id": whole.pk,
        "from_on": None,
        "due_on": day,
        "unit_ids": (),
        "parts": True,
        "whole": whole.pk,
    }
    assert list(found).index(part.pk) < list(found).index(whole.pk)
    cancel_task(actor=clerk, task_id=whole.pk, said=said("不做了"), now=NOW)
    assert {task.id for task in books.open_tasks(programme)} == found.keys() - {part.pk, whole.pk}


def test_an_accepted_task_is_not_open(world):
    programme = adopt(world.clerk, roads(1))[1]
    task = repairs(programme)[0]
    mine = books.OpenTask(task.pk, None, date(2026, 9, 10), (world.water.unit_id,), parts=False, whole=task.pk)
    assert mine in books.open_tasks(programme)
    claim_task(actor=world.water, task_id=task.pk, said=said(), now=NOW)
    accept_task(actor=world.clerk, task_id=task.pk, said=said(), now=NOW)
    assert mine not in books.open_tasks(programme)


def test_due_times_are_those_not_yet_met(world):
    programme = adopt(world.clerk, roads(1))[1]
    duty, unit = Duty.objects.get(programme=programme), world.water.unit_id
    august, september = (books.DueTime(duty.pk, unit, date(2026, m, 16)) for m in (8, 9))
    assert books.due_times(programme, date(2026, 9, 16)) == [august, september]
    meet_duty(actor=world.water, time=Time(duty.pk, unit, date(2026, 8, 16)), text="已报送", now=NOW)
    assert books.due_times(programme, date(2026, 9, 16)) == [september]
    assert books.due_times(programme, date(2026, 9, 15)) == []


def test_indicators_are_goals(world):
    programme = adopt(world.clerk, roads(1))[1]
    goal = Indicator.objects.get(programme=programme)
    assert books.indicators(programme) == [books.Goal(goal.pk, "=", Decimal(1))]
