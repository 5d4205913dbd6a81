"""Waits after wrong tries."""

from datetime import UTC, datetime, timedelta

import pytest

from shanzhi.core.lockout import COUNTERS, FREE, left, standing, wait

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize("counter", COUNTERS)
def test_the_wait_begins_after_the_free_tries_and_doubles_up_to_half_an_hour(counter):
    waits = [wait(counter, n) // timedelta(minutes=1) for n in range(FREE[counter] - 1, FREE[counter] + 8)]
    assert waits == [0, 1, 2, 4, 8, 16, 30, 30, 30]


def test_the_wait_of_any_number_of_tries_ends():
    assert wait("account", 10**9) == timedelta(minutes=30)


def test_what_is_left_runs_down_to_nothing():
    moments = (0, 59, 60, 600)
    assert [left("account", 5, NOW, NOW + timedelta(seconds=s)).seconds for s in moments] == [60, 1, 0, 0]


def test_tries_are_forgotten_after_twelve_quiet_hours():
    hours = (0, 11, 12)
    assert [standing(9, NOW, NOW + timedelta(hours=h)) for h in hours] == [9, 9, 0]
