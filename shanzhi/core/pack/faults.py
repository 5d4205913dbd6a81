"""Faults of a pack: where, what is wrong, why it matters and how it is mended. A checker gives all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from shanzhi.core.kinds import Words
from shanzhi.core.pack.sentences import NOTHING_NEAR, SENTENCES

_LONGEST_QUOTE: Final = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a pack. line: from 1, 0 for the file as a whole; quote: that line, shortened."""

    code: str
    line: int
    quote: str
    why: Words
    cure: Words

    def __str__(self) -> str:
        where = f"第{self.line}行：{self.quote}\n  " if self.line else ""
        return f"{where}{self.why}{self.cure} [{self.code}]"


def fault(code: str, line: int, source: Sequence[str], **args: object) -> Fault:
    """The fault of a code in a line of a file."""
    why, cure = SENTENCES[code]
    cure = NOTHING_NEAR if args.get("near") == "" else cure
    quote = source[line - 1].strip() if 0 < line <= len(source) else ""
    short = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
    return Fault(code, line, short, Words(why, args), Words(cure, args))


def nearest(said: str, known: Iterable[str]) -> str:
    """The known name most like one that is not known, "" where none is near."""
    found = get_close_matches(said, list(dict.fromkeys(known)), n=1, cutoff=0.5)
    return found[0] if found else ""
