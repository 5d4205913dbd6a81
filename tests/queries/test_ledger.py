"""The ledger as whole values, and its light in SQL against the law's."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from shanzhi.actions.tasks import claim_task, note_progress
from shanzhi.core.task import LIGHTS, STATES, light
from shanzhi.models import Phase, Programme, Task
from shanzhi.queries import ledger
from shanzhi.queries.ledger import Filter, Ledger, LedgerRow, ledger_page, light_of, my_tasks, tasks_waiting
from tests.conftest import NOW, TODAY, adopt
from tests.queries.subjects import repairs, roads, said

TITLE = "云岭县道路养护实施方案"
FAR = TODAY + timedelta(days=300)


@pytest.fixture
def roadworks(world) -> int:
    return adopt(world.clerk, roads(1))[1]


def row(programme: int, begins: str, **fields: object) -> LedgerRow:
    """The row of a task that nobody has touched yet."""
    task = Task.objects.get(programme=programme, title__startswith=begins, parent=None)
    fresh = LedgerRow(
        id=task.pk,
        programme_id=programme,
        programme=TITLE,
        path="二1",
        title="修补第一段路面",
        section="重点任务",
        phase="",
        group="",
        unit="",
        units=(("responsible", "云岭县水务局"),),
        due_on=date(2026, 9, 10),
        due_words="2026年9月10日前",
        light="normal",
        state="open",
        percent=0,
        problem="",
        last_note="",
        last_note_at=None,
        parts=0,
        closed=0,
    )
    return replace(fresh, **fields)


def stage(programme: int, **fields: object) -> LedgerRow:
    return row(
        programme,
        "甲阶段",
        path="三（一）",
        title="甲阶段（2026年8月1日至8月20日）",
        section="实施步骤",
        phase="甲阶段",
        units=(),
        due_on=date(2026, 8, 20),
        due_words="2026年8月1日至8月20日",
        light="late",
        **fields,
    )


def report(programme: int, **fields: object) -> LedgerRow:
    return row(
        programme,
        "县水务局每月",
        path="四（一）",
        title="县水务局每月16日前向县财政局报送甲表",
        section="工作要求",
        due_on=None,
        due_words="每月16日前",
        light="undated",
        **fields,
    )


def page(programme: int, world, **fields: object) -> Ledger:
    """The ledger of one road, nobody having touched it yet."""
    whole = Ledger(
        id=programme,
        title=TITLE,
        place="云岭县",
        from_on=date(2026, 8, 1),
        to_on=date(2027, 6, 30),
        rows=(row(programme, "修补"), stage(programme), report(programme)),
        lights=(("late", 1), ("normal", 1), ("undated", 1)),
        total=3,
        page=1,
        pages=1,
        units=((world.water.unit_id, "云岭县水务局"),),
        phases=((Phase.objects.get(programme=programme).pk, "甲阶段"),),
    )
    return replace(whole, **fields)


def test_the_ledger_is_this_value(world, roadworks):
    assert ledger_page(world.clerk, roadworks, Filter(), TODAY) == page(roadworks, world)


def test_a_filter_by_light_counts_the_other_lights_too(world, roadworks):
    asked = Filter(light="late")
    assert ledger_page(world.leader, roadworks, asked, TODAY) == page(
        roadworks, world, rows=(stage(roadworks),), total=1
    )


def test_a_filter_by_phase_and_by_words(world, roadworks):
    phase = Phase.objects.get(programme=roadworks).pk
    of_phase = page(roadworks, world, rows=(stage(roadworks),), lights=(("late", 1),), total=1)
    assert ledger_page(world.reader, roadworks, Filter(phase=phase), TODAY) == of_phase
    of_words = page(roadworks, world, rows=(row(roadworks, "修补"),), lights=(("normal", 1),), total=1)
    assert ledger_page(world.clerk, roadworks, Filter(text="路面"), TODAY) == of_words
    assert ledger_page(world.clerk, roadworks, Filter(text="二1"), TODAY) == of_words
    nothing = page(roadworks, world, rows=(), lights=(), total=0)
    assert ledger_page(world.clerk, roadworks, Filter(text="不在"), TODAY) == nothing


def test_a_filter_by_unit_is_what_the_unit_itself_sees(world, roadworks):
    held = page(
        roadworks,
        world,
        rows=(row(roadworks, "修补"), report(roadworks)),
        lights=(("normal", 1), ("undated", 1)),
        total=2,
    )
    assert ledger_page(world.clerk, roadworks, Filter(unit=world.water.unit_id), TODAY) == held
    assert ledger_page(world.water, roadworks, Filter(), TODAY) == held
    assert ledger_page(world.water, roadworks, Filter(unit=world.farm.unit_id), TODAY) == held


@pytest.mark.parametrize(
    ("group", "groups"),
    [
        ("section", ["重点任务", "实施步骤", "工作要求"]),
        ("unit", ["云岭县水务局", "云岭县水务局", ""]),
        ("phase", ["甲阶段", "", ""]),
        ("nonsense", ["", "", ""]),
    ],
)
def test_groups_stand_together(world, roadworks, group, groups):
    rows = ledger_page(world.clerk, roadworks, Filter(group=group), TODAY).rows
    assert [r.group for r in rows] == groups


@pytest.mark.parametrize(
    ("sort", "paths"),
    [
        ("plan", ["二1", "三（一）", "四（一）"]),
        ("due", ["三（一）", "二1", "四（一）"]),
        ("progress", ["三（一）", "四（一）", "二1"]),
        ("news", ["二1", "三（一）", "四（一）"]),
        ("nonsense", ["二1", "三（一）", "四（一）"]),
    ],
)
def test_every_sort_has_its_order(world, roadworks, sort, paths):
    note_progress(actor=world.water, task_id=repairs(roadworks)[0].pk, said=said("好", percent=40), now=NOW)
    rows = ledger_page(world.clerk, roadworks, Filter(sort=sort), TODAY).rows
    assert [r.path for r in rows] == paths


def test_pages_hold_so_many_rows_and_an_export_all(world, roadworks, monkeypatch):
    monkeypatch.setattr(ledger, "ROWS_A_PAGE", 2)
    whole = page(roadworks, world)
    first, last = replace(whole, rows=whole.rows[:2], pages=2), replace(whole, rows=whole.rows[2:], page=2, pages=2)
    assert ledger_page(world.clerk, roadworks, Filter(page=0), TODAY) == first
    assert ledger_page(world.clerk, roadworks, Filter(page=2), TODAY) == last
    assert ledger_page(world.clerk, roadworks, Filter(page=10**6), TODAY) == last
    export = ledger_page(world.clerk, roadworks, Filter(page=2), TODAY, whole=True)
    assert export == replace(whole, page=2, pages=2)


def test_a_parent_shows_its_parts_and_a_part_its_parents_units(world):
    rows = ledger_page(world.clerk, world.programme, Filter(text="落实"), TODAY).rows
    assert [(r.title, r.units, r.unit, r.parts, r.closed) for r in rows] == [
        ("落实管护人员", (("responsible", "各乡镇"),), "", 2, 0)
    ]
    mine = ledger_page(world.town, world.programme, Filter(text="落实"), TODAY).rows
    assert [(r.title, r.units, r.unit, r.parts, r.holders) for r in mine] == [
        ("落实管护人员", (("responsible", "各乡镇"),), "云岭东镇人民政府", 0, "云岭东镇人民政府")
    ]


def test_my_tasks_are_the_open_ones_of_my_unit_the_most_urgent_first(world, roadworks):
    titles = [(r.programme_id, r.title) for r in my_tasks(world.water, TODAY)]
    assert titles == [
        (world.programme, "整治河道"),
        (roadworks, "修补第一段路面"),
        (world.programme, "清理陈年垃圾"),
        (roadworks, "县水务局每月16日前向县财政局报送甲表"),
    ]
    assert my_tasks(world.water, TODAY)[1] == row(roadworks, "修补")
    assert my_tasks(world.clerk, TODAY) == ()


def test_tasks_waiting_are_those_claimed(world, roadworks):
    assert tasks_waiting(world.clerk, TODAY) == ()
    task = repairs(roadworks)[0]
    claim_task(actor=world.water, task_id=task.pk, said=said("修好了"), now=NOW)
    claimed = row(
        roadworks,
        "修补",
        light="waiting",
        state="claimed",
        percent=100,
        last_note="修好了",
        last_note_at=NOW,
    )
    assert tasks_waiting(world.clerk, TODAY) == (claimed,)
    Programme.objects.filter(pk=roadworks).update(state="closed")
    assert (tasks_waiting(world.clerk, TODAY), len(my_tasks(world.water, TODAY))) == ((), 2)


@pytest.mark.parametrize("near_days", [0, 7])
def test_the_light_in_sql_is_the_laws_light(world, near_days):
    """Every state with every day the light may go by and every day it may have been claimed on."""
    Programme.objects.filter(pk=world.programme).update(near_days=near_days)
    near = TODAY + timedelta(days=near_days)
    days = (None, TODAY - timedelta(days=1), TODAY, near, near + timedelta(days=1), FAR)
    like = Task.objects.filter(programme=world.programme).first()
    made = Task.objects.bulk_create(
        Task(
            programme=like.programme,
            clause=like.clause,
            n=1000 + n,
            title=f"第{n}项",
            state=state,
            due_on=light_on,
            light_on=light_on,
            claimed_on=claimed_on,
        )
        for n, (state, light_on, claimed_on) in enumerate(product(STATES, days, (*days, TODAY - timedelta(days=9))))
    )
    rows = Task.objects.filter(pk__in=[t.pk for t in made]).annotate(light=light_of(TODAY))
    told = {(t.state, t.light_on, t.claimed_on): t.light for t in rows}
    law = {(t.state, t.light_on, t.claimed_on): light(t.as_core(), TODAY, near_days) for t in made}
    assert told == law
    assert set(told.values()) == set(LIGHTS)
