"""Measures the ledger of 10,000 tasks against a bare Django view in the same server, and the idle server's memory.

Method: a fresh embedded database; one adopted programme filled up to 10,000 tasks with units, notes and lights; Granian
with one worker; after 20 warm-up requests, ten readers at once ask 40 times each, first pages and filtered pages in
turn, alternating ledger and bare view request by request, so that both see the same machine. Figures are medians and
95th percentiles of wall time as the reader sees it.
"""

import http.client
import json
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

import psutil

from bench.pages import PAGES

ROOT = Path(__file__).resolve().parents[1]
PORT, READERS, ROUNDS = 8917, 10, 40


def environment() -> dict[str, str]:
    data = tempfile.mkdtemp(prefix="shanzhi-bench-")
    return {
        **os.environ,
        "SHANZHI_DATA": data,
        "SHANZHI_PORT": str(PORT),
        "DJANGO_SETTINGS_MODULE": "bench.site",
        "SHANZHI_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }


def log_in() -> str:
    """The session cookie of the clerk."""
    link = http.client.HTTPConnection("127.0.0.1", PORT)
    link.request("GET", "/login/")
    answer = link.getresponse()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]
    cookie = answer.getheader("set-cookie").split(";")[0]
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "username": "clerk", "password": "qinghe-demo-2026"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    link.request("POST", "/login/", body, kind)
    answer = link.getresponse()
    answer.read()
    found = [v.split(";")[0] for k, v in answer.getheaders() if k == "set-cookie" and v.startswith("sessionid")]
    assert found, answer.status
    return found[0]


def reader(programme: int, cookie: str, times: dict[str, list[float]], sizes: dict[str, int]) -> None:
    link = http.client.HTTPConnection("127.0.0.1", PORT)
    for n in range(ROUNDS):
        for name, path in (
            ("ledger", f"/programmes/{programme}/{PAGES[n % len(PAGES)]}"),
            ("bare", f"/bare/{programme}/"),
        ):
            began = time.perf_counter()
            link.request("GET", path, headers={"Cookie": cookie})
            answer = link.getresponse()
            body = answer.read()
            times[name].append(time.perf_counter() - began)
            assert answer.status == 200, (path, answer.status)
            sizes[name] = len(body)


def memory(pid: int) -> tuple[dict[str, float], dict[str, float]]:
    """Resident and proportional memory in MB of the server's processes and the database's."""
    server = psutil.Process(pid)
    mine = [server, *server.children(recursive=True)]
    base = [p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres"]
    groups = {"server": mine, "database": [p for p in base if _of(p)]}
    rss = {g: sum(p.memory_info().rss for p in ps) / 2**20 for g, ps in groups.items()}
    pss = {g: sum(p.memory_full_info().pss for p in ps) / 2**20 for g, ps in groups.items()}
    return rss, pss


def _of(process: psutil.Process) -> bool:
    top = process
    while top.parent() and top.parent().name() == "postgres":
        top = top.parent()
    return any("shanzhi-bench-" in word for word in top.cmdline())


def main() -> None:
    env = environment()
    run = [sys.executable, "-m", "shanzhi.cli"]
    for command in ("prepare", "town"):
        subprocess.run([*run, command], env=env, check=True, capture_output=True)
    facts = said(env | {"SHANZHI_ROLE": "owner"}, "main")
    facts["sql"] = said(env, "count")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*run, "serve", "--ready"], env=env, **quiet) as server:
        try:
            measure(facts, server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)


def said(env: dict[str, str], name: str) -> dict:
    """What a function of bench.filling prints, run inside the installation."""
    start = "from shanzhi import database; database.start(); import django; django.setup(); "
    code = f"{start}from bench import filling; filling.{name}()"
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(facts: dict, pid: int) -> None:
    for _ in range(100):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).request("GET", "/health/")
            break
        except OSError:
            time.sleep(0.2)
    cookie = log_in()
    time.sleep(3)
    rss, pss = memory(pid)
    warm: dict[str, list[float]] = {"ledger": [], "bare": []}
    sizes: dict[str, int] = {}
    reader(facts["programme"], cookie, warm, sizes)
    times: dict[str, list[float]] = {"ledger": [], "bare": []}
    threads = [threading.Thread(target=reader, args=(facts["programme"], cookie, times, sizes)) for _ in range(READERS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    report(facts, times, sizes, rss, pss)


def report(facts: dict, times: dict, sizes: dict, rss: dict, pss: dict) -> None:
    day = time.strftime("%Y-%m-%d")
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {day}")
    print(f"ledger of {facts['tasks']} tasks, {READERS} readers at once, {ROUNDS} requests each of either page")
    p95 = {}
    for name, values in times.items():
        p95[name] = statistics.quantiles(values, n=20)[18] * 1000
        half = statistics.median(values) * 1000
        print(f"  {name:8} median {half:7.1f} ms   p95 {p95[name]:7.1f} ms   {sizes[name]:>7} bytes")
    print(f"  p95 ledger / bare: {p95['ledger'] / p95['bare']:.2f}   (at most 3)")
    worst = max(n for _, n in facts["sql"].values())
    print(f"  SQL statements a page, between BEGIN and COMMIT: {worst}   (at most 6)   {facts['sql']}")
    parts = f"server {rss['server']:.0f}, database {rss['database']:.0f}"
    print(f"idle memory, resident: {sum(rss.values()):.0f} MB ({parts}; at most 250)")
    parts = f"server {pss['server']:.0f}, database {pss['database']:.0f}"
    print(f"idle memory, proportional: {sum(pss.values()):.0f} MB ({parts})")


if __name__ == "__main__":
    main()
