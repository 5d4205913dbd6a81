"""What `serve` keeps beside the pages: the embedded database, started again where it died, and the night watch's timer.

It loads no Django: a process that only waits stays small.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import click

EVERY = 1.0  # seconds between two looks
FIRST_ROUND = 30  # seconds after the start, so that what a night without power left undone is done soon
LAST_WORDS = 10  # seconds a round has to end when the server stops
PAUSES = (0, 5, 15, 60)  # seconds before another try where the database would not start
ROUND = (sys.executable, "-m", "shanzhi.cli", "night")
LISTEN = (sys.executable, "-m", "shanzhi.cli", "listen")


class Keeper:
    """One thread that looks after both. folder: of the embedded database, None where the server is another's."""

    def __init__(self, folder: Path | None) -> None:
        self._over = Event()
        self._duties: list[Callable[[], None]] = []
        if folder is not None:
            self._duties.append(DatabaseWatch(folder).look)
        self._night = NightTimer(int(os.environ.get("SHANZHI_NIGHT_MINUTES", "60")))
        self._duties.append(self._night.look)
        self._ears = Ears() if os.environ.get("SHANZHI_MQTT") else None
        if self._ears:
            self._duties.append(self._ears.look)
        self._thread = Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the watch, before the database is stopped on purpose."""
        self._over.set()
        self._thread.join(LAST_WORDS)
        self._night.stop()
        if self._ears:
            self._ears.stop()

    def _keep(self) -> None:
        while not self._over.wait(EVERY):
            for look in self._duties:
                try:
                    look()
                except Exception as error:  # noqa: BLE001 - the keeper outlives whatever goes wrong, and says so
                    click.echo(f"· 看护出错 the keeper failed: {error!r}", err=True)


class DatabaseWatch:
    """Starts the embedded database again where it died; at ever longer intervals where it will not."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._failed, self._next = folder, 0, 0.0

    def look(self) -> None:
        from shanzhi import embedded  # noqa: PLC0415 - only embedded installations need it

        if time.monotonic() < self._next or embedded.postmaster(self._folder):
            return
        click.echo("· 数据库意外停止，正在重新启动 the database died; starting it again", err=True)
        try:
            embedded.start(self._folder)
        except Exception:
            self._failed += 1
            self._next = time.monotonic() + PAUSES[min(self._failed, len(PAUSES) - 1)]
            raise
        self._failed = 0
        click.echo("· 数据库已恢复 the database is back", err=True)


class NightTimer:
    """Starts a round of the night watch soon after the start and then every so many minutes of the clock.

    minutes: 0 for never, where cron or systemd does it. Counted from the full hour, so that no hour is left out.
    """

    def __init__(self, minutes: int) -> None:
        self._every = minutes * 60
        self._next = time.monotonic() + FIRST_ROUND if minutes else float("inf")
        self._round: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._round is not None

    def look(self) -> None:
        if self._round and self._round.poll() is not None:
            if self._round.returncode:
                click.echo("· 值守有一项没有办成，见上面的记录 a part of the night watch failed, see above", err=True)
            self._round = None
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + to_next(time.time(), self._every)
        if self._round is None:  # one that hangs is left alone, and no second one beside it
            self._round = subprocess.Popen(ROUND)  # noqa: S603 - this very program

    def stop(self) -> None:
        if self._round and self._round.poll() is None:
            self._round.terminate()
            try:
                self._round.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:
                self._round.kill()


class Ears:
    """A process that listens at the broker; one that died is started again, at ever longer intervals."""

    def __init__(self, command: tuple[str, ...] = LISTEN) -> None:
        self._command, self._died, self._next = command, 0, 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def look(self) -> None:
        if self._process and self._process.poll() is not None:
            click.echo("· 接收读数的进程停了，稍后重新启动 the listener died; starting it again", err=True)
            self._process = None
            self._next = time.monotonic() + PAUSES[min(self._died, len(PAUSES) - 1)]
            self._died += 1
        if self._process is None and time.monotonic() >= self._next:
            self._process = subprocess.Popen(self._command)  # noqa: S603 - this very program

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:
                self._process.kill()


def to_next(clock: float, every: int) -> float:
    """Seconds to the next round: a minute past a multiple of every; the one after where that is at hand."""
    left = every - (clock - 60) % every
    return left if left >= FIRST_ROUND else left + every
