"""Lists of units and people checked against what is known: rows that may go in, and what ails the others."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Generic, TypeVar

from shanzhi.core.access import ROLES
from shanzhi.core.day import written_day
from shanzhi.core.kinds import Words
from shanzhi.core.unit import PlaceRef, Register, UnitRef

# field -> the titles of its column, the first as the program writes it
UNIT_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("单位名称", "单位", "名称", "单位全称"),
    "aliases": ("简称", "别名", "曾用名"),
    "place": ("所在地区", "地区", "行政区划代码", "所属地区", "行政区划"),
    "kind": ("类别", "单位类别", "性质"),
    "parent": ("上级单位", "主管单位", "上级"),
}
PEOPLE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("姓名", "人员姓名"),
    "username": ("用户名", "登录名", "账号"),
    "role": ("岗位", "角色"),
    "unit": ("所属单位", "单位", "单位名称", "工作单位"),
    "place": ("所在地区", "地区", "行政区划代码", "所属地区", "行政区划"),
    "from_on": ("开始日期", "任职日期", "起始日期"),
    "to_on": ("结束日期", "截止日期"),
}
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"units": ("name",), "people": ("name", "username", "role")}
ROLE_WORDS: Final[Mapping[str, str]] = {
    "办公室工作人员": "clerk", "办公室": "clerk",
    "责任单位": "unit",
    "分管领导": "leader", "领导": "leader",
    "查阅人员": "reader", "查阅": "reader",
    "管理员": "keeper", "系统管理员": "keeper",
}  # fmt: skip
KIND_WORDS: Final[Mapping[str, str]] = {
    "机关": "organ",
    "部门": "organ",
    "政府": "government",
    "村级组织": "village",
    "村": "village",
    "社区": "village",
    "企业": "enterprise",
}
LONGEST_NAME, LONGEST_PERSON = 80, 40
MOST_SUGGESTIONS = 200  # likeness is slow; nobody reads more

USERNAME = re.compile(r"^[\w.@-]{2,40}$")
LIST_MARKS = re.compile(r"[、，,；;\n/|]+")
_CODE = re.compile(r"^\d{2,14}$")
_WIDTHS = (2, 4, 6, 9, 12, 14)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list. n: its number in the sheet, from 1; cells: field -> text; faults: what could not be read."""

    n: int
    cells: Mapping[str, str]
    faults: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What ails a row, and what to do."""

    n: int
    words: Words


@dataclass(frozen=True, slots=True)
class GoodUnit:
    """A unit to enter or complete. id: of the one that is there already; parent: id, or minus the row of a new one."""

    n: int
    id: int | None
    name: str
    aliases: tuple[str, ...]
    kind: str
    place_id: int
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class GoodPost:
    """A person with a post. held: whether he holds it already."""

    n: int
    username: str
    name: str
    role: str
    place_id: int
    unit_id: int | None
    from_on: date | None
    to_on: date | None
    held: bool = False

    @property
    def key(self) -> tuple[str, str, int, int | None]:
        """Whose post, which."""
        return self.username, self.role, self.place_id, self.unit_id


@dataclass(frozen=True, slots=True)
class Known:
    """What is registered within a place. parents: unit -> its parent.

    names: username -> name; posts: key of a post -> the first days it is held from; open_posts: those without an end.
    """

    home: PlaceRef
    places: tuple[PlaceRef, ...]
    units: tuple[UnitRef, ...]
    parents: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[tuple[str, str, int, int | None], frozenset[date | None]] = field(default_factory=dict)
    open_posts: frozenset[tuple[str, str, int, int | None]] = frozenset()


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """Rows that may go in, by number, and what ails the others."""

    good: tuple[T, ...]
    problems: tuple[Problem, ...]


class _Bad(Exception):  # noqa: N818 - a problem of a row, not an error
    """A row that cannot go in; never leaves this module."""

    def __init__(self, text: str, **args: object) -> None:
        super().__init__(text)
        self.words = Words(text, args)


def day_of(text: str) -> date | None:
    """The day a cell means, None where it is none: 2026.3.1, 2026年3月1日, 2026-03-01, 20260301."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    return written_day(plain.partition("T")[0].rstrip("\n"))


def username_of(row: Row) -> str:
    """The username of a row, its letters and digits of one width."""
    return unicodedata.normalize("NFKC", row.cells.get("username", ""))


def check_units(rows: Iterable[Row], known: Known) -> Checked[GoodUnit]:
    """Checks a list of units: names, places, kinds, parents, the same unit twice, circles."""
    places = _Places(known)
    there = {(u.place.id, u.name): u for u in known.units}
    seen: dict[tuple[int, str], int] = {}

    def unit(row: Row) -> GoodUnit:
        name = _needed(row, "name", Words("单位名称"), LONGEST_NAME)
        place = places.find(row.cells.get("place", ""))
        first = seen.setdefault((place.id, name), row.n)
        if first != row.n:
            raise _Bad("与第 {row} 行重复，同一地区的同名单位只登记一次。请删去一行。", row=first)
        old = there.get((place.id, name))
        aliases = tuple(a for a in dict.fromkeys(_split(row.cells.get("aliases", ""))) if a != name)
        if any(len(a) > LONGEST_NAME for a in aliases):
            raise _Bad("简称太长，每个不超过 {most} 个字。几个简称之间用顿号隔开。", most=LONGEST_NAME)
        kind = _kind(row.cells.get("kind", ""), old.kind if old else "organ")
        return GoodUnit(row.n, old.id if old else None, name, aliases, kind, place.id)

    rows = tuple(rows)
    good, problems = _each(rows, unit)
    wanted = {r.n: r.cells.get("parent", "") for r in rows}
    good, more = _with_parents(good, wanted, known)
    return Checked(tuple(good), tuple(sorted((*problems, *more), key=lambda p: p.n)))


def check_people(rows: Iterable[Row], known: Known) -> Checked[GoodPost]:
    """Checks a list of people with posts: names, roles, units, places, days, the same post twice."""
    units, places = _Units(known.units, known.home), _Places(known)
    seen: dict[tuple[object, ...], int] = {}
    names = dict(known.names)

    def post(row: Row) -> GoodPost:
        name = _needed(row, "name", Words("姓名"), LONGEST_PERSON)
        _needed(row, "username", Words("用户名"), LONGEST_PERSON)
        username = username_of(row)
        if not USERNAME.match(username):
            raise _Bad("用户名“{name}”不能用，请用 2 至 40 个字母、数字或汉字，中间不留空格。", name=username)
        role = _role(_needed(row, "role", Words("岗位"), LONGEST_PERSON))
        place, unit = _where(row, role, places, units)
        from_on, to_on = _days(row)
        taken = names.get(username, name)
        if taken != name:
            raise _Bad("用户名“{username}”已由{name}使用，请换一个。", username=username, name=taken)
        good = GoodPost(row.n, username, name, role, place.id, unit.id if unit else None, from_on, to_on)
        first = seen.setdefault((*good.key, from_on), row.n)
        if first != row.n:
            raise _Bad("与第 {row} 行重复，同一个岗位只写一行。请删去一行。", row=first)
        names[username] = name
        return good

    good, problems = _each(tuple(rows), post)
    return Checked(tuple(_held(g, known) for g in good), tuple(problems))


def circles(parents: Mapping[int, int]) -> frozenset[int]:
    """Units that are their own parent, at whatever remove. parents: unit -> its parent."""
    inside: set[int] = set()
    done: set[int] = set()
    for start in parents:
        way: list[int] = []
        on: set[int] = set()
        at: int | None = start
        while at is not None and at not in done and at not in on:
            way.append(at)
            on.add(at)
            at = parents.get(at)
        if at in on:
            inside.update(way[way.index(at) :])
        done.update(on)
    return frozenset(inside)


def _each(rows: Sequence[Row], check: Callable[[Row], T]) -> tuple[list[T], list[Problem]]:
    good: list[T] = []
    problems: list[Problem] = []
    for row in rows:
        if row.faults:
            problems.append(Problem(row.n, row.faults[0]))
            continue
        try:
            good.append(check(row))
        except _Bad as bad:
            problems.append(Problem(row.n, bad.words))
    return good, problems


def _needed(row: Row, name: str, title: Words, most: int) -> str:
    text = row.cells.get(name, "")
    if not text:
        raise _Bad("缺{title}，请补上。", title=title)
    if len(text) > most:
        raise _Bad("{title}太长，不超过 {most} 个字。", title=title, most=most)
    return text


def _split(text: str) -> list[str]:
    return [part.strip() for part in LIST_MARKS.split(text) if part.strip()]


def _kind(text: str, there: str) -> str:
    if not text:
        return there
    if text not in KIND_WORDS:
        raise _Bad("没有“{kind}”这一类别，请写机关、政府、村级组织或企业。", kind=text)
    return KIND_WORDS[text]


def _role(text: str) -> str:
    role = ROLE_WORDS.get(text, text)
    if role not in ROLES:
        raise _Bad("没有“{role}”这一岗位，请写办公室工作人员、责任单位、分管领导、查阅人员或管理员。", role=text)
    return role


def _days(row: Row) -> tuple[date | None, date | None]:
    out: list[date | None] = []
    for name in ("from_on", "to_on"):
        text = row.cells.get(name, "")
        day = day_of(text) if text else None
        if text and day is None:
            raise _Bad("“{words}”不是一个日期，请按 2026-09-30 的样子填写。", words=text)
        out.append(day)
    first, last = out
    if first and last and last < first:
        raise _Bad("结束日期早于开始日期，请改正。")
    return first, last


def _where(row: Row, role: str, places: "_Places", units: "_Units") -> tuple[PlaceRef, UnitRef | None]:
    """Place and unit of a post; only the post of a unit is for one, for others it may say the place."""
    said, name = row.cells.get("place", ""), row.cells.get("unit", "")
    place = places.find(said) if said else None
    unit = units.find(name, place) if name else None
    if role == "unit" and unit is None:
        raise _Bad("责任单位的岗位要写明所属单位，请补上。")
    if role == "unit" and unit:
        return unit.place, unit
    return place or (unit.place if unit else places.home), None


def _held(good: GoodPost, known: Known) -> GoodPost:
    """The same, with whether he holds it already; without a first day one without an end will do."""
    held = good.from_on in known.posts.get(good.key, ()) or (good.from_on is None and good.key in known.open_posts)
    return replace(good, held=held)


class _Places:
    """Places by code or name."""

    def __init__(self, known: Known) -> None:
        self.home = known.home
        self._by_code = {p.code: p for p in known.places}
        self._by_name: dict[str, list[PlaceRef]] = {}
        for p in known.places:
            self._by_name.setdefault(p.name, []).append(p)

    def find(self, words: str) -> PlaceRef:
        if not words:
            return self.home
        if _CODE.match(words) and len(words) in _WIDTHS:
            found = [p for p in [self._by_code.get(words.ljust(12, "0"))] if p]
        else:
            found = self._by_name.get(words, [])
        if not found:
            raise _Bad("您的辖区里没有登记“{place}”这个地区，请检查名称，或写 12 位行政区划代码。", place=words)
        if len(found) > 1:
            raise _Bad("叫“{place}”的地区不止一个，请写 12 位行政区划代码。", place=words)
        return found[0]


class _Units:
    """Units by name, of a place first, each name looked up once."""

    def __init__(self, units: Iterable[UnitRef], home: PlaceRef) -> None:
        self._register = Register(units, home)
        self._by_id = {u.id: u for u in self._register.units}
        self._of_place: dict[tuple[int, str], UnitRef] = {}
        for u in self._register.units:
            for name in (*u.aliases, u.name):
                self._of_place[u.place.id, name] = u
        self._near: dict[str, str] = {}

    def find(self, name: str, place: PlaceRef | None) -> UnitRef:
        unit = self._of_place.get((place.id, name)) if place else None
        home = self._register.home.name
        whole = home[:-1] + name if name.startswith(home[-1]) else name  # 县水务局 of 云岭县 -> 云岭县水务局
        found = unit.id if unit else self._register.find(name) or self._register.find(whole)
        if found is not None:
            return self._by_id[found]
        near = self._suggest(name)
        if near:
            raise _Bad(
                "没有登记“{unit}”这个单位，名称相近的有：{near}。请改正，或先登记这个单位。", unit=name, near=near
            )
        raise _Bad("没有登记“{unit}”这个单位，请检查名称，或先登记这个单位。", unit=name)

    def _suggest(self, name: str) -> str:
        if name not in self._near:
            self._near[name] = "、".join(self._register.near(name)) if len(self._near) < MOST_SUGGESTIONS else ""
        return self._near[name]


def _with_parents(
    good: Sequence[GoodUnit], wanted: Mapping[int, str], known: Known
) -> tuple[list[GoodUnit], list[Problem]]:
    """The rows with their parents; one whose parent is unknown, bad itself or in a circle is bad."""
    rows, bad = _tied(good, wanted, known)
    round_about = circles(dict(known.parents) | {_key(g): g.parent for g in rows if g.parent})
    text = "上级单位绕了一圈又回到本单位，请改正。"
    bad += [Problem(g.n, Words(text)) for g in rows if g.parent and _key(g) in round_about]
    below: dict[int | None, list[GoodUnit]] = {}
    for g in rows:
        below.setdefault(g.parent, []).append(g)
    out = {p.n for p in bad}
    for problem in bad:  # grows while it is walked: below what is bad everything is
        for g in below.get(-problem.n, ()):
            if g.n not in out:
                out.add(g.n)
                bad.append(Problem(g.n, Words("上级单位在第 {row} 行，那一行有问题，请先改正。", {"row": problem.n})))
    return [g for g in rows if g.n not in out], bad


def _tied(good: Sequence[GoodUnit], wanted: Mapping[int, str], known: Known) -> tuple[list[GoodUnit], list[Problem]]:
    by_place = {p.id: p for p in known.places}
    new = [UnitRef(-g.n, g.name, g.aliases, g.kind, by_place[g.place_id]) for g in good if g.id is None]
    units = _Units((*known.units, *new), known.home)
    rows: list[GoodUnit] = []
    bad: list[Problem] = []
    for g in good:
        try:
            parent = units.find(wanted[g.n], by_place[g.place_id]).id if wanted.get(g.n) else None
        except _Bad as found:
            bad.append(Problem(g.n, found.words))
        else:
            rows.append(replace(g, parent=parent))
    return rows, bad


def _key(unit: GoodUnit) -> int:
    return unit.id if unit.id is not None else -unit.n
