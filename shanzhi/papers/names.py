"""File names from strangers, made safe for every system they may be saved on."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

LONGEST_NAME: Final = 120
# Controls, separators, and the marks that turn the order of letters round: "gpj.exe" must not look like "exe.jpg".
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORBIDDEN: Final = re.compile(r'[<>:"|?*/\\]')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")


def safe_name(name: str, suffix: str | None = None) -> str:
    """Gives the last part of a name without what hides, misleads or breaks, at most 120 characters, never empty.

    suffix: the ending that the content calls for, such as ".docx"; it replaces the last ending. None keeps the name's.
    source: the rules of Windows, which are the strictest: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    last = re.split(r"[/\\]", name.replace("\x00", ""))[-1]
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in _UNSEEN)
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    own = PurePosixPath(plain).suffix
    ending = own if suffix is None else suffix
    stem = plain.removesuffix(own).strip(" .") or "附件"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    ending = ending[: LONGEST_NAME // 2]
    return stem[: LONGEST_NAME - len(ending)].rstrip(" .") + ending
