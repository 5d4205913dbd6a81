"""Decisions of a meeting: how many must be there and agree by law, and whether a pack asks for no less."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Final, Literal, get_args

from shanzhi.core.kinds import Refused, Words

Law = Literal["village_reps", "village_meeting", "party_members", "group", "collective"]
LAWS: Final[tuple[Law, ...]] = get_args(Law)
Of = Literal["members", "present"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the members or of those present. more: the part itself is not enough (过半数); else it is (以上)."""

    of: Of
    size: Fraction
    more: bool = False


@dataclass(frozen=True, slots=True)
class Statute:
    """What a law asks of a meeting.

    members:    who counts. households: the part of households whose attendance also makes a quorum.
    notice:     days of notice, None where the text names none.
    read:       whether the article was read in full; else it is practice, to be checked before it is relied on.
    """

    title: str
    article: str
    members: str
    present: Part
    agree: Part
    households: Part | None = None
    notice: int | None = None
    read: bool = True


@dataclass(frozen=True, slots=True)
class Meeting:
    """Counts of a meeting. members: all who count by law, not those invited; households where they are counted."""

    members: int
    present: int
    agree: int
    households: int = 0
    households_present: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a meeting could decide and did. need_present, need_agree: the least counts; why: what was missing."""

    quorate: bool
    passed: bool
    need_present: int
    need_agree: int
    source: str
    why: Words | None = None


_TWO_THIRDS, _HALF = Fraction(2, 3), Fraction(1, 2)
_VILLAGES: Final = "《中华人民共和国村民委员会组织法》（2018年修正）"
# Both laws were read in a public copy of the texts of 2018-12-29 and 2024-06-28; whether the first was revised since
# was not verified. 以上 includes the number itself, 过半数 does not include the half.
STATUTES: Final[Mapping[Law, Statute]] = MappingProxyType(
    {
        "village_meeting": Statute(
            _VILLAGES,
            "第二十一条、第二十二条",
            "本村十八周岁以上的村民",
            Part("members", _HALF, more=True),
            Part("present", _HALF, more=True),
            households=Part("members", _TWO_THIRDS),
            notice=10,
        ),
        "village_reps": Statute(
            _VILLAGES,
            "第二十六条",
            "村民代表会议的组成人员",
            Part("members", _TWO_THIRDS),
            Part("present", _HALF, more=True),
        ),
        "group": Statute(
            _VILLAGES,
            "第二十八条",
            "本村民小组十八周岁以上的村民",
            Part("members", _TWO_THIRDS),
            Part("present", _HALF, more=True),
            households=Part("members", _TWO_THIRDS),
        ),
        "collective": Statute(
            "《中华人民共和国农村集体经济组织法》",
            "第二十七条",
            "具有完全民事行为能力的全体成员",
            Part("members", _TWO_THIRDS),
            Part("members", _TWO_THIRDS),
            notice=10,
        ),
        "party_members": Statute(
            "“四议两公开”工作法的通行做法",
            "党员大会审议",
            "应到会的正式党员",
            Part("members", _TWO_THIRDS),
            Part("members", _HALF, more=True),
            read=False,
        ),
    }
)


def need(part: Part, members: int, present: int) -> int:
    """The least count that is such a part: 过半数 of 10 is 6, 三分之二以上 of 10 is 7."""
    exact = part.size * (members if part.of == "members" else present)
    return floor(exact) + 1 if part.more else ceil(exact)


def decide(meeting: Meeting, law: Law | None, present: Part | None = None, agree: Part | None = None) -> Outcome:
    """Whether a meeting decided something, by what the law and the pack ask for; both have to be met.

    present, agree: what the pack asks for. Where a law takes households instead of persons, so may the pack's part.

    raises: Refused("counts_impossible").
    """
    _check(meeting)
    statute = STATUTES[law] if law else None
    for_quorum = [p for p in (statute.present if statute else None, present) if p]
    for_passing = [p for p in (statute.agree if statute else None, agree or Part("present", _HALF, more=True)) if p]
    need_present = max((need(p, meeting.members, meeting.present) for p in for_quorum), default=1)
    need_agree = max(need(p, meeting.members, meeting.present) for p in for_passing)
    source = f"{statute.title}{statute.article}" if statute else ""
    quorate = meeting.present >= need_present or _by_households(meeting, statute, present)
    if not quorate:
        missing = Words("应到{members}人，实到{present}人，不足{need}人，不能表决。", _named(meeting, need_present))
        return Outcome(
            quorate=False, passed=False, need_present=need_present, need_agree=need_agree, source=source, why=missing
        )
    if meeting.agree < need_agree:
        missing = Words("实到{present}人，同意{agree}人，不足{need}人，没有通过。", _named(meeting, need_agree))
        return Outcome(
            quorate=True, passed=False, need_present=need_present, need_agree=need_agree, source=source, why=missing
        )
    return Outcome(quorate=True, passed=True, need_present=need_present, need_agree=need_agree, source=source)


def asked(law: Law) -> str:
    """What a law asks of a meeting, in words: 三分之二以上的…参加，到会人员过半数同意."""
    statute = STATUTES[law]
    whose = "到会人员" if statute.agree.of == "present" else statute.members
    return f"{_spelt(statute.present)}的{statute.members}参加，{whose}{_spelt(statute.agree)}同意"


def _spelt(part: Part) -> str:
    return {(_HALF, True): "过半数", (_TWO_THIRDS, False): "三分之二以上"}[part.size, part.more]


def too_lax(law: Law, present: Part | None, agree: Part | None) -> tuple[Words, ...]:
    """What in a pack's quorum lets through what the law would not; a pack may be stricter, never laxer."""
    statute, found = STATUTES[law], list[Words]()
    source = {"source": f"{statute.title}{statute.article}"}
    if present and not _implies(present, statute.present, None):
        found.append(Words("到会人数的要求低于{source}的规定，请提高。", source))
    attending = max((p for p in (present, statute.present) if p), key=lambda p: (p.size, p.more))
    if agree and not _implies(agree, statute.agree, attending):
        found.append(Words("同意人数的要求低于{source}的规定，请提高。", source))
    return tuple(found)


def _implies(part: Part, least: Part, attending: Part | None) -> bool:
    """Whether whoever meets one part always meets the other."""
    if part.of == "present" and least.of == "members":
        share = part.size * (attending.size if attending else 0)
        strict = part.more or bool(attending and attending.more)
    else:
        share, strict = part.size, part.more
    return share > least.size or (share == least.size and (strict or not least.more))


def _by_households(meeting: Meeting, statute: Statute | None, present: Part | None) -> bool:
    if statute is None or statute.households is None or not meeting.households:
        return False
    asked = [p for p in (statute.households, present) if p]
    return meeting.households_present >= max(need(p, meeting.households, meeting.households_present) for p in asked)


def _check(meeting: Meeting) -> None:
    fits = 0 <= meeting.agree <= meeting.present <= meeting.members and meeting.members > 0
    if not fits or not 0 <= meeting.households_present <= meeting.households:
        raise Refused("counts_impossible", "人数对不上：同意的不能多于到会的，到会的不能多于应到的，请核对。")


def _named(meeting: Meeting, least: int) -> dict[str, object]:
    return {"members": meeting.members, "present": meeting.present, "agree": meeting.agree, "need": least}
