"""Payments from a demand list that was filled in: chosen, checked, the good rows taken, the bad given back marked."""

import hashlib
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from shanzhi import door
from shanzhi.actions.payments import import_payments
from shanzhi.core.access import Actor
from shanzhi.core.columns import columns_of
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.queries.payment_lists import COLUMNS, NEEDED, check_payment_list, payment_list_form
from shanzhi.queries.record_lists import CAME, SheetRow
from shanzhi.web.desk.carried import Carrier
from shanzhi.web.desk.lists_in import marked, reader
from shanzhi.web.templatetags.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shanzhi.core.register import Problem
    from shanzhi.papers.rows import Rows

CARRIER: Final = Carrier("payments", SHEET_BYTES)


@never_cache
@door.official
def import_list(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """A list chosen, its rows checked, and the payments of the good ones taken; see record_lists."""
    account = request.POST.get("account") or request.GET.get("account", "")
    form = payment_list_form(actor, programme_id, account)
    context: dict[str, object] = {"page": form, "needed": NEEDED, "most_mb": CARRIER.most_mb}
    if request.method != "POST":
        return render(request, "import_payments.html", context)
    data = CARRIER.handed_in(request, actor, form.account)
    read = reader().read_rows(data, [title for words in COLUMNS.values() for title in words])
    by = [(c.n, c.field) for c in columns_of(read.titles, COLUMNS) if c.field and c.sure]
    rows = [SheetRow(x.n, {name: x.cells[k] for k, name in by}, x.faults) for x in read.lines]
    given = (rows, hashlib.sha256(data).hexdigest())
    context["file"] = CARRIER.packed(actor, form.account, data)
    if request.POST.get("deed") == "import":
        done, problems = import_payments(
            actor=actor, programme_id=programme_id, account=form.account, rows=given, now=door.now()
        )
        fresh = [t for t in done if not t.again]
        return render(request, "import_payments.html", {**context, "done": len(fresh), "problems": problems})
    found = check_payment_list(actor, programme_id, form.account, given, door.today())
    if request.POST.get("deed") == "marked":
        return _marked(form.title, read, found.problems)
    return render(request, "import_payments.html", {**context, "checked": found, "problems": found.problems})


def _marked(title: str, read: "Rows", problems: "Sequence[Problem]") -> HttpResponse:
    why = ((p.n, say(p.words)) for p in problems if p.words != CAME)
    return marked((title, f"{door.today():%Y-%m-%d}"), read, why, width=16)
