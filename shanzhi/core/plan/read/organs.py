"""Leading groups, offices and teams that a plan sets up, with their posts."""

import re
from collections.abc import Iterator

from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Organ
from shanzhi.core.plan.text import Stretch

_KIND = (
    "领导小组|工作小组|领导组|工作组|专班|工作专班|指挥部|委员会|理事会|督查组|督导组|暗访组|验收组|考核组|"
    "办公室|工作队|小组|服务队|服务团|联合会"
)
_SET_UP = re.compile(
    rf"(?:成立|组建|设立|组成|建立)(?:了)?(?:由|以)?(?P<how>[^,，。;；:：]{{0,30}}?(?:为|任)组长的)?"
    rf"(?P<name>[^,，。;；:：“”]{{0,30}}?(?:{_KIND}))"
)
_ROLE = re.compile(
    r"^\s*(?P<role>(?:第一|常务|执行)?(?:副?组\s*长|副?主\s*任|副?指挥长?|副?总指挥|成\s*员|副?召集人|副?队\s*长|顾\s*问|政\s*委|秘书长))\s*[:：]\s*(?P<who>[^\r\n]*)$"
)
_TAKES = re.compile(
    r"(?:由|以)?(?P<who>[^,，。;；:：由以]{2,30}?)(?:同志)?(?:兼任|担任|任|为)(?P<role>(?:第一|常务)?副?(?:组长|主任|总?指挥长?|队长|召集人)|成员)"
)
_BY_WHOM = re.compile(
    r"(?P<role>(?:第一|常务)?副?(?:组长|主任|总?指挥长?|队长|召集人))由(?P<who>[^,，。;；:：]{2,40}?)(?:同志)?(?:兼任|担任)"
)
_POST = re.compile(r"[任为](?:第一|常务)?副?(?:组长|主任|总?指挥|队长|召集人|成员)")
_SEAT = re.compile(r"办公室(?:设在|设于)(?P<who>[^,，。;；:：()（）]{2,24})")


def read_organs(doc: Document) -> tuple[Organ, ...]:
    """Gives the bodies a plan sets up, in order; posts are those of the same clause."""
    return tuple(organ for n in range(len(doc.clauses)) for organ in _of_clause(doc, n))


def _of_clause(doc: Document, n: int) -> Iterator[Organ]:
    roles = tuple(role for stretch in doc.blocks[n] for role in _roles(stretch))
    seen: set[str] = set()
    for stretch in doc.blocks[n]:
        for match in _SET_UP.finditer(stretch.text):
            name = match["name"].lstrip("的由")
            if name not in seen:
                yield Organ(doc.path(n), name, () if seen else roles, stretch.span(match.start(), match.end()))
                seen.add(name)
        if seat := _SEAT.search(stretch.text):
            yield Organ(doc.path(n), "领导小组办公室", (("设在", seat["who"]),), stretch.span(seat.start(), seat.end()))


def _roles(stretch: Stretch) -> Iterator[tuple[str, str]]:
    """Gives the posts of a line (组长:张三) or of a sentence (由X任组长)."""
    if line := _ROLE.match(stretch.text):
        yield "".join(line["role"].split()), line["who"].strip(" ()（）")
        return
    if not _POST.search(stretch.text):
        return
    for match in _BY_WHOM.finditer(stretch.text):
        yield match["role"], match["who"]
    for match in _TAKES.finditer(stretch.text):
        yield match["role"], match["who"]
