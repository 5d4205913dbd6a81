"""Measures the journal: its cost in a deed, a hundred writers at once, and checking a million entries from outside.

Method: a fresh embedded database with the sample town. (1) note_progress with the journal and, in turn, with `note`
replaced by nothing, call by call on the same tasks; medians of wall time. (2) A hundred threads with a connection
each append at the same moment to one chain, then to ten; afterwards every chain is walked: no fork, no gap. (3) A chain
of 1,000,000 entries is written as a file and checked by verify.py in a process of its own, as somebody outside would.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from uuid import uuid4

from bench.installed import machine, prepare

WRITERS, EACH, MILLION, WARM = 100, 20, 1_000_000, 100
MOST_SECONDS, MOST_SHARE = 60, 0.30
AT = datetime(2026, 9, 1, tzinfo=UTC)


def deed() -> bool:
    """Prints what the journal costs in a deed; whether it stays within its share."""
    from shanzhi.actions import tasks  # noqa: PLC0415 - after setup
    from shanzhi.models import Programme, Task  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup
    from shanzhi.queries import books  # noqa: PLC0415 - after setup

    actor, real = books.actor("clerk"), tasks.note
    with acting(None):
        programme = Programme.objects.filter(place__code=actor.place_code).first()
        open_ones = Task.objects.filter(programme=programme, parent=None, parts=None, state__in=("open", "working"))
        ids = list(open_ones.values_list("pk", flat=True)[:5])
    times: dict[bool, list[float]] = {True: [], False: []}
    for k in range(1000):
        on = k % 2 == 0
        tasks.note = real if on else (lambda *_: None)
        said = tasks.NoteIn(uuid4(), "清了三处", percent=30)
        began = time.perf_counter()
        tasks.note_progress(actor=actor, task_id=ids[k % len(ids)], said=said, now=AT)
        times[on] += [time.perf_counter() - began] if k > WARM else []
    tasks.note = real
    on_ms, off_ms = (statistics.median(times[on]) * 1000 for on in (True, False))
    share = (on_ms - off_ms) / on_ms
    print(f"a deed (note_progress): {on_ms:.2f} ms with the journal, {off_ms:.2f} ms without")
    print(f"  the journal's share: {share:.0%}   (at most {MOST_SHARE:.0%} with row-level security)")
    return share <= MOST_SHARE


def writers(chains: int) -> bool:
    """Prints how fast a hundred writers append; whether every chain holds and none of their entries is missing."""
    from django.db import connection  # noqa: PLC0415 - after setup

    from shanzhi.actions.journal import About, note  # noqa: PLC0415 - after setup
    from shanzhi.models.walls import acting  # noqa: PLC0415 - after setup
    from shanzhi.queries import audit  # noqa: PLC0415 - after setup

    connection.close_pool()
    connection.settings_dict["OPTIONS"]["pool"] = False  # a real connection each
    before, gate = audit.entries(), Barrier(WRITERS)

    def write(k: int) -> None:
        gate.wait()
        for n in range(EACH):
            with acting(None):
                place = f"88{chains:02}{k % chains:02}000000"
                note(None, "note_progress", About("task", n, data={"text": f"{k}:{n}"}, place_code=place), AT)
        connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    took = time.perf_counter() - began
    faults = [v for v in audit.chains({}) if v.fault]
    whole = audit.entries() - before == WRITERS * EACH and not faults
    rate = f"{WRITERS * EACH / took:,.0f} entries a second"
    said = "no fork, no gap" if whole else faults
    print(f"{WRITERS} writers at once, chains: {chains}; {rate}; {said}")
    return whole


def outside() -> bool:
    """Prints how long verify.py takes for a million entries; whether within a minute and with the right root."""
    from shanzhi import verify  # noqa: PLC0415 - after setup
    from shanzhi.core.chain import START, Link, body, canonical, seal  # noqa: PLC0415 - after setup
    from shanzhi.core.merkle import grow, root  # noqa: PLC0415 - after setup

    file = Path(os.environ["SHANZHI_DATA"]) / "million.jsonl"
    empty = {"names": "", "data": "2" * 64, "before": "", "after": ""}
    ids = {"actor_id": 5, "behalf_of_id": None, "object_id": 9, "programme_id": 3, "revision": 4}
    words = {"device": "", "device_seq": None, "deed": "note_progress", "object_kind": "task"}
    link = Link(seq=0, tenant="880000", at=AT, place_code="880000000000", prev=START, **ids, **words, **empty)
    prev, peaks = START, []
    facts = {"format": "shanzhi-journal 1", "tenant": "880000", "origin": "bench/journal/880000", "suite": "sha256"}
    with file.open("w", encoding="utf-8") as out:
        out.write(canonical({**facts, "size": MILLION, "values": False}) + "\n")
        for n in range(MILLION):
            one = replace(link, seq=n + 1, at=AT + timedelta(seconds=n), prev=prev)
            prev = seal(one)
            peaks = grow(peaks, n, bytes.fromhex(prev))
            out.write(f'{{"body":{body(one)},"hash":"{prev}"}}\n')
    words = [sys.executable, verify.__file__, "chain", str(file)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    good = done.returncode == 0 and root(peaks).hex() in done.stdout
    size = file.stat().st_size / 1e6
    print(f"verify.py, {MILLION:,} entries ({size:.0f} MB): {busy:.1f} s of one processor, {took:.1f} s by the clock")
    print(f"  (at most {MOST_SECONDS} s of one processor)")
    file.unlink()
    return good and busy < MOST_SECONDS


def main() -> int:
    prepare("town", conf="max_connections = 120\n")  # a connection for each writer
    day = time.strftime("%Y-%m-%d")
    print(f"{machine()}, {day}")
    kept = [deed(), outside(), writers(1), writers(10)]
    print("floors     kept" if all(kept) else f"floors     NOT kept: {kept}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
