"""Reading over the wire: plans read, ledgers, tasks."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from shanzhi import __version__, door
from shanzhi.actions import tasks as progress
from shanzhi.actions.plans import LONGEST
from shanzhi.api.readings import router as readings
from shanzhi.api.shapes import NO, RefusalOut
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.core.plan.label import as_label
from shanzhi.core.plan.reading import read_plan
from shanzhi.papers.refusals import refused
from shanzhi.queries.ledger import Filter, ledger_page

api = NinjaAPI(title="Shanzhi", version=__version__, auth=SessionAuth(csrf=True), docs_url=None, openapi_url=None)
api.add_router("", readings)


@api.exception_handler(Refused)
def refused_json(request: HttpRequest, refusal: Refused | type[Refused]) -> HttpResponse:
    """A refusal as JSON, in every mode of the server."""
    return door.refused_response(request, cast("Refused", refusal))


@api.exception_handler(HttpError)
def not_let_in(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """Nobody logged in, no token, or a body that is no JSON: refusals like all others."""
    status = cast("HttpError", error).status_code
    refusal = Refused("bad_request", "请求的内容不对：{where}。请对照接口说明改正后再发送。", where="body")
    if status == HTTPStatus.UNAUTHORIZED:
        refusal = Refused("log_in_first", "请先登录，再使用接口。")
    if status == HTTPStatus.FORBIDDEN:
        refusal = Refused("token_missing", "请求没有带上本站的防伪标记（X-CSRFToken），请从页面取得标记后再发送。")
    return door.refused_response(request, refusal)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """Fields that are missing or of another kind; says which."""
    where = "、".join(".".join(str(part) for part in e["loc"]) for e in cast("ValidationError", error).errors)
    refusal = Refused("bad_request", "请求的内容不对：{where}。请对照接口说明改正后再发送。", where=where)
    return door.refused_response(request, refusal)


LONG = 17  # more digits are no number of a phone


@dataclass(frozen=True, slots=True)
class TaskOut:
    """A task of the ledger."""

    id: int
    path: str
    title: str
    units: list[tuple[str, str]]
    due_on: date | None
    due_words: str
    light: str
    state: str
    percent: int


@dataclass(frozen=True, slots=True)
class LedgerOut:
    """A page of a ledger. lights: (light, count) over all pages."""

    id: int
    title: str
    total: int
    page: int
    pages: int
    lights: list[tuple[str, int]]
    tasks: list[TaskOut]


class PlanIn(Schema):
    """The text of a plan."""

    text: str


@api.post("/read", response={200: dict[str, Any], **NO}, operation_id="read_plan")
def read(request: HttpRequest, plan: PlanIn) -> dict[str, object]:
    """The facts of a plan's text, nothing stored."""
    _actor(request)
    if len(plan.text) > LONGEST:
        raise refused("too_much_text", limit=LONGEST // 10_000)
    return as_label(read_plan(plan.text))


@api.get("/programmes/{programme_id}/tasks", response={200: LedgerOut, 404: RefusalOut, **NO}, operation_id="ledger")
def tasks(request: HttpRequest, programme_id: int, page: int = 1, light: str = "") -> LedgerOut:
    """A page of a programme's ledger."""
    found = ledger_page(_actor(request), programme_id, Filter(page=page, light=light), door.today())
    rows = [
        TaskOut(r.id, r.path, r.title, list(r.units), r.due_on, r.due_words, r.light, r.state, r.percent)
        for r in found.rows
    ]
    return LedgerOut(found.id, found.title, found.total, found.page, found.pages, list(found.lights), rows)


class Phone(HttpBearer):
    """A paired phone: the token it was given when it was paired."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Who acts through it."""
        number = request.headers.get("X-Device-Seq", "")
        return door.phone_of(
            token, int(number) if number.isascii() and number.isdigit() and len(number) < LONG else None
        )


class NoteIn(Schema):
    """What is noted of a task. key: made where it was typed: sent twice it is one note; percent: 0 to 100."""

    key: UUID
    text: str
    percent: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class NoteOut:
    """new: False where this very note was there already."""

    new: bool


@api.post(
    "/tasks/{task_id}/note",
    auth=Phone(),
    response={200: NoteOut, 404: RefusalOut, **NO},
    operation_id="note_progress",
)
def note(
    request: HttpRequest,
    task_id: int,
    said: NoteIn,
    seq: Annotated[int | None, Header(alias="X-Device-Seq", ge=1, le=2**53)] = None,  # noqa: ARG001 - Phone has read it
) -> NoteOut:
    """Notes progress from a paired phone.

    X-Device-Seq: the number of this deed among those of the phone that were accepted, from 1; a refused one gives its
    number to the next. The audit tells the numbers that never arrived.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by Phone
    given = progress.NoteIn(said.key, said.text, said.problem, said.percent)
    return NoteOut(progress.note_progress(actor=actor, task_id=task_id, said=given, now=door.now()))


def _actor(request: HttpRequest) -> Actor:
    actor = door.actor_of(request)
    if actor is None:
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    return actor
