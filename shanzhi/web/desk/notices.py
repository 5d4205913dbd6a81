"""Notices of a programme: drafted, corrected, signed, withdrawn; as text, table and paper; and words to somebody."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.messages import see_message
from shanzhi.actions.notices import NoticeIn, SignIn, edit_notice, make_notice, sign_notice, withdraw_notice
from shanzhi.core.access import Actor
from shanzhi.papers.letter import write_letter
from shanzhi.queries.notices import disclosure_calendar, notice_page, notices_page
from shanzhi.web.desk.asked import int_of, key_of
from shanzhi.web.desk.attached import DOCX, XLSX, attached
from shanzhi.web.desk.letters import notice_letter
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.desk.sheets_of_packs import notice_sheet


@require_safe
@door.official
def notices(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The notices of a programme; ?state=draft those alone."""
    state, at = request.GET.get("state", ""), int_of(request.GET.get("page")) or 1
    page = notices_page(actor, programme_id, door.today(), state, at)
    return render(request, "notices.html", {"page": page, "key": uuid4()})


@require_safe
@door.official
def disclosures(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """When notices are due, and which came."""
    return render(request, "disclosures.html", {"page": disclosure_calendar(actor, programme_id, door.today())})


@require_POST
@door.official
def make(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """Drafts a notice by hand."""
    given = NoticeIn(request.POST.get("notice", ""), key_of(request), request.POST.get("place", ""))
    id_ = make_notice(actor=actor, programme_id=programme_id, given=given, now=door.now())
    messages.success(request, _("已起草，请核对正文。"))
    return redirect("notice", id_)


@require_safe
@door.official
def notice(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """One notice."""
    return render(request, "notice.html", {"page": notice_page(actor, notice_id, door.today())})


@require_POST
@door.official
def edit(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Corrects the text of a draft."""
    text, revision = request.POST.get("text", "").replace("\r\n", "\n"), int_of(request.POST.get("revision"))
    edit_notice(actor=actor, notice_id=notice_id, text=text, revision=revision or 0, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("notice", notice_id)


@require_POST
@door.official
def sign(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Signs a draft."""
    revision = int_of(request.POST.get("revision"))
    signing = SignIn(notice_id, -1 if revision is None else revision, request.POST.get("basis", ""))
    number = sign_notice(actor=actor, signing=signing, now=door.now())
    messages.success(request, _("已签发。") + number)
    return redirect("notice", notice_id)


@require_POST
@door.official
def withdraw(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Takes a notice back."""
    withdraw_notice(actor=actor, notice_id=notice_id, why=request.POST.get("why", ""), now=door.now())
    messages.success(request, _("已撤回。"))
    return redirect("notice", notice_id)


@require_safe
@door.official
def notice_txt(_request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The text of a notice, to be pasted or read out."""
    page = notice_page(actor, notice_id, door.today())
    _noted(actor, "txt", 1, notice_id, page.programme_id)
    text = f"{page.notice.number}\n{page.text}\n" if page.notice.number else f"{page.text}\n"
    return attached(text.encode("utf-8-sig"), f"{page.notice.title}.txt", "text/plain; charset=utf-8")


@require_safe
@door.official
def notice_xlsx(_request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The table of a notice as .xlsx."""
    page = notice_page(actor, notice_id, door.today())
    _noted(actor, "xlsx", max(0, len(page.sheet) - 1), notice_id, page.programme_id)
    return attached(write_sheet(notice_sheet(page)), f"{page.notice.title}.xlsx", XLSX)


@require_safe
@door.official
def notice_docx(_request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """A notice as .docx, in the layout of official papers."""
    page = notice_page(actor, notice_id, door.today())
    _noted(actor, "docx", 1, notice_id, page.programme_id)
    return attached(write_letter(notice_letter(page)), f"{page.notice.title}.docx", DOCX)


@require_POST
@door.official
def seen(_request: HttpRequest, actor: Actor, message_id: int) -> HttpResponse:
    """Marks a word as seen."""
    see_message(actor=actor, message_id=message_id, now=door.now())
    return redirect("today")


def _noted(actor: Actor, form: str, rows: int, id_: int, programme: int) -> None:
    export_list(actor=actor, export=Export("notice", form, rows, id_, programme), now=door.now())
