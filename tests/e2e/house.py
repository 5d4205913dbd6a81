"""The program itself, as an office runs it: prepared, filled with the sample town, served."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".venv" / "bin" / "shanzhi"
PASSWORD = "qinghe-demo-2026"
LONGEST_START = 90


@dataclass(frozen=True)
class House:
    """A running installation with the sample town in it."""

    url: str
    env: dict[str, str]
    server: subprocess.Popen[bytes]
    log: Path

    def must_stand(self) -> None:
        assert self.server.poll() is None, f"the server ended:\n{self.log.read_text(encoding='utf-8')}"

    def audit(self) -> None:
        """Recomputes everything; a story that leaves anything crooked fails here."""
        done = run(self.env, "audit")
        assert done.returncode == 0, done.stdout + done.stderr

    def stop(self) -> None:
        self.server.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.server.wait(20)
        if self.server.poll() is None:
            self.server.kill()
            self.server.wait()


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def open_house(folder: Path, **more: str) -> House:
    """Prepares a fresh data folder, fills it with the town and serves it; the database is the embedded one.

    more: of the environment; without it the second factor is off, as in `make demo`.
    """
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {"SHANZHI_DATA": str(folder), "SHANZHI_PORT": str(port), "SHANZHI_LOG_LEVEL": "WARNING"}
    env |= {"SHANZHI_NIGHT_MINUTES": "0"}
    env |= {"SHANZHI_SECOND_FACTOR": "off"} | more
    for words in (("prepare",), ("town",)):
        done = run(env, *words)
        assert done.returncode == 0, f"shanzhi {words[0]}: {done.stdout}{done.stderr}"
    log = folder / "serve.log"
    with log.open("wb") as out:
        server = subprocess.Popen([PROGRAM, "serve", "--ready"], env=env, cwd=ROOT, stdout=out, stderr=out)
    house = House(f"http://127.0.0.1:{port}", env, server, log)
    _wait(house)
    return house


def _wait(house: House) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and house.server.poll() is None:
        with suppress(URLError, OSError), urllib.request.urlopen(f"{house.url}/health/", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    house.stop()
    house.must_stand()


def chromium() -> str:
    """Where Chromium is; a machine without it cannot tell these stories, and says so."""
    found = shutil.which("chromium", path="/usr/bin") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise AssertionError("Chromium is missing: the browser stories need it. On Debian: apt-get install chromium")
    return found
