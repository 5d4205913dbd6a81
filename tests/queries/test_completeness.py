"""What had to be handed in and was: late apart from missed, excused apart from both, what is to come apart from all."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.duties import Time, excuse_duty, meet_duty
from shanzhi.core.kinds import Refused
from shanzhi.core.punctual import Tally
from shanzhi.models import Duty
from shanzhi.models.walls import acting
from shanzhi.queries.completeness import Asked, Completeness, Score, completeness_page
from tests.actions.test_handing import duty_of
from tests.conftest import NOW
from tests.queries.subjects import townships

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
LATER = date(2026, 10, 10)
HANDED = {"lit": "1", "dark": "0"}


@pytest.fixture
def duty(world) -> int:
    """Four villages have to report each month until the 25th: one did, one was late, one is excused, one is silent."""
    duty = duty_of(world.clerk)
    due = date(2026, 9, 25)
    with acting(None):
        units = list(Duty.objects.get(pk=duty).units.order_by("place__code").values_list("pk", flat=True))
    on_time, late, excused, _ = (Time(duty, u, due) for u in units)
    meet_duty(actor=world.clerk, time=on_time, text="", now=NOW, given=HANDED)
    meet_duty(actor=world.clerk, time=late, text="", now=NOW + timedelta(days=30), given=HANDED)
    excuse_duty(actor=world.clerk, time=excused, reason="停电", now=NOW)
    return duty


def programme_of(duty: int) -> int:
    with acting(None):
        return Duty.objects.get(pk=duty).programme_id


def page(actor, duty: int, last: date = OCTOBER, count: int = 2, today: date = LATER) -> Completeness:
    return completeness_page(actor, Asked(last, count, programme_of(duty)), today)


def test_late_is_not_missed_and_what_is_excused_or_to_come_counts_for_nothing(world, duty):
    seen = page(world.clerk, duty)
    (row,) = seen.clauses
    tally = Tally(3, met=1, met_late=1, missed=1, excused=1, false=0, complete=6666, punctual=3333)
    assert seen.months == (SEPTEMBER, OCTOBER)
    assert row.months == (Score(tally, 0), Score(Tally(0, 0, 0, 0, 0, 0, None, None), 4))
    assert (row.title, row.total, seen.total) == ("报送路灯月报", Score(tally, 4), Score(tally, 4))
    assert row.words == "一 各村每月报送路灯情况。"
    assert [s.expected for s in row.months] == [4, 4]


def test_the_worst_unit_comes_first(world, duty):
    seen = page(world.clerk, duty, SEPTEMBER, 1)
    assert [(u.name[:5], u.total.tally.missed, u.total.tally.met_late) for u in seen.units] == [
        ("云岭西二村", 1, 0), ("云岭东二村", 0, 1), ("云岭东一村", 0, 0), ("云岭西一村", 0, 0)
    ]  # fmt: skip


def test_a_village_sees_its_own_alone(world, duty):
    seen = page(world.village, duty, SEPTEMBER, 1)
    assert [u.name for u in seen.units] == ["云岭东一村村民委员会"]
    assert (seen.total.expected, seen.total.tally.met) == (1, 1)


def test_before_its_day_nothing_is_missed(world, duty):
    seen = page(world.clerk, duty, SEPTEMBER, 1, date(2026, 9, 25))
    assert (seen.total.tally.missed, seen.total.ahead) == (0, 1)


def test_duties_of_a_plans_words_count_as_they_are_stored(world):
    clerk, programme = townships(3)
    seen = completeness_page(clerk, Asked(SEPTEMBER, 1, programme), date(2026, 9, 20))
    assert [(r.months[0].expected, r.months[0].tally.missed) for r in seen.clauses] == [(3, 3)]


def test_another_countys_programme_is_not_found(world, duty):
    with pytest.raises(Refused):
        page(world.stranger, duty)
    assert completeness_page(world.stranger, Asked(SEPTEMBER), LATER).clauses == ()
