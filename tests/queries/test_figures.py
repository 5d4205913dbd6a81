"""Figures as pages: as written down, as they are now, and from the county down to the village."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.actions.snapshots import take_snapshots
from shanzhi.core.kinds import Words
from shanzhi.core.meant import Meant
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.required import Required
from shanzhi.models import Indicator, Place
from shanzhi.models.walls import acting
from shanzhi.packs.expressions import expression as parse
from shanzhi.queries.around import Around
from shanzhi.queries.figure_pages import Asked, FigureRow, Source, figure_page, figures_overview
from shanzhi.queries.places_known import Known
from tests.books_world import row
from tests.conftest import NOW, TODAY
from tests.figures_world import COUNTY, EAST, EAST_TWO, OTHER_TOWN, TOWN, WEST, complaint, figures
from tests.queries.counting import statements

DAY = timedelta(days=1)
FAR = "999901101202"
NONE = Words("除数为零。")


@pytest.fixture
def found(world):
    found = figures(world.clerk)
    for again in (True, False, False):
        complaint(found, EAST, again=again)
    complaint(found, WEST)
    return found


def page(world, found, item: str = "repeat", today: date = TODAY, **asked: object):
    return figure_page(world.clerk, found.programme_id, item, Asked(**asked), today)


def test_before_the_first_snapshot_an_office_sees_figures_as_they_are(world, found):
    seen = page(world, found)
    assert (seen.as_of, seen.live, seen.period.name, seen.before, seen.after) == (None, True, "2026-Q3", "2026-Q2", "")
    assert seen.top == FigureRow(
        COUNTY, "云岭县", "county", Decimal(25), None, 2, 4, ("云岭东二村", "云岭西二村"), 0, "free", 75, below=True
    )
    assert [(r.code, r.value and round(r.value, 2), r.n, r.of) for r in seen.rows] == [
        (TOWN, Decimal("33.33"), 1, 2), (OTHER_TOWN, 0, 1, 2)
    ]  # fmt: skip
    assert seen.sources == (Source("flow", "complaint", "群众反映的环境卫生问题"),)


def test_down_to_the_villages_and_up_again(world, found):
    seen = page(world, found, under=TOWN)
    assert (seen.top.name, seen.up) == ("云岭东镇", (COUNTY, "云岭县"))
    assert [(r.code, r.why, r.below) for r in seen.rows] == [(EAST, None, False), (EAST_TWO, NONE, False)]
    assert [r.code for r in page(world, found, whole=True).rows] == [TOWN, EAST, EAST_TWO, OTHER_TOWN, WEST, FAR]
    assert page(world, found, under="000000000000").top.code == COUNTY


def test_what_was_written_down_stands_until_the_next_night(world, found):
    take_snapshots(NOW)
    complaint(found, EAST)
    seen = page(world, found)
    assert (seen.as_of, seen.top.value) == (TODAY, 25)
    now = page(world, found, now=True)
    assert (now.as_of, now.top.value) == (None, 20)
    take_snapshots(NOW + DAY)
    later = page(world, found, today=TODAY + DAY)
    assert (later.as_of, later.top.value, [r.value for r in later.rows]) == (TODAY + DAY, 20, [25, 0])
    before = page(world, found, today=TODAY + DAY, on=TODAY)
    assert (before.as_of, before.top.value) == (TODAY, 25)
    assert later.line.points == "2.0,2.0 118.0,26.0"


def test_a_page_costs_no_more_than_eight_statements_whatever_the_places(world, found):
    take_snapshots(NOW)
    for item in ("repeat", "people", "satisfied", "mend_time", "swept"):
        for now in (False, True):
            with statements() as sent:
                page(world, found, item, now=now, whole=True)
            assert len(sent) <= 8, (item, now, len(sent))


def test_the_target_of_the_year_and_how_a_figure_stands(world, found):
    for place, people in ((EAST, 4000), (WEST, 900)):
        row(found, "village_book", place, population=people)
    short = page(world, found, "people")
    assert (short.need, short.top.value, short.top.standing) == (Required(Decimal(5000), 2026), 4900, "short")
    row(found, "village_book", EAST_TWO, population=100)
    assert page(world, found, "people").top.standing == "reached"
    later = page(world, found, "people", today=date(2027, 3, 1))
    assert (later.need, later.top.standing) == (Required(Decimal(5000), 2027), "reached")
    assert page(world, found).need == Words("没有写明目标。")


def test_figures_entered_place_by_place_are_put_together(world, found):
    with acting(None):
        goal = Indicator.objects.get(programme=found.programme_id, item="satisfied")

    def enter(actor, place: str, value: str) -> None:
        given = ValueIn(uuid4(), TODAY, Decimal(value), "测评表", place)
        enter_value(actor=actor, indicator_id=goal.pk, given=given, now=NOW)

    enter(world.town, TOWN, "80")
    enter(world.town, TOWN, "96")  # put right
    seen = page(world, found, "satisfied")
    assert (seen.top.value, seen.top.n, seen.top.missing) == (96, 1, ("云岭西乡",))
    assert [r.standing for r in seen.rows] == ["reached", "unknown"]
    enter(world.clerk, OTHER_TOWN, "84")
    assert (page(world, found, "satisfied").top.value, page(world, found, "satisfied").entered) == (90, True)


def test_the_overview_lists_what_is_reckoned_and_what_places_enter(world, found):
    before = figures_overview(world.clerk, found.programme_id, TODAY)
    assert [(r.item, r.value, r.on) for r in before.rows] == [
        (i, None, None) for i in ("people", "satisfied", "swept", "repeat", "mend_time")
    ]
    take_snapshots(NOW)
    after = {r.item: r for r in figures_overview(world.clerk, found.programme_id, TODAY).rows}
    assert (after["repeat"].value, after["repeat"].n, after["repeat"].of, after["repeat"].on) == (25, 2, 4, TODAY)
    assert figures_overview(world.clerk, world.programme, TODAY).rows == ()  # its targets are entered for the whole


def test_expressions_answer_with_what_was_written_down(world, found):
    take_snapshots(NOW)
    complaint(found, EAST)
    take_snapshots(NOW + timedelta(days=40))

    def ask(text: str, place: str) -> object:
        with acting(None):
            here = Place.objects.get(code=place).as_core()
            said = evaluate(parse(text), Around(found, Meant("", here), Known(found), TODAY))
        return str(said.reason) if isinstance(said, Unknown) else said

    assert ask("latest(repeat)", COUNTY) == 20  # the last period has none yet
    assert ask("latest(repeat, period='2026-Q3')", EAST) == 25
    assert ask("latest(repeat, period='2026-Q2')", EAST) == "指标“问题复发率”还没有快照。"
    assert ask("mean(repeat, period='2026')", TOWN) == 25
    assert ask("latest(repeat)", EAST_TWO) == "指标“问题复发率”还没有快照。"
