"""A register's rows from an office's own sheet: chosen, its columns matched, checked, taken in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from shanzhi import door
from shanzhi.actions.record_lists import ListIn, RecordsDone, import_records
from shanzhi.core.access import Actor, has
from shanzhi.core.columns import Column
from shanzhi.core.kinds import Refused
from shanzhi.core.register import Problem
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.queries.record_lists import CAME, ListForm, SheetRow, check_record_list, record_list_form
from shanzhi.web.desk.carried import Carrier
from shanzhi.web.desk.lists_in import SHOWN, columns_said, marked, matched, reader
from shanzhi.web.templatetags.words import say

if TYPE_CHECKING:
    from shanzhi.papers.rows import Rows

CARRIER: Final = Carrier("records", SHEET_BYTES)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a page of an import sent. columns: what each is taken for."""

    form: ListForm
    data: bytes
    read: "Rows"
    columns: tuple[Column, ...]

    @property
    def rows(self) -> list[SheetRow]:
        """The lines by what their columns are taken for."""
        by = [(c.n, c.field) for c in self.columns if c.field]
        return [SheetRow(x.n, {name: x.cells[k] for k, name in by}, x.faults) for x in self.read.lines]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@never_cache
@door.official
def import_list(request: HttpRequest, actor: Actor, programme_id: int, register: str) -> HttpResponse:
    """A sheet chosen, its columns matched, its rows checked, and the good ones taken in.

    Between the steps the file travels in the page itself, signed for its post: the server keeps nothing of it.
    """
    form = record_list_form(actor, programme_id, register)
    if not has(actor, "keep_records"):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    if request.method != "POST":
        return _page(request, {"page": form})
    data = CARRIER.handed_in(request, actor, register)
    read = reader().read_rows(data, [title for words in form.fields.values() for title in words])
    sent = _Sent(form, data, read, columns_said(request, read.titles, form.fields))
    deed = request.POST.get("deed", "")
    if deed == "import":
        given = ListIn(register, sent.rows, sent.digest)
        done = import_records(actor=actor, programme_id=programme_id, given=given, now=door.now())
        return _done(request, actor, sent, done)
    found = check_record_list(actor, programme_id, register, (sent.rows, sent.digest), door.now())
    if deed == "marked":
        return _marked(sent, found.problems)
    context = {"good": len(found.good), "problems": found.problems, "warned": found.warned}
    return _page(request, _matched(actor, sent) | context)


def _done(request: HttpRequest, actor: Actor, sent: _Sent, done: RecordsDone) -> HttpResponse:
    return _page(request, _matched(actor, sent) | {"done": done, "problems": done.problems})


def _matched(actor: Actor, sent: _Sent) -> dict[str, object]:
    """What the page shows of a sheet: each column with some of its cells, and what it is taken for."""
    carried = CARRIER.packed(actor, sent.form.register, sent.data)
    return {"page": sent.form, "file": carried} | matched(sent.read, sent.columns, sent.form.fields)


def _marked(sent: _Sent, problems: Sequence[Problem]) -> HttpResponse:
    why = ((p.n, say(p.words)) for p in problems if p.words != CAME)
    return marked((sent.form.title, f"{sent.form.programme}  {door.today():%Y-%m-%d}"), sent.read, why)


def _page(request: HttpRequest, found: dict[str, object]) -> HttpResponse:
    context = {**found, "most_mb": CARRIER.most_mb, "shown": SHOWN}
    return render(request, "import_records.html", context)
