"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shanzhi import __version__, door


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who is logged in, today's date, the languages on offer."""
    actor = door.actor_of(request) if hasattr(request, "user") else None
    return {
        "actor": actor,
        "person": door.log_in_of(request) if hasattr(request, "user") and not actor else None,
        "posts": door.posts_of(request) if actor else (),
        "for_until": door.for_until(request) if actor else None,
        "today": door.today(),
        "languages": settings.LANGUAGES,
        "version": __version__,
    }
