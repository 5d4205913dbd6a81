"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shanzhi import __version__, door
from shanzhi.queries import people


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who is logged in, today's date, the languages on offer."""
    actor = people.actor_of(getattr(request, "user", None))
    return {"actor": actor, "today": door.today(), "languages": settings.LANGUAGES, "version": __version__}
