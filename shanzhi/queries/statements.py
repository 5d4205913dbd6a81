"""The books of a programme as pages: accounts with balances, statements like a bank's, and why an entry was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Min, QuerySet, Sum

from shanzhi.core.access import Actor, has, may
from shanzhi.core.books import LAPSED
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.rules import Rule
from shanzhi.core.period import after, before, period_of
from shanzhi.models import Book, BookEntry, BookLine, LeftOut, RuleRun
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class AccountRow:
    """All books of one account of the pack. total: of their balances, in the smallest unit."""

    id: str
    title: str
    measure: str
    clause: str
    books: int
    total: int


@dataclass(frozen=True, slots=True)
class BookRow:
    """An account of one owner."""

    id: int
    owner: str
    balance: int
    measure: str


@dataclass(frozen=True, slots=True)
class BooksPage:
    """The accounts of a programme, and the books of the one that is asked for. pages: of so many books."""

    id: int
    title: str
    place: str
    accounts: tuple[AccountRow, ...]
    account: AccountRow | None
    rows: tuple[BookRow, ...]
    page: int
    pages: int
    may_book: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement. balance: after it; others: the accounts on the other side; back: its entry is taken back.

    reverses: the number of the entry it takes back, None for all else.
    """

    entry: int
    n: int
    on: date
    amount: int
    balance: int
    why: str
    clause: str
    kind: str
    purpose: str
    others: str
    rule: str
    back: bool
    reverses: int | None


@dataclass(frozen=True, slots=True)
class Rest:
    """What did not come in, with its reason."""

    on: date
    amount: int
    why: Words


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A book from one day to another; before and after: the months beside it, None where nothing was booked."""

    id: int
    programme: int
    title: str
    place: str
    account: str
    owner: str
    measure: str
    since: date
    until: date
    opening: int
    lines: tuple[Line, ...]
    closing: int
    left_out: tuple[Rest, ...]
    month_before: date | None
    month_after: date | None
    balance: int

    @property
    def came(self) -> int:
        return sum(n.amount for n in self.lines if n.amount > 0)

    @property
    def went(self) -> int:
        return -sum(n.amount for n in self.lines if n.amount < 0)


@dataclass(frozen=True, slots=True)
class Side:
    """One line of an entry."""

    book: int
    account: str
    owner: str
    amount: int
    measure: str
    purpose: str
    by: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry: what it booked, which rule and event made it, with what, and its counter-entry.

    of_month: the closed month it belongs to.
    """

    id: int
    n: int
    programme: int
    title: str
    place: str
    on: date
    at: datetime
    kind: str
    why: str
    clause: str
    sides: tuple[Side, ...]
    rule: str
    rule_title: str
    event: str
    row: str
    facts: tuple[tuple[str, str], ...]
    reverses: int | None
    reversed_by: int | None
    may_reverse: bool
    of_month: date | None
    told: tuple[Words, ...] = field(default=())


@scoped
def books_page(actor: Actor, programme_id: int, account: str = "", page: int = 1) -> BooksPage:
    """The accounts of a programme with their sums, and the balances of one of them by owner.

    account: its id, "" for the first.
    cost: 3 queries.
    raises: Refused("not_found").
    """
    found = _running(actor, programme_id)
    sums = _books(found).values("account", "measure").annotate(n=Count("pk"), total=Sum("balance")).order_by()
    counted = {(r["account"], r["measure"]): (r["n"], int(r["total"] or 0)) for r in sums}
    rows = tuple(
        _account_row(found, name, measure, *counted[name, measure]) for name, measure in _order(found, counted)
    )
    chosen = next((r for r in rows if r.id == account), rows[0] if rows else None)
    pages = max(1, -(-(chosen.books if chosen else 0) // PAGE))
    at = min(max(page, 1), pages)
    books = _books(found).filter(account=chosen.id if chosen else "").select_related("place", "unit", "record")
    listed = books.order_by("place__code", "pk")[(at - 1) * PAGE : at * PAGE]
    return BooksPage(
        found.programme_id, found.title, found.place.name, rows, chosen,
        tuple(BookRow(b.pk, _owner(b), b.balance, b.measure) for b in listed), at, pages,
        may(actor, "keep_books", place_code=found.place.code),
    )  # fmt: skip


@scoped
def statement_page(actor: Actor, book_id: int, month: date | None, today: date) -> StatementPage:
    """A book through a month, like a bank statement. month: any day of it, None for that of its last line.

    cost: 7 queries.
    raises: Refused("not_found").
    """
    book = Book.objects.select_related("place", "unit", "record").filter(pk=book_id).first()
    if book is None or not has(actor, "see_books"):
        raise _unseen()
    found = running(book.programme_id)
    edges = book.lines.aggregate(first=Min("on"), last=Max("on"))
    shown_day = month or edges["last"] or today
    period = period_of(shown_day, "month")
    opening = int(book.lines.filter(on__lt=period.first).aggregate(s=Sum("amount"))["s"] or 0)
    lines = _lines(found, book, opening, (period.first, period.last))
    rests = LeftOut.objects.filter(book=book, on__range=(period.first, period.last)).order_by("on", "pk")
    return StatementPage(
        id=book.pk,
        programme=found.programme_id,
        title=found.title,
        place=found.place.name,
        account=_title(found, book.account),
        owner=_owner(book),
        measure=book.measure,
        since=period.first,
        until=period.last,
        opening=opening,
        lines=lines,
        closing=lines[-1].balance if lines else opening,
        left_out=tuple(Rest(r.on, r.amount, words_of(r.why)) for r in rests),
        month_before=before(period).first if edges["first"] and edges["first"] < period.first else None,
        month_after=after(period).first if edges["last"] and edges["last"] > period.last else None,
        balance=book.balance,
    )


@scoped
def entry_page(actor: Actor, entry_id: int) -> EntryPage:
    """Why an entry was made: rule, event and row, and what it was reckoned with.

    cost: 4 queries.
    raises: Refused("not_found").
    """
    entry = BookEntry.objects.select_related("run", "reverses").filter(pk=entry_id).first()
    if entry is None or not has(actor, "see_books"):
        raise _unseen()
    found = running(entry.programme_id)
    lines = entry.lines.select_related("book__place", "book__unit", "book__record").order_by("pk")
    back = BookEntry.objects.filter(reverses=entry).values_list("pk", flat=True).first()
    rule = found.find(entry.run.rule, Rule) if entry.run else None
    open_ = entry.kind == "transfer" and back is None
    return EntryPage(
        id=entry.pk,
        n=entry.n,
        programme=found.programme_id,
        title=found.title,
        place=found.place.name,
        on=entry.on,
        at=entry.at,
        kind=entry.kind,
        why=entry.why,
        clause=found.words(entry.clause) if entry.clause else "",
        sides=tuple(_side(found, n) for n in lines),
        rule=entry.run.rule if entry.run else "",
        rule_title=(rule.title or rule.id) if rule else "",
        event=entry.run.event if entry.run else "",
        row=entry.run.row if entry.run else "",
        facts=_facts(found, entry.run),
        reverses=entry.reverses_id,
        reversed_by=back,
        may_reverse=open_ and may(actor, "reverse_entry", place_code=found.place.code),
        of_month=entry.of_month,
        told=tuple(words_of(t) for t in entry.run.told) if entry.run else (),
    )


def _running(actor: Actor, programme_id: int) -> Running:
    if not has(actor, "see_books"):
        raise _unseen()
    return running(programme_id)


def _books(found: Running) -> QuerySet[Book]:
    return Book.objects.filter(programme=found.programme_id)


def _order(found: Running, counted: Mapping[tuple[str, str], object]) -> list[tuple[str, str]]:
    """Accounts in the order of the pack, what expired last."""
    ids = [a.id for a in found.items("accounts")]
    return sorted(counted, key=lambda k: (ids.index(k[0]) if k[0] in ids else len(ids), k))


def _account_row(found: Running, name: str, measure: str, count: int, total: int) -> AccountRow:
    item = found.find(name, Account)
    return AccountRow(name, _title(found, name), measure, item.clause if item else "", count, total)


def _title(found: Running, account: str) -> str:
    name = account.removeprefix(f"{LAPSED}.")
    item = found.find(name, Account)
    title = (item.title or item.id) if item else name
    return title if name == account else f"{title}（到期）"


def _owner(book: Book) -> str:
    if book.record is not None:
        return f"{book.place.name} {book.record.label or f'#{book.record.pk}'}"
    return book.unit.name if book.unit is not None else book.place.name


def _lines(found: Running, book: Book, opening: int, days: tuple[date, date]) -> tuple[Line, ...]:
    rows = book.lines.filter(on__range=days).select_related("entry__run", "entry__reversed_by", "entry__reverses")
    kept = list(rows.order_by("on", "entry__n", "pk"))
    others: dict[int, dict[str, None]] = {}
    beside = BookLine.objects.filter(entry__in=[n.entry_id for n in kept]).exclude(book=book).select_related("book")
    for line in beside.select_related("book__place", "book__unit", "book__record"):
        name = f"{_title(found, line.book.account)}（{_owner(line.book)}）"
        others.setdefault(line.entry_id, {})[name] = None
    stands, out = opening, []
    for line in kept:
        stands += line.amount
        out.append(_line(found, line, stands, "、".join(others.get(line.entry_id, {}))))
    return tuple(out)


def _line(found: Running, line: BookLine, stands: int, others: str) -> Line:
    entry = line.entry
    rule = found.find(entry.run.rule, Rule) if entry.run else None
    return Line(
        entry=entry.pk, n=entry.n, on=line.on, amount=line.amount, balance=stands, why=entry.why, clause=entry.clause,
        kind=entry.kind, purpose=line.purpose, others=others, rule=rule.id if rule else "",
        back=hasattr(entry, "reversed_by"), reverses=entry.reverses.n if entry.reverses else None,
    )  # fmt: skip


def _side(found: Running, line: BookLine) -> Side:
    book = line.book
    return Side(book.pk, _title(found, book.account), _owner(book), line.amount, book.measure, line.purpose, line.by)


def _facts(found: Running, run: RuleRun | None) -> tuple[tuple[str, str], ...]:
    """What a rule was reckoned with, under the titles of its fields."""
    said = run.facts.get("it") if run else None
    rows = said.items() if isinstance(said, dict) else [("it", said)] if said else []
    item = found.find(run.event.partition(".")[0] if run else "", Item)
    titles = {f.id: f.title or f.id for f in getattr(item, "fields", ())} | _BUILT_IN
    return tuple((str(titles.get(k, k)), str(v)) for k, v in rows if v and k not in ("at", "id"))


_BUILT_IN: Final = {"state": "状态", "place": "地点", "added": "登记日期", "day": "日期", "period": "期间",
                    "amount": "数额", "reason": "事由", "it": "对象"}  # fmt: skip


def words_of(kept: Mapping[str, object]) -> Words:
    """Words kept as JSON.

    cost: 0 queries.
    """
    args = kept.get("args")
    return Words(str(kept.get("text", "")), dict(args) if isinstance(args, dict) else {})


def _unseen() -> Refused:
    return Refused("not_found", "没有找到这本账，可能不在您的管辖范围内。")
