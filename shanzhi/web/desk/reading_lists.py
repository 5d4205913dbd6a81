"""Readings from an office's own sheet: chosen, its columns matched, checked, the good ones taken, the bad ones back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from shanzhi import door
from shanzhi.actions.readings import check_readings, import_readings
from shanzhi.core.access import Actor, has
from shanzhi.core.columns import Column
from shanzhi.core.feed import Decided, Said
from shanzhi.core.kinds import Refused
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.queries.feed_pages import AT, KEY, ReadingsForm, readings_form
from shanzhi.queries.feeds import why_of
from shanzhi.web.desk.carried import Carrier
from shanzhi.web.desk.lists_in import SHOWN, columns_said, marked, matched, reader
from shanzhi.web.templatetags.words import say

if TYPE_CHECKING:
    from shanzhi.papers.rows import Rows

CARRIER: Final = Carrier("readings", SHEET_BYTES)


@never_cache
@door.official
def import_list(request: HttpRequest, actor: Actor, programme_id: int, feed: str) -> HttpResponse:
    """A sheet of readings. Between the steps the file travels in the page itself, signed for its post."""
    form = readings_form(actor, programme_id, feed)
    if not has(actor, "enter_readings"):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    if request.method != "POST":
        return _page(request, {"page": form})
    data = CARRIER.handed_in(request, actor, feed)
    read = reader().read_rows(data, [title for words in form.fields.values() for title in words])
    columns = columns_said(request, read.titles, form.fields)
    said, deed = said_of(read, columns), request.POST.get("deed", "")
    deeds = import_readings if deed == "import" else check_readings
    done = deeds(actor=actor, programme_id=programme_id, feed=feed, said=said, now=door.now())
    if deed == "marked":
        return _marked(form, read, done)
    shown = _matched(actor, form, (data, read), columns) | _problems(done)
    return _page(request, {**shown, "done": done if deed == "import" else None})


def said_of(read: "Rows", columns: Sequence[Column]) -> list[Said]:
    """The lines of a sheet as what meters say; an empty cell says nothing, a broken formula that it cannot be read."""
    at = {c.field: c.n for c in columns if c.field}
    quantities = [(c.field, c.n) for c in columns if c.field not in ("", KEY, AT)]
    out = []
    for line in read.lines:
        values = {name: line.cells[n] for name, n in quantities if line.cells[n]}
        key, when = (line.cells[at[name]] if name in at else "" for name in (KEY, AT))
        out.append(Said(line.n, key, when, values, "unreadable" if line.faults else ""))
    return out


def _problems(done: Decided) -> dict[str, object]:
    bad = [(a.n, a.key, why_of(a.code)) for a in done.answers if a.state == "refused"]
    counts = {"good": done.count("accepted"), "known": done.count("duplicate")}
    return {**counts, "problems": bad}


def _matched(
    actor: Actor, form: ReadingsForm, of: "tuple[bytes, Rows]", columns: Sequence[Column]
) -> dict[str, object]:
    """What the page shows of a sheet: each column with some of its cells, and what it is taken for."""
    data, read = of
    return {"page": form, "file": CARRIER.packed(actor, form.feed, data)} | matched(read, columns, form.fields)


def _marked(form: ReadingsForm, read: "Rows", done: Decided) -> HttpResponse:
    why = ((a.n, say(why_of(a.code))) for a in done.answers if a.state == "refused")
    return marked((form.title, f"{form.programme}  {door.today():%Y-%m-%d}"), read, why)


def _page(request: HttpRequest, found: dict[str, object]) -> HttpResponse:
    return render(request, "import_readings.html", {**found, "most_mb": CARRIER.most_mb, "shown": SHOWN})
