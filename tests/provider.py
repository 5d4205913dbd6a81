"""A real OpenID Connect provider, in a process of its own; tests ask it, and whoever logs in is entered by hand."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

from tests.e2e.house import free_port

NAMES = {"p-1": "clerk", "p-2": "nobody-here", "p-3": "rmt"}
PEOPLE = [{"sub": sub, "preferred_username": name} for sub, name in NAMES.items()]
LONGEST_START = 40


@contextmanager
def provider() -> Iterator[str]:
    """Its issuer, while it runs."""
    port = free_port()
    people = [word for p in PEOPLE for word in ("--user-claims", json.dumps(p))]
    words = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"
    try:
        _wait(server, issuer)
        yield issuer
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: subprocess.Popen[bytes], issuer: str) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        assert server.poll() is None, "the provider ended"
        with suppress(URLError, OSError), urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration"):
            return
        time.sleep(0.2)
    raise AssertionError("the provider does not answer")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def agree(address: str, sub: str) -> str:
    """Logs somebody in at the provider, as its form does; the address the browser is sent back to."""
    try:
        urllib.request.build_opener(_Stay).open(address, urlencode({"sub": sub}).encode())
    except HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the provider sent nobody back")
