"""Amounts: whole numbers of the smallest unit of a measure, and how a total is split so that its parts add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shanzhi.core.kinds import Refused

DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {"元": 2, "积分": 1, "亩": 2, "平方米": 2, "m²": 2, "立方米": 3, "m³": 3, "吨": 3, "公斤": 3, "度": 2, "工": 1}
)
"""Digits after the point by measure; whatever else is counted (件, 户, 人) is whole."""
LARGEST: Final = 10**15
WHOLE: Final = 10_000
"""A share of the whole is given in parts of ten thousand."""


def amount_of(number: Decimal, measure: str) -> int:
    """A number of a measure in its smallest unit: 6.5 元 is 650 (fen).

    raises: Refused("amount_too_fine") for a fraction of the smallest unit, Refused("amount_too_large").
    """
    scaled = number.scaleb(DIGITS.get(measure, 0))
    if scaled != scaled.to_integral_value():
        raise Refused(
            "amount_too_fine",
            "“{number}{measure}”的小数位太多，{measure}最多记到小数点后{digits}位。",
            number=number,
            measure=measure,
            digits=DIGITS.get(measure, 0),
        )
    if abs(scaled) >= LARGEST:
        raise Refused("amount_too_large", "“{number}{measure}”大得不合常理，请检查。", number=number, measure=measure)
    return int(scaled)


def shown(amount: int, measure: str) -> str:
    """An amount as people write it: 500元, 6.50元, 2.5亩."""
    digits = DIGITS.get(measure, 0)
    whole, rest = divmod(abs(amount), 10**digits)
    fraction = f"{rest:0{digits}}" if rest else ""
    if measure != "元":
        fraction = fraction.rstrip("0")
    return f"{'-' if amount < 0 else ''}{whole}{'.' if fraction else ''}{fraction}{measure}"


def split(total: int, weights: Sequence[int | Decimal | Fraction]) -> tuple[int, ...]:
    """A total split by weights; the parts add up to it.

    Each part is rounded towards zero; what is left goes, one by one, to the largest remainders, of equal ones to the
    first. A negative total is split as its opposite.

    raises: Refused("no_weights") where no weight is above zero.
    """
    exact = [Fraction(w) for w in weights]
    whole = sum(exact)
    if whole <= 0 or min(exact) < 0:
        raise Refused("no_weights", "没有可以分摊的对象，请核对分摊的户数、人数或者比例。")
    due = [abs(total) * w / whole for w in exact]
    parts = [int(d) for d in due]
    order = sorted(range(len(due)), key=lambda n: (parts[n] - due[n], n))
    for n in order[: abs(total) - sum(parts)]:
        parts[n] += 1
    return tuple(part if total >= 0 else -part for part in parts)


@dataclass(frozen=True, slots=True)
class Funder:
    """Who bears a part of a cost. share: in parts of ten thousand; None takes the rest. at_most: a ceiling."""

    name: str
    share: int | None = None
    at_most: int | None = None


def fund(total: int, funders: Sequence[Funder]) -> tuple[int, ...]:
    """What each bears of a cost (县级补助40%，最高5万元，其余由村自筹), in the order given; it adds up to the total.

    raises: Refused("funding_short") where shares and ceilings leave something that nobody bears,
            Refused("shares_exceed") where the shares are more than the whole or several take the rest.
    """
    shares = [f.share or 0 for f in funders]
    rests = [n for n, f in enumerate(funders) if f.share is None]
    if sum(shares) > WHOLE or len(rests) > 1:
        raise Refused("shares_exceed", "各级分担的比例超过了百分之百，或有两家都承担其余部分，请改正。")
    parts = list(split(total, [*shares, WHOLE - sum(shares)]))
    open_part = parts.pop()
    for n, funder in enumerate(funders):
        if funder.share is not None and funder.at_most is not None and parts[n] > funder.at_most:
            open_part, parts[n] = open_part + parts[n] - funder.at_most, funder.at_most
    if rests and (funders[rests[0]].at_most is None or open_part <= (funders[rests[0]].at_most or 0)):
        parts[rests[0]] = open_part
    elif open_part:
        raise Refused("funding_short", "各级分担以后还有缺口，没有明确由谁承担，请补充出资方或者提高上限。")
    return tuple(parts)
