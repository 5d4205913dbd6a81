"""Programmes as they run: the pack of an edition, with the calendar and the days it is reckoned by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.conf import settings
from django.db.models import QuerySet

from shanzhi.core.access import Actor, has
from shanzhi.core.asking import asked
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.rules import Rule
from shanzhi.core.schedule import Setting
from shanzhi.core.stage import setting_of
from shanzhi.core.unit import PlaceRef
from shanzhi.core.worktime import OfficeHours, WorkTime, hours_of
from shanzhi.models import Edition
from shanzhi.models.walls import looking
from shanzhi.packs.reading import read
from shanzhi.queries.calendar import work_calendar

T = TypeVar("T", bound=Item)
_MOST: Final = 100  # packs kept in memory
_PACKS: dict[tuple[int, str], tuple[Pack, tuple[Pack, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Running:
    """A programme by one edition of its pack. used: the packs it uses, whose items count as its own."""

    programme_id: int
    edition_id: int
    n: int
    title: str
    place: PlaceRef
    first: date
    last: date
    pack: Pack
    used: tuple[Pack, ...] = ()

    def items(self, section: str) -> Iterator[Item]:
        """The items of a section, its own first."""
        for pack in (self.pack, *self.used):
            yield from getattr(pack, section)

    def find(self, id_: str, kind: type[T]) -> T | None:
        """An item of a kind by its id."""
        found = (item for pack in (self.pack, *self.used) if isinstance(item := pack.find(id_), kind))
        return next(found, None)

    def hearing(self, event: str) -> tuple[Rule, ...]:
        """The rules that hear of an event."""
        rules = (item for item in self.items("rules") if isinstance(item, Rule))
        return tuple(rule for rule in rules if any(str(upon) == event for upon in rule.upon))

    def asked(self, fields: Sequence[Field]) -> tuple[Field, ...]:
        """Fields with the choices of the tables, and the columns of the forms, that they name."""
        return asked(fields, lambda id_: self.find(id_, Item))

    def words(self, clause: str) -> str:
        """A clause with its number, as the pack holds it."""
        text = next((said for pack in (self.pack, *self.used) if (said := pack.clause(clause))), "")
        return f"{clause} {text}".strip()

    def setting(self) -> Setting:
        """What its duties are reckoned by."""
        return setting_of(self.pack, self.first, self.last, work_calendar())


def running(programme_id: int) -> Running:
    """A programme by its newest edition, in the scope at hand.

    cost: 1 query; one more the first time an edition is met.
    raises: Refused("not_found") where there is none, or none that runs by a pack.
    """
    return _one(_editions().filter(programme=programme_id).order_by("-n").first())


def running_seen(who: Actor, programme_id: int) -> Running:
    """A programme by its newest edition, for whoever sees programmes at all, in the scope at hand.

    cost: 1 query; one more the first time an edition is met.
    raises: Refused("not_found").
    """
    if not has(who, "see_programme"):
        raise _unseen()
    return running(programme_id)


def running_by(edition_id: int) -> Running:
    """A programme by one edition.

    cost: 1 query; one more the first time an edition is met.
    raises: Refused("not_found").
    """
    return _one(_editions().filter(pk=edition_id).first())


def runnings(programme_ids: Iterable[int]) -> dict[int, Running]:
    """Programmes by their newest editions, by programme; those that run by no pack are left out.

    cost: 1 query; one more where an edition is met for the first time.
    """
    rows = list(_editions().filter(programme__in=set(programme_ids)).order_by("programme", "-n").distinct("programme"))
    return {e.programme_id: found for e, found in zip(rows, _all(rows), strict=True)}


def running_of(edition: Edition) -> Running:
    """A programme by an edition at hand, with its programme and place.

    cost: 0 queries; one the first time an edition is met.
    """
    return _one(edition)


def work_time() -> WorkTime:
    """Working days and office hours in force here.

    cost: 0 queries.
    """
    return WorkTime(work_calendar(), OfficeHours(hours_of(settings.OFFICE_HOURS)))


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("programme__place").defer("text", "used")


def _one(edition: Edition | None) -> Running:
    if edition is None:
        raise _unseen()
    return _all([edition])[0]


def _unseen() -> Refused:
    return Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")


def _all(editions: Sequence[Edition]) -> list[Running]:
    """Editions with their packs, read once in the life of the program: the text of an edition never changes."""
    new = [e.pk for e in editions if (e.pk, e.digest) not in _PACKS]
    if new:
        with looking(None):
            for edition in Edition.objects.filter(pk__in=new):
                _PACKS[edition.pk, edition.digest] = _parsed(edition)
        while len(_PACKS) > max(_MOST, len(editions)):
            _PACKS.pop(next(iter(_PACKS)))
    return [_running(e, *_PACKS[e.pk, e.digest]) for e in editions]


def _running(edition: Edition, pack: Pack, used: tuple[Pack, ...]) -> Running:
    programme = edition.programme
    return Running(
        programme.pk,
        edition.pk,
        edition.n,
        programme.title,
        programme.place.as_core(),
        programme.from_on,
        programme.to_on,
        pack,
        used,
    )


def _parsed(edition: Edition) -> tuple[Pack, tuple[Pack, ...]]:
    used = {id_: read(text).pack for id_, text in edition.used.items()}
    gave = read(edition.text, lambda id_, _: used.get(id_))
    if gave.pack is None:
        raise Refused("pack_broken", "方案包不是正确的 YAML，请先用 shanzhi pack check 检查。")
    return gave.pack, tuple(p for p in used.values() if p)
