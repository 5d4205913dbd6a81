"""Parts in a row, compressed: each with a head, its bytes, and a count and digest that are checked when it is read."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from shanzhi.papers.sealed import damaged

BLOCK: Final = 128 * 1024
LONGEST_LINE: Final = 4 * 1024 * 1024


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What a part turned out to be. rows: lines of a table, 0 of a file; size in bytes; sha256 of its bytes."""

    kind: str
    name: str
    rows: int
    size: int
    sha256: str


class PartWriter:
    """Writes parts; finish() adds the closing line with the digest over all of them."""

    def __init__(self, sink: Sink, about: Mapping[str, object]) -> None:
        self._sink, self._press, self._all = sink, zlib.compressobj(3), hashlib.sha256()
        self._line(about)

    def part(self, kind: str, name: str, blocks: Iterable[bytes], **more: object) -> Part:
        """Writes one part. more: what the reader needs to know before its bytes, JSON-ready."""
        self._line({"kind": kind, "name": name, **more})
        digest, size, rows = hashlib.sha256(), 0, 0
        for block in blocks:
            for at in range(0, len(block), BLOCK):
                self._put(len(block[at : at + BLOCK]).to_bytes(4, "big") + block[at : at + BLOCK])
            digest.update(block)
            size += len(block)
            rows += block.count(b"\n") if kind == "table" else 0
        self._put(bytes(4))
        part = Part(kind, name, rows, size, digest.hexdigest())
        self._line(_sum(part))
        self._all.update(_row(part))
        return part

    def finish(self) -> str:
        """Ends the row of parts and gives the digest over all of them."""
        self._line({"kind": "end", "sha256": self._all.hexdigest()})
        self._sink.write(self._press.flush())
        return self._all.hexdigest()

    def _line(self, value: Mapping[str, object]) -> None:
        self._put(json.dumps(value, ensure_ascii=False).encode() + b"\n")

    def _put(self, data: bytes) -> None:
        self._sink.write(self._press.compress(data))


class PartReader:
    """Reads what PartWriter wrote, from pieces of any size; about: the first line.

    raises: Refused("backup_damaged") where a count or digest does not agree.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._press = pieces, zlib.decompressobj()
        self._held, self._all = bytearray(), hashlib.sha256()
        self.about = self._line()
        self.sha256 = ""

    def heads(self) -> Iterator[Mapping[str, Any]]:
        """The head of each part; its bytes have to be taken with blocks() before the next."""
        while (head := self._line())["kind"] != "end":
            yield head
        for packed in self._pieces:  # the last piece has to be seen, or the file may be cut
            self._held += self._press.decompress(packed, 1)
        if head["sha256"] != self._all.hexdigest() or self._held or not self._press.eof:
            raise damaged()
        self.sha256 = self._all.hexdigest()

    def blocks(self, head: Mapping[str, Any], out: list[Part]) -> Iterator[bytes]:
        """The bytes of the part just announced; appends what it turned out to be once all of it is read and right."""
        digest, size, rows = hashlib.sha256(), 0, 0
        while length := int.from_bytes(self._take(4), "big"):
            if length > BLOCK:
                raise damaged()
            block = self._take(length)
            digest.update(block)
            size += length
            rows += block.count(b"\n") if head["kind"] == "table" else 0
            yield block
        part = Part(str(head["kind"]), str(head["name"]), rows, size, digest.hexdigest())
        if self._line() != _sum(part):
            raise damaged()
        self._all.update(_row(part))
        out.append(part)

    def _line(self) -> Mapping[str, Any]:
        while (end := self._held.find(b"\n")) < 0:
            if len(self._held) > LONGEST_LINE:
                raise damaged()
            self._more()
        value = json.loads(bytes(self._held[:end]))
        del self._held[: end + 1]
        if not isinstance(value, dict):
            raise damaged()
        return value

    def _take(self, n: int) -> bytes:
        while len(self._held) < n:
            self._more()
        data = bytes(self._held[:n])
        del self._held[:n]
        return data

    def _more(self) -> None:
        """A bounded helping: a small piece may unpack to a large one."""
        packed = self._press.unconsumed_tail or next(self._pieces, b"")
        fresh = self._press.decompress(packed, 4 * BLOCK)
        if not fresh and not packed:
            raise damaged()
        self._held += fresh


def _row(part: Part) -> bytes:
    """A part as the digest over all parts takes it."""
    return f"{part.kind}\t{part.name}\t{part.rows}\t{part.size}\t{part.sha256}\n".encode()


def _sum(part: Part) -> dict[str, object]:
    return {"rows": part.rows, "size": part.size, "sha256": part.sha256}
