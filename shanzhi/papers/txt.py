"""Plain text: bytes in one of the encodings of Chinese offices to a string."""

import codecs
import re
from types import MappingProxyType
from typing import Final

from shanzhi.papers.refusals import refused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = MappingProxyType(
    {
        "utf-8": "utf-8",
        "utf8": "utf-8",
        "gb2312": "gb18030",  # GB18030 contains GBK and GB2312, and pages that name these seldom keep to them
        "gbk": "gb18030",
        "gb18030": "gb18030",
        "big5": "big5hkscs",
    }
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]")
_SAMPLE = 20_000
_FEW = 20
_COMMON_SHARE = 0.55
_CONTROL_SHARE = 0.01


def read_txt(data: bytes) -> tuple[str, str]:
    r"""Gives (text, encoding); \r\n and \r become \n, all else stays.

    encoding: "utf-8", "utf-8-sig", "utf-16" or "gb18030".
    raises:   bad_encoding, not_a_document
    """
    text, encoding = decoded(data)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _CONTROL_SHARE * len(text[:_SAMPLE]):
        raise refused("not_a_document", what="二进制数据，不是文字")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def decoded(data: bytes, declared: str = "") -> tuple[str, str]:
    """Gives (text, encoding) by byte order mark, else as declared, else UTF-8, else GB18030.

    declared: what a web page says of itself, "" for none.
    raises:   bad_encoding, also where the bytes are GB18030 by the letter only and no Chinese comes of it
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    tries = (marked,) if marked else tuple(dict.fromkeys(filter(None, (_known(declared), "utf-8", "gb18030"))))
    for name in tries:
        try:
            text = data.decode(name)
        except UnicodeError:
            continue
        if name != "gb18030" or _is_chinese(text):
            return text, name
    raise refused("bad_encoding")


def _known(declared: str) -> str:
    """The declared encoding as Python calls it, "" for one that no Chinese page has."""
    return _DECLARED.get(declared.strip().lower().replace("_", "-"), "")


def _is_chinese(text: str) -> bool:
    """Whether the ideographs are mostly of GB2312's first, everyday plane.

    Nearly any bytes decode as GB18030; Big5 or a torn UTF-8 then give rare characters. A plan has some nineteen
    everyday characters in twenty.
    """
    ideographs = [char for char in text[:_SAMPLE] if "\u4e00" <= char <= "\u9fff"]
    strange = sum("\ue000" <= char <= "\uf8ff" or "\u3400" <= char <= "\u4dbf" for char in text[:_SAMPLE])
    if len(ideographs) + strange < _FEW:
        return True
    common = sum(b"\xb0" <= char.encode("gb18030")[:1] <= b"\xd7" and _in_gb2312(char) for char in ideographs)
    return common >= _COMMON_SHARE * (len(ideographs) + strange)


def _in_gb2312(char: str) -> bool:
    second = char.encode("gb18030")[1:]
    return len(second) == 1 and second >= b"\xa1"
