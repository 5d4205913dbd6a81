"""Closing a month of the books: which month is next, who may close it, and where what comes late is booked."""

from datetime import date, timedelta

from shanzhi.core.kinds import Refused
from shanzhi.core.period import Period, period_of


def next_to_close(first: date, closed_to: date | None) -> Period:
    """The month that may be closed next. first: the first day of the programme; closed_to: the last closed day."""
    return period_of(first if closed_to is None else closed_to + timedelta(days=1), "month")


def may_propose(month: date, first: date, closed_to: date | None, today: date) -> Period:
    """The month somebody wants to close; months are closed one after the other, when they are over.

    raises: Refused("month_closed_before"), Refused("month_order"), Refused("month_not_over").
    """
    wanted, due = period_of(month, "month"), next_to_close(first, closed_to)
    if closed_to is not None and wanted.last <= closed_to:
        raise Refused("month_closed_before", "{month}的账已经封了，封账不能撤销。", month=wanted.name)
    if wanted != due:
        raise Refused("month_order", "要按月份先后封账，请先封{due}的账。", due=due.name)
    if today <= wanted.last:
        raise Refused("month_not_over", "{month}还没有结束，下个月才能封账。", month=wanted.name)
    return wanted


def require_second(proposer: int, closer: int) -> None:
    """Passes where somebody else closes than proposed.

    raises: Refused("same_person").
    """
    if proposer == closer:
        raise Refused("same_person", "提出的人不能自己办这一步，请另一位同志复核以后办理。")


def booked_on(on: date, closed_to: date | None) -> tuple[date, date | None]:
    """The day something is booked on, and the month it belongs to where that is closed: the first open day."""
    if closed_to is None or on > closed_to:
        return on, None
    return closed_to + timedelta(days=1), on.replace(day=1)


def require_booked_day(on: date, today: date, days: tuple[date, date]) -> None:
    """Passes where something may be booked on a day. days: the first and the last of the programme.

    raises: Refused("day_ahead"), Refused("outside_programme").
    """
    if on > today:
        raise Refused("day_ahead", "日期不能晚于今天。")
    first, last = days
    if not first <= on <= last:
        raise Refused("outside_programme", "日期要在{first}至{last}之间，请核对。", first=first, last=last)


def require_open(on: date, closed_to: date | None) -> None:
    """Passes where a day is open.

    raises: Refused("month_closed"), which names the closed month and the open one.
    """
    if closed_to is not None and on <= closed_to:
        raise Refused(
            "month_closed",
            "{month}的账已经封账，不再改动。请记在{open}，并选明属于{month}。",
            month=period_of(on, "month").name,
            open=period_of(closed_to + timedelta(days=1), "month").name,
        )
