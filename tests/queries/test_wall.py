"""The wall chart, as a whole value."""

from datetime import date

import pytest

from shanzhi.core.chart import Scale, Tick
from shanzhi.models import Task
from shanzhi.queries import wall
from shanzhi.queries.wall import Band, Bar, Wall, wall_chart
from tests.conftest import TODAY, adopt
from tests.queries.subjects import repairs, roads

FIRST, LAST = date(2026, 8, 1), date(2027, 6, 30)
MONTHS = (
    (0.0, 92.8, date(2026, 8, 1)),
    (92.8, 89.8, date(2026, 9, 1)),
    (182.6, 92.8, date(2026, 10, 1)),
    (275.4, 89.9, date(2026, 11, 1)),
    (365.3, 92.8, date(2026, 12, 1)),
    (458.1, 92.8, date(2027, 1, 1)),
    (550.9, 83.8, date(2027, 2, 1)),
    (634.7, 92.8, date(2027, 3, 1)),
    (727.5, 89.9, date(2027, 4, 1)),
    (817.4, 92.8, date(2027, 5, 1)),
    (910.2, 89.8, date(2027, 6, 1)),
)


@pytest.fixture
def roadworks(world) -> int:
    return adopt(world.clerk, roads(1))[1]


def bar(programme: int, path: str, **fields: object) -> Bar:
    """The bar of the repair, or of another task with these fields."""
    like = {
        "title": "修补第一段路面",
        "units": "云岭县水务局",
        "light": "normal",
        "percent": 0,
        "due_on": date(2026, 9, 10),
        "x": 0.0,
        "width": 122.8,
        "y": 78,
    }
    task = Task.objects.get(programme=programme, path=path)
    return Bar(id=task.pk, path=path, **(like | fields))


def test_the_chart_by_phase_is_this_value(world, roadworks):
    title, day = "甲阶段（2026年8月1日至8月20日）", date(2026, 8, 20)
    stage = bar(roadworks, "三（一）", title=title, units="", light="late", due_on=day, width=59.9, y=26)
    title = "县水务局每月16日前向县财政局报送甲表"
    report = bar(roadworks, "四（一）", title=title, light="undated", due_on=None, width=0.0, y=104)
    assert wall_chart(world.reader, roadworks, "phase", TODAY) == Wall(
        id=roadworks,
        title="云岭县道路养护实施方案",
        place="云岭县",
        from_on=FIRST,
        to_on=LAST,
        months=tuple(Tick(*month) for month in MONTHS),
        bands=(
            Band("甲阶段", (stage,), 0.0, 59.9, 0),
            Band("", (bar(roadworks, "二1"), report), 0.0, 0.0, 52),
        ),
        today_x=92.8,
        height=130,
        left_out=0,
    )


@pytest.mark.parametrize(
    ("group", "bands"),
    [
        ("unit", [("云岭县水务局", ["二1", "四（一）"]), ("", ["三（一）"])]),
        ("section", [("重点任务", ["二1"]), ("实施步骤", ["三（一）"]), ("工作要求", ["四（一）"])]),
        ("phase", [("甲阶段", ["三（一）"]), ("", ["二1", "四（一）"])]),
    ],
)
def test_groups(world, roadworks, group, bands):
    chart = wall_chart(world.clerk, roadworks, group, TODAY)
    assert [(band.title, [b.path for b in band.bars]) for band in chart.bands] == bands
    assert [band.y for band in chart.bands] == [sum(b.height for b in chart.bands[:k]) for k in range(len(bands))]


@pytest.mark.parametrize(
    ("today", "x"),
    [(date(2026, 7, 31), None), (FIRST, 0.0), (LAST, Scale(FIRST, LAST, 1000).x(LAST)), (date(2027, 7, 1), None)],
)
def test_todays_line_stands_inside_or_not_at_all(world, roadworks, today, x):
    assert wall_chart(world.clerk, roadworks, "phase", today).today_x == x


def test_a_bar_shows_how_far_it_is(world, roadworks):
    Task.objects.filter(pk=repairs(roadworks)[0].pk).update(percent=50)
    half = wall_chart(world.clerk, roadworks, "section", TODAY).bands[0].bars[0]
    assert (half.percent, half.done_width, half.end, half.middle) == (50, 61.4, 122.8, half.y + 13)


def test_what_does_not_fit_is_counted_as_left_out(world, roadworks, monkeypatch):
    monkeypatch.setattr(wall, "MOST", 2)
    chart = wall_chart(world.clerk, roadworks, "section", TODAY)
    assert (chart.left_out, sum(len(band.bars) for band in chart.bands)) == (1, 2)
