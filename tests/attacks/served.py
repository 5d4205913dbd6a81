"""The program as a production server runs it: Granian, HTTPS said by a proxy, the tests' own database."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).parents[2]
HOST = "shanzhi.example"
PROXY, ANYBODY = "127.0.0.2", "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Served:
    """A running server at a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, path, method="GET", body=b"", source=PROXY, **headers) -> Answer:
        """One request through the proxy over HTTPS, or from anybody straight over HTTP."""
        given = {"Host": HOST} | ({"X-Forwarded-Proto": "https"} if source == PROXY else {}) | headers
        line = HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(source, 0))
        with closing(line):
            line.request(method, path, body or None, {name.replace("_", "-"): value for name, value in given.items()})
            answer = line.getresponse()
            data = answer.read().decode("utf-8", "replace")
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, names, tuple(answer.headers.get_all("Set-Cookie") or ()), data)

    def raw(self, data: bytes) -> bytes:
        """Bytes as they are, and what comes back until the server hangs up or says nothing for two seconds."""
        out = b""
        with socket.create_connection(("127.0.0.1", self.port), 5, (PROXY, 0)) as line, suppress(OSError):
            line.settimeout(2)
            line.sendall(data)
            while piece := line.recv(65536):
                out += piece
        return out

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@dataclass
class Visitor:
    """A browser at the served program: keeps cookies, sends the token of the page it looks at."""

    served: Served
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(self, path, method="GET", body=b"", **headers) -> Answer:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        more = {"Cookie": jar} if jar else {}
        answer = self.served.ask(path, method, body, **({"Origin": f"https://{HOST}"} | more | headers))
        for cookie in answer.cookies:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.body)
        self.token = found[1] if found else self.token
        return answer

    def post(self, path, fields: dict[str, str], **headers) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token} | fields).encode()
        return self.ask(path, "POST", body, Content_Type="application/x-www-form-urlencoded", **headers)

    def log_in(self, username: str, password: str, going_to: str = "") -> Answer:
        self.ask("/login/")
        return self.post("/login/", {"username": username, "password": password, "next": going_to})


def environment(folder: Path, port: int) -> dict[str, str]:
    """Production settings, by the tests' database and as the program's own role."""
    known = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    url = make_conninfo(**{k: str(known[v]) for k, v in named.items() if known.get(v)})
    env = {k: v for k, v in os.environ.items() if k not in {"SHANZHI_ROLE", "SHANZHI_OWNER_URL"}}
    return env | {
        "DATABASE_URL": url,
        "SHANZHI_DATA": str(folder),
        "SHANZHI_HOSTS": HOST,
        "SHANZHI_HTTPS": "1",
        "SHANZHI_PROXIES": PROXY,
        "SHANZHI_PORT": str(port),
        "SHANZHI_PACE": "50",
        "SHANZHI_LOG_LEVEL": "WARNING",
        "SHANZHI_WORKERS": "1",
    }


def serve(folder: Path) -> Served:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    env, log = environment(folder, port), folder / "serve.log"
    program = [sys.executable, "-m", "shanzhi.cli"]
    subprocess.run([*program, "collectstatic", "--no-input", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    with log.open("wb") as out:
        process = subprocess.Popen([*program, "serve", "--ready"], env=env, cwd=ROOT, stdout=out, stderr=out)
    served, until = Served(port, process, log), time.monotonic() + 180
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            if served.ask("/health/").status == 200:
                return served
        time.sleep(0.2)
    served.stop()
    raise AssertionError(log.read_text(encoding="utf-8"))
