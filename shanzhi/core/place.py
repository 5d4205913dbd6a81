"""What a place's code says by itself, which place a code means on a day, and how two editions of the list differ."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shanzhi.core.kinds import Refused

CHANGES = ("rename", "recode", "merge", "split")
VILLAGE, GROUP = 12, 14
UPPER: Mapping[int, int] = {GROUP: VILLAGE, VILLAGE: 9, 9: 6, 6: 4, 4: 2, 2: 2}
LEVEL_OF: Mapping[int, str] = {
    2: "province",
    4: "prefecture",
    6: "county",
    9: "township",
    VILLAGE: "village",
    GROUP: "group",
}
_WIDTH = (2, 2, 2, 4, 4, 6, 6, 9, 9, 9, 12, 12, 12)
"""Significant digits by the length of a code without the zeros at its end."""
_SHAPE = re.compile(r"[1-9][0-9](?:[0-9]{2}){0,2}|[1-9][0-9]{8}|[1-9][0-9]{11}|[1-9][0-9]{13}")


def width(code: str) -> int:
    """How many digits of a 12 or 14-digit code are its own: 2, 4, 6, 9, 12, of a group 14."""
    return GROUP if len(code) == GROUP else _WIDTH[len(code.rstrip("0"))]


def level_of(code: str) -> str:
    """The level of a full code; 140321100000 is a township, although it ends in zeros."""
    return LEVEL_OF[width(code)]


def upper(code: str) -> str:
    """The full code one level up; that of a province is its own."""
    return code[: UPPER[width(code)]].ljust(VILLAGE, "0")


def above(code: str) -> tuple[str, ...]:
    """The full codes of every level above, the province first."""
    found: list[str] = []
    while (up := upper(code)) != code:
        found.insert(0, up)
        code = up
    return tuple(found)


def full_code(typed: str) -> str:
    """The full code somebody typed in 2, 4, 6, 9, 12 or 14 digits; full-width digits and blanks do no harm.

    raises: Refused("bad_code").
    """
    digits = re.sub(r"[\s　-]", "", unicodedata.normalize("NFKC", typed))
    if not _SHAPE.fullmatch(digits) or (digits.endswith("00") and len(digits) == GROUP):
        raise Refused(
            "bad_code",
            "“{typed}”不是区划代码。省为 2 位数字，市州 4 位，县市区 6 位，乡镇街道 9 位，村社区 12 位，组 14 位。",
            typed=typed,
        )
    return digits.ljust(VILLAGE, "0")


def slips(code: str) -> tuple[str, ...]:
    """The full codes one slip of the pen away: a digit of its own mistaken, or two neighbours swapped."""
    own = code[: width(code)]
    mistaken = (own[:i] + digit + own[i + 1 :] for i in range(len(own)) for digit in "0123456789")
    swapped = (own[:i] + own[i + 1] + own[i] + own[i + 2 :] for i in range(len(own) - 1))
    tail = code[width(code) :]
    return tuple(sorted({slip + tail for slip in (*mistaken, *swapped)} - {code}))


def moved(code: str, old: str, new: str) -> str:
    """A code below old as it reads when old becomes new; both of one level."""
    return new[: width(new)] + code[width(old) :]


def next_groups(village: str, taken: Iterable[str], count: int) -> tuple[str, ...]:
    """The next codes of groups of a village: its 12 digits and two more, in the order they are given out.

    taken: codes of its groups, past ones too, so that no number comes round again.

    raises: Refused("too_many_groups") beyond 99.
    """
    last = max((int(code[VILLAGE:]) for code in taken), default=0)
    if last + count > 99:  # noqa: PLR2004 - two digits
        raise Refused("too_many_groups", "一个村最多编 99 个组，请核对组的名单。")
    return tuple(f"{village}{n:02}" for n in range(last + 1, last + count + 1))


@dataclass(frozen=True, slots=True)
class Bearing:
    """A place that bore a code from one day until the day before another; None is open."""

    place_id: int
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Life:
    """A place's own days and the places that took over when it ended."""

    since: date | None
    until: date | None
    heirs: tuple[int, ...] = ()


def bearer(bearings: Iterable[Bearing], day: date) -> int | None:
    """The place a code means on a day: who bears it then, else who bore it last before; None where nobody had yet."""
    real = (b for b in bearings if not (b.since and b.until and b.until <= b.since))
    begun = [b for b in real if b.since is None or b.since <= day]
    last = max(begun, key=lambda b: (b.holds(day), b.since or date.min, b.until or date.max), default=None)
    return last.place_id if last else None


def living(place_id: int, lives: Mapping[int, Life], day: date) -> tuple[int, ...]:
    """The place itself where it lives on a day, else those that took over from it, and from them, until they live."""
    seen: set[int] = set()
    found: list[int] = []
    waiting = [place_id]
    while waiting:
        one = waiting.pop(0)
        if one in seen or one not in lives:
            continue
        seen.add(one)
        life = lives[one]
        if life.until is None or day < life.until:
            found.append(one)
        else:
            waiting += life.heirs
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Difference:
    """How a newer list differs from the books; every pair is (code, name).

    renamed: with the old name third; likely_recoded: old and new code of one name under one parent, to be confirmed;
    they stand among added and gone as well.
    """

    added: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    renamed: tuple[tuple[str, str, str], ...]
    likely_recoded: tuple[tuple[str, str, str], ...]


def difference(here: Mapping[str, str], there: Mapping[str, str], by_hand: Collection[str] = ()) -> Difference:
    """Compares code -> name of the books with that of an edition; nothing is guessed beyond a hint.

    by_hand: codes of the books that came from no list, and so are not gone when a list lacks them.
    """
    added = tuple(sorted((c, n) for c, n in there.items() if c not in here))
    gone = tuple(sorted((c, n) for c, n in here.items() if c not in there and c not in by_hand))
    renamed = tuple(sorted((c, there[c], n) for c, n in here.items() if c in there and there[c] != n))
    new: dict[tuple[int, str], list[str]] = {}
    for code, name in added:
        new.setdefault((width(code), name), []).append(code)
    hints = ((code, _nearest(code, new.get((width(code), name), ())), name) for code, name in gone)
    return Difference(added, gone, renamed, tuple((old, to, name) for old, to, name in hints if to))


def _nearest(code: str, candidates: Sequence[str]) -> str:
    """Of several new codes of one name, the one in the same county; "" where there is none."""
    near = [c for c in candidates if c[:4] == code[:4]]
    return max(near, key=lambda c: sum(a == b for a, b in zip(c, code, strict=True)), default="")
