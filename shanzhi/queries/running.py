"""Programmes as they run: the pack of an edition, with the calendar and the days it is reckoned by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet

from shanzhi.core.asking import asked
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.placed import Item
from shanzhi.core.schedule import Setting
from shanzhi.core.stage import setting_of
from shanzhi.core.unit import PlaceRef
from shanzhi.core.worktime import OfficeHours, WorkTime, hours_of
from shanzhi.models import Edition
from shanzhi.models.walls import looking
from shanzhi.packs.reading import read
from shanzhi.queries.calendar import work_calendar

T = TypeVar("T", bound=Item)


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
    return _running(_editions().filter(programme=programme_id).order_by("-n").first())


def runnings(programme_ids: Iterable[int]) -> dict[int, Running]:
    """Programmes by their newest editions, by programme; those that run by no pack are left out.

    cost: 1 query; one more the first time an edition is met.
    """
    rows = _editions().filter(programme__in=set(programme_ids)).order_by("programme", "-n").distinct("programme")
    return {e.programme_id: _running(e) for e in rows}


def running_by(edition_id: int) -> Running:
    """A programme by one edition.

    cost: 1 query; one more the first time an edition is met.
    raises: Refused("not_found").
    """
    return _running(_editions().filter(pk=edition_id).first())


def running_of(edition: Edition) -> Running:
    """A programme by an edition at hand, with its programme and place.

    cost: 0 queries; one the first time an edition is met.
    """
    return _running(edition)


def work_time() -> WorkTime:
    """Working days and office hours in force here.

    cost: 0 queries.
    """
    return WorkTime(work_calendar(), OfficeHours(hours_of(settings.OFFICE_HOURS)))


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("programme__place").defer("text", "used")


def _running(edition: Edition | None) -> Running:
    if edition is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    pack, used = _parsed(edition.pk, edition.digest)
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


@lru_cache(maxsize=64)
def _parsed(edition_id: int, digest: str) -> tuple[Pack, tuple[Pack, ...]]:
    """The packs of an edition, whose text never changes; digest: for a database restored beneath a running program."""
    with looking(None):
        edition = Edition.objects.get(pk=edition_id)
    if edition.digest != digest:
        raise Refused("changed_meanwhile", "方案包刚刚有变化，请刷新页面再试。")
    used = {id_: read(text).pack for id_, text in edition.used.items()}
    gave = read(edition.text, lambda id_, _: used.get(id_))
    if gave.pack is None:
        raise Refused("pack_broken", "方案包不是正确的 YAML，请先用 shanzhi pack check 检查。")
    return gave.pack, tuple(p for p in used.values() if p)
