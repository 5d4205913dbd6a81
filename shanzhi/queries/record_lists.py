"""Lists of rows before they enter a register: which are good, and what ails the others; and rows as they leave it."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from shanzhi.core.access import Actor, may
from shanzhi.core.asking import FILES
from shanzhi.core.drafting import Desk, Draft, Spot, draft
from shanzhi.core.filling import plain_text
from shanzhi.core.kinds import Words, china_day
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.recording import Facts, levels_of, parent_of
from shanzhi.core.register import Problem
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place, Record
from shanzhi.queries.finder import Finder, finds, kind_of, names_of
from shanzhi.queries.records import Asked, asked_rows, seen_registers
from shanzhi.queries.registers import desk_of, keepers_at, may_add, register_of, shared_key
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped
from shanzhi.queries.sights import eyes_of

AT: Final = "@place"
OF: Final = "@of"
_WHERE: Final = (AT, OF)
_AT: Final = Field(id=AT, title="所在地区", type="place")
_OF: Final = Field(id=OF, title="所属登记", type="record")
CAME: Final = Words("这份文件的这一行已经导入过。")
BATCH: Final = 5_000
MOST_OUT: Final = 200_000
_PLACE_TITLES: Final = ("所在地区", "地区", "所在村", "村", "村名", "行政村", "村（社区）", "村居", "乡镇", "区划代码")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a list. n: its number there; given: by field, @place and @of: where it belongs; faults: of formulas."""

    n: int
    given: Mapping[str, str]
    faults: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Good:
    """A row that may enter. of: the row it belongs to; key, sent: as the row is kept."""

    n: int
    place: PlaceRef
    of: int | None
    draft: Draft
    key: str
    sent: UUID


@dataclass(frozen=True, slots=True)
class Checked:
    """A list looked over. warned: good rows with a soft condition that does not hold."""

    good: tuple[Good, ...]
    problems: tuple[Problem, ...]
    warned: int = 0


@dataclass(frozen=True, slots=True)
class ListForm:
    """What a list of rows is matched to. fields: id -> titles; needed: those without which no row is good."""

    programme_id: int
    programme: str
    register: str
    title: str
    fields: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordLines:
    """Rows as they leave a register, in the layout they are read back in."""

    title: str
    place: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sent_of(programme_id: int, register: str, digest: str, n: int) -> UUID:
    """What a row of a list is sent as, so that the same file brings it once.

    cost: 0 queries.
    """
    return UUID(int=_first(programme_id, register, digest) + n)


def _first(programme_id: int, register: str, digest: str) -> int:
    """The first of the numbers that belong to a file, as many as it may have rows."""
    said = hashlib.sha256(f"{programme_id}:{register}:{digest}".encode()).digest()
    return int.from_bytes(said[:8], "big") << 64


def titles_of(register: Register, fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    """Field -> the titles its column goes by.

    cost: 0 queries.
    """
    where = {OF: ("所属登记", "所属")} if parent_of(register) else {AT: _PLACE_TITLES}
    asked = {
        f.id: (f.title or f.id, f.id) for f in fields if f.value is None and f.type not in FILES and f.type != "table"
    }
    return {**asked, **where}


@scoped
def record_list_form(actor: Actor, programme_id: int, register: str) -> ListForm:
    """What a list of rows for a register looks like.

    cost: 1 query.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    desk = desk_of(live, register_of(live, register), actor)
    needed = tuple(f.title or f.id for f in desk.fields if f.required and f.value is None)
    titles = titles_of(desk.register, desk.fields)
    return ListForm(live.programme_id, live.title, desk.register.id, desk.register.title, titles, needed)


@scoped
def check_record_list(
    actor: Actor, programme_id: int, register: str, given: tuple[Sequence[SheetRow], str], now: datetime
) -> Checked:
    """Which rows of a list may enter, and what ails the others. given: the rows, and the digest of their file.

    cost: 7 queries; more by the kinds of what is looked up, by places, and for every 5,000 rows.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    return checked(actor, live, desk_of(live, register_of(live, register), actor), given, china_day(now))


def checked(by: Actor, live: Running, desk: Desk, given: tuple[Sequence[SheetRow], str], today: date) -> Checked:
    """The rows of a list, in the scope at hand, looked over against the register and one another.

    cost: 6 queries; more by the kinds of what is looked up, by places, and for every 5,000 rows.
    """
    rows, digest = given
    first = _first(live.programme_id, desk.register.id, digest)
    spots = _Spots(by, live, desk, _learnt(live, desk, rows))
    good: list[Good] = []
    problems: list[Problem] = []
    for row in rows:
        found = row.faults[0] if row.faults else spots.of(row)
        if isinstance(found, Words):
            problems.append(Problem(row.n, found))
            continue
        place, of, finder = found
        fields = {name: words for name, words in row.given.items() if name not in _WHERE}
        made = draft(desk, fields, finder, Spot(Facts(0, place, added=today), of))
        if made.good:
            good.append(Good(row.n, place, of, made, shared_key(desk, made.shared), UUID(int=first + row.n)))
        else:
            problems.append(Problem(row.n, next(f.words for f in made.faults if not f.soft)))
    return _against(live, desk, good, problems, first)


def _learnt(live: Running, desk: Desk, rows: Sequence[SheetRow]) -> Finder:
    """A finder that has looked up all the words of a list at once."""
    finder = Finder(live)
    where = _OF if parent_of(desk.register) else _AT
    for one in (*finds(desk.fields), replace(where, of=_of(desk.register))):
        words = (row.given.get(one.id, "") for row in rows)
        parts = (part for said in words for part in (re.split("[、，,；;]", said) if one.many else (said,)))
        finder.learn(kind_of(one), [plain_text(part) for part in parts if part.strip()])
    return finder


def _of(register: Register) -> tuple[str, ...]:
    holder = parent_of(register)
    return (holder,) if holder else levels_of(register)


@dataclass(slots=True)
class _Spots:
    """Where the rows of a list belong, each place looked at once."""

    by: Actor
    live: Running
    desk: Desk
    finder: Finder
    known: dict[str, "tuple[PlaceRef, int | None, Finder] | Words"] = field(default_factory=dict)
    own: dict[str, frozenset[int]] = field(default_factory=dict)

    def of(self, row: SheetRow) -> "tuple[PlaceRef, int | None, Finder] | Words":
        """The place of a row, the row it is a part of, and a finder there; or why there is none."""
        words = row.given.get(OF if parent_of(self.desk.register) else AT, "").strip()
        if words not in self.known:
            self.known[words] = self._look(words)
        return self.known[words]

    def _look(self, words: str) -> "tuple[PlaceRef, int | None, Finder] | Words":
        holder = parent_of(self.desk.register)
        if not words and (holder or self.by.role != "unit"):
            return Words("没有写明属于哪一条登记。") if holder else Words("没有写明所在地区。")
        found = self.finder.find(replace(_OF if holder else _AT, of=_of(self.desk.register)), words) if words else None
        if found is not None and found.fault is not None:
            return found.fault
        row = Record.objects.select_related("place").filter(pk=found.value or 0).first() if holder and found else None
        code = found.value if found else self.by.place_code
        place = row.place if row else Place.objects.filter(code=code, ended_on=None).first()
        if place is None or (not holder and _of(self.desk.register) and place.level not in _of(self.desk.register)):
            return Words("没有写明所在地区。")
        at = place.as_core()
        if at.code not in self.own:
            self.own[at.code] = keepers_at(at)
        if not may(self.by, "keep_records", place_code=at.code, unit_ids=may_add(self.by, at, self.own[at.code])):
            return Words("“{place}”的登记不归您的岗位办理。", {"place": at.name})
        return at, row.pk if row else None, self.finder.here(at)


def _against(live: Running, desk: Desk, good: Sequence[Good], problems: list[Problem], file: int) -> Checked:
    """Good rows that neither another of the list nor a row of the register bars."""
    there = set(_keys(live, desk, [g.key for g in good if g.key]))
    of_file = Record.objects.filter(sent__gte=UUID(int=file), sent__lt=UUID(int=file + 2**64))
    came = set(of_file.values_list("sent", flat=True))
    named = "、".join(f.title or f.id for f in desk.fields if f.id in desk.register.unique)
    first: dict[str, int] = {}
    out: list[Good] = []
    for one in good:
        if one.sent in came:
            problems.append(Problem(one.n, CAME))
        elif one.key and one.key in there:
            problems.append(Problem(one.n, Words("“{fields}”相同的一行已在册。", {"fields": named})))
        elif one.key and one.key in first:
            args = {"fields": named, "n": first[one.key]}
            problems.append(Problem(one.n, Words("“{fields}”与第{n}行相同。", args)))
        else:
            out.append(one)
            first.setdefault(one.key, one.n)
    warned = sum(bool(g.draft.warnings) for g in out)
    return Checked(tuple(out), tuple(sorted(problems, key=lambda p: p.n)), warned)


def _keys(live: Running, desk: Desk, keys: Sequence[str]) -> Iterator[str]:
    """The keys that rows of the register have already."""
    rows = Record.objects.filter(programme=live.programme_id, register=desk.register.id, ended_on=None)
    rows = rows.exclude(key="")
    if not keys or not rows.exists():
        return
    for n in range(0, len(keys), BATCH):
        yield from rows.filter(key__in=keys[n : n + BATCH]).values_list("key", flat=True)


@scoped
def record_lines(actor: Actor, programme_id: int, register: str, asked: Asked, today: date) -> RecordLines:
    """The rows of a register under the filters, as an import reads them back; what he may not see is left out.

    cost: 2 queries; one more for each type of field that names rows, for the name of a place, for a unit's post, and
    where the register says who may see it.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    desk = desk_of(live, register_of(live, register), actor)
    eyes = eyes_of(actor, live, desk, today)
    found = list(asked_rows(live, register, asked).select_related("place", "of").order_by("pk")[:MOST_OUT])
    names = names_of(desk.fields, [row.values for row in found])
    titles = titles_of(desk.register, desk.fields)
    rows = []
    for row in found:
        words = eyes.words(row, names)
        where = row.of.label if row.of else row.place.name
        rows.append((where, *(words.get(name, "") for name in titles if name not in _WHERE)))
    where = titles[OF if parent_of(desk.register) else AT][0]
    heads = (where, *(words[0] for name, words in titles.items() if name not in _WHERE))
    return RecordLines(desk.register.title, live.place.name, heads, tuple(rows))
