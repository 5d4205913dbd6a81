"""The server makes its rounds by itself: no cron."""

import time
from pathlib import Path

import psycopg

from tests.drills.houses import FIRST, must_run, serve, surroundings

LONGEST = 120
HEARTBEATS = "SELECT count(*) FROM shanzhi_entry WHERE deed = 'heartbeat'"


def test_a_served_house_makes_its_first_round_within_two_minutes(folder):
    env = surroundings(folder)
    must_run(env, "restore", str(FIRST))
    house = serve(env | {"SHANZHI_NIGHT_MINUTES": "60"})
    try:
        until = time.monotonic() + LONGEST
        while not _heartbeats(folder) and time.monotonic() < until:
            time.sleep(1)
        assert _heartbeats(folder) == 1
        house.audit()
    finally:
        house.stop()


def _heartbeats(folder: Path) -> int:
    with psycopg.connect(host=str(folder / "postgres"), user="postgres", dbname="postgres") as connection:
        return connection.execute(HEARTBEATS).fetchone()[0]
