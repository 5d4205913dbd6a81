"""Files attached by strangers: told by their content, cleaned or refused in plain words; names are never believed."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from shanzhi.core.kinds import Refused, Words
from shanzhi.papers.limits import UNPACKED_MB
from shanzhi.papers.names import safe_name
from shanzhi.papers.refusals import refused
from shanzhi.papers.sniff import what_else
from shanzhi.papers.txt import read_txt

Kind = Literal["docx", "xlsx", "pptx", "ofd", "doc", "xls", "ppt", "pdf", "jpeg", "png", "webp", "txt"]

SUFFIX: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "docx": ".docx",
        "xlsx": ".xlsx",
        "pptx": ".pptx",
        "ofd": ".ofd",
        "doc": ".doc",
        "xls": ".xls",
        "ppt": ".ppt",
        "pdf": ".pdf",
        "jpeg": ".jpg",
        "png": ".png",
        "webp": ".webp",
        "txt": ".txt",
    }
)
"""Every kind that may be attached, with the ending it is kept under."""

_MB: Final = 1024 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
)
_STREAMS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
)
_MACROS: Final = ("_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR")
_OWN_ENDING: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {"doc": (".wps",), "xls": (".et",), "ppt": (".dps",), "jpeg": (".jpeg",)}
)
_MOST_PARTS: Final = 5_000
_PDF_TAIL: Final = 1024
# Short names such as /JS are left out: in packed pictures three bytes meet by chance.
_PDF_ACTIONS: Final = (b"/JavaScript", b"/Launch", b"/RichMedia")
_INNER_BYTES: Final = 64 * _MB
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept. name: safe on every system, with the ending of its kind; data: as it will be served."""

    name: str
    data: bytes
    kind: Kind


def clean_upload(data: bytes, name: str) -> Upload:
    """Gives the file as it may be kept; pictures are drawn anew, all else stays byte for byte.

    raises: kind_not_taken, mixed_file, odd_parts, macro_file, locked_file, broken_file, photo_too_large, unpack_bomb,
            empty_attachment
    """
    shown = safe_name(name)
    if not data.strip(b"\0 \t\r\n"):
        raise refused("empty_attachment", name=shown)
    kind, cleaned = _kept(data, shown)
    own = next((e for e in _OWN_ENDING.get(kind, ()) if shown.lower().endswith(e)), SUFFIX[kind])
    return Upload(safe_name(name, own), cleaned, kind)


def _kept(data: bytes, name: str) -> tuple[Kind, bytes]:
    """Kind and bytes; the first bytes decide, and what they say must hold to the last."""
    for magic, keep in _BY_MAGIC.items():
        if data.startswith(magic):
            return keep(data, name)
    what = what_else(data)
    if what is not None:
        raise refused("kind_not_taken", name=name, what=what)
    return _text(data, name)


def _redrawn(data: bytes, kind: Literal["jpeg", "png", "webp"], name: str) -> bytes:
    from shanzhi.papers.photos import redraw  # noqa: PLC0415 - Pillow takes 7 MB, and many a server never meets a photo

    return redraw(data, kind, name)


def _photo(kind: Literal["jpeg", "png"]) -> Callable[[bytes, str], tuple[Kind, bytes]]:
    return lambda data, name: (kind, _redrawn(data, kind, name))


def _riff(data: bytes, name: str) -> tuple[Kind, bytes]:
    if data[8:12] != b"WEBP":
        raise refused("kind_not_taken", name=name, what=Words("音频或视频"))
    return "webp", _redrawn(data, "webp", name)


def _pdf(data: bytes, name: str) -> tuple[Kind, bytes]:
    """A PDF from its first byte to its last: what stands before or behind it would make it two things at once."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise refused("broken_file", name=name)
    if len(data.rstrip(b"\0 \t\r\n")) - end > _PDF_TAIL or _is_archive(data):
        raise refused("mixed_file", name=name)
    if any(action in data for action in _PDF_ACTIONS):
        raise refused("macro_file", name=name)
    return "pdf", data


def _is_archive(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            return bool(box.infolist())
    except _BROKEN:
        return False


def _ole(data: bytes, name: str) -> tuple[Kind, bytes]:
    """Microsoft's old container, which WPS writes too: told by the names in its directory."""
    if _stream(data, "EncryptedPackage"):
        raise refused("locked_file", name=name)
    kind = next((kind for stream, kind in _STREAMS.items() if _stream(data, stream)), None)
    if kind is None:
        raise refused("kind_not_taken", name=name, what=Words("旧版 Office 容器，不是文档、表格或演示文稿"))
    if any(_stream(data, stream) for stream in _MACROS):
        raise refused("macro_file", name=name)
    return kind, data


def _stream(data: bytes, name: str) -> bool:
    """Whether a directory entry of this name stands there: 64 bytes of UTF-16, then its length in bytes.

    source: MS-CFB 2.6.1
    """
    entry = (name + "\0").encode("utf-16-le")
    return entry.ljust(64, b"\0") + len(entry).to_bytes(2, "little") in data


def _zipped(data: bytes, name: str) -> tuple[Kind, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            kind = _office(box, name)
            _inflate(box, name)
    except Refused:
        raise
    except _BROKEN as error:
        raise refused("broken_file", name=name) from error
    return kind, data


def _office(box: zipfile.ZipFile, name: str) -> Kind:
    """The kind of an office container whose directory is in order."""
    parts = box.namelist()
    kind = next((kind for part, kind in _PARTS.items() if part in parts), None)
    if kind is None:
        raise refused("kind_not_taken", name=name, what=Words("压缩包"))
    if len(parts) > _MOST_PARTS or len(parts) != len({p.lower() for p in parts}) or any(map(_leads_out, parts)):
        raise refused("odd_parts", name=name)
    if any(p.lower().endswith(("vbaproject.bin", "vbadata.xml")) for p in parts):
        raise refused("macro_file", name=name)
    if any(info.flag_bits & 1 for info in box.infolist()):
        raise refused("locked_file", name=name)
    if any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in box.infolist()):
        raise refused("broken_file", name=name)
    return kind


def _leads_out(part: str) -> bool:
    """Whether a part would be written outside of the folder somebody unpacks it in."""
    steps = part.replace("\\", "/").split("/")
    return part.startswith(("/", "\\")) or ".." in steps or ":" in part or "\0" in part


def _inflate(box: zipfile.ZipFile, name: str) -> None:
    """Inflates every part piece by piece and forgets it: sizes in the directory may lie, checksums must hold.

    A container within (a table in a text) is looked at once more; within that, none is let through.
    """
    left = UNPACKED_MB * _MB
    for info in box.infolist():
        with box.open(info) as part:
            head = part.read(4)
            left -= len(head)
            if head == b"PK\x03\x04":
                left -= _inner(head + part.read(_INNER_BYTES), name, left)
            while piece := part.read(min(65536, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise refused("unpack_bomb", limit=UNPACKED_MB)
        if info.file_size > 20 * _MB and info.file_size > 200 * max(info.compress_size, 1):
            raise refused("unpack_bomb", limit=UNPACKED_MB)


def _inner(data: bytes, name: str, left: int) -> int:
    """Bytes that a container inside a container unpacks to, itself included."""
    out = len(data)
    if out > _INNER_BYTES:
        raise refused("unpack_bomb", limit=UNPACKED_MB)
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        if any(map(_leads_out, box.namelist())):
            raise refused("odd_parts", name=name)
        for info in box.infolist():
            with box.open(info) as part:
                if part.read(4) == b"PK\x03\x04":
                    raise refused("unpack_bomb", limit=UNPACKED_MB)
                while piece := part.read(65536):
                    out += len(piece)
                    if out > left:
                        raise refused("unpack_bomb", limit=UNPACKED_MB)
    return out


def _text(data: bytes, name: str) -> tuple[Kind, bytes]:
    try:
        read_txt(data)
    except Refused as refusal:
        raise refused("kind_not_taken", name=name, what=Words("认不出的数据")) from refusal
    return "txt", data


_BY_MAGIC: Final[Mapping[bytes, Callable[[bytes, str], tuple[Kind, bytes]]]] = MappingProxyType(
    {
        b"PK\x03\x04": _zipped,
        _OLE: _ole,
        b"%PDF-": _pdf,
        b"\xff\xd8\xff": _photo("jpeg"),
        b"\x89PNG\r\n\x1a\n": _photo("png"),
        b"RIFF": _riff,
    }
)
