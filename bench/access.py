"""Measures what the walls (row-level security) and the journal add to a deed and to a list page, on and off in one run.

Method: a fresh embedded database with the sample town, one programme filled up to 10,000 tasks. One connection of the
owner's takes the program's role and gives it back, deed by deed and page by page, so that both see the same machine.
Off: the owner's role, which no wall holds, no scope set, no journal written. On: as the server runs. A deed is
note_progress, committed; a page is the ledger as the browser gets it, log-in included. Figures: medians of wall time.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEEDS, PAGES, TASKS = 300, 60, 10_000
MOST_DEED, MOST_PAGE = 1.30, 1.15


def main() -> None:
    """Prepares an installation, then measures inside it."""
    data = tempfile.mkdtemp(prefix="shanzhi-bench-")
    env = {**os.environ, "SHANZHI_DATA": data, "SHANZHI_LOG_LEVEL": "ERROR", "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-m", "shanzhi.cli"]
    for command in ("prepare", "town"):
        subprocess.run([*run, command], env=env, check=True, capture_output=True)
    start = "from shanzhi import database; database.start(); import django; django.setup(); "
    env |= {"DJANGO_SETTINGS_MODULE": "shanzhi.settings", "SHANZHI_ROLE": "owner"}
    subprocess.run([sys.executable, "-c", start + "from bench import access; access.measure()"], env=env, check=True)


def measure() -> None:
    from bench.filling import fill  # noqa: PLC0415 - Django is set up by now
    from shanzhi.models import Programme, Task  # noqa: PLC0415 - see above

    programme = Programme.objects.order_by("pk").first()
    fill(programme, TASKS - Task.objects.filter(programme=programme, parent=None).count())
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    deed = pairs(DEEDS, deed_of(programme.pk))
    say("a deed (note_progress)", deed, MOST_DEED)
    say(f"a list page (ledger of {TASKS} tasks)", pairs(PAGES, page_of(programme.pk)), MOST_PAGE)


def pairs(rounds: int, work: Callable[[], object]) -> dict[str, list[float]]:
    """Seconds of each run, on and off in turn, the first tenth left out."""
    times: dict[str, list[float]] = {"on": [], "off": []}
    for _ in range(rounds + rounds // 10):
        for name, mode in (("on", on), ("off", off)):
            with mode():
                began = time.perf_counter()
                work()
                times[name].append(time.perf_counter() - began)
    return {name: values[rounds // 10 :] for name, values in times.items()}


@contextmanager
def on() -> Iterator[None]:
    """As the server runs: the role that owns nothing, scopes set, the journal written."""
    _execute("SET ROLE shanzhi_app")
    try:
        yield
    finally:
        _execute("RESET ROLE")


@contextmanager
def off() -> Iterator[None]:
    """Without walls and journal."""
    from shanzhi.actions import tasks  # noqa: PLC0415 - Django is set up by now
    from shanzhi.models import walls  # noqa: PLC0415 - see above

    kept = walls._set, tasks.note  # noqa: SLF001 - switched off here and nowhere else
    walls._set, tasks.note = (lambda _scope: None), (lambda *_: None)  # noqa: SLF001 - see above
    try:
        yield
    finally:
        walls._set, tasks.note = kept  # noqa: SLF001 - see above


def deed_of(programme: int) -> Callable[[], object]:
    from uuid import uuid4  # noqa: PLC0415 - beside the rest

    from shanzhi.actions.tasks import NoteIn, note_progress  # noqa: PLC0415 - Django is set up by now
    from shanzhi.door import now  # noqa: PLC0415 - see above
    from shanzhi.models import Task  # noqa: PLC0415 - see above
    from shanzhi.queries.books import actor  # noqa: PLC0415 - see above

    clerk = actor("clerk")
    open_ones = Task.objects.filter(programme=programme, parent=None, parts=None, state__in=("open", "working"))
    ids = cycle(open_ones.values_list("pk", flat=True)[:500])
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


def _execute(words: str) -> None:
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    with connection.cursor() as cursor:
        cursor.execute(words)


if __name__ == "__main__":
    main()
