"""Feeds at the desk: all of them, one with its sources and what could not be taken, and one row as a line."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shanzhi import door
from shanzhi.actions.feeds import SourceIn, assign_meter, close_source, open_source
from shanzhi.core.access import Actor
from shanzhi.queries.feed_pages import feed_page, feeds_page, meter_page
from shanzhi.web.desk.asked import int_of


@require_safe
@door.official
def feeds(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The feeds of all programmes."""
    return render(request, "feeds.html", {"rows": feeds_page(actor, door.now())})


@never_cache
@require_safe
@door.official
def feed(request: HttpRequest, actor: Actor, programme_id: int, feed: str) -> HttpResponse:
    """A feed; ?silent=1 its silent rows alone, ?after= the next page."""
    silent = bool(request.GET.get("silent"))
    asked = (int_of(request.GET.get("after")) or 0, silent)
    page = feed_page(actor, programme_id, feed, asked, door.now())
    return render(request, "feed.html", {"page": page, "only": silent})


@never_cache
@require_safe
@door.official
def meter(request: HttpRequest, actor: Actor, programme_id: int, feed: str, record_id: int) -> HttpResponse:
    """One row of a feed as a line; ?quantity= which one."""
    page = meter_page(actor, programme_id, feed, record_id, request.GET.get("quantity", "")[:60], door.today())
    return render(request, "meter.html", {"page": page})


@never_cache
@require_POST
@door.official
def open_(request: HttpRequest, actor: Actor, programme_id: int, feed: str) -> HttpResponse:
    """Opens a source; its key is shown on this page, this once."""
    names = ("way", "title", "key_field", "topic")
    given = SourceIn(feed, **{name: request.POST.get(name, "")[:200] for name in names})
    opened = open_source(actor=actor, programme_id=programme_id, given=given, now=door.now())
    page = feed_page(actor, programme_id, feed, (0, False), door.now())
    address = request.build_absolute_uri(f"/api/feeds/{opened.id}/readings")
    return render(request, "feed.html", {"page": page, "only": False, "opened": opened, "address": address})


@require_POST
@door.official
def close(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Closes a source."""
    closed = close_source(actor=actor, source_id=source_id, now=door.now())
    messages.success(request, _("已停用。"))
    return redirect("feed", closed.programme_id, closed.feed)


@require_POST
@door.official
def assign(request: HttpRequest, actor: Actor, trouble_id: int) -> HttpResponse:
    """Gives a meter's number to a row."""
    given = assign_meter(actor=actor, trouble_id=trouble_id, row=request.POST.get("row", "")[:200], now=door.now())
    messages.success(request, _("已指定。这块表以后送来的读数会收下。"))
    return redirect("feed", given.programme_id, given.feed)
