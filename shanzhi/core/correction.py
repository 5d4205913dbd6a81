"""Corrections of one person or unit: what may be written, and whether it was written over what stands there now."""

import hashlib
import unicodedata
from dataclasses import dataclass

from shanzhi.core.kinds import Refused
from shanzhi.core.register import LIST_MARKS, LONGEST_NAME, LONGEST_PERSON, USERNAME
from shanzhi.core.unit import UNIT_KINDS


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What is said of a person: name, and the username for log-in."""

    name: str
    username: str

    @property
    def stamp(self) -> str:
        return _stamp(self.name, self.username)


@dataclass(frozen=True, slots=True)
class UnitSaid:
    """What is said of a unit. place: 12-digit code; parent: id of the unit above, None without."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    place: str
    parent: int | None

    @property
    def stamp(self) -> str:
        return _stamp(self.name, *self.aliases, self.kind, self.place, str(self.parent))


def checked_person(said: PersonSaid) -> PersonSaid:
    """The same, its spaces and widths in order.

    raises: Refused("name_missing"), Refused("username_bad").
    """
    name, username = said.name.strip(), unicodedata.normalize("NFKC", said.username).strip()
    if not name or len(name) > LONGEST_PERSON:
        raise Refused("name_missing", "请填写姓名，不超过 40 个字。")
    if not USERNAME.match(username):
        raise Refused("username_bad", "用户名不能用，请用 2 至 40 个字母、数字或汉字，中间不留空格。")
    return PersonSaid(name, username)


def checked_unit(said: UnitSaid) -> UnitSaid:
    """The same, its spaces in order, aliases once each and none that is the name.

    raises: Refused("no_name"), Refused("bad_choice").
    """
    name = said.name.strip()
    aliases = tuple(a for a in dict.fromkeys(a.strip() for a in said.aliases) if a and a != name)
    if not name or any(len(words) > LONGEST_NAME for words in (name, *aliases)):
        raise Refused("no_name", "请填写单位名称；名称和每个简称不超过 80 个字。")
    if said.kind not in UNIT_KINDS:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    return UnitSaid(name, aliases, said.kind, said.place, said.parent)


def split_aliases(text: str) -> tuple[str, ...]:
    """Aliases as somebody writes them into one line."""
    return tuple(LIST_MARKS.split(text))


def must_stand(now: str, was: str) -> None:
    """Sees to it that a form was filled in from what stands there now. now, was: stamps.

    raises: Refused("changed_meanwhile").
    """
    if now != was:
        raise Refused("changed_meanwhile", "这条登记刚才已有人改过。请核对最新内容，再改一次。")


def _stamp(*values: str) -> str:
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:16]
