"""Personal data at the desk: consents, requests and copies, the notice, the inventory, the impact assessment."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.consents import record_consent, withdraw_consent
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.requests import AnswerIn, RequestIn, answer_request, give_copy, open_request
from shanzhi.core.access import Actor, require
from shanzhi.core.consent import Consent
from shanzhi.core.declarations import DECLARED, of_residents
from shanzhi.core.impact import Held, Section, assessment
from shanzhi.core.rights import REASONS
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.queries.holdings import Holding
from shanzhi.queries.privacy import counts, request_of, requests_page
from shanzhi.web.desk.asked import day_of, int_of
from shanzhi.web.desk.attached import XLSX, attached
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.templatetags.personal import inventory_row
from shanzhi.web.templatetags.words import day, say

INVENTORY = (
    ("数据表", 14),
    ("字段", 16),
    ("内容", 24),
    ("类别", 12),
    ("处理目的", 34),
    ("依据", 12),
    ("法律条款", 44),
    ("保存期限", 34),
    ("可见明文的岗位", 22),
    ("遮盖方式", 14),
    ("加密", 8),
)


@require_POST
@door.official
def consent(request: HttpRequest, actor: Actor, resident_id: int) -> HttpResponse:
    """Writes down a consent."""
    given = Consent(**{name: request.POST.get(name, "")[:80] for name in Consent.__slots__})
    given_on = day_of(request.POST.get("given_on")) or door.today()
    record_consent(actor=actor, resident_id=resident_id, given=given, given_on=given_on, now=door.now())
    messages.success(request, _("已记下同意。"))
    return redirect("resident", resident_id)


@require_POST
@door.official
def withdraw(request: HttpRequest, actor: Actor, consent_id: int) -> HttpResponse:
    """Takes a consent back: one button, no reason asked."""
    form = request.POST.get("form", "screen")
    new = withdraw_consent(actor=actor, consent_id=consent_id, form=form, now=door.now())
    messages.success(request, _("已撤回同意，各项服务照常。") if new else _("刚才已经保存过，没有重复记录。"))
    return redirect("resident", int_of(request.POST.get("resident")) or 0)


@require_POST
@door.official
def ask(request: HttpRequest, actor: Actor, resident_id: int) -> HttpResponse:
    """Writes down a request."""
    post = request.POST
    received_on = day_of(post.get("received_on")) or door.today()
    given = RequestIn(
        post.get("kind", ""), post.get("words", ""), post.get("came_by", ""), received_on, settings.REQUEST_DAYS
    )
    made = open_request(actor=actor, resident_id=resident_id, given=given, now=door.now())
    messages.success(request, _("已记下请求，开始计时。"))
    return redirect("request", made)


@require_safe
@door.official
def requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The requests, open ones first."""
    return render(request, "requests.html", {"rows": requests_page(actor, door.today())})


@door.official
def one_request(request: HttpRequest, actor: Actor, request_id: int) -> HttpResponse:
    """A request; a POST answers it."""
    if request.method == "POST":
        post = request.POST
        answer = AnswerIn(post.get("state", ""), post.get("reason", ""), post.get("answer", ""))
        answer_request(actor=actor, request_id=request_id, given=answer, now=door.now())
        messages.success(request, _("已答复。"))
        return redirect("request", request_id)
    row = request_of(actor, request_id, door.today())
    return render(request, "request.html", {"row": row, "reasons": REASONS[row.kind].items()})


@never_cache
@require_POST
@door.official
def copy(request: HttpRequest, actor: Actor, request_id: int) -> HttpResponse:
    """Everything held about whoever asked, in clear: a sheet to print, or JSON."""
    row = request_of(actor, request_id, door.today())
    held = give_copy(actor=actor, request_id=request_id, now=door.now())
    if request.POST.get("form") == "json":
        response = JsonResponse(_copied(held), safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=f"personal-data-{row.id}.json"
        )
        return response
    return render(request, "person_sheet.html", {"row": row, "held": held, "contact": settings.PRIVACY_CONTACT})


@require_safe
@door.official
def notice(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The notice (告知书) with a form of consent below it."""
    declared = tuple(of_residents())
    context = {"declared": declared, "contact": settings.PRIVACY_CONTACT, "days": settings.REQUEST_DAYS}
    return render(request, "privacy_notice.html", {**context, "place": actor.place_name})


@require_safe
@door.official
def inventory(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The inventory of personal data (个人信息清单)."""
    require(actor, "see_inventory", place_code=actor.place_code)
    return render(request, "inventory.html", {"declared": DECLARED, "counts": counts(actor)})


@require_safe
@door.official
def inventory_xlsx(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001 - a view
    """The inventory as .xlsx."""
    require(actor, "see_inventory", place_code=actor.place_code)
    rows = [inventory_row(d) for d in DECLARED]
    export_list(actor=actor, export=Export("inventory", "xlsx", len(rows)), now=door.now())
    title, subtitle = "个人信息清单", f"填报单位：{actor.place_name}    填报日期：{day(door.today())}"
    columns = tuple(Column(name, width) for name, width in INVENTORY)
    data = write_sheet(Sheet(title, subtitle, columns, rows))
    return attached(data, f"个人信息清单-{door.today():%Y%m%d}.xlsx", XLSX)


@require_safe
@door.official
def impact(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The draft of the impact assessment."""
    return render(request, "impact.html", {"sections": _assessment(actor), "place": actor.place_name})


@require_safe
@door.official
def impact_txt(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001 - a view
    """The same as text, to go on writing in."""
    sections = _assessment(actor)
    export_list(actor=actor, export=Export("impact", "txt", len(sections)), now=door.now())
    parts = [_("个人信息保护影响评估报告（草稿）")]
    parts += [f"{say(s.title)}\n" + "\n".join(f"　　{say(line)}" for line in s.lines) for s in sections]
    text = "\n\n".join(parts) + "\n"
    name = f"个人信息保护影响评估-{door.today():%Y%m%d}.txt"
    return attached(text.encode("utf-8-sig"), name, "text/plain; charset=utf-8")


def _assessment(actor: Actor) -> tuple[Section, ...]:
    require(actor, "see_inventory", place_code=actor.place_code)
    n = counts(actor)
    held = Held(n.residents, n.phones, n.id_numbers, n.publish, n.supply, n.receivers)
    return assessment(actor.place_name, DECLARED, held)


def _copied(held: Sequence[Holding]) -> list[dict[str, object]]:
    """A copy as data: one object a value, with what it is for, on what basis, and how long it is kept."""
    return [
        {
            "table": h.declaration.table,
            "field": h.declaration.field,
            "row": h.row,
            "label": say(h.declaration.label),
            "value": h.value,
            "purpose": say(h.declaration.purpose),
            "basis": say(h.declaration.law),
            "kept": say(h.declaration.keep.words),
        }
        for h in held
    ]
