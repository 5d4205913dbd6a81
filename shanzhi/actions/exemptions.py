"""Deeds on exemptions: asked for, and decided; what is granted comes off each demand by a counter-entry naming it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shanzhi.actions.journal import About, note
from shanzhi.actions.posting import last_number, lock_books, move_balances
from shanzhi.core.access import Actor, require
from shanzhi.core.closing import booked_on, require_second
from shanzhi.core.dues import lets_off
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Book, BookEntry, BookLine, Exemption, ExemptionPart
from shanzhi.models.walls import acting
from shanzhi.queries.dues import Kept, dues_by_book, kept_dues
from shanzhi.queries.months import closed_to
from shanzhi.queries.running import Running, running

LONGEST = 200


@dataclass(frozen=True, slots=True)
class ExemptionIn:
    """Who is to be let off what. book_id: an account of dues; basis: what allows it; key: made by the page."""

    key: UUID
    book_id: int
    from_on: date | None
    to_on: date | None
    basis: str
    reason: str


def ask_exemption(*, actor: Actor, given: ExemptionIn, now: datetime) -> int:
    """Writes down that somebody is to be let off, for another person to decide; gives its id.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("no_dues"), Refused("day_missing"),
            Refused("days_reversed"), Refused("day_ahead"), Refused("reason_missing"), Refused("basis_missing"),
            Refused("nothing_to_exempt").
    """
    with acting(actor):
        same = Exemption.objects.filter(key=given.key).first()
        if same is not None:
            return same.pk
        found, book, kept = _book(given.book_id)
        require(actor, "ask_exemption", place_code=found.place.code)
        first, last = _days(given, china_day(now))
        _require_words(given)
        lets_off(dues_by_book([book.pk], kept)[book.pk], first, last)
        row = Exemption.objects.create(
            programme_id=found.programme_id, book=book, from_on=first, to_on=last, basis=given.basis.strip()[:LONGEST],
            reason=given.reason.strip()[:LONGEST], key=given.key, asked_at=now, asked_by_id=actor.id,
        )  # fmt: skip
        note(actor, "ask_exemption", _about(found, row, {"from": str(first), "to": str(last)}), now)
    return row.pk


def decide_exemption(*, actor: Actor, exemption_id: int, grant: bool, why: str, now: datetime) -> int:
    """Grants or refuses an exemption; gives how many demands were let off.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("second_factor_needed"), Refused("same_person"),
            Refused("exemption_decided"), Refused("reason_missing"), Refused("nothing_to_exempt").
    """
    with acting(actor):
        known = Exemption.objects.filter(pk=exemption_id).values_list("book", flat=True).first()
        if known is None:
            raise Refused("not_found", "没有找到这项减免，可能不在您的管辖范围内。")
        found, book, kept = _book(known)
        require(actor, "decide_exemption", place_code=found.place.code)
        lock_books(found.programme_id)
        row = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption_id)
        if row.state != "asked":
            raise Refused("exemption_decided", "这项减免已经决定过，不能再改。")
        if kept.terms.decide == "two":
            require_second(row.asked_by_id, actor.id)
        if not grant and not why.strip():
            raise Refused("reason_missing", "请写明理由，再保存。")
        parts = _let_off(found, row, (book, kept), now) if grant else 0
        row.state, row.refused_why = ("granted", "") if grant else ("refused", why.strip()[:LONGEST])
        row.decided_at, row.decided_by_id = now, actor.id
        row.save(update_fields=["state", "refused_why", "decided_at", "decided_by"])
        note(actor, "decide_exemption", _about(found, row, {"state": row.state, "parts": parts}), now)
    return parts


def _book(book_id: int) -> tuple[Running, Book, Kept]:
    """A book of dues with its programme."""
    book = Book.objects.select_related("place").filter(pk=book_id).first()
    if book is None:
        raise Refused("not_found", "没有找到这个账户，可能不在您的管辖范围内。")
    found = running(book.programme_id)
    return found, book, kept_dues(found, book.account)


def _days(given: ExemptionIn, today: date) -> tuple[date, date]:
    """The days of an exemption. What is yet to be asked for is let off by a rule's `except`, so none lies ahead."""
    if given.from_on is None or given.to_on is None:
        raise Refused("day_missing", "请选择日期。")
    if given.from_on > given.to_on:
        raise Refused("days_reversed", "开始日期晚于结束日期，请改正。")
    if given.to_on > today:
        raise Refused("day_ahead", "日期不能晚于今天。")
    return given.from_on, given.to_on


def _require_words(given: ExemptionIn) -> None:
    if not given.basis.strip():
        raise Refused("basis_missing", "请写明减免的依据，如低保户、村民会议决定。")
    if not given.reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")


def _let_off(found: Running, row: Exemption, of: tuple[Book, Kept], now: datetime) -> int:
    """Counter-entries for the demands of an exemption's days; never refused for lack of means, as all that corrects."""
    book, kept = of
    wanted = lets_off(dues_by_book([book.pk], kept)[book.pk], row.from_on, row.to_on)
    on, n = booked_on(china_day(now), closed_to(found.programme_id))[0], last_number(found.programme_id)
    demands = BookEntry.objects.filter(pk__in=wanted).prefetch_related("lines").in_bulk()
    made: list[BookLine] = []
    for step, (pk, amount) in enumerate(sorted(wanted.items()), 1):
        demand = demands[pk]
        entry = BookEntry.objects.create(
            programme_id=found.programme_id, n=n + step, key=f"exempt:{row.pk}:{pk}", on=on, at=now,
            why=f"减免：{row.basis}"[:LONGEST], clause=demand.clause,
        )  # fmt: skip
        ExemptionPart.objects.create(exemption=row, entry=entry, of=demand)
        made += _lines(demand, entry, book.pk, amount)
    BookLine.objects.bulk_create(made)
    move_balances(made)
    return len(wanted)


def _lines(demand: BookEntry, entry: BookEntry, book: int, amount: int) -> list[BookLine]:
    """A demand's two sides the other way round; sides stand in pairs, as they were booked."""
    lines = sorted(demand.lines.all(), key=lambda n: n.pk)
    at = next(k for k, n in enumerate(lines) if n.book_id == book)
    pair = (lines[at], lines[at ^ 1])
    return [
        BookLine(entry=entry, book_id=n.book_id, on=entry.on, amount=-amount if n.amount > 0 else amount,
                 purpose=n.purpose, by=n.by)
        for n in pair
    ]  # fmt: skip


def _about(found: Running, row: Exemption, data: Mapping[str, object]) -> About:
    return About("exemption", row.pk, found.programme_id, data, place_code=found.place.code)
