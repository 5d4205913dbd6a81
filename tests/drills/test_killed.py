"""Everything is killed while people are saving: what was acknowledged is there, once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from threading import Event
from urllib.error import URLError
from uuid import UUID, uuid4

import psycopg

from tests.drills.browser import Browser
from tests.drills.houses import FIRST, database, must_run, processes, serve, surroundings

THREADS, ENOUGH, LONGEST = 6, 60, 60


def test_kill_9_under_load_loses_no_acknowledged_note(folder):
    env = surroundings(folder)
    must_run(env, "restore", str(FIRST))
    house = serve(env)
    tasks = Browser(house.url).log_in("townclerk").open_tasks()
    desks = [Browser(house.url).log_in("townclerk") for _ in range(THREADS)]
    over, sent, saved = Event(), [], []

    def write(n: int) -> None:
        desk = desks[n]
        while not over.is_set():
            key = uuid4()
            sent.append(key)
            try:
                status, page = desk.note(tasks[n % len(tasks)], f"断电之前 {key}", key)
            except (URLError, OSError, HTTPException):
                return
            if status == 200 and "已保存" in page:
                saved.append(key)

    with ThreadPoolExecutor(THREADS) as pool:
        writing = [pool.submit(write, n) for n in range(THREADS)]
        _until(lambda: len(saved) >= ENOUGH)
        for process in processes(house):
            process.kill()
        over.set()
        for one in writing:
            one.result()
    house.server.wait()
    again = serve(env)
    try:
        found = _keys(again)
        assert len(saved) >= ENOUGH
        assert set(saved) <= set(found)
        assert set(found) <= set(sent)
        assert len(found) == len(set(found))
        again.audit()
    finally:
        again.stop()
    print(f"\nkill -9: {len(sent)} notes sent, {len(saved)} acknowledged, {len(found)} found")  # noqa: T201 - a drill prints its figures


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)


def _keys(house) -> list[UUID]:
    host = Path(house.env["SHANZHI_DATA"]) / "postgres"
    assert database(house)
    with psycopg.connect(host=str(host), user="postgres", dbname="postgres") as connection:
        return [k for (k,) in connection.execute("SELECT key FROM shanzhi_note WHERE text LIKE '断电之前%'")]
