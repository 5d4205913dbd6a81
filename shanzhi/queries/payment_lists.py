"""Demand lists that come back filled in: which payments may be taken, and what ails the other rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from shanzhi.core.access import Actor, require
from shanzhi.core.amount import amount_of, shown
from shanzhi.core.day import written_day
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.register import Problem
from shanzhi.models import Book, Receipt
from shanzhi.queries.demands import owner_words, running_dues
from shanzhi.queries.dues import Kept, books_of, dues_by_book
from shanzhi.queries.record_lists import CAME, SheetRow
from shanzhi.queries.running import Running
from shanzhi.queries.scope import scoped

# field -> the titles of its column, the first as the program writes it
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "owner": ("户号", "户主编号", "编号", "住户"),
    "place": ("所在地区", "村", "所在村", "小组", "地区"),
    "amount": ("本次缴款", "缴款金额", "实缴", "收款金额", "缴款"),
    "paid_on": ("缴款日期", "日期", "收款日期"),
    "paper": ("手工收据号", "收据号", "手工收据"),
}
NEEDED: Final = ("户号", "本次缴款")
LONGEST_PAPER: Final = 40
_MARKS: Final = re.compile(r"[\s,，¥￥元]")


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """A payment of a list. n: the number of its row; key: of the file and row."""

    n: int
    key: str
    book: int
    amount: Decimal
    paid_on: date | None
    paper: str
    credit: int = 0


@dataclass(frozen=True, slots=True)
class ListedPayments:
    """A list looked over: rows without an amount are left aside. total: of the good ones, in the smallest unit."""

    good: tuple[ListedPayment, ...]
    problems: tuple[Problem, ...]
    total: int
    aside: int

    @property
    def credits(self) -> int:
        return sum(p.credit > 0 for p in self.good)


@dataclass(frozen=True, slots=True)
class PaymentListForm:
    """What a list is for."""

    programme_id: int
    programme: str
    account: str
    title: str
    measure: str


@scoped
def payment_list_form(actor: Actor, programme_id: int, account: str) -> PaymentListForm:
    """The account a list is taken into.

    cost: 1 query.
    raises: Refused("not_found"), Refused("no_dues"), Refused("not_allowed"), Refused("second_factor_needed").
    """
    found, kept = running_dues(actor, programme_id, account)
    require(actor, "take_payment", place_code=found.place.code)
    title = kept.account.title or kept.account.id
    return PaymentListForm(found.programme_id, found.title, kept.account.id, title, kept.account.measure)


@scoped
def check_payment_list(
    actor: Actor, programme_id: int, account: str, rows: tuple[Sequence[SheetRow], str], today: date
) -> ListedPayments:
    """Which rows of a list may be taken, and what ails the others. rows: as read, and the digest of their file.

    cost: 5 queries.
    raises: Refused("not_found"), Refused("no_dues").
    """
    found, kept = running_dues(actor, programme_id, account)
    return listed_payments(found, kept, rows, today)


def listed_payments(found: Running, kept: Kept, rows: tuple[Sequence[SheetRow], str], today: date) -> ListedPayments:
    """The rows of a list against the books at hand and one another.

    cost: 4 queries.
    """
    lines, digest = rows
    wanted = [r for r in lines if r.faults or r.given.get("amount", "").strip()]
    check = _Check(found, kept, digest, today)
    check.load(wanted)
    good: list[ListedPayment] = []
    problems: list[Problem] = []
    for row in wanted:
        said = row.faults[0] if row.faults else check.row(row)
        if isinstance(said, Words):
            problems.append(Problem(row.n, said))
        else:
            good.append(said)
    total = sum(amount_of(p.amount, kept.account.measure) for p in good)
    return ListedPayments(tuple(good), tuple(problems), total, len(lines) - len(wanted))


class _Check:
    """Rows of a list, one after the other: what each pays is no longer owed by those after it."""

    def __init__(self, found: Running, kept: Kept, digest: str, today: date) -> None:
        self.found, self.kept, self.digest, self.today = found, kept, digest, today
        self.homes: dict[str, list[Book]] = {}
        self.left: dict[int, int] = {}
        self.came: set[str] = set()
        self.papers: set[str] = set()

    def load(self, rows: Sequence[SheetRow]) -> None:
        """Everything the rows name, at once."""
        named = {r.given.get("owner", "").strip() for r in rows}
        books = books_of(self.found, self.kept).select_related("place", "unit", "record")
        for book in books.filter(record__label__in=named):
            self.homes.setdefault(owner_words(book), []).append(book)
        ids = [b.pk for books in self.homes.values() for b in books]
        self.left = {pk: dues.left for pk, dues in dues_by_book(ids, self.kept).items()}
        kept = Receipt.objects.filter(programme=self.found.programme_id)
        keys = [self._key(r.n) for r in rows]
        self.came = set(kept.filter(key__in=keys).values_list("key", flat=True))
        papers = [r.given.get("paper", "").strip() for r in rows]
        series = self.kept.terms.number[:80]
        self.papers = set(
            kept.filter(series=series, paper__in=papers).exclude(paper="").values_list("paper", flat=True)
        )

    def row(self, row: SheetRow) -> ListedPayment | Words:
        """A payment, or why there is none."""
        if self._key(row.n) in self.came:
            return CAME
        home = self._home(row)
        if isinstance(home, Words):
            return home
        try:
            number = Decimal(_MARKS.sub("", row.given.get("amount", "")))
            amount = amount_of(number, home.measure)
        except InvalidOperation:
            return Words("“{words}”不是一个数，请只填数字，如 85 或 3.5。", {"words": row.given.get("amount", "")})
        except Refused as refused:
            return Words(refused.text, refused.args_)
        if amount <= 0:
            return Words("金额或者数量必须大于零。")
        return self._taken(row, home, number, amount)

    def _taken(self, row: SheetRow, home: Book, number: Decimal, amount: int) -> ListedPayment | Words:
        day = written_day(row.given.get("paid_on", "")) if row.given.get("paid_on", "").strip() else None
        if day is None and row.given.get("paid_on", "").strip():
            words = row.given.get("paid_on", "")
            return Words("“{words}”不是一个日期，请按 2026-09-30 的样子填写。", {"words": words})
        if day and not self.found.first <= day <= min(self.today, self.found.last):
            return Words("日期要在{first}至{last}之间，请核对。", {"first": self.found.first, "last": self.today})
        paper = row.given.get("paper", "").strip()[:LONGEST_PAPER]
        if paper and paper in self.papers:
            return Words("手工收据{paper}已经录入过，请核对号码。", {"paper": paper})
        left = self.left.get(home.pk, 0)
        credit = max(amount - left, 0)
        if credit and not self.kept.spare:
            args = {"left": shown(left, home.measure), "amount": shown(amount, home.measure)}
            return Words("欠款是{left}，这里要收{amount}；这个账户不留余款，请按欠款收取。", args)
        self.left[home.pk] = left - amount + credit
        self.papers |= {paper} if paper else set()
        return ListedPayment(row.n, self._key(row.n), home.pk, number, day, paper, credit)

    def _home(self, row: SheetRow) -> Book | Words:
        """The one account a row is about."""
        words, place = row.given.get("owner", "").strip(), row.given.get("place", "").strip()
        if not words:
            return Words("没有写户号。")
        found = self.homes.get(words, [])
        found = [b for b in found if not place or place in (b.place.name, b.place.code)]
        if not found:
            return Words("没有找到户号“{words}”的应缴账户，请核对户号和所在地区。", {"words": words})
        if len(found) > 1:
            return Words("户号“{words}”有{n}户，请写明所在地区。", {"words": words, "n": len(found)})
        return found[0]

    def _key(self, n: int) -> str:
        return f"list:{self.kept.account.id[:20]}:{self.digest[:40]}:{n}"
