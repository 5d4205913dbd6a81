"""Messengers against a real server on this machine."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail as letters

from shanzhi.couriers.checkpoints import LONGEST, mail, post


class Server(HTTPServer):
    """Answers every POST with what `reply` says, and remembers what came."""

    reply = (200, "text/plain", "ok\n")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.came: list[tuple[str, str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/in?log=1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.came.append((self.path, self.headers["Content-Type"], body))
        status, kind, text = self.server.reply
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server(settings) -> Iterator[Server]:
    made = Server()
    settings.OUTGOING = (f"http://127.0.0.1:{made.server_port}",)
    thread = Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_text_arrives_and_the_answer_comes_back(server):
    assert post(server.address, "检查点\n") == (200, "text/plain", "ok\n")
    assert server.came == [("/in?log=1", "text/plain; charset=utf-8", "检查点\n")]


def test_a_redirect_is_not_followed_and_a_long_answer_is_cut(server):
    server.reply = (307, "text/plain", "x" * 20_000)
    status, _, body = post(server.address, "x")
    assert (status, len(body), len(server.came)) == (307, LONGEST, 1)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "ftp://archive.example/", "nowhere", "http://", "http://[::1"]
)
def test_where_nobody_answers_the_trouble_is_told(address):
    status, _, trouble = post(address, "x")
    assert (status, trouble != "") == (0, True)


def test_a_letter_is_sent(settings):
    settings.DEFAULT_FROM_EMAIL = "shanzhi@sz.example"
    assert mail("a@archive.example", "检查点", "三行\n") == (200, "", "")
    letter = letters.outbox[-1]
    said = (letter.subject, letter.body, letter.from_email, letter.to)
    assert said == ("检查点", "三行\n", "shanzhi@sz.example", ["a@archive.example"])


def test_a_letter_no_server_takes_is_told(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    status, _, trouble = mail("a@archive.example", "检查点", "三行\n")
    assert (status, "ConnectionRefusedError" in trouble) == (0, True)
