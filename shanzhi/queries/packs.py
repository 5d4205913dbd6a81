"""Packs: those of the library, the one a programme runs by, what it leaves open, and what another would change."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from shanzhi.core.access import Actor, may
from shanzhi.core.adoption import Creation, People, creation
from shanzhi.core.again import Again, keys_of
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.check.ground import below
from shanzhi.core.pack.faults import Fault
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.pack import SECTIONS, Pack
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.values import Ask
from shanzhi.core.unit import Register
from shanzhi.models import Case, Edition, Place, Programme, Unit
from shanzhi.packs.booklet import booklet
from shanzhi.packs.difference import difference
from shanzhi.packs.drawing import draw
from shanzhi.packs.reading import examine, library_packs
from shanzhi.packs.wording import Wording, duty_words, plain_words
from shanzhi.queries.again import Where, WillAsk, again_in, will_ask
from shanzhi.queries.running import Running, running, running_by
from shanzhi.queries.scope import programmes_for, scoped


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack of the library. counts: (section, how many items); asks: how many values it leaves open."""

    id: str
    title: str
    version: int
    note: str
    level: str
    subjects: str
    counts: tuple[tuple[str, int], ...]
    asks: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A value the plan leaves open. path: where it stands in the pack; proposed: by the pack; of: the item it is of."""

    path: str
    words: str
    proposed: str
    of: str
    clause: str


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition in the list."""

    n: int
    version: int
    why: str
    adopted_at: datetime
    adopted_by: str


@dataclass(frozen=True, slots=True)
class PackPage:
    """The pack of a programme. text: of the edition shown; booklet: Markdown."""

    id: int
    title: str
    place: str
    pack: str
    n: int
    newest: int
    text: str
    booklet: str
    asks: tuple[Asked, ...]
    flows: tuple[tuple[str, str], ...]
    editions: tuple[EditionRow, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack about to be adopted. made: what it creates, None while a day or the place is missing; why_not: a fault.

    again: fields that other work holds already, each of which needs a reason; will_ask: what is to be handed in.
    """

    pack: PackRow | None
    text: str
    faults: tuple[Fault, ...]
    asks: tuple[Asked, ...] = ()
    booklet: str = ""
    made: Creation | None = None
    units: int = 0
    again: tuple[Again, ...] = ()
    will_ask: tuple[WillAsk, ...] = ()

    @property
    def parts(self) -> int:
        return sum(len(t.parts) for t in self.made.tasks) if self.made else 0

    @property
    def times(self) -> int:
        return sum(len(d.units) * len(d.times) for d in self.made.duties) if self.made else 0


@dataclass(frozen=True, slots=True)
class Change:
    """What another text of a pack would change. cases: matters under way, which keep the edition they began with."""

    id: int
    title: str
    text: str
    faults: tuple[Fault, ...]
    lines: tuple[str, ...]
    tasks: tuple[tuple[str, date | None, date | None], ...] = ()
    cases: int = 0
    again: tuple[Again, ...] = ()


def library_page(actor: Actor) -> tuple[PackRow, ...]:
    """The packs that come with the program.

    cost: 0 queries.
    raises: Refused("not_found") for whoever may adopt none.
    """
    if not may(actor, "adopt_pack", place_code=actor.place_code):
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    return tuple(_row(p) for p in library_packs())


@scoped
def offer_page(actor: Actor, text: str, days: tuple[date, date] | None) -> Offer:
    """A pack with all its faults and, where it has none, what adopting it at the actor's place would create.

    cost: 4 queries; two without days; one more where a pack is met for the first time.
    raises: Refused("not_found") for whoever may adopt none.
    """
    if not may(actor, "adopt_pack", place_code=actor.place_code):
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    gave = examine(text)
    place = Place.objects.filter(code=actor.place_code, ended_on=None).first()
    if gave.pack is None or place is None:
        return Offer(None, text, gave.faults)
    register = register_at(place)
    offer = Offer(_row(gave.pack), text, gave.faults, asks_of(gave.pack), booklet(gave.pack, gave.used))
    if gave.faults or days is None:
        return offer
    found = Running(0, 0, 1, gave.pack.title, place.as_core(), *days, gave.pack, gave.used)
    made = creation(gave.pack, people_of(found, register), found.setting())
    again = again_in((gave.pack, *gave.used), Where(place.code, *days))
    units = len(register.spread(gave.pack.subjects))
    return replace(offer, made=made, units=units, again=again, will_ask=will_ask(found, made))


@scoped
def pack_page(actor: Actor, programme_id: int, n: int | None = None) -> PackPage:
    """The pack a programme runs by, or one of its earlier editions.

    cost: 3 queries; one more the first time an edition is met.
    raises: Refused("not_found").
    """
    programme = _programme(actor, programme_id)
    rows = list(Edition.objects.filter(programme=programme).select_related("adopted_by").order_by("-n"))
    shown = next((e for e in rows if n in (None, e.n)), None)
    if shown is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    found = running_by(shown.pk)
    return PackPage(
        id=programme.pk,
        title=programme.title,
        place=programme.place.name,
        pack=found.pack.title,
        n=shown.n,
        newest=rows[0].n,
        text=shown.text,
        booklet=booklet(found.pack, found.used),
        asks=asks_of(found.pack),
        flows=tuple((f.id, f.title) for f in found.pack.flows),
        editions=tuple(EditionRow(e.n, e.version, e.why, e.adopted_at, e.adopted_by.name) for e in rows),
        may_change=shown.n == rows[0].n and may(actor, "adopt_pack", place_code=programme.place.code),
    )


@scoped
def change_page(actor: Actor, programme_id: int, text: str) -> Change:
    """What a programme's next edition would change, with all faults of its text.

    cost: 6 queries; one more the first time an edition is met.
    raises: Refused("not_found").
    """
    programme = _programme(actor, programme_id)
    old, gave = running(programme_id), examine(text)
    if gave.pack is None:
        return Change(programme.pk, programme.title, text, gave.faults, ())
    lines = tuple(difference(old.pack, gave.pack, gave.used))
    if gave.faults:
        return Change(programme.pk, programme.title, text, gave.faults, lines)
    register = register_at(programme.place)
    new = replace(old, pack=gave.pack, used=gave.used)
    days = [{t.item: t for t in creation(r.pack, people_of(r, register), r.setting()).tasks} for r in (old, new)]
    tasks = tuple(
        (t.title, days[0][t.item].due_on if t.item in days[0] else None, t.due_on)
        for t in days[1].values()
        if t.item not in days[0] or days[0][t.item].due_on != t.due_on
    )
    cases = Case.objects.filter(programme=programme, closed_at=None).count()
    where = Where(programme.place.code, programme.from_on, programme.to_on, programme.pk)
    again = again_in((new.pack, *new.used), where, keys_of((old.pack, *old.used)))
    return Change(programme.pk, programme.title, text, (), lines, tasks, cases, again)


@scoped
def flow_chart(actor: Actor, programme_id: int, flow: str) -> str:
    """One of the flows of a programme as a drawing (SVG).

    cost: 2 queries; one more the first time an edition is met.
    raises: Refused("not_found").
    """
    _programme(actor, programme_id)
    found = running(programme_id)
    drawn = found.find(flow, Flow)
    if drawn is None:
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    return draw(found.pack, drawn, found.used)


def register_at(place: Place) -> Register:
    """The registered units, as those of a place are looked up.

    cost: 1 query.
    """
    return Register([u.as_core() for u in Unit.objects.select_related("place")], place.as_core())


def people_of(found: Running, register: Register) -> People:
    """What the selectors of a pack are looked up in.

    cost: 0 queries.
    """
    posts = {p.id: p for p in found.items("posts") if isinstance(p, Post)}
    words = Wording(found.pack, found.used).titles
    return People(register, posts, words, {d.id: duty_words(d) for d in found.pack.duties})


def quotes_of(found: Running) -> dict[str, str]:
    """Item -> its clause with its number, as the pack holds it.

    cost: 0 queries.
    """
    return {item.id: found.words(item.clause) for _, item in found.pack.items() if item.clause}


def asks_of(pack: Pack) -> tuple[Asked, ...]:
    """What a pack leaves open, in the order of its file.

    cost: 0 queries.
    """
    titles = {f"{section}.{n}": item for section in SECTIONS for n, item in enumerate(getattr(pack, section))}
    titles |= {f"{section}.{item.id}": item for section in SECTIONS for item in getattr(pack, section)}
    out = []
    for ask in (p for p in below(pack) if isinstance(p, Ask)):
        item = titles.get(".".join(ask.key_path.split(".")[:2]))
        proposed = "" if ask.default is None else plain_words(ask.default)
        name, clause = (item.title or item.id, item.clause) if item else ("", "")
        out.append(Asked(ask.key_path, ask.ask, proposed, name, clause))
    return tuple(out)


def _programme(actor: Actor, programme_id: int) -> Programme:
    row = programmes_for(actor).select_related("place").filter(pk=programme_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    return row


def _row(pack: Pack) -> PackRow:
    counts = tuple((s, len(getattr(pack, s))) for s in SECTIONS if getattr(pack, s))
    return PackRow(pack.id, pack.title, pack.version, pack.note, pack.level, pack.subjects, counts, len(asks_of(pack)))
