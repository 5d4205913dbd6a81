"""People, posts and units: kept by hand, and from lists."""

from collections.abc import Callable, Mapping
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions import corrections, posts
from shanzhi.actions.exports import Export, export_list
from shanzhi.actions.people import Imported, import_people, import_units
from shanzhi.core.access import Actor
from shanzhi.core.correction import PersonSaid, UnitSaid, split_aliases
from shanzhi.core.kinds import Refused
from shanzhi.core.register import NEEDED, PEOPLE_COLUMNS, UNIT_COLUMNS, Problem
from shanzhi.papers.limits import LIST_BYTES
from shanzhi.queries import people
from shanzhi.queries.people_lists import check_list, people_page, person_page, post_lines, unit_page, units_page
from shanzhi.web.desk.asked import day_of, int_of
from shanzhi.web.desk.attached import XLSX, download
from shanzhi.web.desk.carried import Carrier
from shanzhi.web.desk.sheets import people_sheet, units_sheet, write_sheet

if TYPE_CHECKING:
    from shanzhi.papers.lists import Listed

COLUMNS: Final = {"units": UNIT_COLUMNS, "people": PEOPLE_COLUMNS}
DEEDS: Final[Mapping[str, Callable[..., Imported]]] = {"units": import_units, "people": import_people}
CARRIER: Final = Carrier("list", LIST_BYTES)


@require_safe
@door.official
def people_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """People with their posts, those whose posts are over apart."""
    text, ended = _text(request), bool(request.GET.get("ended"))
    page = people_page(actor, text, door.today(), ended=ended, page=int_of(request.GET.get("page")) or 1)
    return render(request, "people.html", {"page": page, "text": text, "ended": ended, "query": _query(request)})


@require_safe
@door.official
def units_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Units with aliases, place and the unit above."""
    text = _text(request)
    page = units_page(actor, text, int_of(request.GET.get("page")) or 1)
    return render(request, "units.html", {"page": page, "text": text, "query": _query(request)})


@require_safe
@door.official
def person(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """A person with his posts, and what can be done with them."""
    return render(request, "person.html", {"page": person_page(actor, user_id, door.today()), "home": actor.place_code})


@require_POST
@door.official
def correct_person(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Corrects name and username."""
    said = PersonSaid(request.POST.get("name", ""), request.POST.get("username", ""))
    was = request.POST.get("was", "")
    corrections.correct_person(actor=actor, user_id=user_id, said=said, was=was, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("person", user_id)


@require_safe
@door.official
def unit(request: HttpRequest, actor: Actor, unit_id: int) -> HttpResponse:
    """A unit, to be corrected."""
    return render(request, "unit.html", {"page": unit_page(actor, unit_id)})


@require_POST
@door.official
def correct_unit(request: HttpRequest, actor: Actor, unit_id: int) -> HttpResponse:
    """Corrects name, aliases, kind, place and the unit above."""
    given = {name: request.POST.get(name, "") for name in ("name", "aliases", "kind", "place", "parent", "was")}
    parent, aliases = int_of(given["parent"]), split_aliases(given["aliases"])
    said = UnitSaid(given["name"], aliases, given["kind"], given["place"], parent)
    corrections.correct_unit(actor=actor, unit_id=unit_id, said=said, was=given["was"], now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("unit", unit_id)


@require_POST
@door.official
def give_post(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Gives a person a post; that of a unit lies where the unit lies."""
    page, role = person_page(actor, user_id, door.today()), request.POST.get("role", "")
    if role not in page.roles:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    unit = int_of(request.POST.get("unit")) if role == "unit" else None
    own = next((code for id_, _name, code in page.units if id_ == unit), "")
    place = own or request.POST.get("place") or actor.place_code
    post = posts.PostIn(user_id, role, place, unit, *_days(request))
    posts.give_post(actor=actor, post=post, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("person", user_id)


@require_POST
@door.official
def end_post(request: HttpRequest, actor: Actor, user_id: int, post_id: int) -> HttpResponse:
    """Ends a post with a day and a reason."""
    last = day_of(request.POST.get("to_on")) or door.today()
    reason = request.POST.get("reason", "")
    posts.end_post(actor=actor, post_id=post_id, to_on=last, reason=reason, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("person", user_id)


@require_POST
@door.official
def stand_in(request: HttpRequest, actor: Actor, user_id: int, post_id: int) -> HttpResponse:
    """Lets somebody stand in for a post."""
    name = request.POST.get("username", "").strip()
    other = people.by_username(name)
    if other is None:
        raise Refused("not_found", "没有找到用户名为“{name}”的同志，请检查用户名。", name=name)
    first, last = _days(request)
    days = (first or door.today(), last or first or door.today())
    posts.stand_in(actor=actor, post_id=post_id, user_id=other.pk, days=days, now=door.now())
    messages.success(request, _("已保存。"))
    return redirect("person", user_id)


@require_safe
@door.official
def people_xlsx(_request: HttpRequest, actor: Actor) -> HttpResponse:
    """All posts as a list that can be read back."""
    lines = post_lines(actor)
    export_list(actor=actor, export=Export("people", "xlsx", len(lines)), now=door.now())
    return _file(write_sheet(people_sheet(lines, actor.place_name, door.today())), "people")


@require_safe
@door.official
def units_xlsx(_request: HttpRequest, actor: Actor) -> HttpResponse:
    """All units as a list that can be read back."""
    page = units_page(actor, "", whole=True)
    export_list(actor=actor, export=Export("units", "xlsx", len(page.rows)), now=door.now())
    return _file(write_sheet(units_sheet(page.rows, actor.place_name, door.today())), "units")


@door.official
def import_list(request: HttpRequest, actor: Actor, what: str) -> HttpResponse:
    """A list chosen, checked, and its good rows taken in.

    Between the steps the file travels in the page itself, signed for its person: the server keeps nothing of it.
    """
    if what not in COLUMNS:
        raise Refused("not_found", "没有这个页面。")
    if request.method != "POST":
        check_list(actor, what, ())
        return render(request, "import.html", {"what": what, "most_mb": CARRIER.most_mb})
    deed, data = request.POST.get("deed", ""), CARRIER.handed_in(request, actor, what)
    if deed == "result":
        check_list(actor, what, ())
        return _file(data, what)
    listed = _lists().read_list(data, COLUMNS[what], NEEDED[what])
    if deed == "import":
        return _import(request, actor, what, (data, listed))
    good, problems = check_list(actor, what, listed.rows)
    if deed == "marked":
        return _file(_lists().mark_list(data, listed, _sentences(problems)), what)
    found = {"what": what, "good": good, "problems": problems, "file": CARRIER.packed(actor, what, data)}
    return _page(request, found)


def _import(request: HttpRequest, actor: Actor, what: str, given: tuple[bytes, "Listed"]) -> HttpResponse:
    data, listed = given
    done = DEEDS[what](actor=actor, rows=listed.rows, now=door.now())
    more = {"初始密码": done.passwords} if done.passwords else {}
    back = _lists().mark_list(data, listed, _sentences(done.problems), more)
    return _page(request, {"what": what, "done": done, "file": CARRIER.packed(actor, what, back)})


def _lists() -> ModuleType:
    from shanzhi.papers import lists  # noqa: PLC0415 - its library takes 8 MB, and most servers are idle

    return lists


def _page(request: HttpRequest, found: Mapping[str, object]) -> HttpResponse:
    response = render(request, "import.html", {**found, "most_mb": CARRIER.most_mb})
    response["Cache-Control"] = "private, no-store"
    return response


def _sentences(problems: tuple[Problem, ...]) -> dict[int, str]:
    return {p.n: str(p.words) for p in problems}


def _days(request: HttpRequest) -> tuple[date | None, date | None]:
    return day_of(request.POST.get("from_on")), day_of(request.POST.get("to_on"))


def _text(request: HttpRequest) -> str:
    return request.GET.get("text", "").strip()[:100]


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _file(data: bytes, what: str) -> HttpResponse:
    name = f"{'单位名单' if what == 'units' else '人员名单'}-{door.today():%Y%m%d}.xlsx"
    return download(data, name, XLSX)
