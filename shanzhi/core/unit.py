"""Units as plans print them, and the registered units they mean."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shanzhi.core.access import within

PLACE_LEVELS = ("province", "prefecture", "county", "township", "village", "group")
UNIT_KINDS = ("organ", "government", "village", "enterprise")


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as core knows it."""

    id: int
    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A registered unit as core knows it."""

    id: int
    name: str
    aliases: tuple[str, ...]
    kind: str
    place: PlaceRef


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name means. level: of a collective such as 各乡镇, "" else; unit_id: None where unknown."""

    words: str
    unit_id: int | None = None
    level: str = ""
    near: tuple[int, ...] = ()


_EACH = re.compile(r"^(?:全[县市区镇乡])?(?:各|所有|每个)(?:相关|有关)?(?P<what>.+)$")
_LEVEL_WORDS = (
    (
        "township",
        re.compile(r"^(?:[县市区])?(?:乡镇|镇乡|乡|镇|街道|镇办|镇街|办事处|街道办事处|人民政府|、|和|\(|\)|（|）)+$"),
    ),
    ("village", re.compile(r"^(?:行政村|村居|村|社区|村民委员会|村委会|村两委|、|和|\(|\)|（|）)+$")),
    ("county", re.compile(r"^(?:县|市|区|、|和|\(|\)|（|）|人民政府)+$")),
)
# 市场监管局 and 乡村振兴局 begin with no prefix
_PREFIX = re.compile(r"^(?:省|州|市(?![场容民])|县(?!域)|区(?![域划])|镇|乡(?![村镇土]))(?:委|政府)?(?=.{2,})")
_GAPS = re.compile(r"[\s　]")


def level_of(words: str) -> str:
    """The level a collective speaks of: 各乡镇 township, 各村 village; "" for a single unit."""
    each = _EACH.match(_GAPS.sub("", words))
    if not each:
        return ""
    return next((level for level, pattern in _LEVEL_WORDS if pattern.match(each["what"])), "")


class Register:
    """Registered units, looked up the way plans name them."""

    def __init__(self, units: Iterable[UnitRef], home: PlaceRef) -> None:
        self.units = tuple(units)
        self.home = home
        self._by_name: dict[str, int] = {}
        for unit in sorted(self.units, key=lambda u: u.place.code != home.code):
            for name in (unit.name, *unit.aliases):
                self._by_name.setdefault(_GAPS.sub("", name), unit.id)

    def match(self, words: Sequence[str]) -> tuple[Match, ...]:
        """Matches a list of names in one breath, so that an elided prefix is carried on.

        A name alone is tried first; then with the prefix of the one before it (县农业农村局、水务局 -> 县水务局),
        then with the home place's own name. Nothing is matched by likeness; `near` only suggests.
        """
        out: list[Match] = []
        prefix = ""
        for raw in words:
            name = _GAPS.sub("", raw)
            level = level_of(name)
            unit_id = None if level else self._find(name, prefix)
            near = () if level or unit_id else self._near(name)
            out.append(Match(raw, unit_id, level, near))
            own = _PREFIX.match(name)
            prefix = own.group()[0] if own else prefix
        return tuple(out)

    def find(self, words: str) -> int | None:
        """The unit a name alone means."""
        return self._find(_GAPS.sub("", words), "")

    def near(self, words: str) -> tuple[str, ...]:
        """Registered names that look like it, at most three."""
        return tuple(u.name for n in self._near(_GAPS.sub("", words)) for u in self.units if u.id == n)

    def spread(self, level: str) -> tuple[int, ...]:
        """The units that stand for the places of a level, home and below, by code."""
        standing = [
            u
            for u in self.units
            if u.kind in {"government", "village"} and u.place.level == level and within(u.place.code, self.home.code)
        ]
        return tuple(u.id for u in sorted(standing, key=lambda u: (u.place.code, u.id)))

    def _find(self, name: str, prefix: str) -> int | None:
        tries = (name, prefix + name, self.home.name + name, self.home.name[-1] + name)
        return next((self._by_name[t] for t in tries if t in self._by_name), None)

    def _near(self, name: str) -> tuple[int, ...]:
        names = difflib.get_close_matches(name, self._by_name, n=3, cutoff=0.6)
        return tuple(dict.fromkeys(self._by_name[n] for n in names))
