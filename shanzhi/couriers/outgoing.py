"""The one way out: every HTTP request of the house leaves here, and none reaches inside by mistake."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, Literal
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from shanzhi.core.kinds import Refused

Resolve = Callable[[str, int], Sequence[str]]
Address = IPv4Address | IPv6Address

MOST_BYTES: Final = 1024 * 1024
LONGEST_SECONDS: Final = 15.0
MOST_HOPS: Final = 3
_PIECE: Final = 65536
_PORTS: Final = {"http": 80, "https": 443}
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
# Public by the letter of the library: protocol assignments, and what answers to the machines of one cloud alone.
_NOT_PUBLIC: Final = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv4Network("168.63.129.16/32"))
_UNICAST: Final = IPv6Network("2000::/3")
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


@dataclass(frozen=True, slots=True)
class Out:
    """A request. allowed: origins on the inside net that may be asked, such as http://10.1.2.3:8080."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    allowed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Back:
    """An answer. url: where it came from in the end; kind: its content type, "" for none."""

    status: int
    url: str
    body: bytes
    kind: str = ""


def names(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, asked of the system."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def send(
    out: Out, *, resolve: Resolve = names, most_bytes: int = MOST_BYTES, longest_seconds: float = LONGEST_SECONDS
) -> Back:
    """Sends a request and gives the answer.

    Only https, unless the origin is allowed by name. The name is resolved once; every address it has must be public,
    and the connection goes to the one that was looked at. A GET follows up to three redirects, each looked at the
    same way, but never from outside onto the inside net; a POST follows none.
    most_bytes, longest_seconds: of each answer, its headers included.
    raises: Refused("outgoing_barred"), Refused("outgoing_failed").
    """
    allowed = {_origin(_split(origin)) for origin in out.allowed}
    parts = _split(out.url)
    inside = _origin(parts) in allowed
    for _ in range(MOST_HOPS + 1):
        address = _vetted(parts, resolve, inside=inside)
        try:
            back, further = _once(out, parts, address, (most_bytes, longest_seconds))
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise _failed(parts) from error
        if not further or out.method == "POST":
            return back
        onward = _split(urljoin(parts.geturl(), further))
        inside = inside and _origin(onward) == _origin(parts)
        parts = onward
    raise _failed(parts)


def _once(out: Out, parts: SplitResult, address: str, most: tuple[int, float]) -> tuple[Back, str]:
    """One request to one address: the answer, and where it sends us further, "" where it does not."""
    line, late = _line(parts, address, most[1]), threading.Event()
    sockets: list[socket.socket | None] = []
    watch = threading.Timer(most[1], lambda: _hang_up([*sockets, line.sock], late))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {**out.headers, "Host": parts.netloc.rsplit("@", 1)[-1], "Accept-Encoding": "identity"}
    watch.start()
    with closing(line), _stopping(watch):
        line.connect()
        sockets.append(line.sock)  # the connection forgets it once an answer without a length begins
        line.request(out.method, target, out.body or None, headers, preload_content=False, decode_content=False)
        with line.getresponse() as answer:
            body = bytearray()
            while len(body) <= most[0] and (piece := answer.read1(_PIECE)):
                body += piece
    if late.is_set() or len(body) > most[0]:
        raise _failed(parts)
    further = answer.headers.get("Location", "") if answer.status in _MOVED else ""
    return Back(answer.status, parts.geturl(), bytes(body), answer.headers.get("Content-Type", "")), further


def _line(parts: SplitResult, address: str, seconds: float) -> HTTPConnection:
    """A connection to the address that was looked at; the certificate must be the name's."""
    port = parts.port or _PORTS[parts.scheme]
    if parts.scheme == "http":
        return HTTPConnection(address, port, timeout=seconds)
    host = parts.hostname or ""
    return HTTPSConnection(
        address, port, timeout=seconds, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
    )


@contextmanager
def _stopping(watch: threading.Timer) -> Iterator[None]:
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(sockets: Sequence[socket.socket | None], late: threading.Event) -> None:
    """Ends a connection that takes too long: a byte now and then keeps every single wait short."""
    late.set()
    for line in sockets:
        with suppress(OSError):
            if line is not None:
                line.shutdown(socket.SHUT_RDWR)


def _vetted(parts: SplitResult, resolve: Resolve, *, inside: bool) -> str:
    """The address to connect to; where one of a name's addresses is not public, none of them is used."""
    host = parts.hostname or ""
    if not host or parts.username is not None or (parts.scheme != "https" and not inside):
        raise _barred(parts)
    try:
        addresses = [ip_address(found.split("%")[0]) for found in resolve(host, parts.port or _PORTS[parts.scheme])]
    except (OSError, ValueError) as error:  # ValueError also where a name is none
        raise _failed(parts) from error
    if not addresses:
        raise _failed(parts)
    if not inside and not all(map(is_public, addresses)):
        raise _barred(parts)
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether an address is one of the open Internet, looked at through every way IPv6 can wrap an IPv4 address."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in net for net in _NOT_PUBLIC)
    within = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    within += [IPv4Address(int(address) & 0xFFFFFFFF) for net in _NAT64 if address in net]
    wrapped = [v4 for v4 in within if v4 is not None]
    return (bool(wrapped) or (address in _UNICAST and address.is_global)) and all(map(is_public, wrapped))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in _PORTS and (parts.port or 1) > 0
    except ValueError:
        parts, known = urlsplit(""), False
    if not known or not url.isprintable() or " " in url or "\\" in url:
        raise _barred(parts)
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _barred(parts: SplitResult) -> Refused:
    return Refused(
        "outgoing_barred",
        "地址“{address}”不能访问：只能向公开的 https 地址发送，内网地址须先由管理员登记。请检查地址。",
        address=parts.hostname or "",
    )


def _failed(parts: SplitResult) -> Refused:
    return Refused(
        "outgoing_failed", "向“{address}”发送没有成功，对方没有按时正常答复。请稍后再试。", address=parts.hostname or ""
    )
