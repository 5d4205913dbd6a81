"""Places, units and people enter the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shanzhi.actions.gazetteer import enter
from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.models import Place, Post, Unit, User
from shanzhi.models.walls import acting


@dataclass(frozen=True, slots=True)
class PlaceIn:
    """A place to enter. code: 12 digits, of a group 14."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class UnitIn:
    """A unit to enter. place: its 12-digit code."""

    name: str
    place: str
    kind: str = "organ"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person with a log-in and a post. unit: its id or None."""

    username: str
    name: str
    password: str
    role: str
    place: str
    unit: int | None = None


def add_places(*, actor: Actor | None, places: Sequence[PlaceIn], now: datetime) -> int:
    """Enters places; those there already are left alone. Gives how many are new.

    raises: Refused("not_allowed").
    """
    if actor:
        for row in places:
            require(actor, "keep_places", place_code=row.code)
    with acting(actor):
        new = sum(enter((row.code, row.name, row.level) for row in places).values())
        if new:
            note(actor, "add_places", About("place", None, data={"new": new}, place_code=places[0].code), now)
    return new


def add_units(*, actor: Actor | None, units: Sequence[UnitIn], now: datetime) -> int:
    """Enters units; one there already only gains aliases. Gives how many are new; without a change nothing is noted."""
    new, named = 0, 0
    with acting(actor):
        places = {p.code: p for p in Place.objects.filter(code__in={u.place for u in units}, ended_on=None)}
        for row in units:
            unit, made = Unit.objects.get_or_create(
                place=places[row.place], name=row.name, defaults={"kind": row.kind, "aliases": list(row.aliases)}
            )
            more = [a for a in row.aliases if a not in unit.aliases]
            if more:
                unit.aliases += more
                unit.save(update_fields=["aliases"])
            new, named = new + made, named + bool(more)
        if new or named:
            data = {"new": new, "aliases": named}
            note(actor, "add_units", About("unit", None, data=data, place_code=units[0].place), now)
    return new


def add_person(*, actor: Actor | None, person: PersonIn, now: datetime) -> int:
    """Enters a person with a post, or gives the id of the one with that username."""
    with acting(actor):
        known = User.objects.filter(username=person.username).first()
        if known:
            return int(known.pk)
        user = User(username=person.username, name=person.name)
        user.set_password(person.password)
        user.save()
        place = Place.objects.get(code=person.place, ended_on=None)
        Post.objects.create(user=user, role=person.role, place=place, unit_id=person.unit)
        data = {"username": person.username, "role": person.role}
        note(actor, "add_person", About("user", user.pk, data=data, place_code=place.code), now)
        return int(user.pk)


def require_second(*, actor: Actor | None, place: str, second: bool, now: datetime) -> None:
    """Sets whether adopting a plan of a place takes a second person; what is so already is not noted again."""
    with acting(actor):
        here = Place.objects.filter(code=place, ended_on=None)
        if not here.exclude(adopt_needs_second=second).update(adopt_needs_second=second):
            return
        about = About("place", None, data={"place": place, "second": second}, place_code=place)
        note(actor, "require_second", about, now)
