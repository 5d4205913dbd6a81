"""The embedded database comes back whatever a kill or a power cut left in its folder."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from shanzhi.embedded import postmaster

START = """
import sys
from pathlib import Path
import psycopg
from shanzhi import embedded
folder = Path(sys.argv[1]).resolve() / "postgres"
with psycopg.connect(embedded.start(folder)) as c:
    c.execute("CREATE TABLE IF NOT EXISTS said (n int)")
    c.execute("INSERT INTO said VALUES (1)")
with psycopg.connect(embedded.start(folder)) as c:
    print(c.execute("SELECT count(*) FROM said").fetchone()[0], embedded.postmaster(folder).pid, flush=True)
if "hold" in sys.argv:
    input()
"""


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="shanzhi-embedded-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _named(folder: Path, pid: object) -> Path:
    (folder / "postmaster.pid").write_text(f"{pid}\n{folder}\n1\n5432\n{folder}\n\n1 1\nready\n", encoding="utf-8")
    return folder


def test_a_number_of_another_program_is_no_server(folder):
    assert postmaster(_named(folder, os.getpid())) is None


def test_a_dead_process_not_yet_buried_is_no_server(folder):
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        until = time.monotonic() + 20
        while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
            time.sleep(0.05)
        assert postmaster(_named(folder, child.pid)) is None


@pytest.mark.parametrize("left", ["", "half a li", "999999999"])
def test_half_a_file_or_none_is_no_server(folder, left):
    assert postmaster(folder) is None
    (folder / "postmaster.pid").write_text(left, encoding="utf-8")
    assert postmaster(folder) is None


def test_after_a_power_cut_it_starts_though_its_old_number_belongs_to_another(folder):
    def start(*more: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", START, str(folder), *more], stdin=-1, stdout=-1, text=True)

    with start("hold") as first:
        count, pid = first.stdout.readline().split()
        server = psutil.Process(int(pid))
        everything = [server, *server.children(recursive=True)]
        first.kill()
        for process in everything:
            process.kill()
        psutil.wait_procs(everything, timeout=20)
    assert count == "1"
    user = "pgserver" if os.geteuid() == 0 else None  # as the server's: PostgreSQL then believes it alive
    with subprocess.Popen(["sleep", "600"], user=user) as other:
        for file in (folder / "postgres" / "postmaster.pid", folder / "postgres" / ".s.PGSQL.5432.lock"):
            file.write_text(file.read_text().replace(pid, str(other.pid), 1))
        with start() as second:
            said = second.stdout.readline().split()
        other.kill()
    assert said[:1] == ["2"]
    assert postmaster(folder / "postgres") is None, "it stops with the last that uses it, the killed one forgotten"


def test_children_that_outlive_their_server_do_not_keep_the_next_one_out(folder):
    with subprocess.Popen([sys.executable, "-c", START, str(folder), "hold"], stdin=-1, stdout=-1, text=True) as one:
        server = psutil.Process(int(one.stdout.readline().split()[1]))
        child = server.children()[0]
        child.suspend()  # it cannot notice that its server is gone
        server.kill()
        one.kill()
    again = subprocess.run([sys.executable, "-c", START, str(folder)], capture_output=True, text=True, check=False)
    assert again.stdout.split()[0] == "2", again.stderr
