"""Fields of a pack as a form on a page, and what was typed into it.

How to use it, for a row, a step of a case or what a duty hands in:

1. `asked(register.fields, …)`, or `running.asked(register.fields)`, puts the choices of tables into the fields.
2. Show: `form_of(fields, Shown(values=…, names=…, offers=…, clause=running.words))`, then in the template
   `{% include "_form.html" with form=form %}` between your own `<form method="post" enctype="multipart/form-data">`
   with its token and its button. `values` are kept ones, as core/filling.py gave them; `names` what people call places
   and rows; `offers` what a field proposes (queries/finder.py gives both).
3. Sent: `typed_of(fields, request.POST)` goes to the deed, which calls `fill`. A file is handed to `keep` first, which
   gives the SHA-256 that stands for it.
4. The deed raised `Unfilled` (core/filling.py): `form_of(fields, Shown(typed=typed, faults=error.faults, …))` shows the
   page again, with all that was typed and each fault beside its field; answer with status 422.

A field that is reckoned is not asked. Nothing here needs a script.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from shanzhi.core.asking import FILES
from shanzhi.core.filling import Fault, Json
from shanzhi.core.kinds import Words
from shanzhi.core.pack.forms import Field
from shanzhi.core.wording import NO, YES, Names, written

Keep = Callable[["UploadedFile[bytes]"], str]
BLANK_LINES: Final = 3
FEW: Final = 7  # so many choices are shown at once, more in a list that unfolds
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
_WIDGETS: Final = {
    "long_text": "lines", "shape": "lines", "date": "date", "time": "time", "datetime": "datetime-local",
    "integer": "text", "decimal": "text", "money": "text", "photo": "file", "file": "file", "signature": "file",
    "table": "table", "place": "offered", "org": "offered", "person": "offered", "household": "offered",
    "record": "offered",
}  # fmt: skip
_KEYBOARD: Final = {"integer": "numeric", "decimal": "decimal", "money": "decimal"}
_READS: Final[Mapping[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime-local": datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows. values: kept ones; typed: what was sent, where it comes back; faults: what ailed it.

    offers: by field, what may be chosen or is proposed; clause: gives the text of a clause; prefix: of inputs' names.
    """

    values: Mapping[str, Json] = field(default_factory=dict)
    typed: Mapping[str, object] | None = None
    faults: Sequence[Fault] = ()
    names: Names = field(default_factory=dict)
    offers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    clause: Callable[[str], str] | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A field on the page. name: of its input; typed: its text; chosen: of several; words: of its clause.

    kept: the hash of a file there already; head, lines: titles and boxes of a table; money is asked in yuan.
    """

    name: str
    title: str
    widget: str
    typed: str = ""
    chosen: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    measure: str = ""
    keyboard: str = ""
    why: str = ""
    note: str = ""
    words: str = ""
    kept: str = ""
    faults: tuple[Words, ...] = ()
    head: tuple[str, ...] = ()
    lines: tuple[tuple["Box", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Boxes in order; faults: those of the whole; first: the boxes that hold a fault."""

    boxes: tuple[Box, ...]
    faults: tuple[Words, ...] = ()

    @property
    def wrong(self) -> tuple[Box, ...]:
        return tuple(b for b in self.boxes if b.faults)


def form_of(fields: Sequence[Field], page: Shown) -> Form:
    """The boxes of the fields that are asked."""
    boxes = tuple(_box(one, page) for one in fields if one.value is None)
    named = {one.id for one in fields if one.value is None}
    return Form(boxes, tuple(f.words for f in page.faults if f.field not in named))


def typed_of(
    fields: Sequence[Field],
    post: QueryDict,
    files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
    keep: Keep | None = None,
    prefix: str = "",
) -> dict[str, object]:
    """What was typed, by field: texts, lists of texts, of a table a list of lines; what was not sent is left out."""
    out: dict[str, object] = {}
    for one in fields:
        name = prefix + one.id
        if one.value is not None:
            continue
        if one.type == "table":
            out[one.id] = _lines_of(one, post, name)
        elif one.type in FILES:
            sent = files.get(name) if files else None
            out[one.id] = keep(sent) if sent and keep else post.get(name, "")
        elif name in post or (one.type == "choice" and one.many):
            out[one.id] = _said(one, post, name)
    return out


def _said(one: Field, post: QueryDict, name: str) -> object:
    if one.type == "choice" and one.many:
        return [words for words in post.getlist(name) if words]
    text = post.get(name, "")
    if one.type == "shape" and text.strip():
        return [line.strip() for line in text.replace("；", "\n").split("\n") if line.strip()]
    return text


def _lines_of(one: Field, post: QueryDict, name: str) -> list[object]:
    """The lines of a table that say something; their inputs are called table.0.column."""
    out: list[object] = []
    for n in range(len([key for key in post if key.startswith(f"{name}.")]) + 1):
        line = {column.id: post.get(f"{name}.{n}.{column.id}", "") for column in one.fields}
        if any(words.strip() for words in line.values()):
            out.append(line)
    return out


def _box(one: Field, page: Shown) -> Box:
    texts = _texts(one, page)
    widget = _widget(one, page)
    return Box(
        name=page.prefix + one.id,
        title=one.title or one.id,
        widget=_plain_where_odd(widget, texts),
        typed=_joined(one, texts),
        chosen=texts,
        options=_options(one, page),
        required=one.required,
        many=one.many,
        measure="元" if one.type == "money" else one.measure,
        keyboard=_KEYBOARD.get(one.type, ""),
        why=one.why,
        note=one.note,
        words=page.clause(one.clause) if page.clause and one.clause else "",
        kept=texts[0] if one.type in FILES and texts else "",
        faults=tuple(f.words for f in page.faults if f.field == one.id),
        head=tuple(c.title or c.id for c in one.fields),
        lines=_lines(one, page) if one.type == "table" else (),
    )


def _widget(one: Field, page: Shown) -> str:
    if one.type == "bool" or (one.type == "choice" and not one.many):
        return "radio" if len(_options(one, page)) <= FEW else "select"
    if one.type == "choice":
        return "check"
    return "offered" if page.offers.get(one.id) else _WIDGETS.get(one.type, "text")


def _options(one: Field, page: Shown) -> tuple[str, ...]:
    if one.type == "bool":
        return (YES, NO)
    return one.of if one.type == "choice" else tuple(page.offers.get(one.id, ()))


def _texts(one: Field, page: Shown) -> tuple[str, ...]:
    """What stands in the box: what was typed, else what is kept, as people write it."""
    if page.typed is not None:
        said = page.typed.get(one.id, "")
        return tuple(map(str, said)) if isinstance(said, list) else (str(said),) if said else ()
    value = page.values.get(one.id)
    if one.many and isinstance(value, list):
        return tuple(written(one, [part], page.names) for part in value)
    return (written(one, value, page.names),) if value is not None else ()


def _joined(one: Field, texts: Sequence[str]) -> str:
    """Texts in one box: those of an outline below one another, others with the mark that divides them."""
    if one.type == "shape":
        return "\n".join(texts).replace("；", "\n")
    words = "、".join(texts)
    return words.replace(" ", "T") if one.type == "datetime" else words


def _plain_where_odd(widget: str, texts: Sequence[str]) -> str:
    """A box for days would drop what it cannot read; what was typed comes back in a plain one."""
    read = _READS.get(widget)
    try:
        for words in texts if read else ():
            read(words)  # type: ignore[misc]  # looked for in the line above
    except ValueError:
        return "text"
    return widget


def _lines(one: Field, page: Shown) -> tuple[tuple[Box, ...], ...]:
    """The lines of a table, those there and some blank ones."""
    source = page.typed if page.typed is not None else page.values
    there = [row for row in _rows(source.get(one.id)) if isinstance(row, dict)]
    blank: list[Mapping[str, object]] = [_NOTHING] * BLANK_LINES
    out = []
    for n, row in enumerate([*there, *blank]):
        prefix = f"{page.prefix}{one.id}.{n}."
        fresh = page.typed is not None or row is _NOTHING
        inner = Shown(typed=row, prefix=prefix) if fresh else Shown(values=row, names=page.names, prefix=prefix)
        out.append(tuple(_box(column, inner) for column in one.fields))
    return tuple(out)


def _rows(said: object) -> list[object]:
    return said if isinstance(said, list) else []
