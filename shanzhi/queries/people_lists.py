"""People with their posts and units, as their keeper sees them; what is known where a list of his is checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from shanzhi.core.access import ROLES, Actor, require, subtree
from shanzhi.core.correction import PersonSaid, UnitSaid
from shanzhi.core.kinds import Refused
from shanzhi.core.register import GoodPost, GoodUnit, Known, Problem, Row, check_people, check_units, username_of
from shanzhi.core.unit import UNIT_KINDS, UnitRef
from shanzhi.models import Place, Post, Unit, User
from shanzhi.queries.scope import scoped

PAGE = 50
MOST = 1_000_000  # everything, for an export


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as lists show it. state: now, ahead or ended; instead_of: whom its holder stands in for."""

    id: int
    role: str
    place: str
    unit: str
    from_on: date | None
    to_on: date | None
    state: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with his posts within the keeper's place, those held now first."""

    id: int
    name: str
    username: str
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class People:
    """A page of people. total: of all pages."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and what may be chosen for a new post: roles, places as (code, name), units as (id, name, place).

    stamp: what a correction names as what it was filled in from.
    """

    row: PersonRow
    stamp: str
    roles: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    units: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as lists show it. place: name; code: of the place."""

    id: int
    name: str
    aliases: tuple[str, ...]
    kind: str
    place: str
    code: str
    parent: str


@dataclass(frozen=True, slots=True)
class Units:
    """A page of units. total: of all pages."""

    rows: tuple[UnitRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit as it is corrected, and what may be chosen: places as (code, name), units above as (id, name).

    stamp: what a correction names as what it was filled in from.
    """

    id: int
    said: UnitSaid
    stamp: str
    kinds: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    parents: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as the list of people is written: one line a post, as it is read back."""

    name: str
    username: str
    role: str
    unit: str
    place: str
    from_on: date | None
    to_on: date | None


@scoped
def people_page(actor: Actor, text: str, day: date, *, ended: bool = False, page: int = 1) -> People:
    """People who hold a post within the keeper's place on a day or will; ended: those whose posts are all over.

    cost: 3 queries.
    """
    require(actor, "see_people", place_code=actor.place_code)
    mine = _posts(actor).filter(user=OuterRef("pk"))
    live = mine.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
    users = User.objects.filter(Exists(mine), ~Exists(live)) if ended else User.objects.filter(Exists(live))
    if text:
        named = mine.filter(Q(unit__name__icontains=text) | Q(unit__aliases__icontains=text))
        users = users.filter(Q(name__icontains=text) | Q(username__icontains=text) | Exists(named))
    total = users.count()
    pages = max(-(-total // PAGE), 1)
    page = min(max(page, 1), pages)
    found = list(users.order_by("name", "pk")[(page - 1) * PAGE : page * PAGE])
    posts = _by_user(_posts(actor).filter(user__in=[u.pk for u in found]), day)
    rows = tuple(PersonRow(u.pk, u.name, u.username, tuple(posts.get(u.pk, ()))) for u in found)
    return People(rows, total, page, pages)


@scoped
def person_page(actor: Actor, user_id: int, day: date) -> Person:
    """A person with all his posts within the keeper's place.

    cost: 4 queries.
    """
    require(actor, "see_people", place_code=actor.place_code)
    user = User.objects.filter(pk=user_id).first()
    posts = _by_user(_posts(actor).filter(user=user), day).get(user_id, []) if user else []
    if user is None or not posts:
        raise Refused("not_found", "没有找到这位同志，可能不在您的管辖范围内。")
    units = _units(actor).order_by("place__code", "name").values_list("pk", "name", "place__code")
    row = PersonRow(user.pk, user.name, user.username, tuple(posts))
    return Person(row, PersonSaid(user.name, user.username).stamp, ROLES, _places(actor), tuple(units))


@scoped
def unit_page(actor: Actor, unit_id: int) -> UnitPage:
    """A unit of the keeper's place, to be corrected.

    cost: 3 queries.
    """
    require(actor, "see_people", place_code=actor.place_code)
    unit = _units(actor).select_related("place", "parent").filter(pk=unit_id).first()
    if unit is None:
        raise Refused("not_found", "没有找到这个单位，可能不在您的管辖范围内。")
    said = UnitSaid(unit.name, tuple(unit.aliases), unit.kind, unit.place.code, unit.parent_id)
    others = _units(actor).exclude(pk=unit.pk).order_by("place__code", "name").values_list("pk", "name")
    parents = dict(others) | ({unit.parent.pk: unit.parent.name} if unit.parent else {})  # one outside stays
    return UnitPage(unit.pk, said, said.stamp, UNIT_KINDS, _places(actor), tuple(parents.items()))


@scoped
def units_page(actor: Actor, text: str, page: int = 1, *, whole: bool = False) -> Units:
    """Units of the keeper's place and below; text: in the name or an alias; whole: all on one page.

    cost: 2 queries.
    """
    require(actor, "see_people", place_code=actor.place_code)
    units = _units(actor)
    if text:
        units = units.filter(Q(name__icontains=text) | Q(aliases__icontains=text))
    total, size = units.count(), MOST if whole else PAGE
    pages = max(-(-total // size), 1)
    page = min(max(page, 1), pages)
    found = units.select_related("place", "parent").order_by("place__code", "name")
    rows = tuple(
        UnitRow(u.pk, u.name, tuple(u.aliases), u.kind, u.place.name, u.place.code, u.parent.name if u.parent else "")
        for u in found[(page - 1) * size : page * size]
    )
    return Units(rows, total, page, pages)


@scoped
def post_lines(actor: Actor) -> tuple[PostLine, ...]:
    """All posts within the keeper's place for the list that can be read back, without those of stand-ins.

    cost: 1 query.
    """
    require(actor, "see_people", place_code=actor.place_code)
    rows = _posts(actor).filter(stands_in=None).order_by("user__name", "user_id", "pk")
    return tuple(
        PostLine(
            p.user.name,
            p.user.username,
            p.role,
            p.unit.name if p.unit else "",
            p.place.code,
            p.from_on,
            p.to_on,
        )
        for p in rows
    )


@scoped
def known_units(actor: Actor) -> Known:
    """What a list of units is checked against.

    raises: Refused("not_allowed").
    cost: 2 queries.
    """
    require(actor, "keep_people", place_code=actor.place_code)
    places = tuple(
        p.as_core() for p in Place.objects.filter(code__range=subtree(actor.place_code), ended_on=None).order_by("code")
    )
    by_id = {p.id: p for p in places}
    rows = list(_units(actor).filter(place__ended_on=None).order_by("pk"))
    units = tuple(UnitRef(u.pk, u.name, tuple(u.aliases), u.kind, by_id[u.place_id]) for u in rows)
    home = next(p for p in places if p.code == actor.place_code)
    return Known(home, places, units, parents={u.pk: u.parent_id for u in rows if u.parent_id})


@scoped
def known_people(actor: Actor, rows: Sequence[Row]) -> Known:
    """What a list of people is checked against.

    raises: Refused("not_allowed").
    cost: 4 queries.
    """
    known = known_units(actor)
    usernames = {username_of(row) for row in rows}
    names = dict(User.objects.filter(username__in=usernames).values_list("username", "name"))
    posts: dict[tuple[str, str, int, int | None], set[date | None]] = {}
    going = set()
    for p in _posts(actor).filter(user__username__in=usernames, stands_in=None):
        key = (p.user.username, p.role, p.place_id, p.unit_id)
        posts.setdefault(key, set()).add(p.from_on)
        if p.to_on is None:
            going.add(key)
    held = {key: frozenset(days) for key, days in posts.items()}
    return Known(known.home, known.places, known.units, known.parents, names, held, frozenset(going))


def check_list(
    actor: Actor, what: str, rows: Sequence[Row]
) -> tuple[tuple[GoodUnit, ...] | tuple[GoodPost, ...], tuple[Problem, ...]]:
    """What of a list may go in, and what ails the other rows; nothing is written. what: people or units.

    raises: Refused("not_allowed").
    cost: 4 queries.
    """
    if what == "units":
        units = check_units(rows, known_units(actor))
        return units.good, units.problems
    people = check_people(rows, known_people(actor, rows))
    return people.good, people.problems


def _places(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Code and name of the places somebody may hold a post at, or a unit be of."""
    rows = Place.objects.filter(code__range=subtree(actor.place_code), ended_on=None).exclude(level="group")
    return tuple(rows.order_by("code").values_list("code", "name"))


def _posts(actor: Actor) -> QuerySet[Post]:
    within = Post.objects.filter(place__code__range=subtree(actor.place_code))
    return within.select_related("user", "place", "unit", "stands_in__user")


def _units(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(place__code__range=subtree(actor.place_code))


def _by_user(posts: Iterable[Post], day: date) -> dict[int, list[PostRow]]:
    out: dict[int, list[PostRow]] = {}
    for p in sorted(posts, key=lambda p: (_state(p, day) == "ended", p.pk)):
        out.setdefault(p.user_id, []).append(_post_row(p, day))
    return out


def _post_row(p: Post, day: date) -> PostRow:
    instead = p.stands_in.user.name if p.stands_in else ""
    unit = p.unit.name if p.unit else ""
    return PostRow(p.pk, p.role, p.place.name, unit, p.from_on, p.to_on, _state(p, day), instead)


def _state(p: Post, day: date) -> str:
    if p.to_on and p.to_on < day:
        return "ended"
    return "ahead" if p.from_on and p.from_on > day else "now"
