"""The journal and its proofs: a page for officials, plain files for whoever wants to check."""

import inspect
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door, verify
from shanzhi.actions.checkpoints import keys_of
from shanzhi.actions.journal import Erasure, erase_values
from shanzhi.actions.witness import receive_checkpoint, witness_key
from shanzhi.core.access import Actor
from shanzhi.core.chain import PARTS, tenant_of
from shanzhi.core.kinds import Refused
from shanzhi.core.notes import key_text
from shanzhi.core.short_code import spaced
from shanzhi.papers.qr import qr_svg
from shanzhi.queries.journal import (
    PointRow,
    chain_export,
    entry_page,
    entry_proof,
    growth_proof,
    journal_page,
    latest_point,
    origins,
)
from shanzhi.web.desk.asked import int_of
from shanzhi.web.desk.attached import attached

TEXT = "text/plain; charset=utf-8"
QUIET = timedelta(hours=2)  # without a round of the night watch
LONGEST_SUBMISSION = 64 * 1024


@require_safe
@door.official
def journal(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest checkpoint with code and QR, how to check, witnesses, newest entries."""
    page = journal_page(actor)
    code = spaced(page.point.code) if page.point else ""
    silent = page.round_at is not None and door.now() - page.round_at > QUIET
    return render(request, "journal.html", {"page": page, "code": code, "silent": silent})


@require_safe
@door.official
def entry(request: HttpRequest, actor: Actor, seq: int) -> HttpResponse:
    """One entry."""
    return render(request, "entry.html", {"page": entry_page(actor, seq)})


@require_POST
@door.official
def erase(request: HttpRequest, actor: Actor, seq: int) -> HttpResponse:
    """Erases values of an entry."""
    parts = [p for p in request.POST.getlist("part") if p in PARTS]
    erasure = Erasure(tenant_of(actor.place_code), [seq], parts, request.POST.get("reason", ""))
    erase_values(actor=actor, erasure=erasure, now=door.now())
    messages.success(request, _("已删除这条日志的内容，链仍然完整；删除本身也记入了日志。"))
    return redirect("entry", seq)


@require_safe
@door.official
def proof(request: HttpRequest, actor: Actor, seq: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The proof that an entry is in the chain."""
    return attached(entry_proof(actor, seq), f"{tenant_of(actor.place_code)}-{seq}.tlog-proof", TEXT)


@require_safe
@door.official
def chain(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The whole chain, one entry a line; ?values=1 with names and texts."""
    tenant, lines = chain_export(actor, values=request.GET.get("values") == "1")
    name = content_disposition_header(as_attachment=True, filename=f"{tenant}-{door.now():%Y%m%dT%H%M%SZ}.jsonl")
    kind = "application/jsonl; charset=utf-8"
    return StreamingHttpResponse(lines, content_type=kind, headers={"Content-Disposition": name or ""})


@require_safe
def checkpoint(request: HttpRequest, tenant: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The newest checkpoint of a chain, for everybody."""
    return HttpResponse(_point(tenant).note, content_type=TEXT)


@require_safe
def checkpoint_svg(request: HttpRequest, tenant: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The newest checkpoint of a chain as a QR code: a photo of it is a witness."""
    return HttpResponse(qr_svg(_point(tenant).note), content_type="image/svg+xml")


@require_safe
def growth(request: HttpRequest, tenant: str) -> HttpResponse:
    """The newest checkpoint with the proof that it continues that of ?old=N entries, for everybody."""
    return HttpResponse(growth_proof(tenant, int_of(request.GET.get("old")) or 0), content_type=TEXT)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The public keys, one line each, the one that bears witness last, for everybody."""
    lines = [key_text(key) for o, suite in origins() for key in keys_of(o, suite)]
    return attached("".join(f"{line}\n" for line in [*lines, key_text(witness_key())]), "shanzhi-keys.txt", TEXT)


@require_safe
def verify_py(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The program that checks, for everybody."""
    return attached(inspect.getsource(verify), "verify.py", TEXT)


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Takes a checkpoint of a log this installation bears witness to; signed, so nobody has to log in."""
    length = int_of(request.headers.get("Content-Length"))
    if length is None or length > LONGEST_SUBMISSION or (request.content_type or "").startswith("multipart/"):
        return HttpResponse("bad request\n", status=400, content_type=TEXT)
    answer = receive_checkpoint(text=request.body.decode("utf-8", "replace"), now=door.now())
    return HttpResponse(answer.body, status=answer.status, content_type=answer.kind)


def _point(tenant: str) -> PointRow:
    point = latest_point(tenant)
    if point is None:
        raise Refused("not_found", "没有这个检查点，请核对县区代码和条数。")
    return point
