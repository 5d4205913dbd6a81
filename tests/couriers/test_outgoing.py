"""The one way out, against real servers on this machine: names that lead inside, redirects, floods, drips."""

import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shanzhi.core.kinds import Refused
from shanzhi.couriers.outgoing import Out, is_public, send


class Answers(BaseHTTPRequestHandler):
    """Answers by path; keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.command, self.path, self.headers.get("Host")))
        getattr(self, "_" + self.path.split("?")[0].strip("/").replace("/", "_"), self._ok)()

    def do_POST(self):
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def _ok(self):
        self._plain(b"ok " + getattr(self, "body", b""))

    def _plain(self, data, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _to(self):
        self._plain(b"", 302, Location=self.path.split("?", 1)[1])

    def _loop(self):
        self._plain(b"", 302, Location="/loop")

    def _huge(self):
        self.send_response(200)
        self.end_headers()
        self._pour(b"x" * 65536, 0)

    def _drip(self):
        self.send_response(200)
        self.end_headers()
        self._pour(b"x", 0.05)

    def _headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._pour(b"X: y\r\n", 0.05)

    def _zip(self):
        self._plain(b"\x1f\x8b" + bytes(50), 200, **{"Content-Encoding": "gzip"})

    def _pour(self, piece, pause):
        try:
            for _ in range(400):
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


@contextmanager
def _serving(tls=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked = []
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server, server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def inside():
    with _serving() as found:
        yield found


def _code(*args, **more):
    with pytest.raises(Refused) as refusal:
        send(*args, **more)
    return refusal.value.code


def _to(*addresses):
    return lambda _host, _port: addresses


def test_an_allowed_origin_is_asked_and_answers(inside):
    server, port = inside
    here = f"http://127.0.0.1:{port}"
    back = send(Out(f"{here}/a?b=1", allowed=(here,)))
    assert (back.status, back.body, back.url) == (200, b"ok ", f"{here}/a?b=1")
    assert send(Out(here, "POST", "好".encode(), allowed=(here,))).body == b"ok " + "好".encode()
    assert server.asked == [("GET", "/a?b=1", f"127.0.0.1:{port}"), ("POST", "/", f"127.0.0.1:{port}")]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",  # noqa: S104 - asked, not bound
        "[::1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_this_machine_is_barred_by_every_name_it_has(inside, scheme, host):
    server, port = inside
    assert _code(Out(f"{scheme}://{host}:{port}/")) == "outgoing_barred"
    assert server.asked == []


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "fe80::1%eth0", "::ffff:10.0.0.1"]
)
def test_a_public_name_that_leads_inside_is_barred(inside, address):
    server, port = inside
    assert _code(Out(f"https://witness.example:{port}/"), resolve=_to("93.184.216.34", address)) == "outgoing_barred"
    assert server.asked == []


def test_the_name_is_resolved_once_and_the_connection_goes_there(inside):
    """A name that is public when it is looked at and inside a moment later gains nothing."""
    server, port = inside
    told = iter([("192.0.2.1",), ("127.0.0.1",)])
    origin = f"http://witness.example:{port}"
    out = Out(origin, allowed=(origin,))
    assert _code(out, resolve=lambda *_: next(told), longest_seconds=0.3) == "outgoing_failed"
    assert (server.asked, next(told)) == ([], ("127.0.0.1",))


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "//127.0.0.2:{port}/",
    ],
)
def test_a_redirect_inside_is_barred(inside, to):
    server, port = inside
    origin = f"http://witness.example:{port}"
    out = Out(f"{origin}/to?{to.format(port=port)}", allowed=(origin, f"http://127.0.0.1:{port}"))
    resolve = lambda host, _: ("127.0.0.1",) if host == "witness.example" else (host.strip("[]"),)  # noqa: E731 - short
    assert _code(out, resolve=resolve) == "outgoing_barred"
    assert len(server.asked) == 1


def test_redirects_within_an_origin_are_followed_three_times_at_most_and_never_for_a_post(inside):
    server, port = inside
    here = f"http://127.0.0.1:{port}"
    assert send(Out(f"{here}/to?/a", allowed=(here,))).url == f"{here}/a"
    assert _code(Out(f"{here}/loop", allowed=(here,))) == "outgoing_failed"
    assert len(server.asked) == 2 + 4
    assert send(Out(f"{here}/to?/a", "POST", b"x", allowed=(here,))).status == 302


@pytest.mark.parametrize("path", ["huge", "drip", "headers"])
def test_floods_and_drips_are_cut_off(inside, path):
    _, port = inside
    here = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    assert _code(Out(f"{here}/{path}", allowed=(here,)), most_bytes=100_000, longest_seconds=0.5) == "outgoing_failed"
    assert time.monotonic() - began < 5


def test_nothing_is_unpacked(inside):
    _, port = inside
    here = f"http://127.0.0.1:{port}"
    assert send(Out(f"{here}/zip", allowed=(here,))).body == b"\x1f\x8b" + bytes(50)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/",
        "ftp://example.cn/",
        "file:///etc/passwd",
        "example.cn",
        "",
        "https://",
        "https://u:p@example.cn/",
        "https://example.cn:99999/",
        "https://exa mple.cn/",
        "https://example.cn/\r\nHost: x",
        "https://a\\@b/",
        "https://[::1",
    ],
)
def test_addresses_that_are_none_or_not_https_are_barred(url):
    assert _code(Out(url), resolve=_to("93.184.216.34")) == "outgoing_barred"


def test_a_name_that_is_not_there_and_a_port_where_nobody_listens():
    assert _code(Out("https://nowhere.invalid/")) == "outgoing_failed"
    assert _code(Out("http://127.0.0.1:1/", allowed=("http://127.0.0.1:1",))) == "outgoing_failed"


def test_a_certificate_must_be_the_names_own(tmp_path, monkeypatch):
    tls, root = _certificate(tmp_path, "witness.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    with _serving(tls) as (server, port):
        good, bad = f"https://witness.example:{port}", f"https://other.example:{port}"
        assert send(Out(good, allowed=(good,)), resolve=_to("127.0.0.1")).body == b"ok "
        assert _code(Out(bad, allowed=(bad,)), resolve=_to("127.0.0.1")) == "outgoing_failed"
        assert server.asked == [("GET", "/", f"witness.example:{port}")]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("0.0.0.0", False),  # noqa: S104 - looked at, not bound
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("100.100.100.200", False),
        ("127.8.8.8", False),
        ("168.63.129.16", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.0.0.192", False),
        ("192.168.1.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("233.252.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::7f00:1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b:1::a00:1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("ff0e::1", False),
        ("2001:db8::1", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(ip_address(address)) is public


def _certificate(folder, name):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime(2020, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    root, secret = folder / "root.pem", folder / "key.pem"
    root.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(*pem))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(root, secret)
    return tls, root
