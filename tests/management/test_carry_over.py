"""An installation with the journal's first chain: prepared anew, its history stands in the chains of its counties."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
from psycopg.types.json import Jsonb

from shanzhi.core.first_chain import START, Link, seal
from tests.management.test_installation import SHANZHI, urls

__all__ = ["urls"]
COLUMNS = "seq, at, actor_id, actor_name, deed, object_kind, object_id, programme_id, data, prev, hash"
AT = datetime(2026, 7, 1, 1, tzinfo=UTC)


def first_chain() -> list[Link]:
    """Two deeds of the program and one of a clerk."""
    said = [(None, "", "add_places", {"new": 3}), (None, "", "add_person", {"username": "a"}), (1, "赵某", "x", {})]
    out, prev = [], START
    for n, (who, name, deed, data) in enumerate(said, 1):
        link = Link(n, AT, who, name, deed, "user" if n == 2 else "place", 1, None, data, prev, "")
        out.append(replace(link, hash=seal(link)))
        prev = out[-1].hash
    return out


def lay(url: str, links: list[Link]) -> None:
    """The tables as an installation of the first version left them."""
    words = (
        (
            "INSERT INTO shanzhi_place (id, code, name, level, adopt_needs_second) "
            "VALUES (1, '999907000000', '', 'county', false)"
        ),
        "INSERT INTO shanzhi_user (id, password, username, name, is_active) VALUES (1, '', 'a', '赵某', true)",
        "INSERT INTO shanzhi_post (user_id, role, place_id) VALUES (1, 'clerk', 1)",
    )
    with psycopg.connect(url) as connection:
        for one in words:
            connection.execute(one)
        for link in links:
            given = [Jsonb(v) if n == "data" else v for n, v in ((n, getattr(link, n)) for n in Link.__slots__)]
            marks = ", ".join(["%s"] * len(given))
            connection.execute(f"INSERT INTO shanzhi_entry ({COLUMNS}) VALUES ({marks})", given)  # noqa: S608 - our own words


def carried(url: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT e.tenant, e.seq, e.deed, e.actor_id, v.names, v.data FROM shanzhi_entry e"
            " LEFT JOIN shanzhi_entryvalue v ON v.entry_id = e.id ORDER BY e.id"
        ).fetchall()


def test_the_first_chain_is_carried_over_and_closed(urls, tmp_path):
    env = {k: v for k, v in os.environ.items() if k != "SHANZHI_ROLE"}
    env |= urls | {"SHANZHI_DATA": str(tmp_path), "SHANZHI_LOG_LEVEL": "WARNING"}
    url, links = urls.get("SHANZHI_OWNER_URL", urls["DATABASE_URL"]), first_chain()

    def run(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([SHANZHI, *words], env=env, capture_output=True, text=True, check=False)

    assert run("migrate", "shanzhi", "0003").returncode == 0
    lay(url, links)
    assert run("prepare").returncode == 0
    done = run("audit")
    assert (done.returncode, done.stdout.startswith("复核无误：日志 4 条")) == (0, True)
    assert carried(url) == [
        ("000000", 1, "add_places", None, None, '{"new":3}'),
        ("999907", 1, "add_person", None, None, '{"username":"a"}'),
        ("999907", 2, "x", 1, '{"actor":"赵某"}', None),
        ("000000", 2, "close_chain", None, None, f'{{"entries":3,"hash":"{links[-1].hash}"}}'),
    ]
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM shanzhi_firstentry").fetchone() == (3,)
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM shanzhi_firstentry WHERE seq = 3")
    done = run("audit")
    assert (done.returncode, "旧 链从第 3 条起被截去" in done.stdout) == (1, True)
