"""Seats of a programme: how many each post needs at each place, who holds them, what is empty and who acts instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from shanzhi.core.access import Actor, has, may, subtree, within
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.meant import Meant
from shanzhi.core.pack.data import Datum
from shanzhi.core.pack.evaluate import worth
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.staffing import Need, kinds_of, need_of
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place, Record, Seat, Unit
from shanzhi.queries.around import Around
from shanzhi.queries.doers import posts_of
from shanzhi.queries.holders import name_of, offered
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running_seen
from shanzhi.queries.scope import scoped

PAGE: Final = 50
_STANDING: Final = {"village": "village", "township": "government", "county": "government"}


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Who holds a seat. ahead: his days have not begun; instead: those who stand in for him now or later."""

    id: int
    name: str
    kind: str
    from_on: date
    to_on: date | None
    ahead: bool
    instead: tuple["HolderRow", ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A post at a place, or at a row of a register. why: why its need is not known; acts: who acts while it is empty.

    held: today; vacant: how many are missing, None where that is not known.
    """

    post: str
    title: str
    place_code: str
    place: str
    record: int | None
    label: str
    need: Need
    held: int
    holders: tuple[HolderRow, ...]
    acts: Words | None = None

    @property
    def vacant(self) -> int | None:
        return None if self.need.least is None else max(0, self.need.least - self.held)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post over all its places. unknown: at how many the need is not known."""

    id: str
    title: str
    clause: str
    places: int
    needed: int
    held: int
    vacant: int
    unknown: int


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """The seats of a programme, or of its part below a place. place: code of that; places: where one may look."""

    id: int
    title: str
    home: str
    place: str
    post: str
    posts: tuple[PostRow, ...]
    spots: tuple[Spot, ...]
    places: tuple[tuple[str, str], ...]
    page: int
    pages: int
    may_give: bool


@dataclass(frozen=True, slots=True)
class Vacancies:
    """What is empty, and what is not known to be full."""

    id: int
    title: str
    home: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class SeatForm:
    """What somebody who gives a seat is asked. holders: key and name; of: the seat that is stood in for, or ended."""

    id: int
    title: str
    post: str
    post_title: str
    words: str
    place_code: str
    place: str
    record: int | None
    first: date
    last: date
    kinds: tuple[str, ...]
    holders: tuple[tuple[str, str], ...]
    text: str
    of: HolderRow | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which seats are looked for. place: code, "" for all; post: its id, "" for all; page: from 1."""

    place: str = ""
    post: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class SpotAt:
    """For which seat a form is asked. seat_id: the one to stand in for or to hand over; text: how names begin."""

    post: str = ""
    place_code: str = ""
    record_id: int | None = None
    seat_id: int | None = None
    text: str = ""


@scoped
def seats_page(actor: Actor, programme_id: int, today: date, wanted: Wanted) -> SeatsPage:
    """Who holds which post where, one page of places.

    cost: 6 queries, where counts are reckoned from one fact of places; one more for each other fact.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    places = _places(found, actor)
    code = wanted.place if any(p.code == wanted.place for p in places) else ""
    spots = tuple(_spots(found, actor, [p for p in places if not code or within(p.code, code)], today))
    posts = tuple(_posts(found, spots))
    listed = [s for s in spots if not wanted.post or s.post == wanted.post]
    pages = max(1, -(-len(listed) // PAGE))
    at = min(max(wanted.page, 1), pages)
    choices = tuple((p.code, p.name) for p in places if p.level in ("township", "village"))
    return SeatsPage(
        found.programme_id, found.title, found.place.name, code, wanted.post, posts,
        tuple(listed[(at - 1) * PAGE : at * PAGE]), choices, at, pages,
        may(actor, "give_seat", place_code=found.place.code),
    )  # fmt: skip


@scoped
def vacancies(actor: Actor, programme_id: int, today: date) -> Vacancies:
    """The seats that are empty, and those of which the need is not known.

    cost: 6 queries, where counts are reckoned from one fact of places; one more for each other fact.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    spots = tuple(s for s in _spots(found, actor, _places(found, actor), today) if s.vacant != 0)
    return Vacancies(found.programme_id, found.title, found.place.name, spots)


@scoped
def seat_form(actor: Actor, programme_id: int, at: SpotAt) -> SeatForm:
    """What is asked of who gives a seat, lets somebody stand in, ends a seat or hands it over.

    cost: 3 queries; one more where a row or a seat is named, and for each kind of holder after the first.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    if not may(actor, "give_seat", place_code=found.place.code):
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    seats = Seat.objects.select_related("place", "user", "unit", "resident", "household")
    seat = seats.filter(pk=at.seat_id, programme=programme_id).first() if at.seat_id else None
    if at.seat_id and seat is None:
        raise Refused("not_found", "没有找到这个席位，可能不在您的管辖范围内。")
    post = found.find(seat.seat if seat else at.post, Post)
    record_id = seat.record_id if seat else at.record_id
    record = Record.objects.filter(pk=record_id, programme=programme_id).first() if record_id else None
    rows = Place.objects.filter(ended_on=None)
    if seat or record:
        rows = rows.filter(pk=seat.place_id if seat else record.place_id if record else 0)
    else:
        rows = rows.filter(code=at.place_code or found.place.code)
    place = rows.first()
    if post is None or place is None or not within(place.code, found.place.code):
        raise Refused("not_found", "没有找到这个岗位，可能方案包已经改过。请刷新页面再试。")
    of = _holder(seat, date.max, clear=has(actor, "see_residents")) if seat else None
    kinds = kinds_of(post)
    return SeatForm(
        found.programme_id, found.title, post.id, post.title or post.id, found.words(post.clause), place.code,
        place.name if record is None else f"{place.name} {record.label}", record.pk if record else None, found.first,
        found.last, kinds, offered(kinds, place.code, at.text), at.text, of,
    )  # fmt: skip


def count_at(post: Post, around: Around) -> Datum:
    """How many seats a post has where an expression looks from, None where the pack says no count.

    cost: 1 query; none where the count is written out.
    """
    return worth(post.count.value, around) if post.count else None


def _places(found: Running, actor: Actor) -> list[PlaceRef]:
    """The places of the programme an actor looks after, those above first."""
    low, high = subtree(found.place.code)
    rows = Place.objects.filter(code__range=(low, high), ended_on=None).order_by("code")
    if actor.role == "unit":
        rows = rows.filter(code__range=subtree(actor.place_code))
    return [p.as_core() for p in rows]


def _spots(found: Running, actor: Actor, places: Sequence[PlaceRef], today: date) -> Iterator[Spot]:
    """Each post at each of its places, by post, then by place. Asks for rows, seats and units once each."""
    posts, by_id = posts_of(found), {p.id: p for p in places}
    names = {n for post in posts for n in post.at.names if n not in LEVELS}
    rows = Record.objects.filter(programme=found.programme_id, register__in=names, ended_on=None, place__in=by_id)
    records: dict[str, list[tuple[int, str, int]]] = {}
    for register, pk, label, at in rows.order_by("label", "pk").values_list("register", "pk", "label", "place"):
        records.setdefault(register, []).append((pk, label, at))
    seats = _seats(found, by_id, today)
    units = Unit.objects.filter(kind__in=("village", "government"), place__in=by_id)
    standing = set(units.values_list("place", "kind"))
    known, clear = Known(found, whole=True), has(actor, "see_residents")
    for post in posts:
        ours: list[tuple[PlaceRef, int | None, str]] = [(p, None, "") for p in places if p.level in post.at.names]
        ours += [(by_id[at], pk, label) for n in post.at.names for pk, label, at in records.get(n, ())]
        for place, record, label in ours:
            need = need_of(post.count, count_at(post, Around(found, Meant("", place), known, today)))
            holders = _holders(seats.get((post.id, place.id, record), ()), today, clear=clear)
            held = sum(not h.ahead for h in holders)
            acts = None if held else _acts(found, post, place, standing)
            yield Spot(post.id, post.title or post.id, place.code, place.name, record, label, need, held, holders, acts)


def _seats(found: Running, places: Iterable[int], today: date) -> Mapping[tuple[str, int, int | None], Sequence[Seat]]:
    rows = Seat.objects.filter(Q(to_on=None) | Q(to_on__gte=today), programme=found.programme_id, place__in=places)
    said: dict[tuple[str, int, int | None], list[Seat]] = {}
    for seat in rows.select_related("user", "unit", "resident", "household").order_by("from_on", "pk"):
        said.setdefault((seat.seat, seat.place_id, seat.record_id), []).append(seat)
    return said


def _holders(seats: Sequence[Seat], today: date, *, clear: bool) -> tuple[HolderRow, ...]:
    """Holders, each with who stands in for him."""
    instead: dict[int, list[HolderRow]] = {}
    for s in seats:
        if s.stands_in_id is not None:
            instead.setdefault(s.stands_in_id, []).append(_holder(s, today, clear=clear))
    own = (s for s in seats if s.stands_in_id is None)
    return tuple(_holder(s, today, instead.get(s.pk, ()), clear=clear) for s in own)


def _holder(seat: Seat, today: date, instead: Iterable[HolderRow] = (), *, clear: bool) -> HolderRow:
    kind = "user" if seat.user_id else "unit" if seat.unit_id else "resident" if seat.resident_id else "household"
    name = name_of(seat, clear=clear)
    return HolderRow(seat.pk, name, kind, seat.from_on, seat.to_on, seat.from_on > today, tuple(instead))


def _acts(found: Running, post: Post, place: PlaceRef, standing: set[tuple[int, str]]) -> Words:
    """Who acts for a post nobody holds, as core.seating.seats_of has it."""
    kind = _STANDING.get(place.level, "")
    if place.level in post.at.names and (place.id, kind) in standing:
        if kind == "village":
            return Words("由{place}村民委员会代行", {"place": place.name})
        return Words("由{place}人民政府代行", {"place": place.name})
    return Words("由{place}办公室代行", {"place": found.place.name})


def _posts(found: Running, spots: Sequence[Spot]) -> Iterator[PostRow]:
    by: dict[str, list[Spot]] = {}
    for spot in spots:
        by.setdefault(spot.post, []).append(spot)
    for post in posts_of(found):
        ours = by.get(post.id, [])
        yield PostRow(
            post.id, post.title or post.id, post.clause, len(ours), sum(s.need.least or 0 for s in ours),
            sum(s.held for s in ours), sum(s.vacant or 0 for s in ours), sum(s.vacant is None for s in ours),
        )  # fmt: skip
