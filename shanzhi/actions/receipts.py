"""Deeds on receipts: printed, printed again as copies, and cancelled with a counter-entry."""

from collections.abc import Mapping
from datetime import datetime

from shanzhi.actions.journal import About, note
from shanzhi.actions.posting import lock_books, reverse_in_books
from shanzhi.core.access import Actor, require
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Receipt
from shanzhi.models.walls import acting
from shanzhi.queries.running import Running, running

LONGEST_WHY = 200


def print_receipt(*, actor: Actor, receipt_id: int, now: datetime) -> int:
    """Counts that a receipt is printed; gives how often it was, this time included: from the second on it is a copy.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("receipt_cancelled").
    """
    with acting(actor):
        found, row = _locked(receipt_id)
        require(actor, "print_receipt", place_code=found.place.code)
        _require_standing(row)
        row.printed += 1
        row.save(update_fields=["printed"])
        note(actor, "print_receipt", _about(found, row, {"printed": row.printed}), now)
    return row.printed


def cancel_receipt(*, actor: Actor, receipt_id: int, why: str, now: datetime) -> int:
    """Cancels a receipt, which stays with its number, by a counter-entry of today; gives that entry's id.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("second_factor_needed"), Refused("reason_missing"),
            Refused("receipt_cancelled"), codes of core.account.reverse.
    """
    reason = why.strip()[:LONGEST_WHY]
    if not reason:
        raise Refused("reason_missing", "请写明理由，再保存。")
    with acting(actor):
        found, row = _locked(receipt_id)
        require(actor, "cancel_receipt", place_code=found.place.code)
        _require_standing(row)
        on = max(china_day(now), row.entry.on)
        back = reverse_in_books(found, row.entry, on, f"作废收据{row.number}：{reason}"[:LONGEST_WHY], now)
        row.back, row.cancelled_at, row.cancelled_by_id, row.cancelled_why = back, now, actor.id, reason
        row.save(update_fields=["back", "cancelled_at", "cancelled_by", "cancelled_why"])
        note(actor, "cancel_receipt", _about(found, row, {"back": back.pk, "why": reason}), now)
    return back.pk


def _locked(receipt_id: int) -> tuple[Running, Receipt]:
    """A receipt with its programme, the books locked first."""
    known = Receipt.objects.filter(pk=receipt_id).values_list("programme", flat=True).first()
    if known is None:
        raise Refused("not_found", "没有找到这张收据，可能不在您的管辖范围内。")
    found = running(known)
    lock_books(known)
    rows = Receipt.objects.select_for_update(of=("self",)).select_related("entry")
    row = rows.filter(pk=receipt_id).first()
    if row is None:
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    return found, row


def _require_standing(row: Receipt) -> None:
    if row.cancelled_at is not None:
        raise Refused("receipt_cancelled", "收据{number}已经作废，不能再办。", number=row.number)


def _about(found: Running, row: Receipt, data: Mapping[str, object]) -> About:
    said = {"number": row.number, **data}
    return About("receipt", row.pk, found.programme_id, said, place_code=found.place.code)
