"""Raising the walls: role, grants and row-level security, after every migration; and work by the program itself."""

from contextlib import AbstractContextManager

from django.db import connection

from shanzhi.database import ROLE
from shanzhi.models import walls


def build_walls() -> None:
    """Writes role, grants and row-level security as models/walls.py has them; run as the owner of the tables."""
    walls.build()


def as_the_program() -> None:
    """From here on this process, started by the owner, is the role that owns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")


def as_the_house() -> AbstractContextManager[None]:
    """One transaction of the program itself over everything; the deeds inside keep the scopes of their actors."""
    return walls.acting(None)
