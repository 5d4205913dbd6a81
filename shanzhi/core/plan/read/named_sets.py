"""Slogans that name a counted list: “六无” declares six, 五大行动 five, 县乡村三级 three."""

import re
from collections.abc import Iterator, Sequence

from shanzhi.core.chinese.numerals import numeral
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import NamedSet
from shanzhi.core.plan.text import Stretch

_N = "[一二两双三四五六七八九十]"
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,24})[”\"]")
_NAME = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[无有化清改包建治查])|(?<=[\u4e00-\u9fff]))(?P<n>{_N})(?P<what>[\u4e00-\u9fff]{{1,3}})"
)
_NOT_SET = re.compile(
    rf"^(?:{_N}(?:年|月|日|周|号|点|时|次|届|是|来|流|般|些|样|直|定|起|线|把手|体化|站式|张|步|户|村|件|事|网|码|门|窗|县|镇|乡|街|街道|批|季|线|人|期|个|肩|万|千|百|亿|成))"
)
_PART = re.compile(rf"{_N}[^一二两双三四五六七八九十]{{1,4}}")
_OPEN = re.compile(
    r"(?P<n>[两三四五六七八九十]|十[一二])(?P<what>大(?:类|行动|工程|任务|体系|优势|目标|方面|环节|机制|平台|重点|举措|活动|战役|专项|板块|领域|项目|秩序|会战|革命|统筹)"
    r"|级(?:联动|网络|网格|服务|监控|物流|管理|平台|体系|责任|河长|书记|干部|便民|综治|调解|共建|联创)?|清单|张清单|个阶段|项制度|项机制|项整治|项行动)"
)
_OF_LEVELS = re.compile(r"(?:[省市区县镇乡村组户]、?(?:\([^()]{1,4}\))?){2,6}$|[\u4e00-\u9fff、]{2,20}$")
_ITEMS_AFTER = re.compile(
    r"[”\"]?[^,，。;；:：()（）“”]{0,8}?(?:[(（](?:即|指|包括)?[:：]?(?P<inside>[^()（）]{4,160})[)）]|[,，]?(?:即|包括|指|是指)?[:：](?P<after>[^。]{4,200}))"
)
_ITEMS_BEFORE = re.compile(r"(?:[^,，。;；:：“”、]{1,20}[、]){1,11}[^,，。;；:：“”、]{1,20}(?:等)?$")
_MANY = 2
_TWO_ITEMS = 24


def read_named_sets(doc: Document) -> tuple[NamedSet, ...]:
    """Gives the named sets of a plan, each name once, and once more where it is listed with other items."""
    found: dict[tuple[str, tuple[str, ...]], NamedSet] = {}
    for n, block in enumerate(doc.blocks):
        for stretch in block:
            for named in _of_stretch(doc, n, stretch):
                found.setdefault((_core(named.name), named.items), named)
    listed = {_core(s.name) for s in found.values() if s.items}
    return tuple(s for s in found.values() if s.items or _core(s.name) not in listed)


def _core(name: str) -> str:
    match = re.search(rf"(?:\d+|{_N}).", name)
    return match.group() if match else name


def _of_stretch(doc: Document, n: int, stretch: Stretch) -> Iterator[NamedSet]:
    text = stretch.text
    quoted = list(_QUOTED.finditer(text))
    for match in quoted:
        yield from _quoted(doc, n, stretch, match)
    for match in _OPEN.finditer(text):
        if not any(q.start() < match.start() < q.end() for q in quoted):
            yield from _open(doc, n, stretch, match)


def _quoted(doc: Document, n: int, stretch: Stretch, match: re.Match[str]) -> Iterator[NamedSet]:
    """Gives the sets of a quoted slogan: “六无” one, “六净五无” and “五水共治、三改一拆” one per numeral."""
    for group in match[1].split("、"):
        cores = _cores(group)
        for core in cores:
            declared = 2 if core[0] == "双" else numeral(core[0]) or 0
            name = group if len(cores) == 1 else core
            items = _items(stretch.text, match, declared) if len(cores) == 1 else ()
            yield NamedSet(doc.path(n), name, declared, items, stretch.span(match.start(), match.end()))


def _cores(name: str) -> list[str]:
    """Gives the counted words of a slogan; words that only begin like one (一把手, 三农) are none."""
    plain = name.strip()
    first = re.search(_N, plain)
    if first is None or len(plain) > 12 or re.search(r"\d", plain):  # noqa: PLR2004 - a slogan is short
        return []
    parts = _PART.findall(plain[first.start() :])
    return [part for part in parts if not _NOT_SET.match(part)]


def _items(text: str, match: re.Match[str], declared: int) -> tuple[str, ...]:
    """Gives the items listed after or before a name, () where no list of about that length stands there."""
    after = _ITEMS_AFTER.match(text, match.end())
    if after:
        items = _split(after["inside"] or after["after"])
        if len(items) >= _MANY:
            return items
    before = _ITEMS_BEFORE.search(text[max(match.start() - 160, 0) : match.start()])
    if before:
        items = _split(before.group())
        if len(items) == declared:
            return items
    return ()


def _split(text: str) -> tuple[str, ...]:
    """Gives the items of a list, split at 、 or, where there is none, at commas and semicolons."""
    for marks in ("；;", "、", ",，"):
        parts: Sequence[str] = [part.strip(' 。“”"') for part in re.split(f"[{marks}]", text)]
        if len(parts) >= _MANY:
            return tuple(p for part in parts for p in _last_pair(part, is_last=part is parts[-1]) if p)
    return ()


def _last_pair(part: str, *, is_last: bool) -> tuple[str, ...]:
    """Gives the two items that 和 joins at the end of a list."""
    if is_last and part.count("和") == 1 and len(part) < _TWO_ITEMS:
        return tuple(part.split("和"))
    return (part,)


def _open(doc: Document, n: int, stretch: Stretch, match: re.Match[str]) -> Iterator[NamedSet]:
    """Gives a set named without quotation marks: only where what it counts is a usual word."""
    declared = numeral(match["n"]) or 0
    before = _ITEMS_BEFORE.search(stretch.text[max(match.start() - 160, 0) : match.start()])
    items = _split(before.group()) if before else ()
    if match["what"].startswith("级"):
        levels = re.search(r"[省市区县镇乡村组户]{2,6}$", stretch.text[: match.start()])
        if not levels and len(items) != declared:
            return
        items = tuple(levels.group()) if levels else items
        name = (levels.group() if levels else "") + match.group()
        yield NamedSet(doc.path(n), name, declared, items, stretch.span(match.start(), match.end()))
        return
    items = items if len(items) == declared else _items(stretch.text, match, declared)
    yield NamedSet(doc.path(n), match.group(), declared, items, stretch.span(match.start(), match.end()))
