"""What a file is, told from its content; the name is never believed."""

import io
import re
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from shanzhi.core.kinds import Words
from shanzhi.papers.refusals import refused

PaperKind = Literal["docx", "pdf", "html", "txt"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_HTML: Final = re.compile(
    rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|meta|table|div|p|h[1-6])[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_OTHER: Final[Mapping[bytes, Words]] = MappingProxyType(
    {
        b"MZ": Words("程序（.exe）"),
        b"\x7fELF": Words("程序"),
        b"\x89PNG": Words("图片（PNG）"),
        b"\xff\xd8\xff": Words("图片（JPEG）"),
        b"GIF8": Words("图片（GIF）"),
        b"II*\x00": Words("图片（TIFF）"),
        b"MM\x00*": Words("图片（TIFF）"),
        b"BM": Words("图片（BMP）"),
        b"RIFF": Words("图片或音视频"),
        b"Rar!": Words("压缩包（RAR）"),
        b"7z\xbc\xaf\x27\x1c": Words("压缩包（7z）"),
        b"\x1f\x8b": Words("压缩包（gzip）"),
        b"{\\rtf": Words("RTF 文件，可用 WPS 或 Word 另存为 .docx"),
        b"MIME-Version:": Words("单个文件网页（.mht），可用 WPS 或 Word 另存为 .docx"),
        b"SQLite format 3": Words("数据库文件"),
    }
)
_TEXT_LIKE: Final = frozenset({b"MZ", b"BM", b"RIFF", b"GIF8", b"Rar!"})
_IN_ZIP: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "xl/workbook.xml": Words("Excel 表格（.xlsx），目前还不能读表格"),
        "ppt/presentation.xml": Words("演示文稿（.pptx）"),
        "OFD.xml": Words("OFD 版式文件，可用阅读器导出为 PDF，或索要 Word 文件"),
        "mimetype": Words("OpenDocument 文件，可用 WPS 或 Word 另存为 .docx"),
    }
)
_MARKUP: Final = re.compile(
    rb"^\s*<(\?xml|\?php|!--|!\[|svg|script|math|xsl|iframe|img|a|style)[\s>/:\[-]", re.IGNORECASE
)
_HEIC: Final = Words("苹果手机的 HEIC 照片，请在手机相机设置里选“兼容性最佳”，或转成 JPEG")
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_ZIP: Final = Words("压缩包（zip），请解压后交里面的文件")


def kind_of(data: bytes) -> PaperKind:
    """Gives the kind of paper that the bytes are.

    raises: old_doc, encrypted_docx, not_a_document, broken_docx
    """
    if data.startswith(_OLE):
        raise _ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "html" if _HTML.match(_plain_head(data)) else _text(data)


def what_else(data: bytes) -> Words | None:
    """Gives what bytes are that are no document, in words for people; None where they may be plain text."""
    if data.startswith(b"PK"):
        return Words("压缩包")
    if data[4:8] == b"ftyp":
        return _HEIC if data[8:12] in _HEIC_BRANDS else Words("视频或音频")
    head = _plain_head(data)
    if _HTML.match(head) or _MARKUP.match(head):
        return Words("网页、SVG 图或其他标记文件")
    return next((what for magic, what in _OTHER.items() if _begins(data, magic)), None)


def _begins(data: bytes, magic: bytes) -> bool:
    """Whether data is what the magic stands for: a text may begin with letters, a program soon has a zero byte."""
    return data.startswith(magic) and (magic not in _TEXT_LIKE or b"\0" in data[:_HEAD])


def _ole(data: bytes) -> Exception:
    """Microsoft's old container: a .doc, or what a password makes of a .docx."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refused("encrypted_docx")
    if "WordDocument".encode("utf-16-le") in data:
        return refused("old_doc")
    return refused("not_a_document", what=Words("旧版 Office 文件（表格、演示文稿或邮件）"))


def _zipped(data: bytes) -> PaperKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            names = frozenset(box.namelist())
    except (zipfile.BadZipFile, RuntimeError, ValueError, EOFError, OSError) as error:
        raise refused("broken_docx") from error
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    what = next((words for part, words in _IN_ZIP.items() if part in names), _ZIP)
    raise refused("not_a_document", what=what)


def _text(data: bytes) -> PaperKind:
    for magic, what in _OTHER.items():
        if _begins(data, magic):
            raise refused("not_a_document", what=what)
    if b"<?mso-application" in data[:_HEAD]:
        raise refused("not_a_document", what=Words("Word 2003 的 XML 文件，可用 WPS 或 Word 另存为 .docx"))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("not_a_document", what=Words("二进制数据，不是文字"))
    return "txt"


def _plain_head(data: bytes) -> bytes:
    """The first characters as ASCII where they are ASCII, whatever Unicode encoding the byte order mark names."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("ascii", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")
