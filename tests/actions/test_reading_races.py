"""Readings under real threads: one delivery sent eight times is one; an alarm in eight deliveries is one case."""

from datetime import date, timedelta
from uuid import uuid4

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.readings import take_readings
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.models import Case, FeedReading, FeedTrouble, RuleRun
from shanzhi.models.walls import acting
from tests.actions.test_races import together
from tests.conftest import NOW
from tests.feeds_world import DAY, WELLS, says, source, well

VILLAGE = "999903100201"


def begun(live, days: int = 7) -> tuple[int, int]:
    """A programme with a meter that said 10 every day of a week; gives it and its source."""
    text = f"# {uuid4()}\n{WELLS}"  # the same text again would be the same programme
    given = PackIn(text, "999903000000", date(2026, 9, 1), date(2027, 8, 31))
    programme = adopt_pack(actor=live["clerk"], given=given, now=NOW)
    well(live["clerk"], programme, "井1", VILLAGE)
    at = source(live["clerk"], programme).id
    said = [says("井1", NOW - k * DAY, k, volume=10) for k in range(1, days + 1)]
    take_readings(source_id=at, said=said, now=NOW)
    return programme, at


def kept(programme: int) -> int:
    with acting(None):
        return FeedReading.objects.filter(series__programme=programme).count()


def test_readings_before_the_races(world):
    """Also has the tests' own database made where this file runs alone."""
    assert FeedReading.objects.count() == 0


def test_one_delivery_sent_eight_times_at_once_is_taken_once(live):
    programme, at = begun(live)
    said = [says("井1", NOW - timedelta(minutes=k), k, volume=k) for k in range(1, 50)]
    done = together(8, lambda _: take_readings(source_id=at, said=said, now=NOW).count("accepted"))
    assert (sorted(done), kept(programme)) == ([0] * 7 + [49], 56)


def test_of_eight_values_of_one_moment_one_stands_and_seven_are_counted(live):
    programme, at = begun(live)
    together(8, lambda k: take_readings(source_id=at, said=[says("井1", NOW, volume=k)], now=NOW))
    assert kept(programme) == 8
    with acting(None):
        assert FeedTrouble.objects.get(source=at, code="reading_differs").n == 7


def test_an_alarm_in_eight_deliveries_at_once_opens_one_case(live):
    programme, at = begun(live)

    def burst(k: int) -> object:
        return take_readings(source_id=at, said=[says("井1", NOW + timedelta(seconds=k), volume=90)], now=NOW)

    together(8, burst)
    with acting(None):
        assert Case.objects.filter(programme=programme).count() == 1
        assert RuleRun.objects.filter(programme=programme, rule="burst").count() == 1


def test_four_night_watches_at_once_hear_a_silence_once(live):
    programme, _ = begun(live)
    together(4, lambda _: watch_rules(NOW + 3 * DAY))
    with acting(None):
        assert Case.objects.filter(programme=programme).count() == 1
