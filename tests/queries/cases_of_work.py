"""What queries about work cost: each with its subject at a wanted number of rows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.register import PlaceIn, UnitIn, add_places, add_units
from shanzhi.actions.tasks import claim_task, note_progress, settle_task
from shanzhi.models import Attachment, Duty, Indicator, Task
from shanzhi.papers.parts import Part
from shanzhi.queries import (
    anchors,
    audit,
    backup,
    books,
    duties,
    indicators,
    ledger,
    reviews,
    tasks,
    today,
    wall,
)
from shanzhi.queries.calendar import work_calendar
from tests.conftest import NOW, TODAY, World, adopt
from tests.queries.asks import Ask, a_person, grown, one
from tests.queries.subjects import repairs, roads, said, townships
from tests.queries.test_anchors import running

MONTH = TODAY.replace(day=1)
DUE = date(2026, 9, 16)


def programme(world: World, n: int) -> int:
    return adopt(world.clerk, roads(n))[1]


def of_programme(query, *more, rows=len):
    """A question about a programme with n tasks, phases, indicators and duties."""
    return lambda world, n: Ask(partial(query, programme(world, n), *more), rows)


def of_office(query, *more, rows, who: str = "clerk"):
    """The same, asked by somebody."""
    return lambda world, n: Ask(partial(query, getattr(world, who), programme(world, n), *more), rows)


def a_unit(world: World, k: int) -> None:
    add_units(actor=None, units=[UnitIn(f"云岭县第{k}局", "999901000000")], now=NOW)


def a_place(world: World, k: int) -> None:
    add_places(actor=None, places=[PlaceIn(f"9999011003{k:02}", f"新{k}村", "village")], now=NOW)


def a_note(world: World, k: int) -> None:
    row = Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")
    note_progress(actor=world.farm, task_id=row.pk, said=said("好"), now=NOW)


def findings(world: World, n: int) -> Ask:
    Task.objects.filter(pk__in=[t.pk for t in repairs(programme(world, n))]).update(light_on=None)
    return Ask(audit.audit, len)


def claimed(world: World, n: int) -> None:
    for row in repairs(programme(world, n)):
        claim_task(actor=world.water, task_id=row.pk, said=said(), now=NOW)


def first_page(world: World, n: int) -> Ask:
    claimed(world, n)
    return Ask(partial(today.today_page, world.clerk, NOW, TODAY), lambda page: len(page.tasks))


def waiting(world: World, n: int) -> Ask:
    claimed(world, n)
    return Ask(partial(ledger.tasks_waiting, world.clerk, TODAY), len)


def mine(world: World, n: int) -> Ask:
    programme(world, n)
    return Ask(partial(ledger.my_tasks, world.water, TODAY), lambda rows: sum(r.title.startswith("修补") for r in rows))


def duty_times(world: World, n: int) -> Ask:
    clerk, number = townships(n)
    duty = Duty.objects.get(programme=number)
    return Ask(partial(duties.duty_page, clerk, duty.pk, DUE, TODAY), lambda page: len(page.times))


def values(world: World, n: int) -> Ask:
    number = programme(world, n)
    for row in Indicator.objects.filter(programme=number):
        for k in range(n):
            given = ValueIn(uuid4(), date(2026, 8, k + 1), Decimal(k), "月报")
            enter_value(actor=world.clerk, indicator_id=row.pk, given=given, now=NOW)
    return Ask(
        partial(indicators.indicators_page, world.clerk, number),
        lambda page: len(page.rows) if all(len(r.values) == n for r in page.rows) else -1,
    )


def task_with_everything(world: World, n: int) -> Ask:
    """n notes with n files each, n parts, n changes of the day."""
    clerk, number = townships(n)
    row = Task.objects.get(programme=number, title="清理河面", parent=None)
    for k in range(n):
        note_progress(actor=clerk, task_id=row.pk, said=said("好", files=n), now=NOW)
        settle_task(actor=clerk, task_id=row.pk, due_on=date(2026, 10, k + 1), reason="雨", now=NOW)

    def rows(page: tasks.TaskPage) -> int:
        held = {len(page.notes), len(page.parts), len(page.settled), *(len(note.files) for note in page.notes)}
        return held.pop() if len(held) == 1 else -1

    return Ask(partial(tasks.task_page, clerk, row.pk, TODAY), rows)


def a_file(world: World, n: int) -> Ask:
    row = Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")
    note_progress(actor=world.farm, task_id=row.pk, said=said(files=n), now=NOW)
    return Ask(partial(tasks.attachment, world.clerk, Attachment.objects.filter(note__task=row).earliest("pk").pk))


def plans(world: World, n: int) -> Ask:
    for k in range(n):
        hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(n, f"道路{k}")), now=NOW)
    before = 1  # the world's own
    return Ask(partial(reviews.plans_page, world.clerk), lambda rows: len(rows) - before)


def of_reading(query, rows, *, actor: bool = False):
    """A question about a reading not yet checked, with n tasks, phases, indicators and duties."""

    def ask(world: World, n: int) -> Ask:
        reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(n)), now=NOW).reading_id
        return Ask(partial(query, *((world.clerk,) if actor else ()), reading), rows)

    return ask


def near(world: World, n: int) -> Ask:
    before = len(reviews.register_of(world.reading).units)
    for k in range(n):
        a_unit(world, k)
    return Ask(partial(reviews.register_of, world.reading), lambda register: len(register.units) - before)


def cells(page: duties.Month) -> int:
    return sum(len(day.cells) for week in page.weeks for day in week)


def bars(page: wall.Wall) -> int:
    return sum(bar.title.startswith("修补") for band in page.bands for bar in band.bars)


def first_clause(actor, reading: int) -> reviews.Review:
    return reviews.review_page(actor, reading, 0)


def events(world: World, n: int) -> Ask:
    """A programme whose deadlines count from n events."""
    names = ("规划批准", "合同签订", "资金到位")[:n]
    lines = (f"{k}.第{k}件事。\n责任单位：县水务局\n完成时限：自{e}之日起20日内\n" for k, e in enumerate(names, 1))
    number = running(world, "云岭县工程实施方案\n一、重点任务\n" + "".join(lines), *names)
    return Ask(partial(anchors.anchors_page, world.clerk, number), lambda page: len(page.anchors))


def a_receipt(_world: World, n: int) -> Ask:
    parts = [Part("table", f"t{k}", 1, 1, "") for k in range(n)]
    return Ask(partial(backup.receipt, {"made_at": "", "program": ""}, parts, ""), lambda found: len(found.rows))


def provisional(world: World, _n: int) -> Ask:
    task = Task.objects.filter(programme=world.programme).earliest("n")
    return Ask(partial(anchors.is_provisional, task, TODAY, work_calendar()))


CASES: dict[str, Callable[[World, int], Ask]] = {
    "anchors.anchors_page": events,
    "anchors.is_provisional": provisional,
    "audit.audit": findings,
    "audit.entries": grown(audit.entries, a_note),
    "backup.is_filled": one(lambda _world: backup.is_filled()),
    "backup.receipt": a_receipt,
    "books.is_empty": one(lambda _world: books.is_empty()),
    "books.unit_ids": grown(books.unit_ids, a_unit),
    "books.revision_of_case": one(lambda _world: books.revision_of_case(0)),
    "books.has_place": one(lambda _world: books.has_place("999901000000")),
    "books.usernames": grown(books.usernames, a_person),
    "books.actor": one(lambda _world: books.actor("farm")),
    "books.actor_of_unit": lambda world, n: Ask(
        partial(books.actor_of_unit, [world.farm.unit_id, world.water.unit_id, world.town.unit_id][:n])
    ),
    "books.open_tasks": of_programme(books.open_tasks, rows=lambda found: len(found) // 3),
    "books.due_times": of_programme(books.due_times, date(2026, 8, 31)),
    "books.indicators": of_programme(books.indicators),
    "calendar.work_calendar": one(lambda _world: work_calendar()),
    "duties.state_of": one(lambda _world: duties.state_of(None, DUE, TODAY, asked=True)),
    "duties.duty_calendar": lambda world, n: Ask(
        partial(duties.duty_calendar, world.clerk, MONTH, TODAY, programme(world, n)), cells
    ),
    "duties.duty_page": duty_times,
    "indicators.indicators_page": values,
    "audit.chains": one(lambda _world: audit.chains({})),
    "audit.known_keys": one(lambda _world: audit.known_keys(b"")),
    "audit.unsigned": one(lambda _world: audit.unsigned([])),
    "audit.completeness": one(lambda _world: audit.completeness(NOW)),
    "ledger.ledger_page": of_office(
        ledger.ledger_page, ledger.Filter(text="修补"), TODAY, rows=lambda page: len(page.rows)
    ),
    "ledger.my_tasks": mine,
    "ledger.tasks_waiting": waiting,
    "reviews.plans_page": plans,
    "reviews.review_page": of_reading(
        first_clause, lambda page: sum(c.title.startswith("修补") for c in page.clauses), actor=True
    ),
    "reviews.preview_page": of_reading(reviews.preview_page, lambda page: page.unchecked // 3, actor=True),
    "reviews.checked_facts": of_reading(reviews.checked_facts, lambda facts: len(facts.phases)),
    "reviews.register_of": near,
    "reviews.unchecked": of_reading(reviews.unchecked, lambda found: found // 3),
    "tasks.task_page": task_with_everything,
    "tasks.attachment": a_file,
    "today.today_page": first_page,
    "wall.wall_chart": of_office(wall.wall_chart, "phase", TODAY, rows=bars),
}
UNIT_CASES: dict[str, Callable[[World, int], Ask]] = {
    "duties.duty_calendar": lambda world, n: Ask(
        partial(duties.duty_calendar, world.water, MONTH, TODAY, programme(world, n)), cells
    ),
    "indicators.indicators_page": of_office(indicators.indicators_page, rows=lambda page: len(page.rows), who="water"),
    "ledger.ledger_page": of_office(
        ledger.ledger_page, ledger.Filter(text="修补"), TODAY, rows=lambda page: len(page.rows), who="water"
    ),
    "today.today_page": lambda world, n: Ask(
        partial(today.today_page, world.water, NOW, TODAY) if programme(world, n) else None,
        lambda page: sum(r.title.startswith("修补") for r in page.tasks),
    ),
    "wall.wall_chart": of_office(wall.wall_chart, "unit", TODAY, rows=bars, who="water"),
}
