"""Any paper handed in: bytes to the text that the reader reads, or a refusal in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from shanzhi.papers.limits import LIMIT_BYTES, LIMIT_CHARS
from shanzhi.papers.refusals import refused
from shanzhi.papers.sniff import PaperKind, kind_of

_MB = 1024 * 1024
_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Paper:
    r"""A paper as text.

    text:     one paragraph a line, ended by "\n" (the last of a plain text as it comes); table rows as cells joined by
              TAB; otherwise as in the file.
    title:    what the web page calls itself, else the file's name without suffix, else the first line.
    encoding: of the bytes: "utf-8", "utf-8-sig", "utf-16", "gb18030" …; "" for .docx and .pdf.
    pages:    of a PDF, else None.
    """

    kind: PaperKind
    text: str
    title: str
    encoding: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    title: str = ""
    encoding: str = ""
    pages: int | None = None


def open_paper(data: bytes, name: str = "", *, limit_bytes: int = LIMIT_BYTES, limit_chars: int = LIMIT_CHARS) -> Paper:
    """Gives the paper's text; its kind is told from the content, the name serves for the title alone.

    raises: every code of shanzhi.papers.refusals.CODES, and nothing else
    """
    if len(data) > limit_bytes:
        raise refused("too_large", size=-(-len(data) // _MB), limit=limit_bytes // _MB)
    if not data.strip(b"\0 \t\r\n"):
        raise refused("empty_file")
    kind = kind_of(data)
    read = _READERS[kind](data)
    if not read.text.strip().strip("\ufeff"):
        raise refused("no_text" if kind == "docx" else "empty_file")
    if len(read.text) > limit_chars:
        raise refused("too_much_text", limit=limit_chars // 10_000)
    return Paper(kind, read.text, _title(read, name), read.encoding, read.pages)


def _title(read: _Read, name: str) -> str:
    # PurePath of a Windows path keeps the folders on other systems, so both slashes are cut here.
    stem = PurePath(name.replace("\\", "/")).stem
    first = next((line.strip() for line in read.text.splitlines() if line.strip()), "")
    return (read.title or stem or first)[:_TITLE_CHARS]


# Each library is loaded when the first paper of its kind comes: a command that reads text starts at once.
def _docx(data: bytes) -> _Read:
    from shanzhi.papers.docx import read_docx  # noqa: PLC0415 - see above

    return _Read(read_docx(data))


def _pdf(data: bytes) -> _Read:
    from shanzhi.papers.pdf import read_pdf  # noqa: PLC0415 - see above

    text, pages = read_pdf(data)
    return _Read(text, pages=pages)


def _html(data: bytes) -> _Read:
    from shanzhi.papers.html import read_html  # noqa: PLC0415 - see above

    text, title, encoding = read_html(data)
    return _Read(text, title, encoding)


def _txt(data: bytes) -> _Read:
    from shanzhi.papers.txt import read_txt  # noqa: PLC0415 - see above

    text, encoding = read_txt(data)
    return _Read(text, encoding=encoding)


_READERS: Final[Mapping[PaperKind, Callable[[bytes], _Read]]] = MappingProxyType(
    {"docx": _docx, "pdf": _pdf, "html": _html, "txt": _txt}
)
