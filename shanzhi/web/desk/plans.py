"""Plans: handed in, checked clause by clause, adopted."""

import re
from datetime import date
from typing import Literal

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.reviews import ClauseIn, FactIn, answer_questions, check_clause, check_rest, propose_plan
from shanzhi.core.access import Actor
from shanzhi.core.indicator import OPS
from shanzhi.core.kinds import Refused
from shanzhi.core.programme import Answers
from shanzhi.core.review import ADDABLE, FIELDS, FREQS
from shanzhi.papers.refusals import refused
from shanzhi.queries.reviews import AskedAnchor, plans_page, preview_page, review_page
from shanzhi.web.desk.asked import day_of, int_of

_FIELD = re.compile(r"^(f[0-9]{1,18}|new-[a-z]+)-([a-z_]+)$")
MEGABYTE = 1024 * 1024


@door.official
def plans(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The plans handed in; a POST hands one in."""
    if request.method == "POST":
        return _hand_in(request, actor)
    return render(request, "plans.html", {"plans": plans_page(actor), "most_mb": settings.MAX_UPLOAD_MB})


def _hand_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    file = request.FILES.get("file")
    if file and (file.size or 0) > settings.MAX_UPLOAD_MB * MEGABYTE:
        raise refused("too_large", size=(file.size or 0) // MEGABYTE, limit=settings.MAX_UPLOAD_MB)
    plan = PlanIn(file.read(), file.name or "") if file else PlanIn(text=request.POST.get("text", ""))
    done = hand_in_plan(actor=actor, plan=plan, now=door.now())
    if done.again:
        messages.info(request, _("这份方案以前递交过，没有重复保存，已为您打开原来的核对页。"))
    return redirect("review", done.reading_id)


@require_safe
@door.official
def review(request: HttpRequest, actor: Actor, reading_id: int) -> HttpResponse:
    """The review page, or only the clause at hand where htmx asks for it."""
    page = review_page(actor, reading_id, int_of(request.GET.get("at")) or 0)
    part = request.htmx and request.htmx.target == "clause"  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "_clause_swap.html" if part else "review.html", {"page": page, **_choices()})


@require_POST
@door.official
def clause(request: HttpRequest, actor: Actor, reading_id: int, n: int) -> HttpResponse:
    """Saves what was said of a clause and goes on to the next."""
    verdict: Literal["good", "question"] = "question" if request.POST.get("verdict") == "question" else "good"
    given = ClauseIn(n, int_of(request.POST.get("revision")) or 0, verdict, _facts(request))
    try:
        check_clause(actor=actor, reading_id=reading_id, clause=given, now=door.now())
    except Refused as refused:
        if refused.code == "changed_meanwhile" and request.htmx:  # type: ignore[attr-defined]  # set by its middleware
            return _changed(request, actor, (reading_id, n), refused)
        raise
    after = n if request.POST.get("stay") else n + 1
    if not request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        return redirect(f"{request.path.rsplit('/clauses', 1)[0]}/?at={after}#c{after}")
    page = review_page(actor, reading_id, after)
    return render(request, "_clause_swap.html", {"page": page, "moved": True, **_choices()})


def _changed(request: HttpRequest, actor: Actor, at: tuple[int, int], refused: Refused) -> HttpResponse:
    """Shows what a colleague saved meanwhile; the fields stay as typed, and saving once more then counts."""
    page = review_page(actor, *at)
    context = {"page": page, "text": door.refusal_text(refused), "code": refused.code}
    response = render(request, "_changed.html", context, status=door.STATUS[refused.code])
    response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML"
    return response


@require_POST
@door.official
def rest(request: HttpRequest, actor: Actor, reading_id: int) -> HttpResponse:
    """Says "all good" of everything not looked at yet."""
    n = check_rest(actor=actor, reading_id=reading_id, now=door.now())
    messages.success(request, _("已将其余 {n} 条标为无误。").format(n=n))
    return redirect("adoption", reading_id)


@door.official
def adoption(request: HttpRequest, actor: Actor, reading_id: int) -> HttpResponse:
    """The open questions and what adopting will create; a POST saves the answers."""
    if request.method == "POST":
        answers = _answers(request, actor, reading_id)
        revision = int_of(request.POST.get("revision")) or 0
        answer_questions(actor=actor, reading_id=reading_id, answers=answers, revision=revision, now=door.now())
        messages.success(request, _("已保存。"))
        return redirect("adoption", reading_id)
    return render(request, "adoption.html", {"page": preview_page(actor, reading_id)})


@require_POST
@door.official
def propose(request: HttpRequest, actor: Actor, reading_id: int) -> HttpResponse:
    """Hands a checked reading to a second person."""
    propose_plan(actor=actor, reading_id=reading_id, now=door.now())
    messages.success(request, _("已提请采纳，请同事或领导登录后采纳。"))
    return redirect("adoption", reading_id)


@require_POST
@door.official
def adopt(request: HttpRequest, actor: Actor, reading_id: int) -> HttpResponse:
    """Adopts a plan and opens its ledger."""
    done = adopt_plan(actor=actor, reading_id=reading_id, now=door.now())
    if done.again:
        messages.info(request, _("这份方案已经采纳过，没有重复建立。"))
    else:
        messages.success(request, _("已采纳，建立 {n} 项任务。").format(n=done.tasks + done.parts))
    return redirect("ledger", done.programme_id)


def _choices() -> dict[str, object]:
    return {"fields": FIELDS, "ops": OPS, "freqs": FREQS, "addable": ADDABLE}


def _facts(request: HttpRequest) -> list[FactIn]:
    """The facts of the form: f12-title … for those read, new-task-title … for one added, left out where empty."""
    groups: dict[str, dict[str, str]] = {}
    for name in request.POST:
        match = _FIELD.match(name)
        if match:
            groups.setdefault(match[1], {})[match[2]] = request.POST.get(name, "")
    out = []
    for name, fields in groups.items():
        rejected = fields.pop("rejected", "") == "1"
        if name.startswith("f"):
            out.append(FactIn(int(name[1:]), fields, rejected=rejected))
        elif any(fields.get(key, "").strip() for key in ("title", "name", "what")):
            out.append(FactIn(None, fields, kind=name.removeprefix("new-")))
    return out


def _answers(request: HttpRequest, actor: Actor, reading_id: int) -> Answers:
    """The answers of the form; a unit is named as it is registered."""
    known = preview_page(actor, reading_id)
    ids = {u.name: u.id for u in known.units}
    units, dates = dict(known.answers.units), dict(known.answers.dates)
    later = set(known.answers.later)
    for k, question in enumerate(known.questions.units):
        name = request.POST.get(f"unit{k}", "").strip()
        if name and name not in ids:
            raise Refused("unknown_unit", "没有登记名为“{name}”的单位，请从列表中选择，或先登记这个单位。", name=name)
        if name:
            units[question.words] = ids[name]
        elif request.POST.get(f"unit{k}-later"):
            later.add(question.words)
    for k, question in enumerate(known.questions.dates):
        day = day_of(request.POST.get(f"date{k}"))
        if day:
            dates[question.words] = day
        elif request.POST.get(f"date{k}-later"):
            later.add(question.words)
    anchors = dict(known.answers.anchors)
    for asked in known.anchors:
        _answer_anchor(request, asked, anchors, later)
    year = int_of(request.POST.get("year"))
    return Answers(
        year=year if year and 1900 < year < 2200 else known.answers.year,  # noqa: PLR2004 - a year of this age
        from_on=day_of(request.POST.get("from_on")),
        to_on=day_of(request.POST.get("to_on")),
        near_days=min(int_of(request.POST.get("near_days")) or known.answers.near_days, 365),
        units=units,
        dates=dates,
        later=frozenset(later),
        anchors=anchors,
    )


def _answer_anchor(request: HttpRequest, asked: AskedAnchor, anchors: dict[str, date], later: set[str]) -> None:
    """Takes the answer about one event into anchors or later; its fields carry the event's name, not a number."""
    event = asked.anchor.event
    if f"anchor-{event}" not in request.POST:
        return
    anchors.pop(event, None)
    later.difference_update({event}, (row.words for row in asked.anchor.hanging))
    day = day_of(request.POST[f"anchor-{event}"])
    if request.POST.get(f"proposed-{event}") and day is None:
        day = asked.proposed
    if day:
        anchors[event] = day
    elif request.POST.get(f"later-{event}"):
        later.add(event)
