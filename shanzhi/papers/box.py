"""Zip containers from strangers: parts are inflated piece by piece under a limit, never to disk."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from lxml import etree

from shanzhi.papers.limits import UNPACKED_MB
from shanzhi.papers.refusals import refused

_MB: Final = 1024 * 1024
_SUSPECT_BYTES: Final = 20 * _MB
_SUSPECT_RATIO: Final = 200
_SMALL_PART_BYTES: Final = 32 * _MB
_ENCRYPTED = 0x1

BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    EOFError,
    OSError,
    RuntimeError,  # also too deep a recursion, and a method of packing that Python does not know
    ValueError,
)
"""What the libraries raise on a damaged container."""


class Part(io.RawIOBase):
    """A part being inflated; counts what comes out, for what the container declares may be a lie."""

    def __init__(self, inner: IO[bytes], packed: int) -> None:
        super().__init__()
        self._inner = inner
        self._packed = max(packed, 1)
        self._out = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Gives the next piece; at most 64 KB at a time unless all is asked for, and then still counted."""
        if size < 0:
            return b"".join(iter(lambda: self.read(65536), b""))
        piece = self._inner.read(size)
        self._out += len(piece)
        _weigh(self._out, self._packed)
        return piece


class Box:
    """An open container whose sizes have been looked at."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename: info for info in archive.infolist()}

    def names(self, pattern: str) -> list[str]:
        """Gives the names of all parts that match the whole pattern."""
        return [name for name in sorted(self._infos) if re.fullmatch(pattern, name)]

    def part(self, pattern: str) -> Part | None:
        """Gives the first part whose name matches the whole pattern, None where there is none."""
        name = next((name for name in sorted(self._infos) if re.fullmatch(pattern, name)), None)
        if name is None:
            return None
        info = self._infos[name]
        return Part(self._archive.open(info), info.compress_size)

    def tree(self, pattern: str) -> etree._Element | None:
        """Gives the parsed root of a small part such as the styles; None where it is missing.

        raises: unpack_bomb for a document type definition or more than 32 MB
        """
        part = self.part(pattern)
        if part is None:
            return None
        data = part.read(_SMALL_PART_BYTES + 1)
        if len(data) > _SMALL_PART_BYTES:
            raise refused("unpack_bomb", limit=UNPACKED_MB)
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
        no_definitions(root)
        return root


@contextmanager
def open_box(data: bytes) -> Iterator[Box]:
    """Gives the container, looked over before anything is inflated.

    raises: unpack_bomb, encrypted_docx; the caller turns BROKEN into its own refusal
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > UNPACKED_MB * _MB:
            raise refused("unpack_bomb", limit=UNPACKED_MB)
        for info in infos:
            _weigh(info.file_size, max(info.compress_size, 1))
            if info.flag_bits & _ENCRYPTED:
                raise refused("encrypted_docx")
            # Other methods (bzip2, LZMA) inflate a block at once and so escape the counting; Word writes neither.
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise refused("broken_docx")
        yield Box(archive)


def no_definitions(element: etree._Element) -> None:
    """Refuses XML with a document type definition: Word writes none, entity bombs need one.

    raises: unpack_bomb
    """
    if element.getroottree().docinfo.internalDTD is not None:
        raise refused("unpack_bomb", limit=UNPACKED_MB)


def _weigh(size: int, packed: int) -> None:
    if size > UNPACKED_MB * _MB or (size > _SUSPECT_BYTES and size > _SUSPECT_RATIO * packed):
        raise refused("unpack_bomb", limit=UNPACKED_MB)
