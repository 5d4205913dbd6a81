"""The rules of a programme: in words, with what each did, and what it would do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.dry_run import try_rule
from shanzhi.core.access import Actor
from shanzhi.queries.rule_pages import rule_page, rules_page
from shanzhi.web.desk.asked import int_of

STATES = ("done", "skipped", "waiting", "failed")


@require_safe
@door.official
def rules(request: HttpRequest, actor: Actor, programme_id: int) -> HttpResponse:
    """The rules of a programme."""
    return render(request, "rules.html", {"page": rules_page(actor, programme_id)})


@require_safe
@door.official
def rule(request: HttpRequest, actor: Actor, programme_id: int, rule_id: str) -> HttpResponse:
    """One rule and its runs; ?state=failed those alone."""
    state = request.GET.get("state", "")
    page = rule_page(
        actor, programme_id, rule_id, state if state in STATES else "", int_of(request.GET.get("page")) or 1
    )
    return render(request, "rule.html", {"page": page, "tried": None})


@require_POST
@door.official
def dry_run(request: HttpRequest, actor: Actor, programme_id: int, rule_id: str) -> HttpResponse:
    """What the rule would do now; nothing is written."""
    tried = try_rule(actor=actor, programme_id=programme_id, rule_id=rule_id, now=door.now())
    return render(request, "rule.html", {"page": rule_page(actor, programme_id, rule_id), "tried": tried})
