"""How many seats a post has at one place, how many are held, and which days of a holder fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import Bound

_DAY = timedelta(days=1)
KINDS_OF_HOLDERS = {"person": ("user", "resident"), "org": ("unit",), "household": ("household",)}


@dataclass(frozen=True, slots=True)
class Span:
    """Days somebody holds a seat; both belong to it, None is open. holder: such as user:7; instead: a stand-in's."""

    from_on: date
    to_on: date | None = None
    holder: str = ""
    instead: bool = False

    def meets(self, other: "Span") -> bool:
        """Whether they share a day."""
        return _before(self.from_on, other.to_on) and _before(other.from_on, self.to_on)

    def within(self, other: "Span") -> bool:
        """Whether all its days are days of another."""
        ends = other.to_on is None or (self.to_on is not None and self.to_on <= other.to_on)
        return other.from_on <= self.from_on and ends


@dataclass(frozen=True, slots=True)
class Need:
    """How many seats there have to be and may be; None where nothing says so. why: what is not known yet."""

    least: int | None = 1
    most: int | None = 1
    why: Words | None = None


def need_of(bound: Bound | None, said: Datum) -> Need:
    """What the count of a post asks for. said: what its value comes to; fractions are rounded up.

    out: one seat where the pack says no count.
    """
    if bound is None:
        return Need()
    if not isinstance(said, Decimal):
        unknown = said.reason if isinstance(said, Unknown) else Words("席位数不是一个数。")
        return Need(None, None, unknown)
    n = max(0, int(said.to_integral_value(ROUND_CEILING)))
    return {
        "=": Need(n, n), ">=": Need(n, None), ">": Need(n + 1, None), "<=": Need(0, n), "<": Need(0, max(0, n - 1)),
    }[bound.sign]  # fmt: skip


def kinds_of(post: Post) -> tuple[str, ...]:
    """What may hold a post: user, resident, unit, household; another post's holders for a post held by one."""
    return KINDS_OF_HOLDERS.get(post.held_by, ("user", "unit", "resident"))


def check_span(span: Span, first: date, last: date) -> None:
    """The days of a seat lie in order and in the programme.

    raises: Refused("period_reversed"), Refused("outside_programme").
    """
    if span.to_on is not None and span.to_on < span.from_on:
        raise Refused("period_reversed", "结束日期早于开始日期，请核对。")
    if not first <= span.from_on <= last or (span.to_on is not None and span.to_on > last):
        raise Refused("outside_programme", "日期要在{first}至{last}之间，请核对。", first=first, last=last)


def check_room(span: Span, others: Sequence[Span], need: Need, post: str) -> None:
    """A seat is free through all days of a span, and its holder has none of the same post in them.

    raises: Refused("seat_twice"), Refused("seats_full").
    """
    if any(o.holder == span.holder and o.meets(span) for o in others):
        raise Refused("seat_twice", "这段日子里“{post}”已经由其担任，不用重复安排。请核对日期。", post=post)
    held = busiest([o for o in others if not o.instead], span)
    if not span.instead and need.most is not None and held >= need.most:
        raise Refused(
            "seats_full",
            "“{post}”在这里只设{n}个席位，这段日子里已经有{held}个任职。请先结束一个，或者办理交接。",
            post=post,
            n=need.most,
            held=held,
        )


def check_stand_in(post: Post, span: Span, principal: Span) -> None:
    """A stand-in stands in where that may be, and only within the days of whom he stands in for.

    raises: Refused("no_stand_in"), Refused("stand_in_outside").
    """
    if not post.stand_in:
        raise Refused("no_stand_in", "“{post}”不设代理，请安排正式人选。", post=post.title or post.id)
    if principal.instead:
        raise Refused("no_stand_in", "“{post}”的代理人不能再请人代理。", post=post.title or post.id)
    if span.to_on is None or not span.within(principal):
        last: object = principal.to_on or Words("任期结束")
        raise Refused(
            "stand_in_outside",
            "代理要写明起止日期，并且在被代理人的任期以内（{first}至{last}）。",
            first=principal.from_on,
            last=last,
        )


def busiest(spans: Iterable[Span], within: Span) -> int:
    """The greatest number of spans that share one day of another."""
    met = [s for s in spans if s.meets(within)]
    days = {within.from_on, *(s.from_on for s in met if s.from_on > within.from_on)}
    return max((sum(s.meets(Span(d, d)) for s in met) for d in days), default=0)


def day_after(day: date) -> date:
    """The day after a day: from when the next one holds the seat."""
    return day + _DAY


def _before(day: date, last: date | None) -> bool:
    return last is None or day <= last
