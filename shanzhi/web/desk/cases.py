"""Cases at the desk: the flows of a programme, a case, the steps taken of it, and the time limits that wait."""

from collections.abc import Mapping
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shanzhi import door
from shanzhi.actions.answers import AnswerIn, give_answer
from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.core.access import Actor
from shanzhi.core.filling import Fault, Unfilled
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.quorum import Meeting
from shanzhi.queries.answers import AnswerForm, answer_form, case_with_answers
from shanzhi.queries.case_forms import ABOUT, NewForm, StepForm, new_form, step_form
from shanzhi.queries.case_page import case_chart
from shanzhi.queries.cases import CaseFilter, case_list
from shanzhi.queries.stuck_clocks import stuck_clocks
from shanzhi.web.desk.asked import int_of, kept_by, key_of
from shanzhi.web.form import Shown, form_of, typed_of

COUNTS = ("members", "present", "agree", "households", "households_present")
ELSEWHERE = ("not_found", "second_factor_needed", "log_in_first")  # refusals the form does not answer


@require_safe
@door.official
def cases(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The flows of a programme and its cases."""
    asked = _filter(request)
    page = case_list(actor, programme_id, asked, door.now())
    query = request.GET.copy()
    query.pop("before", None)
    return render(request, "cases.html", {"page": page, "asked": asked, "query": query.urlencode()})


@never_cache
@door.official
def new(request: HttpRequest, actor: Actor, programme_id: int, flow: str) -> HttpResponse:
    """The form that opens a case; a POST opens it."""
    page = new_form(actor, programme_id, flow, door.now())
    if request.method != "POST":
        about = {ABOUT: request.GET.get("about", "")[:300]}
        return _new(request, page, Shown(typed=about if about[ABOUT] else None, offers=page.offers))
    typed = typed_of(page.fields, request.POST, request.FILES, kept_by(actor))
    given = CaseIn(
        programme_id,
        flow,
        request.POST.get("place", ""),
        {k: v for k, v in typed.items() if v not in ("", []) and k != ABOUT},
        request.POST.get("action", ""),
        about=str(typed.get(ABOUT, "")),
        key=key_of(request),
    )
    try:
        made = open_case(actor=actor, given=given, now=door.now())
    except Refused as refused:
        return _new(request, page, _again(refused, typed, page.offers), refused)
    messages.success(request, _("已登记。"))
    return redirect("case", made)


@require_safe
@door.official
def case(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """A case."""
    page, answers = case_with_answers(actor, case_id, door.now())
    return render(request, "case.html", {"page": page, "answers": answers})


@require_safe
@door.official
def chart(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """The chart of a case's flow, with the state it is in."""
    del request
    return HttpResponse(case_chart(actor, case_id, door.now()), content_type="image/svg+xml")


@never_cache
@door.official
def step(request: HttpRequest, actor: Actor, case_id: int, action: str) -> HttpResponse:
    """The form of a step; a POST takes it."""
    page = step_form(actor, case_id, action, door.now())
    if request.method != "POST":
        return _step(request, page, Shown(values=page.held, names=page.names, offers=page.offers))
    typed = typed_of(page.fields, request.POST, request.FILES, kept_by(actor))
    said = StepIn(
        case_id,
        action,
        int_of(request.POST.get("revision")) or 0,
        {k: v for k, v in typed.items() if v not in ("", [])},
        key_of(request),
        _meeting(request) if page.decides else None,
    )
    try:
        take_step(actor=actor, said=said, now=door.now())
    except Refused as refused:
        fresh = step_form(actor, case_id, action, door.now())
        return _step(request, fresh, _again(refused, typed, fresh.offers), refused)
    messages.success(request, _("已办理。"))
    return redirect("case", case_id)


@never_cache
@door.official
def answer(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """The form of an answer that a case collects; a POST gives it."""
    page = answer_form(actor, case_id, door.now())
    if request.method != "POST":
        return _answer(request, page, Shown(values=page.values, names=page.names, offers=page.offers.options))
    typed = typed_of(page.fields, request.POST, request.FILES, kept_by(actor))
    said = AnswerIn(case_id, {k: v for k, v in typed.items() if v not in ("", [])}, key_of(request))
    try:
        give_answer(actor=actor, said=said, now=door.now())
    except Refused as refused:
        fresh = answer_form(actor, case_id, door.now())
        return _answer(request, fresh, _again(refused, typed, fresh.offers.options), refused)
    messages.success(request, _("已填报。"))
    return redirect("case", case_id)


@require_safe
@door.official
def clocks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The time limits that ran out and could not be dealt with."""
    return render(request, "stuck_clocks.html", {"rows": stuck_clocks(actor, door.now())})


def _new(request: HttpRequest, page: NewForm, shown: Shown, refused: Refused | None = None) -> HttpResponse:
    context = {"page": page, "form": form_of(page.fields, shown), "key": request.POST.get("key") or uuid4()}
    return render(request, "case_new.html", context, status=_status(refused))


def _step(request: HttpRequest, page: StepForm, shown: Shown, refused: Refused | None = None) -> HttpResponse:
    counts = {name: request.POST.get(name, "") for name in COUNTS}
    context = {"page": page, "form": form_of(page.fields, shown), "key": uuid4(), "counts": counts}
    return render(request, "case_step.html", context, status=_status(refused))


def _answer(request: HttpRequest, page: AnswerForm, shown: Shown, refused: Refused | None = None) -> HttpResponse:
    context = {"page": page, "form": form_of(page.fields, shown), "key": uuid4()}
    return render(request, "case_answer.html", context, status=_status(refused))


def _status(refused: Refused | None) -> int:
    return door.STATUS.get(refused.code, 422) if refused else 200


def _again(refused: Refused, typed: Mapping[str, object], offers: Mapping[str, object]) -> Shown:
    """What was typed, with what ails it; what no form can answer goes to the door."""
    if refused.code in ELSEWHERE:
        raise refused
    faults = refused.faults if isinstance(refused, Unfilled) else (Fault("", Words(refused.text, refused.args_)),)
    return Shown(typed=typed, faults=faults, offers=offers)  # type: ignore[arg-type]  # offers of the same page


def _meeting(request: HttpRequest) -> Meeting | None:
    """The counts of a meeting; None where none was given."""
    said = [int_of(request.POST.get(name)) for name in COUNTS]
    return Meeting(*(n or 0 for n in said)) if any(n is not None for n in said) else None


def _filter(request: HttpRequest) -> CaseFilter:
    get = request.GET
    return CaseFilter(
        flow=get.get("flow", "")[:60],
        state=get.get("state", "")[:60],
        place=_code(get.get("place", "")),
        mine=bool(get.get("mine")),
        late=bool(get.get("late")),
        record=int_of(get.get("record")),
        before=int_of(get.get("before")),
    )


def _code(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) in (12, 14) else ""
