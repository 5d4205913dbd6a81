"""A programme of the small world with books: the hygiene pack with its open sum settled, and rows for its rules."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor
from shanzhi.core.happening import Happening
from shanzhi.core.pack.registers import Register
from shanzhi.models import Book, Edition, Place, Record
from shanzhi.models.walls import acting
from shanzhi.packs.reading import library_text
from shanzhi.queries.members import record_row
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running
from tests.conftest import NOW

VILLAGE, SIBLING, TOWN = "999901100201", "999901100202", "999901100000"
SETTLED = library_text("village_hygiene").replace("{ask: 每村每月考核补助多少元}", "1000 元")


def settled(actor: Actor, text: str = SETTLED) -> Running:
    """The hygiene pack as it runs in 云岭县: 1,000 元 a month for each village."""
    given = PackIn(text, actor.place_code, date(2026, 9, 1), date(2027, 8, 31))
    id_ = adopt_pack(actor=actor, given=given, now=NOW)
    with acting(None):
        return running(id_)


def row(found: Running, register: str, place: str, **values: object) -> Record:
    """A row of a register, added on NOW."""
    with acting(None):
        return Record.objects.create(
            programme_id=found.programme_id, register=register, place=Place.objects.get(code=place), values=values,
            added_at=NOW, changed_at=NOW,
        )  # fmt: skip


def added(actor: Actor | None, found: Running, record: Record, now: datetime = NOW) -> None:
    """Tells the rules that a row was added."""
    with acting(actor):
        known = Known(found)
        it = record_row(found.find(record.register, Register), record, known)
        place = record.place.as_core()
        happened(actor, found, Happening(f"{record.register}.added", f"record:{record.pk}", place, it), now)


def balance(found: Running, account: str, place: str) -> int:
    """What an account of a place holds, in the smallest unit."""
    with acting(None):
        rows = Book.objects.filter(programme=found.programme_id, account=account, place__code=place)
        return rows.values_list("balance", flat=True).first() or 0


def newer(actor: Actor, found: Running, text: str, now: datetime) -> Running:
    """The programme by another edition of its pack."""
    with acting(None):
        last = Edition.objects.filter(programme=found.programme_id).order_by("-n")[0]
        changed = replace(found, n=last.n + 1)
        Edition.objects.create(
            programme_id=found.programme_id, n=changed.n, pack=last.pack, version=last.version, text=text,
            used=last.used, digest=f"{last.digest[:60]}{changed.n:04}", adopted_at=now, adopted_by_id=actor.id,
        )  # fmt: skip
        return running(found.programme_id)


def days(count: int) -> timedelta:
    return timedelta(days=count)
