"""Demand lists: who owes what of an account of dues, by village and by household, since when, paid and let off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from shanzhi.core.access import Actor, has, may, subtree
from shanzhi.core.dues import AGES, Dues, by_age
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.registers import Register
from shanzhi.models import Book, Place, Resident
from shanzhi.queries.dues import Kept, accounts_of_dues, books_of, dues_by_book, kept_dues
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped

PAGE: Final = 100
MOST: Final = 20_000
# as core.dues reckons it, over all books of an account at once: lines by what they are about, the oldest paid first
_VILLAGES: Final = """
WITH line AS (
    SELECT l.book_id, l.entry_id, %(sign)s * l.amount AS amount, coalesce(e.of_month, l."on") AS day,
        coalesce(x.of_id, xr.of_id, e.reverses_id, e.id) AS root, (x.id IS NOT NULL OR xr.id IS NOT NULL) AS off
    FROM shanzhi_bookline l JOIN shanzhi_book b ON b.id = l.book_id JOIN shanzhi_bookentry e ON e.id = l.entry_id
    JOIN shanzhi_place w ON w.id = b.place_id AND w.code BETWEEN %(low)s AND %(high)s
    LEFT JOIN shanzhi_exemptionpart x ON x.entry_id = e.id
    LEFT JOIN shanzhi_exemptionpart xr ON xr.entry_id = e.reverses_id
    WHERE b.programme_id = %(programme)s AND b.account = %(account)s
), root AS (
    SELECT book_id, root, coalesce(bool_or(entry_id = root AND amount > 0), false) AS demand,
        min(day) FILTER (WHERE entry_id = root) AS day,
        coalesce(sum(amount) FILTER (WHERE NOT off), 0)::bigint AS asked,
        -coalesce(sum(amount) FILTER (WHERE off), 0)::bigint AS off
    FROM line GROUP BY 1, 2
), lot AS (
    SELECT book_id, demand, day, asked, off, CASE WHEN demand THEN greatest(asked - off, 0) ELSE 0 END AS due,
        (sum(CASE WHEN demand THEN greatest(off - asked, 0) ELSE -asked + off END)
            OVER (PARTITION BY book_id))::bigint AS means,
        (sum(CASE WHEN demand THEN greatest(asked - off, 0) ELSE 0 END)
            OVER (PARTITION BY book_id ORDER BY day, root ROWS UNBOUNDED PRECEDING))::bigint AS so_far
    FROM root
), part AS (
    SELECT lot.*, greatest(0, least(due, so_far - greatest(means, 0))) AS unpaid FROM lot
), home AS (
    SELECT book_id, max(means) - sum(due) AS spare,
        sum(asked) FILTER (WHERE demand AND day BETWEEN %(first)s AND %(last)s) AS asked,
        sum(off) FILTER (WHERE demand AND day BETWEEN %(first)s AND %(last)s) AS off,
        sum(due - unpaid) FILTER (WHERE day BETWEEN %(first)s AND %(last)s) AS paid,
        sum(unpaid) FILTER (WHERE day BETWEEN %(first)s AND %(last)s) AS unpaid,
        sum(unpaid) FILTER (WHERE day BETWEEN %(first)s AND %(last)s AND day >= %(young)s) AS young,
        sum(unpaid) FILTER (WHERE day BETWEEN %(first)s AND %(last)s AND day < %(young)s AND day >= %(old)s) AS middle,
        sum(unpaid) FILTER (WHERE day BETWEEN %(first)s AND %(last)s AND day < %(old)s) AS old,
        min(day) FILTER (WHERE unpaid > 0 AND day BETWEEN %(first)s AND %(last)s) AS since
    FROM part GROUP BY 1
)
SELECT substr(p.code, 1, 12), count(*), count(*) FILTER (WHERE h.unpaid > 0), coalesce(sum(h.asked), 0)::bigint,
    coalesce(sum(h.off), 0)::bigint, coalesce(sum(h.paid), 0)::bigint, coalesce(sum(h.unpaid), 0)::bigint,
    coalesce(sum(greatest(h.spare, 0)), 0)::bigint, coalesce(sum(h.young), 0)::bigint,
    coalesce(sum(h.middle), 0)::bigint, coalesce(sum(h.old), 0)::bigint, min(h.since), sum(b.balance)::bigint
FROM home h JOIN shanzhi_book b ON b.id = h.book_id JOIN shanzhi_place p ON p.id = b.place_id
GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village. homes, owing: how many have an account, and owe; young, middle, old: what is left by its age.

    balance: of the accounts, debts above zero; what is left less credit is equal to it.
    """

    code: str
    name: str
    homes: int
    owing: int
    asked: int
    let_off: int
    paid: int
    left: int
    credit: int
    young: int
    middle: int
    old: int
    since: date | None
    balance: int


@dataclass(frozen=True, slots=True)
class HomeRow:
    """A household, unit or row that owes. ages: what is left up to 30 days, up to 90, more."""

    book: int
    owner: str
    place: str
    dues: Dues
    ages: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class DemandsPage:
    """Villages with their sums, or one with its households. total: of the villages here; next: the last book, if more.

    accounts: of dues, as (id, title); month: its name, "" for all there is.
    """

    id: int
    title: str
    place: str
    account: str
    account_title: str
    measure: str
    accounts: tuple[tuple[str, str], ...]
    month: str
    villages: tuple[VillageRow, ...]
    total: VillageRow
    village: VillageRow | None
    rows: tuple[HomeRow, ...]
    next: int | None
    may_take: bool

    @property
    def agrees(self) -> bool:
        """Whether what is left, less credit, is the balance of the accounts; a month alone is not compared."""
        return bool(self.month) or self.total.left - self.total.credit == self.total.balance


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. account: "" for the first; village: a code, "" for all; days: of the demands; after: a book.

    words: of the number or name looked for; owing: those who owe alone; most: rows of a page.
    """

    account: str = ""
    village: str = ""
    month: str = ""
    days: tuple[date, date] = (date.min, date.max)
    after: int | None = None
    words: str = ""
    owing: bool = False
    most: int = PAGE


@scoped
def demands_page(actor: Actor, programme_id: int, wanted: Wanted, today: date) -> DemandsPage:
    """The demand list of a programme's account of dues.

    out: villages by code; households by number, then by id.
    cost: 3 queries; 3 more for the households of a village, 1 more on later pages, 1 more where words are looked for.
    raises: Refused("not_found"), Refused("no_dues").
    """
    found, kept = running_dues(actor, programme_id, wanted.account)
    villages = villages_owing(found, kept, wanted, today)
    village = next((v for v in villages if v.code == wanted.village), None)
    books = homes_of(found, kept, wanted) if village else []
    shown = books[: wanted.most]
    return DemandsPage(
        id=found.programme_id,
        title=found.title,
        place=found.place.name,
        account=kept.account.id,
        account_title=kept.account.title or kept.account.id,
        measure=kept.account.measure,
        accounts=tuple((k.account.id, k.account.title or k.account.id) for k in accounts_of_dues(found)),
        month=wanted.month,
        villages=villages,
        total=summed(villages),
        village=village,
        rows=home_rows(shown, kept, wanted.days, today),
        next=shown[-1].pk if len(books) > wanted.most else None,
        may_take=may(actor, "take_payment", place_code=found.place.code),
    )


def running_dues(who: Actor, programme_id: int, account: str) -> tuple[Running, Kept]:
    """A programme and one of its accounts of dues, for whoever sees the books.

    cost: 1 query.
    raises: Refused("not_found"), Refused("no_dues").
    """
    if not has(who, "see_books"):
        raise Refused("not_found", "没有找到这本账，可能不在您的管辖范围内。")
    found = running(programme_id)
    return found, kept_dues(found, account)


def villages_owing(found: Running, kept: Kept, wanted: Wanted, today: date) -> tuple[VillageRow, ...]:
    """What each village owes, in the scope at hand, by code; one alone where it is asked for.

    cost: 2 queries.
    """
    sign, days = kept.terms.sign, wanted.days
    low, high = subtree(wanted.village or found.place.code)
    asked: dict[str, int | str | date] = {
        "sign": sign, "programme": found.programme_id, "account": kept.account.id, "first": days[0], "last": days[1],
        "low": low, "high": high, "young": today - timedelta(days=AGES[0]), "old": today - timedelta(days=AGES[1]),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_VILLAGES, asked)
        rows = cursor.fetchall()
    names = dict(Place.objects.filter(code__in=[r[0] for r in rows], ended_on=None).values_list("code", "name"))
    return tuple(VillageRow(*(code, names.get(code, code), *sums, sign * balance)) for code, *sums, balance in rows)


def summed(rows: Sequence[VillageRow]) -> VillageRow:
    """All villages together.

    cost: 0 queries.
    """
    names = ("homes", "owing", "asked", "let_off", "paid", "left", "credit", "young", "middle", "old")
    since = min((r.since for r in rows if r.since), default=None)
    sums = (sum(getattr(r, n) for r in rows) for n in names)
    return VillageRow(*("", "", *sums, since, sum(r.balance for r in rows)))


def homes_of(found: Running, kept: Kept, wanted: Wanted) -> list[Book]:
    """The books of a village by number, one more than a page holds, from the one after `wanted.after` on.

    cost: 1 query; 1 more on later pages, 1 more where words are looked for.
    """
    low, high = subtree(wanted.village or found.place.code)
    books = books_of(found, kept).filter(place__code__range=(low, high))
    if wanted.owing:
        books = books.filter(balance__gt=0) if kept.terms.sign > 0 else books.filter(balance__lt=0)
    if wanted.words.strip():
        books = _called(found, books, wanted.words.strip())
    last = Book.objects.filter(pk=wanted.after).values_list("record__label", "pk").first() if wanted.after else None
    if last is not None:
        label, pk = last
        beyond = Q(record__label__gt=label) | Q(record__label=label, pk__gt=pk)
        books = books.filter(beyond if label is not None else Q(record=None, pk__gt=pk))
    ordered = books.select_related("place", "unit", "record").order_by("record__label", "pk")
    return list(ordered[: wanted.most + 1])


def _called(found: Running, books: QuerySet[Book], words: str) -> QuerySet[Book]:
    """Books whose owner's number holds the words, or who is called so."""
    fields = {f.id for r in found.items("registers") if isinstance(r, Register) for f in r.fields if f.type == "person"}
    people = list(Resident.objects.filter(name=words).values_list("pk", flat=True)[:PAGE]) if fields else []
    hit = Q(record__label__icontains=words) | Q(unit__name__icontains=words) | Q(record=None, place__name=words)
    for name in fields if people else ():
        hit |= Q(**{f"record__values__{name}__in": people})
    return books.filter(hit)


def home_rows(books: Sequence[Book], kept: Kept, days: tuple[date, date], today: date) -> tuple[HomeRow, ...]:
    """Households with what they owe.

    cost: 1 query, none without books.
    """
    found: Mapping[int, Dues] = dues_by_book([b.pk for b in books], kept) if books else {}
    rows = []
    for book in books:
        dues = found.get(book.pk, Dues()).within(*days)
        rows.append(HomeRow(book.pk, owner_words(book), book.place.name, dues, by_age(dues.parts, today)))
    return tuple(rows)


def owner_words(book: Book) -> str:
    """Whose a book is: the row's label, the unit, or the place.

    cost: 0 queries.
    """
    if book.record is not None:
        return book.record.label or f"#{book.record.pk}"
    return book.unit.name if book.unit is not None else book.place.name
