"""Spending from the budgets of requests, together over all worker processes."""

import hashlib
from datetime import datetime

from django.db import connection

from shanzhi.core.access import DOOR
from shanzhi.core.budget import BUDGETS, MINUTE, wait
from shanzhi.core.kinds import Refused
from shanzhi.models import Spent
from shanzhi.models.walls import acting

# The row moves only where the request still fits into the minute; so two workers never both take the last one.
_SPEND = """
INSERT INTO shanzhi_spent AS s (key, until) VALUES (%(key)s, %(now)s + make_interval(secs => %(every)s))
ON CONFLICT (key) DO UPDATE SET until = greatest(s.until, %(now)s) + make_interval(secs => %(every)s)
WHERE greatest(s.until, %(now)s) + make_interval(secs => %(every)s) <= %(now)s + make_interval(secs => %(minute)s)
RETURNING xmax = 0
"""


def spend(*, what: str, whose: str, pace: int, now: datetime) -> None:
    """Takes one request from a budget of core.budget.BUDGETS; pace: how many times the usual number, 0 for no limit.

    cost: 1 statement; 1 more for somebody new, when rows of full budgets go; 2 more where the budget is empty.
    raises: Refused("too_often"), whose argument `seconds` says when to come again.
    """
    if not pace:
        return
    every = BUDGETS[what].every(pace)
    key = hashlib.sha256(f"{what} {whose}".encode()).hexdigest()
    with acting(DOOR):
        with connection.cursor() as cursor:
            seconds = {"every": every.total_seconds(), "minute": MINUTE.total_seconds()}
            cursor.execute(_SPEND, {"key": key, "now": now, **seconds})
            took = cursor.fetchone()
        if took != (False,):
            Spent.objects.filter(until__lt=now).delete()
        if took:
            return
        until = Spent.objects.filter(key=key).values_list("until", flat=True).first() or now
    raise Refused("too_often", "请求太频繁，请过 {seconds} 秒再试。", seconds=wait(until, now, every))


def forget_spent(now: datetime) -> int:
    """Deletes budgets that are full again; gives how many."""
    with acting(DOOR):
        return Spent.objects.filter(until__lt=now).delete()[0]
