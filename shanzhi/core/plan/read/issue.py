"""The day a plan was issued, where the text prints one: under the signature, in a colophon or under the title."""

import re
from dataclasses import dataclass

from shanzhi.core.chinese.dates import DateWords, read_date

_YEAR = r"(?:(?:19|20)[\dXx×*＊○]{2}|二[〇○零][〇○零一二三四五六七八九]{2})年"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|二十|[一二三四五六七八九])日"
_DATE = rf"{_YEAR}\s?{_MONTH}\s?{_DAY}"
_LABELLED = re.compile(rf"(?:印发|发布|成文|发文|制发|公布)(?:日期|时间)\s*[:：]?\s*(?P<day>{_DATE})")
_COLOPHON = re.compile(rf"(?P<day>{_DATE})\s*(?:印发|发布)\s*$", re.MULTILINE)
_ALONE = re.compile(rf"^[\s(（]*(?P<day>{_DATE})[\s)）]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Issue:
    """A printed day of issue. line: from 1; quote: the line as printed."""

    words: DateWords
    line: int
    quote: str


def read_issue(text: str) -> Issue | None:
    """Gives the day of issue as printed: a labelled one first, then a colophon, then a date alone on its line.

    out: of several dates alone on a line the last, which stands under the signature; None where none is printed.
    """
    match = _LABELLED.search(text) or _COLOPHON.search(text) or next(iter([*_ALONE.finditer(text)][::-1]), None)
    if match is None:
        return None
    line = text.count("\n", 0, match.start("day"))
    return Issue(read_date(match["day"]), line + 1, text.split("\n")[line].strip())
