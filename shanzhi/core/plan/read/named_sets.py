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
    r"^(?:[一二两双三四五六七八九十](?:年|月|日|周|号|点|时|次|届|期|个月|步|批|千|百|万|亿|成|人$|户|张|村$)"
    r"|一(?:是|来|流|般|些|样|直|定|起|线|把手|体|站|事一|户|村|件|网|码|门|窗|县|镇|乡|街|季|肩|个|卡|票|本|公里|家|盘|桌)"
    r"|三农|七彩|五一|八一|六一|十一|两会|两委|四季|二维|五彩|三夏|三秋|双十|双千|九州|八方|四海)"
)
_PART = re.compile(rf"{_N}[^一二两双三四五六七八九十]{{1,4}}")
_OPEN = re.compile(
    rf"(?<![第{_N[1:-1]}\d])(?P<n>[两三四五六七八九十]|十[一二])(?P<what>大(?!队|会|小|约|多|家|力|学)[\u4e00-\u9fff]{{2}}"
    r"|级(?:联动|网络|网格|服务|监控|物流|管理|平台|体系|责任|河长|书记|干部|便民|综治|调解|共建|联创|政务|各)?"
    r"|张清单|个阶段|项制度|项机制|项整治|项行动)"
    r"|(?<!\d)(?P<d>\d{1,2})(?P<big>大[\u4e00-\u9fff]{1,2})"
    rf"|(?<=等)(?P<m>\d{{1,2}}|{_N})(?P<thing>[项个类大种条](?!月)[\u4e00-\u9fff]{{2}})"
)
_ITEMS_AFTER = re.compile(
    r"[”\"]?[^,，。;；:：()（）“”]{0,16}?(?:[,，](?:即|也就是)(?![将可使便是:：])(?P<plain>[^。;；“”]{4,160})|[(（](?:即|指|包括)?[:：]?(?P<inside>[^()（）]{4,160})[)）]|[,，]?(?:即|包括|指|是指)?[:：](?P<after>[^。]{4,200}))"
)
_ITEMS_BEFORE = re.compile(r"(?:[^,，。;；:：“”、]{1,20}[、]){1,11}[^,，。;；:：“”、]{1,20}(?:等)?$")
_DOING = re.compile(
    r"^[^、]{0,6}?(?:开展|实施|推进|包括|抓好|落实|做到|实现|完善|建立|健全|搭建|构建|形成)(?=[^、]{2,})"
)
_MANY = 2
_AROUND = ' 。“”"'


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
    groups = match[1].split("、")
    for group in groups:
        cores = _cores(group)
        for core in cores:
            declared = 2 if core[0] == "双" else numeral(core[0]) or 0
            name = group if len(cores) == 1 else core
            items = _items(stretch.text, match, declared) if len(cores) == len(groups) == 1 else ()
            yield NamedSet(doc.path(n), name, declared, items, stretch.span(match.start(), match.end()))


def _cores(name: str) -> list[str]:
    """Gives the counted words of a slogan; words that only begin like one (一把手, 三农) are none."""
    plain = name.strip()
    first = re.search(_N, plain)
    if first is None or len(plain) > 12 or re.search(r"\d", plain):  # noqa: PLR2004 - a slogan is short
        return []
    parts = [part for part in _PART.findall(plain[first.start() :]) if not _NOT_SET.match(part)]
    return parts if any(part[0] != "一" for part in parts) else []


def _items(text: str, match: re.Match[str], declared: int) -> tuple[str, ...]:
    """Gives the items listed after or before a name, () where no list of about that length stands there."""
    after = _ITEMS_AFTER.match(text, match.end())
    if after:
        plain = re.split(r"[,，]", after["plain"], maxsplit=1)[0] if "、" in (after["plain"] or "") else after["plain"]
        items = _split(after["inside"] or after["after"] or plain, declared)
        if len(items) >= _MANY:
            return items
    before = _ITEMS_BEFORE.search(text[max(match.start() - 160, 0) : match.start()])
    if before:
        items = _split(_DOING.sub("", before.group()), declared)
        if len(items) == declared:
            return items
    return ()


def _split(text: str, declared: int = 0) -> tuple[str, ...]:
    """Gives the items of a list: the way of splitting that gives the declared number, else the first that splits.

    Tried are semicolons, 、 up to the first semicolon, commas, each without and with 和 or 及 at the end.
    """
    first = re.split(r"[;；]", text, maxsplit=1)[0]
    ways: list[Sequence[str]] = [re.split(r"[;；]", text), first.split("、"), re.split(r"[,，]", text)]
    lists = [tuple(part.strip(_AROUND) for part in parts if part.strip(_AROUND)) for parts in ways]
    lists += [(*parts[:-1], *re.split(r"以及|[和及]", parts[-1])) for parts in lists if parts]
    lists = [parts for parts in lists if len(parts) >= _MANY]
    exact = next((parts for parts in lists if len(parts) == declared), None)
    return exact or (lists[0] if lists else ())


def _open(doc: Document, n: int, stretch: Stretch, match: re.Match[str]) -> Iterator[NamedSet]:
    """Gives a set named without quotation marks: only where what it counts is a usual word."""
    declared = numeral(match["n"] or match["m"] or match["d"]) or 0
    before = _ITEMS_BEFORE.search(stretch.text[max(match.start() - 160, 0) : match.start()])
    items = _split(_DOING.sub("", before.group()).removesuffix("等"), declared) if before else ()
    span = stretch.span(match.start(), match.end())
    if match["what"] and match["what"].startswith("级"):
        levels = re.search(rf"[省州市区县镇乡村组户]{{{declared}}}$", stretch.text[: match.start()])
        if levels or len(items) == declared:
            name = (levels.group() if levels else "") + match.group()
            yield NamedSet(doc.path(n), name, declared, tuple(levels.group()) if levels else items, span)
        return
    items = items if len(items) == declared else _items(stretch.text, match, declared)
    yield NamedSet(doc.path(n), match.group(), declared, items, span)
