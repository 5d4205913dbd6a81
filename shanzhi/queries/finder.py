"""Places, units, residents, households and rows by what people call them, and what people call those kept."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from django.db.models import Q, QuerySet

from shanzhi.core.access import subtree, within
from shanzhi.core.asking import of_register
from shanzhi.core.filling import KINDS_OF_ROWS, Found, Json, plain_text
from shanzhi.core.kinds import Words
from shanzhi.core.pack.forms import Field
from shanzhi.core.recording import is_private
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef
from shanzhi.core.wording import Names, written
from shanzhi.models import Household, Place, Record, Resident, Unit
from shanzhi.queries.running import Running

MOST_OFFERED: Final = 300
BATCH: Final = 5_000
Kind: TypeAlias = tuple[str, tuple[str, ...]]
Rows: TypeAlias = "QuerySet[Record] | QuerySet[Household] | QuerySet[Resident]"
_NUMBERED: Final = re.compile(r"(?s).*#(\d{1,18})")
_MARK: Final = re.compile(r"\s*#\d{1,18}\Z")
_CODE: Final = re.compile(r"\d{12}|\d{14}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something words may name. code: of the place it lies in, of a place its own."""

    value: str | int
    code: str


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what words name in a programme, in the scope at hand. at: the place of the row; its own things come first.

    known: what was looked up before, shared by the finders of all places; `learn` looks up many at once.
    called: what was found, and by which words, as `written` asks for it.
    """

    running: Running
    at: PlaceRef | None = None
    known: dict[tuple[Kind, str], tuple[Candidate, ...]] = field(default_factory=dict)
    called: dict[tuple[str, str | int], str] = field(default_factory=dict)

    def here(self, place: PlaceRef) -> "Finder":
        """The same finder at another place."""
        return replace(self, at=place)

    def find(self, field: Field, words: str) -> Found:
        """What words name: a name, a place's code, or a name with the number of its row: 南桥灯 #12.

        cost: 1 query where it was not learnt before.
        """
        kind, said = kind_of(field), plain_text(words)
        if (kind, said) not in self.known:
            self.learn(kind, [said])
        return self._choose(field, said, self.known[kind, said])

    def learn(self, kind: Kind, words: Iterable[str]) -> None:
        """Looks up all the words of a kind at once."""
        fresh = [w for w in dict.fromkeys(words) if (kind, w) not in self.known]
        for n in range(0, len(fresh), BATCH):
            batch = fresh[n : n + BATCH]
            found = _LOOK[kind[0]](self.running, kind, batch)
            for said in batch:
                self.known[kind, said] = tuple(found.get(said, ()))

    def _choose(self, field: Field, said: str, found: Sequence[Candidate]) -> Found:
        near = [c for c in found if self.at and within(c.code, self.at.code)]
        home = [c for c in found if within(c.code, self.running.place.code)]
        best = next((group for group in (near, home, list(found)) if group), [])
        if len(best) == 1:
            self.called[field.type, best[0].value] = _MARK.sub("", said)
            return Found(best[0].value)
        args = {"field": field.title or field.id, "given": said, "n": len(best)}
        if not best:
            return Found(fault=Words("“{field}”没有找到“{given}”，请核对名称，或先登记。", args))
        if field.type == "place":
            return Found(fault=Words("“{field}”有{n}个“{given}”，请填写区划代码。", args))
        return Found(fault=Words("“{field}”有{n}个“{given}”，请在名称后写上编号，例如“{given} #12”。", args))


def kind_of(field: Field) -> Kind:
    """What a field looks among: type, and the levels or register it names.

    cost: 0 queries.
    """
    return field.type, field.of


def finds(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields whose words are looked up.

    cost: 0 queries.
    """
    return tuple(f for f in fields if f.type in KINDS_OF_ROWS and f.value is None)


def _numbers(words: Iterable[str]) -> dict[str, int]:
    """Words that end in a row's number -> the number."""
    found = ((said, _NUMBERED.fullmatch(said)) for said in words)
    return {said: int(match[1]) for said, match in found if match}


def _gathered(
    pairs: Iterable[tuple[str, Candidate]], by_id: Mapping[int, Candidate], numbers: Mapping[str, int]
) -> dict[str, list[Candidate]]:
    out: dict[str, list[Candidate]] = {}
    for said, candidate in pairs:
        out.setdefault(said, []).append(candidate)
    for said, number in numbers.items():
        if number in by_id:
            out[said] = [by_id[number]]
    return out


def _places(running: Running, kind: Kind, words: Sequence[str]) -> dict[str, list[Candidate]]:
    levels = [name for name in kind[1] if name in PLACE_LEVELS]
    codes = [w for w in words if _CODE.fullmatch(w)]
    rows = Place.objects.filter(Q(name__in=words) | Q(code__in=codes), ended_on=None)
    rows = rows.filter(code__range=subtree(running.place.code))
    rows = rows.filter(level__in=levels) if levels else rows
    out: dict[str, list[Candidate]] = {}
    for code, name in rows.values_list("code", "name"):
        out.setdefault(name, []).append(Candidate(code, code))
        out[code] = [Candidate(code, code)]
    return out


def _units(_running: Running, _kind: Kind, words: Sequence[str]) -> dict[str, list[Candidate]]:
    numbers = _numbers(words)
    rows = Unit.objects.filter(Q(name__in=words) | Q(aliases__overlap=list(words)) | Q(pk__in=numbers.values()))
    by_id, pairs = {}, []
    for pk, name, aliases, code in rows.values_list("pk", "name", "aliases", "place__code"):
        by_id[pk] = Candidate(pk, code)
        pairs += [(said, by_id[pk]) for said in dict.fromkeys((name, *aliases))]
    return _gathered(pairs, by_id, numbers)


def _residents(running: Running, _kind: Kind, words: Sequence[str]) -> dict[str, list[Candidate]]:
    rows = Resident.objects.filter(ended_on=None, household__place__code__range=subtree(running.place.code))
    return _named(rows, ("name", "household__place__code"), words)


def _households(running: Running, _kind: Kind, words: Sequence[str]) -> dict[str, list[Candidate]]:
    rows = Household.objects.filter(ended_on=None, place__code__range=subtree(running.place.code))
    return _named(rows, ("number", "place__code"), words)


def _records(running: Running, kind: Kind, words: Sequence[str]) -> dict[str, list[Candidate]]:
    rows = Record.objects.filter(programme=running.programme_id, register__in=kind[1], ended_on=None)
    return _named(rows, ("label", "place__code"), words)


def _named(rows: Rows, by: tuple[str, str], words: Sequence[str]) -> dict[str, list[Candidate]]:
    numbers = _numbers(words)
    found = rows.filter(Q(**{f"{by[0]}__in": words}) | Q(pk__in=numbers.values())).values_list("pk", *by)
    by_id = {pk: Candidate(pk, code) for pk, _, code in found}
    return _gathered(((name, by_id[pk]) for pk, name, _ in found), by_id, numbers)


_LOOK: Final[Mapping[str, Callable[[Running, Kind, Sequence[str]], dict[str, list[Candidate]]]]] = {
    "place": _places,
    "org": _units,
    "person": _residents,
    "household": _households,
    "record": _records,
}


def names_of(fields: Sequence[Field], values: Iterable[Mapping[str, Json]], *, exact: bool = False) -> Names:
    """What people call the places, units, residents, households and rows in kept values.

    exact: with the number of the row, so that it is found again whatever else is called so.
    cost: 1 query for each type of field that is there.
    """
    kept = _kept(fields, list(values))
    out: dict[tuple[str, str | int], str] = {}
    for type_, ids in kept.items():
        rows = _CALLED[type_](ids)
        mark = exact and type_ in ("person", "household", "record")
        out |= {(type_, pk): f"{name} #{pk}" if mark else name for pk, name in rows}
    return out


def _kept(fields: Sequence[Field], values: Sequence[Mapping[str, Json]]) -> dict[str, set[str | int]]:
    """Codes and ids by type of field."""
    out: dict[str, set[str | int]] = {}
    for one in fields:
        if one.type == "table":
            inner = [row for v in values if isinstance(rows := v.get(one.id), list) for row in rows]
            for type_, ids in _kept(one.fields, [r for r in inner if isinstance(r, dict)]).items():
                out.setdefault(type_, set()).update(ids)
        elif one.type in KINDS_OF_ROWS:
            for row in values:
                said = row.get(one.id)
                parts = said if isinstance(said, list) else [said]
                found = {p for p in parts if isinstance(p, str | int)}
                if found:
                    out.setdefault(one.type, set()).update(found)
    return out


_CALLED: Final[Mapping[str, Callable[[set[str | int]], Iterable[tuple[str | int, str]]]]] = {
    "place": lambda ids: Place.objects.filter(code__in=ids, ended_on=None).values_list("code", "name"),
    "org": lambda ids: Unit.objects.filter(pk__in=ids).values_list("pk", "name"),
    "person": lambda ids: Resident.objects.filter(pk__in=ids).values_list("pk", "name"),
    "household": lambda ids: Household.objects.filter(pk__in=ids).values_list("pk", "number"),
    "record": lambda ids: Record.objects.filter(pk__in=ids).values_list("pk", "label"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What a form proposes. options: by field; known: by field, the one value held already, as people write it."""

    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)


def offered(running: Running, fields: Sequence[Field], at: PlaceRef) -> Offered:
    """What may be chosen under the fields at a place, and what is held there already.

    cost: 0 queries; 1 for each field that names rows, or that says `known`.
    """
    options: dict[str, tuple[str, ...]] = {}
    known: dict[str, str] = {}
    for one in fields:
        if one.value is not None:
            continue
        held = _held(running, one, at) if one.known and not is_private(one) else ()
        options[one.id] = held or (_offer(running, one, at) if one.type in KINDS_OF_ROWS else ())
        if one.known and len(held) == 1:
            known[one.id] = held[0]
    return Offered({name: said for name, said in options.items() if said}, known)


def _offer(running: Running, one: Field, at: PlaceRef) -> tuple[str, ...]:
    if one.type == "place":
        levels = [name for name in one.of if name in PLACE_LEVELS]
        rows = Place.objects.filter(code__range=subtree(running.place.code), ended_on=None)
        rows = rows.filter(level__in=levels) if levels else rows
        return tuple(rows.order_by("code").values_list("name", flat=True)[:MOST_OFFERED])
    if one.type == "org":
        units = Unit.objects.filter(place__code__range=subtree(running.place.code))
        return tuple(units.order_by("place__code", "name").values_list("name", flat=True)[:MOST_OFFERED])
    if one.type == "household":
        homes = Household.objects.filter(place__code__range=subtree(at.code), ended_on=None)
        return tuple(homes.order_by("number").values_list("number", flat=True)[:MOST_OFFERED])
    if one.type == "record":
        found = _rows(running, of_register(one), at).order_by("label").values_list("label", flat=True)
        return tuple(dict.fromkeys(found[:MOST_OFFERED]))
    return ()


def _held(running: Running, one: Field, at: PlaceRef) -> tuple[str, ...]:
    """The words of what the register named by `known` holds at a place; of a level its name and code."""
    holder, _, name = one.known.partition(".")
    if holder in PLACE_LEVELS:
        said = {"name": at.name, "code": at.code}.get(name, "")
        return (said,) if said else ()
    rows = _rows(running, holder, at)
    if one.type == "record":
        return tuple(rows.order_by("label").values_list("label", flat=True)[:MOST_OFFERED])
    held = rows.filter(values__has_key=name).order_by("pk").values_list(f"values__{name}", flat=True)
    found = [value for value in held[:MOST_OFFERED] if value is not None]
    names = names_of([replace(one, id="held")], [{"held": value} for value in found])
    return tuple(dict.fromkeys(written(one, value, names) for value in found))


def _rows(running: Running, register: str, at: PlaceRef) -> QuerySet[Record]:
    rows = Record.objects.filter(programme=running.programme_id, register=register, ended_on=None)
    return rows.filter(place__code__range=subtree(at.code))
