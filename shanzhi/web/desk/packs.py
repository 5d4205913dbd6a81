"""Packs: chosen, checked, adopted, and changed while the programme runs."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.editions import EditionIn, adopt_edition, settle_values
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.packs import LONGEST, PackIn, adopt_pack
from shanzhi.core.access import Actor
from shanzhi.core.again import Again
from shanzhi.core.kinds import Refused
from shanzhi.packs.edit import answered
from shanzhi.packs.reading import library_names, library_text
from shanzhi.queries.packs import change_page, flow_chart, library_page, offer_page, pack_page
from shanzhi.web.desk.asked import day_of, int_of
from shanzhi.web.desk.attached import attached

_ASK, _AGAIN = "ask:", "again:"
_TO_MEND = ("reason_missing", "changed_meanwhile", "other_pack", "pack_broken", "again_unexplained")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@require_safe
@door.official
def packs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The packs that come with the program."""
    return render(request, "packs.html", {"packs": library_page(actor)})


@door.official
def adopt(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A pack about to be adopted: its text, what it leaves open, what it will create; a POST checks or adopts it."""
    text, fault = _text(request), ""
    if request.method == "POST":
        try:
            text = answered(text, _said(request))
            if request.POST.get("deed") == "adopt":
                return _adopt(request, actor, text)
        except Refused as refused:
            if refused.code in ("not_allowed", "second_factor_needed"):
                raise
            fault = door.refusal_text(refused)
    days = _days(request)
    page = offer_page(actor, text, days)
    context: dict[str, object] = {
        "page": page,
        "days": days or (None, None),
        "fault": fault,
        "book": _book(page.booklet),
    }
    context["again"] = _again(page.again, request)
    return render(request, "pack_adoption.html", context, status=422 if fault else 200)


@require_safe
@door.official
def pack(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The pack a programme runs by, as a booklet; ?edition= shows an earlier one."""
    page = pack_page(actor, programme_id, int_of(request.GET.get("edition")))
    return render(request, "pack.html", {"page": page, "book": _book(page.booklet)})


@require_safe
@door.official
def pack_yaml(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The text of an edition."""
    page = pack_page(actor, programme_id, int_of(request.GET.get("edition")))
    export_list(actor=actor, export=Export("pack", "yaml", 1, programme_id=programme_id), now=door.now())
    return attached(page.text, f"{page.pack}-{page.n}.yaml", "application/yaml")


@require_POST
@door.official
def settle(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Writes down what the plan left open."""
    after = int_of(request.POST.get("after")) or 0
    settle_values(actor=actor, programme_id=programme_id, after=after, answers=_said(request), now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("pack", programme_id)


@door.official
def change(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Another text of the pack: what it would change; a POST checks it or lets the programme go on by it."""
    now_at = pack_page(actor, programme_id)
    text, fault = request.POST.get("text", "").replace("\r\n", "\n") or now_at.text, ""
    if request.POST.get("deed") == "adopt":
        after = int_of(request.POST.get("after")) or 0
        given = EditionIn(text, after, request.POST.get("why", ""), _said(request, _AGAIN))
        try:
            n = adopt_edition(actor=actor, programme_id=programme_id, given=given, now=door.now())
        except Refused as refused:
            if refused.code not in _TO_MEND:
                raise
            fault = door.refusal_text(refused)
        else:
            messages.success(request, _("第{n}版已采纳。").format(n=n))
            return redirect("pack", programme_id)
    page = change_page(actor, programme_id, text)
    context: dict[str, object] = {"page": page, "now_at": now_at, "fault": fault, "why": request.POST.get("why", "")}
    context["again"] = _again(page.again, request)
    return render(request, "pack_change.html", context, status=422 if fault else 200)


@require_safe
@door.official
def chart(request: HttpRequest, actor: Actor, programme_id: int, flow: str) -> HttpResponse:
    """The chart of a flow."""
    del request
    return HttpResponse(flow_chart(actor, programme_id, flow), content_type="image/svg+xml")


def _adopt(request: HttpRequest, actor: Actor, text: str) -> HttpResponse:
    days = _days(request)
    if days is None:
        raise Refused("no_period", "请先填写方案的起止日期，再采纳。")
    given = PackIn(text, actor.place_code, *days, request.POST.get("title", ""), again=_said(request, _AGAIN))
    programme = adopt_pack(actor=actor, given=given, now=door.now())
    messages.success(request, _("方案包已采纳。"))
    return redirect("pack", programme)


def _text(request: HttpRequest) -> str:
    """The text sent, an uploaded file, or a pack of the library by ?pack=."""
    file = request.FILES.get("file")
    if file:
        return bytes(file.read(LONGEST * 4)).decode("utf-8-sig", "replace")
    name = request.GET.get("pack", "")
    known = library_text(name) if name in library_names() else ""
    return request.POST.get("text", "").replace("\r\n", "\n") or known


def _said(request: HttpRequest, mark: str = _ASK) -> Mapping[str, str]:
    """The fields of a form whose names begin with a mark, without it."""
    return {k.removeprefix(mark): str(v) for k, v in request.POST.items() if k.startswith(mark)}


def _again(fields: Iterable[Again], request: HttpRequest) -> list[tuple[Again, str]]:
    """Each field that is held already, with what was typed as the reason, or what the pack says of it."""
    return [(f, request.POST.get(f"{_AGAIN}{f.key}", f.why)) for f in fields]


def _days(request: HttpRequest) -> tuple[date, date] | None:
    first, last = (day_of(request.POST.get(name)) for name in ("from_on", "to_on"))
    return (first, last) if first and last and first <= last else None


def _book(text: str) -> list[tuple[str, str]]:
    """The lines of a booklet, each with what it is: h2, h3, item or line."""
    marks = {"# ": "h2", "## ": "h2", "### ": "h3", "- ": "item"}
    out = []
    for line in text.split("\n"):
        mark = next((m for m in marks if line.startswith(m)), "")
        if line.strip():
            out.append((marks.get(mark, "line"), _BOLD.sub(r"\1", line.removeprefix(mark).strip())))
    return out
