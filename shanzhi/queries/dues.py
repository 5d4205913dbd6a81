"""What owners of an account of dues owe, read off the lines of their books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from shanzhi.core.dues import Dues, DuesLine, dues_of
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.accounts import Dues as Terms
from shanzhi.models import Book, BookLine
from shanzhi.queries.running import Running

_LINE = ("book_id", "entry_id", "entry__reverses_id", "entry__lets_off__of_id", "entry__reverses__lets_off__of_id",
         "on", "entry__of_month", "amount", "entry__why")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """An account of dues of a pack, with its terms."""

    account: Account
    terms: Terms

    @property
    def spare(self) -> bool:
        """Whether more may be paid than is owed: a limit of the account would refuse it."""
        return self.account.min is None and self.account.max is None

    @property
    def purpose(self) -> str:
        """What its payments are for: the only purpose it has."""
        return self.account.for_[0] if len(self.account.for_) == 1 else ""


def accounts_of_dues(running: Running) -> tuple[Kept, ...]:
    """The accounts of dues of a programme, in the order of its pack.

    cost: 0 queries.
    """
    found = (a for a in running.items("accounts") if isinstance(a, Account))
    return tuple(Kept(a, a.dues) for a in found if a.dues is not None)


def kept_dues(running: Running, account: str) -> Kept:
    """An account of dues by its id, "" for the first.

    cost: 0 queries.
    raises: Refused("no_dues").
    """
    kept = accounts_of_dues(running)
    found = next((k for k in kept if account in ("", k.account.id)), None)
    if found is None:
        raise Refused("no_dues", "这项工作没有应缴款账户，或者方案包已经改过。请从“账目”重新打开。")
    return found


def books_of(running: Running, kept: Kept) -> QuerySet[Book]:
    """The books of an account of dues, in the scope at hand.

    cost: 0 queries.
    """
    return Book.objects.filter(programme=running.programme_id, account=kept.account.id)


def dues_lines(books: Iterable[int], kept: Kept) -> Mapping[int, list[DuesLine]]:
    """The lines of books as core reckons dues, by book.

    cost: 1 query.
    """
    found: dict[int, list[DuesLine]] = {}
    rows = BookLine.objects.filter(book__in=list(books)).order_by("on", "pk").values_list(*_LINE)
    for book, entry, reverses, off, off_back, on, month, amount, why in rows:
        root = off or off_back or reverses or entry
        line = DuesLine(entry, root, month or on, kept.terms.sign * amount, why, bool(off or off_back))
        found.setdefault(book, []).append(line)
    return found


def dues_by_book(books: Iterable[int], kept: Kept) -> Mapping[int, Dues]:
    """Where the owners of books stand, by book.

    cost: 1 query.
    """
    return {book: dues_of(lines) for book, lines in dues_lines(books, kept).items()}
