"""Disk full, disk read-only, database gone: a clear page, nothing half stored, and work goes on without a restart."""

import os
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.drills.browser import Browser
from tests.drills.houses import FIRST, database, must_run, serve, surroundings

BACK = 30  # seconds; it takes two or three where the machine has nothing else to do
BIG = "".join(f"第{n}行：沟渠清理记录。\n" for n in range(170_000)).encode()  # six megabytes


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


def test_a_database_that_was_killed_is_back_by_itself(house, desk, task):
    """Again and again: a clear page while it is gone, and nobody has to start anything."""
    for n in range(3):
        before = database(house)[0].pid
        for process in database(house):
            process.kill()
        assert _back_within(house, BACK), f"the database did not come back the {n + 1}. time"
        assert database(house)[0].pid != before
        key = uuid4()
        assert any(desk.note(task, f"数据库又有了 {n}", key)[0] == 200 for _ in range(10))
        assert desk.get(f"/tasks/{task}/")[1].count(f"数据库又有了 {n}") == 1
    house.audit()


def test_a_database_that_cannot_start_is_a_clear_page_until_it_can(house, desk, task):
    conf = Path(house.env["SHANZHI_DATA"]) / "postgres" / "postgresql.conf"
    good = conf.read_text(encoding="utf-8")
    conf.write_text(good + "no_such_setting = 1\n", encoding="utf-8")
    for process in database(house):
        process.kill()
    status, page = desk.note(task, "数据库没有了")
    assert (status, "数据库暂时连不上" in page, "database_gone" in page) == (503, True, True)
    assert Browser(house.url).get("/health/")[0] == 503
    conf.write_text(good, encoding="utf-8")
    assert _back_within(house, BACK + 2 * 60)
    assert "数据库没有了" not in desk.get(f"/tasks/{task}/")[1]
    house.audit()


def _back_within(house, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if Browser(house.url).get("/health/")[0] == 200:
            return True
        time.sleep(0.2)
    return False


def _as_owner(house, sql: str) -> None:
    import psycopg  # noqa: PLC0415 - one drill alone

    host = str(Path(house.env["SHANZHI_DATA"]) / "postgres")
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        for part in sql.split("; "):
            connection.execute(part)
