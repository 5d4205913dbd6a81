"""Guards over the text of the project: no secrets, one way out, no rule silenced without a reason, advisories heard."""

import ast
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\s]{40}"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bLTAI[0-9A-Za-z]{12,24}\b|\bAKID[0-9A-Za-z]{32}\b"),
    "token": re.compile(
        r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{60,}|glpat-[\w-]{20}|xox[abpr]-[\w-]{10,}"
        r"|pypi-[\w-]{50,}|npm_[0-9A-Za-z]{36}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"
    ),
    "chat hook": re.compile(
        r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=[0-9a-f-]{30,}"
        r"|oapi\.dingtalk\.com/robot/send\?access_token=[0-9a-f]{40,}"
    ),
    "password in an address": re.compile(
        r"\b(?:postgres(?:ql)?|redis|amqp|smtp|https?|ldap)://[^\s:/@{}]+:(?!//|password@)[^\s@/{}]{3,}@"
    ),
    "password": re.compile(
        r"""(?i)\b(?:password|passwd|secret_key|api_key|access_token)["']?\s*[=:]\s*["'](?P<said>(?![A-Z_]+["'])[^"'{}<>\s]{8,})["']"""
    ),
}
# the sample town's, printed in the README; the tests' own
KNOWN = {"qinghe-demo-2026", "a-long-test-password"}
WAYS_OUT = {"urllib.request", "http.client", "httpx", "requests", "aiohttp", "urllib3", "socket", "smtplib", "ftplib"}
REASON = re.compile(r"# noqa: (?P<codes>[A-Z0-9, ]*\bS\d{3}[A-Z0-9, ]*)(?P<why>.*)")


def _tracked():
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    names = named.split("\0") if named else [str(p) for p in ROOT.rglob("*") if ".venv" not in p.parts]
    return [ROOT / n for n in names if n and (ROOT / n).is_file() and not n.endswith((".png", "uv.lock"))]


def _secrets(text):
    for kind, pattern in SECRETS.items():
        for match in pattern.finditer(text):
            if match.groupdict().get("said") not in KNOWN:
                yield kind


def test_no_secret_stands_in_the_project():
    found = {}
    for path in _tracked():
        kinds = sorted(set(_secrets(path.read_text(encoding="utf-8", errors="ignore"))))
        if kinds and path != Path(__file__):
            found[str(path.relative_to(ROOT))] = kinds
    assert found == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEow" * 12, "private key"),
        ("-----BEGIN PRIVATE KEY-----\n" + "MIIEow" * 12, "private key"),
        ("id = 'AKIA" + "ABCDEFGH12345678'", "cloud key"),
        ("LTAI" + "5tAbCdEfGh12", "cloud key"),
        ("ghp_" + "a1" * 18, "token"),
        ("pypi-" + "Ag" * 30, "token"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + "0a-" * 12, "chat hook"),
        ("postgresql://app:" + "hunter22@db/x", "password in an address"),
        ("PASSWORD = '" + "correct-horse'", "password"),
    ],
)
def test_planted_secrets_are_found(text, kind):
    assert list(_secrets(text)) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "password = 'qinghe-demo-2026'",
        "password='{word}'",
        "postgresql://postgres@/postgres?host=x",
        "password: str = ''",
    ],
)
def test_what_is_no_secret_is_let_be(text):
    assert list(_secrets(text)) == []


def test_there_is_one_way_out():
    out = set()
    for path in (ROOT / "shanzhi").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(n == way or n.startswith(f"{way}.") for n in names for way in WAYS_OUT):
                out.add(str(path.relative_to(ROOT)))
    # single sign-on asks the one provider that the settings name, not an address that somebody types
    assert out == {"shanzhi/couriers/outgoing.py", "shanzhi/sign_on.py"}


def test_every_silenced_rule_of_security_has_a_reason():
    silent = []
    for path in (p for p in _tracked() if p.suffix == ".py"):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = REASON.search(line)
            if match and path != Path(__file__) and not re.match(r"\s*- \S", match["why"]):
                silent.append(f"{path.relative_to(ROOT)}:{n}")
    assert silent == []


def test_ruff_looks_at_security_and_its_exceptions_are_for_tests_and_scripts():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    assert [c for c in lint["ignore"] if re.fullmatch(r"S\d*", c)] == []
    loosened = {
        where for where, codes in lint["per-file-ignores"].items() if any(re.fullmatch(r"S\d*", c) for c in codes)
    }
    assert loosened == {"tests/**", "bench/**"}


def test_production_settings_pass_djangos_own_check_with_nothing_silenced(tmp_path):
    env = os.environ | {"SHANZHI_HTTPS": "1", "SHANZHI_HOSTS": "shanzhi.example", "SHANZHI_DATA": str(tmp_path)}
    words = ["-m", "shanzhi.cli", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run([sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


class _Advisories(BaseHTTPRequestHandler):
    """An advisory database that knows one advisory, against lxml."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        hit = {"vulns": [{"id": "PYSEC-0000-1", "modified": "2026-01-01T00:00:00Z"}]}
        names = [q["package"]["name"] for q in asked["queries"]]
        self._say({"results": [hit if self.server.hit and n == "lxml" else {} for n in names]})

    def do_GET(self):
        affected = [{"package": {"ecosystem": "PyPI", "name": "lxml"}, "ranges": []}]
        said = {"id": "PYSEC-0000-1", "modified": "2026-01-01T00:00:00Z", "summary": "planted", "affected": affected}
        self._say(said)

    def _say(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@contextmanager
def _database(*, hit):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Advisories)
    server.hit = hit
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def _audit(url):
    env = os.environ | {"SHANZHI_ADVISORIES": url}
    done = subprocess.run([ROOT / ".ci/advisories"], env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_known_advisory_fails_and_none_passes():
    with _database(hit=True) as url:
        code, said = _audit(url)
    assert code == 1
    assert "PYSEC-0000-1" in said
    with _database(hit=False) as url:
        assert _audit(url) == (0, "· 依赖没有已知漏洞 no known advisories\n")


def test_a_database_out_of_reach_is_said_aloud():
    code, said = _audit("http://127.0.0.1:1/")
    assert (code, "NOT CHECKED" in said) == (0, True)
