"""Registers as officials read them: their index, the list of one, a row with its history, and the form of a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from shanzhi.core.access import Actor, has, subtree
from shanzhi.core.asking import FILES
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.recording import parent_of
from shanzhi.core.wording import Names
from shanzhi.models import Place, Record
from shanzhi.queries.finder import names_of
from shanzhi.queries.registers import desk_of, register_of
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped
from shanzhi.queries.sights import Eyes, eyes_of

PAGE: Final = 50
COUNTED: Final = 1_000  # so many rows are counted, more are "more than": a count of all would cost more than the page
MOST_COLUMNS: Final = 8


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register in the index. rows: in it now; words: of its clause."""

    id: str
    title: str
    words: str
    rows: int
    quotas: int


@dataclass(frozen=True, slots=True)
class RegistersPage:
    """The registers of a programme."""

    id: int
    title: str
    place: str
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a register is asked for. place: name or code; words: how the rows' names begin; ended: those retired.

    before, after: the number of a row where the page ends or begins; 0 for the newest rows.
    """

    place: str = ""
    words: str = ""
    state: str = ""
    ended: bool = False
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row in a list. cells: title and words of each column, "" for what is not there or not to be seen."""

    id: int
    label: str
    place: str
    cells: tuple[tuple[str, str], ...]
    state: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class RegisterList:
    """A page of a register, the newest rows first. columns: titles; n: rows under the filters, many: there are more.

    older, newer: the row the next page begins before, and the one before ends after; 0 where there is none.
    """

    programme_id: int
    programme: str
    id: str
    title: str
    words: str
    columns: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    rows: tuple[RecordRow, ...]
    n: int
    many: bool
    older: int
    newer: int
    may_keep: bool
    quotas: int
    parent: str


def seen_registers(by: Actor) -> None:
    """Passes posts that may see registers somewhere.

    cost: 0 queries.
    raises: Refused("not_allowed").
    """
    if not has(by, "see_records"):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")


@scoped
def registers_page(actor: Actor, programme_id: int) -> RegistersPage:
    """The registers of a programme with the rows in each that the actor may see.

    cost: 2 queries.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    seen_registers(actor)
    live = running(programme_id)
    counted = Record.objects.filter(programme=programme_id, ended_on=None).values_list("register")
    rows = dict(counted.annotate(n=Count("pk")).order_by())
    found = [item for item in live.items("registers") if isinstance(item, Register)]
    return RegistersPage(
        live.programme_id,
        live.title,
        live.place.name,
        tuple(RegisterRow(r.id, r.title, live.words(r.clause), rows.get(r.id, 0), len(r.quota)) for r in found),
    )


@scoped
def register_list(actor: Actor, programme_id: int, register: str, asked: Asked, today: date) -> RegisterList:
    """A page of 50 rows of a register.

    cost: 2 queries; one more where there are further pages, for each type of field that names rows, for the name of a
    place, for a unit's post, and where the register says who may see it.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    desk = desk_of(live, register_of(live, register), actor)
    eyes = eyes_of(actor, live, desk, today)
    rows = asked_rows(live, register, asked)
    page, older, newer = _page(rows, asked)
    n = len(page) if not (older or newer) else rows.values("pk")[: COUNTED + 1].count()
    columns = [f for f in desk.fields if f.type not in FILES and f.type not in ("table", "shape", "long_text")]
    columns = columns[:MOST_COLUMNS]
    names = names_of(columns, [row.values for row in page])
    return RegisterList(
        live.programme_id,
        live.title,
        desk.register.id,
        desk.register.title,
        live.words(desk.register.clause),
        tuple(f.title or f.id for f in columns),
        states_of(live, desk.register),
        tuple(_row(eyes, row, columns, names) for row in page),
        min(n, COUNTED),
        n > COUNTED,
        older,
        newer,
        has(actor, "keep_records"),
        len(desk.register.quota),
        parent_of(desk.register),
    )


def asked_rows(live: Running, register: str, asked: Asked) -> QuerySet[Record]:
    """The rows of a register under the filters, in no order."""
    rows = Record.objects.filter(programme=live.programme_id, register=register, ended_on__isnull=not asked.ended)
    if asked.words:
        rows = rows.filter(label__startswith=asked.words)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if not asked.place:
        return rows
    if asked.place.isascii() and asked.place.isdecimal():
        return rows.filter(place__code__range=subtree(asked.place))
    codes = Place.objects.filter(name=asked.place, code__range=subtree(live.place.code)).values_list("code", flat=True)
    inside = Q(pk__in=())
    for code in codes[:9]:
        inside |= Q(place__code__range=subtree(code))
    return rows.filter(inside)


def states_of(live: Running, register: Register) -> tuple[tuple[str, str], ...]:
    """The states a row of a register may have, with what they are called.

    cost: 0 queries.
    """
    life = live.find(register.life, Flow) if register.life else None
    return tuple((s.id, s.title or s.id) for s in life.states) if life else ()


def _page(rows: QuerySet[Record], asked: Asked) -> tuple[list[Record], int, int]:
    """The rows of a page, and where the pages on either side are."""
    rows = rows.select_related("place")
    if asked.after:
        found = list(rows.filter(pk__gt=asked.after).order_by("pk")[: PAGE + 1])
        more, page = len(found) > PAGE, found[:PAGE][::-1]
        return page, asked.after + 1, page[0].pk if more else 0
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    page = found[:PAGE]
    newer = (page[0].pk if page else asked.before - 1) if asked.before else 0
    return page, page[-1].pk if len(found) > PAGE else 0, newer


def _row(eyes: Eyes, row: Record, columns: Sequence[Field], names: Names) -> RecordRow:
    words = eyes.words(row, names)
    state = dict(states_of(eyes.live, eyes.desk.register)).get(row.state, "")
    cells = tuple((one.title or one.id, words.get(one.id, "")) for one in columns)
    return RecordRow(row.pk, row.label, row.place.name, cells, state, row.ended_on)
