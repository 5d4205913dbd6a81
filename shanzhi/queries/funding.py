"""Funds of three levels as a page: budgeted, allotted, passed on, spent, left, from postings alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from shanzhi.core.access import Actor, may, subtree
from shanzhi.core.funding import End, Flow, Funds, by_level, tally
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.accounts import Account
from shanzhi.models import BookLine, Place
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped

MONEY: Final = "元"
PAGE: Final = 100
# postings are booked in pairs, what goes out and where it comes in; a counter-entry keeps the pairs
_FLOWS: Final = """
WITH side AS (
    SELECT l.entry_id, l.amount, l.by, b.account, p.code,
        row_number() OVER (PARTITION BY l.entry_id ORDER BY l.id) - 1 AS k
    FROM shanzhi_bookline l JOIN shanzhi_book b ON b.id = l.book_id JOIN shanzhi_place p ON p.id = b.place_id
    WHERE b.programme_id = %s AND b.measure = %s
)
SELECT s.code, s.account, s.by, t.code, t.account, t.by, sum(-s.amount)::bigint
FROM side s JOIN side t ON t.entry_id = s.entry_id AND t.k = s.k + 1 WHERE s.k %% 2 = 0 GROUP BY 1, 2, 3, 4, 5, 6"""


@dataclass(frozen=True, slots=True)
class FundsRow:
    """Funds of a level, or of a place. name: of the place; by: the source, "" where none is named."""

    level: str
    code: str
    name: str
    by: str
    funds: Funds


@dataclass(frozen=True, slots=True)
class FundsLine:
    """A posting of a place. out: what left it."""

    entry: int
    on: date
    why: str
    account: str
    by: str
    amount: int


@dataclass(frozen=True, slots=True)
class FundingPage:
    """levels: sums by level and source; rows: by place and source; lines: the postings of a place asked for.

    agrees: all that was allotted is all that was passed on; next: the last line's id, where there are more.
    """

    id: int
    title: str
    place: str
    levels: tuple[FundsRow, ...]
    rows: tuple[FundsRow, ...]
    total: Funds
    agrees: bool
    asked: str
    by: str
    lines: tuple[FundsLine, ...]
    next: int | None


@scoped
def funding_page(
    actor: Actor, programme_id: int, place: str = "", by: str = "", after: int | None = None
) -> FundingPage:
    """Funds of a programme by level, source and place. place: whose postings are asked for; after: a line's id.

    Only for an office of the programme's own place: a unit sees a part of the postings, and parts do not add up.

    cost: 3 queries; 1 more with a place.
    raises: Refused("not_found").
    """
    found = running(programme_id)
    if not may(actor, "see_books", place_code=found.place.code):
        raise Refused("not_found", "没有找到这本账，可能不在您的管辖范围内。")
    sums = tally(_flows(found))
    levels = by_level(sums)
    names = dict(Place.objects.filter(code__in={c for c, _ in sums}, ended_on=None).values_list("code", "name"))
    lines = _lines(found, place, by, after) if place else []
    return FundingPage(
        id=found.programme_id,
        title=found.title,
        place=found.place.name,
        levels=tuple(FundsRow(f"level_{level}", "", "", source, f) for (level, source), f in levels.items()),
        rows=_rows(sums, names),
        total=sum(sums.values(), Funds()),
        agrees=sum(f.allotted for f in sums.values()) == sum(f.passed_on for f in sums.values()),
        asked=names.get(place, ""),
        by=by,
        lines=tuple(_line(found, n) for n in lines[:PAGE]),
        next=lines[PAGE - 1].pk if len(lines) > PAGE else None,
    )


def _rows(sums: Mapping[tuple[str, str], Funds], names: Mapping[str, str]) -> tuple[FundsRow, ...]:
    return tuple(FundsRow("", code, names.get(code, code), by, f) for (code, by), f in sorted(sums.items()))


def _flows(found: Running) -> list[Flow]:
    """What went from where to where. A fund is an account that may not fall below a least balance, dues apart."""
    funds = {a.id for a in found.items("accounts") if isinstance(a, Account) and a.min is not None and a.dues is None}
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, [found.programme_id, MONEY])
        return [
            Flow(End(code, account in funds, by), End(there, other in funds, source), amount)
            for code, account, by, there, other, source, amount in cursor.fetchall()
            if amount
        ]


def _lines(found: Running, place: str, by: str, after: int | None) -> list[BookLine]:
    """The newest postings of a place and what lies below it there, of a source."""
    rows = BookLine.objects.filter(book__programme=found.programme_id, book__measure=MONEY)
    low, high = subtree(place)
    own = (low, high) if place == low and not place.endswith("000") else (place, place)
    rows = rows.filter(book__place__code__range=own, by__in=(by, ""))
    rows = rows.filter(pk__lt=after) if after else rows
    return list(rows.select_related("entry", "book").order_by("-pk")[: PAGE + 1])


def _line(found: Running, line: BookLine) -> FundsLine:
    account = found.find(line.book.account, Account)
    title = (account.title or account.id) if account else line.book.account
    return FundsLine(line.entry_id, line.on, line.entry.why, title, line.by, line.amount)
