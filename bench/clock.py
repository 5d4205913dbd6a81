"""Measures due times: running time limits of every unit against a floor of 10,000 a second.

Method: 2,000 clocks with begins over a year, a fifth of them paused once, on the calendar of the notices on holidays
with office hours; each unit by itself, the best of five runs in one process.
"""

import sys
import time
from datetime import datetime, timedelta

from shanzhi.core.clock import Clock, Pause, due_time
from shanzhi.core.duration import duration_of
from shanzhi.core.kinds import CHINA
from shanzhi.core.worktime import OfficeHours, WorkTime, hours_of
from shanzhi.papers.holidays import published

FLOOR, COUNT, RUNS = 10_000, 2_000, 5
LIMITS = ("4 work hours", "72 hours", "5 work days", "13 work days", "15 days", "2 months")


def clocks(limit: str) -> list[Clock]:
    begins = [datetime(2026, 1, 1, 8, tzinfo=CHINA) + timedelta(minutes=251 * n) for n in range(COUNT)]
    day, length = timedelta(days=1), duration_of(limit)
    return [Clock(length, b, pauses=() if n % 5 else (Pause(b + day / 24, b + day * 2),)) for n, b in enumerate(begins)]


def per_second(limit: str, work: WorkTime) -> float:
    best, kept = 0.0, clocks(limit)
    for _ in range(RUNS):
        begun = time.perf_counter()
        for clock in kept:
            due_time(clock, work)
        best = max(best, COUNT / (time.perf_counter() - begun))
    return best


def main() -> int:
    work = WorkTime(published(), OfficeHours(hours_of("8:30-12:00, 14:30-17:30")))
    found = {limit: per_second(limit, work) for limit in LIMITS}
    for limit, speed in found.items():
        print(f"{limit:<14}{speed:>10,.0f} a second")
    print(f"floor         {FLOOR:>10,} a second")
    return 0 if min(found.values()) >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
