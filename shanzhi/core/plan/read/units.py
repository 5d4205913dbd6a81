"""Who does the work: unit lines (责任单位: …), brackets (X牵头, Y配合) and sentences (由X负责, X要 …)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from shanzhi.core.chinese.units import kind_of, split_names, split_subjects, subjects
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
    r"(?P<label>(?:牵头|主办|主管|主责|责任|职责|承办|落实|实施|负责|办理|完成|配合|协办|参与|协同|参加|联合|支持|协助|主体责任|包抓|"
    r"第一责任|直接责任|具体责任|整改责任|整治责任){1,2}(?:单位|部门|科室|股室|处室|主体|领导|人|机构|单位及责任人|单位和部门|站所|乡镇|县区|同志)"
    r"|责任分工|工作分工|负责人|分管领导|责任|牵头)\s*[:：]\s*"
)
_LIST_END = re.compile(r"[。\n]|[,，;；、\s]*(?:完成时|整改时|时限|完成期限|完成日期|时间[:：]|进度)")
_GENERIC: Final = re.compile(
    r"^.*(?:\d月|\d日|年底|月底前|完成|之前)|^(?:按职责分工(?:负责)?|各负其责|无|略|\(.*|（.*)$"
)


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


_PIECE = re.compile(r"(?:[^,，。;；:：!！?？]|(?<=\d)[:：](?=\d))+")
_LEAD_IN = re.compile(
    r"^(?:第[一二三四五六七八九十百]+条[\s\u3000]*|其中|同时|另外|此外|目前|今后|原则上|做到|“|[一二三四五六七八九]是|第[一二三四五]|首先|其次|\d+[.、]|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|要求|并|再|每月|每年|每周[一二三四五六日天]?|每天)+"
)
_VERB = re.compile(
    r"(?:都|均|也|还|一律|必须|务必|应当|应|要|须|需|将|负责(?!人|同志)|牵头(?!单位|部门|人)|具体|统一|分别|全面|亲自|承担|组织|按|根据|定期|每|做好|对|与|会同|"
    r"作为|是|为(?=.{0,16}责任人)|会|直接|共同|成立|计划|建立|采取|结合|积极|及时|配备|签订|主动|带头|开展|进行|给予|不定期|召开|"
    r"组建|设立|明确|划定|选派|确保|做|抓|清理|完善|健全|层层|全力|始终|履行|召集|对照|实施|巡查|排查|报送|上报|用心|充分|认真|统筹|继续|支持|推动|强化|可以|围绕|主要|切实|加大|推进|落实|制定|通过|在|加强|依托|协调|指导|督促|"
    r"审核|审批|参与|不断|不得|严格|深入|广泛|密切|同步|于|到|依法|以|派|抽调|安排|汇总|组成|利用|发挥|完成|受理|办理|接到|收到)"
)
_BY_WHOM = re.compile(
    r"由(?P<names>[^,，。;；:：由]{1,40}?)(?:共同|统一|统筹|具体|分别|直接|现场|书面|重新)*"
    r"(?P<verb>负责(?!人|同志)|牵头(?!单位|部门|人)|承担|实施|组织|进行|聘|监管|配备|汇总|签字|审核|审批|完成|落实|制定|管理|会同|予以|给予|指导|提供|统|报|清运|"
    r"收集|按|在|对|将|把|于|向|依|作出|核定|复核|初审|通报|催办|督办|解决|调解|拆除|清理|收取|发放|承办|受理|办理|主持|召集|支付|安排)"
)
_FIRST_RESPONSIBLE = re.compile(
    r"(?P<names>[^,，。;；:：]{2,30}?)(?:同志)?(?:是|为|担任|(?<!主)任(?![为是]))"
    r"[^,，。;；:：]{0,14}(?:第一责任人|第一职责人|直接责任人|主要责任人|责任人|专干|联络员)"
)
_PERSON_IN_CHARGE = re.compile(r"[责职]任人|专干|联络员")
_COMRADE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=由))(?!由)(?P<names>(?:[\u4e00-\u9fff]{2,3}、){0,5}[\u4e00-\u9fff]{2,4})同志(?=任|担任|兼任|负责|具体|为|牵头)"
)
_TEAM = re.compile(r"组成(?P<names>(?:[^,，。;；:：]{2,16}?组[、和与])*[^,，。;；:：、]{2,16}?组)")
_OWNER = re.compile(
    r"(?P<names>[^,，。;；:：]{2,30}?)(?:是|为|作为|承担|落实|履行)[^,，。;；:：]{0,14}(?:责任主体|实施主体|主体责任)"
)
_TOGETHER = re.compile(
    r"会同(?P<names>[^,，。;；:：]{2,40}?)(?=[,，。;；]|$|负责|开展|制定|组织|对|抓|做|进行|研究|加强|推进|共同|联合|定期|成立|按|及时|建立|每|于|在)"
)
_SEATED = re.compile(r"办公室设在(?P<names>[^,，。;；:：()（）]{2,20})[,，](?:具体)?(?:负责|承担|统筹)")
_SUBJECT_ALONE = re.compile(r"^\s*(?:要|应|须|必须|应当|需要?|务必)")
_HELPS = re.compile(r"(?:积极|密切|主动|共同|协同)?(?:配合|协助|参与)(?:$|做好|实施|落实|开展)")
_MAX_SUBJECT = 42


def in_sentence(stretch: Stretch) -> Iterator[Note]:
    """Gives who acts in a sentence: 由X负责 …, X负责 …, X要 …, X是第一责任人."""
    text = stretch.text
    for match in _BY_WHOM.finditer(text) if "由" in text else ():
        names = subjects(match["names"])
        yield from _by_kind(names, stretch.span(match.start(), match.end()), match["verb"])
    pieces = list(_PIECE.finditer(text))
    for i, match in enumerate(pieces):
        following = pieces[i + 1].group() if i + 1 < len(pieces) else ""
        yield from _subject(stretch.part(match.start(), match.end()), following)
    for match in _FIRST_RESPONSIBLE.finditer(text) if _PERSON_IN_CHARGE.search(text) else ():
        yield from _by_kind(subjects(match["names"]), stretch.span(match.start(), match.end()), "")
    yield from _set_up(stretch)


def _set_up(stretch: Stretch) -> Iterator[Note]:
    """Gives people named with 同志, teams put together for the work, and where an office has its seat."""
    if "同志" in stretch.text:
        for match in _COMRADE.finditer(stretch.text):
            yield Note("persons", split_names(match["names"]), stretch.span(match.start(), match.end()))
    for match in _OWNER.finditer(stretch.text) if "主体" in stretch.text else ():
        names = subjects(match["names"])
        if names and all(kind_of(name) == "unit" for name in names):
            yield Note("owner", names, stretch.span(match.start(), match.end()))
    for match in _TOGETHER.finditer(stretch.text) if "会同" in stretch.text else ():
        if names := subjects(match["names"]):
            yield Note("support", names, stretch.span(match.start(), match.end()))
    for pattern, word in ((_TEAM, "组成"), (_SEATED, "办公室")):
        for match in pattern.finditer(stretch.text) if word in stretch.text else ():
            yield Note("responsible", split_subjects(match["names"]), stretch.span(match.start(), match.end()))


def _subject(piece: Stretch, following: str) -> Iterator[Note]:
    """Gives the subject at the head of a piece of a sentence, where a verb of duty follows it."""
    lead = _LEAD_IN.match(piece.text)
    start = lead.end() if lead else 0
    for verb in _VERB.finditer(piece.text, start + 1, start + _MAX_SUBJECT):
        names = subjects(piece.text[start : verb.start()])
        if names and verb.group() in ("成立", "组成"):
            return
        if names:
            names += _together(piece.text, verb)
            leads = "牵头" if re.search(r"(?<!各)牵头(?!单位|部门)", piece.text[verb.start() :]) else verb.group()
            yield from _by_kind(names, piece.span(start, verb.end()), leads)
            return
    if (helps := _HELPS.search(piece.text)) and (names := subjects(piece.text[start : helps.start()])):
        yield Note("support", names, piece.span(start))
        return
    if _SUBJECT_ALONE.match(following):
        names = subjects(piece.text[start:])
        if names:
            yield from _by_kind(names, piece.span(start), "")


_WITH = re.compile(r"(?<=.)(?:和|与|同)(?P<names>[^,，。;；:：]{1,16}?)(?:一起|一道|共同|联合)")


def _together(text: str, verb: re.Match[str]) -> tuple[str, ...]:
    """Gives the others a subject acts with (工作队要与各村一起做好 …)."""
    match = _WITH.match(text, verb.start() if verb.group() in ("与", "同") else verb.end())
    return subjects(match["names"]) if match else ()


def _by_kind(names: tuple[str, ...], span: Span, verb: str) -> Iterator[Note]:
    """Gives a subject's organisations and people; those that the plan itself calls supporting support."""
    units = tuple(name for name in names if kind_of(name) != "person")
    persons = tuple(name for name in names if kind_of(name) == "person")
    if units:
        role: Role = (
            "lead" if "牵头" in verb else "support" if re.match(r"各?(?:配合|协助|参与)", units[0]) else "responsible"
        )
        yield Note(role, units, span)
    if persons:
        yield Note("persons", persons, span)
