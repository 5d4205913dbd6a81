"""An office's own sheet, filled from what is held and given back in its own layout."""

from datetime import date
from types import ModuleType
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.papers.names import safe_name
from shanzhi.queries.filled import Wanted, filled_page, template_page
from shanzhi.web.desk.asked import day_of
from shanzhi.web.desk.attached import XLSX, download
from shanzhi.web.desk.carried import Carrier

CARRIER: Final = Carrier("template", SHEET_BYTES)
SHOWN: Final = 200


@never_cache
@door.official
def fill(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """A sheet with marks chosen, what can be filled looked over, and the filled sheet taken away.

    Between the steps the file travels in the page itself, signed for its post: the server keeps nothing of it.
    """
    page = template_page(actor, programme_id)
    wanted = _wanted(request)
    context: dict[str, object] = {"page": page, "wanted": wanted, "most_mb": CARRIER.most_mb, "shown": SHOWN}
    if request.method != "POST":
        return render(request, "fill_template.html", context)
    data = CARRIER.handed_in(request, actor, str(programme_id))
    file = request.FILES.get("file")
    name = safe_name(str(file.name) if file else request.POST.get("name", ""), ".xlsx")
    spots, loses = _papers().read_template(data, name)
    if not spots:
        raise Refused(
            "no_marks",
            "表里没有标记，也没有起了名字的单元格。请照说明写上标记，例如 {mark}，再交。",
            mark="{{地区.名称}}",
        )
    found = filled_page(actor, programme_id, spots, wanted, door.today())
    if request.POST.get("deed") == "download":
        export = Export("template", "xlsx", found.answer.rows, programme_id, programme_id)
        export_list(actor=actor, export=export, now=door.now())
        return download(_papers().fill_template(data, name, found.answer), name, XLSX)
    context |= {"found": found, "loses": loses, "file": CARRIER.packed(actor, str(programme_id), data), "name": name}
    return render(request, "fill_template.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    """The place and time asked for; this month where nothing or nonsense is said."""
    today = door.today()
    first, last = (day_of(request.POST.get(name)) for name in ("from_on", "to_on"))
    if not first or not last or first > last:
        first, last = date(today.year, today.month, 1), today
    return Wanted(request.POST.get("place", ""), first, last)


def _papers() -> ModuleType:
    from shanzhi.papers import template  # noqa: PLC0415 - its library takes 8 MB, and an idle server fills nothing

    return template
