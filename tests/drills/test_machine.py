"""Disk full, disk read-only, database gone: a clear page, nothing half stored, and work goes on without a restart."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drills.browser import Browser
from tests.drills.houses import FIRST, database, must_run, serve, surroundings
from tests.e2e.house import ROOT

BIG = os.urandom(6_000_000)


@pytest.fixture(scope="module")
def house(folder):
    """A house whose files lie on a disk of four megabytes."""
    assert os.geteuid() == 0, "this drill mounts a small disk: run it as root"
    env = surroundings(folder)
    must_run(env, "restore", str(FIRST))
    files = Path(env["SHANZHI_DATA"]) / "files"
    _mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(files))
    opened = serve(env)
    yield opened
    opened.stop()
    subprocess.run(["umount", str(files)], check=True)


@pytest.fixture(scope="module")
def desk(house) -> Browser:
    return Browser(house.url).log_in("townclerk")


@pytest.fixture(scope="module")
def task(desk) -> int:
    return desk.open_tasks()[0]


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _files(house) -> Path:
    return Path(house.env["SHANZHI_DATA"]) / "files"


def _stored(house) -> list[str]:
    return sorted(p.name for p in _files(house).rglob("*") if p.is_file())


def test_a_full_disk(house, desk, task):
    before = _stored(house)
    status, page = desk.note(task, "磁盘满了", file=BIG)
    assert status == 507
    assert "服务器磁盘已满，刚才的操作没有保存。请联系管理人员腾出空间" in page
    assert "disk_full" in page
    assert _stored(house) == before
    assert "磁盘满了" not in desk.get(f"/tasks/{task}/")[1]
    _mount("-o", "remount,size=64m", str(_files(house)))
    status, page = desk.note(task, "腾出了空间", file=BIG)
    assert (status, "已保存" in page, "腾出了空间" in page) == (200, True, True)
    assert len(_stored(house)) == len(before) + 1
    house.audit()


def test_a_read_only_disk(house, desk, task):
    before = _stored(house)
    _mount("-o", "remount,ro", str(_files(house)))
    status, page = desk.note(task, "只读", file=b"a new file")
    assert (status, "磁盘现在只能读、不能写" in page) == (503, True)
    assert desk.get(f"/tasks/{task}/")[0] == 200
    _mount("-o", "remount,rw", str(_files(house)))
    assert desk.note(task, "又能写了", file=b"a new file")[0] == 200
    assert len(_stored(house)) == len(before) + 1
    house.audit()


def test_a_database_that_only_reads(house, desk, task):
    sql = "ALTER SYSTEM SET default_transaction_read_only = {}; SELECT pg_reload_conf()"
    _as_owner(house, sql.format("on"))
    try:
        assert desk.note(task, "数据库只读")[0] == 503
    finally:
        _as_owner(house, sql.format("off"))
    assert desk.note(task, "数据库可写")[0] == 200
    house.audit()


def test_a_database_out_of_reach(house, desk, task):
    for process in database(house):
        process.kill()
    status, page = desk.note(task, "数据库没有了")
    assert (status, "数据库暂时连不上" in page, "database_gone" in page) == (503, True, True)
    assert Browser(house.url).get("/health/")[0] == 503
    house.audit()  # starts the database of this folder for as long as it runs
    with subprocess.Popen([sys.executable, "-c", HOLD], env=house.env, cwd=ROOT, stdin=-1, stdout=-1) as holder:
        assert holder.stdout.readline() == b"ready\n"
        assert desk.note(task, "数据库又有了")[0] == 200
        assert Browser(house.url).get("/health/")[0] == 200
        holder.communicate(b"over\n")


HOLD = "from shanzhi import database; database.start(); print('ready', flush=True); input()"


def _as_owner(house, sql: str) -> None:
    import psycopg  # noqa: PLC0415 - one drill alone

    host = str(Path(house.env["SHANZHI_DATA"]) / "postgres")
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        for part in sql.split("; "):
            connection.execute(part)
