"""Rules hear of readings and of silence: an alarm opens one case at a time, a silence one, and a quiet meter none."""

from datetime import datetime

from shanzhi.actions.case_moves import StepIn
from shanzhi.actions.cases import take_step
from shanzhi.actions.dry_run import try_rule
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.models import Case, Message, RuleRun
from tests.conftest import NOW, World
from tests.feeds_world import DAY, HOUR, says, sent, source, wells


def usual(at: int, *keys: str, days: int = 7) -> None:
    """A week of 10 a day."""
    for key in keys:
        assert set(sent(at, *(says(key, NOW - k * DAY, volume=10) for k in range(1, days + 1)))) == {"accepted"}


def cases() -> list[tuple[str, str, bool]]:
    rows = Case.objects.order_by("pk")
    return [(c.record.label, c.values["words"], c.closed_at is None) for c in rows.select_related("record")]


def mend(world: World, now: datetime = NOW) -> None:
    case = Case.objects.filter(closed_at=None).get()
    take_step(actor=world.village, said=StepIn(case.pk, "mend", case.revision, {}), now=now)


def test_three_times_the_mean_opens_one_case_and_another_when_it_is_closed(world: World) -> None:
    programme, _ = wells(world.clerk, 2)
    at = source(world.clerk, programme).id
    usual(at, "井1", "井2")
    assert (cases(), RuleRun.objects.count()) == ([], 0)  # a condition that does not hold leaves no trace
    sent(at, says("井1", NOW - 3 * HOUR, volume=30), says("井2", NOW - 3 * HOUR, volume=12))
    assert cases() == []
    sent(at, says("井1", NOW - 2 * HOUR, volume=31), says("井1", NOW - HOUR, volume=40))
    assert cases() == [("井1", "用水突增", True)]
    mend(world)
    sent(at, says("井1", NOW, volume=50))
    assert cases() == [("井1", "用水突增", False), ("井1", "用水突增", True)]
    assert RuleRun.objects.filter(state="done").count() == 2


def test_old_readings_and_late_ones_alarm_nobody(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    usual(at, "井1")
    sent(at, says("井1", NOW - 2 * DAY - HOUR, volume=90))
    sent(at, says("井1", NOW, volume=1))
    sent(at, says("井1", NOW - HOUR, volume=99))
    assert cases() == []


def test_without_anything_to_compare_with_there_is_no_alarm_and_none_is_held_back_later(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    sent(at, says("井1", NOW, volume=90))
    assert (cases(), RuleRun.objects.count()) == ([], 0)
    usual(at, "井1")
    later = NOW + HOUR
    sent(at, says("井1", later, volume=91), now=later)
    assert cases() == [("井1", "用水突增", True)]


def test_who_is_told_is_told_once_a_day(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    usual(at, "井1")
    sent(at, says("井1", NOW - 2 * HOUR, volume=101), says("井1", NOW - HOUR, volume=102))
    sent(at, says("井1", NOW, volume=103))
    assert list(Message.objects.values_list("words", flat=True)) == ["用水偏多：井1"]


def test_a_silence_is_heard_once_the_longest_first(world: World) -> None:
    programme, _ = wells(world.clerk, 3)
    at = source(world.clerk, programme).id
    sent(at, says("井2", NOW + HOUR), says("井3", NOW + 30 * HOUR), now=NOW + 30 * HOUR)
    watch_rules(NOW + 2 * DAY)
    assert [label for label, *_ in cases()] == ["井1"]
    watch_rules(NOW + 2 * DAY + HOUR)
    watch_rules(NOW + 2 * DAY + HOUR)
    assert cases() == [("井1", "没有读数", True), ("井2", "没有读数", True)]
    watch_rules(NOW + 4 * DAY)
    assert [label for label, *_ in cases()] == ["井1", "井2", "井3"]


def test_a_meter_that_wakes_and_falls_silent_again_opens_no_second_case_while_one_is_open(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    watch_rules(NOW + 2 * DAY)
    sent(at, says("井1", NOW + 2 * DAY), now=NOW + 2 * DAY)
    watch_rules(NOW + 5 * DAY)
    assert cases() == [("井1", "没有读数", True)]
    mend(world, NOW + 5 * DAY)
    watch_rules(NOW + 5 * DAY)
    watch_rules(NOW + 6 * DAY)
    assert cases() == [("井1", "没有读数", False), ("井1", "没有读数", True)]


def test_a_rule_upon_readings_and_one_upon_silence_can_be_tried_out(world: World) -> None:
    """井1 said 10 a day and now 101; 井2 never said anything."""
    programme, _ = wells(world.clerk, 2)
    at = source(world.clerk, programme).id
    usual(at, "井1")
    sent(at, says("井1", NOW - 26 * HOUR, volume=101))
    tried = {rule: try_rule(actor=world.clerk, programme_id=programme, rule_id=rule, now=NOW + 3 * DAY)
             for rule in ("high", "hushed")}  # fmt: skip
    assert [(r.state, r.row.partition("/")[0]) for r in tried["hushed"]] == [("done", "try")] * 2
    assert [r.state for r in tried["high"]] == ["skipped"]
    assert (cases(), RuleRun.objects.count()) == ([], 0)
