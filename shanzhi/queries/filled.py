"""What is held of a place and a time, as somebody else's sheet asks for it: registers, forms handed in, indicators."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from shanzhi.core.access import Actor, subtree, within
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.duties import Duty as Written
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.registers import Register
from shanzhi.core.template import MOST_ROWS, Answer, Source, Spot, Value, answered, needed
from shanzhi.core.wording import Names, shown, written
from shanzhi.models import IndicatorValue, Occurrence, Place
from shanzhi.queries.finder import names_of
from shanzhi.queries.records import Asked, asked_rows, seen_registers
from shanzhi.queries.registers import desk_of
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped
from shanzhi.queries.sights import eyes_of

_AT, _UNIT, _PERIOD = "at", "unit", "period"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where and when is asked. place: name or code, "" for the actor's own; both days belong to it."""

    place: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Template:
    """What may be asked of a programme. sources: without rows, for whoever writes marks."""

    id: int
    title: str
    place: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FilledPage:
    """A sheet answered for a place."""

    title: str
    place: str
    answer: Answer


@scoped
def template_page(actor: Actor, programme_id: int) -> Template:
    """What a sheet may ask of a programme.

    cost: 1 query; one more the first time an edition is met.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    seen_registers(actor)
    live = running(programme_id)
    return Template(live.programme_id, live.title, actor.place_name, heads_of(live))


@scoped
def filled_page(actor: Actor, programme_id: int, spots: Sequence[Spot], wanted: Wanted, today: date) -> FilledPage:
    """What a sheet's cells are filled with: what the actor may see, of a place and all below it.

    Registers as they are today; forms handed in and due within the time; indicators as last entered in it.
    cost: 3 queries for one source named; one more for each other, and for each type of field that names rows.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("unknown_place").
    """
    seen_registers(actor)
    live = running(programme_id)
    place = _place(actor, live, wanted.place)
    heads = heads_of(live)
    asked = needed(spots, heads)
    sources = [_loaded(actor, live, head, (place, wanted, today)) if head.id in asked else head for head in heads]
    return FilledPage(live.title, place.name, answered(spots, sources))


def heads_of(live: Running) -> tuple[Source, ...]:
    """What a sheet may ask of a programme: its registers, the forms that are handed in, its indicators; no rows yet.

    cost: 0 queries.
    """
    place, time = {"name": "名称", "code": "代码"}, {"first": "起", "last": "止"}
    out = [Source("place", "地区", place), Source("time", "期间", time)]
    for item in live.items("registers"):
        if isinstance(item, Register):
            titles = {f.id: f.title or f.id for f in live.asked(item.fields)}
            out.append(Source(item.id, item.title or item.id, {_AT: "所在地区"} | titles))
    handed = {d.hand_in.form for d in live.items("duties") if isinstance(d, Written) and d.hand_in}
    for item in live.items("forms"):
        if isinstance(item, Form) and item.id in handed:
            titles = {f.id: f.title or f.id for f in live.asked(item.fields)}
            out.append(Source(item.id, item.title or item.id, {_UNIT: "填报单位", _PERIOD: "报送期"} | titles))
    named = ((item.id, item.title or item.id) for item in live.items("indicators"))
    return (*out, *(Source(id_, title, {"value": title}) for id_, title in named))


def _place(actor: Actor, live: Running, said: str) -> Place:
    """The place meant, within the programme's and the actor's own."""
    words = said.strip() or actor.place_code
    rows = Place.objects.filter(ended_on=None)
    rows = rows.filter(code=words) if words.isascii() and words.isdecimal() else rows.filter(name=words)
    found = [p for p in rows[:50] if within(p.code, live.place.code) and within(p.code, actor.place_code)]
    if len(found) != 1:
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=words)
    return found[0]


_Where = tuple[Place, Wanted, date]


def _loaded(actor: Actor, live: Running, head: Source, where: _Where) -> Source:
    """A source with its rows."""
    place, wanted, today = where
    if head.id in ("place", "time"):
        here: dict[str, Value] = {"name": place.name, "code": place.code, "first": wanted.first, "last": wanted.last}
        return replace(head, rows=(here,))
    register = live.find(head.id, Register)
    if register is not None:
        return replace(head, rows=tuple(_records(actor, live, register, (place.code, today))))
    form = live.find(head.id, Form)
    if form is not None:
        return replace(head, rows=tuple(_handed_in(live, form, place.code, wanted)))
    if place.code != live.place.code:
        said = {"source": head.title, "place": live.place.name}
        return replace(head, why=Words("“{source}”是{place}全域的指标。", said))
    values = IndicatorValue.objects.filter(indicator__programme=live.programme_id, indicator__item=head.id)
    last = values.filter(on__range=(wanted.first, wanted.last)).order_by("-on", "-at", "-pk").first()
    return replace(head, rows=({"value": last.value.normalize()},) if last else ())


def _records(actor: Actor, live: Running, register: Register, where: tuple[str, date]) -> Iterator[Mapping[str, Value]]:
    """The rows of a register at a place, in the order they came, as he may see them."""
    desk = desk_of(live, register, actor)
    eyes = eyes_of(actor, live, desk, where[1])
    rows = asked_rows(live, register.id, Asked(place=where[0])).select_related("place", "of").order_by("pk")
    found = list(rows[: MOST_ROWS + 1])
    names = names_of(desk.fields, [row.values for row in found])
    for row in found:
        words = eyes.words(row, names)
        yield {_AT: row.place.name} | {f.id: _typed(f, words[f.id]) for f in desk.fields if f.id in words}


def _handed_in(live: Running, form: Form, code: str, wanted: Wanted) -> Iterator[Mapping[str, Value]]:
    """What units at a place handed in by a form, by unit and day; personal data stays where it is."""
    duties = [d.id for d in live.items("duties") if isinstance(d, Written) and d.hand_in and d.hand_in.form == form.id]
    rows = Occurrence.objects.filter(
        duty__programme=live.programme_id, duty__item__in=duties, unit__place__code__range=subtree(code),
        due_on__range=(wanted.first, wanted.last), done_at__isnull=False,
    )  # fmt: skip
    found = list(rows.select_related("unit").order_by("unit__place__code", "due_on", "part", "pk")[: MOST_ROWS + 1])
    fields = [f for f in live.asked(form.fields) if not f.private]
    names = names_of(fields, [row.values for row in found])
    for row in found:
        known: dict[str, Value] = {_UNIT: row.unit.name if row.unit else "", _PERIOD: row.period}
        yield known | {f.id: _typed(f, _shown(f, row.values.get(f.id), names)) for f in fields}


def _shown(one: Field, value: Json, names: Names) -> str:
    return shown(one, written(one, value, names), clear=True)


def _typed(one: Field, words: str) -> Value:
    """Words as a sheet reckons with them: figures and days as such; None for none."""
    if not words:
        return None
    try:
        if one.type in ("integer", "decimal", "money") and not one.many:
            return int(words) if one.type == "integer" else Decimal(words)
        if one.type == "date" and not one.many:
            return date.fromisoformat(words)
    except (ValueError, InvalidOperation):
        return words
    return words
