"""Raising the walls: role, grants and row-level security, after every migration; and work by the program itself."""

from contextlib import AbstractContextManager

from shanzhi.models import walls


def build_walls() -> None:
    """Writes role, grants and row-level security as models/walls.py has them; run as the owner of the tables."""
    walls.build()


def as_the_house() -> AbstractContextManager[None]:
    """One transaction of the program itself over everything; the deeds inside keep the scopes of their actors."""
    return walls.acting(None)
