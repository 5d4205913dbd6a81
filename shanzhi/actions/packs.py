"""Adopting a pack: its text becomes an edition that a programme runs by."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from shanzhi.actions.again import keep_reasons
from shanzhi.actions.checkpoints import checkpoint_now
from shanzhi.actions.creation import store
from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.adoption import creation
from shanzhi.core.chain import tenant_of
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.selector import LEVELS, Selector
from shanzhi.core.programme import check_period
from shanzhi.core.unit import PLACE_LEVELS, Register
from shanzhi.models import Edition, Place, Programme
from shanzhi.models.walls import acting
from shanzhi.packs.reading import examine, library_text
from shanzhi.queries.packs import people_of, quotes_of, register_at
from shanzhi.queries.running import running_by

LONGEST = 400_000  # characters of a pack


@dataclass(frozen=True, slots=True)
class PackIn:
    """A pack to adopt. text: its file; place_code: of the office that runs it; both days belong to the programme.

    again: why a field is asked that other work holds already, by its key, `form.field`.
    """

    text: str
    place_code: str
    from_on: date
    to_on: date
    title: str = ""
    near_days: int = 7
    again: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def adopt_pack(*, actor: Actor, given: PackIn, now: datetime) -> int:
    """Makes a programme of a pack, in one transaction. Gives its id; the same once more changes nothing.

    raises: Refused("not_allowed"), Refused("second_factor_needed"), Refused("pack_broken"), Refused("unknown_place"),
            Refused("wrong_level"), Refused("again_unexplained"), codes of check_period.
    """
    require(actor, "adopt_pack", place_code=given.place_code)
    check_period(given.from_on, given.to_on)
    sound = checked(given.text)
    pack = sound.pack
    with acting(actor):
        place = _place(given.place_code, pack)
        same = Edition.objects.filter(n=1, digest=sound.digest, programme__place=place)
        known = same.filter(programme__from_on=given.from_on, programme__to_on=given.to_on).first()
        if known:
            return known.programme_id
        programme = Programme.objects.create(
            place=place,
            title=(given.title.strip() or pack.title)[:200],
            from_on=given.from_on,
            to_on=given.to_on,
            near_days=given.near_days,
            adopted_at=now,
            adopted_by_id=actor.id,
        )
        edition = enter_edition(programme, 1, sound, "", actor.id, now)
        register = register_at(place)
        programme.units.add(*taking_part(pack, register))
        found = running_by(edition.pk)
        counts = store(programme, creation(pack, people_of(found, register), found.setting()), quotes_of(found))
        again = keep_reasons(found, given.again, actor.id, now)
        data = {"pack": pack.id, "version": pack.version, "digest": edition.digest, **counts}
        data |= {"again": again} if again else {}
        note(actor, "adopt_pack", About("programme", programme.pk, programme.pk, data, place_code=place.code), now)
        checkpoint_now(tenant_of(place.code), why="adopt_pack", now=now)
    return programme.pk


def _place(code: str, pack: Pack) -> Place:
    """The place a pack is adopted for; what it is for must lie in it."""
    place = Place.objects.select_for_update().filter(code=code, ended_on=None).first()  # two sends go one by one
    if place is None:
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=code)
    if LEVELS.index(pack.subjects) < PLACE_LEVELS.index(place.level):
        raise Refused("wrong_level", "这个方案包的对象不在“{place}”之下，请由上一级采纳。", place=place.name)
    return place


@dataclass(frozen=True, slots=True)
class Sound:
    """A pack without faults. used: the files of the packs it uses, by id."""

    text: str
    pack: Pack
    used: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 of all its files."""
        whole = "\0".join((self.text, *(f"{id_}\0{self.used[id_]}" for id_ in sorted(self.used))))
        return hashlib.sha256(whole.encode()).hexdigest()


def checked(text: str) -> Sound:
    """The pack of a text.

    raises: Refused("pack_broken") with the first fault and how many there are.
    """
    if len(text) > LONGEST:
        raise Refused("pack_broken", "方案包太长，最多{n}个字。", n=LONGEST)
    gave = examine(text)
    if gave.pack is None or gave.faults:
        first = str(gave.faults[0].why)
        raise Refused("pack_broken", "方案包还有{n}处错误，请先改好：{first}", n=len(gave.faults), first=first)
    return Sound(text, gave.pack, {p.id: library_text(p.id) for p in gave.used})


def enter_edition(programme: Programme, n: int, sound: Sound, why: str, by: int, now: datetime) -> Edition:
    """Writes an edition down, inside the transaction of a deed."""
    return Edition.objects.create(
        programme=programme,
        n=n,
        pack=sound.pack.id,
        version=sound.pack.version,
        text=sound.text,
        used=dict(sound.used),
        digest=sound.digest,
        why=why,
        adopted_at=now,
        adopted_by_id=by,
    )


def taking_part(pack: Pack, register: Register) -> Iterable[int]:
    """The units a pack is for, by its level of subjects, those it names, and the village that runs it itself."""
    named = [unit for words in _organs(pack) if (unit := register.find(words)) is not None]
    home = register.spread("village") if register.home.level == "village" else ()
    return dict.fromkeys((*register.spread(pack.subjects), *named, *home))


def _organs(pack: Pack) -> Iterable[str]:
    for task in pack.tasks:
        for who in (task.lead, task.responsible, task.support, task.owner):
            yield from who.organs if isinstance(who, Selector) else ()
    for duty in pack.duties:
        yield from duty.who.organs if duty.who else ()
    for flow in pack.flows:
        for action in flow.actions:
            yield from action.who.organs if action.who else ()
