"""The timer of the night watch leaves out no hour; a listener that died is started again."""

import sys
import time

import pytest

from shanzhi import serving
from shanzhi.serving import Ears, NightTimer, to_next

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


def until(held, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_listener_that_dies_is_started_again_and_ends_with_the_server(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "PAUSES", (0, 0))
    runs = tmp_path / "runs"
    lives = f"0 if len(open({str(runs)!r}).read()) < 3 else 60"
    script = f"import time; open({str(runs)!r}, 'a').write('x'); time.sleep({lives})"
    ears = Ears((sys.executable, "-c", script))

    def third() -> bool:
        ears.look()
        return runs.exists() and runs.read_text() == "xxx"

    until(third)
    ears.look()
    assert ears.running is True
    ears.stop()
    assert ears.running is False
