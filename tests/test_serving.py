"""The timer of the night watch leaves out no hour."""

import pytest

from shanzhi.serving import NightTimer, to_next

HOUR = 3600


@pytest.mark.parametrize(
    ("clock", "every", "left"),
    [
        (0, HOUR, 60),
        (60, HOUR, HOUR),
        (HOUR, HOUR, 60),
        (HOUR + 1800, HOUR, 1860),
        (HOUR + 59, HOUR, HOUR + 1),  # at hand: the round that runs now has done this hour
        (100, 600, 560),
    ],
)
def test_a_round_comes_a_minute_past_the_hour(clock, every, left):
    assert to_next(clock, every) == left


def test_no_hour_is_left_out_however_late_each_round_starts():
    clock, rounds = 17.0, []
    for late in (0, 5, 59, 3, 120) * 4:
        clock += to_next(clock, HOUR) + late
        rounds.append(int(clock // HOUR))
    assert rounds == list(range(rounds[0], rounds[0] + len(rounds)))


def test_zero_minutes_are_never():
    timer = NightTimer(0)
    timer.look()
    assert timer.running is False
