"""Back to a moment, on a PostgreSQL 15 server with archiving as docs/howto/recovery.md sets it up."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.drills.houses import FIRST, must_run, surroundings
from tests.e2e.house import ROOT

BIN = Path("/usr/lib/postgresql/15/bin")
PAGE = (ROOT / "docs" / "howto" / "recovery.md").read_text(encoding="utf-8")


class Server:
    """A PostgreSQL server in a folder of its own, run by an ordinary user."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.data = folder, folder / name

    def run(self, program: str, *words: str) -> None:
        assert (BIN / program).exists(), "PostgreSQL 15 is missing: apt-get install postgresql-15"
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        log = self.folder / "log"
        with log.open("ab") as out:
            done = subprocess.run([*user, BIN / program, *words], cwd="/", stdout=out, stderr=out, check=False)
        assert done.returncode == 0, log.read_text(encoding="utf-8")

    def start(self) -> None:
        options = f"-h '' -k {self.folder}"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "server.log"), "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def settings(self, mark: str, **given: str) -> None:
        """Appends the settings that stand in the how-to page below a mark, with this machine's folders in them."""
        block = re.search(rf"(?s)<!-- {mark} -->\n```ini\n(.*?)```", PAGE)
        assert block is not None
        text = block[1].replace("/srv/wal", str(self.folder / "wal"))
        for name, value in given.items():
            text, n = re.subn(rf"(?m)^{name} = .*$", f"{name} = '{value}'", text)
            assert n == 1
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(text)

    def ask(self, sql: str) -> object:
        place = {"host": str(self.folder), "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**place, autocommit=True) as connection:
            return connection.execute(sql).fetchone()[0]


@pytest.fixture
def server(folder):
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)
    (folder / "wal").mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder / "wal", "postgres")
    made = Server(folder, "first")
    made.run("initdb", "-D", str(made.data), "-U", "postgres", "-E", "UTF8", "--auth=trust")
    yield made
    for name in ("first", "again"):
        if (folder / name / "postmaster.pid").exists():
            Server(folder, name).stop()


NOTES = "SELECT count(*) FROM shanzhi_note"
DIGEST = "SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM shanzhi_note t"
ONE_MORE = "UPDATE shanzhi_note SET text = text || '（改）' WHERE id = (SELECT min(id) FROM shanzhi_note) RETURNING id"


def test_back_to_the_moment_before_a_mishap(server, tmp_path):
    """Written before the base backup, written after it, then a mishap: recovered to just before the mishap."""
    server.settings("archiving")
    server.start()
    env = surroundings(tmp_path / "house")
    env["DATABASE_URL"] = f"postgresql://postgres@/postgres?host={server.folder}"
    must_run(env, "restore", str(FIRST))
    base = server.folder / "again"
    words = ("-h", str(server.folder), "-U", "postgres", "-D", str(base), "-c", "fast", "-X", "none")
    server.run("pg_basebackup", *words)
    server.ask(ONE_MORE)
    good, count = server.ask(DIGEST), server.ask(NOTES)
    moment = str(server.ask("SELECT clock_timestamp()"))
    time.sleep(0.1)
    server.ask("WITH gone AS (DELETE FROM shanzhi_attachment RETURNING 1) SELECT count(*) FROM gone")
    assert server.ask("WITH gone AS (DELETE FROM shanzhi_note RETURNING 1) SELECT count(*) FROM gone") == count
    server.ask("SELECT pg_switch_wal()")
    server.stop()  # archives what is left
    again = Server(server.folder, "again")
    again.settings("recovery", recovery_target_time=moment)
    (base / "recovery.signal").touch()
    again.start()
    while again.ask("SELECT pg_is_in_recovery()"):
        time.sleep(0.1)
    assert (again.ask(NOTES), again.ask(DIGEST)) == (count, good)
    assert "复核无误" in must_run(env, "audit")
