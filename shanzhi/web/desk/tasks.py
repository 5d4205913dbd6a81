"""The page of a task and the deeds on it."""

from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions import tasks as deeds
from shanzhi.actions.exports import Export, export_list
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.queries.tasks import attachment, task_page
from shanzhi.web.desk.asked import day_of, int_of, key_of

DEEDS = {
    "note": deeds.note_progress,
    "claim": deeds.claim_task,
    "accept": deeds.accept_task,
    "return": deeds.return_task,
    "cancel": deeds.cancel_task,
}


@require_safe
@door.official
def task(request: HttpRequest, actor: Actor, task_id: int) -> HttpResponse:
    """The page of a task."""
    return render(request, "task.html", {"page": task_page(actor, task_id, door.today()), "key": uuid4()})


@require_POST
@door.official
def deed(request: HttpRequest, actor: Actor, task_id: int, name: str) -> HttpResponse:
    """Does one of the deeds on a task."""
    if name not in DEEDS:
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    percent = request.POST.get("percent", "").strip().rstrip("%％")
    if percent and int_of(percent) is None:
        raise Refused("bad_percent", "进度请填 0 到 100 之间的整数。")
    said = deeds.NoteIn(
        key=key_of(request),
        text=request.POST.get("text", "").strip(),
        problem=request.POST.get("problem", "").strip(),
        percent=int_of(percent),
        files=[deeds.FileIn(f.name or "file", f.read()) for f in request.FILES.getlist("files")],
    )
    new = DEEDS[name](actor=actor, task_id=task_id, said=said, now=door.now())
    messages.success(request, _("已保存。") if new else _("刚才已经保存过，没有重复记录。"))
    return redirect("task", task_id)


@require_POST
@door.official
def settle(request: HttpRequest, actor: Actor, task_id: int) -> HttpResponse:
    """Sets the day a task is due."""
    due_on, reason = day_of(request.POST.get("due_on")), request.POST.get("reason", "")
    deeds.settle_task(actor=actor, task_id=task_id, due_on=due_on, reason=reason, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("task", task_id)


@require_safe
@door.official
def file(request: HttpRequest, actor: Actor, file_id: int) -> HttpResponseBase:  # noqa: ARG001 - a view
    """A file of a note, always as a download of no kind, so that no browser shows or runs it on this site."""
    found = attachment(actor, file_id)
    export_list(actor=actor, export=Export("file", "file", 1, file_id), now=door.now())
    kind = "application/octet-stream"
    answer = FileResponse(found.file.open(), as_attachment=True, filename=found.name, content_type=kind)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
