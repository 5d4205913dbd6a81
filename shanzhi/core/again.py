"""What is asked though it is held: fields of a pack that other work running at a place has already, and why again."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shanzhi.core.kinds import Refused
from shanzhi.core.pack.check.forms import GENERAL
from shanzhi.core.pack.check.ground import below
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.registers import Register

LONGEST_WHY: Final = 200
_WORDS: Final = frozenset({"long_text", "file", "photo", "signature"})  # never the same figure twice
_Figure = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """Where a figure is held: by a row of a register, or by what another form hands in.

    programme: its id, work: its title; item, field: ids in its pack; words: title of the register or form, and of the
    field; form: whether it is no register.
    """

    programme: int
    work: str
    item: str
    field: str
    words: str
    form: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A field that is asked again. item: id of the form or flow; why: what the pack says of it, as a first proposal."""

    item: str
    of: str
    field: str
    title: str
    held: Held
    why: str = ""

    @property
    def key(self) -> str:
        return f"{self.item}.{self.field}"

    @property
    def where(self) -> str:
        """Where it is held, in words."""
        return f"{self.held.work}·{self.held.words}"


def plain_title(title: str) -> str:
    """A title as it is compared: marks, spaces and widths do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", title) if c.isalnum()).lower()


def held_by(programme: int, work: str, packs: Sequence[Pack]) -> Iterator[tuple[_Figure, Held]]:
    """The figures a running pack holds, its own and those of the packs it uses: registers first, then forms.

    A field that is itself taken from elsewhere or reckoned is held there, not here.
    """
    for pack in packs:
        for register in pack.registers:
            for field in _asked(register):
                yield _figure(field), _held(programme, work, register, field)
    handed = _handed_in(packs)
    for pack in packs:
        for form in pack.forms:
            for field in _asked(form) if form.id in handed else ():
                yield _figure(field), _held(programme, work, form, field)


def asked_again(
    packs: Sequence[Pack], held: Iterable[tuple[_Figure, Held]], asked: Iterable[str] = ()
) -> tuple[Again, ...]:
    """The fields of forms and flows that are held already, in the order of the pack; the first that holds one is named.

    packs: the pack and those it uses; asked: keys that it asked before, which need no new reason.
    Two forms ask for one thing only where both are handed in time and again; a case's form is compared with registers.
    """
    known: dict[_Figure, list[Held]] = {}
    for figure, one in held:
        known.setdefault(figure, []).append(one)
    handed, before, out = _handed_in(packs), set(asked), []
    for item, field in _all(packs):
        holders = [h for h in known.get(_figure(field), ()) if not h.form or item.id in handed]
        if holders and f"{item.id}.{field.id}" not in before:
            title = field.title or field.id
            out.append(Again(item.id, item.title or item.id, field.id, title, holders[0], field.why))
    return tuple(out)


def keys_of(packs: Sequence[Pack]) -> frozenset[str]:
    """The keys of everything a pack asks."""
    return frozenset(f"{item.id}.{field.id}" for item, field in _all(packs))


def reasoned(again: Sequence[Again], given: Mapping[str, str]) -> tuple[tuple[Again, str], ...]:
    """Each field with the reason given for asking again, by its key.

    source: 整治形式主义为基层减负若干规定 (2024): one figure is asked of the grassroots once.
    raises: Refused("again_unexplained") for the first that has none, and how many more there are.
    """
    without = [a for a in again if not given.get(a.key, "").strip()]
    if without:
        raise Refused(
            "again_unexplained",
            "“{field}”在“{where}”里已经有了（共{n}项要说明）。请写明为什么还要再填，或者从方案包里删去这一项。",
            field=without[0].title,
            where=without[0].where,
            n=len(without),
        )
    return tuple((a, given[a.key].strip()[:LONGEST_WHY]) for a in again)


def _all(packs: Sequence[Pack]) -> Iterator[tuple[Form | Flow, Field]]:
    for pack in packs:
        items: tuple[Form | Flow, ...] = (*pack.forms, *pack.flows)
        for item in items:
            yield from ((item, field) for field in _asked(item))


def _handed_in(packs: Sequence[Pack]) -> frozenset[str]:
    return frozenset(d.hand_in.form for p in packs for d in p.duties if d.hand_in and d.hand_in.form)


def _asked(item: Register | Form | Flow) -> Iterator[Field]:
    """The fields of an item that somebody fills in and that could be one figure."""
    seen: set[str] = set()
    for field in (p for p in below(item) if isinstance(p, Field)):
        odd = field.known or field.value is not None or field.type in _WORDS or field.type == "table"
        if not odd and field.title not in GENERAL and field.id not in seen:
            seen.add(field.id)
            yield field


def _held(programme: int, work: str, item: Item, field: Field) -> Held:
    words = f"{item.title or item.id}·{field.title or field.id}"
    return Held(programme, work, item.id, field.id, words, isinstance(item, Form))


def _figure(field: Field) -> _Figure:
    return plain_title(field.title), field.type, field.measure
