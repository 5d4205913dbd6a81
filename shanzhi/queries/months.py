"""Months of the books: how far they are closed, what each held, and who closed it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection

from shanzhi.core.access import Actor, has, may
from shanzhi.core.closing import next_to_close
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.accounts import Account
from shanzhi.core.period import Period, period_of
from shanzhi.models import MonthClosing
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped

_TOTALS: Final = """SELECT b.account, b.measure,
    coalesce(sum(l.amount) FILTER (WHERE l."on" < %(first)s), 0)::bigint,
    coalesce(sum(l.amount) FILTER (WHERE l."on" >= %(first)s AND l.amount > 0), 0)::bigint,
    coalesce(-sum(l.amount) FILTER (WHERE l."on" >= %(first)s AND l.amount < 0), 0)::bigint,
    coalesce(sum(l.amount), 0)::bigint
FROM shanzhi_bookline l JOIN shanzhi_book b ON b.id = l.book_id
WHERE b.programme_id = %(programme)s AND l."on" <= %(last)s GROUP BY 1, 2 ORDER BY 1, 2"""
_ENTRIES: Final = """SELECT count(*) FROM shanzhi_bookentry WHERE programme_id = %(programme)s
    AND "on" BETWEEN %(first)s AND %(last)s"""


@dataclass(frozen=True, slots=True)
class Total:
    """An account through a month, all its owners together, in the smallest unit."""

    account: str
    title: str
    measure: str
    opening: int
    came: int
    went: int
    closing: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month. closed_at: None while it is only proposed; late: entries booked since that belong to it."""

    month: date
    name: str
    proposed_by: str
    proposed_at: datetime
    closed_by: str
    closed_at: datetime | None
    entries: int
    totals: tuple[Total, ...]
    late: int


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """Months of a programme, the newest first. due: the month to close next, with what it holds now."""

    id: int
    title: str
    place: str
    rows: tuple[MonthRow, ...]
    due: str
    due_first: date
    over: bool
    proposed: bool
    entries: int
    totals: tuple[Total, ...]
    may_propose: bool
    may_close: bool


def closed_to(programme_id: int) -> date | None:
    """The last day of the last closed month of a programme, in the scope at hand; None where none is closed.

    cost: 1 query.
    """
    closed = MonthClosing.objects.filter(programme=programme_id, closed_at__isnull=False).order_by("-month")
    month = closed.values_list("month", flat=True).first()
    return period_of(month, "month").last if month else None


def held_in(programme_id: int, month: Period) -> tuple[int, list[list[object]]]:
    """What a month holds: its entries, and of each account id, measure, opening, what came and went, closing.

    cost: 2 queries.
    """
    given: dict[str, int | date] = {"programme": programme_id, "first": month.first, "last": month.last}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, given)
        entries = cursor.fetchone()
        cursor.execute(_TOTALS, given)
        return int(entries[0]) if entries else 0, [list(row) for row in cursor.fetchall()]


@scoped
def months_page(actor: Actor, programme_id: int, today: date) -> MonthsPage:
    """Closed months with their totals and who closed them, and the month to close next.

    cost: 5 queries.
    raises: Refused("not_found").
    """
    if not has(actor, "see_books"):
        raise Refused("not_found", "没有找到这本账，可能不在您的管辖范围内。")
    found = running(programme_id)
    kept = MonthClosing.objects.filter(programme=programme_id).select_related("proposed_by", "closed_by")
    rows = list(kept.order_by("-month"))
    closed = next((period_of(r.month, "month").last for r in rows if r.closed_at), None)
    due = next_to_close(found.first, closed)
    entries, totals = held_in(programme_id, due)
    late = _late(programme_id)
    return MonthsPage(
        id=programme_id,
        title=found.title,
        place=found.place.name,
        rows=tuple(_row(found, r, late.get(r.month, 0)) for r in rows),
        due=due.name,
        due_first=due.first,
        over=today > due.last,
        proposed=any(r.month == due.first for r in rows),
        entries=entries,
        totals=tuple(_totals(found, totals)),
        may_propose=may(actor, "propose_closing", place_code=found.place.code),
        may_close=may(actor, "close_month", place_code=found.place.code)
        and not any(r.month == due.first and r.proposed_by_id == actor.id for r in rows),
    )


def _late(programme_id: int) -> Mapping[date, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT of_month, count(*) FROM shanzhi_bookentry WHERE programme_id = %s AND of_month IS NOT NULL"
            " GROUP BY of_month",
            [programme_id],
        )
        return dict(cursor.fetchall())


def _row(found: Running, row: MonthClosing, late: int) -> MonthRow:
    return MonthRow(
        row.month, period_of(row.month, "month").name, row.proposed_by.name, row.proposed_at,
        row.closed_by.name if row.closed_by else "", row.closed_at, row.entries, tuple(_totals(found, row.totals)),
        late,
    )  # fmt: skip


def _totals(found: Running, kept: list[list[object]]) -> Iterator[Total]:
    for account, measure, *sums in kept:
        item = found.find(str(account), Account)
        opening, came, went, closing = (int(str(n)) for n in sums)
        yield Total(str(account), (item.title or item.id) if item else str(account), str(measure), opening, came, went,
                    closing)  # fmt: skip
