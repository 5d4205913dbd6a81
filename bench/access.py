"""Measures what the walls (row-level security) and the journal add to a deed and to a list page, on and off in one run.

Method: a fresh embedded database with the sample town, one programme filled up to 10,000 tasks. Two processes, asked in
turn, so that both see the same machine. Off: connected as the owner of the tables, whom no wall holds, no scope set,
no journal written. On: as the server runs. A deed is note_progress, committed; a page is the ledger as the browser
gets it, log-in included. Figures: medians of wall time, and of the ratio pair by pair.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEEDS, PAGES, TASKS = 300, 60, 10_000
MOST_DEED, MOST_PAGE = 1.30, 1.15


def main() -> None:
    """Prepares an installation, then has two processes measure inside it, in turn."""
    data = tempfile.mkdtemp(prefix="shanzhi-bench-")
    env = {**os.environ, "SHANZHI_DATA": data, "SHANZHI_LOG_LEVEL": "ERROR", "PYTHONPATH": str(ROOT)}
    for command in ("prepare", "town"):
        subprocess.run([sys.executable, "-m", "shanzhi.cli", command], env=env, check=True, capture_output=True)
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    sides = {name: Side(name, env) for name in ("off", "on")}
    say("a deed (note_progress)", pairs(sides, "deed", DEEDS), MOST_DEED)
    say(f"a list page (ledger of {TASKS} tasks)", pairs(sides, "page", PAGES), MOST_PAGE)
    for side in sides.values():
        side.end()


class Side:
    """A process that does what it is asked and says how long it took."""

    def __init__(self, name: str, env: dict[str, str]) -> None:
        start = "from shanzhi import database; database.start(); import django; django.setup(); "
        env = (
            env | {"DJANGO_SETTINGS_MODULE": "shanzhi.settings"} | ({"SHANZHI_ROLE": "owner"} if name == "off" else {})
        )
        words = [sys.executable, "-c", f"{start}from bench import access; access.answer('{name}')"]
        self.process = subprocess.Popen(words, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._read() == "ready", name

    def ask(self, what: str) -> float:
        """Seconds."""
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return float(self._read())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()

    def _read(self) -> str:
        return self.process.stdout.readline().strip()


def pairs(sides: dict[str, Side], what: str, rounds: int) -> dict[str, list[float]]:
    """Seconds of each run, on and off in turn, the first tenth left out."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds + rounds // 10):
        for name, side in sides.items():
            times[name].append(side.ask(what))
    return {name: values[rounds // 10 :] for name, values in times.items()}


def answer(name: str) -> None:
    """Answers on standard output what is asked on standard input; the side that is off fills the books first."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    from bench.filling import fill  # noqa: PLC0415 - see above
    from shanzhi.models import Programme, Task  # noqa: PLC0415 - see above
    from shanzhi.models.walls import acting  # noqa: PLC0415 - see above

    with acting(None):
        programme = Programme.objects.order_by("pk").first()
    if name == "off":
        fill(programme, TASKS - Task.objects.filter(programme=programme, parent=None).count())
        _without_walls_and_journal()
    with acting(None):
        work = {"deed": deed_of(programme.pk), "page": page_of(programme.pk)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert (cursor.fetchone()[0] == "shanzhi_app") == (name == "on")
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        work[line.strip()]()
        print(time.perf_counter() - began, flush=True)


def _without_walls_and_journal() -> None:
    from shanzhi.actions import tasks  # noqa: PLC0415 - Django is set up by now
    from shanzhi.models import walls  # noqa: PLC0415 - see above

    walls._set = lambda _scope: None  # noqa: SLF001 - switched off here and nowhere else
    tasks.note = lambda *_: None


def deed_of(programme: int) -> Callable[[], object]:
    from uuid import uuid4  # noqa: PLC0415 - beside the rest

    from shanzhi.actions.tasks import NoteIn, note_progress  # noqa: PLC0415 - Django is set up by now
    from shanzhi.door import now  # noqa: PLC0415 - see above
    from shanzhi.models import Task  # noqa: PLC0415 - see above
    from shanzhi.queries.books import actor  # noqa: PLC0415 - see above

    clerk = actor("clerk")
    open_ones = Task.objects.filter(programme=programme, parent=None, parts=None, state__in=("open", "working"))
    ids = cycle(list(open_ones.values_list("pk", flat=True)[:500]))
    said = "已完成现场核查，正在组织整改"
    return lambda: note_progress(actor=clerk, task_id=next(ids), said=NoteIn(uuid4(), said, percent=50), now=now())


def page_of(programme: int) -> Callable[[], object]:
    from django.conf import settings  # noqa: PLC0415 - Django is set up by now
    from django.test import Client  # noqa: PLC0415 - see above

    from shanzhi.models import User  # noqa: PLC0415 - see above

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(User.objects.get(username="clerk"), backend="shanzhi.door.PostBackend")

    def page() -> None:
        assert client.get(f"/programmes/{programme}/").status_code == 200

    return page


def say(what: str, times: dict[str, list[float]], most: float) -> None:
    half = {name: statistics.median(values) * 1000 for name, values in times.items()}
    ratio = statistics.median(a / b for a, b in zip(times["on"], times["off"], strict=True))
    print(f"{what}: on {half['on']:.2f} ms, off {half['off']:.2f} ms, ratio pair by pair {ratio:.2f} (at most {most})")


if __name__ == "__main__":
    main()
