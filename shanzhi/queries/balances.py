"""What expressions ask of the books: balance, credit and what was spent."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Q, Sum

from shanzhi.core.amount import DIGITS
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.meant import Meant
from shanzhi.core.order import Owner
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.period import Period, named
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Book, BookLine
from shanzhi.queries.owners import owner_of, places_over
from shanzhi.queries.running import Running

_COUNTED: Mapping[str, Q] = {
    "credit": Q(amount__gt=0, entry__kind="transfer") | Q(amount__lt=0, entry__kind="reversal"),
    "spent": Q(amount__lt=0, entry__kind="transfer") | Q(amount__gt=0, entry__kind="reversal"),
    "balance": Q(),
}


def figure_of(running: Running, function: str, account: Account, meant: Meant, period: str = "") -> Datum:
    """What an account holds, or what came in or went out, of the owner at a place.

    period: its name; the balance of a period is what is left of what moved in it, "" is the balance now.
    cost: 2 queries; one less where the owner's place is that of what is meant.
    """
    try:
        owner = _owner(running, account, meant)
    except Refused as refused:
        return Unknown(Words(refused.text, refused.args_))
    within = named(period) if period else None
    if period and within is None:
        return Unknown(Words("“{period}”不是期间，请写成2026-03、2026-Q1或者2026。", {"period": period}))
    amount = _balance(running, account, owner) if within is None and function == "balance" else None
    if amount is None:
        amount = _moved(running, account, owner, _COUNTED[function], within)
    return measured(account, function, amount)


def figures_of(running: Running, function: str, account: Account, period: str = "") -> Mapping[int, Datum] | Unknown:
    """What `figure_of` gives for the accounts of all places that own one themselves, by the id of the place.

    cost: 1 query.
    """
    within = named(period) if period else None
    if period and within is None:
        return Unknown(Words("“{period}”不是期间，请写成2026-03、2026-Q1或者2026。", {"period": period}))
    books = Book.objects.filter(programme=running.programme_id, account=account.id, unit=None, record=None)
    if within is None and function == "balance":
        sums = dict(books.values_list("place_id", "balance"))
    else:
        rows = BookLine.objects.filter(book__in=books).filter(_COUNTED[function])
        rows = rows.filter(on__range=(within.first, within.last)) if within else rows
        sums = dict(rows.values_list("book__place_id").annotate(s=Sum("amount")))
    return {place: measured(account, function, int(amount or 0)) for place, amount in sums.items()}


def measured(account: Account, function: str, amount: int) -> Quantity:
    """An amount of the smallest unit in the measure of its account; what was spent counts as positive.

    cost: 0 queries.
    """
    sign = -1 if function == "spent" else 1
    return Quantity(Decimal(sign * amount).scaleb(-DIGITS.get(account.measure, 0)), account.measure)


def _owner(running: Running, account: Account, meant: Meant) -> Owner:
    here: Mapping[str, PlaceRef] = {meant.place.code: meant.place}
    if account.owner and meant.place.level in account.owner.names:
        return owner_of(running, account, meant, here)
    return owner_of(running, account, meant, places_over([meant.place.code]))


def _balance(running: Running, account: Account, owner: Owner) -> int:
    rows = Book.objects.filter(**_book(running, account, owner))
    return rows.values_list("balance", flat=True).first() or 0


def _moved(running: Running, account: Account, owner: Owner, counted: Q, within: Period | None) -> int:
    rows = BookLine.objects.filter(**{f"book__{k}": v for k, v in _book(running, account, owner).items()})
    rows = rows.filter(on__range=(within.first, within.last)) if within else rows
    return int(rows.filter(counted).aggregate(s=Sum("amount"))["s"] or 0)


def _book(running: Running, account: Account, owner: Owner) -> dict[str, object]:
    return {"programme": running.programme_id, "account": account.id, "place": owner.place, "unit": owner.unit,
            "record": owner.record}  # fmt: skip
