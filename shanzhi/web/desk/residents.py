"""Residents at the desk: the register of a place, a household, a person, and the deeds on them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions import residents as deeds
from shanzhi.core.access import Actor
from shanzhi.core.consent import CONSENT_FORMS, CONSENT_KINDS, may_be_child
from shanzhi.core.kinds import Refused
from shanzhi.core.rights import CAME_BY, REQUEST_KINDS
from shanzhi.queries.residents import (
    household_page,
    person_page,
    places_page,
    residents_by_id_number,
    residents_page,
)
from shanzhi.web.desk.asked import day_of, int_of

CHOICES = {"kinds": CONSENT_KINDS, "forms": CONSENT_FORMS, "request_kinds": REQUEST_KINDS, "came_by": CAME_BY}


@require_safe
@door.official
def places(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The places whose register the actor keeps."""
    return render(request, "residents_places.html", {"places": places_page(actor)})


@never_cache
@door.official
def residents(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The residents of a place; a POST looks for a beginning of a name, which so stands in no address."""
    name = request.POST.get("name", "").strip()[:60]
    page = residents_page(actor, code, name, int_of(request.GET.get("page")) or 1)
    return render(request, "residents.html", {"page": page})


@never_cache
@require_POST
@door.official
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whoever has an ID number; it comes by POST, so that it stands in no address and no log."""
    rows = residents_by_id_number(actor, request.POST.get("id_number", ""), door.today())
    return render(request, "residents_found.html", {"rows": rows})


@require_POST
@door.official
def add_household(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Enters a household."""
    number = request.POST.get("number", "")
    made = deeds.add_household(actor=actor, place_code=code, number=number, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("household", made)


@never_cache
@require_safe
@door.official
def household(request: HttpRequest, actor: Actor, household_id: int) -> HttpResponse:
    """A household."""
    return render(request, "household.html", {"page": household_page(actor, household_id)})


@require_POST
@door.official
def household_deed(request: HttpRequest, actor: Actor, household_id: int, name: str) -> HttpResponse:
    """Corrects or ends a household, or enters somebody of it."""
    post = request.POST
    if name == "correct":
        number, head = post.get("number", ""), int_of(post.get("head"))
        deeds.correct_household(actor=actor, household_id=household_id, number=number, head_id=head, now=door.now())
    elif name == "add":
        given = deeds.ResidentIn(post.get("name"), _year(post.get("birth_year", "")))
        made = deeds.add_resident(actor=actor, household_id=household_id, given=given, now=door.now())
        messages.success(request, _("已保存。登记电话和身份证号前，请先记下本人的同意。"))
        return redirect("resident", made)
    elif name == "end":
        code = household_page(actor, household_id).code
        day = day_of(post.get("ended_on")) or door.today()
        deeds.end_household(actor=actor, household_id=household_id, ended_on=day, now=door.now())
        messages.success(request, _("已销户。"))
        return redirect("residents", code)
    else:
        raise _no_page()
    messages.success(request, _("已保存。"))
    return redirect("household", household_id)


@never_cache
@require_safe
@door.official
def resident(request: HttpRequest, actor: Actor, resident_id: int) -> HttpResponse:
    """A resident: what is held, consents, requests."""
    page = person_page(actor, resident_id, door.today())
    child = may_be_child(page.birth_year, door.today())
    return render(request, "resident.html", {"page": page, "child": child, **CHOICES})


@never_cache
@require_POST
@door.official
def resident_deed(request: HttpRequest, actor: Actor, resident_id: int, name: str) -> HttpResponse:
    """Corrects a resident, takes him off the register, or shows a sensitive value once."""
    post = request.POST
    if name == "correct":
        given = deeds.ResidentIn(
            name=post.get("name"),
            birth_year=_year(post.get("birth_year", "")),
            phone=_given(request, "phone"),
            id_number=_given(request, "id_number"),
        )
        revision = int_of(post.get("revision")) or 0
        deeds.correct_resident(actor=actor, resident_id=resident_id, given=given, revision=revision, now=door.now())
    elif name == "end":
        day = day_of(post.get("ended_on")) or door.today()
        deeds.end_resident(actor=actor, resident_id=resident_id, ended_on=day, now=door.now())
    elif name == "reveal":
        return _reveal(request, actor, resident_id)
    else:
        raise _no_page()
    messages.success(request, _("已保存。"))
    return redirect("resident", resident_id)


def _reveal(request: HttpRequest, actor: Actor, resident_id: int) -> HttpResponse:
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    value = deeds.reveal_value(actor=actor, resident_id=resident_id, field=field, reason=reason, now=door.now())
    return render(request, "revealed.html", {"value": value, "field": field, "resident_id": resident_id})


def _given(request: HttpRequest, name: str) -> str | None:
    """A sensitive field: left alone where nothing was typed, emptied where that was ticked."""
    typed = request.POST.get(name, "").strip()
    return "" if request.POST.get(f"no_{name}") else typed or None


def _year(text: str) -> int:
    """A year; 0 for none.

    raises: Refused("bad_birth_year").
    """
    year = int_of(text.strip())
    if text.strip() and year is None:
        raise Refused("bad_birth_year", "出生年份不可能，请填四位数的年份，例如 1957。")
    return year or 0


def _no_page() -> Refused:
    return Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
