"""A new installation, prepared and filled with the sample town, each twice, in a database of its own."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from shanzhi.management.commands.town import LOG_INS, PASSWORD

SHANZHI = Path(sys.executable).with_name("shanzhi")
LINES = "".join(f"    {name:10} {office}\n" for name, office in LOG_INS)


@pytest.fixture
def urls() -> Iterator[dict[str, str]]:
    """An empty database beside that of the tests: the variables that name it, for its owner and for the program."""
    known = {name: os.environ[name] for name in ("DATABASE_URL", "SHANZHI_OWNER_URL") if name in os.environ}
    server, name = known.get("SHANZHI_OWNER_URL", known["DATABASE_URL"]), f"town_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield {variable: make_conninfo(url, dbname=name) for variable, url in known.items()}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def rows(url: str) -> dict[str, tuple[int, str]]:
    """Rows and a digest of every table."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    digest = "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(tables)]
        return {n: connection.execute(sql.SQL(digest).format(sql.Identifier(n))).fetchone() for n in names}


def files(folder: Path) -> dict[str, str]:
    """What stands in the data folder, by path and content."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def test_an_installation_prepared_and_filled_twice_is_the_same(urls, tmp_path):
    env = {k: v for k, v in os.environ.items() if k != "SHANZHI_ROLE"}  # each command takes its own
    env |= urls | {"SHANZHI_DATA": str(tmp_path), "SHANZHI_LOG_LEVEL": "WARNING"}
    url = urls.get("SHANZHI_OWNER_URL", urls["DATABASE_URL"])

    def run(name: str) -> str:
        done = subprocess.run([SHANZHI, name], env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    said = f"· 数据目录 data folder {tmp_path}\n"
    assert run("prepare") == said
    empty, laid_out = rows(url), files(tmp_path)
    assert {"secret", "static/staticfiles.json"} <= laid_out.keys()
    assert (run("prepare"), rows(url), files(tmp_path)) == (said, empty, laid_out)
    log_ins = f"· 登录 log in: 密码 password {PASSWORD}\n{LINES}"
    assert run("town").endswith(log_ins)
    full, kept = rows(url), files(tmp_path)
    assert {n for n in full if full[n][0] > empty[n][0]} >= {"shanzhi_task", "shanzhi_note", "shanzhi_entry"}
    assert (run("town"), rows(url), files(tmp_path)) == (log_ins, full, kept)
    assert run("audit").startswith(f"复核无误：日志 {full['shanzhi_entry'][0]} 条")
    assert rows(url) == full
