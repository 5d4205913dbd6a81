"""Proof-reading of single lines: placeholders left in, stray marks, broken or unfinished lines."""

import re
from collections.abc import Iterator
from typing import Final

from shanzhi.core.kinds import Words
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Problem
from shanzhi.core.plan.marks import mark_at
from shanzhi.core.plan.text import Stretch

_MASKED_YEAR = re.compile(r"20[xX×*]{1,2}(?:年|[\]〕】)）])|(?<![A-Za-z\dxX×*])[xX×*]{1,4}年")
_MASKED_DAY = re.compile(r"(?<![A-Za-z\dxX×*])[xX×*]{1,2}月")
_MASKED_NAME = re.compile(
    r"(?<![A-Za-z\dxX×*])[xX×]{1,4}(?=[省市县区镇乡村局级科站组](?!\d))|[:：]\s?[xX×*]{2,4}(?=\s|$|[,，。;；、])|_{3,}|\[请?填写[^\]]*\]|（\s{2,}）|\(\s{2,}\)"
)
_HAN = "\u4e00-\u9fff"
_STRAY = re.compile(
    rf"(?<=[{_HAN}])[.．](?=[{_HAN}“])|(?<=[{_HAN}])[`'‘’](?=[{_HAN}])|`{{1,3}}|[,，]{{2,}}|[、]{{2,}}|。[,，、;；。]|[,，、;；]。|(?<=[{_HAN}])、(?=进行)|。[)）][,，、]"
    rf"|(?<=[^。]{{20}}。)[{_HAN}]{{1,3}}\s*$"
)
_QUOTED_PAIR = re.compile(r"‘[^‘’]*’")
_ADVERT = re.compile(r"[(（](?:经典|搞笑|推荐|阅读|本文|来源|转载|更多|范文)[^()（）]{0,20}[)）]")
_ENDS = "。.;；:：!！?？”’\"'」』)）】〕]>》、,，—-…"
_EMPTY_ROLE = re.compile(
    r"(?:组\s?长|成\s?员|主任|联系人|联系电话|电话|责任单位|责任人|牵头单位|完成时限|邮箱)\s*[:：]\s*$"
)
_LOST_BRACKET = re.compile(r"[(（][^()（）]*$")
_LONG: Final = 30
_CUT_TEXT: Final = 10


def read_slips(doc: Document) -> Iterator[Problem]:
    """Gives what stands wrong in single lines; a repeated placeholder is reported once for each form."""
    seen: set[str] = set()
    for i, line in enumerate(doc.lines):
        if not line.text.strip():
            continue
        yield from _placeholders(line, seen)
        yield from _stray(line)
        following = next((x for x in doc.lines[i + 1 : i + 3] if x.text.strip()), None)
        yield from _truncated(line, following)


# the words of Words, so that they too stand in the catalogue; a problem's arguments are kept as JSON
_MASKS = (
    (_MASKED_YEAR, Words("年份").text),
    (_MASKED_DAY, Words("日期").text),
    (_MASKED_NAME, Words("名称").text),
)


def _placeholders(line: Stretch, seen: set[str]) -> Iterator[Problem]:
    for pattern, what in _MASKS:
        for match in pattern.finditer(line.text):
            form = _form(line, match, what)
            if form in seen:
                continue
            seen.add(form)
            start, end = max(match.start() - 4, 0), min(match.end() + 6, len(line.text))
            why = Words("{what}没有填：“{quote}”。", {"what": what, "quote": match.group().strip()})
            yield Problem(
                "placeholder", line.span(start, end), why, Words("请填上实际内容；同样写法的地方会一并处理。")
            )


def _form(line: Stretch, match: re.Match[str], what: str) -> str:
    """Gives what makes two placeholders alike: their line, their number's words, or the sort of date they open."""
    if what == "日期" or line.text[match.end() : match.end() + 1] == "":
        return f"{what}{line.line}"
    if what == "名称":
        return match.group() + line.text[match.end() : match.end() + 1]
    if not match.group().endswith("年"):
        return line.text[max(match.start() - 6, 0) : match.end() + 4]
    after = line.text[match.end() : match.end() + 1]
    return match.group() + ("月" if after.isdigit() else after if after in "底至初末" else str(line.line))


def _stray(line: Stretch) -> Iterator[Problem]:
    text = _QUOTED_PAIR.sub(lambda m: "“" + m.group()[1:-1] + "”", line.text)
    for pattern in (_STRAY, _ADVERT):
        for match in pattern.finditer(text):
            start, end = max(match.start() - 6, 0), min(match.end() + 6, len(text))
            why = Words("“{quote}”像是误入的符号或文字。", {"quote": match.group()})
            yield Problem("stray_text", line.span(start, end), why, Words("请删去或改正。"))


def _truncated(line: Stretch, following: Stretch | None) -> Iterator[Problem]:
    """Gives lines that break off: in mid-sentence, after a colon that wants a name, or inside a bracket."""
    text = line.text.rstrip()
    if _EMPTY_ROLE.search(text):
        why = Words("“{quote}”后面没有内容。", {"quote": text[-8:]})
        yield Problem("truncated", line.span(max(len(text) - 12, 0)), why, Words("请补上，或删去这一项。"))
    elif _breaks_off(text, following):
        why = Words("这一行在句子中间断开。")
        broken = following is not None and mark_at(following.text) is None
        cure = Words("请把它与下一行接上。") if broken else Words("请补全这一句。")
        yield Problem("truncated", line.span(max(len(text) - _CUT_TEXT, 0)), why, cure)
    elif match := _unclosed(text):
        why = Words("括号没有收口。")
        yield Problem("truncated", line.span(match, match + 20), why, Words("请补上右括号。"))


_LIST_LINE = re.compile(rf"\s*[{_HAN}]{{2,8}}\s*[:：][^。]*$")
_TAIL = re.compile(rf"\s*[{_HAN}]{{1,5}}。")


def _breaks_off(text: str, following: Stretch | None) -> bool:
    """Whether a line ends in mid-sentence; lists of units and short titles end without a stop too."""
    if text[-1] in _ENDS or "\t" in text:
        return False
    if following is not None and mark_at(text) and _TAIL.match(following.text) and not mark_at(following.text):
        return True
    sentence = "," in text or "，" in text or "。" in text
    return sentence and len(text) > _LONG and not _LIST_LINE.match(text)


def _unclosed(text: str) -> int | None:
    """Gives where a bracket opens that its line does not close, None where all are closed."""
    if "(" not in text and "（" not in text:
        return None
    open_at: list[int] = []
    for i, c in enumerate(text):
        if c in "(（":
            open_at.append(i)
        elif c in ")）" and open_at:
            open_at.pop()
    return open_at[0] if open_at else None
