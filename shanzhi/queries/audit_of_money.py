"""What `audit` recomputes of receipts, exemptions and closed months."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection

from shanzhi.core.period import period_of
from shanzhi.models import MonthClosing
from shanzhi.queries.months import held_in
from shanzhi.queries.scope import by_the_house

# a receipt whose payment is of another amount or book, or that is cancelled without its counter-entry
_RECEIPTS: Final = """
SELECT r.id, r.amount, coalesce(sum(abs(l.amount)), 0)::bigint FROM shanzhi_receipt r
LEFT JOIN shanzhi_bookline l ON l.entry_id = r.entry_id AND l.book_id = r.book_id
LEFT JOIN shanzhi_bookentry b ON b.id = r.back_id AND b.reverses_id = r.entry_id
GROUP BY r.id HAVING coalesce(sum(abs(l.amount)), 0) <> r.amount OR (r.cancelled_at IS NULL) <> (count(b.id) = 0)
ORDER BY 1"""
_NUMBERS: Final = """
SELECT min(id), count(*), max(n) FROM shanzhi_receipt GROUP BY place_id, series, year HAVING count(*) <> max(n)
ORDER BY 1"""
# what was let off of a demand is more than was asked for
_LET_OFF: Final = """
SELECT x.of_id, max(l.amount)::bigint, sum(o.amount)::bigint FROM shanzhi_exemptionpart x
JOIN shanzhi_exemption e ON e.id = x.exemption_id
JOIN (SELECT entry_id, book_id, sum(abs(amount)) AS amount FROM shanzhi_bookline GROUP BY 1, 2) l
    ON l.entry_id = x.of_id AND l.book_id = e.book_id
JOIN (SELECT entry_id, book_id, sum(abs(amount)) AS amount FROM shanzhi_bookline GROUP BY 1, 2) o
    ON o.entry_id = x.entry_id AND o.book_id = e.book_id
LEFT JOIN shanzhi_bookentry back ON back.reverses_id = x.entry_id
WHERE back.id IS NULL GROUP BY x.of_id HAVING sum(o.amount) > max(l.amount) ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree with its rows. where: the chain, for findings of the journal."""

    what: str
    id: int
    stored: str
    derived: str
    where: str = ""


@by_the_house
def faults_of_receipts() -> tuple[Finding, ...]:
    """Receipts that differ from their payments, numbers passed over, demands let off by more than was asked for.

    cost: 3 queries.
    """
    asked = (("receipt", _RECEIPTS), ("receipt_numbers", _NUMBERS), ("exemption", _LET_OFF))
    return tuple(Finding(what, *row) for what, sql in asked for row in _rows(sql))


@by_the_house
def faults_of_months() -> tuple[Finding, ...]:
    """Closed months whose entries or sums are no longer those they were closed with.

    cost: 1 query; 2 more for each closed month.
    """
    return tuple(_months())


def _months() -> Iterator[Finding]:
    for row in MonthClosing.objects.filter(closed_at__isnull=False).order_by("pk"):
        entries, totals = held_in(row.programme_id, period_of(row.month, "month"))
        if (entries, totals) != (row.entries, row.totals):
            yield Finding("month", row.pk, str((row.entries, row.totals)), str((entries, totals)))


def _rows(sql: str) -> Iterator[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield from ((pk, str(stored), str(derived)) for pk, stored, derived in cursor.fetchall())
