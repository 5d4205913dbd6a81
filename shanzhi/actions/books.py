"""Deeds on the books: what is booked by hand, and entries taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shanzhi.actions.journal import About, note
from shanzhi.actions.posting import lock_books, open_side, post_moves, reverse_in_books
from shanzhi.actions.rules import tell_of_postings
from shanzhi.core.access import Actor, require
from shanzhi.core.amount import amount_of, shown
from shanzhi.core.closing import require_booked_day
from shanzhi.core.judging import reader
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Book, BookEntry, Place, Receipt
from shanzhi.models.walls import acting
from shanzhi.queries.around import Around
from shanzhi.queries.months import closed_to
from shanzhi.queries.owners import owner_of, places_over
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running

LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class SideIn:
    """One side of a posting by hand: a book by its id, or an account of the pack with the place whose it is."""

    book_id: int | None = None
    account: str = ""
    place_code: str = ""


@dataclass(frozen=True, slots=True)
class PostingIn:
    """A posting by hand. amount: in the account's measure; key: made by the page, a double send is one entry.

    of_month: a day of the closed month it belongs to, where it comes late.
    """

    key: UUID
    source: SideIn
    target: SideIn
    amount: Decimal
    on: date | None
    why: str
    purpose: str = ""
    of_month: date | None = None


def book(*, actor: Actor, programme_id: int, given: PostingIn, now: datetime) -> int:
    """Books an amount by hand and gives the entry's id; what a cap leaves out is kept with its reason.

    raises: Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_found"), Refused("reason_missing"),
            Refused("day_missing"), Refused("day_ahead"), Refused("outside_programme"), Refused("cap_full"),
            Refused("month_open"), codes of core.account.post.
    """
    with acting(actor):
        found = running(programme_id)
        require(actor, "keep_books", place_code=found.place.code)
        on, why = _checked(found, given, now)
        lock_books(programme_id)
        source, target = (_side(found, s) for s in (given.source, given.target))
        measure = open_side(found, source.account).measure
        wanted = Wanted(source, target, amount_of(given.amount, measure), given.purpose.strip())
        order = Order(f"hand:{given.key}", on, why, (wanted,), of_month=_month(given, closed_to(programme_id)))
        around = Around(found, Meant("", found.place), Known(found), china_day(now))
        (posted,) = post_moves(found, [order], now, reader(around))
        if posted.refused is not None:
            raise posted.refused
        if posted.entry is None:
            raise Refused("cap_full", "本期已经记满上限，这一笔没有可以记入的数额。")
        if posted.decision.entries:
            data = {"entry": posted.entry, "from": str(source), "to": str(target), "on": str(on), "why": why,
                    "amount": shown(wanted.amount, measure)}  # fmt: skip
            note(actor, "keep_books", _about(found, posted.entry, data), now)
            tell_of_postings(found, [posted], now)
    return posted.entry


def reverse_entry(*, actor: Actor, entry_id: int, why: str, now: datetime) -> int:
    """Takes an entry back by a counter-entry of today and gives its id.

    raises: Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_found"), Refused("receipt_stands"),
            codes of core.account.reverse.
    """
    with acting(actor):
        entry = BookEntry.objects.filter(pk=entry_id).first()
        if entry is None:
            raise Refused("not_found", "没有找到这笔账，可能不在您的管辖范围内。")
        found = running(entry.programme_id)
        _require_no_receipt(entry)
        require(actor, "reverse_entry", place_code=found.place.code)
        lock_books(found.programme_id)
        back = reverse_in_books(found, entry, max(china_day(now), entry.on), why[:LONGEST_WHY], now)
        data = {"entry": entry.pk, "n": entry.n, "back": back.pk, "why": back.why}
        note(actor, "reverse_entry", _about(found, entry.pk, data), now)
    return back.pk


def _require_no_receipt(entry: BookEntry) -> None:
    """Passes where no receipt was given for an entry: that is cancelled, and takes its entry back with it."""
    number = Receipt.objects.filter(entry=entry).values_list("number", flat=True).first()
    if number is not None:
        raise Refused("receipt_stands", "这笔账开过收据{number}。请作废收据，账会一并冲销。", number=number)


def _about(found: Running, entry: int, data: Mapping[str, object]) -> About:
    return About("entry", entry, found.programme_id, data, place_code=found.place.code)


def _checked(found: Running, given: PostingIn, now: datetime) -> tuple[date, str]:
    why = given.why.strip()
    if not why:
        raise Refused("reason_missing", "请写明理由，再保存。")
    if given.on is None:
        raise Refused("day_missing", "请选择日期。")
    require_booked_day(given.on, china_day(now), (found.first, found.last))
    return given.on, why[:LONGEST_WHY]


def _month(given: PostingIn, closed: date | None) -> date | None:
    """The first day of the closed month a posting belongs to."""
    if given.of_month is None:
        return None
    if closed is None or given.of_month > closed:
        raise Refused("month_open", "{month}还没有封账，请直接记在那个月。", month=f"{given.of_month:%Y-%m}")
    return given.of_month.replace(day=1)


def _side(found: Running, said: SideIn) -> Side:
    """A side as the books know it."""
    if said.book_id is not None:
        row = Book.objects.filter(pk=said.book_id, programme=found.programme_id).first()
        if row is None:
            raise Refused("not_found", "没有找到这个账户，可能不在您的管辖范围内。")
        return Side(row.account, Owner(row.place_id, row.unit_id, row.record_id))
    account = open_side(found, said.account)
    place = _place(found, said.place_code)
    return Side(account.id, owner_of(found, account, Meant("", place), places_over([place.code])))


def _place(found: Running, code: str) -> PlaceRef:
    row = Place.objects.filter(code=code or found.place.code, ended_on=None).first()
    if row is None:
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=code)
    return row.as_core()
