"""Houses to break: opened from the backup of the first version, in a folder of their own."""

import os
import subprocess
from pathlib import Path

import psutil

from tests.e2e.house import PROGRAM, ROOT, House, _wait, free_port, run

FIRST = ROOT / "tests" / "first.shanzhi"
WORDS = "第一版的备份，只在测试里用"


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a house of its own, whatever the tests use."""
    given = {"DATABASE_URL", "SHANZHI_OWNER_URL", "SHANZHI_ROLE"}
    env = {k: v for k, v in os.environ.items() if k not in given}
    more = {"SHANZHI_DATA": str(folder), "SHANZHI_PORT": str(free_port()), "SHANZHI_LOG_LEVEL": "ERROR"}
    more |= {"SHANZHI_NIGHT_MINUTES": "0", "SHANZHI_PACE": "100"}
    return env | more | {"SHANZHI_BACKUP_PASSPHRASE": WORDS}


def must_run(env: dict[str, str], *words: str) -> str:
    done = run(env, *words)
    assert done.returncode == 0, f"shanzhi {words[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def serve(env: dict[str, str]) -> House:
    log = Path(env["SHANZHI_DATA"]) / "serve.log"
    with log.open("ab") as out:
        server = subprocess.Popen([PROGRAM, "serve", "--ready"], env=env, cwd=ROOT, stdout=out, stderr=out)
    house = House(f"http://127.0.0.1:{env['SHANZHI_PORT']}", env, server, log)
    _wait(house)
    return house


def processes(house: House) -> list[psutil.Process]:
    """The server, its workers and the database of this house; of no other."""
    server = psutil.Process(house.server.pid)
    return [server, *server.children(recursive=True), *database(house)]


def database(house: House) -> list[psutil.Process]:
    pid = int((Path(house.env["SHANZHI_DATA"]) / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    postmaster = psutil.Process(pid)
    assert house.env["SHANZHI_DATA"] in " ".join(postmaster.cmdline())
    return [postmaster, *postmaster.children(recursive=True)]
