"""Turns: deeds of one kind on one programme go one after the other."""

from django.db import connection


def take_turn(lock: int, programme_id: int) -> None:
    """Waits for whoever does the like on the same programme, until the transaction ends. lock: of the kind of deed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [lock, programme_id % 2**31])
