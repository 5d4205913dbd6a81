"""Who does the work: unit lines (责任单位: …), brackets (X牵头, Y配合) and sentences (由X负责, X要 …)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from shanzhi.core.chinese.units import kind_of, split_names, split_subjects
from shanzhi.core.plan.facts import Span
from shanzhi.core.plan.text import Stretch

Role = Literal["lead", "responsible", "support", "owner", "persons"]


@dataclass(frozen=True, slots=True)
class Note:
    """Names in one role as one stretch of the text gives them. line_only: the whole line is a unit line."""

    role: Role
    names: tuple[str, ...]
    span: Span
    labelled: bool = False
    line_only: bool = False


_ROLES: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("owner", re.compile(r"主体")),
    ("persons", re.compile(r"责任人|领导|负责人|责任同志|包抓人|第一责任|人$")),
    ("lead", re.compile(r"牵头|主办|主管|主责")),
    ("support", re.compile(r"配合|协办|参与|协同|参加|联合|支持|协助")),
    ("responsible", re.compile(r"")),
)
_LABEL = re.compile(
    r"(?P<label>(?:牵头|主办|主管|主责|责任|职责|承办|落实|实施|负责|办理|完成|配合|协办|参与|协同|参加|联合|支持|协助|主体责任|包抓|联系|"
    r"第一责任|直接责任|具体责任|整改责任|整治责任){1,2}(?:单位|部门|科室|股室|处室|主体|领导|人|机构|单位及责任人|单位和部门|站所|乡镇|县区|同志)"
    r"|责任分工|工作分工|负责人|分管领导|责任|牵头)\s*[:：]\s*"
)
_LIST_END = re.compile(r"[。\n]|[,，;；、\s]*(?:完成时|整改时|时限|完成期限|完成日期|时间[:：]|进度)")
_GENERIC: Final = re.compile(r"^(?:按职责分工(?:负责)?|各负其责|无|略|\(.*|（.*)$")


def _role(label: str) -> Role:
    return next(role for role, pattern in _ROLES if pattern.search(label))


def labelled(stretch: Stretch) -> Iterator[Note]:
    """Gives the units of unit lines and of labels inside brackets: 责任单位:…; 牵头单位:…,配合单位:…."""
    text = stretch.text
    found = list(_LABEL.finditer(text))
    for i, match in enumerate(found):
        limit = found[i + 1].start() if i + 1 < len(found) else len(text)
        end = _list_end(text, match.end(), limit)
        names = _names(text[match.end() : end])
        if names:
            alone = not text[: found[0].start()].strip(" \t\u3000(（")
            yield Note(_role(match["label"]), names, stretch.span(match.start(), end), labelled=True, line_only=alone)


def _list_end(text: str, start: int, limit: int) -> int:
    """Gives where a list of units ends: at the bracket that closes around it, a full stop, or another label."""
    depth = 0
    for i in range(start, limit):
        if text[i] in "(（":
            depth += 1
        elif text[i] in ")）":
            if not depth:
                return i
            depth -= 1
    stop = _LIST_END.search(text, start, limit)
    return stop.start() if stop else limit


_BY = re.compile(
    r"由(?P<names>[^,，。;；由]{1,40}?)(?:共同|统一|统筹|具体|按照?职责|分别)?(?:负责|牵头|承担|监管|组织实施)"
)


def _names(text: str) -> tuple[str, ...]:
    """Gives the names of a list; a list that is written as a sentence (X由Y负责) gives its Y."""
    if _BY.search(text):
        return tuple(dict.fromkeys(n for match in _BY.finditer(text) for n in split_names(match["names"])))
    return tuple(name for name in split_names(text) if not _GENERIC.match(name) and len(name) < 40)  # noqa: PLR2004


_BRACKET = re.compile(
    r"[(（](?P<inner>(?:[^()（）]|[(（][^()（）]{0,30}[)）]){2,300})[)）](?=[。;；,，]?\s*(?:$|[。;；\u4e00-\u9fff]))"
)
_DUTY = re.compile(
    r"(?P<names>[^;；。]+?)\s*(?:(?P<lead>牵头(?:负责|落实|抓总)?)|(?P<support>配合|协助|参与|参加|协同)|"
    r"(?P<responsible>(?:按照?|根据)(?:各自)?(?:职责|任务)(?:分工)?(?:分别|共同)?(?:负责|落实|配合|承担)?|分别负责|共同负责|分工负责|具体负责|负责(?:落实|实施)?|组织实施|落实|承办))"
    r"(?=$|[,，;；。、\s])"
)
_GROUPS: Final[tuple[Role, ...]] = ("lead", "support", "responsible")


def bracketed(stretch: Stretch) -> Iterator[Note]:
    """Gives the units of a bracket that closes an item: (X牵头,Y、Z配合) or bare names (X、Y)."""
    for match in _BRACKET.finditer(stretch.text):
        inner = match["inner"]
        if _LABEL.search(inner):
            continue
        found = list(_DUTY.finditer(inner))
        for duty in found:
            role = next(group for group in _GROUPS if duty[group])
            names = _names(duty["names"].strip("、，,;；。 "))
            if names and all(kind_of(name) or "有关" in name for name in names):
                yield Note(role, names, stretch.span(match.start(), match.end()), labelled=True)
        if not found and stretch.text[match.end() :].strip("。;； ") == "":
            names = _names(inner)
            if names and all(kind_of(name) == "unit" for name in names):
                yield Note("responsible", names, stretch.span(match.start(), match.end()), labelled=True)


_PIECE = re.compile(r"[^,，。;；:：!！?？]+")
_LEAD_IN = re.compile(
    r"^(?:其中|同时|另外|此外|目前|今后|原则上|[一二三四五六七八九]是|第[一二三四五]|首先|其次|\d+[.、]|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|要求|并|再|每月|每年|每周|每天)+"
)
_VERB = re.compile(
    r"(?:都|均|也|还|一律|必须|务必|应当|应|要|须|需|将|负责|牵头|具体|统一|分别|全面负责|亲自|承担|组织|按照|按|根据|定期|每|做好|对|根据|与|"
    r"会同|作为|是|为(?=.{0,8}责任人)|会|直接|共同|成立|计划|建立|采取|结合|积极|及时|配备|签订|主动|带头|开展|进行|给予|不定期|召开|报送|上报|用心|充分|认真)"
)
_BY_WHOM = re.compile(
    r"由(?P<names>[^,，。;；:：由]{1,40}?)(?:共同|统一|统筹|具体|按|分别|直接)?"
    r"(?P<verb>负责|牵头|承担|实施|组织|进行|聘|监管|配备|汇总|签字|审核|完成|落实|制定|管理|会同|予以|给予|指导|提供|统|报|清运|收集|按)"
)
_FIRST_RESPONSIBLE = re.compile(
    r"(?P<names>[^,，。;；:：]{2,30}?)(?:同志)?(?:是|为|任|担任)(?:[^,，。;；:：]{0,14})(?:第一责任人|第一职责人|直接责任人|主要责任人|责任人|专干|联络员)"
)
_PERSON_IN_CHARGE = re.compile(r"[责职]任人|专干|联络员")
_MAX_SUBJECT = 42


def in_sentence(stretch: Stretch) -> Iterator[Note]:
    """Gives who acts in a sentence: 由X负责 …, X负责 …, X要 …, X是第一责任人."""
    for match in _BY_WHOM.finditer(stretch.text) if "由" in stretch.text else ():
        names = split_subjects(match["names"])
        yield from _by_kind(names, stretch.span(match.start(), match.end()), match["verb"])
    for match in _PIECE.finditer(stretch.text):
        yield from _subject(stretch.part(match.start(), match.end()))
    for match in _FIRST_RESPONSIBLE.finditer(stretch.text) if _PERSON_IN_CHARGE.search(stretch.text) else ():
        names = tuple(n.removesuffix("同志") for n in split_subjects(match["names"]))
        yield from _by_kind(names, stretch.span(match.start(), match.end()), "")


def _subject(piece: Stretch) -> Iterator[Note]:
    """Gives the subject at the head of a piece of a sentence, where a verb of duty follows it."""
    lead = _LEAD_IN.match(piece.text)
    start = lead.end() if lead else 0
    for verb in _VERB.finditer(piece.text, start + 1, start + _MAX_SUBJECT):
        names = split_subjects(piece.text[start : verb.start()])
        if names and all(kind_of(name) for name in names):
            yield from _by_kind(names, piece.span(start, verb.end()), verb.group())
            return


def _by_kind(names: tuple[str, ...], span: Span, verb: str) -> Iterator[Note]:
    units = tuple(name for name in names if kind_of(name) == "unit")
    persons = tuple(name for name in names if kind_of(name) == "person")
    if units:
        yield Note("lead" if "牵头" in verb else "responsible", units, span)
    if persons:
        yield Note("persons", persons, span)
