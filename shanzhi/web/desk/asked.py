"""Fields of a request as values."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from shanzhi.actions.files import keep_file
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused

YEARS = range(1950, 2200)  # a calendar has a month before and a month after
DIGITS = 12
LONGEST_ID = 18  # digits of a 64-bit number


def int_of(text: str | None) -> int | None:
    """A whole number, None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID else None


def code_of(text: str | None) -> str:
    """The 12 digits of a place's code, "" for anything else."""
    return text if text and len(text) == DIGITS and text.isascii() and text.isdecimal() else ""


def day_of(text: str | None) -> date | None:
    """A day in ISO form, None where nothing was given.

    raises: Refused("bad_day").
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_day", "“{words}”不是一个日期，请按 2026-09-30 的样子填写。", words=text) from None


def month_of(text: str | None, today: date) -> date:
    """The first day of a month such as 2026-11, this month by default and for months of another age.

    raises: Refused("bad_day").
    """
    first = day_of(f"{text}-01") if text else None
    return first if first and first.year in YEARS else today.replace(day=1)


def decimal_of(text: str | None) -> Decimal:
    """A figure; commas are allowed.

    raises: Refused("bad_number").
    """
    try:
        value = Decimal((text or "").replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused("bad_number", "“{words}”不是一个数，请只填数字，如 85 或 3.5。", words=text or "")
    return value


def kept_by(actor: Actor) -> "Callable[[UploadedFile[bytes]], str]":
    """Keeps what somebody hands in as a file, for forms of fields."""
    return lambda file: keep_file(actor=actor, data=bytes(file.read()), name=file.name or "")


def key_of(request: HttpRequest) -> UUID:
    """The key the page made, so that a double send is one deed; a fresh one where it is missing."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
