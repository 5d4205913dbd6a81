"""Registers at the desk: their index, the list of one, a row, its form, and its end."""

import dataclasses
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shanzhi import door
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.files import kept_file
from shanzhi.actions.records import Receipt, RecordIn, add_record, correct_record, end_record
from shanzhi.core.access import Actor
from shanzhi.core.filling import Unfilled
from shanzhi.core.kinds import Refused
from shanzhi.papers.qr import qr_picture
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.queries.quotas import quota_page
from shanzhi.queries.record_lists import RecordLines, record_lines
from shanzhi.queries.record_page import RecordForm, correct_record_form, new_record_form, record_page
from shanzhi.queries.records import Asked, register_list, registers_page
from shanzhi.web.desk.asked import day_of, int_of, kept_by, key_of
from shanzhi.web.desk.attached import XLSX, download
from shanzhi.web.desk.sheets import write_sheet
from shanzhi.web.form import Form, Shown, form_of, typed_of

STAYS: Final = "留空为不改。"


@require_safe
@door.official
def registers(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The registers of a programme."""
    return render(request, "registers.html", {"page": registers_page(actor, programme_id)})


@never_cache
@require_safe
@door.official
def register(request: HttpRequest, actor: Actor, programme_id: int, register: str) -> HttpResponse:
    """A page of a register; the filters stand in the address."""
    asked = asked_of(request)
    page = register_list(actor, programme_id, register, asked, door.today())
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    return render(request, "register.html", {"page": page, "asked": asked, "query": query.urlencode()})


@require_safe
@door.official
def quota(request: HttpRequest, actor: Actor, programme_id: int, register: str) -> HttpResponse:
    """Which places lack how many rows."""
    return render(request, "quota.html", {"page": quota_page(actor, programme_id, register)})


@require_safe
@door.official
def export(request: HttpRequest, actor: Actor, programme_id: int, register: str) -> HttpResponse:
    """The rows under the filters, in the layout an import reads."""
    lines = record_lines(actor, programme_id, register, asked_of(request), door.today())
    out = Export("register", register, len(lines.rows), programme_id=programme_id)
    export_list(actor=actor, export=out, now=door.now())
    return download(write_sheet(sheet_of(lines)), f"{lines.title}-{door.today():%Y%m%d}.xlsx", XLSX)


@never_cache
@door.official
def new(request: HttpRequest, actor: Actor, programme_id: int, register: str) -> HttpResponse:
    """The form of a new row, and what was typed into it."""
    given = request.POST if request.method == "POST" else request.GET
    place, of = given.get("place", "").strip(), int_of(given.get("of")) or 0
    form = new_record_form(actor, programme_id, register, place, of)
    if request.method != "POST":
        return _form(request, form, Shown(typed=dict(form.offered.known)))
    typed = typed_of(form.fields, request.POST, request.FILES, kept_by(actor))
    said = RecordIn(register, form.place or place, typed, of or None, key_of(request))
    try:
        done = add_record(actor=actor, programme_id=programme_id, said=said, now=door.now())
    except Unfilled as error:
        return _form(request, form, Shown(typed=typed, faults=error.faults), status=422)
    _saved(request, done)
    return redirect("record", done.id)


@never_cache
@require_safe
@door.official
def record(request: HttpRequest, actor: Actor, record_id: int) -> HttpResponse:
    """A row, as a form on paper."""
    page = record_page(actor, record_id, door.today())
    code = qr_picture(request.build_absolute_uri(reverse("record", args=[record_id])))
    return render(request, "record.html", {"page": page, "qr": code})


@never_cache
@door.official
def correct(request: HttpRequest, actor: Actor, record_id: int) -> HttpResponse:
    """The form of a correction; what the actor may not read stays empty, and stays as it is."""
    form = correct_record_form(actor, record_id, door.today())
    if request.method != "POST":
        return _form(request, form, Shown(values=form.values, names=form.names))
    typed = typed_of(form.fields, request.POST, request.FILES, kept_by(actor))
    given = {name: said for name, said in typed.items() if said or name not in form.shut}
    revision = int_of(request.POST.get("revision")) or 0
    try:
        done = correct_record(actor=actor, record_id=record_id, given=given, revision=revision, now=door.now())
    except Unfilled as error:
        return _form(request, form, Shown(typed=typed, faults=error.faults), status=422)
    _saved(request, done)
    return redirect("record", record_id)


@never_cache
@door.official
def end(request: HttpRequest, actor: Actor, record_id: int) -> HttpResponse:
    """Takes a row out of its register."""
    if request.method != "POST":
        return render(request, "record_end.html", {"page": record_page(actor, record_id, door.today())})
    on = day_of(request.POST.get("on")) or door.today()
    end_record(actor=actor, record_id=record_id, on=on, reason=request.POST.get("reason", ""), now=door.now())
    messages.success(request, _("已退出台账。"))
    return redirect("record", record_id)


@require_safe
@door.official
def record_file(request: HttpRequest, actor: Actor, record_id: int, field: str) -> HttpResponse:  # noqa: ARG001 - a view
    """A file of a row, always as a download of no kind, so that no browser shows or runs it on this site."""
    page = record_page(actor, record_id, door.today())
    line = next((one for one in page.lines if one.id == field and one.file), None)
    if line is None:
        raise Refused("not_found", "没有找到这份文件，可能不在您的管辖范围内。")
    data, name = kept_file(line.file, line.title)
    export = Export("record", "file", 1, record_id, page.programme_id)
    export_list(actor=actor, export=export, now=door.now())
    answer = download(data, name, "application/octet-stream")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def asked_of(request: HttpRequest) -> Asked:
    """The filters of an address."""
    given = request.GET
    return Asked(
        given.get("place", "").strip()[:60],
        given.get("words", "").strip()[:100],
        given.get("state", "")[:60],
        bool(given.get("ended")),
        int_of(given.get("before")) or 0,
        int_of(given.get("after")) or 0,
    )


def sheet_of(lines: RecordLines) -> Sheet:
    """Rows under the titles an import looks for."""
    columns = [Column(title, 18) for title in lines.titles]
    return Sheet(lines.title, f"{lines.place}  {door.today():%Y-%m-%d}", columns, lines.rows)


def _form(request: HttpRequest, page: RecordForm, shown: Shown, status: int = 200) -> HttpResponse:
    fields = [
        dataclasses.replace(one, required=False, note=_(STAYS)) if one.id in page.shut else one for one in page.fields
    ]
    whole = dataclasses.replace(shown, offers=page.offered.options, clause=lambda number: page.clauses.get(number, ""))
    form: Form = form_of(fields, whole)
    context: Mapping[str, object] = {"page": page, "form": form, "key": request.POST.get("key") or uuid4()}
    return render(request, "record_form.html", dict(context), status=status)


def _saved(request: HttpRequest, done: Receipt) -> None:
    messages.success(request, _("已保存。"))
    for words in done.warnings:
        said = {name: str(value) for name, value in words.args.items()}
        messages.warning(request, _(words.text).format(**said))
